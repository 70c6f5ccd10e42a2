//! Calls of carriers that are written together: each is stored once, in its order, and answered only when it is.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};

use api_tests::{Actor, Answer, Isolate, World};
use serde_json::{Value, json};

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    source: String,
    way: String,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let body = json!({ "name": "Carrier", "provider": "sinch_sms", "authentication": "address" });
    let made = ana.post("/v1/inbound-sources", &body).json();
    let way = made["secret_url"].as_str().and_then(|url| url.split("/in/").nth(1)).expect("an address").to_owned();
    let source = made["inbound_source"]["id"].as_str().expect("an id").to_owned();
    let it = Ground { world, isolate, ana, source, way: format!("/in/{way}") };
    // The isolate knows the source.
    assert_eq!(it.post("first", "5511").status, 200);
    it
}

fn said(id: &str, from: &str) -> Value {
    json!({ "id": id, "source": from, "destination": "551140000000", "messageText": id })
}

impl Ground {
    fn post(&self, id: &str, from: &str) -> Answer {
        self.isolate.nobody().post(&self.way, &said(id, from))
    }

    /// Posts these, one after the other, while the next message is being written; each answer once it is there.
    fn meanwhile(&self, bodies: Vec<Value>) -> Vec<JoinHandle<Answer>> {
        let (send, threads) = std::sync::mpsc::channel();
        let (world, isolate, way) = (Arc::clone(&self.world), self.isolate.clone(), self.way.clone());
        self.world.before_commit.set(move || {
            for body in bodies {
                let before = world.waiting.load(Ordering::SeqCst);
                let (isolate, way) = (isolate.clone(), way.clone());
                let thread = thread::spawn(move || isolate.nobody().post(&way, &body));
                while world.waiting.load(Ordering::SeqCst) == before && !thread.is_finished() {
                    thread::yield_now();
                }
                send.send(thread).expect("somebody listens");
            }
        });
        assert_eq!(self.post("leads", "5511").status, 200);
        threads.try_iter().collect()
    }

    fn commits(&self) -> usize {
        self.world.commits.load(Ordering::SeqCst)
    }
}

fn statuses(threads: Vec<JoinHandle<Answer>>) -> Vec<u16> {
    threads.into_iter().map(|thread| thread.join().expect("an answer").status).collect()
}

#[test]
fn calls_that_come_while_one_is_written_are_written_in_one_batch_in_their_order() {
    let it = ground();
    let before = it.commits();
    let threads = it.meanwhile((0..20).map(|n| said(&format!("m{n:02}"), "5512")).collect());
    assert_eq!(statuses(threads), [200; 20]);
    assert_eq!(it.commits() - before, 2);
    let stored = "SELECT count(*) FROM (SELECT m.carrier_id AS it, row_number() OVER (ORDER BY m.carrier_id) AS n, e.sequence \
         FROM message m JOIN event e ON e.message_id = m.id WHERE m.person = '5512') WHERE n = sequence";
    assert_eq!(it.world.count(stored), 20);
}

#[test]
fn the_same_message_in_many_calls_at_once_is_one() {
    let it = ground();
    let threads = it.meanwhile(vec![said("same", "5512"); 40]);
    assert_eq!(statuses(threads), [200; 40]);
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE carrier_id = 'same'"), 1);
    assert_eq!(it.world.count("SELECT count(*) FROM event WHERE at > 0 AND conversation LIKE '%/%5512'"), 1);
}

#[test]
fn more_than_one_may_write_for_leaves_the_line_to_those_in_it() {
    let it = ground();
    let threads = it.meanwhile((0..300).map(|n| said(&format!("m{n}"), "5512")).collect());
    assert_eq!(statuses(threads), [200; 300]);
    assert_eq!(it.world.count("SELECT count(*) FROM event WHERE conversation LIKE '%/%5512'"), 300);
}

#[test]
fn who_waits_for_nobody_writes_alone() {
    let it = ground();
    it.world.told_too_late.store(true, Ordering::SeqCst);
    // Nothing tells them of anything; both waits are over before the one who writes is through.
    let threads = it.meanwhile((0..5).map(|n| said(&format!("m{n}"), "5512")).collect());
    assert_eq!(statuses(threads), [200; 5]);
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE person = '5512'"), 5);
}

#[test]
fn a_large_call_and_one_that_is_refused_in_part_are_nobody_elses_burden() {
    let it = ground();
    let part = json!({ "total": 2, "data": [said("good", "5512"), { "id": "bad" }] });
    let waits = it.world.waiting.load(Ordering::SeqCst);
    let (isolate, way) = (it.isolate.clone(), it.way.clone());
    it.world.before_commit.set(move || {
        assert_eq!(isolate.nobody().post(&way, &part).status, 200);
        let long = json!({ "id": "long", "source": "5512", "messageText": "x".repeat(40_000) });
        assert_eq!(isolate.nobody().post(&way, &long).status, 200);
    });
    assert_eq!(it.post("other", "5513").status, 200);
    assert_eq!(it.world.waiting.load(Ordering::SeqCst), waits);
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE person = '5512'"), 2);
}

#[test]
fn a_source_that_changed_while_they_stood_in_line_takes_what_it_would_have_taken() {
    let it = ground();
    let (ana, world, isolate, way) = (it.ana.clone(), Arc::clone(&it.world), it.isolate.clone(), it.way.clone());
    let source = format!("/v1/inbound-sources/{}", it.source);
    let (send, threads) = std::sync::mpsc::channel();
    it.world.before_commit.set(move || {
        let before = world.waiting.load(Ordering::SeqCst);
        let call = isolate.nobody();
        send.send(thread::spawn(move || call.post(&way, &said("waits", "5512")))).expect("somebody listens");
        while world.waiting.load(Ordering::SeqCst) == before {
            thread::yield_now();
        }
        assert_eq!(ana.delete(&source).status, 204);
    });
    // Neither is told that it was stored: the source is gone.
    assert_eq!(it.post("leads", "5511").status, 404);
    assert_eq!(statuses(threads.try_iter().collect()), [404]);
    assert_eq!(it.world.count("SELECT count(*) FROM message"), 1);
}

#[test]
fn where_the_database_is_away_all_are_told_to_come_again() {
    let it = ground();
    let (world, isolate, way) = (Arc::clone(&it.world), it.isolate.clone(), it.way.clone());
    let (send, threads) = std::sync::mpsc::channel();
    it.world.before_commit.set(move || {
        for n in 0..3 {
            let before = world.waiting.load(Ordering::SeqCst);
            let (call, way) = (isolate.nobody(), way.clone());
            send.send(thread::spawn(move || call.post(&way, &said(&format!("m{n}"), "5512"))))
                .expect("somebody listens");
            while world.waiting.load(Ordering::SeqCst) == before {
                thread::yield_now();
            }
        }
        world.db_down.store(true, Ordering::SeqCst);
    });
    assert_eq!(it.post("leads", "5511").status, 503);
    assert_eq!(statuses(threads.try_iter().collect()), [503; 3]);
    it.world.db_down.store(false, Ordering::SeqCst);
    assert_eq!(it.world.count("SELECT count(*) FROM message"), 1);
    assert_eq!(it.post("m0", "5512").status, 200);
    assert_eq!(it.world.count("SELECT count(*) FROM message"), 2);
}
