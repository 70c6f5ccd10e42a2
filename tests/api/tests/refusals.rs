//! What a refusal says: its challenge, the methods of a path, what is left alone; and what the log says of it.

use api_tests::{Actor, World};
use contract::endpoint::{BodyFormat, ErrorShape, Info};
use contract::table::ENDPOINTS;
use contract::{AuthKind, Method};
use serde_json::{Value, json};

const SESSION: &str = r#"Session realm="tenure""#;
const BEARER: &str = r#"Bearer realm="tenure""#;
const RESOURCE: &str = r#", resource_metadata="https://tenure.example.com/.well-known/oauth-protected-resource""#;
const INVALID: &str = r#"Bearer realm="tenure", error="invalid_token""#;

fn call(actor: &Actor, info: &Info) -> api_tests::Answer {
    let target = info.path.replace("{id}", "x").replace("{token_id}", "x").replace("{key_id}", "x");
    match info.format {
        BodyFormat::Form => actor.form(&target, "token=x"),
        BodyFormat::None => actor.call(info.method.as_str(), &target, b""),
        _ => actor.with("content-type", "application/json").call(info.method.as_str(), &target, b"{}"),
    }
}

#[test]
fn every_401_has_a_challenge_without_an_error_when_nothing_was_sent() {
    let isolate = World::new().isolate();
    isolate.set_up();
    let challenge = |actor: &Actor, info: &Info| {
        let answer = call(actor, info);
        assert_eq!(answer.status, 401, "{}", info.id);
        answer.header("www-authenticate").unwrap_or_else(|| panic!("{} has no challenge", info.id))
    };
    // Graph paths have Meta's statuses: 400 where nothing was sent (graph_errors.rs).
    let ours = ENDPOINTS.iter().filter(|i| i.shape != ErrorShape::Graph);
    for info in ours.filter(|i| !matches!(i.auth, AuthKind::Public | AuthKind::Carrier)) {
        let bot = matches!(info.auth, AuthKind::Bot | AuthKind::ClientOrNeeds(_));
        // Whoever calls an endpoint of OAuth's knows where it is.
        let about = if info.shape == ErrorShape::OAuth { "" } else { RESOURCE };
        let nothing = if bot { format!("{BEARER}{about}") } else { SESSION.to_owned() };
        assert_eq!(challenge(&isolate.nobody(), info), nothing, "{}", info.id);
        assert_eq!(challenge(&isolate.bot("nonsense"), info), format!("{INVALID}{about}"), "{}", info.id);
        let foreign = isolate.nobody().with("authorization", "AWS4-HMAC-SHA256 Credential=a, Signature=b");
        assert_eq!(challenge(&foreign, info), nothing, "{}: another scheme is not ours", info.id);
        let basic = challenge(&isolate.nobody().with("authorization", "Basic eDp5"), info);
        // Only where a client may send Basic it is named: a browser would ask for a password.
        assert_eq!(basic.starts_with("Basic"), info.shape == ErrorShape::OAuth, "{}", info.id);
    }
    let wrong = isolate.nobody().post("/v1/sessions", &json!({ "email": "ana@example.com", "password": "wrong" }));
    assert_eq!((wrong.status, wrong.header("www-authenticate").as_deref()), (401, Some(SESSION)));
}

#[test]
fn what_a_proxy_adds_does_not_refuse_a_good_credential() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let (_, token) = ana.system_user(None, "bot");
    let pair = isolate.nobody().with("username", "bot").with("authenticationtoken", &token);
    for other in ["", "Bearer", "Basic eDp5", "AWS4-HMAC-SHA256 Credential=a/b, Signature=c", "Bearer eyJ.eyJ.x"] {
        assert_eq!(pair.with("authorization", other).get("/v1/whoami").status, 200, "{other}");
        let sinch = pair.with("authorization", other).post("/v1/whatsapp/send", &json!({}));
        assert_eq!(sinch.status, 400, "{other}: the credential is right, the message is not");
        if !other.contains("eyJ") {
            assert_eq!(ana.with("authorization", other).get("/v1/me").status, 200, "{other} beside a session");
        }
    }
    for name in ["username", "authenticationtoken"] {
        assert_eq!(isolate.bot(&token).with(name, "").get("/v1/whoami").status, 200, "an empty {name}");
    }
    for spelling in ["bearer", "BEARER", "Bearer ", "Bearer\t", "Basic eDp5, Bearer"] {
        let bot = isolate.nobody().with("authorization", &format!("{spelling} {token} "));
        assert_eq!(bot.get("/v1/whoami").status, 200, "{spelling}");
    }
    assert_eq!(isolate.bot(&token).with("username", "other").get("/v1/whoami").status, 401, "a wrong one is wrong");
}

#[test]
fn a_path_names_its_methods_and_a_probe_may_add_what_it_likes() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    // One of the calls signs the owner out; what is asked here is answered without a session, too.
    // Graph paths have Meta's statuses: 400 where there is no such call (graph_errors.rs).
    for info in ENDPOINTS.iter().filter(|info| !info.any_method && info.shape != ErrorShape::Graph) {
        let target = info.path.replace("{id}", "x").replace("{token_id}", "x").replace("{key_id}", "x");
        let allow = ana.call("OPTIONS", &target, b"").header("allow").expect("Allow");
        let named: Vec<&str> = allow.split(", ").collect();
        assert!(named.contains(&info.method.as_str()) && named.contains(&"OPTIONS"), "{}: {allow}", info.path);
        assert_eq!(named.contains(&"HEAD"), named.contains(&"GET"), "{}: {allow}", info.path);
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
            // Meta has a call of this name by GET: a Graph path without its version.
            if target == "/oauth/revoke" && matches!(method, "GET" | "HEAD") {
                continue;
            }
            let refused = ana.call(method, &target, b"");
            assert_eq!(refused.status == 405, !named.contains(&method), "{method} {target}: {}", refused.status);
            if refused.status == 405 {
                assert_eq!(refused.header("allow").as_deref(), Some(allow.as_str()));
            }
        }
        if info.method == Method::Get && info.auth == AuthKind::Public && info.id != "get_mailbox" {
            for query in ["x=1", "utm_source=a&utm_source=b", "%ff"] {
                assert_eq!(isolate.nobody().get(&format!("{target}?{query}")).status, 200, "{target}?{query}");
            }
        }
    }
    assert_eq!(isolate.sign_in("ana@example.com").get("/v1/me?x=1").field(), "/x unknown_field", "a call of our own");
}

#[test]
fn a_body_is_required_where_the_document_says_so() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let (_, token) = ana.system_user(None, "bot");
    let document = isolate.nobody().get("/v1/openapi.json").json();
    let mut optional = Vec::new();
    // What Graph calls need may be in the query as well.
    for info in ENDPOINTS.iter().filter(|i| !matches!(i.format, BodyFormat::None | BodyFormat::Graph)) {
        let operation = &document["paths"][info.path][info.method.as_str().to_lowercase()];
        let required =
            operation["requestBody"]["required"].as_bool().unwrap_or_else(|| panic!("{}: yes or no?", info.id));
        if !required {
            optional.push(info.id);
        }
        if required && !info.path.contains('{') {
            let actor = if info.auth == AuthKind::Bot { isolate.bot(&token) } else { ana.clone() };
            let status = actor.call(info.method.as_str(), info.path, b"").status;
            assert!(matches!(status, 400 | 409 | 422), "{}: {status}", info.id);
        }
    }
    assert_eq!(
        optional,
        [
            "prove_session",
            "delete_user",
            "deactivate_user",
            "set_capacity",
            "delete_ip_rule",
            "dry_run_ip_rules",
            "create_whatsapp_account",
            "assign_whatsapp_account",
            "verify_audit_log",
            "rotate_webhook_secret",
            "replay_deliveries"
        ]
    );
}

fn lines(world: &World) -> Vec<Value> {
    let log = world.log();
    log.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|l| l["refused"].is_string())
        .collect()
}

#[test]
fn a_refusal_of_a_known_token_is_in_the_log_and_a_flood_is_one_line_a_minute() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, token) = ana.system_user(None, "bot");
    let (_, other) = ana.system_user(None, "other");
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    for _ in 0..500 {
        assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 401);
        assert_eq!(isolate.bot("tnr_nonsense").get("/v1/whoami").status, 401);
        assert_eq!(isolate.bot(&other).with("username", "x").get("/v1/whoami").status, 401);
        assert_eq!(isolate.nobody().get("/v1/whoami").status, 401);
    }
    let told = lines(&world);
    let of = |reason: &str| told.iter().filter(|l| l["refused"] == reason).cloned().collect::<Vec<_>>();
    assert_eq!(told.len(), 4, "{told:?}");
    let known = &of("inactive")[0];
    assert_eq!(known["system_user"], json!(id));
    assert_eq!(known["account"], world.account());
    assert_eq!(known["token"], ana.get(&format!("/v1/system-users/{id}")).json()["system_user"]["tokens"][0]["id"]);
    assert_eq!((known["status"].clone(), known["code"].clone()), (json!(401), json!("invalid_token")));
    assert_eq!((of("username").len(), of("malformed").len(), of("missing").len()), (1, 1, 1));
    assert_eq!(of("malformed")[0].get("token"), None);

    world.pass(60_000);
    assert_eq!(isolate.bot(&token).get("/v1/whoami").status, 401);
    let later = lines(&world);
    let more: Vec<_> = later[4..].iter().map(|l| (l["refused"].clone(), l["more"].clone())).collect();
    assert_eq!(more.len(), 4, "{more:?}");
    assert!(more.iter().all(|(_, more)| *more == 499), "{more:?}");
    let log = world.log();
    assert!(!log.contains(&token) && !log.contains("nonsense"), "no token is in the log");
    let answers = isolate.bot(&token).get("/v1/whoami").text();
    assert!(!answers.contains("inactive"), "and the caller is told nothing");
}
