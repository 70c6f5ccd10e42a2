//! What is still to be delivered is not cleared away before it is given up, however short the account keeps messages.

use std::sync::Arc;

use api_tests::{Actor, World};
use domain::time::{DAY, HOUR, MINUTE};
use serde_json::{Value, json};

struct Ground {
    world: Arc<World>,
    ana: Actor,
    webhook: String,
    door: String,
}

/// An account that keeps messages for a day, with a paused webhook and one message for it.
fn ground() -> Ground {
    let world = World::new();
    let ana = world.isolate().set_up();
    let version = ana.get("/v1/account").json()["version"].clone();
    assert_eq!(ana.patch("/v1/account", &json!({ "version": version, "message_days": 1 })).status, 200);
    let source = json!({ "name": "SMS", "provider": "sinch_sms", "authentication": "address" });
    let address = ana.post("/v1/inbound-sources", &source).json()["secret_url"].clone();
    let door = address.as_str().and_then(|url| url.split("/in/").nth(1)).expect("an address").to_owned();
    let body =
        json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true });
    let webhook = ana.post("/v1/webhooks", &body).json()["webhook"]["id"].as_str().expect("an id").to_owned();
    let it = Ground { world, ana, webhook, door: format!("/in/{door}") };
    it.set("pause");
    it.says("kept");
    it
}

impl Ground {
    fn set(&self, what: &str) {
        let answer = self.ana.post(&format!("/v1/webhooks/{}/{what}", self.webhook), &json!({}));
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    fn says(&self, text: &str) {
        let body: Value = json!({ "id": text, "source": "5511", "destination": "5512", "messageText": text });
        assert_eq!(self.world.isolate().nobody().post(&self.door, &body).status, 200);
    }

    fn messages(&self) -> i64 {
        let count = |table: &str| self.world.count(&format!("SELECT count(*) FROM {table}"));
        let all = [count("message"), count("event"), count("delivery")];
        assert!(all.iter().all(|one| *one == all[0]), "a message goes with what is told of it: {all:?}");
        all[0]
    }
}

#[test]
fn what_a_paused_webhook_keeps_outlives_the_day_and_is_delivered() {
    let it = ground();
    it.world.pass(4 * DAY);
    it.world.scheduled();
    assert_eq!(it.messages(), 1);
    let ana = it.world.isolate().sign_in("ana@example.com");
    assert_eq!(ana.post(&format!("/v1/webhooks/{}/resume", it.webhook), &json!({})).status, 200);
    it.world.drive(MINUTE);
    assert_eq!(it.world.called().len(), 1);
    // It went: nothing waits any more.
    it.world.scheduled();
    assert_eq!(it.messages(), 0);
}

#[test]
fn it_is_kept_for_five_days_and_no_longer() {
    let it = ground();
    it.world.pass(5 * DAY - HOUR);
    it.world.scheduled();
    assert_eq!(it.messages(), 1);
    it.world.pass(2 * HOUR);
    it.world.scheduled();
    assert_eq!(it.messages(), 0);
}

#[test]
fn what_waits_for_nobody_goes_in_its_time() {
    let it = ground();
    it.set("resume");
    it.world.drive(MINUTE);
    assert_eq!(it.messages(), 1);
    it.world.pass(DAY + HOUR);
    it.world.scheduled();
    assert_eq!(it.messages(), 0);
}
