//! `subscribed_apps` (product 2.2, ADR 0042): an app is told of what is about a WhatsApp account, at a callback that said that it wants
//! it, signed with the app's secret.

mod callbacks;
mod kept;
mod told;

use std::sync::{Arc, Barrier};

use api_tests::graph::{FOUR, Ground, error, ground};
use api_tests::{Actor, Answer, World, answered, made, text};
use contract::client::{percent_decode, percent_encode};
use domain::secret::Secret;
use messaging::signature::verify_meta;
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer, OutsideCall};

const URL: &str = "https://bot.example.com/hook?bot=7";
const TOKEN: &str = "meaty ham&hock";

/// A bot with full control of a WhatsApp account.
struct Scene {
    g: Ground,
    /// Its number, and its token of the app.
    bot: String,
    token: String,
    /// The WhatsApp account's number, its id, and its channel.
    account: String,
    account_id: String,
    channel: String,
}

/// What is in a query, decoded.
fn query(call: &OutsideCall, name: &str) -> Option<String> {
    let (_, query) = call.url.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    percent_decode(value)
}

/// A receiver that knows its verify token, as Meta's documentation writes it.
fn listens(world: &World) {
    world.answer(|call| {
        if call.method != "GET" {
            return answered(200);
        }
        let right = query(call, "hub.mode").as_deref() == Some("subscribe")
            && query(call, "hub.verify_token").as_deref() == Some(TOKEN);
        let body = query(call, "hub.challenge").unwrap_or_default().into_bytes();
        if right { Ok(OutsideAnswer { body, ..answered(200)? }) } else { answered(403) }
    });
}

fn scene() -> Scene {
    let g = ground();
    let bot = g.employee("bot");
    let token = g.token_of(&bot, &format!("scope={FOUR}"));
    let (account, _, channel) = g.whatsapp();
    made(&g.assign(&account, &bot, "MANAGE"));
    let account_id = text(&g.ana.get("/v1/whatsapp-accounts").json()["items"][0]["id"]);
    listens(&g.world);
    Scene { bot, token, account, account_id, channel, g }
}

fn params(uri: &str, token: &str) -> String {
    format!("override_callback_uri={}&verify_token={}", percent_encode(uri), percent_encode(token))
}

impl Scene {
    fn path(&self) -> String {
        format!("/v24.0/{}/subscribed_apps", self.account)
    }

    fn bot(&self) -> Actor {
        self.g.isolate.bot(&self.token)
    }

    fn subscribe(&self, uri: &str) -> Answer {
        self.bot().form(&self.path(), &params(uri, TOKEN))
    }

    fn webhooks(&self) -> Vec<Value> {
        self.g.ana.get("/v1/webhooks").json()["items"].as_array().expect("a list").clone()
    }

    fn count(&self) -> i64 {
        self.g.world.count("SELECT count(*) FROM webhook")
    }

    /// Somebody writes to a channel.
    fn says(&self, channel: &str, what: &str) {
        made(
            &self
                .g
                .ana
                .post(&format!("/v1/channels/{channel}/simulate"), &json!({ "from": "5519900003333", "text": what })),
        );
        self.g.world.drive(1_000);
    }

    /// What was told since the last look.
    fn told(&self) -> Vec<OutsideCall> {
        let all = std::mem::take(&mut *self.g.world.calls.lock().expect("calls"));
        all.into_iter().map(|(_, call)| call).filter(|call| call.method == "POST").collect()
    }
}

fn signed_with(call: &OutsideCall, secret: &str) -> bool {
    let header = call.headers.iter().find(|(name, _)| name == "x-hub-signature-256").map(|(_, value)| value.as_str());
    verify_meta(&[&Secret::new(secret.to_owned())], &call.body, header).is_ok()
}

fn said(call: &OutsideCall) -> Value {
    serde_json::from_slice(&call.body).expect("JSON")
}
