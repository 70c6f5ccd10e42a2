//! Every route × everybody: what the reviewed file `tests/matrix.txt` says, and a route that is not in it fails.
//!
//! `UPDATE_MATRIX=1 cargo test -p api-tests --test matrix` writes the file anew; read the difference.

use std::fmt::Write as _;
use std::sync::Arc;

use api_tests::{Actor, World};
use contract::endpoint::{BodyFormat, Info, Method};
use contract::table::ENDPOINTS;
use domain::role::BuiltIn;
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/matrix.txt");

/// A deployment of its own for each cell, so that no call sees what another did.
struct Cell {
    world: Arc<World>,
    subaccount: String,
    system_user: String,
    token: String,
    person: String,
    invitation: String,
    role: String,
    team: String,
}

impl Cell {
    fn copy(&self) -> Self {
        Self {
            world: self.world.copy(),
            subaccount: self.subaccount.clone(),
            system_user: self.system_user.clone(),
            token: self.token.clone(),
            person: self.person.clone(),
            invitation: self.invitation.clone(),
            role: self.role.clone(),
            team: self.team.clone(),
        }
    }
}

fn id(answer: &api_tests::Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn cell() -> Cell {
    let world = World::with(|raw| {
        raw.public_url = "http://localhost:8787".into();
        raw.mailbox = true;
    });
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Support");
    let (system_user, token) = ana.system_user(None, "bot");
    for (i, role) in (1..).zip(BuiltIn::ALL) {
        world.add_person(i, role.as_str());
    }
    let person = world.add_person(50, "user");
    let invite = json!({ "email": "guest@example.com", "name": "Guest", "role_id": "role_user" });
    let invitation = id(&ana.post("/v1/invitations", &invite));
    let role = id(&ana.post("/v1/roles", &json!({ "name": "Night shift", "grants": [] })));
    let team = id(&ana.post("/v1/teams", &json!({ "name": "Night" })));
    world.second_account();
    Cell { world, subaccount, system_user, token, person, invitation, role, team }
}

/// Everybody: without a session, bots, the owner, each built-in role, another account's owner.
fn who() -> Vec<&'static str> {
    let roles = BuiltIn::ALL.iter().map(|role| role.as_str());
    ["nobody", "bad_session", "bot", "bad_bot", "owner"].into_iter().chain(roles).chain(["other_account"]).collect()
}

fn actor(cell: &Cell, who: &str) -> Actor {
    let isolate = cell.world.isolate();
    match who {
        "nobody" => isolate.nobody(),
        "bad_session" => isolate
            .nobody()
            .with("cookie", &format!("tenure_dev={}", "0".repeat(64)))
            .with("origin", "http://localhost:8787"),
        "bot" => isolate.bot(&cell.token),
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

/// The id of the bot's token.
fn token_of(cell: &Cell) -> String {
    let found =
        cell.world
            .db
            .lock()
            .query_row("SELECT id FROM token WHERE system_user_id = ?1", [&cell.system_user], |row| row.get(0));
    found.expect("a token")
}

const OTHER_PASSWORD: &str = "seven lanterns over the quiet harbour";

/// A body that is right, so that what is answered is about who calls.
fn body(info: &Info, cell: &Cell) -> Value {
    let isolate = cell.world.isolate();
    match info.id {
        "run_setup" => api_tests::set_up(),
        "create_session" => json!({ "email": "ana@example.com", "password": api_tests::PASSWORD }),
        "update_me" | "update_account" => json!({ "version": 1, "name": "New" }),
        "change_password" => json!({ "current_password": api_tests::PASSWORD, "new_password": OTHER_PASSWORD }),
        "forgot_password" => json!({ "email": "ana@example.com" }),
        "reset_password" => {
            let asked = isolate.nobody().post("/v1/password-resets", &json!({ "email": "ana@example.com" }));
            assert_eq!(asked.status, 202, "{}", asked.text());
            json!({ "token": cell.world.link_to("ana@example.com"), "password": OTHER_PASSWORD })
        }
        "create_user" => json!({ "email": "new@example.com", "name": "New", "role_id": "role_user" }),
        "update_user" | "update_role" | "update_team" => json!({ "version": 1, "name": "New" }),
        "deactivate_user" => json!({}),
        "set_temporary_password" => json!({ "password": OTHER_PASSWORD }),
        "set_capacity" => json!({ "capacity": 5 }),
        "transfer_ownership" => json!({ "to_user_id": cell.person, "confirm": true }),
        "create_invitation" => json!({ "email": "new@example.com", "name": "New", "role_id": "role_user" }),
        "invite_many" => json!({ "lines": [{ "email": "new@example.com" }], "role_id": "role_user", "preview": false }),
        "greet_invitation" => json!({ "token": cell.world.link_to("guest@example.com") }),
        "accept_invitation" => {
            json!({ "token": cell.world.link_to("guest@example.com"), "name": "Guest", "password": OTHER_PASSWORD })
        }
        "create_role" => json!({ "name": "New", "grants": [] }),
        "create_team" => json!({ "name": "New" }),
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
    let subject = match info.path {
        path if path.starts_with("/v1/subaccounts/") => cell.subaccount.clone(),
        path if path.starts_with("/v1/system-users/") => cell.system_user.clone(),
        path if path.starts_with("/v1/users/") => cell.person.clone(),
        path if path.starts_with("/v1/invitations/{id}") => cell.invitation.clone(),
        path if path.starts_with("/v1/roles/") => cell.role.clone(),
        path if path.starts_with("/v1/teams/") => cell.team.clone(),
        "/v1/sessions/{id}" => session_of(cell, actor, who),
        path => {
            assert!(!path.contains('{'), "say what {path} is called with");
            String::new()
        }
    };
    if info.id == "delete_system_user" {
        let ana = cell.world.isolate().sign_in("ana@example.com");
        assert_eq!(ana.post(&format!("/v1/system-users/{subject}/deactivate"), &json!({})).status, 200);
    }
    let target = info.path.replace("{id}", &subject).replace("{token_id}", &token_of(cell));
    let body = body(info, cell);
    match (info.method, info.format) {
        (Method::Post, BodyFormat::Form) => actor.form(&target, body.as_str().unwrap_or_default()),
        (Method::Post, _) => actor.post(&target, &body),
        (Method::Patch, _) => actor.patch(&target, &body),
        (method, _) => actor.call(method.as_str(), &target, b""),
    }
    .status
}

fn row(ground: &Cell, info: &Info) -> String {
    let mut text = format!("{:<44}", format!("{} {}", info.method.as_str(), info.path));
    for who in who() {
        let cell = ground.copy();
        let actor = actor(&cell, who);
        let status = call(info, &cell, &actor, who);
        assert!(status < 500, "{} {who}: {status}", info.id);
        let _ = write!(text, " {status:>13}");
    }
    text.push('\n');
    text
}

#[test]
fn every_route_answers_everybody_as_the_reviewed_file_says() {
    let mut text = String::from(
        "# Statuses by route and caller. Reviewed by people; kept true by tests/api/tests/matrix.rs.\n# bad_session: a cookie of no session. bad_bot: a token that is none. other_account: the owner of another account.\n\n",
    );
    let _ = write!(text, "{:<44}", "");
    for who in who() {
        let _ = write!(text, " {who:>13}");
    }
    text.push('\n');
    let ground = cell();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let rows = std::thread::scope(|scope| {
        let ground = &ground;
        let part =
            |n: usize| move || ENDPOINTS.iter().skip(n).step_by(threads).map(|i| row(ground, i)).collect::<Vec<_>>();
        let parts: Vec<_> = (0..threads).map(|n| scope.spawn(part(n))).collect();
        parts.into_iter().map(|part| part.join().expect("a part of the rows")).collect::<Vec<_>>()
    });
    for i in 0..ENDPOINTS.len() {
        text.push_str(&rows[i % threads][i / threads]);
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
        let target = info.path.replace("{id}", &cell.system_user).replace("{token_id}", &token_of(&cell));
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
