//! People, invitations, and what belongs to another account.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use api_tests::cell::examples;
use api_tests::{PASSWORD, World};
use contract::BodyFormat;
use contract::endpoint::fill_path;
use contract::example::{Example, sample};
use contract::table::ENDPOINTS;
use serde_json::{Map, Value, json};

const NEXT: &str = "seven lanterns over the quiet harbour";

/// Zitadel CVE-2026-27946 and GHSA-jq8w: a caller sets what is not theirs to set by naming it.
#[test]
fn b07_no_route_takes_a_field_that_is_not_its_own() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let before = world.dump();
    let examples = examples();
    // Whatever any reply or request calls its fields.
    let document = isolate.nobody().get("/v1/openapi.json").json();
    let mut all = BTreeSet::new();
    field_names(&document["components"]["schemas"], &mut all);
    assert!(
        ["owner", "role_id", "account_id", "status", "must_change_password"]
            .iter()
            .all(|name| all.contains(*name) || *name == "account_id")
    );
    all.extend(
        ["account_id", "password_phc", "is_admin", "verified", "two_factor", "owner_id", "event_id"].map(str::to_owned),
    );
    let mut asked = 0;
    for info in ENDPOINTS.iter().filter(|info| info.format == BodyFormat::Json) {
        let Example { path, body } = examples[info.id].clone().filled(&mut |name| sample(name));
        let Some(own) = body.as_object() else { continue };
        let mut fields: Map<String, Value> = all.iter().map(|name| (name.clone(), json!("x"))).collect();
        fields.extend(own.clone());
        let answer = ana.with("content-type", "application/json").call(
            info.method.as_str(),
            &fill_path(info.path, &path),
            Value::Object(fields).to_string().as_bytes(),
        );
        let unknown = answer.json()["errors"]
            .as_array()
            .map_or(0, |errors| errors.iter().filter(|error| error["code"] == "unknown_field").count());
        // What is not there is not there, whatever is sent; everything else names the fields.
        assert!(matches!(answer.status, 404 | 409 | 422), "{}: {}", info.id, answer.text());
        assert!(answer.status != 422 || unknown > 20, "{}: {}", info.id, answer.text());
        asked += usize::from(answer.status == 422);
    }
    assert!(asked > 25, "{asked}");
    assert_eq!(world.dump(), before, "nothing is written");
}

fn field_names(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                names.extend(properties.keys().cloned());
            }
            map.values().for_each(|inner| field_names(inner, names));
        }
        Value::Array(all) => all.iter().for_each(|inner| field_names(inner, names)),
        _ => {}
    }
}

/// So many calls, each of which reads before the one before it writes: it comes while that one waits for its hash.
fn one_in_another(world: &Arc<World>, n: usize, target: &'static str, body: &Value) -> Vec<u16> {
    let answers = Arc::new(Mutex::new(Vec::new()));
    call_inside(world.clone(), n, target, body.clone(), answers.clone());
    let answers = answers.lock().expect("answers");
    answers.clone()
}

fn call_inside(world: Arc<World>, n: usize, target: &'static str, body: Value, answers: Arc<Mutex<Vec<u16>>>) {
    if n > 1 {
        let (inner, body, answers) = (world.clone(), body.clone(), answers.clone());
        world.during_hash.set(move || {
            let next = std::thread::spawn(move || call_inside(inner, n - 1, target, body, answers));
            next.join().expect("no panic");
        });
    }
    let status = world.isolate().nobody().post(target, &body).status;
    answers.lock().expect("answers").push(status);
}

/// Zitadel CVE-2025-46815: what is for one use is used again.
#[test]
fn b09_a_link_for_one_use_is_used_once_also_many_times_at_once() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bo = world.add_person(1, "operator");
    let invite = json!({ "email": "new@example.com", "name": "New", "role_id": "role_operator" });
    assert_eq!(ana.post("/v1/invitations", &invite).status, 201);
    assert_eq!(ana.post(&format!("/v1/users/{bo}/reset-password"), &json!({})).status, 202);
    for (email, target, good) in [
        ("new@example.com", "/v1/invitations/accept", 201),
        ("operator1@example.com", "/v1/password-resets/complete", 204),
    ] {
        let body = json!({ "token": world.link_to(email), "password": NEXT });
        let answers = one_in_another(&world, 50, target, &body);
        let with = |status: u16| answers.iter().filter(|answer| **answer == status).count();
        assert_eq!((with(good), with(410)), (1, 49), "{target}");
        assert_eq!(isolate.nobody().post(target, &body).status, 410, "{target}: and never again");
    }
    assert_eq!(world.count("SELECT count(*) FROM person WHERE email_key = 'new@example.com'"), 1);
}

/// authentik CVE-2025-64708: what has expired is good until a cleaner comes by.
#[test]
fn b13_a_link_is_dead_the_moment_it_ends_without_any_cleaner() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bo = world.add_person(1, "operator");
    let invite = json!({ "email": "new@example.com", "name": "New", "role_id": "role_operator" });
    assert_eq!(ana.post("/v1/invitations", &invite).status, 201);
    let began = world.now();
    world.pass(domain::invitation::INVITATION_LIFE - domain::invitation::RESET_LIFE);
    let ana = isolate.sign_in("ana@example.com");
    assert_eq!(ana.post(&format!("/v1/users/{bo}/reset-password"), &json!({})).status, 202);
    world.pass(domain::invitation::RESET_LIFE);
    assert_eq!(world.now().since(began), domain::invitation::INVITATION_LIFE);
    for (email, target) in
        [("new@example.com", "/v1/invitations/accept"), ("operator1@example.com", "/v1/password-resets/complete")]
    {
        let body = json!({ "token": world.link_to(email), "password": NEXT });
        let copy = world.copy();
        copy.pass(-1);
        assert!(matches!(copy.isolate().nobody().post(target, &body).status, 201 | 204), "{target}: a moment before");
        let dead = isolate.nobody().post(target, &body);
        assert_eq!((dead.status, dead.code().as_str()), (410, "link_gone"), "{target}");
    }
}

/// Vaultwarden GHSA-937x: who was invited and has not accepted does what the role could do.
#[test]
fn b23_who_was_invited_and_has_not_accepted_can_do_nothing() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let invite = json!({ "email": "new@example.com", "name": "New", "role_id": "role_admin" });
    assert_eq!(ana.post("/v1/invitations", &invite).status, 201);
    let token = world.link_to("new@example.com");
    for password in [PASSWORD, token.as_str(), ""] {
        let body = json!({ "email": "new@example.com", "password": password });
        assert!(matches!(isolate.nobody().post("/v1/sessions", &body).status, 401 | 422), "{password}");
    }
    let mails = world.mails.lock().expect("mails").len();
    assert_eq!(isolate.nobody().post("/v1/password-resets", &json!({ "email": "new@example.com" })).status, 202);
    world.minute();
    assert_eq!(world.mails.lock().expect("mails").len(), mails, "no link to choose a password either");
    let body = json!({ "token": token, "password": NEXT });
    assert_eq!(
        isolate.nobody().post("/v1/password-resets/complete", &body).status,
        410,
        "nor is the one link the other"
    );
    assert_eq!(isolate.nobody().with("cookie", &format!("__Host-tenure={token}")).get("/v1/me").status, 401);
    let listed = ana.get("/v1/users").json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "and is nobody yet: {listed}");
}

/// Vaultwarden GHSA-569v: a group takes in somebody of another organisation.
#[test]
fn b24_nothing_of_another_account_is_bound_to_ones_own() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (team, subaccount) = (
        ana.post("/v1/teams", &json!({ "name": "Night" })).json()["id"].as_str().expect("an id").to_owned(),
        ana.subaccount("Support"),
    );
    let bo = world.add_person(1, "operator");
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    let eves = eve.get("/v1/me").json()["user"]["id"].as_str().expect("an id").to_owned();
    let own = eve.post("/v1/teams", &json!({ "name": "Day" })).json();
    let before = world.count("SELECT count(*) FROM team_member");
    let path = format!("/v1/teams/{}", own["id"].as_str().expect("an id"));
    let members = |id: &str| json!({ "version": own["version"], "member_ids": [id] });
    for refused in [
        eve.patch(&path, &members(&bo)),
        eve.post("/v1/teams", &json!({ "name": "Evening", "member_ids": [bo] })),
        eve.patch(&format!("/v1/users/{eves}"), &json!({ "version": 1, "team_ids": [team] })),
        eve.patch(&format!("/v1/users/{eves}"), &json!({ "version": 1, "subaccount_ids": [subaccount] })),
        eve.post("/v1/system-users", &json!({ "subaccount_id": subaccount, "username": "bot" })),
        eve.post(
            "/v1/invitations",
            &json!({ "email": "x@other.example", "name": "X", "role_id": "role_user", "team_ids": [team] }),
        ),
    ] {
        assert!(matches!(refused.status, 404 | 422), "{}", refused.text());
        assert!(refused.text().contains("not_found"), "{}", refused.text());
    }
    assert_eq!(world.count("SELECT count(*) FROM team_member"), before);
    // And whoever goes around the service is stopped by the keys of the tables, which hold the account.
    let audit = api_tests::audit("aud_bound", "acc_00000000000000000000000002", "probe", "probe");
    let raw = format!(
        "BEGIN; {audit}; INSERT INTO team_member (account_id, team_id, person_id, event_id) VALUES \
         ('acc_00000000000000000000000002', '{}', '{bo}', 'aud_bound'); {}; COMMIT;",
        own["id"].as_str().expect("an id"),
        api_tests::CLOSE
    );
    assert!(world.copy().sql(&raw).is_err());
}
