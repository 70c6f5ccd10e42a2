//! Meta, as far as a channel's access token goes: it gives tokens, says when they end, and takes messages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::time::DAY;
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer, OutsideCall};

use crate::{Actor, Isolate, World, answered};

/// Somebody who is written to.
pub const PERSON: &str = "5519900002222";
/// The app.
pub const APP_ID: &str = "1234567890123456";
/// Its secret.
pub const APP_SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
/// The token that the channel is made with.
pub const FIRST: &str = "EAABfirst0123456789";

/// Meta: who holds which token until when, and what was asked.
#[derive(Default)]
pub struct Meta {
    /// Tokens with the milliseconds at which they end; none: never.
    pub tokens: BTreeMap<String, Option<i64>>,
    /// How often it was asked when a token ends.
    pub asked: usize,
    /// How many tokens it gave.
    pub exchanged: usize,
    /// With which token each message was sent, and what became of it.
    pub sent: Vec<(String, u16)>,
    /// What an exchange brings.
    pub gives: Gives,
}

/// What an exchange brings.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Another token, for 60 days.
    #[default]
    Another,
    /// Another token, whose end only `debug_token` says.
    AnotherWithoutItsEnd,
    /// Another token, that ends with the old one.
    AsLong,
    /// A refusal.
    Refusal,
    /// Another token, in an answer that does not arrive.
    Lost,
    /// What a server says that is down.
    Down,
}

/// Meta, shared with whoever looks at it.
pub type Double = Arc<Mutex<Meta>>;

/// It, locked.
pub fn of(meta: &Double) -> MutexGuard<'_, Meta> {
    meta.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(status: u16, body: &Value) -> Result<OutsideAnswer, CallError> {
    Ok(OutsideAnswer { body: body.to_string().into_bytes(), ..answered(status)? })
}

fn bearer(call: &OutsideCall) -> String {
    let header = call.headers.iter().find(|(name, _)| name == "authorization").map(|(_, value)| value.as_str());
    header.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default().to_owned()
}

impl Meta {
    fn is_alive(&self, token: &str, now: i64) -> bool {
        self.tokens.get(token).is_some_and(|end| end.is_none_or(|end| end > now))
    }

    /// Says the secrets back in its refusals, as Meta may.
    fn refusal(code: i64, more: &str) -> Result<OutsideAnswer, CallError> {
        let message = format!("Error validating access token of {APP_SECRET}: {more}");
        answer(400, &json!({ "error": { "message": message, "type": "OAuthException", "code": code } }))
    }

    /// Answers a call.
    pub fn call(&mut self, call: &OutsideCall, now: i64) -> Result<OutsideAnswer, CallError> {
        let (path, query) = call.url.split_once('?').unwrap_or((&call.url, ""));
        let given: BTreeMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let of = |name: &str| given.get(name).copied().unwrap_or_default().to_owned();
        match path {
            "https://graph.facebook.com/v24.0/debug_token" => {
                assert_eq!(call.method, "GET");
                self.asked += 1;
                let (token, by) = (of("input_token"), bearer(call));
                if by != format!("{APP_ID}|{APP_SECRET}") && by != token {
                    return Self::refusal(190, "who asks?");
                }
                let end = self.tokens.get(&token).copied().flatten();
                let valid = self.is_alive(&token, now);
                answer(200, &json!({ "data": { "is_valid": valid, "expires_at": end.map_or(0, |end| end / 1000) } }))
            }
            "https://graph.facebook.com/v24.0/oauth/access_token" => {
                assert_eq!(call.method, "GET");
                let token = of("fb_exchange_token");
                let right = of("grant_type") == "fb_exchange_token"
                    && (of("client_id").as_str(), of("client_secret").as_str()) == (APP_ID, APP_SECRET)
                    && of("set_token_expires_in_60_days") == "true";
                if self.gives == Gives::Down {
                    return answered(503);
                }
                if self.gives == Gives::Refusal || !right || !self.is_alive(&token, now) {
                    return Self::refusal(190, &token);
                }
                self.exchanged += 1;
                let new = format!("EAABnext{}x0123456789", self.exchanged);
                let old = self.tokens.get(&token).copied().flatten().unwrap_or_default();
                let end = if self.gives == Gives::AsLong { old } else { now + 60 * DAY };
                // The old one lives on.
                self.tokens.insert(new.clone(), Some(end));
                let mut body = json!({ "access_token": new, "token_type": "bearer", "expires_in": (end - now) / 1000 });
                match self.gives {
                    Gives::Lost => return Err(CallError::TimedOut),
                    Gives::AnotherWithoutItsEnd => drop(body.as_object_mut().and_then(|all| all.remove("expires_in"))),
                    _ => {}
                }
                answer(200, &body)
            }
            "https://graph.facebook.com/v24.0/1065/messages" => {
                let token = bearer(call);
                let alive = self.is_alive(&token, now);
                self.sent.push((token, if alive { 200 } else { 401 }));
                if alive {
                    let id = format!("wamid.{}", self.sent.len());
                    return answer(200, &json!({ "messages": [{ "id": id }] }));
                }
                answer(401, &json!({ "error": { "message": "expired", "code": 190 } }))
            }
            other => panic!("nobody is to call {other}"),
        }
    }
}

/// A bot, its channel, and Meta.
pub struct Scene {
    /// The world.
    pub world: Arc<World>,
    /// An isolate.
    pub isolate: Isolate,
    /// The bot.
    pub bot: Actor,
    /// Its system user.
    pub bot_id: String,
    /// Meta.
    pub meta: Double,
    /// The path of its channel.
    pub path: String,
}

/// A bot that sends by a channel whose token ends after so many days, or never; with the app that renews it, or without.
pub fn scene(days: Option<i64>, app: bool) -> Scene {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let meta = Double::default();
    let end = days.map(|days| world.now().millis() + days * DAY);
    of(&meta).tokens.insert(FIRST.to_owned(), end);
    let (double, clock) = (Arc::clone(&meta), Arc::downgrade(&world));
    world.answer(move |call| {
        let now = clock.upgrade().map_or(0, |world| world.now().millis());
        of(&double).call(call, now)
    });
    let subaccount = ana.subaccount("Sales");
    let (bot_id, token) = ana.system_user(Some(&subaccount), "bot");
    let bot = isolate.nobody().with("username", "bot").with("authenticationtoken", &token);
    let made = ana.post("/v1/channels", &channel(app, FIRST));
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["renewal"], "unknown", "nobody was asked yet");
    let path = format!("/v1/channels/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(ana.get(&path).json(), made.json(), "what was answered is what there is");
    Scene { world, isolate, bot, bot_id, meta, path }
}

/// What is written of a credential.
pub fn credential(app: bool, token: &str) -> Value {
    let mut all = json!({ "access_token": token, "phone_number_id": "1065" });
    if app {
        (all["app_id"], all["app_secret"]) = (json!(APP_ID), json!(APP_SECRET));
    }
    all
}

/// What a channel is made of.
pub fn channel(app: bool, token: &str) -> Value {
    json!({
        "kind": "meta", "medium": "whatsapp", "name": "Support line", "origin": "5519900001111",
        "credential": credential(app, token),
    })
}

impl Scene {
    /// Sends a message: the status.
    pub fn send(&self) -> u16 {
        let body = json!({ "destinations": [{ "destination": PERSON }], "message": { "messageText": "Hi" } });
        self.bot.post("/v1/whatsapp/send", &body).status
    }

    /// The channel, as it is shown to whoever signs in now.
    pub fn shown(&self) -> Value {
        self.isolate.sign_in("ana@example.com").get(&self.path).json()
    }

    /// How its renewal stands.
    pub fn state(&self) -> String {
        self.shown()["renewal"].as_str().unwrap_or_default().to_owned()
    }

    /// Days pass, with a round each.
    pub fn pass(&self, days: i64) {
        for _ in 0..days {
            self.world.pass(DAY);
            self.world.scheduled();
        }
    }

    /// The subjects of the mails about an end, so far.
    pub fn told(&self) -> Vec<String> {
        let mails = self.world.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.iter().map(|mail| mail.subject.clone()).filter(|subject| subject.contains("credential")).collect()
    }

    /// How often its token was renewed.
    pub fn renewals(&self) -> i64 {
        self.world.count("SELECT count(*) FROM audit_event WHERE action = 'channel.credential_renewed'")
    }
}
