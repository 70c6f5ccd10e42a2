//! Every Graph path × everybody who may call it: what the reviewed file `tests/graph_callers.txt` says. The matrix of the whole table
//! has people and one bot; here are the callers that there are on Graph paths.
//!
//! `UPDATE_MATRIX=1 cargo test -p api-tests --test graph_callers` writes the file anew; read the difference.

use std::fmt::Write as _;
use std::sync::Arc;

use api_tests::graph::{FOUR, Ground, echoes, error, ground, proof};
use api_tests::{Actor, World, made, text};
use contract::ErrorShape;
use contract::client::percent_encode;
use contract::endpoint::{Info, Method};
use contract::table::ENDPOINTS;
use serde_json::json;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/graph_callers.txt");

/// The callers, each with its token and its own number.
const CALLERS: [&str; 13] = [
    "nobody",
    "nonsense",
    "ended",
    "other_account",
    "no_app",
    "other_app",
    "app",
    "subaccount",
    "unassigned",
    "messaging",
    "full_control",
    "narrow_admin",
    "admin",
];

struct Callers {
    ground: Ground,
    /// The token of each caller; empty for nobody.
    tokens: Vec<String>,
    /// The number of each caller's system user.
    numbers: Vec<String>,
    /// Somebody else, whom the calls are about.
    bystander: String,
    bystanders_token: String,
    account: String,
    phone: String,
}

/// A system user made by a person, with the app installed.
fn by_a_person(g: &Ground, subaccount: Option<&str>, name: &str) -> (String, String) {
    let (id, token) = g.ana.system_user(subaccount, name);
    assert_eq!(g.ana.put(&format!("/v1/system-users/{id}/apps/{}", g.app_id), &json!({})).status, 204);
    let number = text(&g.ana.get(&format!("/v1/system-users/{id}")).json()["system_user"]["graph_id"]);
    (number, token)
}

fn callers() -> Callers {
    let g = ground();
    let (account, phone, _) = g.whatsapp();
    let all = format!("scope={FOUR}");
    let bystander = g.employee("bystander");
    let bystanders_token = g.token_of(&bystander, &all);
    let employee = |name: &str, tasks: Option<&str>, scope: &str| {
        let id = g.employee(name);
        if let Some(tasks) = tasks {
            made(&g.assign(&account, &id, tasks));
        }
        let token = g.token_of(&id, scope);
        (token, id)
    };
    let ended = employee("ended", Some("MANAGE"), &all);
    let unassigned = employee("unassigned", None, &all);
    let messaging = employee("messaging", Some("MESSAGING"), "scope=whatsapp_business_messaging");
    let full_control = employee("full control", Some("MANAGE"), &all);
    made(&g.admin().delete(&format!("/v24.0/{}/access_tokens", ended.1)));

    let (number, token) = by_a_person(&g, None, "no app");
    let no_app = (token, number);
    let subaccount = g.ana.subaccount("Support");
    let (number, _) = by_a_person(&g, Some(&subaccount), "of a subaccount");
    let of_subaccount = (g.token_of(&number, &all), number);
    let narrow = g.token_of(&g.admin, "scope=whatsapp_business_messaging");

    let other = made(&g.ana.post("/v1/apps", &json!({ "name": "Another" })))["app"]["id"].clone();
    let (id, _) = g.ana.system_user(None, "other app");
    assert_eq!(g.ana.put(&format!("/v1/system-users/{id}/apps/{}", text(&other)), &json!({})).status, 204);
    let body = json!({ "confirm": true, "keep_others": true, "app_id": other, "preset": "whatsapp" });
    let token = made(&g.ana.post(&format!("/v1/system-users/{id}/tokens"), &body))["token"]["value"].clone();
    let number = g.ana.get(&format!("/v1/system-users/{id}")).json()["system_user"]["graph_id"].clone();
    let other_app = (text(&token), text(&number));

    g.world.second_account();
    let eve = g.isolate.sign_in("eve@other.example");
    made(&eve.post("/v1/policy-acceptances", &json!({ "policy": "system_users", "accept": true })));
    let theirs =
        made(&eve.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "Theirs", "role": "admin" })));
    let path = format!("/v1/system-users/{}/tokens", text(&theirs["system_user"]["id"]));
    let body = json!({ "confirm": true, "keep_others": true, "preset": "whatsapp" });
    let token = made(&eve.post(&path, &body))["token"]["value"].clone();
    let other_account = (text(&token), text(&theirs["system_user"]["graph_id"]));

    let app = (format!("{}|{}", g.app, g.secret), g.admin.clone());
    let each = |name: &str| match name {
        "nobody" => (String::new(), g.admin.clone()),
        "nonsense" => ("EAATOKEN".to_owned(), g.admin.clone()),
        "ended" => ended.clone(),
        "other_account" => other_account.clone(),
        "no_app" => no_app.clone(),
        "other_app" => other_app.clone(),
        "app" => app.clone(),
        "subaccount" => of_subaccount.clone(),
        "unassigned" => unassigned.clone(),
        "messaging" => messaging.clone(),
        "full_control" => full_control.clone(),
        "narrow_admin" => (narrow.clone(), g.admin.clone()),
        "admin" => (g.token.clone(), g.admin.clone()),
        other => panic!("nobody knows {other}"),
    };
    let (tokens, numbers) = CALLERS.iter().map(|name| each(name)).unzip();
    Callers { tokens, numbers, bystander, bystanders_token, account, phone, ground: g }
}

/// Whom a call is about, what is in the path, and the parameters.
type Row = (&'static str, String, Vec<(&'static str, String)>);

/// The rows of a route: what is in the path, and with which parameters it is called by the caller of this token.
fn rows(all: &Callers, id: &str, token: &str, own: &str) -> Vec<Row> {
    let g = &all.ground;
    let proof = || ("appsecret_proof", proof(&g.secret, token));
    let app = || vec![("client_id", g.app.clone()), ("client_secret", g.secret.clone())];
    let both = |params: Vec<(&'static str, String)>| {
        vec![("itself", own.to_owned(), params.clone()), ("another", all.bystander.clone(), params)]
    };
    let user = || ("user", all.bystander.clone());
    match id {
        "graph_node" => vec![
            ("itself", own.to_owned(), vec![]),
            ("another", all.bystander.clone(), vec![]),
            ("business", g.business.clone(), vec![]),
            ("app", g.app.clone(), vec![]),
            ("whatsapp", all.account.clone(), vec![]),
            ("phone", all.phone.clone(), vec![]),
        ],
        "graph_list_system_users" => vec![("", g.business.clone(), vec![])],
        "graph_create_system_user" => vec![("", g.business.clone(), vec![("name", "BP-WhatsApp".to_owned())])],
        "graph_install_app" => both(vec![("business_app", g.app.clone())]),
        "graph_generate_token" => {
            both(vec![("business_app", g.app.clone()), ("scope", "whatsapp_business_messaging".to_owned()), proof()])
        }
        "graph_end_tokens" => both(vec![]),
        "graph_business_token" => {
            let scope = ("scope", "whatsapp_business_messaging".to_owned());
            vec![("", g.business.clone(), vec![("system_user_id", all.bystander.clone()), scope, proof()])]
        }
        "graph_exchange_token" => {
            let exchange = [("grant_type", "fb_exchange_token".to_owned()), ("fb_exchange_token", token.to_owned())];
            vec![("", String::new(), app().into_iter().chain(exchange).collect())]
        }
        "graph_revoke_token" => {
            let revoke = |text: &str| app().into_iter().chain([("revoke_token", text.to_owned())]).collect();
            vec![("its own", String::new(), revoke(token)), ("another's", String::new(), revoke(&all.bystanders_token))]
        }
        "graph_debug_token" => vec![("another's", String::new(), vec![("input_token", all.bystanders_token.clone())])],
        "graph_list_assigned" => vec![("", all.account.clone(), vec![])],
        "graph_assign_user" => vec![("", all.account.clone(), vec![user(), ("tasks", "MESSAGING".to_owned())])],
        "graph_unassign_user" => vec![("", all.account.clone(), vec![user()])],
        "graph_list_subscribed" | "graph_unsubscribe" => vec![("", all.account.clone(), vec![])],
        "graph_subscribe" => {
            let callback = ("override_callback_uri", "https://bot.example.com/in".to_owned());
            vec![("", all.account.clone(), vec![callback, ("verify_token", "meatyhamhock".to_owned())])]
        }
        "graph_list_assets"
        | "graph_list_assigned_pages"
        | "graph_list_assigned_ad_accounts"
        | "graph_list_assigned_product_catalogs"
        | "graph_list_assigned_business_asset_groups" => both(vec![]),
        "graph_send_message" => {
            let message = [
                ("messaging_product", "whatsapp"),
                ("to", "5519900002222"),
                ("type", "text"),
                ("text", r#"{"body":"Hello"}"#),
            ];
            vec![("", all.phone.clone(), message.map(|(name, value)| (name, value.to_owned())).into())]
        }
        other => panic!("{other} is called by nobody here"),
    }
}

/// What is answered: the status, and of a refusal Meta's number.
fn answered(world: &Arc<World>, info: &Info, node: &str, token: &str, params: &[(&str, String)]) -> String {
    let nobody: Actor = world.isolate().nobody();
    let token = Some(("access_token", token.to_owned())).filter(|(_, token)| !token.is_empty());
    let pairs: Vec<String> =
        params.iter().cloned().chain(token).map(|(name, value)| format!("{name}={}", percent_encode(&value))).collect();
    let path = info.path.replace("{version}", "v24.0").replace("{id}", node);
    let answer = match info.method {
        Method::Post => nobody.form(&path, &pairs.join("&")),
        method => nobody.call(method.as_str(), &format!("{path}?{}", pairs.join("&")), b""),
    };
    if answer.status == 200 {
        return "200".to_owned();
    }
    match error(&answer) {
        (status, code, 0, _) => format!("{status}/{code}"),
        (status, code, subcode, _) => format!("{status}/{code}.{subcode}"),
    }
}

#[test]
fn every_graph_path_answers_every_caller_as_the_reviewed_file_says() {
    let all = callers();
    let mut text = String::from(
        "# Answers of Graph paths by caller: the status, and of a refusal Meta's number. Reviewed by people; kept true by\n\
         # tests/api/tests/graph_callers.rs. Behind a route: whom the call is about. other_app, app: of an app that is not, and that is,\n\
         # the one of the call; unassigned, messaging, full_control: Employees by what they may do with the WhatsApp account;\n\
         # narrow_admin: an Admin whose token may send alone.\n\n",
    );
    let _ = write!(text, "{:<62}", "");
    for caller in CALLERS {
        let _ = write!(text, " {caller:>13}");
    }
    text.push('\n');
    for info in ENDPOINTS.iter().filter(|info| info.shape == ErrorShape::Graph) {
        let route = format!("{} {}", info.method.as_str(), info.path.replace("/{version}", ""));
        let mut lines: Vec<String> = Vec::new();
        for (token, own) in all.tokens.iter().zip(&all.numbers) {
            for (n, (what, node, params)) in rows(&all, info.id, token, own).into_iter().enumerate() {
                if lines.len() == n {
                    let what = if what.is_empty() { String::new() } else { format!(" ({what})") };
                    lines.push(format!("{:<62}", format!("{route}{what}")));
                }
                // A deployment of its own for each call, so that none sees what another did.
                let world = all.ground.world.copy();
                echoes(&world);
                let said = answered(&world, info, &node, token, &params);
                let _ = write!(lines[n], " {said:>13}");
            }
        }
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
    }
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(FILE, &text).expect("writes");
    }
    let reviewed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(text, reviewed, "the answers changed: run with UPDATE_MATRIX=1 and review the difference");
}
