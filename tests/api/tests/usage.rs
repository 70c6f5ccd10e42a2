//! What a system user did in the last 30 days: sums over isolates, refusals by reason, how long calls took.

use std::sync::atomic::Ordering;

use api_tests::{Actor, World};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

fn usage(ana: &Actor, bot: &str) -> Vec<Value> {
    let answer = ana.get(&format!("/v1/system-users/{bot}/usage"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["hours"].as_array().expect("hours").clone()
}

fn sum(hours: &[Value], of: &str) -> i64 {
    hours.iter().map(|hour| hour[of].as_i64().expect("a number")).sum()
}

fn latency(hours: &[Value]) -> Vec<i64> {
    let mut all = vec![0; 13];
    for hour in hours {
        let counts = hour["latency"].as_array().expect("counts");
        assert_eq!(counts.len(), 13);
        for (sum, n) in all.iter_mut().zip(counts) {
            *sum += n.as_i64().expect("a number");
        }
    }
    all
}

fn reasons(hours: &[Value]) -> Vec<(String, i64)> {
    let all = hours.iter().flat_map(|hour| hour["reasons"].as_array().expect("reasons").clone());
    let mut all: Vec<_> = all
        .map(|one| (one["reason"].as_str().expect("a reason").to_owned(), one["calls"].as_i64().expect("a number")))
        .collect();
    all.sort();
    all
}

#[test]
fn what_isolates_counted_adds_up_written_or_not() {
    let world = World::new();
    let (here, there) = (world.isolate(), world.isolate());
    let ana = here.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    let (other, _) = ana.system_user(None, "other");
    let body = json!({ "confirm": true, "keep_others": true, "scopes": [] });
    let made = ana.post(&format!("/v1/system-users/{bot}/tokens"), &body).json();
    let bare = made["token"]["value"].as_str().expect("a token").to_owned();
    assert_eq!(usage(&ana, &bot), Vec::<Value>::new());
    for isolate in [&here, &there] {
        for _ in 0..50 {
            assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
        }
        for _ in 0..7 {
            assert_eq!(isolate.bot(&bare).form("/v1/introspect", "token=x").status, 403);
        }
    }
    // This isolate shows what it has not written; another one's is shown once it has.
    let seen = usage(&ana, &bot);
    assert!((50..=51).contains(&sum(&seen, "calls")), "{seen:?}");
    world.pass(60_001);
    here.scheduled();
    there.scheduled();
    let seen = usage(&ana, &bot);
    assert_eq!((sum(&seen, "calls"), sum(&seen, "refused")), (100, 14));
    assert_eq!(reasons(&seen).iter().map(|one| one.1).sum::<i64>(), 14);
    assert!(reasons(&seen).iter().all(|one| one.0 == "scope"), "{seen:?}");
    assert_eq!(latency(&seen).iter().sum::<i64>(), 100);
    assert_eq!(usage(&ana, &other), Vec::<Value>::new());
    // Nothing is written to be shown, and nothing a call.
    let commits = world.commits.load(Ordering::SeqCst);
    for _ in 0..500 {
        assert_eq!(here.bot(&token).get("/v1/whoami").status, 200);
    }
    assert_eq!(sum(&usage(&ana, &bot), "calls"), 600);
    assert!(world.commits.load(Ordering::SeqCst) - commits <= 3);
}

/// A round without the database loses nothing of what was counted: neither figures, nor that the bot is in use.
#[test]
fn what_could_not_be_written_is_written_later() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    let body = json!({ "confirm": true, "keep_others": true, "scopes": [] });
    let made = ana.post(&format!("/v1/system-users/{bot}/tokens"), &body).json();
    let bare = made["token"]["value"].as_str().expect("a token").to_owned();
    for _ in 0..3 {
        for _ in 0..20 {
            assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
        }
        for _ in 0..5 {
            assert_eq!(isolate.bot(&bare).form("/v1/introspect", "token=x").status, 403);
        }
        world.db_down.store(true, Ordering::SeqCst);
        isolate.scheduled();
        world.db_down.store(false, Ordering::SeqCst);
        let seen = usage(&ana, &bot);
        assert_eq!(sum(&seen, "calls") % 20, 0, "{seen:?}");
        world.pass(10_000);
    }
    world.pass(60_001);
    isolate.scheduled();
    let seen = usage(&ana, &bot);
    assert_eq!((sum(&seen, "calls"), sum(&seen, "refused")), (60, 15), "{seen:?}");
    assert_eq!(latency(&seen).iter().sum::<i64>(), 60);
    let refusals = ana.get("/v1/refusals").json()["items"].clone();
    let told: i64 = refusals.as_array().into_iter().flatten().filter_map(|one| one["calls"].as_i64()).sum();
    assert_eq!(told, 15, "{refusals}");
    let last = world.count(&format!("SELECT last_used_at FROM system_user_use WHERE system_user_id = '{bot}'"));
    assert!(world.now().millis() - last < 2 * 60_001 + 30_000, "{last}");
}

#[test]
fn how_long_a_call_took_is_counted_by_its_bound() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    let before = latency(&usage(&ana, &bot));
    // From one look at the clock to the next.
    world.tick.store(70, Ordering::SeqCst);
    for _ in 0..9 {
        assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    }
    world.tick.store(0, Ordering::SeqCst);
    let after = latency(&usage(&ana, &bot));
    let slow: i64 = after.iter().zip(&before).skip(6).map(|(after, before)| after - before).sum();
    assert_eq!(slow, 9, "more than 50 ms each: {after:?}");
}

#[test]
fn thirty_days_are_kept_and_nobody_sees_what_is_not_theirs() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    isolate.scheduled();
    world.pass(30 * DAY - 3_600_000);
    world.scheduled();
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(sum(&usage(&ana, &bot), "calls"), 1);
    world.pass(2 * DAY);
    world.scheduled();
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(usage(&ana, &bot), Vec::<Value>::new());
    assert_eq!(world.count("SELECT count(*) FROM usage_figure"), 0);
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    assert_eq!(eve.get(&format!("/v1/system-users/{bot}/usage")).status, 404);
    // It goes with its system user.
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    isolate.scheduled();
    assert!(world.count("SELECT count(*) FROM usage_figure") > 0);
    assert_eq!(ana.post(&format!("/v1/system-users/{bot}/deactivate"), &json!({})).status, 200);
    assert_eq!(ana.delete(&format!("/v1/system-users/{bot}")).status, 204);
    assert_eq!(world.count("SELECT count(*) FROM usage_figure"), 0);
}
