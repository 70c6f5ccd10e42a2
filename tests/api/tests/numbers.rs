//! Numbers that JSON carries and the database does not are refused with a word about the field.

use api_tests::{PASSWORD, World};
use serde_json::{Value, json};

const BEYOND: &[&str] =
    &["9007199254740992", "-9007199254740992", "9223372036854775807", "18446744073709551615", "1e19"];

#[test]
fn a_version_beyond_the_range_is_refused_wherever_a_version_is_sent() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let subaccount = ana.post("/v1/subaccounts", &json!({ "name": "A", "reference_name": "a" })).json()["id"].clone();
    let bot = ana.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" })).json()["system_user"]
        ["id"]
        .clone();
    let team = ana.post("/v1/teams", &json!({ "name": "T", "member_ids": [], "supervisor_ids": [] })).json();
    let me = ana.get("/v1/me").json()["user"]["id"].clone();
    let id = |value: &Value| value.as_str().unwrap_or("x").to_owned();
    let mut paths = vec!["/v1/me".to_owned(), "/v1/account".to_owned(), format!("/v1/users/{}", id(&me))];
    paths.push(format!("/v1/subaccounts/{}", id(&subaccount)));
    paths.push(format!("/v1/system-users/{}", id(&bot)));
    paths.push(format!("/v1/teams/{}", team["id"].as_str().unwrap_or("team_00000000000000000000000001")));
    for path in paths {
        for number in BEYOND.iter().chain(&["0", "-1"]) {
            let body: Value = serde_json::from_str(&format!("{{\"version\": {number}}}")).expect("JSON");
            let answer = ana.patch(&path, &body);
            assert_eq!((answer.status, answer.code()), (422, "invalid_fields".to_owned()), "{path} {number}");
            let errors = answer.json()["errors"].clone();
            let wanted = json!({ "pointer": "/version", "code": "out_of_range" });
            assert!(errors.as_array().is_some_and(|all| all.contains(&wanted)), "{path} {number} {errors}");
        }
    }
    // A whole number is one however it is written.
    let me = ana.get("/v1/me").json();
    let body = json!({ "version": me["user"]["version"].as_f64(), "name": "Ana" });
    assert_eq!(ana.patch("/v1/me", &body).status, 200);
    for number in BEYOND {
        let body: Value =
            serde_json::from_str(&format!("{{\"confirm\": true, \"overlap_seconds\": {number}}}")).expect("JSON");
        assert_eq!(ana.post(&format!("/v1/system-users/{}/tokens", id(&bot)), &body).status, 422, "{number}");
        let path = format!("/v1/users/{}/capacity", id(&ana.get("/v1/me").json()["user"]["id"]));
        let body: Value = serde_json::from_str(&format!("{{\"capacity\": {number}}}")).expect("JSON");
        assert_eq!(ana.post(&path, &body).status, 422, "{number}");
    }
    assert_eq!(
        isolate.nobody().post("/v1/sessions", &json!({ "email": "ana@example.com", "password": PASSWORD })).status,
        201
    );
}

#[test]
fn a_position_with_a_number_beyond_the_range_is_no_position() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    for path in [
        "/v1/users",
        "/v1/users?search=ana",
        "/v1/system-users",
        "/v1/sessions",
        "/v1/invitations",
        "/v1/mails",
        "/v1/subaccounts",
        "/v1/teams",
    ] {
        for number in BEYOND {
            let cursor = base64url(format!("[{number},\"x\"]").as_bytes());
            let join = if path.contains('?') { '&' } else { '?' };
            let answer = ana.get(&format!("{path}{join}cursor={cursor}"));
            assert_eq!(answer.status, 422, "{path} {number} {}", answer.text());
            assert_eq!(
                answer.json()["errors"],
                json!([{ "pointer": "/cursor", "code": "invalid_cursor" }]),
                "{path} {number}"
            );
        }
        for limit in ["9007199254740993", "99999999999999999999", "-1", "0"] {
            let join = if path.contains('?') { '&' } else { '?' };
            let answer = ana.get(&format!("{path}{join}limit={limit}"));
            assert_eq!(
                answer.json()["errors"],
                json!([{ "pointer": "/limit", "code": "out_of_range" }]),
                "{path} {limit}"
            );
        }
    }
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let padded = format!("{bits}{}", "0".repeat((6 - bits.len() % 6) % 6));
    padded
        .as_bytes()
        .chunks(6)
        .filter_map(|six| usize::from_str_radix(std::str::from_utf8(six).ok()?, 2).ok())
        .filter_map(|at| ALPHABET.get(at).map(|byte| char::from(*byte)))
        .collect()
}
