//! The calls of old clients that fetch what came, and what became of what was sent.

use std::sync::Arc;

use api_tests::{Actor, World};
use serde_json::{Value, json};

struct Scene {
    world: Arc<World>,
    sales: Actor,
    support: Actor,
    wide: Actor,
    channel: String,
}

fn scene() -> Scene {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bot = |name: &str| {
        let subaccount = ana.subaccount(name);
        isolate.bot(&ana.system_user(Some(&subaccount), name).1)
    };
    let (sales, support) = (bot("Sales"), bot("Support"));
    let wide = isolate.bot(&ana.system_user(None, "wide").1);
    let made =
        ana.post("/v1/channels", &json!({ "kind": "simulator", "medium": "sms", "name": "C", "origin": "28128" }));
    let channel = made.json()["id"].as_str().expect("an id").to_owned();
    Scene { world, sales, support, wide, channel }
}

impl Scene {
    fn writes(&self, from: &str, text: &str) {
        let path = format!("/v1/channels/{}/simulate", self.channel);
        let ana = self.world.isolate().sign_in("ana@example.com");
        let answer = ana.post(&path, &json!({ "from": from, "text": text }));
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    fn fetch(&self, bot: &Actor, target: &str) -> Value {
        self.world.pass(1_000);
        let answer = bot.get(target);
        assert_eq!(answer.status, 200, "{target} {}", answer.text());
        answer.json()
    }
}

fn send(bot: &Actor, to: &str, text: &str) -> String {
    let answer =
        bot.post("/v1/send-sms", &json!({ "destination": to, "messageText": text, "correlationId": "order-1" }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn texts(answer: &Value) -> Vec<&str> {
    answer["messages"].as_array().expect("messages").iter().filter_map(|one| one["messageText"].as_str()).collect()
}

#[test]
fn what_came_in_is_given_once_and_to_its_own() {
    let it = scene();
    let mt = send(&it.sales, "5519900002001", "Hello");
    it.writes("5519900002001", "for sales");
    it.writes("5519900002002", "for nobody");
    assert!(texts(&it.fetch(&it.support, "/v1/sms/receive/list")).is_empty());
    let own = it.fetch(&it.sales, "/v1/sms/receive/list");
    assert_eq!((&own["total"], texts(&own)), (&json!(1), vec!["for sales"]));
    let one = &own["messages"][0];
    assert_eq!(
        (&one["subAccount"], &one["source"], &one["shortCode"]),
        (&json!("Sales"), &json!("5519900002001"), &json!("28128"))
    );
    assert_eq!(one["mt"], json!({ "id": mt, "correlationId": "order-1", "username": "Sales" }));
    assert!(texts(&it.fetch(&it.sales, "/v1/sms/receive/list")).is_empty(), "never again");
    let rest = it.fetch(&it.wide, "/v1/sms/receive/list");
    assert_eq!((texts(&rest), &rest["messages"][0]["subAccount"]), (vec!["for nobody"], &Value::Null));
    assert_eq!(texts(&it.fetch(&it.wide, "/v1/sms/receive/search")), ["for sales", "for nobody"], "fetched or not");
    assert_eq!(texts(&it.fetch(&it.wide, "/v1/sms/receive/search?subAccount=Sales")), ["for sales"]);
    assert_eq!(texts(&it.fetch(&it.support, "/v1/sms/receive/search?subAccount=Sales")), [""; 0], "its own alone");
    it.world.pass(3 * 86_400_000 + 1_000);
    it.writes("5519900002002", "new");
    assert_eq!(texts(&it.fetch(&it.wide, "/v1/sms/receive/list")), ["new"]);
}

#[test]
fn of_two_who_fetch_at_once_one_gets_it() {
    let it = scene();
    it.writes("5519900002002", "once");
    let headers = it.wide.headers();
    it.world.pass(1_000);
    let threads: Vec<_> = (0..20)
        .map(|n| {
            let (world, headers) = (Arc::clone(&it.world), headers.clone());
            std::thread::spawn(move || {
                let bot =
                    headers.into_iter().fold(world.isolate().nobody(), |bot, (name, value)| bot.with(name, &value));
                let answer = bot.from(&format!("203.0.113.{n}")).get("/v1/sms/receive/list");
                if answer.status == 200 { texts(&answer.json()).len() } else { 0 }
            })
        })
        .collect();
    assert_eq!(threads.into_iter().map(|it| it.join().expect("no panic")).sum::<usize>(), 1);
}

#[test]
fn what_became_of_messages_is_given_once_for_each_state() {
    let it = scene();
    let id = send(&it.sales, "5519900002001", "Hello");
    let failed = send(&it.support, "5519900002002", "fail:202");
    assert_eq!(it.fetch(&it.wide, "/v1/sms/status/list")["total"], 0, "nothing is known yet");
    it.world.drive(500);
    let sent = it.fetch(&it.sales, "/v1/sms/status/list");
    assert_eq!(sent["total"], 1, "{sent}");
    let one = &sent["smsStatuses"][0];
    assert_eq!(
        (&one["id"], &one["correlationId"], &one["sentStatusCode"]),
        (&json!(id), &json!("order-1"), &json!(2)),
        "{one}"
    );
    assert_eq!(it.fetch(&it.sales, "/v1/sms/status/list")["total"], 0);
    it.world.drive(10_000);
    let read = it.fetch(&it.sales, "/v1/sms/status/list");
    assert_eq!((&read["smsStatuses"][0]["deliveredStatusCode"], &read["total"]), (&json!(5), &json!(1)), "{read}");
    let search = |bot: &Actor, body: &Value| {
        it.world.pass(1_000);
        let answer = bot.post("/v1/sms/status/search", body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["smsStatuses"].as_array().expect("a list").len()
    };
    let both = json!({ "ids": [failed], "correlationIds": ["order-1"] });
    assert_eq!((search(&it.wide, &both), search(&it.sales, &both), search(&it.support, &both)), (2, 1, 1));
    assert_eq!(search(&it.wide, &json!({ "ids": [failed] })), 1);
    assert_eq!(search(&it.wide, &json!({})), 0);
    let refused = it.fetch(&it.support, "/v1/sms/status/list");
    assert_eq!(refused["smsStatuses"][0]["sentStatusCode"], 202, "{refused}");
}

#[test]
fn one_call_a_second_from_one_address() {
    let it = scene();
    it.world.pass(1_000);
    assert_eq!(it.wide.get("/v1/sms/receive/list").status, 200);
    let again = it.wide.get("/v1/sms/status/list");
    assert_eq!((again.status, &again.json()["errorCode"]), (429, &json!(429)));
    assert_eq!(again.header("retry-after").as_deref(), Some("1"));
    assert_eq!(it.wide.from("198.51.100.1").get("/v1/sms/receive/list").status, 200, "another address");
    it.world.pass(1_000);
    assert_eq!(it.wide.get("/v1/sms/receive/list").status, 200);
    it.world.pass(1_000);
    for wrong in [
        "start=x",
        "start=2027-01-01T00:00:00Z&end=2027-01-09T00:00:00Z",
        "start=2027-01-09T00:00:00Z&end=2027-01-01T00:00:00Z",
    ] {
        let refused = it.wide.get(&format!("/v1/sms/receive/search?{wrong}"));
        assert_eq!((refused.status, &refused.json()["errorCode"]), (400, &json!(400)), "{wrong}");
    }
    assert_eq!(it.wide.with("authorization", "Bearer x").get("/v1/sms/receive/list").status, 401);
}
