//! The view through a regional tier (`VIEW_TIER`, ADR 0040): what it saves, and that the promise of a second holds through it,
//! whatever the objects do and whatever their clocks say.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use api_tests::{Actor, Isolate, Told, World};
use domain::lease::DELTA;
use serde_json::json;
use service::tier::{FRESH, PAUSE, Tier};

const HOUR: i64 = 3_600_000;

/// A deployment with a tier, its owner, and a bot's token.
fn ground() -> (Arc<World>, Actor, String, String) {
    let world = World::with(|raw| raw.view_tier = "regional".into());
    let ana = world.isolate().set_up();
    let (id, token) = ana.system_user(None, "bot");
    (world, ana, id, token)
}

/// Has the isolates ask what `told` says, which is given the object's own answer to ask for.
fn ask(world: &Arc<World>, told: Option<Told>) {
    *world.tier.lock().expect("nobody panicked") = told;
}

/// An object whose clock is ahead, and whose answers take so long each way.
fn object(world: &Arc<World>, ahead: i64, way: i64) -> Told {
    let (tier, weak) = (Tier::default(), Arc::downgrade(world));
    Arc::new(move |rev| {
        let world = weak.upgrade()?;
        world.pass(way);
        let told = world.told(&tier, ahead, rev);
        world.pass(way);
        told
    })
}

fn status(isolate: &Isolate, token: &str) -> u16 {
    isolate.bot(token).get("/v1/whoami").status
}

/// How long after the answer to a deactivation the last call comes that is accepted by one of these, called every 50 ms; and
/// how many are closed.
fn last_accepted(world: &Arc<World>, ana: &Actor, (id, token): (&str, &str), isolates: &[Isolate]) -> (i64, usize) {
    for _ in 0..40 {
        for isolate in isolates {
            assert_eq!(status(isolate, token), 200);
        }
        world.pass(50);
    }
    assert_eq!(ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({})).status, 200);
    let (answered, mut last, mut closed) = (world.now(), i64::MIN, 0);
    for _ in 0..60 {
        for isolate in isolates {
            let came = world.now().since(answered);
            match status(isolate, token) {
                200 => last = last.max(came),
                503 => closed += 1,
                status => assert_eq!(status, 401),
            }
        }
        world.pass(50);
    }
    assert!(isolates.iter().all(|isolate| status(isolate, token) == 401), "in the end all know");
    (last, closed)
}

#[test]
fn the_log_is_read_once_a_region_and_window_however_many_isolates_ask() {
    let (world, _, _, token) = ground();
    let isolates: Vec<Isolate> = (0..50).map(|_| world.isolate()).collect();
    let seconds = 10;
    let reads = || {
        let before = world.log_reads();
        for _ in 0..seconds * 20 {
            assert!(isolates.iter().all(|isolate| status(isolate, &token) == 200));
            world.pass(50);
        }
        world.log_reads() - before
    };
    ask(&world, Some(object(&world, 0, 0)));
    let through = reads();
    let windows = usize::try_from(i64::from(seconds) * 1_000 / FRESH).expect("few") + 1;
    assert!(through <= windows, "{through} reads in {windows} windows");
    ask(&world, None);
    let alone = reads();
    assert!(alone > 20 * through, "{alone} without the tier, {through} through it");
}

#[test]
fn of_many_who_ask_an_object_at_once_one_reads() {
    let world = World::new();
    let (tier, start) = (Tier::default(), Arc::new(Barrier::new(24)));
    let ask = |_| {
        let (world, tier, start) = (Arc::clone(&world), tier.clone(), Arc::clone(&start));
        thread::spawn(move || {
            start.wait();
            world.told(&tier, 0, 0)
        })
    };
    let asked: Vec<_> = (0..24).map(ask).collect();
    assert!(asked.into_iter().all(|one| one.join().expect("no panic").is_some()));
    assert_eq!(world.log_reads(), 1);
    // Nobody is told of a read that failed.
    world.pass(FRESH + 1);
    world.db_down.store(true, Ordering::SeqCst);
    assert_eq!(world.told(&tier, 0, 0), None);
    world.db_down.store(false, Ordering::SeqCst);
    assert!(world.told(&tier, 0, 0).is_some());
}

#[test]
fn nothing_is_accepted_longer_than_a_second_whatever_the_clocks_of_the_objects_say() {
    for (ahead, way) in [(0, 0), (0, 40), (0, 140), (HOUR, 0), (-HOUR, 40), (400, 40), (-400, 140)] {
        let (world, ana, id, token) = ground();
        ask(&world, Some(object(&world, ahead, way)));
        let isolates = [world.isolate(), world.isolate(), world.isolate()];
        let (last, closed) = last_accepted(&world, &ana, (&id, &token), &isolates);
        assert!(last <= DELTA, "{last} ms after the answer, with a clock {ahead} ms ahead and {way} ms each way");
        assert_eq!(closed, 0, "{ahead} {way}");
    }
}

/// An object that is cut off from the primary and goes on to tell what it has, with its true age.
#[test]
fn what_a_stale_object_tells_is_read_at_the_primary_before_it_is_too_old() {
    let (world, ana, id, token) = ground();
    let read_at = Arc::new(AtomicI64::new(0));
    let kept = Arc::new(std::sync::Mutex::new(None::<String>));
    let (weak, asked) = (Arc::downgrade(&world), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&asked);
    ask(
        &world,
        Some(Arc::new(move |rev| {
            let world = weak.upgrade()?;
            count.fetch_add(1, Ordering::SeqCst);
            let mut kept = kept.lock().expect("nobody panicked");
            if kept.is_none() {
                read_at.store(world.now().millis(), Ordering::SeqCst);
                *kept = world.told(&Tier::default(), 0, rev);
            }
            let age = world.now().millis() - read_at.load(Ordering::SeqCst);
            Some(kept.as_ref()?.replace("\"age_ms\":0", &format!("\"age_ms\":{age}")))
        })),
    );
    let (last, closed) = last_accepted(&world, &ana, (&id, &token), &[world.isolate(), world.isolate()]);
    assert!(last <= DELTA, "{last} ms after the answer");
    assert_eq!(closed, 0);
    assert!(asked.load(Ordering::SeqCst) > 2, "it was asked");
}

#[test]
fn where_no_object_answers_isolates_read_for_themselves_and_where_the_primary_is_silent_too_they_close() {
    let (world, ana, id, token) = ground();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    ask(
        &world,
        Some(Arc::new(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            None
        })),
    );
    let isolate = world.isolate();
    let before = world.now();
    let (last, closed) = last_accepted(&world, &ana, (&id, &token), std::slice::from_ref(&isolate));
    assert!(last <= DELTA && closed == 0, "{last} ms after the answer, {closed} closed");
    let pauses = usize::try_from(world.now().since(before) / PAUSE).expect("few");
    assert!(asked.load(Ordering::SeqCst) <= 2 * (pauses + 1), "it is not asked at each read");
    world.pass(DELTA + 1);
    world.db_down.store(true, Ordering::SeqCst);
    let answer = isolate.bot(&token).get("/v1/whoami");
    assert_eq!((answer.status, answer.header("retry-after").is_some()), (503, true));
    // What is no answer is none.
    for odd in
        ["", "{}", r#"{"age_ms":-5,"lines":[],"watched":[]}"#, r#"{"age_ms":0,"lines":[[1,"x",1]],"watched":[]}"#]
    {
        world.pass(PAUSE + 1);
        ask(&world, Some(Arc::new(move |_| Some(odd.to_owned()))));
        assert_eq!(status(&isolate, &token), 503, "{odd}");
    }
}

#[test]
fn a_region_that_is_split_off_closes_and_the_others_go_on() {
    let (world, _, _, token) = ground();
    let split = Arc::new(AtomicBool::new(false));
    let (whole, is_split) = (object(&world, 0, 20), Arc::clone(&split));
    ask(&world, Some(Arc::new(move |rev| if is_split.load(Ordering::SeqCst) { None } else { whole(rev) })));
    let (here, there) = (world.isolate(), world.isolate());
    assert_eq!((status(&here, &token), status(&there, &token)), (200, 200));
    for _ in 0..40 {
        world.pass(100);
        assert_eq!(status(&here, &token), 200);
        // The other region reaches neither its object nor the primary.
        split.store(true, Ordering::SeqCst);
        world.db_down.store(true, Ordering::SeqCst);
        let answer = status(&there, &token);
        split.store(false, Ordering::SeqCst);
        world.db_down.store(false, Ordering::SeqCst);
        assert!(matches!(answer, 200 | 503));
    }
    split.store(true, Ordering::SeqCst);
    world.db_down.store(true, Ordering::SeqCst);
    assert_eq!(status(&there, &token), 503);
}

#[test]
fn without_the_setting_nobody_asks_a_tier() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (_, token) = ana.system_user(None, "bot");
    ask(&world, Some(Arc::new(|_| panic!("nobody asks"))));
    let isolate = world.isolate();
    for _ in 0..30 {
        assert_eq!(status(&isolate, &token), 200);
        world.pass(100);
    }
}
