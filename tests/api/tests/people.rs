//! The first run, sessions, the profile, and where requests may come from.

use std::sync::atomic::Ordering;

use api_tests::{CLOSE, PASSWORD, World, set_up};
use serde_json::json;

#[test]
fn the_first_run_signs_the_owner_in_once() {
    let world = World::new();
    let isolate = world.isolate();
    let answer = isolate.nobody().post("/v1/setup", &set_up());
    assert_eq!(answer.status, 201);
    let body = answer.json();
    assert_eq!(
        (&body["user"]["owner"], &body["user"]["role"], &body["next"]),
        (&json!(true), &json!("admin"), &json!(null))
    );
    let cookie = answer.header("set-cookie").expect("a cookie");
    for part in ["__Host-tenure=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let again = isolate.nobody().post("/v1/setup", &set_up());
    assert_eq!((again.status, again.code().as_str()), (409, "already_set_up"));
}

#[test]
fn the_first_run_says_everything_that_is_wrong_at_once() {
    let isolate = World::new().isolate();
    let bad = isolate
        .nobody()
        .post("/v1/setup", &json!({ "account_name": " ", "email": "ana", "locale": "fr", "role": "admin", "name": 7 }));
    assert_eq!((bad.status, bad.code().as_str()), (422, "invalid_fields"));
    let errors = bad.json()["errors"].clone();
    assert_eq!(
        errors,
        json!([
            { "pointer": "/account_name", "code": "required" },
            { "pointer": "/email", "code": "invalid_email" },
            { "pointer": "/locale", "code": "invalid_choice" },
            { "pointer": "/name", "code": "invalid_type" },
            { "pointer": "/password", "code": "required" },
            { "pointer": "/role", "code": "unknown_field" },
            { "pointer": "/setup_token", "code": "required" },
        ])
    );
    let with = |field: &str, value: &str| {
        let mut body = set_up();
        body[field] = json!(value);
        isolate.nobody().post("/v1/setup", &body).field()
    };
    assert_eq!(with("setup_token", "wrong"), "/setup_token wrong_token");
    assert_eq!(with("password", "too short"), "/password too_short");
    assert_eq!(with("password", "passwordpassword"), "/password too_common");
    assert_eq!(isolate.nobody().get("/v1/setup").json(), json!({ "needed": true }), "nothing of it stayed");
}

#[test]
fn a_deployment_without_a_setup_token_lets_nobody_in() {
    let world = World::with(|raw| raw.setup_token = domain::secret::Secret::new(String::new()));
    let mut body = set_up();
    body["setup_token"] = json!("");
    assert_eq!(world.isolate().nobody().post("/v1/setup", &body).status, 422);
}

#[test]
fn unknown_inactive_and_wrong_are_told_the_same_and_cost_the_same() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let user = world.add_person(3, "developer");
    let try_in = |email: &str, password: &str| {
        let before = world.hashes.load(Ordering::SeqCst);
        let answer = isolate.nobody().post("/v1/sessions", &json!({ "email": email, "password": password }));
        let hashes = world.hashes.load(Ordering::SeqCst) - before;
        // Of a person's refusal the audit log is told: behind the answer.
        let (reads, writes) = *world.trips.lock().expect("trips");
        let mut body = answer.json();
        body["instance"] = json!("");
        let names: Vec<String> = answer.headers().map(|(n, _)| n.to_owned()).collect();
        (answer.status, body, names, hashes, reads, writes)
    };
    let wrong = try_in("ana@example.com", "a wrong password, a long one");
    assert_eq!((wrong.0, wrong.1["code"].as_str(), wrong.3), (401, Some("bad_credentials"), 1));
    assert_eq!(try_in("nobody@example.com", "a wrong password, a long one"), wrong);
    assert_eq!(try_in("not an address", "a wrong password, a long one"), wrong);
    world
        .sql(&format!(
            "BEGIN; {}; UPDATE person SET status = 'inactive', version = version + 1, event_id = 'aud_off' WHERE id = '{user}'; {CLOSE}; COMMIT",
            api_tests::audit("aud_off", &world.account(), "user.deactivated", &user)
        ))
        .expect("deactivates");
    assert_eq!(try_in("developer3@example.com", PASSWORD), wrong, "the right password of an inactive person");
}

#[test]
fn the_addresss_case_is_no_matter_and_a_full_hasher_says_when_to_come_back() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    isolate.sign_in(" ANA@Example.COM ");
    let counted = || world.count("SELECT coalesce(sum(n), 0) FROM attempt");
    let before = counted();
    world.hasher_full.store(true, Ordering::SeqCst);
    let busy = isolate.nobody().post("/v1/sessions", &json!({ "email": "ana@example.com", "password": PASSWORD }));
    assert_eq!((busy.status, busy.code().as_str(), busy.header("retry-after").as_deref()), (503, "busy", Some("1")));
    assert_eq!(counted(), before, "what was not tried is not counted");
}

#[test]
fn guesses_run_out_and_right_passwords_do_not() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    for _ in 0..150 {
        isolate.sign_in("ana@example.com");
    }
    let before = world.hashes.load(Ordering::SeqCst);
    let guess = || {
        isolate.nobody().post("/v1/sessions", &json!({ "email": "ana@example.com", "password": "guess guess guess" }))
    };
    let statuses: Vec<u16> = (0..130).map(|_| guess().status).collect();
    assert_eq!(statuses.iter().filter(|s| **s == 401).count(), 100);
    assert_eq!(world.hashes.load(Ordering::SeqCst) - before, 100, "over the budget nothing is hashed");
    let limited = guess();
    assert_eq!((limited.status, limited.code().as_str()), (429, "rate_limited"));
    assert!(limited.header("retry-after").is_some_and(|s| s.parse::<u32>().is_ok_and(|s| s <= 901)));
    let elsewhere = isolate.nobody().from("198.51.100.9");
    let right = json!({ "email": "ana@example.com", "password": PASSWORD });
    assert_eq!(elsewhere.post("/v1/sessions", &right).status, 201, "nobody locks a person out from elsewhere");
    world.pass(15 * 60_000);
    isolate.sign_in("ana@example.com");
}

#[test]
fn sessions_are_listed_revoked_and_end_by_themselves() {
    let world = World::new();
    let isolate = world.isolate();
    let first = isolate.set_up();
    world.pass(1_000);
    let second = isolate.sign_in("ana@example.com");
    let list = second.get("/v1/sessions").json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    assert_eq!((&list["items"][0]["current"], &list["items"][1]["current"]), (&json!(true), &json!(false)));
    let page = second.get("/v1/sessions?limit=1").json();
    let rest =
        second.get(&format!("/v1/sessions?limit=1&cursor={}", page["next_cursor"].as_str().expect("a cursor"))).json();
    assert_eq!((&rest["items"][0]["id"], &rest["next_cursor"]), (&list["items"][1]["id"], &json!(null)));

    world.add_person(4, "developer");
    let other = isolate.sign_in("developer4@example.com");
    let id = list["items"][1]["id"].as_str().expect("an id").to_owned();
    assert_eq!(other.delete(&format!("/v1/sessions/{id}")).status, 404, "another person's session");
    assert_eq!(second.delete(&format!("/v1/sessions/{id}")).status, 204);
    assert_eq!(first.get("/v1/me").code(), "not_signed_in");
    let out = second.delete("/v1/sessions/current");
    assert_eq!((out.status, out.header("set-cookie").is_some_and(|c| c.contains("Max-Age=0"))), (204, true));
    assert_eq!(second.get("/v1/me").status, 401);

    let idle = isolate.sign_in("ana@example.com");
    for _ in 0..12 {
        world.pass(2 * domain::time::HOUR - 1);
        assert_eq!(idle.get("/v1/me").status, 200, "use keeps it alive");
    }
    world.pass(2 * domain::time::HOUR - 1);
    assert_eq!(idle.get("/v1/me").status, 401, "but not beyond the absolute end");
    world.pass(168 * domain::time::HOUR);
    world.scheduled();
    assert_eq!(world.count("SELECT count(*) FROM session"), 0);
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action = 'sessions.purged'"), 1);
}

#[test]
fn the_profile_is_changed_with_the_version_that_was_seen() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let me = ana.get("/v1/me").json();
    let all: Vec<&str> = domain::permission::PermissionId::ALL.iter().map(|p| p.as_str()).collect();
    assert_eq!(me["permissions"], json!(all), "an admin may do everything");
    let changed = ana.patch("/v1/me", &json!({ "version": 1, "locale": "es", "name": "Ana L." }));
    assert_eq!((changed.status, &changed.json()["user"]["locale"]), (200, &json!("es")));
    let stale = ana.patch("/v1/me", &json!({ "version": 1, "name": "Old" }));
    assert_eq!((stale.status, stale.code().as_str()), (409, "stale"));
    assert_eq!(
        ana.patch("/v1/me", &json!({ "version": 2, "role": "admin", "owner": true })).status,
        422,
        "what is not yours to set is unknown"
    );
    let account = ana.patch("/v1/account", &json!({ "version": 1, "name": "Acme SA" }));
    assert_eq!(account.json()["name"], "Acme SA");
}

#[test]
fn a_call_with_a_cookie_must_come_from_our_own_pages() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let body = json!({ "name": "A", "reference_name": "A" });
    let refused = |actor: &api_tests::Actor| {
        let answer = actor.post("/v1/subaccounts", &body);
        (answer.status, answer.code())
    };
    let foreign = (403, "foreign_origin".to_owned());
    assert_eq!(refused(&ana.without("origin")), foreign, "neither header");
    assert_eq!(refused(&ana.with("origin", "https://evil.example")), foreign);
    assert_eq!(refused(&ana.with("origin", "null")), foreign);
    assert_eq!(refused(&ana.with("origin", "http://tenure.example.com")), foreign, "another scheme");
    assert_eq!(refused(&ana.without("origin").with("sec-fetch-site", "cross-site")), foreign);
    assert_eq!(refused(&ana.without("origin").with("sec-fetch-site", "same-site")), foreign);
    assert_eq!(ana.without("origin").with("sec-fetch-site", "same-origin").post("/v1/subaccounts", &body).status, 201);
    assert_eq!(ana.without("origin").get("/v1/me").status, 200, "reading needs neither");
    let signing_in = isolate.nobody().with("origin", "https://evil.example");
    assert_eq!(
        signing_in.post("/v1/sessions", &json!({ "email": "ana@example.com", "password": PASSWORD })).code(),
        "foreign_origin"
    );
}

#[test]
fn a_console_on_the_allow_list_is_answered_with_cors_and_no_other() {
    let world = World::with(|raw| raw.console_origins = "https://console.example.org".into());
    let isolate = world.isolate();
    let answer = isolate.nobody().with("origin", "https://console.example.org").post("/v1/setup", &set_up());
    assert_eq!(answer.status, 201);
    assert!(answer.header("set-cookie").is_some_and(|c| c.contains("SameSite=None; Partitioned; Secure")));
    let ana = isolate.nobody().with_cookie_of(&answer).with("origin", "https://console.example.org");
    let me = ana.get("/v1/me");
    assert_eq!(me.header("access-control-allow-origin").as_deref(), Some("https://console.example.org"));
    assert_eq!(me.header("access-control-allow-credentials").as_deref(), Some("true"));
    assert_eq!(ana.post("/v1/subaccounts", &json!({ "name": "A", "reference_name": "A" })).status, 201);
    let preflight = ana.without("cookie").call("OPTIONS", "/v1/subaccounts", b"");
    assert_eq!(
        (preflight.status, preflight.header("access-control-allow-methods").as_deref()),
        (204, Some("GET, POST, HEAD, OPTIONS"))
    );
    let evil = ana.with("origin", "https://console.example.org.evil.example");
    assert_eq!((evil.get("/v1/me").status, evil.get("/v1/me").header("access-control-allow-origin")), (403, None));
    assert_eq!(
        World::new()
            .isolate()
            .nobody()
            .with("origin", "https://console.example.org")
            .get("/v1/setup")
            .header("access-control-allow-origin"),
        None
    );
}

#[test]
fn crooked_requests_are_told_what_is_wrong() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let json_post = ana.with("content-type", "application/json");
    assert_eq!(json_post.call("POST", "/v1/subaccounts", b"{").code(), "malformed_body");
    assert_eq!(json_post.call("POST", "/v1/subaccounts", b"[]").code(), "malformed_body");
    assert_eq!(json_post.call("POST", "/v1/subaccounts", b"").field(), "/name required");
    assert_eq!(json_post.call("POST", "/v1/subaccounts", &[b' '; 17_000]).status, 413);
    let text = ana.with("content-type", "text/plain").call("POST", "/v1/subaccounts", b"{}");
    assert_eq!((text.status, text.code().as_str()), (415, "unsupported_media_type"));
    let put = ana.call("PUT", "/v1/subaccounts", b"");
    assert_eq!((put.status, put.header("allow").as_deref()), (405, Some("GET, POST, HEAD, OPTIONS")));
    assert_eq!(ana.get("/v1/nothing").code(), "not_found");
    assert_eq!(ana.get("/v1/system-users?limit=0").field(), "/limit out_of_range");
    assert_eq!(ana.get("/v1/system-users?limit=x").field(), "/limit invalid_type");
    assert_eq!(ana.get("/v1/system-users?cursor=x").field(), "/cursor invalid_cursor");
    assert_eq!(ana.get("/v1/system-users?nonsense=1").field(), "/nonsense unknown_field");
    assert_eq!(ana.get("/v1/system-users/su_x").code(), "not_found");
    let es = ana.with("accept-language", "es-AR").get("/v1/nothing");
    assert_eq!(
        (es.json()["title"].as_str(), es.header("content-language").as_deref()),
        (Some("No encontrado"), Some("es"))
    );
    for answer in [es, put] {
        assert_eq!(answer.header("x-request-id").as_deref(), answer.json()["instance"].as_str());
        for header in [
            "content-security-policy",
            "strict-transport-security",
            "x-content-type-options",
            "referrer-policy",
            "permissions-policy",
        ] {
            assert!(answer.header(header).is_some(), "{header}");
        }
    }
    for cookie in [
        "__Host-tenure=",
        "__Host-tenure=x",
        "garbage",
        "__Host-tenure=é",
        &format!("__Host-tenure={}", "0".repeat(64)),
    ] {
        assert_eq!(isolate.nobody().with("cookie", cookie).get("/v1/me").status, 401, "{cookie}");
    }
}
