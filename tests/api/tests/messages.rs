//! Messages: whose they are, what becomes of them, who sees what of them, and how long they are kept.

use std::sync::Arc;

use api_tests::{Actor, World, answered, audit, run};
use domain::ids::{AccountId, ChannelId, EventId, MessageId, SubaccountId};
use domain::time::{DAY, HOUR, Instant};
use messaging::routing::{Kind, State, Webhook, Window, effective_time, owner, takes};
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use service::deps::OutsideAnswer;
use service::inbound::Ids;
use store::Db as _;
use store::messages::{Batch, Queued, Sender, StateOf, Turn};

const NOW: i64 = 1_800_000_000_000;

fn account(world: &World) -> AccountId {
    AccountId::try_from(world.account()).expect("an id")
}

/// A message that a bot sent.
fn sent(world: &World, ids: &mut Ids, at: Instant, person: &str, subaccount: Option<&SubaccountId>) -> MessageId {
    let id = ids.next(MessageId::new);
    let key = messaging::phone::PersonKey::of(person);
    let mut batch = Batch::of(account(world), at);
    let sender = Sender {
        channel: &ChannelId::new(at, [0; 10]),
        subaccount,
        system_user: None,
        origin: "5511900000000",
        service: "whatsapp",
        shared: Some(r#"{"messageText":"Hello"}"#),
    };
    let message = Queued {
        id: id.clone(),
        conversation: service::inbound::conversation("5511900000000", &key),
        person_key: key.as_str().to_owned(),
        person: person.to_owned(),
        correlation_id: Some("order-1".to_owned()),
        kind: "text".to_owned(),
        text: Some("Hello".to_owned()),
        tags: RawValue::from_string("{}".to_owned()).expect("JSON"),
        ttl_days: 1,
        message: None,
        carrier_id: None,
    };
    batch.queue(&sender, &[message], Turn::Nobody);
    let (sealed, _) = batch.seal();
    run(world.db.commit(&sealed)).expect("stored");
    id
}

fn status(ids: &mut Ids, carrier_id: &str, state: &str, rank: i64) -> StateOf {
    let detail = json!({ "status": state }).to_string();
    StateOf {
        message: None,
        ours: None,
        carrier_id: Some(carrier_id.to_owned()),
        event: ids.next(EventId::new),
        state: state.to_owned(),
        rank,
        error: (state == "failed").then(|| "NOT_DELIVERED".to_owned()),
        detail: RawValue::from_string(detail).expect("JSON"),
        at: Instant::from_millis(NOW),
    }
}

fn commit(world: &World, fill: impl FnOnce(&mut Batch)) -> Vec<String> {
    let mut batch = Batch::of(account(world), Instant::from_millis(NOW));
    fill(&mut batch);
    let (sealed, wake) = batch.seal();
    let mut committed = run(world.db.commit(&sealed)).expect("committed");
    committed.take(wake).expect("read").iter().map(ToString::to_string).collect()
}

fn text(world: &World, sql: &str) -> String {
    world.db.lock().query_row(sql, [], |row| row.get(0)).expect("one text")
}

/// A webhook as the schema has it.
fn webhook(world: &World, n: usize, kind: &str, state: &str, subaccounts: Option<&[String]>, null: bool) -> String {
    let (id, account) = (format!("wh_{n:026}"), world.account());
    let rows: String = subaccounts
        .unwrap_or_default()
        .iter()
        .map(|s| format!("INSERT INTO webhook_subaccount (account_id, webhook_id, subaccount_id, event_id) VALUES ('{account}', '{id}', '{s}', 'aud_w{n}');"))
        .collect();
    world
        .sql(&format!(
            "BEGIN; {}; INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, status, \
               created_by, created_by_name, created_at, event_id) \
             VALUES ('{id}', '{account}', 'W{n}', 'w{n}', '{kind}', 'https://bot.example.com/', 'standard', {}, {}, '{state}', \
               (SELECT owner_id FROM account LIMIT 1), 'Ana', 1, 'aud_w{n}'); {rows} DELETE FROM open_event; COMMIT",
            audit(&format!("aud_w{n}"), &account, "webhook.created", &id),
            u8::from(subaccounts.is_none()),
            u8::from(null),
        ))
        .expect("a webhook");
    id
}

fn source(ana: &Actor) -> (String, String) {
    let body = json!({ "name": "Sinch", "provider": "sinch_whatsapp", "authentication": "address" });
    let made = ana.post("/v1/inbound-sources", &body).json();
    let url = made["secret_url"].as_str().expect("an address");
    let id = made["inbound_source"]["id"].as_str().expect("an id").to_owned();
    (id, format!("/in/{}", url.split("/in/").nth(1).expect("a path")))
}

/// A world with three subaccounts and a source, made once: every case gets a copy.
struct Ground {
    world: Arc<World>,
    subaccounts: Vec<String>,
    to: String,
}

impl Ground {
    fn new() -> Self {
        let world = World::new();
        let ana = world.isolate().set_up();
        let subaccounts = ["A", "B", "C"].map(|name| ana.subaccount(name)).to_vec();
        let (_, to) = source(&ana);
        Self { world, subaccounts, to }
    }
}

/// Two people, each in two forms of the number.
const FORMS: [&str; 4] = ["5519990001111", "+55 19 9000-1111", "5215512345678", "52 55 1234 5678"];

#[test]
fn the_database_routes_as_the_rules_say() {
    let ground = Ground::new();
    let near = prop_oneof![
        Just(-25 * HOUR),
        Just(-24 * HOUR - 1),
        Just(-24 * HOUR),
        Just(-HOUR),
        Just(-HOUR - 1),
        Just(-1),
        Just(0),
        Just(998),
        Just(999),
        Just(1_000),
        -200 * HOUR..2 * HOUR
    ];
    let history = prop::collection::vec((0usize..4, near, prop::option::of(0usize..3)), 0..12);
    let stated =
        prop::option::of(prop_oneof![Just(0i64), Just(1), Just(-48 * HOUR), Just(-48 * HOUR - 1), -60 * HOUR..HOUR]);
    let hooks = prop::collection::vec(
        (any::<bool>(), 0u8..3, prop::option::of(prop::collection::btree_set(0usize..3, 1..3)), any::<bool>()),
        0..6,
    );
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 150, ..ProptestConfig::default() });
    let cases =
        (history, 0usize..4, stated, hooks, prop_oneof![Just(1i64), Just(24), Just(168)], prop::option::of(0usize..3));
    runner
        .run(&cases, |(history, form, stated, hooks, hours, gone)| {
            let world = ground.world.copy();
            let now = Instant::from_millis(world.clock.load(std::sync::atomic::Ordering::SeqCst));
            let at = effective_time(stated.map(|ago| now.plus(ago)), now);
            world.sql(&format!(
                "BEGIN; {}; UPDATE account SET attribution_hours = {hours}, event_id = 'aud_h'; DELETE FROM open_event; COMMIT",
                audit("aud_h", &world.account(), "account.updated", &world.account())
            )).expect("a window");
            let mut ids = Ids::new(now, [1; 10]);
            let id = |n: usize| SubaccountId::try_from(ground.subaccounts[n].clone()).expect("an id");
            for (form, ago, whose) in &history {
                sent(&world, &mut ids, at.plus(*ago), FORMS[*form], whose.map(id).as_ref());
            }
            if let Some(n) = gone {
                let subaccount = &ground.subaccounts[n];
                world.sql(&format!(
                    "BEGIN; {}; DELETE FROM subaccount WHERE id = '{subaccount}'; DELETE FROM open_event; COMMIT",
                    audit("aud_g", &world.account(), "subaccount.deleted", subaccount)
                )).expect("deleted");
            }
            let there = |n: &usize| gone != Some(*n);
            for (n, (mo, state, named, null)) in hooks.iter().enumerate() {
                let named: Option<Vec<String>> = named.as_ref().map(|set| set.iter().filter(|n| there(n)).map(|n| ground.subaccounts[*n].clone()).collect());
                let state = ["active", "paused", "disabled"][usize::from(*state)];
                webhook(&world, n, if *mo { "mo" } else { "status" }, state, named.as_deref(), *null);
            }
            // What the functions say of the history.
            let window = Window::new(hours * 3_600).expect("a window");
            let (from, to) = window.before(at);
            let last = history
                .iter()
                .enumerate()
                .filter(|(_, (its, ago, _))| its / 2 == form / 2 && (from..=to).contains(&at.plus(*ago)))
                .max_by_key(|(n, (_, ago, _))| (*ago, *n))
                .map(|(_, (_, ago, whose))| (*whose, at.plus(*ago)));
            let expected = owner(last, at, window).flatten().filter(there);
            let owner = expected.map(id);
            let told: Vec<String> = hooks.iter().enumerate().filter(|(_, (mo, state, named, null))| {
                // One whose subaccounts are all gone takes nothing but null.
                let subaccounts: Option<Vec<SubaccountId>> =
                    named.as_ref().map(|set| set.iter().filter(|n| there(n)).map(|n| id(*n)).collect());
                let state = [State::Active, State::Paused, State::Disabled][usize::from(*state)];
                let kind = if *mo { Kind::Mo } else { Kind::Status };
                takes(&Webhook { kind, subaccounts: subaccounts.as_deref(), accept_null: *null, subscribed: None, state }, Kind::Mo, owner.as_ref(), None).takes
            }).map(|(n, _)| format!("wh_{n:026}")).collect();
            // And what the database does.
            let mut message = json!({ "id": "m", "source": FORMS[form], "origin": "5511900000000", "message": { "messageText": "Hi" } });
            if let Some(ago) = stated {
                message["receivedAt"] = json!(now.plus(ago).millis());
            }
            let answer = world.isolate().nobody().post(&ground.to, &message);
            prop_assert_eq!(answer.status, 200, "{}", answer.text());
            let found: Option<String> = world.db.lock().query_row("SELECT subaccount_id FROM message WHERE direction = 'in'", [], |r| r.get(0)).expect("a message");
            prop_assert_eq!(found, owner.map(|id| id.to_string()), "{:?} at {:?}", history, at);
            let mut told_by_sql: Vec<String> = Vec::new();
            {
                let connection = world.db.lock();
                let mut rows = connection.prepare("SELECT webhook_id FROM delivery ORDER BY webhook_id").expect("prepares");
                told_by_sql.extend(rows.query_map([], |r| r.get(0)).expect("runs").map(|r| r.expect("an id")));
            }
            prop_assert_eq!(told_by_sql, told);
            Ok(())
        })
        .expect("the same");
}

#[test]
fn a_state_is_told_once_never_falls_back_and_may_come_first() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let hook = webhook(&world, 1, "status", "active", None, true);
    let mut ids = Ids::new(Instant::from_millis(NOW), [2; 10]);
    let id = sent(&world, &mut ids, Instant::from_millis(NOW), "5519990001111", None);
    let state = |world: &World| text(world, "SELECT state FROM message");
    // Two callbacks are faster than the carrier's own answer.
    let early = vec![
        status(&mut ids, "c1", "delivered", 2),
        status(&mut ids, "c1", "sent", 1),
        status(&mut ids, "c1", "sent", 1),
    ];
    assert!(commit(&world, |batch| batch.apply_status(None, &early)).is_empty());
    assert_eq!((state(&world).as_str(), world.count("SELECT count(*) FROM event")), ("queued", 0));
    assert_eq!(world.count("SELECT count(*) FROM early_status"), 2);
    commit(&world, |batch| batch.carried(&id, "c1"));
    assert_eq!((state(&world).as_str(), world.count("SELECT count(*) FROM event")), ("delivered", 2));
    assert_eq!(world.count("SELECT count(*) FROM early_status"), 0);
    assert_eq!(world.count("SELECT count(*) FROM delivery"), 2);
    // The same again, a lower one, and a higher one with a failure behind it, in one batch.
    let later = vec![
        status(&mut ids, "c1", "delivered", 2),
        status(&mut ids, "c1", "sent", 1),
        status(&mut ids, "c1", "read", 3),
        status(&mut ids, "c1", "read", 3),
        status(&mut ids, "unknown", "read", 3),
    ];
    assert_eq!(commit(&world, |batch| batch.apply_status(None, &later)), [hook]);
    assert_eq!((state(&world).as_str(), world.count("SELECT count(*) FROM event")), ("read", 3));
    assert_eq!(world.count("SELECT count(*) FROM event WHERE sequence BETWEEN 1 AND 3"), 3);
    assert_eq!(world.count("SELECT count(*) FROM delivery"), 3);
    // By our own id, as a channel says it that knows no other.
    let own = vec![StateOf { message: Some(id.clone()), carrier_id: None, ..status(&mut ids, "", "failed", 9) }];
    commit(&world, |batch| batch.apply_status(None, &own));
    assert_eq!(state(&world), "failed");
    let detail = ana.get(&format!("/v1/messages/{id}")).json();
    let states: Vec<_> =
        detail["events"].as_array().expect("events").iter().map(|e| e["state"].as_str().unwrap_or("-")).collect();
    assert_eq!(states, ["delivered", "sent", "read", "failed"], "in the order in which they came");
    assert_eq!((&detail["message"]["error"], &detail["message"]["text"]), (&json!("NOT_DELIVERED"), &json!("Hello")));
    // What stays unknown is cleared away after a day.
    assert_eq!(world.count("SELECT count(*) FROM early_status"), 1);
    world.pass(DAY + 1);
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM early_status"), 0);
}

#[test]
fn callbacks_come_through_a_source_and_count_for_its_own_account() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (_, to) = source(&ana);
    let mut ids = Ids::new(Instant::from_millis(NOW), [3; 10]);
    let id = sent(&world, &mut ids, Instant::from_millis(NOW), "5519990001111", None);
    commit(&world, |batch| batch.carried(&id, "c1"));
    world.sql("UPDATE message SET account_id = 'acc_00000000000000000000000002'").expect_err("no such account");
    let read = json!({ "total": 1, "data": [{ "id": "c1", "destination": "5519990001111", "sent": true, "delivered": true, "read": true, "readAt": NOW - 5 }]});
    for _ in 0..3 {
        assert_eq!(world.isolate().nobody().post(&to, &read).json(), json!({ "accepted": 1, "refused": 0 }));
    }
    assert_eq!(text(&world, "SELECT state FROM message"), "read");
    assert_eq!(world.count("SELECT count(*) FROM event"), 1);
    assert_eq!(world.count(&format!("SELECT count(*) FROM event WHERE at = {}", NOW - 5)), 1);
    world.second_account();
    let eve = world.isolate().sign_in("eve@other.example");
    let (_, other) = source(&eve);
    let failed = json!({ "id": "c1", "sent": false, "sentStatusCode": 103 });
    assert_eq!(world.isolate().nobody().post(&other, &failed).status, 200);
    assert_eq!(text(&world, "SELECT state FROM message"), "read", "another account's callback says nothing of it");
    assert_eq!(eve.get(&format!("/v1/messages/{id}")).status, 404);
    assert_eq!(eve.get("/v1/messages").json()["items"], json!([]));
}

/// Many messages: in and out by turns, of few people and subaccounts.
fn filled(world: &World, rows: usize, subaccounts: &[String]) {
    let account = world.account();
    let whose: String = subaccounts.iter().enumerate().map(|(n, id)| format!("WHEN {n} THEN '{id}' ")).collect();
    world
        .sql(&format!(
            "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {rows}) \
             INSERT INTO message (id, account_id, direction, subaccount_id, person_key, person, origin, conversation, once_key, carrier_id, \
               correlation_id, kind, content, state, rank, at, received_at) \
             SELECT 'msg_' || printf('%026d', n), '{account}', CASE n % 2 WHEN 0 THEN 'in' ELSE 'out' END, CASE n / 2 % 4 {whose} WHEN 9 THEN '' END, \
               '551999000' || (1111 + n / 2 % 3), '+55 19 9000-' || (1111 + n / 2 % 3), '28128', 'c', 'o' || n, 'wamid.' || (n / 2 % 5), 'r' || (n / 2 % 5), \
               'text', json_object('content', json_object('text', 'words ' || n)), 'received', 0, n, n FROM c"
        ))
        .expect("many rows");
}

#[test]
fn a_page_of_messages_reads_its_own_rows_at_any_depth() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let subaccounts = ["A", "B", "C"].map(|name| ana.subaccount(name)).to_vec();
    filled(&world, 6_000, &subaccounts);
    let person = world.add_person(1, "user");
    let role = ana.post(
        "/v1/roles",
        &json!({ "name": "Own", "grants": [{ "permission": "webhooks:manage", "reach": "subaccounts" }] }),
    );
    let body = json!({ "version": ana.get(&format!("/v1/users/{person}")).json()["user"]["version"], "role_id": role.json()["id"], "subaccount_ids": [subaccounts[1]] });
    let changed = ana.patch(&format!("/v1/users/{person}"), &body);
    assert_eq!(changed.status, 200, "{}", changed.text());
    let limited = world.isolate().sign_in("user1@example.com");
    let a = &subaccounts[0];
    for (who, target, rows) in [
        (&ana, "/v1/messages?".to_owned(), 6_000),
        (&ana, "/v1/messages?direction=in".to_owned(), 3_000),
        (&ana, "/v1/messages?person=%2B55%2019%209000-1111".to_owned(), 2_000),
        (&ana, "/v1/messages?person=551990001112&direction=out".to_owned(), 1_000),
        (&ana, format!("/v1/messages?subaccount_id={a}"), 1_500),
        (&ana, format!("/v1/messages?subaccount_id={a}&direction=in"), 750),
        (&ana, "/v1/messages?subaccount_id=null".to_owned(), 1_500),
        (&ana, "/v1/messages?correlation_id=r2".to_owned(), 1_200),
        (&ana, "/v1/messages?carrier_id=wamid.2&direction=in".to_owned(), 600),
        (&limited, "/v1/messages?".to_owned(), 1_500),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            world.reads.lock().expect("reads").clear();
            let answer = who.get(&format!("{target}&limit=100{cursor}"));
            assert_eq!(answer.status, 200, "{target} {}", answer.text());
            let (sql, params) = world.reads.lock().expect("reads").last().cloned().expect("a read");
            let read = rows_read(&world, sql, &params);
            // A scan of all would be thousands a row of the page. Rows are counted by D1 itself: workerd's message-list.
            let most = 6 * 101;
            assert!(read <= most, "{target}{cursor}: {read} rows");
            let page = answer.json();
            seen.extend(
                page["items"]
                    .as_array()
                    .expect("items")
                    .iter()
                    .map(|row| row["id"].as_str().expect("an id").to_owned()),
            );
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), rows, "{target}");
        assert!(seen.is_sorted_by(|a, b| a > b), "{target}: the newest first, each once");
    }
    assert_eq!(limited.get(&format!("/v1/messages?subaccount_id={a}")).json()["items"], json!([]));
    assert_eq!(
        limited.get(&format!("/v1/messages?subaccount_id={}&limit=1", subaccounts[1])).json()["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    assert_eq!(limited.get("/v1/inbound-sources").json()["items"], json!([]));
    let made = limited
        .post("/v1/inbound-sources", &json!({ "name": "x", "provider": "sinch_sms", "authentication": "address" }));
    assert_eq!((made.status, made.code()), (403, "beyond_your_own".into()));
    // Ids sort by time: so do the limits of time.
    world.sql("DELETE FROM message").expect("none");
    let (_, to) = source(&ana);
    for n in 0..5 {
        world.pass(1_000);
        world.isolate().nobody().post(&to, &json!({ "id": n, "source": "5519990001111", "messageText": "Hi" }));
    }
    let times: Vec<String> = ana.get("/v1/messages").json()["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|m| m["received_at"].as_str().expect("a time").to_owned())
        .collect();
    let between = ana.get(&format!("/v1/messages?from={}&to={}", times[3], times[1])).json();
    assert_eq!(between["items"].as_array().map(Vec::len), Some(2));
}

/// How many rows of tables and indexes a read looks at: each is a step to it.
fn rows_read(world: &World, sql: &str, params: &[store::Value]) -> i32 {
    let connection = world.db.lock();
    let mut statement = connection.prepare(sql).expect("prepares");
    for (i, value) in (1..).zip(params) {
        match value {
            store::Value::Null => statement.raw_bind_parameter(i, rusqlite::types::Null),
            #[allow(clippy::cast_precision_loss, reason = "as D1 binds it")]
            store::Value::Int(n) => statement.raw_bind_parameter(i, *n as f64),
            store::Value::Text(text) => statement.raw_bind_parameter(i, text),
        }
        .expect("binds");
    }
    let mut rows = statement.raw_query();
    while rows.next().expect("runs").is_some() {}
    drop(rows);
    // A page costs some forty steps of the virtual machine a row, a scan of all would cost thousands a row of the page.
    statement.get_status(rusqlite::StatementStatus::VmStep) / 40
}

#[test]
fn who_wrote_and_what_is_shown_to_those_with_the_inbox_right_alone() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (id, to) = source(&ana);
    let hook =
        json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true });
    assert_eq!(ana.post("/v1/webhooks", &hook).status, 201);
    world.answer(|_| {
        let body = b"got secret words".to_vec();
        let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
        Ok(OutsideAnswer { body, headers, ..answered(200)? })
    });
    let words =
        json!({ "id": "wamid.HBgN", "source": "5519990001111", "origin": "28128", "messageText": "secret words" });
    assert_eq!(world.isolate().nobody().post(&to, &words).status, 200);
    assert_eq!(world.isolate().nobody().post(&to, &json!([{ "secret words": 5_519_990_001_111_i64 }])).status, 400);
    let list = ana.get("/v1/messages").json();
    let message = &list["items"][0];
    assert_eq!(
        (&message["person"], &message["text"], &message["masked"]),
        (&json!("5519990001111"), &json!("secret words"), &json!(false))
    );
    let target = format!("/v1/messages/{}", message["id"].as_str().expect("an id"));
    let role = ana.post(
        "/v1/roles",
        &json!({ "name": "No inbox", "grants": [{ "permission": "webhooks:manage", "reach": "account" }] }),
    );
    let reader = world.add_person(2, "developer");
    let version = ana.get(&format!("/v1/users/{reader}")).json()["user"]["version"].clone();
    let changed =
        ana.patch(&format!("/v1/users/{reader}"), &json!({ "version": version, "role_id": role.json()["id"] }));
    assert_eq!(changed.status, 200, "{}", changed.text());
    let reader = world.isolate().sign_in("developer2@example.com");
    world.drive(1_000);
    let delivery = ana.get("/v1/deliveries").json()["items"][0].clone();
    assert_eq!((&delivery["person"], &delivery["state"]), (&json!("5519990001111"), &json!("delivered")));
    let delivery = format!("/v1/deliveries/{}", delivery["id"].as_str().expect("an id"));
    let open = ana.get(&delivery);
    assert_eq!(open.json()["excerpt"], "got secret words");
    assert!(open.json()["request"]["body"].as_str().expect("a body").contains("secret words"));
    let all = [
        reader.get("/v1/messages").text(),
        reader.get(&target).text(),
        reader.get("/v1/deliveries").text(),
        reader.get(&delivery).text(),
        reader.get(&format!("/v1/inbound-sources/{id}/refused")).text(),
    ];
    for shown in &all {
        for kept in ["secret words", "999000", "wamid."] {
            assert!(!shown.contains(kept), "{kept}: {shown}");
        }
    }
    let masked = reader.get(&delivery).json();
    assert_eq!((&masked["delivery"]["person"], &masked["excerpt"]), (&json!("…1111"), &Value::Null));
    assert_eq!((&masked["request"]["url"], &masked["request"]["body"]), (&hook["url"], &Value::Null));
    let masked = reader.get(&target).json();
    assert_eq!(
        (&masked["message"]["person"], &masked["message"]["masked"], &masked["content"]),
        (&json!("…1111"), &json!(true), &Value::Null)
    );
}

#[test]
fn messages_are_kept_for_as_long_as_the_account_says() {
    let world = World::new();
    let ana = world.isolate().set_up();
    webhook(&world, 1, "mo", "active", None, true);
    let account = ana.get("/v1/account").json();
    assert_eq!(
        (&account["attribution_hours"], &account["message_days"], &account["hold_seconds"]),
        (&json!(24), &json!(30), &json!(300))
    );
    for (field, value) in
        [("attribution_hours", 0), ("attribution_hours", 169), ("message_days", 366), ("hold_seconds", 3_601)]
    {
        let refused = ana.patch("/v1/account", &json!({ "version": account["version"], field: value }));
        assert_eq!(refused.field(), format!("/{field} out_of_range"));
    }
    let set = json!({ "version": account["version"], "attribution_hours": 168, "message_days": 2, "hold_seconds": 0 });
    let set = ana.patch("/v1/account", &set);
    assert_eq!((set.status, &set.json()["message_days"]), (200, &json!(2)), "{}", set.text());
    let (_, to) = source(&ana);
    let carrier = world.isolate().nobody();
    assert_eq!(carrier.post(&to, &json!({ "id": 1, "source": "5519990001111", "messageText": "old" })).status, 200);
    assert_eq!(carrier.post(&to, &json!([7])).status, 400);
    world.pass(DAY + HOUR);
    assert_eq!(carrier.post(&to, &json!({ "id": 2, "source": "5519990001111", "messageText": "new" })).status, 200);
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM message"), 2);
    // What is still to be delivered stays longer (deliveries.rs).
    world.sql("UPDATE delivery SET state = 'delivered', next_attempt_at = NULL").expect("delivered");
    world.pass(DAY);
    world.scheduled();
    for table in ["message", "event", "delivery"] {
        assert_eq!(world.count(&format!("SELECT count(*) FROM {table}")), 1, "{table}");
    }
    assert_eq!(world.count("SELECT count(*) FROM refused_inbound"), 0);
    assert!(world.dump().contains("new") && !world.dump().contains("\"old\""));
    // More than a round takes are gone after some.
    filled(&world, 12_000, &[]);
    for _ in 0..3 {
        world.scheduled();
    }
    assert_eq!(world.count("SELECT count(*) FROM message WHERE received_at < 100000"), 0);
}

#[test]
fn what_somebody_made_stays_and_is_shown_before_they_leave() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let maker = world.add_person(1, "developer");
    let dev = world.isolate().sign_in("developer1@example.com");
    for n in 0..7 {
        let body = json!({ "name": format!("Source {n}"), "provider": "sinch_sms", "authentication": "address" });
        assert_eq!(dev.post("/v1/inbound-sources", &body).status, 201);
    }
    let shown = ana.get(&format!("/v1/users/{maker}/offboarding"));
    assert_eq!(shown.status, 200, "{} {}", shown.text(), world.log());
    let shown = shown.json();
    assert_eq!(shown["inbound_sources"]["count"], 7);
    assert_eq!(shown["inbound_sources"]["names"].as_array().map(Vec::len), Some(5));
    assert_eq!(shown["webhooks"], json!({ "count": 0, "names": [] }));
    assert_eq!(shown["channels"], json!({ "count": 0, "names": [] }));
    assert_eq!(ana.delete(&format!("/v1/users/{maker}")).status, 204);
    let left = ana.get("/v1/inbound-sources").json();
    assert_eq!(left["items"].as_array().map(Vec::len), Some(7));
    assert_eq!(left["items"][0]["created_by"]["status"], "removed");
}
