//! Tokens of account-wide system users that reach some subaccounts alone.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use api_tests::{Actor, Answer, CLOSE, Isolate, World, audit, made, text};
use domain::lease::DELTA;
use serde_json::{Value, json};
use store::DbError;

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    wide: String,
    sales: (String, String),
    support: (String, String),
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (wide, _) = ana.system_user(None, "wide");
    let (sales, support) = (ana.subaccount("Sales"), ana.subaccount("Support"));
    let bot = |of: &str| ana.system_user(Some(of), "bot").1;
    let (sales, support) = ((sales.clone(), bot(&sales)), (support.clone(), bot(&support)));
    made(&ana.post("/v1/channels", &json!({ "kind": "simulator", "medium": "sms", "name": "C", "origin": "28128" })));
    world.pass(1_000);
    Ground { world, isolate, ana, wide, sales, support }
}

impl Ground {
    fn url(&self) -> String {
        format!("/v1/system-users/{}/tokens", self.wide)
    }

    fn generate(&self, ids: Value) -> Answer {
        self.ana.post(&self.url(), &json!({ "confirm": true, "keep_others": true, "subaccount_ids": ids }))
    }

    fn limited(&self, ids: &[&str]) -> (String, String) {
        let token = made(&self.generate(json!(ids)))["token"].clone();
        (text(&token["id"]), text(&token["value"]))
    }

    fn send(&self, token: &str, query: &str) -> Answer {
        let body = json!({ "destination": "5519900001111", "messageText": "hi" });
        self.isolate.bot(token).post(&format!("/v1/send-sms{query}"), &body)
    }

    fn reached(&self, token: &str) -> Value {
        self.isolate.bot(token).get("/v1/whoami").json()["subaccount_ids"].clone()
    }

    fn delete(&self, subaccount: &str) {
        let bot = self.ana.get(&format!("/v1/system-users?subaccount_id={subaccount}")).json()["items"][0].clone();
        let target = format!("/v1/system-users/{}", text(&bot["id"]));
        assert_eq!(self.ana.post(&format!("{target}/deactivate"), &json!({})).status, 200);
        assert_eq!(self.ana.delete(&target).status, 204);
        assert_eq!(self.ana.delete(&format!("/v1/subaccounts/{subaccount}")).status, 204);
    }
}

fn lacks(answer: &Answer, named: Value) {
    let body = answer.json();
    assert_eq!(answer.status, 403, "{}", answer.text());
    if let Some(code) = body.get("code") {
        assert_eq!((code, &body["subaccount"]), (&json!("insufficient_scope"), &named));
    }
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
    if let Some(name) = named.as_str() {
        assert!(answer.text().contains(name), "the words name it: {}", answer.text());
    }
}

#[test]
fn it_sends_and_reads_for_its_subaccounts_alone() {
    let g = ground();
    let (_, one) = g.limited(&[&g.sales.0]);
    let (_, both) = g.limited(&[&g.support.0, &g.sales.0]);
    let sent = |answer: Answer, whose: &str| {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let sql = format!(
            "SELECT count(*) FROM message WHERE id = '{}' AND subaccount_id = '{whose}'",
            text(&answer.json()["id"])
        );
        assert_eq!(g.world.count(&sql), 1);
    };
    sent(g.send(&one, ""), &g.sales.0);
    sent(g.send(&one, "?subAccount=Sales"), &g.sales.0);
    sent(g.send(&both, "?subAccount=Support"), &g.support.0);
    lacks(&g.send(&one, "?subAccount=Support"), json!("Support"));
    lacks(&g.send(&both, ""), Value::Null);
    assert_ne!(g.send(&both, "?subAccount=Nobody").status, 200);

    // What came in for one of them, and what became of what was sent.
    sent(
        g.isolate
            .bot(&g.support.1)
            .post("/v1/send-sms", &json!({ "destination": "5519900002222", "messageText": "hi" })),
        &g.support.0,
    );
    let channel = text(&g.ana.get("/v1/channels").json()["items"][0]["id"]);
    g.world.pass(1_000);
    for from in ["5519900002222", "5519900003333"] {
        assert_eq!(
            g.ana.post(&format!("/v1/channels/{channel}/simulate"), &json!({ "from": from, "text": from })).status,
            200
        );
    }
    let total = |token: &str, query: &str| {
        g.world.pass(1_000);
        let answer = g.isolate.bot(token).get(&format!("/v1/sms/receive/search{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["total"].clone()
    };
    // That of nobody is of none of them.
    assert_eq!(
        (total(&one, ""), total(&both, ""), total(&both, "?subAccount=Support")),
        (json!(0), json!(1), json!(1))
    );
    g.world.pass(1_000);
    lacks(&g.isolate.bot(&one).get("/v1/sms/receive/list?subAccount=Support"), json!("Support"));
    g.world.pass(1_000);
    let states = g.isolate.bot(&one).post("/v1/sms/status/search", &json!({ "ids": [] }));
    assert_eq!(states.status, 200);
}

#[test]
fn it_asks_about_tokens_of_its_subaccounts_alone() {
    let g = ground();
    let (_, one) = g.limited(&[&g.sales.0]);
    let ask = |token: &str| g.isolate.bot(&one).form("/v1/introspect", &format!("token={token}"));
    assert_eq!(ask(&g.sales.1).json()["active"], true);
    let itself = ask(&one).json();
    assert_eq!((&itself["active"], &itself["subaccount_ids"]), (&json!(true), &json!([g.sales.0])));
    lacks(&ask(&g.support.1), json!(g.support.0));
    let (_, whole) = g.ana.system_user(None, "another");
    lacks(&ask(&whole), Value::Null);
    assert_eq!(ask("tnr_nothing").json(), json!({ "active": false }));
    let gate = |token: &str| g.isolate.bot(token).get("/v1/gate").header("x-tenure-subaccounts");
    assert_eq!((gate(&one), gate(&whole)), (Some(g.sales.0.clone()), Some("*".to_owned())));
}

#[test]
fn what_can_not_be_reached_is_refused_by_its_field() {
    let g = ground();
    let wrong = |ids: Value, code: &str| {
        let answer = g.generate(ids);
        let first = answer.json()["errors"][0].clone();
        assert_eq!(
            (answer.status, &first["code"], &first["pointer"]),
            (422, &json!(code), &json!("/subaccount_ids")),
            "{}",
            answer.text()
        );
    };
    wrong(json!([]), "required");
    wrong(json!([g.sales.0, g.sales.0]), "duplicate");
    wrong(json!(["sub_00000000000000000000000000"]), "not_found");
    let test =
        made(&g.ana.post("/v1/subaccounts", &json!({ "name": "t", "reference_name": "t", "environment": "test" })));
    wrong(json!([g.sales.0, test["id"]]), "other_environment");
    wrong(json!((0..51).map(|n| format!("sub_{n:026}")).collect::<Vec<_>>()), "too_long");
    let own = g.ana.get(&format!("/v1/system-users?subaccount_id={}", g.sales.0)).json()["items"][0]["id"].clone();
    let answer = g.ana.post(
        &format!("/v1/system-users/{}/tokens", text(&own)),
        &json!({ "confirm": true, "subaccount_ids": [g.sales.0] }),
    );
    assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("invalid_choice")));
    // Null: all that its system user reaches.
    let all = made(&g.generate(Value::Null))["token"].clone();
    assert_eq!(g.reached(&text(&all["value"])), Value::Null);
}

#[test]
fn a_rotation_copies_it_or_says_another() {
    let g = ground();
    let (id, value) = g.limited(&[&g.sales.0, &g.support.0]);
    assert_eq!(g.reached(&value).as_array().map(Vec::len), Some(2));
    let rotate = |id: &str, more: Value| {
        let mut body = json!({ "overlap_seconds": 0 });
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        let made = made(&g.ana.post(&format!("{}/{id}/rotate", g.url()), &body));
        (text(&made["token"]["id"]), text(&made["token"]["value"]))
    };
    let (id, value) = rotate(&id, json!({}));
    assert_eq!(g.reached(&value).as_array().map(Vec::len), Some(2));
    let many =
        g.ana.post("/v1/tokens/rotate", &json!({ "ids": [id], "overlap_seconds": 0 })).json()["items"][0].clone();
    assert_eq!(g.reached(&text(&many["token"]["value"])).as_array().map(Vec::len), Some(2));
    let (id, value) = rotate(&text(&many["token"]["id"]), json!({ "subaccount_ids": [g.support.0] }));
    assert_eq!(g.reached(&value), json!([g.support.0]));
    let (_, value) = rotate(&id, json!({ "subaccount_ids": null }));
    assert_eq!(g.reached(&value), Value::Null);
    let listed = g.ana.get("/v1/tokens").json()["items"][0]["token"].clone();
    assert_eq!(listed["subaccounts"], Value::Null);
}

/// A subaccount that is deleted takes itself out; the last one leaves a token that reaches none.
#[test]
fn a_subaccount_that_goes_takes_itself_out_everywhere_within_a_second() {
    let g = ground();
    let (id, value) = g.limited(&[&g.sales.0, &g.support.0]);
    let other = g.world.isolate();
    assert_eq!(other.bot(&value).get("/v1/whoami").status, 200, "another isolate knows it");
    g.delete(&g.sales.0);
    g.world.pass(DELTA + 1);
    for isolate in [&g.isolate, &other] {
        assert_eq!(isolate.bot(&value).get("/v1/whoami").json()["subaccount_ids"], json!([g.support.0]));
    }
    g.delete(&g.support.0);
    g.world.pass(DELTA + 1);
    for isolate in [&g.isolate, &other] {
        assert_eq!(isolate.bot(&value).get("/v1/whoami").json()["subaccount_ids"], json!([]));
        assert_eq!(isolate.bot(&value).get("/v1/gate").header("x-tenure-subaccounts").as_deref(), Some(""));
    }
    lacks(&g.send(&value, ""), Value::Null);
    // So does what takes its place.
    let made = made(&g.ana.post(&format!("{}/{id}/rotate", g.url()), &json!({ "overlap_seconds": 0 })));
    assert_eq!(g.reached(&text(&made["token"]["value"])), json!([]));
}

/// A subaccount is deleted between the reading and the writing of what names it.
#[test]
fn one_that_goes_meanwhile_is_not_named() {
    let g = ground();
    let gone = g.ana.subaccount("Gone");
    let (ana, target) = (g.ana.clone(), format!("/v1/subaccounts/{gone}"));
    let delete = target.clone();
    g.world.before_commit.set(move || assert_eq!(ana.delete(&delete).status, 204));
    let answer = g.generate(json!([gone]));
    assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("not_found")), "{}", answer.text());
    // And of a token that reaches it, while it is rotated with others.
    let gone = g.ana.subaccount("Gone");
    let (id, _) = g.limited(&[&gone, &g.sales.0]);
    let (ana, delete) = (g.ana.clone(), format!("/v1/subaccounts/{gone}"));
    g.world.before_commit.set(move || assert_eq!(ana.delete(&delete).status, 204));
    let many = g.ana.post("/v1/tokens/rotate", &json!({ "ids": [id], "overlap_seconds": 0 }));
    assert!((200..300).contains(&many.status), "{}", many.text());
    assert_eq!(g.reached(&text(&many.json()["items"][0]["token"]["value"])), json!([g.sales.0]));
}

#[test]
fn the_schema_knows_what_a_token_can_reach() {
    let g = ground();
    let (id, _) = g.limited(&[&g.sales.0]);
    let account = g.world.account();
    let audited = |subject: &str, sql: &str| {
        let event = format!("aud_{}", g.world.count("SELECT count(*) FROM audit_event"));
        let begun = audit(&event, &account, "system_user.token_generated", subject);
        let done = g.world.sql(&format!("BEGIN; {begun}; {}; {CLOSE}; COMMIT", sql.replace("$event", &event)));
        if done.is_err() {
            g.world.sql("ROLLBACK").expect("rolls back");
        }
        done
    };
    let changed = format!(
        "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = '$event' WHERE id = '{}'; \
         UPDATE token SET subaccounts = NULL, event_id = '$event' WHERE id = '{id}'",
        g.wide
    );
    assert_eq!(audited(&g.wide, &changed), Err(DbError::Invariant("immutable".into())));
    let insert = |system_user: &str, list: &str| {
        let sql = format!(
            "INSERT INTO token (id, account_id, system_user_id, digest, kid, tail, created_by, created_at, event_id, subaccounts) \
             VALUES ('tok_x', '{account}', '{system_user}', 'd', 'k', 'abcd', 'usr_x', 1, '$event', '{list}')"
        );
        audited(system_user, &sql)
    };
    let refused = Err(DbError::Invariant("token_subaccounts".into()));
    let test = text(
        &made(&g.ana.post("/v1/subaccounts", &json!({ "name": "t", "reference_name": "t", "environment": "test" })))["id"],
    );
    let own = text(&g.ana.get(&format!("/v1/system-users?subaccount_id={}", g.sales.0)).json()["items"][0]["id"]);
    assert_eq!(insert(&g.wide, &json!([test]).to_string()), refused, "of the other environment");
    assert_eq!(insert(&g.wide, r#"["sub_nobody"]"#), refused, "none");
    assert_eq!(insert(&own, &json!([g.sales.0]).to_string()), refused, "of a system user that has one");
    g.world.second_account();
    let foreign: String = g
        .world
        .db
        .lock()
        .query_row("SELECT id FROM account WHERE id <> ?1", [&account], |row| row.get(0))
        .expect("another account");
    g.world.sql("PRAGMA foreign_keys = OFF").expect("switches");
    let event = "aud_foreign";
    g.world
        .sql(&format!(
            "BEGIN; {}; INSERT INTO subaccount (id, account_id, name, reference_name, created_at, event_id) VALUES ('sub_foreign', '{foreign}', 'x', 'x', 1, '{event}'); {CLOSE}; COMMIT",
            audit(event, &foreign, "subaccount.created", "sub_foreign")
        ))
        .expect("a subaccount of another account");
    assert_eq!(insert(&g.wide, r#"["sub_foreign"]"#), refused, "of another account");
}

/// It is in the record that the gate keeps: a hot check touches no storage.
#[test]
fn a_hot_check_of_what_a_token_reaches_touches_no_storage() {
    let g = ground();
    let (_, value) = g.limited(&[&g.sales.0, &g.support.0]);
    let bot = g.isolate.bot(&value);
    assert_eq!(bot.get("/v1/gate").status, 204);
    assert_eq!(bot.form("/v1/introspect", &format!("token={}", g.sales.1)).status, 200);
    let (_, whole) = g.ana.system_user(None, "another");
    assert_eq!(g.isolate.bot(&whole).get("/v1/gate").status, 204);
    let spent = || (g.world.queries.load(Ordering::SeqCst), g.world.kv_reads.load(Ordering::SeqCst));
    let before = spent();
    for _ in 0..50 {
        let gate = bot.get("/v1/gate?scope=send");
        assert_eq!((gate.status, gate.header("x-tenure-environment").as_deref()), (204, Some("live")));
        assert_eq!(bot.form("/v1/introspect", &format!("token={}", g.sales.1)).json()["active"], true);
        assert_eq!(bot.form("/v1/introspect", &format!("token={whole}")).status, 403);
    }
    assert_eq!(spent(), before);
}
