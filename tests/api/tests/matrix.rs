//! Every route × everybody: what the reviewed file `tests/matrix.txt` says, and a route that is not in it fails.
//!
//! `UPDATE_MATRIX=1 cargo test -p api-tests --test matrix` writes the file anew; read the difference.

use std::fmt::Write as _;
use std::sync::Arc;

use api_tests::{Actor, World};
use contract::endpoint::{BodyFormat, Info, Method};
use contract::table::ENDPOINTS;
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/matrix.txt");

/// A fresh deployment for each cell, so that no call sees what another did.
struct Cell {
    world: Arc<World>,
    subaccount: String,
    system_user: String,
    token: String,
}

fn cell() -> Cell {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Support");
    let (system_user, token) = ana.system_user(None, "bot");
    world.add_person(1, "admin");
    world.add_person(2, "developer");
    world.add_person(3, "operator");
    world.second_account();
    Cell { world, subaccount, system_user, token }
}

const WHO: [&str; 9] =
    ["nobody", "bad_session", "bot", "bad_bot", "owner", "admin", "developer", "operator", "other_account"];

fn actor(cell: &Cell, who: &str) -> Actor {
    let isolate = cell.world.isolate();
    match who {
        "nobody" => isolate.nobody(),
        "bad_session" => isolate
            .nobody()
            .with("cookie", &format!("__Host-tenure={}", "0".repeat(64)))
            .with("origin", "https://tenure.example.com"),
        "bot" => isolate.bot(&cell.token),
        "bad_bot" => isolate.bot("tnr_nonsense"),
        "owner" => isolate.sign_in("ana@example.com"),
        "admin" => isolate.sign_in("admin1@example.com"),
        "developer" => isolate.sign_in("developer2@example.com"),
        "operator" => isolate.sign_in("operator3@example.com"),
        _ => isolate.sign_in("eve@other.example"),
    }
}

/// A session of the first account's owner, or the actor's own for those who may end only their own.
fn session_of(cell: &Cell, actor: &Actor, who: &str) -> String {
    let of = if who == "other_account" { cell.world.isolate().sign_in("ana@example.com") } else { actor.clone() };
    of.get("/v1/sessions").json()["items"][0]["id"].as_str().unwrap_or("ses_00000000000000000000000000").to_owned()
}

/// A body that is right, so that what is answered is about who calls.
fn body(info: &Info, cell: &Cell) -> Value {
    match info.id {
        "run_setup" => api_tests::set_up(),
        "create_session" => json!({ "email": "ana@example.com", "password": api_tests::PASSWORD }),
        "update_me" | "update_account" => json!({ "version": 1, "name": "New" }),
        "create_subaccount" => json!({ "name": "New", "reference_name": "New" }),
        "update_subaccount" => json!({ "version": 1, "name": "New" }),
        "create_system_user" => json!({ "subaccount_id": null, "username": "new" }),
        "update_system_user" => json!({ "version": 1, "username": "new" }),
        "generate_token" => json!({ "confirm": true }),
        "introspect" => json!(format!("token={}", cell.token)),
        "send_whatsapp" => json!({ "destinations": [], "message": {} }),
        _ => Value::Null,
    }
}

fn call(info: &Info, cell: &Cell, actor: &Actor, who: &str) -> u16 {
    let id = match info.path {
        path if path.starts_with("/v1/subaccounts/") => cell.subaccount.clone(),
        path if path.starts_with("/v1/system-users/") => cell.system_user.clone(),
        "/v1/sessions/{id}" => session_of(cell, actor, who),
        path => {
            assert!(!path.contains('{'), "say what {path} is called with");
            String::new()
        }
    };
    if info.id == "delete_system_user" {
        let ana = cell.world.isolate().sign_in("ana@example.com");
        assert_eq!(ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({})).status, 200);
    }
    let target = info.path.replace("{id}", &id);
    let body = body(info, cell);
    match (info.method, info.format) {
        (Method::Post, BodyFormat::Form) => actor.form(&target, body.as_str().unwrap_or_default()),
        (Method::Post, _) => actor.post(&target, &body),
        (Method::Patch, _) => actor.patch(&target, &body),
        (method, _) => actor.call(method.as_str(), &target, b""),
    }
    .status
}

#[test]
fn every_route_answers_everybody_as_the_reviewed_file_says() {
    let mut text = String::from(
        "# Statuses by route and caller. Reviewed by people; kept true by tests/api/tests/matrix.rs.\n# bad_session: a cookie of no session. bad_bot: a token that is none. other_account: the owner of another account.\n\n",
    );
    let _ = write!(text, "{:<48}", "");
    for who in WHO {
        let _ = write!(text, " {who:>13}");
    }
    text.push('\n');
    for info in ENDPOINTS {
        let _ = write!(text, "{:<48}", format!("{} {}", info.method.as_str(), info.path));
        for who in WHO {
            let cell = cell();
            let actor = actor(&cell, who);
            let status = call(info, &cell, &actor, who);
            assert!(status < 500, "{} {who}: {status}", info.id);
            let _ = write!(text, " {status:>13}");
        }
        text.push('\n');
    }
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(FILE, &text).expect("writes");
    }
    let reviewed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(text, reviewed, "the matrix changed: run with UPDATE_MATRIX=1 and review the difference");
}

#[test]
fn no_body_lets_anybody_in_without_a_credential() {
    // better-auth CVE-2025-61928: naming a person in the body made a key for them.
    let cell = cell();
    let nobody = cell.world.isolate().nobody();
    let before = cell.world.count("SELECT count(*) FROM audit_event");
    for info in ENDPOINTS.iter().filter(|i| i.method != Method::Get && !matches!(i.auth, contract::AuthKind::Public)) {
        let target = info.path.replace("{id}", &cell.system_user);
        let extra = json!({ "user_id": "usr_1", "account_id": cell.world.account(), "role": "admin", "username": "x", "confirm": true });
        let status = if info.method == Method::Patch {
            nobody.patch(&target, &extra)
        } else {
            nobody.call(info.method.as_str(), &target, extra.to_string().as_bytes())
        }
        .status;
        assert_eq!(status, 401, "{}", info.id);
    }
    assert_eq!(cell.world.count("SELECT count(*) FROM audit_event"), before);
}
