//! A deployment with one of everything, and a right call of every endpoint of the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::Endpoint;
use contract::endpoint::{BodyFormat, Info, Method, fill_path};
use contract::example::Example;
use contract::table;
use domain::role::BuiltIn;
use serde_json::json;

use crate::{Actor, Answer, World};

/// A deployment of its own for each cell, so that no call sees what another did, and what it holds by the name that
/// examples call it.
pub struct Cell {
    /// The deployment.
    pub world: Arc<World>,
    /// What it holds.
    pub places: BTreeMap<&'static str, String>,
}

impl Cell {
    /// Another one like it.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { world: self.world.copy(), places: self.places.clone() }
    }
}

fn id(answer: &crate::Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// One of everything.
pub fn cell() -> Cell {
    let world = World::with(|raw| {
        raw.public_url = "http://localhost:8787".into();
        raw.mailbox = true;
    });
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Support");
    let (system_user, token) = ana.system_user(None, "bot");
    let (idle, _) = ana.system_user(None, "idle");
    assert_eq!(ana.post(&format!("/v1/system-users/{idle}/deactivate"), &json!({})).status, 200);
    for (i, role) in (1..).zip(BuiltIn::ALL) {
        world.add_person(i, role.as_str());
    }
    let person = world.add_person(50, "user");
    let invite = json!({ "email": "guest@example.com", "name": "Guest", "role_id": "role_user" });
    let invitation = id(&ana.post("/v1/invitations", &invite));
    let role = id(&ana.post("/v1/roles", &json!({ "name": "Night shift", "grants": [] })));
    let team = id(&ana.post("/v1/teams", &json!({ "name": "Night" })));
    let channel = |medium: &str, subaccounts: &[&str]| {
        id(&ana.post(
            "/v1/channels",
            &json!({ "kind": "simulator", "medium": medium, "name": medium, "origin": "28128", "subaccount_ids": subaccounts }),
        ))
    };
    let (channel, _) = (channel("whatsapp", &[]), channel("sms", &[&subaccount]));
    let source = |name: &str, authentication: &str| {
        let body = json!({ "name": name, "provider": "sinch_sms", "authentication": authentication });
        let made = ana.post("/v1/inbound-sources", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["inbound_source"]["id"].as_str().expect("an id").to_owned()
    };
    let rule = id(&ana.post("/v1/ip-rules", &json!({ "applies_to": "system_users", "network": "203.0.113.7" })));
    let (carrier, secret_source) = (source("Carrier", "system_user"), source("Secret", "address"));
    let hook =
        json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true });
    let hook = ana.post("/v1/webhooks", &hook);
    let webhook = hook.json()["webhook"]["id"].as_str().expect("an id").to_owned();
    let words = json!({ "id": "1", "source": "5519990001111", "messageText": "Hi" });
    assert_eq!(isolate.bot(&token).post(&format!("/in/{carrier}"), &words).status, 200);
    let message = ana.get("/v1/messages").json()["items"][0]["id"].as_str().expect("an id").to_owned();
    let delivery = ana.get("/v1/deliveries").json()["items"][0]["id"].as_str().expect("an id").to_owned();
    world.second_account();
    let path = format!("/v1/system-users/{system_user}");
    let token_id = ana.get(&path).json()["system_user"]["tokens"][0]["id"].as_str().expect("an id").to_owned();
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "3uAfHN4tNvmzDLzKfXYuY4xfGL0y4EcYHyeGNXw2e_M" });
    let client_key = ana.post(&format!("{path}/keys"), &json!({ "name": "Worker", "public_key": jwk }));
    assert_eq!(client_key.status, 201, "{}", client_key.text());
    let accepted = ana.post("/v1/policy-acceptances", &json!({ "policy": "system_users", "accept": true }));
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    let app = ana.post("/v1/apps", &json!({ "name": "Platform" })).json()["app"]["id"].clone();
    let app = app.as_str().expect("an id").to_owned();
    assert_eq!(ana.put(&format!("{path}/apps/{app}"), &json!({})).status, 204);
    let numbered = ana.post("/v1/whatsapp-accounts", &json!({ "name": "Sales line", "channel_id": channel }));
    let whatsapp_account = id(&numbered);
    let people = format!("/v1/whatsapp-accounts/{whatsapp_account}/system-users/{system_user}");
    assert_eq!(ana.put(&people, &json!({ "tasks": ["MESSAGING"] })).status, 200);
    let trusted = json!({ "name": "CI", "issuer": "https://issuer.example.com", "audience": "tenure", "claims": { "sub": "job" } });
    let trusted = ana.post(&format!("{path}/trust-rules"), &trusted);
    assert_eq!(trusted.status, 201, "{}", trusted.text());
    let places = [
        ("GraphVersion", "v24.0".to_owned()),
        ("AccountId", ana.get("/v1/account").json()["id"].as_str().expect("an id").to_owned()),
        ("AppId", app),
        ("WhatsappNumberId", numbered.json()["numbers"][0]["id"].as_str().expect("an id").to_owned()),
        ("WhatsappAccountId", whatsapp_account),
        ("TrustRuleId", trusted.json()["id"].as_str().expect("an id").to_owned()),
        ("TokenId", token_id),
        ("ClientKeyId", client_key.json()["id"].as_str().expect("an id").to_owned()),
        ("SubaccountId", subaccount),
        ("SystemUserId", system_user),
        ("idle_system_user", idle),
        ("token", token),
        ("UserId", person),
        ("InvitationId", invitation),
        ("IpRuleId", rule),
        ("RoleId", role),
        ("TeamId", team),
        ("ChannelId", channel),
        ("InboundSourceId", carrier),
        ("secret_source", secret_source),
        ("MessageId", message),
        ("WebhookId", webhook),
        ("DeliveryId", delivery),
        ("setup_token", crate::SETUP_TOKEN.to_owned()),
        ("password", crate::PASSWORD.to_owned()),
        ("new_password", "seven lanterns over the quiet harbour".to_owned()),
        // Right for nobody here: two_factor.rs walks the table with sessions that owe one.
        ("code", "314159".to_owned()),
    ];
    Cell { world, places: places.into() }
}

/// Everybody: without a session, bots, the owner, each built-in role, another account's owner.
pub fn who() -> Vec<&'static str> {
    let roles = BuiltIn::ALL.iter().map(|role| role.as_str());
    ["nobody", "bad_session", "bot", "bad_bot", "owner"].into_iter().chain(roles).chain(["other_account"]).collect()
}

/// One of them.
pub fn actor(cell: &Cell, who: &str) -> Actor {
    let isolate = cell.world.isolate();
    match who {
        "nobody" => isolate.nobody(),
        "bad_session" => isolate
            .nobody()
            .with("cookie", &format!("tenure_dev={}", "0".repeat(64)))
            .with("origin", "http://localhost:8787"),
        "bot" => isolate.bot(&cell.places["token"]),
        "bad_bot" => isolate.bot("tnr_nonsense"),
        "owner" => isolate.sign_in("ana@example.com"),
        "other_account" => isolate.sign_in("eve@other.example"),
        role => {
            let number = BuiltIn::ALL.iter().position(|r| r.as_str() == role).expect("a role") + 1;
            isolate.sign_in(&format!("{role}{number}@example.com"))
        }
    }
}

/// A session of the first account's owner, or the actor's own for those who may end only their own.
fn session_of(cell: &Cell, actor: &Actor, who: &str) -> String {
    let of = if who == "other_account" { cell.world.isolate().sign_in("ana@example.com") } else { actor.clone() };
    of.get("/v1/sessions").json()["items"][0]["id"].as_str().unwrap_or("ses_00000000000000000000000000").to_owned()
}

/// The example of each endpoint, by its id.
pub fn examples() -> BTreeMap<&'static str, Example> {
    macro_rules! all {
        ($($name:ident),+) => { [$((<table::$name as Endpoint>::INFO.id, <table::$name as Endpoint>::example())),+].into() };
    }
    contract::for_each_endpoint!(all)
}

/// What is in a place of an example; what can be used once is made when it is asked for.
pub fn fill(cell: &Cell, actor: &Actor, who: &str, name: &str) -> String {
    match name {
        "SessionId" => session_of(cell, actor, who),
        "invitation_link" => cell.world.link_to("guest@example.com"),
        "reset_link" => {
            let nobody = cell.world.isolate().nobody();
            let asked = nobody.post("/v1/password-resets", &json!({ "email": "ana@example.com" }));
            assert_eq!(asked.status, 202, "{}", asked.text());
            cell.world.minute();
            cell.world.link_to("ana@example.com")
        }
        name => cell.places.get(name).unwrap_or_else(|| panic!("no example knows what {name} is")).clone(),
    }
}

/// Makes the call, and gives its status.
pub fn call(info: &Info, example: &Example, cell: &Cell, actor: &Actor, who: &str) -> u16 {
    send(info, &example.clone().filled(&mut |name| fill(cell, actor, who, name)), actor).status
}

/// Makes the call.
pub fn send(info: &Info, example: &Example, actor: &Actor) -> Answer {
    let Example { path, body } = example.clone();
    let target = fill_path(info.path, &path);
    match (info.method, info.format) {
        (Method::Get | Method::Delete, BodyFormat::Graph) => {
            let pairs = body.as_object().into_iter().flatten();
            let pairs = pairs.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
            actor.call(info.method.as_str(), &format!("{target}?{}", pairs.collect::<Vec<_>>().join("&")), b"")
        }
        (Method::Post, BodyFormat::Form) => {
            let pairs = body.as_object().into_iter().flatten();
            let pairs = pairs.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
            actor.form(&target, &pairs.collect::<Vec<_>>().join("&"))
        }
        (Method::Post, _) => actor.post(&target, &body),
        (Method::Put, BodyFormat::Json) => actor.put(&target, &body),
        (Method::Patch, _) => actor.patch(&target, &body),
        (Method::Delete, BodyFormat::Json) if body.as_object().is_some_and(|fields| !fields.is_empty()) => {
            actor.with("content-type", "application/json").call("DELETE", &target, body.to_string().as_bytes())
        }
        (method, _) => actor.call(method.as_str(), &target, b""),
    }
}

/// Who calls a route, as a rule.
pub fn usual(info: &Info) -> &'static str {
    match info.auth {
        contract::AuthKind::Public => "nobody",
        contract::AuthKind::Bot | contract::AuthKind::Carrier => "bot",
        _ => "owner",
    }
}

/// The fields of an endpoint's body, or its query, in which somebody enters a secret, by its id, each with what limits attempts at it, as
/// the API's document says.
pub fn entered() -> BTreeMap<String, BTreeMap<String, String>> {
    let document = contract::openapi::document();
    let mut all = BTreeMap::new();
    for operation in document["paths"].as_object().into_iter().flatten().flat_map(|(_, path)| path.as_object()) {
        for operation in operation.values() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            let queries = operation["parameters"].as_array().into_iter().flatten();
            for one in queries.filter(|one| one["in"] == "query") {
                if let Some(limit) = limit(&one["schema"]) {
                    let fields: &mut BTreeMap<_, _> = all.entry(id.to_owned()).or_default();
                    fields.insert(one["name"].as_str().unwrap_or_default().to_owned(), limit.to_owned());
                }
            }
            let bodies = operation["requestBody"]["content"].as_object().into_iter().flatten();
            for (_, body) in bodies {
                let name = body["schema"]["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
                let fields = document["components"]["schemas"][name]["properties"].as_object().into_iter().flatten();
                let limited = fields.filter_map(|(field, schema)| Some((field.clone(), limit(schema)?.to_owned())));
                let limited: BTreeMap<_, _> = limited.collect();
                if !limited.is_empty() {
                    all.entry(id.to_owned()).or_default().extend(limited);
                }
            }
        }
    }
    all
}

/// What limits attempts at the field of this schema, which may be null.
fn limit(schema: &serde_json::Value) -> Option<&str> {
    let own = schema["x-limited-by"].as_str();
    own.or_else(|| schema["anyOf"].as_array()?.iter().find_map(limit))
}
