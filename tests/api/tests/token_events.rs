//! What webhooks are told of tokens: that one ends soon, and that one was found.

use std::sync::Arc;

use api_tests::{Actor, Answer, Isolate, World, answered, made, text};
use domain::time::{DAY, HOUR, MINUTE};
use messaging::signature::{Headers, SigningSecret, verify};
use serde_json::{Value, json};

const URL: &str = "https://ops.example.com/tokens";

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    world.pass(1_000);
    Ground { world, isolate, ana }
}

fn make(ana: &Actor, more: Value) -> Answer {
    let mut body = json!({ "name": "Security", "kind": "token", "url": URL });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    ana.post("/v1/webhooks", &body)
}

impl Ground {
    fn again(&mut self) {
        self.ana = self.isolate.sign_in("ana@example.com");
    }

    /// A webhook at an address of its own; its id and secret.
    fn webhook(&self, at: &str, more: Value) -> (String, String) {
        let mut more = more;
        more["url"] = json!(format!("https://ops.example.com/{at}"));
        more["name"] = json!(at);
        let made = made(&make(&self.ana, more));
        (text(&made["webhook"]["id"]), text(&made["secret"]))
    }

    /// A token that ends in so many days and an hour.
    fn until(&self, bot: &str, days: i64) -> Value {
        let end = self.world.now().plus(days * DAY + HOUR);
        let body = json!({ "confirm": true, "keep_others": true, "expires_at": end, "name": "Night shift", "holder": "Vendor Ltd" });
        made(&self.ana.post(&format!("/v1/system-users/{bot}/tokens"), &body))["token"].clone()
    }

    /// What was told: the path of the address, the type, and the data, in order.
    fn told(&self) -> Vec<(String, String, Value)> {
        let read = |(_, call): &(_, service::deps::OutsideCall)| {
            let body: Value = serde_json::from_slice(&call.body).expect("JSON");
            let at = call.url.strip_prefix("https://ops.example.com/").expect("ours").to_owned();
            (at, text(&body["type"]), body["data"].clone())
        };
        self.world.called().iter().map(read).collect()
    }
}

#[test]
fn thirty_seven_and_one_days_before_its_end_a_webhook_is_told_once_signed_and_without_the_token() {
    let mut g = ground();
    let (id, secret) = g.webhook("all", json!({}));
    let (bot, _) = g.ana.system_user(None, "bot");
    let token = g.until(&bot, 40);
    g.world.pass(9 * DAY);
    g.world.scheduled();
    g.world.drive(MINUTE);
    assert_eq!(g.told().len(), 0, "a day too early");
    let mut left = Vec::new();
    g.world.pass(2 * HOUR);
    for days in [1, 23, 6, 1] {
        g.world.pass(days * DAY);
        g.world.scheduled();
        g.world.scheduled();
        g.world.drive(MINUTE);
        left = g.told().iter().map(|(.., data)| data["days_left"].clone()).collect();
    }
    assert_eq!(left, [json!(30), json!(7), json!(1)]);
    let (_, kind, data) = g.told().remove(0);
    assert_eq!(kind, "token.expiring");
    let tail = text(&token["tail"]);
    assert_eq!(
        data["token"],
        json!({ "id": token["id"], "name": "Night shift", "holder": "Vendor Ltd", "tail": tail })
    );
    assert_eq!(data["system_user"], json!({ "id": bot, "username": "bot" }));
    assert_eq!((&data["environment"], &data["expires_at"]), (&json!("live"), &token["expires_at"]));
    for (at, call) in g.world.called() {
        let its = |name: &str| call.headers.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
        let headers =
            Headers { id: its("webhook-id"), timestamp: its("webhook-timestamp"), signature: its("webhook-signature") };
        assert!(verify(&headers, &call.body, &[&SigningSecret::parse(&secret).expect("a secret")], at).is_ok());
        assert!(!String::from_utf8_lossy(&call.body).contains(&text(&token["value"])));
    }
    // The log shows them, with what was sent, also to whoever may not read messages.
    g.again();
    let all = g.ana.get(&format!("/v1/webhooks/{id}/deliveries")).json()["items"].clone();
    assert_eq!(all.as_array().map(Vec::len), Some(2), "the first one has gone with its age");
    let one = &all[0];
    assert_eq!((&one["kind"], &one["state"], &one["message_id"]), (&json!("token"), &json!("delivered"), &Value::Null));
    let about = json!({ "id": token["id"], "tail": tail, "system_user_id": bot, "username": "bot" });
    assert_eq!(one["token"], about);
    let detail = g.ana.get(&format!("/v1/deliveries/{}", text(&one["id"]))).json();
    let body = text(&detail["request"]["body"]);
    assert!(body.contains("token.expiring") && body.contains("\"days_left\":1"), "{body}");
}

#[test]
fn a_receiver_that_fails_is_told_again_with_the_same_id() {
    let g = ground();
    g.webhook("all", json!({}));
    let (bot, _) = g.ana.system_user(None, "bot");
    g.until(&bot, 8);
    g.world.answer(|_| answered(503));
    g.world.pass(DAY + 2 * HOUR);
    g.world.scheduled();
    g.world.drive(HOUR);
    let failed = g.world.called().len();
    assert!(failed > 1, "{failed}");
    g.world.answer(|_| answered(204));
    g.world.drive(DAY);
    let ids: Vec<_> = g.told().iter().map(|(.., data)| text(&data["event_id"])).collect();
    assert!(ids.len() > failed && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(g.world.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"), 1);
}

#[test]
fn two_clocks_at_once_tell_of_an_end_once() {
    let g = ground();
    g.webhook("all", json!({}));
    let (bot, _) = g.ana.system_user(None, "bot");
    g.until(&bot, 40);
    g.world.pass(10 * DAY + 2 * HOUR);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| g.world.scheduled());
        }
    });
    g.world.scheduled();
    g.world.drive(MINUTE);
    assert_eq!(g.told().len(), 1);
    assert_eq!(g.world.count("SELECT count(*) FROM event"), 1);
}

#[test]
fn a_webhook_is_told_of_the_tokens_of_its_subaccounts_and_environment_alone() {
    let g = ground();
    let made_sub = |name: &str, environment: &str| {
        let body = json!({ "name": name, "reference_name": name, "environment": environment });
        text(&made(&g.ana.post("/v1/subaccounts", &body))["id"])
    };
    let (north, south, trial) = (made_sub("north", "live"), made_sub("south", "live"), made_sub("trial", "test"));
    let (wide, _) = g.ana.system_user(None, "wide");
    for (sub, name) in [(&north, "n-bot"), (&south, "s-bot"), (&trial, "t-bot")] {
        let (bot, _) = g.ana.system_user(Some(sub), name);
        g.until(&bot, 8);
    }
    g.until(&wide, 8);
    g.webhook("all", json!({}));
    g.webhook("north", json!({ "subaccount_ids": [north] }));
    g.webhook("null", json!({ "all_subaccounts": false, "accept_null_subaccount": true }));
    g.webhook("test", json!({ "environment": "test" }));
    g.webhook("not-null", json!({ "accept_null_subaccount": false }));
    let (status, _) = g.webhook("status", json!({ "kind": "status", "accept_null_subaccount": true }));
    g.world.pass(DAY + 2 * HOUR);
    g.world.scheduled();
    g.world.drive(MINUTE);
    let mut told: Vec<_> =
        g.told().iter().map(|(at, _, data)| format!("{at} {}", text(&data["system_user"]["username"]))).collect();
    told.sort();
    let expected = [
        "all n-bot",
        "all s-bot",
        "all wide",
        "north n-bot",
        "not-null n-bot",
        "not-null s-bot",
        "null wide",
        "test t-bot",
    ];
    assert_eq!(told, expected);
    // The schema holds both for whoever goes around: another topic is told of nothing, another environment is refused.
    let deliver = |webhook: &str, environment: &str| {
        g.world.sql(&format!(
            "INSERT INTO delivery (id, account_id, event_id, webhook_id, message_id, conversation, sequence, created_at) \
             SELECT 'dlv_x' || '{environment}', e.account_id, e.id, '{webhook}', e.message_id, e.conversation, 1, 0 FROM event e \
             WHERE e.environment = '{environment}' LIMIT 1"
        ))
    };
    let before = g.world.count("SELECT count(*) FROM delivery");
    assert!(deliver(&status, "live").is_ok());
    assert_eq!(g.world.count("SELECT count(*) FROM delivery"), before);
    let live = g.world.count("SELECT count(*) FROM webhook WHERE topic = 'token' AND environment = 'live'");
    assert_eq!(live, 4);
    let of_live = "SELECT id FROM webhook WHERE name = 'null'";
    let id: String = g.world.db.lock().query_row(of_live, [], |row| row.get(0)).expect("a webhook");
    assert!(deliver(&id, "test").is_err());
}

#[test]
fn who_is_told_of_found_tokens_hears_whose_it_was_and_that_it_ended() {
    let g = ground();
    g.webhook("all", json!({}));
    let (bot, value) = g.ana.system_user(None, "bot");
    let nobody = g.isolate.nobody().from("198.51.100.9");
    for _ in 0..2 {
        assert_eq!(nobody.post("/v1/found-tokens", &json!({ "tokens": [value] })).status, 202);
    }
    g.world.drive(MINUTE);
    let told = g.told();
    assert_eq!(told.len(), 1);
    let (_, kind, data) = &told[0];
    assert_eq!((kind.as_str(), &data["ended"], &data["places"]), ("token.found", &json!(true), &json!([])));
    assert_eq!(data["system_user"], json!({ "id": bot, "username": "bot" }));
    assert_eq!((&data["token"]["name"], &data["expires_at"]), (&Value::Null, &Value::Null));
    assert!(!data.to_string().contains(&value));
}

#[test]
fn a_webhook_of_tokens_is_standard_can_be_tried_and_is_asked_where_an_event_goes() {
    let g = ground();
    for format in ["sinch", "meta"] {
        assert_eq!(make(&g.ana, json!({ "format": format })).field(), "/format invalid_choice");
    }
    let (id, _) = g.webhook("all", json!({}));
    let shown = g.ana.get(&format!("/v1/webhooks/{id}")).json();
    assert_eq!((&shown["kind"], &shown["format"]), (&json!("token"), &json!("standard")));
    assert_eq!(shown["accept_null_subaccount"], json!(true), "account-wide ones are not missed unsaid");
    let change = json!({ "version": shown["version"], "format": "meta" });
    assert_eq!(g.ana.patch(&format!("/v1/webhooks/{id}"), &change).field(), "/format invalid_choice");
    assert_eq!(made(&g.ana.post(&format!("/v1/webhooks/{id}/test"), &json!({})))["delivered"], json!(true));
    let (_, kind, data) = g.told().remove(0);
    assert_eq!((kind.as_str(), &data["system_user"]["username"]), ("token.expiring", &json!("tenure-test")));
    let why = |kind: &str| {
        let routing = made(&g.ana.post("/v1/webhooks/route", &json!({ "kind": kind, "subaccount_id": null })));
        text(&routing["webhooks"][0]["why"])
    };
    assert_eq!((why("token"), why("status"), why("mo")), ("takes".into(), "other_kind".into(), "other_kind".into()));
}

#[test]
fn what_a_webhook_was_not_told_of_in_time_is_told_when_asked_and_goes_with_its_age() {
    let mut g = ground();
    let (bot, _) = g.ana.system_user(None, "bot");
    g.until(&bot, 8);
    g.world.pass(DAY + 2 * HOUR);
    let before = g.world.now();
    g.world.scheduled();
    g.again();
    let (id, _) = g.webhook("late", json!({}));
    let again = made(&g.ana.post("/v1/deliveries/replay", &json!({ "webhook_id": id, "since": before })));
    assert_eq!(again["deliveries"], json!(1));
    g.world.drive(MINUTE);
    assert_eq!(g.told().len(), 1);
    g.world.pass(31 * DAY);
    g.world.scheduled();
    let rows =
        "SELECT (SELECT count(*) FROM event WHERE at < ?) + (SELECT count(*) FROM delivery WHERE created_at < ?)";
    let rows = rows.replace('?', &g.world.now().plus(-30 * DAY).millis().to_string());
    assert_eq!(g.world.count(&rows), 0);
}

#[test]
fn what_is_switched_off_is_told_of_when_it_is_switched_on_again_and_to_its_own_account_alone() {
    let mut g = ground();
    g.webhook("own", json!({}));
    g.world.second_account();
    let eve = g.isolate.sign_in("eve@other.example");
    let foreign = json!({ "name": "foreign", "kind": "token", "url": "https://ops.example.com/foreign" });
    made(&eve.post("/v1/webhooks", &foreign));
    let (bot, _) = g.ana.system_user(None, "bot");
    g.until(&bot, 8);
    let switch = |ana: &Actor, to: &str| {
        assert_eq!(ana.call("POST", &format!("/v1/system-users/{bot}/{to}"), b"").status, 200);
    };
    switch(&g.ana, "deactivate");
    g.world.pass(DAY + 2 * HOUR);
    g.world.scheduled();
    g.world.drive(MINUTE);
    assert_eq!(g.told().len(), 0, "it opens nothing");
    g.world.pass(3 * DAY);
    g.again();
    switch(&g.ana, "activate");
    for _ in 0..2 {
        g.world.scheduled();
        g.world.drive(MINUTE);
    }
    let told = g.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].0.as_str(), &told[0].2["days_left"]), ("own", &json!(4)), "as it is then, once");
}
