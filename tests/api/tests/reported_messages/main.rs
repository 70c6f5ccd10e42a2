//! What users of products like this one reported about webhooks and messaging gateways, tried here. Each test names the
//! report. Reports about people and credentials are in `reported.rs`.

mod deliveries;
mod inbound;
mod sending;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api_tests::{Actor, Answer, Isolate, World, answered};
use domain::secret::Secret;
use domain::time::{DAY, HOUR, MINUTE, SECOND};
use messaging::signature::sign_meta;
use serde_json::{Value, json};
use service::deps::{OutsideAnswer, OutsideCall};

const PERSON: &str = "5519900002222";
const SECRET: &str = "app-secret-of-meta";

/// A deployment with a subaccount, its bot, and a channel.
struct Scene {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    bot: Actor,
    subaccount: String,
    channel: String,
}

fn scene(kind: &str, medium: &str) -> Scene {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Sales");
    let (_, token) = ana.system_user(Some(&subaccount), "bot");
    let bot = isolate.nobody().with("username", "bot").with("authenticationtoken", &token);
    let mut body = json!({ "kind": kind, "medium": medium, "name": kind, "origin": "5519900001111", "subaccount_ids": [subaccount] });
    match kind {
        "sinch" => body["credential"] = json!({ "username": "acme", "token": "carrier-token-0123456789" }),
        "meta" => body["credential"] = json!({ "access_token": "EAABcarrier0123456789", "phone_number_id": "1065" }),
        "http" => {
            body["address"] = json!("https://carrier.example.com/send");
            body["credential"] = json!({ "headers": { "X-Api-Key": "header-secret-0123456789" } });
        }
        _ => {}
    }
    let made = ana.post("/v1/channels", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let channel = made.json()["id"].as_str().unwrap().to_owned();
    Scene { world, isolate, ana, bot, subaccount, channel }
}

impl Scene {
    /// A source of a secret address, and what its carrier calls.
    fn door(&self, body: &Value) -> String {
        let made = self.ana.post("/v1/inbound-sources", body);
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        let url = [&made["secret_url"], &made["inbound_source"]["url"]].into_iter().find_map(Value::as_str).unwrap();
        format!("/in/{}", url.split("/in/").nth(1).unwrap())
    }

    fn sinch(&self, provider: &str) -> String {
        self.door(&json!({ "name": provider, "provider": provider, "authentication": "address" }))
    }

    fn meta(&self) -> String {
        self.door(&json!({ "name": "Meta", "provider": "meta_whatsapp", "authentication": "signature", "app_secret": SECRET }))
    }

    fn webhook(&self, more: Value) -> String {
        let mut body =
            json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = self.ana.post("/v1/webhooks", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["webhook"]["id"].as_str().unwrap().to_owned()
    }

    /// A carrier posts bytes.
    fn post(&self, to: &str, bytes: &[u8]) -> Answer {
        let carrier = self.isolate.nobody().with("content-type", "application/json");
        let signature = sign_meta(&Secret::new(SECRET.to_owned()), bytes);
        carrier.with("x-hub-signature-256", &signature).call("POST", to, bytes)
    }

    fn text(&self, sql: &str) -> String {
        let sql = format!("SELECT CAST(({sql}) AS TEXT)");
        self.world.db.lock().query_row(&sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
    }

    fn sms(&self, text: &str) -> Answer {
        self.bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": text, "correlationId": "c0" }))
    }

    /// The bodies that went to the bot's address.
    fn told(&self) -> Vec<Value> {
        let calls = self.world.called();
        let to_bot = calls.iter().filter(|(_, call)| call.url.contains("bot.example.com"));
        to_bot.map(|(_, call)| serde_json::from_slice(&call.body).unwrap()).collect()
    }

    fn messages(&self) -> Vec<Value> {
        self.ana.get("/v1/messages?limit=200").json()["items"].as_array().unwrap().clone()
    }

    fn status_of(&self, webhook: &str) -> String {
        self.text(&format!("SELECT status FROM webhook WHERE id = '{webhook}'"))
    }
}

fn batch(number: &str, value: Value) -> Value {
    let mut shared = json!({ "messaging_product": "whatsapp", "metadata": { "display_phone_number": number, "phone_number_id": number } });
    shared.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    json!({ "id": number, "changes": [{ "field": "messages", "value": shared }] })
}

fn meta(entries: &[Value]) -> Vec<u8> {
    json!({ "object": "whatsapp_business_account", "entry": entries }).to_string().into_bytes()
}

fn json_answer(status: u16, body: &Value) -> Result<OutsideAnswer, service::deps::CallError> {
    Ok(OutsideAnswer { body: body.to_string().into_bytes(), ..answered(status)? })
}

fn after(status: u16, retry_after: &str) -> Result<OutsideAnswer, service::deps::CallError> {
    Ok(OutsideAnswer { headers: vec![("retry-after".to_owned(), retry_after.to_owned())], ..answered(status)? })
}
