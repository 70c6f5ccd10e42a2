//! The live tail: on while somebody watches, nothing a call, nothing secret, and what is left out is said.

use std::sync::atomic::Ordering;

use api_tests::{Actor, World};
use serde_json::{Value, json};

fn watch(ana: &Actor, bot: &str) {
    assert_eq!(ana.post(&format!("/v1/system-users/{bot}/tail"), &json!({})).status, 200);
}

fn tail(ana: &Actor, bot: &str, cursor: &Value) -> Value {
    let cursor = cursor.as_str().map(|cursor| format!("?cursor={cursor}")).unwrap_or_default();
    let answer = ana.get(&format!("/v1/system-users/{bot}/tail{cursor}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn lines(tail: &Value) -> Vec<Value> {
    tail["lines"].as_array().expect("lines").clone()
}

#[test]
fn calls_are_seen_while_somebody_watches_in_every_isolate() {
    let world = World::new();
    let (here, there) = (world.isolate(), world.isolate());
    let ana = here.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    let (other, another) = ana.system_user(None, "other");
    assert_eq!(here.bot(&token).get("/v1/whoami").status, 200);
    assert_eq!(tail(&ana, &bot, &Value::Null), json!({ "until": null, "lines": [], "cursor": null }));
    watch(&ana, &bot);
    // Isolates hear of it with their view.
    world.pass(1_001);
    for isolate in [&here, &there] {
        assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
        assert_eq!(isolate.bot(&token).get("/v1/me").status, 403);
        assert_eq!(isolate.bot(&another).get("/v1/whoami").status, 200);
    }
    let first = tail(&ana, &bot, &Value::Null);
    let seen = lines(&first);
    let said: Vec<_> = seen.iter().map(|line| (line["path"].as_str().expect("a path"), &line["status"])).collect();
    assert_eq!(
        said,
        [("/v1/whoami", &json!(200)), ("/v1/me", &json!(403)), ("/v1/whoami", &json!(200)), ("/v1/me", &json!(403))]
    );
    assert_eq!(seen[1]["code"], "machine_not_allowed");
    assert_eq!((&seen[0]["address"], &seen[0]["token_end"]), (&json!("203.0.113.7"), &json!(token[token.len() - 4..])));
    assert_eq!(lines(&tail(&ana, &other, &Value::Null)), Vec::<Value>::new(), "of those that are watched");
    // From the cursor on.
    assert_eq!(lines(&tail(&ana, &bot, &first["cursor"])), Vec::<Value>::new());
    assert_eq!(there.bot(&token).get("/v1/whoami").status, 200);
    let more = tail(&ana, &bot, &first["cursor"]);
    assert_eq!(lines(&more).len(), 1);
    // Refused calls are seen, too; nothing of the token is in a line.
    assert_eq!(ana.post(&format!("/v1/system-users/{bot}/deactivate"), &json!({})).status, 200);
    assert_eq!(here.bot(&token).get("/v1/whoami").status, 401);
    let refused = lines(&tail(&ana, &bot, &more["cursor"]));
    assert_eq!((&refused[0]["status"], &refused[0]["code"]), (&json!(401), &json!("invalid_token")));
    assert!(!world.dump().contains(&token));
    // It ends by itself.
    assert_eq!(ana.post(&format!("/v1/system-users/{bot}/activate"), &json!({})).status, 200);
    world.pass(300_001);
    assert_eq!(here.bot(&token).get("/v1/whoami").status, 200);
    assert_eq!(tail(&ana, &bot, &Value::Null)["until"], Value::Null);
    assert_eq!(lines(&tail(&ana, &bot, &Value::Null)).len(), 6);
    // Lines are shown and kept for an hour.
    world.pass(3_600_000);
    assert_eq!(lines(&tail(&ana, &bot, &Value::Null)), Vec::<Value>::new());
    world.scheduled();
    assert_eq!(world.count("SELECT (SELECT count(*) FROM tail) + (SELECT count(*) FROM tail_line)"), 0);
}

#[test]
fn nothing_is_written_while_nobody_watches() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, token) = ana.system_user(None, "bot");
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    let before = world.commits.load(Ordering::SeqCst);
    for _ in 0..200 {
        assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    }
    assert_eq!(world.commits.load(Ordering::SeqCst), before);
    // Watched calls touch no storage before their answer either.
    watch(&ana, &bot);
    world.pass(1_001);
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
    for _ in 0..50 {
        assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
        assert_eq!(*world.trips.lock().expect("nobody panicked"), (0, 0));
    }
    // Without the database lines are lost, and calls are answered.
    world.db_down.store(true, Ordering::SeqCst);
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 200);
}

#[test]
fn whoever_may_see_the_system_user_may_watch_it_and_nobody_else() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, _) = ana.system_user(None, "bot");
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    assert_eq!(eve.post(&format!("/v1/system-users/{bot}/tail"), &json!({})).status, 404);
    assert_eq!(eve.get(&format!("/v1/system-users/{bot}/tail")).status, 404);
    assert_eq!(world.count("SELECT count(*) FROM tail"), 0);
}
