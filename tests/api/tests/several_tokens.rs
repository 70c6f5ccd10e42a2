//! Several tokens of one system user, told apart: what each is called, who holds it, what it may do, from where, until when;
//! how one takes another's place.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use api_tests::{Actor, Answer, Isolate, World, made, text};
use contract::table::ENDPOINTS;
use contract::{AuthKind, ErrorShape};
use domain::lease::DELTA;
use domain::scope::Scope;
use domain::time::{DAY, HOUR, Instant, MINUTE};
use serde_json::{Value, json};

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    bot: String,
    first: String,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (bot, first) = ana.system_user(None, "bot");
    world.pass(1_000);
    Ground { world, isolate, ana, bot, first }
}

impl Ground {
    fn url(&self) -> String {
        format!("/v1/system-users/{}/tokens", self.bot)
    }

    /// One more token, and its value.
    fn one_more(&self, with: Value) -> (Value, String) {
        let mut body = json!({ "confirm": true, "keep_others": true });
        body.as_object_mut().expect("an object").extend(with.as_object().cloned().expect("an object"));
        let token = made(&self.ana.post(&self.url(), &body))["token"].clone();
        let value = text(&token["value"]);
        (token, value)
    }

    fn tokens(&self) -> Vec<Value> {
        let bot = self.ana.get(&format!("/v1/system-users/{}", self.bot)).json()["system_user"].clone();
        bot["tokens"].as_array().cloned().expect("a list")
    }

    fn token(&self, id: &str) -> Value {
        self.tokens().into_iter().find(|one| one["id"] == id).expect("it is listed")
    }

    fn calls(&self, token: &str) -> u16 {
        self.isolate.bot(token).get("/v1/whoami").status
    }

    fn rotate(&self, id: &str, body: Value) -> Answer {
        self.ana.post(&format!("{}/{id}/rotate", self.url()), &body)
    }

    fn last_event(&self, action: &str) -> Value {
        let detail: String = self
            .world
            .db
            .lock()
            .query_row("SELECT detail FROM audit_event WHERE action = ?1 ORDER BY id DESC LIMIT 1", [action], |row| {
                row.get(0)
            })
            .expect("an event");
        serde_json::from_str(&detail).expect("JSON")
    }
}

#[test]
fn each_of_several_tokens_says_what_it_is_and_ends_by_itself() {
    let g = ground();
    let in_two_days = g.world.now().plus(2 * DAY);
    let (token, value) = g.one_more(json!({
        "name": "Night shift", "holder": "Chatlayer", "scopes": ["send", "send"], "networks": ["203.0.113.0/24"], "expires_at": in_two_days,
    }));
    let listed = g.token(&text(&token["id"]));
    assert_eq!((&listed["name"], &listed["holder"]), (&json!("Night shift"), &json!("Chatlayer")));
    assert_eq!((&listed["scopes"], &listed["networks"]), (&json!(["send"]), &json!(["203.0.113.0/24"])));
    assert_eq!((&listed["status"], &listed["version"]), (&json!("live"), &json!(1)));
    assert_eq!(listed["created_by"]["id"], g.ana.get("/v1/me").json()["user"]["id"]);
    let from = |ip: &str| g.isolate.bot(&value).from(ip).get("/v1/whoami");
    assert_eq!((from("203.0.113.7").status, from("198.51.100.7").status, g.calls(&g.first)), (200, 401, 200));
    assert_eq!(from("203.0.113.7").json()["scopes"], json!(["send"]));
    let after = g.last_event("system_user.token_generated")["after"].clone();
    assert_eq!(
        (&after["keep_others"], &after["holder"], &after["overlap_seconds"]),
        (&json!(true), &json!("Chatlayer"), &Value::Null)
    );
    assert!(!after.to_string().contains(&value));
    // To the millisecond, and only this one.
    g.world.pass(in_two_days.since(g.world.now()) - 1);
    assert_eq!(from("203.0.113.7").status, 200);
    g.world.pass(1);
    assert_eq!((from("203.0.113.7").status, g.calls(&g.first)), (401, 200));
    let ana = g.isolate.sign_in("ana@example.com");
    let again = ana.get(&format!("/v1/system-users/{}", g.bot)).json()["system_user"]["tokens"][0].clone();
    assert_eq!((&again["status"], &again["id"]), (&json!("expired"), &token["id"]));
}

#[test]
fn what_can_not_be_is_refused_by_its_field() {
    let g = ground();
    let wrong = |with: Value| {
        let mut body = json!({ "confirm": true, "keep_others": true });
        body.as_object_mut().expect("an object").extend(with.as_object().cloned().expect("an object"));
        g.ana.post(&g.url(), &body).field()
    };
    assert_eq!(wrong(json!({ "overlap_seconds": 60 })), "/overlap_seconds invalid_choice");
    assert_eq!(wrong(json!({ "expires_at": g.world.now() })), "/expires_at out_of_range");
    assert_eq!(wrong(json!({ "scopes": ["everything"] })), "/scopes invalid_choice");
    assert_eq!(wrong(json!({ "networks": ["10.0.0.1/99"] })), "/networks invalid_network");
    let many: Vec<String> = (0..21).map(|n| format!("203.0.113.{n}")).collect();
    assert_eq!(wrong(json!({ "networks": many })), "/networks too_long");
    assert_eq!(wrong(json!({ "name": "  " })), "/name required");
    assert_eq!(wrong(json!({ "holder": "x".repeat(61) })), "/holder too_long");
    assert_eq!(g.tokens().len(), 1);
}

/// What a call needs is in the table; a token without it is told which scope is missing, and what it is in is no secret.
#[test]
fn a_call_without_its_scope_is_refused_with_the_scope_named() {
    let g = ground();
    let (_, nothing) = g.one_more(json!({ "scopes": [] }));
    let bot = g.isolate.bot(&nothing);
    assert_eq!(bot.get("/v1/whoami").json()["scopes"], json!([]));
    let mut asked = 0;
    for info in ENDPOINTS.iter().filter(|info| info.scope.is_some()) {
        let scope = info.scope.expect("a scope").as_str();
        let answer = match info.method {
            contract::Method::Get => bot.get(info.path),
            _ if info.id == "introspect" => bot.form(info.path, "token=x"),
            _ => bot.post(info.path, &json!({})),
        };
        assert_eq!(answer.status, 403, "{}: {}", info.path, answer.text());
        let challenge = format!("Bearer realm=\"tenure\", error=\"insufficient_scope\", scope=\"{scope}\"");
        let said = answer.header("www-authenticate").unwrap_or_default();
        // Behind that stands where a client learns who issues tokens.
        assert!(said == challenge || said.starts_with(&format!("{challenge}, ")), "{}: {said}", info.path);
        asked += 1;
    }
    assert_eq!(asked, 8);
    // Every call of a machine asks for one, but those that only say who it is. What a Graph call asks for depends on whom it is
    // about (graph_callers.rs).
    let without: Vec<&str> = ENDPOINTS
        .iter()
        .filter(|info| info.auth == AuthKind::Bot && info.scope.is_none() && info.shape != ErrorShape::Graph)
        .map(|info| info.id)
        .collect();
    assert_eq!(without, ["whoami", "gate"]);
    // Told to whoever manages it.
    let refusal = g.ana.get("/v1/refusals").json()["items"][0].clone();
    let step = refusal["steps"].as_array().expect("steps").iter().find(|one| one["step"] == "scope");
    assert_eq!((&refusal["reason"], step), (&json!("scope"), Some(&json!({ "step": "scope", "passed": false }))));
    // A first token, and one of which nothing was said, can do what every token could before there were scopes.
    let (_, usual) = g.one_more(json!({}));
    for token in [&g.first, &usual] {
        let bot = g.isolate.bot(token);
        assert_eq!(bot.form("/v1/introspect", &format!("token={nothing}")).json()["active"], json!(true));
        // The one is told to wait: both are of one bot.
        assert!(matches!(bot.get("/v1/sms/receive/list").status, 200 | 429));
        assert_eq!(
            bot.post("/v1/send-sms", &json!({ "destination": "5519900001111", "messageText": "Hello" })).status,
            412
        );
    }
    // A person asks by their role.
    assert_eq!(
        g.ana.form("/v1/introspect", &format!("token={usual}")).json()["scope"],
        json!("introspect read_messages send")
    );
}

#[test]
fn one_token_is_rotated_and_the_new_one_is_like_it() {
    let g = ground();
    let end = g.world.now().plus(10 * DAY);
    let (old, old_value) = g.one_more(json!({
        "name": "Night shift", "holder": "Chatlayer", "scopes": ["send"], "networks": ["203.0.113.0/24"], "expires_at": end,
    }));
    let id = text(&old["id"]);
    g.world.pass(DAY);
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    let answer = made(&g.rotate(&id, json!({ "overlap_seconds": 3_600, "ends_when_silent": true })));
    let (new, value) = (answer["token"].clone(), text(&answer["token"]["value"]));
    let listed = g.token(&text(&new["id"]));
    for name in ["name", "holder", "scopes", "networks"] {
        assert_eq!(listed[name], g.token(&id)[name], "{name}");
    }
    let life = |token: &Value| {
        let at = |name: &str| -> Instant { serde_json::from_value(token[name].clone()).expect("a time") };
        at("expires_at").since(at("created_at")) / 1_000
    };
    assert!((life(&listed) - life(&g.token(&id))).abs() <= 1, "it lives as long");
    let gone = g.token(&id);
    assert_eq!(
        (&gone["status"], &gone["successor_id"], &gone["ends_when_silent"]),
        (&json!("ending"), &new["id"], &json!(true))
    );
    // The answer says what there is.
    assert_eq!(answer["system_user"]["tokens"].as_array().expect("a list"), &g.tokens());
    let from = |value: &str| g.isolate.bot(value).from("203.0.113.7").get("/v1/whoami").status;
    assert_eq!((from(&old_value), from(&value), g.calls(&g.first)), (200, 200, 200), "the others go on");
    let said = g.last_event("system_user.token_rotated")["after"].clone();
    assert_eq!((&said["replaces"]["id"], &said["token"]["id"]), (&json!(id), &new["id"]));
    g.world.pass(HOUR + 1_000);
    assert_eq!((from(&old_value), from(&value)), (401, 200));
    let g = Ground { ana: g.ana.proven(), ..g };
    assert_eq!(g.rotate(&id, json!({ "overlap_seconds": 0 })).code(), "token_ended");
    // Never past its own end.
    let (short, _) = g.one_more(json!({ "expires_at": g.world.now().plus(HOUR) }));
    made(&g.rotate(&text(&short["id"]), json!({ "overlap_seconds": 30 * 86_400 })));
    let short = g.token(&text(&short["id"]));
    assert_eq!(short["ends_at"], short["expires_at"]);
    // At once, where no overlap is asked for: everywhere within the promise.
    let elsewhere = g.world.isolate();
    let (third, third_value) = g.one_more(json!({}));
    assert_eq!(elsewhere.bot(&third_value).get("/v1/whoami").status, 200);
    made(&g.rotate(&text(&third["id"]), json!({ "overlap_seconds": 0 })));
    assert_eq!(g.calls(&third_value), 401);
    g.world.pass(DELTA + 1);
    assert_eq!(elsewhere.bot(&third_value).get("/v1/whoami").status, 401);
    let silent_at_once = json!({ "overlap_seconds": 0, "ends_when_silent": true });
    assert_eq!(g.rotate(&text(&third["id"]), silent_at_once).field(), "/ends_when_silent invalid_choice");
    assert_eq!(g.rotate(&text(&third["id"]), json!({})).field(), "/overlap_seconds required", "nothing stops unsaid");
}

#[test]
fn of_many_rotations_of_one_token_at_once_one_counts() {
    let g = ground();
    let (token, _) = g.one_more(json!({}));
    let id = text(&token["id"]);
    let mut all: Vec<u16> = std::thread::scope(|scope| {
        let each = (0..8).map(|_| scope.spawn(|| g.rotate(&id, json!({ "overlap_seconds": 60 })).status));
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    all.sort_unstable();
    // Whoever reads after the first one is told that it gave way already: a second successor would leave the first to nobody.
    assert_eq!(all.iter().filter(|status| **status == 201).count(), 1, "{all:?}");
    assert!(all.iter().all(|status| matches!(status, 201 | 409)), "{all:?}");
    let count = |sql: &str| g.world.count(sql);
    assert_eq!(count("SELECT count(*) FROM token"), 3);
    assert_eq!(count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_rotated'"), 1);
    let again = g.rotate(&id, json!({ "overlap_seconds": 3600 }));
    assert_eq!((again.status, again.json()["code"].clone()), (409, json!("token_rotated")));
    let ana = g.isolate.sign_in("ana@example.com");
    let all = ana.post("/v1/tokens/rotate", &json!({ "ids": [id], "overlap_seconds": 0 }));
    assert_eq!((all.status, all.json()["tokens"].clone()), (409, json!([id])));
    // Once its successor is gone, what is left of it may be rotated.
    let bot = ana.get(&format!("/v1/system-users/{}", g.bot)).json()["system_user"].clone();
    let old = bot["tokens"].as_array().expect("a list").iter().find(|one| one["id"] == id.as_str()).expect("is listed");
    assert_eq!(ana.delete(&format!("/v1/system-users/{}/tokens/{}", g.bot, text(&old["successor_id"]))).status, 204);
    assert_eq!(g.rotate(&id, json!({ "overlap_seconds": 60 })).status, 201);
}

#[test]
fn what_had_ended_keeps_its_reason_and_what_ends_earlier_its_end() {
    let g = ground();
    let in_an_hour = domain::time::Instant::from_millis(g.world.now().millis() + 3_600_000).to_rfc3339();
    let (early, _) = g.one_more(json!({ "expires_at": in_an_hour }));
    let id = text(&early["id"]);
    let ana = g.isolate.sign_in("ana@example.com");
    let path = format!("/v1/system-users/{}", g.bot);
    let token = |at: &str| {
        let ana = g.isolate.sign_in("ana@example.com");
        let bot = ana.get(&path).json()["system_user"].clone();
        let found = bot["tokens"].as_array().expect("a list").iter().find(|one| one["id"] == id.as_str()).cloned();
        let found = found.expect("is listed");
        assert_eq!(found["ends_at"], json!(in_an_hour), "{at}");
        found["status"].clone()
    };
    // An overlap does not reach past an end, and does not take its place.
    let body = json!({ "confirm": true, "overlap_seconds": 30 * 86_400 });
    assert_eq!(ana.post(&format!("{path}/tokens"), &body).status, 201);
    assert_eq!(token("before"), json!("ending"));
    g.world.pass(2 * HOUR);
    assert_eq!(token("after its end"), json!("expired"));
    let ana = g.isolate.sign_in("ana@example.com");
    assert_eq!(ana.post(&format!("{path}/tokens"), &json!({ "confirm": true })).status, 201);
    assert_eq!(token("after another one"), json!("expired"));
}

#[test]
fn an_end_that_could_not_be_written_is_refused_and_no_rotation_reaches_past_it() {
    let g = ground();
    let ana = g.isolate.sign_in("ana@example.com");
    let path = format!("/v1/system-users/{}/tokens", g.bot);
    let ask = |end: &str| ana.post(&path, &json!({ "confirm": true, "keep_others": true, "expires_at": end }));
    let refused = ask("9999-12-31T23:59:59-10:00");
    assert_eq!((refused.status, refused.json()["errors"][0]["code"].clone()), (422, json!("out_of_range")));
    let made = ask("9999-12-31T23:59:59Z");
    assert_eq!(made.status, 201);
    let id = text(&made.json()["token"]["id"]);
    g.world.pass(1_000);
    let rotated = g.rotate(&id, json!({ "overlap_seconds": 60 }));
    let end = text(&rotated.json()["token"]["expires_at"]);
    assert!(end.starts_with("9999-12-31T23:59:59."), "{end}");
    let value = text(&rotated.json()["token"]["value"]);
    // The record that lies in the cache is read again by whoever has not read the database.
    assert_eq!((g.calls(&value), g.calls(&value)), (200, 200));
}

#[test]
fn a_token_that_is_silent_while_its_successor_works_ends_by_itself() {
    let g = ground();
    let (old, old_value) = g.one_more(json!({}));
    let id = text(&old["id"]);
    assert_eq!(g.calls(&old_value), 200);
    let answer = made(&g.rotate(&id, json!({ "overlap_seconds": 30 * 86_400, "ends_when_silent": true })));
    let value = text(&answer["token"]["value"]);
    let round = |pass: i64| {
        g.world.pass(pass);
        g.isolate.scheduled();
    };
    // Nobody uses the new one: the old one is needed, however silent it is.
    round(3 * DAY);
    let silent = |g: &Ground| {
        let ana = g.isolate.sign_in("ana@example.com");
        let bot = ana.get(&format!("/v1/system-users/{}", g.bot)).json()["system_user"].clone();
        let token = bot["tokens"].as_array().expect("a list").iter().find(|one| one["id"] == id.as_str()).cloned();
        let token = token.expect("it is listed");
        (token["is_silent"].clone(), token["status"].clone())
    };
    assert_eq!(silent(&g), (json!(false), json!("ending")));
    // Somebody tries it out, once: that is no use of a day.
    assert_eq!(g.calls(&value), 200);
    round(DAY + HOUR);
    assert_eq!(silent(&g), (json!(false), json!("ending")), "tried out");
    assert_eq!(g.calls(&value), 200);
    g.world.pass(MINUTE);
    assert_eq!(silent(&g).0, json!(true), "used over a day");
    // One call of the old one, and it is not silent.
    assert_eq!(g.calls(&old_value), 200);
    round(2 * HOUR);
    assert_eq!(silent(&g), (json!(false), json!("ending")));
    assert_eq!(g.calls(&value), 200);
    g.world.pass(DAY);
    assert_eq!(silent(&g).0, json!(true), "it is shown before the clock comes");
    g.isolate.scheduled();
    assert_eq!(
        silent(&g),
        (json!(true), json!("revoked")),
        "{:?}",
        g.world.logs.lock().expect("logs").iter().rev().take(5).collect::<Vec<_>>()
    );
    assert_eq!((g.calls(&old_value), g.calls(&value), g.calls(&g.first)), (401, 200, 200));
    assert_eq!(g.last_event("system_user.token_fell_silent")["after"]["token"], json!(id));
    // Where nobody asked for it nothing ends by itself.
    assert_eq!(g.world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_fell_silent'"), 1);
}

/// Whose successor was taken back is what is left: it ends when its overlap does, and not because it was silent.
#[test]
fn a_silent_token_whose_successor_is_revoked_goes_on() {
    let g = ground();
    let (old, old_value) = g.one_more(json!({}));
    let id = text(&old["id"]);
    let new =
        made(&g.rotate(&id, json!({ "overlap_seconds": 30 * 86_400, "ends_when_silent": true })))["token"].clone();
    assert_eq!((g.calls(&old_value), g.calls(&text(&new["value"]))), (200, 200));
    g.world.pass(DAY - HOUR);
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    assert_eq!(g.ana.delete(&format!("{}/{}", g.url(), text(&new["id"]))).status, 204);
    g.world.pass(2 * HOUR);
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    assert_eq!(g.token(&id)["is_silent"], json!(false));
    g.isolate.scheduled();
    assert_eq!((g.token(&id)["status"].clone(), g.calls(&old_value)), (json!("ending"), 200));
    // One that was rotated in its turn goes on in its successor.
    let (old, _) = g.one_more(json!({}));
    let rotate = |g: &Ground, id: &Value| {
        let body = json!({ "overlap_seconds": 30 * 86_400, "ends_when_silent": true });
        let new = made(&g.rotate(&text(id), body))["token"].clone();
        assert_eq!(g.calls(&text(&new["value"])), 200);
        new
    };
    let second = rotate(&g, &old["id"]);
    let third = rotate(&g, &second["id"]);
    g.world.pass(DAY + HOUR);
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    assert_eq!(g.calls(&text(&third["value"])), 200);
    g.world.pass(2 * MINUTE);
    g.isolate.scheduled();
    // One of a system user ends in each round.
    g.isolate.scheduled();
    g.isolate.scheduled();
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    for id in [&old["id"], &second["id"]] {
        assert_eq!(g.token(&text(id))["status"], json!("revoked"));
    }
    // And one whose line ends in a token that was taken back is what is left.
    let (old, value) = g.one_more(json!({}));
    let second = rotate(&g, &old["id"]);
    let third = rotate(&g, &second["id"]);
    g.world.pass(DAY + HOUR);
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    assert_eq!(g.calls(&text(&third["value"])), 200);
    g.world.pass(2 * MINUTE);
    assert_eq!(g.ana.delete(&format!("{}/{}", g.url(), text(&third["id"]))).status, 204);
    g.isolate.scheduled();
    g.isolate.scheduled();
    assert_eq!((g.token(&text(&old["id"]))["is_silent"].clone(), g.calls(&value)), (json!(false), 200));
}

/// Those that took the place of others are let go after them, and a line whose end is gone is told as far as it goes.
#[test]
fn what_came_after_a_token_is_told_as_long_as_it_is_listed_and_not_asked_for_when_it_is_gone() {
    let g = ground();
    let (first, _) = g.one_more(json!({}));
    let mut line = vec![text(&first["id"])];
    for _ in 0..3 {
        let next = made(&g.rotate(&line[line.len() - 1], json!({ "overlap_seconds": 30 * 86_400 })))["token"].clone();
        assert_eq!(g.calls(&text(&next["value"])), 200);
        line.push(text(&next["id"]));
    }
    assert_eq!(g.ana.delete(&format!("{}/{}", g.url(), line[3])).status, 204);
    let listed = |g: &Ground| {
        let all: Vec<String> = g.tokens().iter().map(|token| text(&token["id"])).collect();
        line.iter().map(|id| all.contains(id)).collect::<Vec<_>>()
    };
    // The last one ended a month before the others: it stays for as long as they do.
    g.world.pass(100 * DAY);
    (0..3).for_each(|_| g.world.scheduled());
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    assert_eq!(listed(&g), [true, true, true, true]);
    // A database in which it was let go before them.
    let gone = format!("DROP TRIGGER token_audit_delete; DELETE FROM token WHERE id = '{}'", line[3]);
    g.world.sql(&gone).expect("a database of before");
    assert_eq!(listed(&g), [true, true, true, false]);
    g.world.pass(21 * DAY);
    (0..6).for_each(|_| g.world.scheduled());
    let g = Ground { ana: g.isolate.sign_in("ana@example.com"), ..g };
    assert_eq!(listed(&g), [false, false, false, false]);
}

/// A call of the last moment counts: what was read before the write is a condition of it.
#[test]
fn a_token_that_is_used_while_the_clock_ends_it_goes_on() {
    let g = ground();
    let (old, old_value) = g.one_more(json!({}));
    let answer =
        made(&g.rotate(&text(&old["id"]), json!({ "overlap_seconds": 30 * 86_400, "ends_when_silent": true })));
    assert_eq!((g.calls(&old_value), g.calls(&text(&answer["token"]["value"]))), (200, 200));
    g.world.pass(DAY + MINUTE);
    let (isolate, value) = (g.world.isolate(), old_value.clone());
    g.world.before_commit.set(move || assert_eq!(isolate.bot(&value).get("/v1/whoami").status, 200));
    g.isolate.scheduled();
    assert!(!g.world.before_commit.is_set(), "it happened");
    assert_eq!(g.calls(&old_value), 200);
    assert_eq!(g.world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_fell_silent'"), 0);
}

#[test]
fn what_a_token_is_called_and_from_where_it_may_be_used_can_be_changed() {
    let g = ground();
    let (token, value) = g.one_more(json!({ "holder": "Chatlayer" }));
    let id = text(&token["id"]);
    let url = format!("{}/{id}", g.url());
    let elsewhere = g.world.isolate();
    assert_eq!(elsewhere.bot(&value).from("198.51.100.7").get("/v1/whoami").status, 200);
    let changed = made(
        &g.ana.patch(&url, &json!({ "version": 1, "name": "Night", "holder": null, "networks": ["203.0.113.0/24"] })),
    );
    let listed = g.token(&id);
    assert_eq!(
        changed["system_user"]["tokens"].as_array().expect("a list").iter().find(|one| one["id"] == id.as_str()),
        Some(&listed)
    );
    assert_eq!((&listed["name"], &listed["holder"], &listed["version"]), (&json!("Night"), &Value::Null, &json!(2)));
    assert_eq!(g.isolate.bot(&value).from("198.51.100.7").get("/v1/whoami").status, 401, "at once where it was done");
    g.world.pass(DELTA + 1);
    assert_eq!(elsewhere.bot(&value).from("198.51.100.7").get("/v1/whoami").status, 401, "and everywhere");
    assert_eq!(elsewhere.bot(&value).from("203.0.113.7").get("/v1/whoami").status, 200);
    let said = g.last_event("system_user.token_updated");
    assert_eq!(said["before"]["holder"], json!("Chatlayer"));
    assert_eq!((&said["before"]["name"], &said["after"]["holder"]), (&Value::Null, &Value::Null));
    assert_eq!(g.ana.patch(&url, &json!({ "version": 1, "name": "Late" })).code(), "stale");
    assert_eq!(
        g.ana.patch(&url, &json!({ "version": 2, "ends_when_silent": true })).field(),
        "/ends_when_silent invalid_choice"
    );
    made(&g.ana.patch(&url, &json!({ "version": 2, "networks": null })));
    assert_eq!(g.isolate.bot(&value).from("198.51.100.7").get("/v1/whoami").status, 200);
    assert_eq!(g.ana.delete(&url).status, 204);
    assert_eq!(g.ana.patch(&url, &json!({ "version": 4, "name": "Gone" })).code(), "token_ended");
    assert_eq!(
        g.ana.patch(&format!("{}/tok_00000000000000000000000001", g.url()), &json!({ "version": 1 })).code(),
        "not_found"
    );
}

#[test]
fn all_that_a_vendor_holds_is_found_and_rotated_at_once() {
    let g = ground();
    let (other, other_value) = g.ana.system_user(None, "other");
    let (one, one_value) = g.one_more(json!({ "holder": "Chatlayer", "expires_at": g.world.now().plus(20 * DAY) }));
    // Ids of one millisecond are in no order.
    g.world.pass(1);
    let body = json!({ "confirm": true, "keep_others": true, "holder": "CHATLAYER " });
    let two = made(&g.ana.post(&format!("/v1/system-users/{other}/tokens"), &body))["token"].clone();
    let listed = |query: &str| -> Vec<Value> {
        made(&g.ana.get(&format!("/v1/tokens{query}")))["items"].as_array().cloned().expect("a list")
    };
    assert_eq!(listed("").len(), 4);
    let held = listed("?holder=chatlayer");
    let ids: Vec<String> = held.iter().map(|item| text(&item["token"]["id"])).collect();
    assert_eq!(ids, [text(&two["id"]), text(&one["id"])], "the newest first, however the name was typed");
    assert_eq!(
        (&held[0]["system_user"]["username"], &held[0]["shown_to"]["name"]),
        (&json!("other"), &json!("Ana López"))
    );
    let me = text(&g.ana.get("/v1/me").json()["user"]["id"]);
    assert_eq!(listed(&format!("?shown_to={me}")).len(), 4);
    assert_eq!(listed("?shown_to=usr_00000000000000000000000077").len(), 0);
    assert_eq!(listed(&format!("?expires_before={}", text(&json!(g.world.now().plus(30 * DAY))))).len(), 1);
    assert_eq!(listed(&format!("?expires_before={}", text(&json!(g.world.now().plus(DAY))))).len(), 0);
    let page = made(&g.ana.get("/v1/tokens?limit=3"));
    let rest = listed(&format!("?limit=3&cursor={}", text(&page["next_cursor"])));
    assert_eq!((page["items"].as_array().map(Vec::len), rest.len()), (Some(3), 1));

    // All of them, or none.
    let rotate = |ids: &[String]| g.ana.post("/v1/tokens/rotate", &json!({ "ids": ids, "overlap_seconds": 0 }));
    let with_a_stranger = [ids.clone(), vec!["tok_00000000000000000000000001".to_owned()]].concat();
    assert_eq!(rotate(&with_a_stranger).field(), "/ids not_found");
    assert_eq!(rotate(&[ids[0].clone(), ids[0].clone()]).field(), "/ids duplicate");
    assert_eq!(rotate(&[]).field(), "/ids required");
    assert_eq!(g.calls(&one_value), 200);
    let rotated = made(&rotate(&ids))["items"].as_array().cloned().expect("a list");
    assert_eq!(g.world.trips.lock().expect("trips").1, 1, "one batch");
    assert_eq!(g.calls(&one_value), 401);
    for (item, id) in rotated.iter().zip(&ids) {
        assert_eq!(item["replaces"], json!(id));
        assert_eq!(g.calls(&text(&item["token"]["value"])), 200);
    }
    assert_eq!((g.calls(&g.first), g.calls(&other_value)), (200, 200), "what others hold goes on");
    assert_eq!(g.world.count("SELECT count(*) FROM audit_event WHERE action = 'system_user.token_rotated'"), 2);
    assert_eq!(listed("?holder=chatlayer").len(), 2);
    assert_eq!(listed("?holder=chatlayer&state=all").len(), 4);
    let again = rotate(&ids);
    assert_eq!(again.code(), "token_ended");
    let mut named: Vec<String> = again.json()["tokens"].as_array().expect("a list").iter().map(text).collect();
    let mut ended = ids.clone();
    named.sort();
    ended.sort();
    assert_eq!(named, ended, "all of them, so that the others can go on");
}

#[test]
fn nobody_sees_or_rotates_tokens_beyond_their_reach() {
    let g = ground();
    let id = text(&g.tokens()[0]["id"]);
    g.world.second_account();
    let eve = g.isolate.sign_in("eve@other.example");
    assert_eq!(eve.get("/v1/tokens").json()["items"], json!([]));
    assert_eq!(eve.post("/v1/tokens/rotate", &json!({ "ids": [id], "overlap_seconds": 0 })).field(), "/ids not_found");
    assert_eq!(eve.post(&format!("{}/{id}/rotate", g.url()), &json!({ "overlap_seconds": 0 })).code(), "not_found");
    assert_eq!(eve.patch(&format!("{}/{id}", g.url()), &json!({ "version": 1, "name": "Mine" })).code(), "not_found");
    g.world.add_person(5, "sale");
    let sale = g.isolate.sign_in("sale5@example.com");
    assert_eq!(sale.get("/v1/tokens").code(), "forbidden");
    assert_eq!(g.calls(&g.first), 200);
}

#[test]
fn fifty_tokens_are_as_many_as_can_be_accepted_at_a_time() {
    let g = ground();
    for _ in 1..50 {
        g.one_more(json!({}));
    }
    let body = json!({ "confirm": true, "keep_others": true });
    let full = g.ana.post(&g.url(), &body);
    assert_eq!((full.code().as_str(), &full.json()["limit"]), ("token_limit", &json!(50)));
    assert_eq!(g.rotate(&text(&g.tokens()[0]["id"]), json!({ "overlap_seconds": 60 })).code(), "token_limit");
    made(&g.rotate(&text(&g.tokens()[0]["id"]), json!({ "overlap_seconds": 0 })));
    assert_eq!(g.tokens().iter().filter(|one| one["status"] == "live").count(), 50);
    made(&g.ana.post(&g.url(), &json!({ "confirm": true })));
    assert_eq!(g.tokens().iter().filter(|one| one["status"] == "live").count(), 1);
}

#[test]
fn the_gate_for_others_says_who_calls_and_lets_nobody_else_in() {
    let g = ground();
    let sub = g.ana.subaccount("Brazil");
    let (id, token) = g.ana.system_user(Some(&sub), "Atención, 1");
    let answer = g.isolate.bot(&token).get("/v1/gate");
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    let header = |name: &str| answer.header(name).expect("a header");
    assert_eq!((header("x-tenure-system-user"), header("x-tenure-subaccount")), (id, sub));
    assert_eq!(header("x-tenure-account"), g.world.account());
    assert_eq!(header("x-tenure-username"), "Atenci%C3%B3n%2C%201");
    assert_eq!(header("x-tenure-scopes"), "introspect read_messages send");
    assert_eq!(
        g.isolate.bot(&g.first).get("/v1/gate").header("x-tenure-subaccount").as_deref(),
        Some(""),
        "never left to the client"
    );
    assert_eq!(g.isolate.bot(&token).get("/v1/gate?scope=send").status, 204);
    let lacking = g.isolate.bot(&token).get("/v1/gate?scope=ads_read");
    assert_eq!(
        (lacking.status, lacking.header("www-authenticate").is_some_and(|text| text.contains("scope=\"ads_read\""))),
        (403, true)
    );
    assert_eq!((g.isolate.bot("tnr_x").get("/v1/gate").status, g.isolate.nobody().get("/v1/gate").status), (401, 401));
    assert_eq!(g.isolate.bot(&token).get("/v1/gate?scope=everything").status, 422);
    // A gate may keep the method of the call that it asks about.
    for method in ["OPTIONS", "POST", "DELETE", "PUT", "HEAD"] {
        let (may, none) = (g.isolate.bot(&token), g.isolate.nobody());
        let statuses = [&may, &none].map(|one| one.call(method, "/v1/gate?scope=send", b"").status);
        assert_eq!(statuses, [204, 401], "{method}");
    }
    // But not that of one that may carry no credential.
    let traced = g.isolate.bot(&token).call("TRACE", "/v1/gate?scope=send", b"");
    let allowed = traced.header("allow");
    assert_eq!((traced.status, allowed.as_deref()), (405, Some("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")));
}

/// Scopes and a list of its own cost the hot check no storage.
#[test]
fn a_hot_check_of_a_token_with_scopes_and_networks_touches_no_storage() {
    let g = ground();
    let (_, value) = g.one_more(json!({ "scopes": ["send"], "networks": ["203.0.113.0/24"] }));
    let bot = g.isolate.bot(&value).from("203.0.113.7");
    assert_eq!(bot.get("/v1/gate?scope=send").status, 204);
    let spent = || (g.world.queries.load(Ordering::SeqCst), g.world.kv_reads.load(Ordering::SeqCst));
    let before = spent();
    for _ in 0..50 {
        assert_eq!(bot.get("/v1/gate?scope=send").status, 204);
        assert_eq!(bot.get("/v1/gate?scope=introspect").status, 403);
        assert_eq!(bot.from("198.51.100.7").get("/v1/gate").status, 401);
    }
    assert_eq!(spent(), before);
    assert_eq!(Scope::OWN.len(), 3);
}

/// What a token last did is kept of each: when, from where, by what program.
#[test]
fn the_last_use_of_each_token_is_known() {
    let g = ground();
    let (token, value) = g.one_more(json!({}));
    g.isolate.bot(&value).from("203.0.113.7").with("user-agent", "chatlayer/4.2").get("/v1/whoami");
    g.world.pass(MINUTE);
    g.isolate.scheduled();
    let used = g.token(&text(&token["id"]));
    assert_eq!((&used["last_used_ip"], &used["last_used_agent"]), (&json!("203.0.113.7"), &json!("chatlayer/4.2")));
    assert_eq!(used["first_used_at"], used["last_used_at"]);
    let other = g.token(&text(&g.tokens()[1]["id"]));
    assert_eq!(other["last_used_at"], Value::Null);
}
