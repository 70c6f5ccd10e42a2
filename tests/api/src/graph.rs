//! An account as Meta's clients find it: an Admin system user with a token of an app, and what they do by Graph paths.

use std::sync::Arc;

use domain::secret::Secret;
use messaging::signature::sign_meta;
use serde_json::json;
use service::deps::OutsideAnswer;

use crate::{Actor, Answer, Isolate, World, answered, made, text};

/// The four permissions that the seed's walk ticks.
pub const FOUR: &str =
    "business_management,catalog_management,whatsapp_business_messaging,whatsapp_business_management";

/// The account. What is named by a number is named so on Graph paths.
pub struct Ground {
    /// The deployment.
    pub world: Arc<World>,
    /// Where the calls arrive.
    pub isolate: Isolate,
    /// The owner.
    pub ana: Actor,
    /// The account's number.
    pub business: String,
    /// The Admin system user's number.
    pub admin: String,
    /// Its token, which belongs to the app.
    pub token: String,
    /// The app's number.
    pub app: String,
    /// The app's id.
    pub app_id: String,
    /// The app's secret.
    pub secret: String,
}

/// `appsecret_proof` of a token.
pub fn proof(secret: &str, token: &str) -> String {
    // The same sum as the signature of a callback.
    let signature = sign_meta(&Secret::new(secret.to_owned()), token.as_bytes());
    signature.trim_start_matches("sha256=").to_owned()
}

/// Whatever is asked as a callback says that it wants to be told.
pub fn echoes(world: &World) {
    world.answer(|call| {
        let (_, after) = call.url.split_once("hub.challenge=").unwrap_or_default();
        let body = after.split('&').next().unwrap_or_default().as_bytes().to_vec();
        Ok(OutsideAnswer { body, ..answered(200)? })
    });
}

/// A new one.
pub fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    made(&ana.post("/v1/policy-acceptances", &json!({ "policy": "system_users", "accept": true })));
    let business = text(&ana.get("/v1/account").json()["graph_id"]);
    let admin =
        made(&ana.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "Admin", "role": "admin" })));
    let admin_id = text(&admin["system_user"]["id"]);
    let app = made(&ana.post("/v1/apps", &json!({ "name": "Bot platform" })));
    let app_id = text(&app["app"]["id"]);
    assert_eq!(ana.put(&format!("/v1/system-users/{admin_id}/apps/{app_id}"), &json!({})).status, 204);
    let body = json!({ "confirm": true, "keep_others": true, "app_id": app_id, "preset": "whatsapp" });
    let token = made(&ana.post(&format!("/v1/system-users/{admin_id}/tokens"), &body));
    Ground {
        business,
        admin: text(&admin["system_user"]["graph_id"]),
        token: text(&token["token"]["value"]),
        app: text(&app["app"]["graph_id"]),
        app_id,
        secret: text(&app["secret"]),
        world,
        isolate,
        ana,
    }
}

/// Status, number, subcode and type of an error.
pub fn error(answer: &Answer) -> (u16, i64, i64, String) {
    let error = answer.json()["error"].clone();
    assert_eq!(error["fbtrace_id"].as_str(), answer.header("x-fb-trace-id").as_deref(), "{}", answer.text());
    let number = |name: &str| error[name].as_i64().unwrap_or_default();
    (answer.status, number("code"), number("error_subcode"), error["type"].as_str().unwrap_or_default().to_owned())
}

impl Ground {
    /// A caller without a token.
    pub fn nobody(&self) -> Actor {
        self.isolate.nobody()
    }

    /// The Admin system user.
    pub fn admin(&self) -> Actor {
        self.isolate.bot(&self.token)
    }

    /// Makes a system user.
    pub fn create(&self, name: &str, role: &str) -> Answer {
        self.admin().form(&format!("/v24.0/{}/system_users", self.business), &format!("name={name}&role={role}"))
    }

    /// A new system user with the app installed; its number.
    pub fn employee(&self, name: &str) -> String {
        let id = text(&made(&self.create(name, "EMPLOYEE"))["id"]);
        made(&self.admin().form(&format!("/v24.0/{id}/applications"), &format!("business_app={}", self.app)));
        id
    }

    /// Generates a token of the app for a system user, by whoever has a token.
    pub fn generate(&self, by: &str, id: &str, more: &str) -> Answer {
        let body = format!("business_app={}&appsecret_proof={}&{more}", self.app, proof(&self.secret, by));
        self.isolate.bot(by).form(&format!("/v24.0/{id}/access_tokens"), &body)
    }

    /// The same by the Admin; the token.
    pub fn token_of(&self, id: &str, more: &str) -> String {
        text(&made(&self.generate(&self.token, id, more))["access_token"])
    }

    /// Asks who a token is.
    pub fn works(&self, token: &str) -> Answer {
        self.nobody().get(&format!("/v24.0/me?access_token={token}"))
    }

    /// A WhatsApp account with a number: of Graph's numbers, and the channel.
    pub fn whatsapp(&self) -> (String, String, String) {
        let channel =
            json!({ "kind": "simulator", "medium": "whatsapp", "name": "Support line", "origin": "5511900002222" });
        let channel = made(&self.ana.post("/v1/channels", &channel));
        let account = made(&self.ana.post("/v1/whatsapp-accounts", &json!({ "channel_id": channel["id"] })));
        (text(&account["graph_id"]), text(&account["numbers"][0]["graph_id"]), text(&channel["id"]))
    }

    /// Assigns a system user to a WhatsApp account.
    pub fn assign(&self, account: &str, user: &str, tasks: &str) -> Answer {
        self.admin().form(&format!("/v24.0/{account}/assigned_users"), &format!("user={user}&tasks={tasks}"))
    }
}
