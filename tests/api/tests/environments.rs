//! Test and live: chosen once, told everywhere, and nothing links the two.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use api_tests::{Actor, Answer, CLOSE, Isolate, World, audit, made, text};
use serde_json::{Value, json};
use store::DbError;

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
}

/// Of each environment: a subaccount with its system user, an account-wide system user, and the tokens of both.
struct Side {
    name: &'static str,
    subaccount: String,
    bot: (String, String),
    wide: (String, String),
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    Ground { world, isolate, ana }
}

impl Ground {
    fn id(&self, target: &str, body: Value) -> String {
        let answer = self.ana.post(target, &body);
        assert!((200..300).contains(&answer.status), "{target} {body}: {}", answer.text());
        let made = answer.json();
        let inner = ["webhook", "inbound_source"].iter().find_map(|name| made.get(*name)).unwrap_or(&made);
        text(&inner["id"])
    }

    fn system_user(&self, body: &Value) -> (String, String) {
        let made = made(&self.ana.post("/v1/system-users", body));
        (text(&made["system_user"]["id"]), text(&made["token"]["value"]))
    }

    fn side(&self, name: &'static str) -> Side {
        let body = json!({ "name": name, "reference_name": name, "environment": name });
        let subaccount = self.id("/v1/subaccounts", body);
        // As its subaccount, where nothing is said.
        let bot = self.system_user(&json!({ "subaccount_id": subaccount, "username": format!("{name} bot") }));
        let wide = json!({ "subaccount_id": null, "username": format!("{name} wide"), "environment": name });
        Side { name, subaccount, bot, wide: self.system_user(&wide) }
    }

    fn channel(&self, side: &Side, subaccounts: &[&str]) -> String {
        let body = json!({
            "kind": "simulator", "medium": "sms", "name": format!("{} {}", side.name, subaccounts.len()), "origin": "28128",
            "environment": side.name, "subaccount_ids": subaccounts,
        });
        self.id("/v1/channels", body)
    }

    /// Runs SQL in a transaction behind a fresh audit row of this action and subject.
    fn audited(&self, action: &str, subject: &str, sql: &str) -> Result<(), DbError> {
        let event = format!("aud_{}", self.world.count("SELECT count(*) FROM audit_event"));
        let begun = audit(&event, &self.world.account(), action, subject);
        let done = self.world.sql(&format!("BEGIN; {begun}; {}; {CLOSE}; COMMIT", sql.replace("$event", &event)));
        if done.is_err() {
            self.world.sql("ROLLBACK").expect("rolls back");
        }
        done
    }
}

fn refused(answer: &Answer, field: &str) {
    let body = answer.json();
    let first = &body["errors"][0];
    assert_eq!(
        (answer.status, &first["code"], &first["pointer"]),
        (422, &json!("other_environment"), &json!(format!("/{field}"))),
        "{}",
        answer.text()
    );
}

#[test]
fn what_is_not_said_to_be_test_is_live_and_each_says_which_it_is() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    let plain = g.ana.subaccount("plain");
    let (bot, token) = g.ana.system_user(Some(&plain), "plain bot");
    let of = |id: &str| g.ana.get(&format!("/v1/system-users/{id}")).json()["system_user"]["environment"].clone();
    assert_eq!((of(&bot), of(&test.bot.0), of(&test.wide.0)), (json!("live"), json!("test"), json!("test")));
    for (token, prefix, environment) in [
        (&token, "tnr_", "live"),
        (&live.wide.1, "tnr_", "live"),
        (&test.bot.1, "tnrt_", "test"),
        (&test.wide.1, "tnrt_", "test"),
    ] {
        let rest = token.strip_prefix(prefix).expect("its prefix");
        assert!(rest.len() == 49 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()), "the same rules");
        let bot = g.isolate.bot(token);
        assert_eq!(bot.get("/v1/whoami").json()["environment"], environment);
        let gate = bot.get("/v1/gate");
        assert_eq!((gate.status, gate.header("x-tenure-environment").as_deref()), (204, Some(environment)));
        let seen = g.ana.form("/v1/introspect", &format!("token={token}")).json();
        assert_eq!((&seen["active"], &seen["environment"]), (&json!(true), &json!(environment)));
    }
}

#[test]
fn lists_are_filtered_by_it() {
    let g = ground();
    let sides = [g.side("test"), g.side("live")];
    for side in &sides {
        g.channel(side, &[]);
    }
    for (target, place) in [
        ("/v1/subaccounts", "/environment"),
        ("/v1/system-users", "/environment"),
        ("/v1/channels", "/environment"),
        ("/v1/tokens", "/token/environment"),
    ] {
        let all = g.ana.get(target).json()["items"].as_array().expect("a list").len();
        let mut some = 0;
        for name in ["test", "live"] {
            let items = g.ana.get(&format!("{target}?environment={name}")).json()["items"].clone();
            let items = items.as_array().expect("a list");
            assert!(!items.is_empty() && items.iter().all(|one| one.pointer(place) == Some(&json!(name))), "{target}");
            some += items.len();
        }
        assert_eq!(some, all, "{target}");
        assert_eq!(g.ana.get(&format!("{target}?environment=both")).status, 422);
    }
    // Whatever it is sorted by.
    for sort in ["username", "-subaccount", "last_used_at", "-status", "created_at"] {
        let answer = g.ana.get(&format!("/v1/system-users?environment=test&status=active&sort={sort}"));
        assert_eq!(answer.json()["items"].as_array().map(Vec::len), Some(2), "{sort}");
    }
}

#[test]
fn the_api_lets_nothing_cross_and_says_where() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    for (mine, other) in [(&test, &live), (&live, &test)] {
        let free = g.id(
            "/v1/subaccounts",
            json!({ "name": "free", "reference_name": format!("free {}", mine.name), "environment": mine.name }),
        );
        let body = json!({ "subaccount_id": free, "username": "x", "environment": other.name });
        refused(&g.ana.post("/v1/system-users", &body), "environment");
        let hook = |more: Value| {
            let mut body = json!({ "name": "W", "kind": "mo", "url": "https://bot.example.com/in" });
            body.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
            body
        };
        let mixed = json!([mine.subaccount, other.subaccount]);
        refused(&g.ana.post("/v1/webhooks", &hook(json!({ "subaccount_ids": mixed }))), "subaccount_ids");
        let wrong = json!({ "subaccount_ids": [mine.subaccount], "environment": other.name });
        refused(&g.ana.post("/v1/webhooks", &hook(wrong)), "subaccount_ids");
        let webhook = g.id("/v1/webhooks", hook(json!({ "subaccount_ids": [mine.subaccount] })));
        let change = json!({ "version": 1, "subaccount_ids": [other.subaccount] });
        refused(&g.ana.patch(&format!("/v1/webhooks/{webhook}"), &change), "subaccount_ids");

        let source = |more: Value| {
            let mut body = json!({ "name": "S", "provider": "sinch_sms", "authentication": "system_user" });
            body.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
            body
        };
        let wrong = json!({ "system_user_id": mine.bot.0, "environment": other.name });
        refused(&g.ana.post("/v1/inbound-sources", &source(wrong)), "system_user_id");
        let its = g.id("/v1/inbound-sources", source(json!({ "system_user_id": mine.bot.0 })));
        let change = json!({ "version": 1, "system_user_id": other.bot.0 });
        refused(&g.ana.patch(&format!("/v1/inbound-sources/{its}"), &change), "system_user_id");

        let channel = json!({ "kind": "simulator", "medium": "sms", "name": "C", "origin": "28128" });
        let with = |more: Value| {
            let mut body = channel.clone();
            body.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
            g.ana.post("/v1/channels", &body)
        };
        refused(&with(json!({ "environment": other.name, "subaccount_ids": [mine.subaccount] })), "subaccount_ids");
        refused(&with(json!({ "environment": other.name, "source_id": its })), "source_id");
        let one = text(&made(&with(json!({ "subaccount_ids": [mine.subaccount], "source_id": its })))["id"]);
        let target = format!("/v1/channels/{one}");
        refused(
            &g.ana.patch(&target, &json!({ "version": 1, "subaccount_ids": [other.subaccount] })),
            "subaccount_ids",
        );
    }
    // It is in no change.
    let target = format!("/v1/subaccounts/{}", test.subaccount);
    let answer = g.ana.patch(&target, &json!({ "version": 1, "environment": "live" }));
    assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("unknown_field")));
}

#[test]
fn the_schema_refuses_each_way_of_crossing() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    let account = g.world.account();
    let cross = |action: &str, subject: &str, sql: String| {
        let done = g.audited(action, subject, &sql);
        assert_eq!(done, Err(DbError::Invariant("environment".into())), "{sql}");
    };
    for (mine, other) in [(&test, &live), (&live, &test)] {
        let n = mine.name;
        let (channel, hook) = (
            g.channel(mine, &[]),
            g.id(
                "/v1/webhooks",
                json!({ "name": n, "kind": "mo", "url": "https://bot.example.com/in", "environment": n }),
            ),
        );
        let source = |name: &str| {
            g.id(
                "/v1/inbound-sources",
                json!({ "name": name, "provider": "sinch_sms", "authentication": "address", "environment": name }),
            )
        };
        let (own_source, foreign_source) = (source(n), source(other.name));
        let free = g.id(
            "/v1/subaccounts",
            json!({ "name": n, "reference_name": format!("free {n}"), "environment": other.name }),
        );
        cross(
            "system_user.created",
            "sys_x",
            format!(
                "INSERT INTO system_user (id, account_id, subaccount_id, username, created_by, created_by_name, created_at, event_id, environment) \
             VALUES ('sys_x', '{account}', '{free}', 'x', 'usr_x', 'x', 1, '$event', '{n}')"
            ),
        );
        cross(
            "channel.updated",
            &channel,
            format!(
                "INSERT INTO channel_subaccount (account_id, channel_id, subaccount_id, medium, event_id) VALUES ('{account}', '{channel}', '{}', 'sms', '$event')",
                other.subaccount
            ),
        );
        cross(
            "webhook.updated",
            &hook,
            format!(
                "INSERT INTO webhook_subaccount (account_id, webhook_id, subaccount_id, event_id) VALUES ('{account}', '{hook}', '{}', '$event')",
                other.subaccount
            ),
        );
        cross(
            "channel.updated",
            &channel,
            format!("UPDATE channel SET source_id = '{foreign_source}', event_id = '$event' WHERE id = '{channel}'"),
        );
        cross(
            "channel.created",
            "chn_x",
            format!(
                "INSERT INTO channel (id, account_id, kind, name, name_key, medium, origin, source_id, created_by, created_by_name, created_at, event_id, environment) \
             VALUES ('chn_x', '{account}', 'simulator', 'x', 'x', 'sms', '1', '{foreign_source}', 'usr_x', 'x', 1, '$event', '{n}')"
            ),
        );
        cross(
            "inbound_source.updated",
            &own_source,
            format!(
                "UPDATE inbound_source SET system_user_id = '{}', event_id = '$event' WHERE id = '{own_source}'",
                other.wide.0
            ),
        );
        cross(
            "inbound_source.created",
            "src_x",
            format!(
                "INSERT INTO inbound_source (id, account_id, provider, name, name_key, medium, authentication, system_user_id, created_by, created_by_name, created_at, event_id, environment) \
             VALUES ('src_x', '{account}', 'sinch_sms', 'x', 'x', 'sms', 'system_user', '{}', 'usr_x', 'x', 1, '$event', '{n}')",
                other.wide.0
            ),
        );
        // A message is of where it came in or left, and so is whose it is.
        for (column, id) in
            [("subaccount_id", &other.subaccount), ("system_user_id", &other.wide.0), ("source_id", &foreign_source)]
        {
            let sql = format!(
                "INSERT INTO message (id, account_id, direction, channel_id, {column}, person_key, person, origin, conversation, once_key, kind, content, state, rank, at, received_at, environment) \
                 VALUES ('msg_x', '{account}', 'out', '{channel}', '{id}', '1', '1', '1', '1', 'o', 'text', '{{}}', 'queued', 0, 1, 1, '{n}')"
            );
            assert_eq!(g.world.sql(&sql), Err(DbError::Invariant("environment".into())), "{sql}");
        }
        let wrong = format!(
            "INSERT INTO message (id, account_id, direction, channel_id, person_key, person, origin, conversation, once_key, kind, content, state, rank, at, received_at, environment) \
             VALUES ('msg_x', '{account}', 'out', '{channel}', '1', '1', '1', '1', 'o', 'text', '{{}}', 'queued', 0, 1, 1, '{}')",
            other.name
        );
        assert_eq!(g.world.sql(&wrong), Err(DbError::Invariant("environment".into())));
        // Nothing becomes the other.
        for (table, id, action) in [
            ("subaccount", &mine.subaccount, "subaccount.updated"),
            ("system_user", &mine.bot.0, "system_user.updated"),
            ("channel", &channel, "channel.updated"),
            ("webhook", &hook, "webhook.updated"),
            ("inbound_source", &own_source, "inbound_source.updated"),
        ] {
            let sql =
                format!("UPDATE {table} SET environment = '{}', event_id = '$event' WHERE id = '{id}'", other.name);
            assert_eq!(g.audited(action, id, &sql), Err(DbError::Invariant("immutable".into())), "{sql}");
        }
        // One that is for all is for all of its own.
        let all = if n == "test" { "all_subaccounts" } else { "all_test_subaccounts" };
        let body = json!({ "kind": "simulator", "medium": "whatsapp", "name": n, "origin": "28128", "subaccount_ids": [mine.subaccount] });
        let one = g.id("/v1/channels", body);
        let sql = format!("UPDATE channel SET {all} = 1, event_id = '$event' WHERE id = '{one}'");
        cross("channel.updated", &one, sql);
    }
}

/// Of a test and a live channel for all, each is used by its own.
#[test]
fn a_bot_sends_and_reads_within_its_environment() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    let channels = [g.channel(&test, &[]), g.channel(&live, &[])];
    let second = g.ana.post(
        "/v1/channels",
        &json!({ "kind": "simulator", "medium": "sms", "name": "again", "origin": "28129", "environment": "test" }),
    );
    assert_eq!((second.status, second.code().as_str()), (409, "channel_taken"), "{}", second.text());
    assert_eq!(second.json()["holder"]["id"], channels[0]);
    for (side, channel) in [(&test, &channels[0]), (&live, &channels[1])] {
        for token in [&side.bot.1, &side.wide.1] {
            let sent = g
                .isolate
                .bot(token)
                .post("/v1/send-sms", &json!({ "destination": "5519900001111", "messageText": "hi" }));
            assert_eq!(sent.status, 200, "{}", sent.text());
            let id = text(&sent.json()["id"]);
            let sql = format!(
                "SELECT count(*) FROM message WHERE id = '{id}' AND channel_id = '{channel}' AND environment = '{}'",
                side.name
            );
            assert_eq!(g.world.count(&sql), 1);
        }
        let foreign = if side.name == "test" { "live" } else { "test" };
        let answer = g.isolate.bot(&side.wide.1).post(
            &format!("/v1/send-sms?subAccount={foreign}"),
            &json!({ "destination": "5519900001111", "messageText": "hi" }),
        );
        assert_ne!(answer.status, 200, "a subaccount of the other environment is none");
    }
    // The same person answers both: each answer belongs to whom it came by.
    for (side, channel) in [(&test, &channels[0]), (&live, &channels[1])] {
        let answer = g
            .ana
            .post(&format!("/v1/channels/{channel}/simulate"), &json!({ "from": "5519900001111", "text": side.name }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        g.world.pass(1_000);
        let got = g.isolate.bot(&side.wide.1).get("/v1/sms/receive/list").json();
        assert_eq!((&got["total"], &got["messages"][0]["messageText"]), (&json!(1), &json!(side.name)), "{got}");
        g.world.pass(1_000);
        let named = g
            .isolate
            .bot(&side.wide.1)
            .get(&format!("/v1/sms/receive/search?subAccount={}", if side.name == "test" { "live" } else { "test" }));
        assert_ne!(named.status, 200);
    }
}

/// A webhook takes what is of its environment, whatever it is for.
#[test]
fn webhooks_are_told_of_their_own_environment() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    let channels = [g.channel(&test, &[]), g.channel(&live, &[])];
    let hook = |name: &str| {
        g.id("/v1/webhooks", json!({ "name": name, "kind": "mo", "url": "https://bot.example.com/in", "environment": name, "accept_null_subaccount": true }))
    };
    let hooks = [hook("test"), hook("live")];
    for (place, channel) in channels.iter().enumerate() {
        let answer =
            g.ana.post(&format!("/v1/channels/{channel}/simulate"), &json!({ "from": "5519900001111", "text": "x" }));
        assert_eq!((answer.status, &answer.json()["deliveries"]), (200, &json!(1)));
        let id = text(&answer.json()["message_id"]);
        let sql =
            format!("SELECT count(*) FROM delivery WHERE message_id = '{id}' AND webhook_id = '{}'", hooks[place]);
        assert_eq!(g.world.count(&sql), 1);
    }
    let routing = g.ana.post("/v1/webhooks/route", &json!({ "kind": "mo", "subaccount_id": test.subaccount })).json();
    let why = |name: &str| {
        let all = routing["webhooks"].as_array().cloned().expect("a list");
        all.into_iter().find(|one| one["name"] == name).expect("it is there")["why"].clone()
    };
    assert_eq!((why("test"), why("live")), (json!("takes"), json!("other_environment")));
}

/// A source that asks for any system user asks for one of its environment.
#[test]
fn a_source_takes_the_credentials_of_its_environment() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    let source = |more: Value| {
        let mut body = json!({ "name": "S", "provider": "sinch_sms", "authentication": "system_user" });
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        g.id("/v1/inbound-sources", body)
    };
    let message = json!({ "id": "m1", "source": "5519990001111", "destination": "28128", "messageText": "Hi" });
    for (id, mine, other) in
        [(source(json!({})), &live, &test), (source(json!({ "environment": "test" })), &test, &live)]
    {
        let post = |token: &str| g.isolate.bot(token).post(&format!("/in/{id}"), &message).status;
        assert_eq!((post(&other.wide.1), post(&mine.wide.1)), (401, 200), "{}", mine.name);
        let sql = format!("SELECT count(*) FROM message WHERE source_id = '{id}' AND environment = '{}'", mine.name);
        assert_eq!(g.world.count(&sql), 1);
    }
}

/// A service of one environment takes no token of the other for good.
#[test]
fn introspection_by_a_bot_ends_with_its_environment() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    for (asks, other) in [(&test, &live), (&live, &test)] {
        let service = g.isolate.bot(&asks.wide.1);
        let said = |token: &str| service.form("/v1/introspect", &format!("token={token}")).json();
        assert_eq!(said(&asks.bot.1)["environment"], asks.name);
        assert_eq!(said(&other.bot.1), json!({ "active": false }));
        assert_eq!(said(&other.wide.1), json!({ "active": false }));
    }
}

/// What is forged from a token of the other environment costs no storage.
#[test]
fn no_token_is_rewritten_to_the_other_environment() {
    let g = ground();
    let (test, live) = (g.side("test"), g.side("live"));
    let spent = || (g.world.queries.load(Ordering::SeqCst), g.world.kv_reads.load(Ordering::SeqCst));
    assert_eq!(g.isolate.bot(&live.bot.1).get("/v1/whoami").status, 200);
    let before = spent();
    for (text, from, to) in [(&test.bot.1, "tnrt_", "tnr_"), (&live.bot.1, "tnr_", "tnrt_")] {
        let moved = text.replacen(from, to, 1);
        assert_eq!(g.isolate.bot(&moved).get("/v1/whoami").status, 401);
        // With a checksum of its own.
        let body = service_text(&moved);
        assert_eq!(g.isolate.bot(&body).get("/v1/whoami").status, 401);
    }
    assert_eq!(spent(), before);
}

/// The same text with a right checksum.
fn service_text(text: &str) -> String {
    use domain::token::{self, Presented};
    let (environment, _) = token::without_prefix(text).expect("a prefix");
    // Random part and tag are those of the other one's text: its own reading gives them.
    let other =
        if text.starts_with("tnrt_") { text.replacen("tnrt_", "tnr_", 1) } else { text.replacen("tnr_", "tnrt_", 1) };
    let read = Presented::parse(&other).expect("the text that it was");
    token::assemble(environment, read.random().expose(), read.tag()).expose().clone()
}

/// Nobody is told that what is for trying out is silent.
#[test]
fn what_is_test_is_not_nagged_about() {
    let g = ground();
    let _sides = (g.side("test"), g.side("live"));
    g.world.pass(3 * domain::time::DAY);
    let ana = g.isolate.sign_in("ana@example.com");
    let groups = ana.get("/v1/attention").json()["groups"].clone();
    let never = groups
        .as_array()
        .expect("groups")
        .iter()
        .find(|one| one["kind"] == "never_used")
        .cloned()
        .expect("it is there");
    let names: Vec<String> = never["items"].as_array().expect("items").iter().map(|one| text(&one["name"])).collect();
    assert_eq!((&never["total"], names), (&json!(2), vec!["live wide".to_owned(), "live bot".to_owned()]));
}
