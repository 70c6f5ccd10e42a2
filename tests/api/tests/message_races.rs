//! Sources, webhooks and channels that change while messages come, go and are delivered: threads over one database.
//!
//! Whatever the order, what was answered with 200 is there once, what was not is not, and nothing is left hanging.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use api_tests::{Actor, Isolate, World, answered};
use domain::time::{HOUR, MINUTE, SECOND};
use serde_json::{Value, json};
use service::deps::OutsideAnswer;

const MESSAGES: usize = 40;
const PERSON: &str = "5519900002222";

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
    let source = made["inbound_source"]["id"].as_str().expect("an id").to_owned();
    Ground { world, isolate, ana, source, way: way(&made["secret_url"]) }
}

fn way(url: &Value) -> String {
    format!("/in/{}", url.as_str().and_then(|url| url.split("/in/").nth(1)).expect("an address"))
}

/// The version that a thing has now, put into a change of it; the answer's status.
fn change(ana: &Actor, at: &str, mut body: Value) -> u16 {
    body["version"] = ana.get(at).json()["version"].clone();
    ana.patch(at, &body).status
}

impl Ground {
    fn webhook(&self) -> String {
        let body =
            json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true });
        let made = self.ana.post("/v1/webhooks", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["webhook"]["id"].as_str().expect("an id").to_owned()
    }

    /// Posts messages from two threads, each in an isolate of its own or both in one, while `other` runs; the ids of those
    /// that were taken, and every other status.
    fn posts(&self, one_isolate: bool, other: impl FnOnce() + Send) -> (BTreeSet<String>, BTreeSet<u16>) {
        let posts = |part: usize| {
            let isolate = if one_isolate { self.isolate.clone() } else { self.world.isolate() };
            let (mut taken, mut others) = (BTreeSet::new(), BTreeSet::new());
            for n in (part..MESSAGES).step_by(2) {
                let id = format!("m{n:03}");
                let body =
                    json!({ "id": id, "source": format!("55119{part}"), "destination": "5512", "messageText": id });
                match isolate.nobody().post(&self.way, &body).status {
                    200 => _ = taken.insert(id),
                    status => _ = others.insert(status),
                }
            }
            (taken, others)
        };
        thread::scope(|scope| {
            let threads = [scope.spawn(move || posts(0)), scope.spawn(move || posts(1))];
            scope.spawn(other);
            let (mut taken, mut others) = (BTreeSet::new(), BTreeSet::new());
            for thread in threads {
                let (one, rest) = thread.join().expect("answers");
                taken.extend(one);
                others.extend(rest);
            }
            (taken, others)
        })
    }

    fn stored(&self) -> BTreeSet<String> {
        let list = "SELECT coalesce(group_concat(carrier_id, ' '), '') FROM message WHERE direction = 'in'";
        let text: String = self.world.db.lock().query_row(list, [], |row| row.get(0)).expect("a list");
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn count(&self, sql: &str) -> i64 {
        self.world.count(sql)
    }
}

#[test]
fn what_a_source_takes_while_it_is_changed_and_deleted_is_what_it_said() {
    for one_isolate in [true, false] {
        let it = ground();
        let at = format!("/v1/inbound-sources/{}", it.source);
        let (taken, others) = it.posts(one_isolate, || {
            for n in 0..6 {
                assert_eq!(change(&it.ana, &at, json!({ "name": format!("Carrier {n}") })), 200);
                let status = if n % 2 == 0 { "inactive" } else { "active" };
                assert_eq!(change(&it.ana, &at, json!({ "status": status })), 200);
            }
            assert_eq!(it.ana.delete(&at).status, 204);
        });
        assert_eq!(taken, it.stored());
        assert_eq!(it.count("SELECT count(*) FROM event"), it.count("SELECT count(*) FROM message"));
        assert!(others.iter().all(|status| [403, 404, 409].contains(status)), "{others:?}");
        assert_eq!(it.count("SELECT count(*) FROM refused_inbound"), 0, "they went with it");
    }
}

#[test]
fn a_secret_address_that_is_rotated_ends_for_everybody_at_once() {
    let it = ground();
    let at = format!("/v1/inbound-sources/{}/rotate-secret", it.source);
    let mut anew = None;
    let (taken, others) = it.posts(true, || {
        let made = it.ana.post(&at, &json!({ "confirm": true }));
        anew = Some(way(&made.json()["secret_url"]));
    });
    assert_eq!(taken, it.stored());
    assert!(others.iter().all(|status| *status == 401 || *status == 403 || *status == 409), "{others:?}");
    let body = json!({ "id": "last", "source": "5511", "destination": "5512", "messageText": "last" });
    assert!(it.isolate.nobody().post(&it.way, &body).status >= 400, "the old one");
    assert_eq!(it.isolate.nobody().post(&anew.expect("an address"), &body).status, 200);
}

#[test]
fn a_webhook_that_is_renamed_rotated_paused_and_resumed_gets_every_message_in_order() {
    let it = ground();
    let webhook = it.webhook();
    let at = format!("/v1/webhooks/{webhook}");
    let said = Arc::new(std::sync::Mutex::new(Vec::new()));
    let hears = Arc::clone(&said);
    it.world.answer(move |call| {
        let body: Value = serde_json::from_slice(&call.body).expect("JSON");
        hears
            .lock()
            .expect("nobody panicked")
            .push(body["data"]["content"]["text"].as_str().expect("a text").to_owned());
        answered(200)
    });
    let taken = thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..60 {
                    it.world.alarm(&webhook);
                    thread::sleep(Duration::from_millis(5));
                }
            });
        }
        let (taken, others) = it.posts(true, || {
            for n in 0..5 {
                assert_eq!(change(&it.ana, &at, json!({ "name": format!("Bot {n}") })), 200);
                let rotated = it.ana.post(&format!("{at}/rotate-secret"), &json!({}));
                // So many secrets at once are enough.
                assert!(rotated.status == 201 || (n > 0 && rotated.status == 409), "{}", rotated.text());
                assert_eq!(it.ana.post(&format!("{at}/pause"), &json!({})).status, 200);
                assert_eq!(it.ana.post(&format!("{at}/resume"), &json!({})).status, 200);
            }
        });
        assert_eq!(others, BTreeSet::new());
        taken
    });
    // What was being tried when the webhook changed may be tried again after a while.
    it.world.pass(2 * MINUTE);
    it.world.minute();
    it.world.drive(HOUR);
    assert_eq!(
        it.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"),
        i64::try_from(MESSAGES).expect("few")
    );
    let said = said.lock().expect("nobody panicked");
    for part in 0..2 {
        let mut first: Vec<&String> = Vec::new();
        for text in said.iter().filter(|text| text[1..].parse::<usize>().expect("a number") % 2 == part) {
            if !first.contains(&text) {
                first.push(text);
            }
        }
        let wanted: Vec<&String> =
            taken.iter().filter(|id| id[1..].parse::<usize>().expect("a number") % 2 == part).collect();
        assert_eq!(first, wanted);
    }
}

#[test]
fn nothing_waits_for_a_webhook_that_was_deleted_meanwhile() {
    let it = ground();
    let webhook = it.webhook();
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..60 {
                it.world.alarm(&webhook);
                thread::sleep(Duration::from_millis(5));
            }
        });
        let (taken, others) =
            it.posts(false, || assert_eq!(it.ana.delete(&format!("/v1/webhooks/{webhook}")).status, 200));
        assert_eq!((taken.len(), others), (MESSAGES, BTreeSet::new()));
    });
    it.world.pass(2 * MINUTE);
    it.world.minute();
    it.world.drive(HOUR);
    assert_eq!(it.count("SELECT count(*) FROM delivery WHERE state = 'pending'"), 0);
    assert_eq!(it.count("SELECT count(*) FROM event"), i64::try_from(MESSAGES).expect("few"));
}

/// A bot that sends by a channel, while this happens to the channel; each answer's status, and how often the carrier was
/// called.
fn sends(happens: impl FnOnce(&Actor, &str) + Send) -> (Ground, Vec<u16>, usize) {
    let it = ground();
    let subaccount = it.ana.subaccount("Sales");
    let (_, token) = it.ana.system_user(Some(&subaccount), "bot");
    let body = json!({
        "kind": "http", "medium": "sms", "name": "Carrier", "origin": "5519900001111", "subaccount_ids": [subaccount],
        "address": "https://carrier.example.com/send", "credential": { "headers": { "X-Api-Key": "carrier-secret-01234" } },
    });
    let made = it.ana.post("/v1/channels", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let at = format!("/v1/channels/{}", made.json()["id"].as_str().expect("an id"));
    let calls = Arc::new(AtomicUsize::new(0));
    let called = Arc::clone(&calls);
    it.world.answer(move |_| {
        let n = called.fetch_add(1, Ordering::SeqCst);
        answered(200)
            .map(|answer| OutsideAnswer { body: json!({ "id": format!("c{n}") }).to_string().into_bytes(), ..answer })
    });
    let statuses = thread::scope(|scope| {
        let sends = || {
            let bot = it.world.isolate().bot(&token);
            let send = |n: usize| {
                bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": n.to_string() })).status
            };
            (0..MESSAGES / 2).map(send).collect::<Vec<_>>()
        };
        let threads = [scope.spawn(sends), scope.spawn(sends)];
        scope.spawn(|| happens(&it.ana, &at));
        threads.into_iter().flat_map(|thread| thread.join().expect("answers")).collect()
    });
    it.world.pass(2 * MINUTE);
    it.world.minute();
    it.world.drive(10 * SECOND);
    let calls = calls.load(Ordering::SeqCst);
    (it, statuses, calls)
}

#[test]
fn a_channel_that_changes_meanwhile_sends_each_message_once() {
    let (it, statuses, calls) = sends(|ana, at| {
        for n in 0..8 {
            let body = json!({ "name": format!("Carrier {n}"), "origin": format!("551990000{n:04}") });
            assert_eq!(change(ana, at, body), 200);
            let anew = json!({ "credential": { "headers": { "X-Api-Key": format!("carrier-secret-{n:05}") } } });
            assert_eq!(change(ana, at, anew), 200);
        }
    });
    assert_eq!(statuses, [200; MESSAGES]);
    assert_eq!((calls, it.count("SELECT count(*) FROM message WHERE state = 'queued'")), (MESSAGES, 0));
    assert_eq!(it.count("SELECT count(*) FROM sending"), 0);
}

#[test]
fn a_channel_that_is_deleted_meanwhile_leaves_no_message_hanging() {
    let (it, statuses, calls) = sends(|ana, at| assert_eq!(ana.delete(at).status, 204));
    let taken = statuses.iter().filter(|status| **status == 200).count();
    assert!(statuses.iter().all(|status| [200, 412].contains(status)), "{statuses:?}");
    let stored = it.count("SELECT count(*) FROM message");
    assert_eq!(i64::try_from(taken).expect("few"), stored, "what was refused is not there");
    let failed = it.count("SELECT count(*) FROM message WHERE state = 'failed'");
    assert!(i64::try_from(calls).expect("few") + failed >= stored, "{calls} calls, {failed} failed of {stored}");
    assert_eq!(it.count("SELECT count(*) FROM sending"), 0);
    assert_eq!(it.count("SELECT count(*) FROM message WHERE state = 'queued'"), 0);
}
