//! Secrets that somebody could guess: every place where one is entered is found in the API's document, and limited.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Barrier};

use api_tests::cell::{Cell, actor, cell, entered, examples, fill, send, usual};
use api_tests::{Actor, Authenticator, PASSWORD, SETUP_TOKEN, World};
use contract::endpoint::Info;
use contract::example::Example;
use contract::table::ENDPOINTS;
use contract::{AuthKind, LIMITS};
use serde_json::{Value, json};

/// Secrets that a body brings to be kept: nothing is compared with them.
const KEPT: &[&str] = &[
    "run_setup password",
    "change_password new_password",
    "reset_password password",
    "create_user temporary_password",
    "set_temporary_password password",
    "accept_invitation password",
    "create_inbound_source app_secret",
    "update_inbound_source app_secret",
    "create_channel credential.access_token",
    "create_channel credential.app_secret",
    "create_channel credential.headers",
    "create_channel credential.token",
    "update_channel credential.access_token",
    "update_channel credential.app_secret",
    "update_channel credential.headers",
    "update_channel credential.token",
    "create_webhook headers.value",
    "update_webhook headers.value",
    // Said to whoever knows it, and kept by nobody.
    "graph_subscribe verify_token",
    "set_app_callback verify_token",
];

/// Names that sound like a secret and are none.
const NO_SECRETS: &[&str] = &[
    "introspect token_type_hint",
    "oauth_revoke token_type_hint",
    "list_refusals token_end",
    "oauth_token access_token_signed_response_alg",
    "oauth_token requested_token_type",
    "oauth_token subject_token_type",
    "update_account token_default_days",
    "update_account token_max_days",
];

/// Every field of a schema by its path, with the schema itself.
fn fields(document: &Value, schema: &Value, path: &str, all: &mut Vec<(String, Value)>) {
    let schema = match schema["$ref"].as_str() {
        Some(to) => document.pointer(to.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => schema.clone(),
    };
    for inner in ["anyOf", "oneOf", "allOf"].iter().filter_map(|name| schema[*name].as_array()).flatten() {
        fields(document, inner, path, all);
    }
    for inner in [&schema["items"], &schema["additionalProperties"]].into_iter().filter(|inner| inner.is_object()) {
        if inner["format"] == "password" {
            all.push((path.to_owned(), inner.clone()));
        }
        fields(document, inner, path, all);
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        all.push((path.clone(), inner.clone()));
        fields(document, inner, &path, all);
    }
}

/// A new field that takes a secret is one that is compared, under a limit that the test below tries, or one that is kept.
#[test]
fn every_field_that_takes_a_secret_says_what_limits_attempts_at_it() {
    let document = contract::openapi::document();
    let (mut found, mut wrong) = (BTreeSet::new(), Vec::new());
    for info in ENDPOINTS {
        let operation = &document["paths"][info.path][info.method.as_str().to_lowercase()];
        let mut all = Vec::new();
        for (_, body) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            fields(&document, &body["schema"], "", &mut all);
        }
        let queries = operation["parameters"].as_array().into_iter().flatten();
        let queries = queries.filter(|parameter| parameter["in"] == "query");
        all.extend(queries.map(|p| (p["name"].as_str().unwrap_or_default().to_owned(), p["schema"].clone())));
        for (path, schema) in all {
            let what = format!("{} {path}", info.id);
            let said = schema.to_string();
            let secret = said.contains("\"format\":\"password\"") && !said.contains("\"properties\"");
            let limit = LIMITS.iter().any(|name| said.contains(&format!("\"x-limited-by\":\"{name}\"")));
            let name = path.rsplit('.').next().unwrap_or_default();
            let sounds = ["password", "secret", "token"].iter().any(|word| name.contains(word))
                || name.split('_').any(|word| matches!(word, "code" | "otp" | "pin"));
            match (secret, limit) {
                (true, true) => {}
                (true, false) => _ = found.insert(what),
                (false, _)
                    if sounds
                        && !NO_SECRETS.contains(&what.as_str())
                        && !said.contains("boolean")
                        && !said.contains("\"enum\"") =>
                {
                    wrong.push(format!("{what} takes a secret as a plain text: {said}"));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let kept: BTreeSet<String> = KEPT.iter().map(|what| (*what).to_owned()).collect();
    assert_eq!(found, kept, "what is kept is a SecretText, what is compared an Entered");
}

/// The call of an endpoint, with another secret in this field.
fn with(example: &Example, field: &str, secret: &str) -> Example {
    let mut example = example.clone();
    // One or the other.
    if field == "code" && example.body.get(field).is_none() {
        example.body = json!({});
    }
    if field == "client_assertion" {
        let way = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        example.body = json!({ "grant_type": "client_credentials", "client_assertion_type": way });
    }
    if field == "assertion" {
        example.body = json!({ "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer" });
    }
    if field == "subject_token" {
        let kind = "urn:ietf:params:oauth:token-type:jwt";
        example.body =
            json!({ "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type": kind });
    }
    example.body[field] = secret.into();
    example
}

/// Whoever has what the secret is compared with.
fn ready(info: &Info, limit: &str, cell: &Cell, who: Actor) -> Actor {
    match info.id {
        "confirm_two_factor" => {
            assert_eq!(who.post("/v1/me/two-factor", &json!({ "password": PASSWORD })).status, 201);
            who
        }
        "delete_two_factor" | "renew_recovery_codes" => Authenticator::enroll(&cell.world, &who).1,
        _ if limit == "code" => Authenticator::enroll(&cell.world, &who).1,
        _ => who,
    }
}

fn spend(world: &World) {
    world.sql("UPDATE attempt SET n = 1000000000").expect("spends");
}

/// Every one of them: attempts are counted before anything is compared, and over the budget nothing is.
#[test]
fn b06_over_the_budget_no_secret_is_compared_wherever_one_is_entered() {
    let (ground, examples, entered) = (cell(), examples(), entered());
    let mut tried = BTreeSet::new();
    for info in ENDPOINTS {
        for (field, limit) in entered.get(info.id).into_iter().flatten() {
            let cell = if limit == "setup" {
                Cell { world: World::new(), places: ground.places.clone() }
            } else {
                ground.copy()
            };
            let who = if limit == "setup" { cell.world.isolate().nobody() } else { actor(&cell, usual(info)) };
            let who = ready(info, limit, &cell, who);
            let right = examples[info.id].clone().filled(&mut |name| fill(&cell, &who, usual(info), name));
            let wrong = match limit.as_str() {
                "link" => "0".repeat(64),
                "code" => "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA".to_owned(),
                _ => "not the one that is right".to_owned(),
            };
            // Of an app that is only begun a code is one of the app.
            let wrong = if info.id == "confirm_two_factor" { "000000".to_owned() } else { wrong };
            let wrong = with(&right, field, &wrong);
            let hashes = || cell.world.hashes.load(SeqCst);
            let before = hashes();
            let answer = send(info, &wrong, &who);
            tried.insert(limit.as_str());
            if matches!(limit.as_str(), "tag" | "signature" | "random") {
                // Its shape and its tag are looked at, or whether it is signed, and nothing else; or it is longer than anybody
                // guesses: a wrong one costs no hash.
                let told = match (info.id, field.as_str()) {
                    ("oauth_token", "assertion" | "subject_token" | "actor_token") => 400,
                    ("oauth_token", _) => 401,
                    // What is no app's secret is asked for first.
                    ("graph_exchange_token" | "graph_revoke_token", _) => 400,
                    _ => 200,
                };
                assert_eq!((answer.status, hashes()), (told, before), "{} {field}: {}", info.id, answer.text());
                continue;
            }
            assert!(matches!(answer.status, 401 | 410 | 422), "{} {field}: {}", info.id, answer.text());
            spend(&cell.world);
            let before = hashes();
            let answer = send(info, &wrong, &who);
            assert_eq!((answer.status, answer.header("retry-after").is_some()), (429, true), "{} {field}", info.id);
            assert_eq!(hashes(), before, "{} {field}: nothing is hashed", info.id);
            // With 256 random bits a right link is no guess; any other secret waits.
            let right = send(info, &right, &who);
            if limit == "link" {
                assert!(right.status < 300, "{} {field}: {}", info.id, right.text());
            } else {
                assert_eq!((right.status, hashes()), (429, before), "{} {field}", info.id);
            }
        }
    }
    assert_eq!(tried, LIMITS.iter().copied().collect(), "each kind was tried");
}

/// Credentials that are no fields of a body: bearer, header pair, OAuth's client secret, a source's secret address. They
/// are of 256 random bits, and a wrong one costs no hash.
#[test]
fn a_machines_wrong_credential_costs_no_hash_wherever_it_is_sent() {
    let cell = cell();
    let before = cell.world.hashes.load(SeqCst);
    let nobody = cell.world.isolate().nobody();
    let mut tried = 0;
    for info in ENDPOINTS {
        let machine = matches!(info.auth, AuthKind::Bot | AuthKind::ClientOrNeeds(_) | AuthKind::Carrier);
        if !machine {
            continue;
        }
        tried += 1;
        let at = if info.auth == AuthKind::Carrier { cell.places["secret_source"].clone() } else { "x".to_owned() };
        let target = info.path.replace("{source_id}", &at);
        for wrong in [
            nobody.with("authorization", &format!("Bearer tnr_{}", "A".repeat(49))),
            nobody.with("authorization", "Basic Ym90OnNlY3JldA=="),
            nobody.with("username", "bot").with("authenticationtoken", "guess"),
        ] {
            let wrong = wrong.with("content-type", "application/json");
            let answer = wrong.call(info.method.as_str(), &format!("{target}?key=guess"), b"{}");
            assert!(matches!(answer.status, 401 | 403 | 404 | 415), "{}: {} {}", info.id, answer.status, answer.text());
        }
    }
    assert!(tried > 8, "{tried}");
    assert_eq!(cell.world.hashes.load(SeqCst), before);
}

/// So many at once, from one address each.
fn at_once(world: &Arc<World>, count: usize, call: impl Fn(&Actor) -> u16 + Sync) -> Vec<u16> {
    let (barrier, call) = (&Barrier::new(count), &call);
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..count)
            .map(|_| {
                scope.spawn(move || {
                    let actor = world.isolate().nobody();
                    barrier.wait();
                    call(&actor)
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    })
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

fn sign_in(actor: &Actor, password: &str) -> u16 {
    actor.post("/v1/sessions", &json!({ "email": "ana@example.com", "password": password })).status
}

/// keycloak/keycloak CVE-2024-4629: guesses in parallel got around the lockout.
#[test]
fn b17_two_hundred_wrong_sign_ins_at_once_run_no_more_hashes_than_the_budget() {
    let world = World::new();
    world.isolate().set_up();
    let before = world.hashes.load(SeqCst);
    let statuses = at_once(&world, 200, |actor| sign_in(actor, "not the one that is right"));
    assert_eq!((count(&statuses, 401), count(&statuses, 429)), (100, 100));
    assert_eq!(world.hashes.load(SeqCst) - before, 100);
}

/// keycloak/keycloak#48272: valid sign-ins in parallel were refused.
#[test]
fn b18_twenty_right_sign_ins_at_once_all_succeed_and_use_nothing_up() {
    let world = World::new();
    world.isolate().set_up();
    for _ in 0..6 {
        let statuses = at_once(&world, 20, |actor| sign_in(actor, PASSWORD));
        assert_eq!(count(&statuses, 201), 20, "{statuses:?}");
    }
}

#[test]
fn two_hundred_wrong_passwords_at_once_in_one_session_run_no_more_hashes_than_the_budget() {
    let world = World::new();
    let headers = world.isolate().set_up().headers();
    let before = world.hashes.load(SeqCst);
    let statuses = at_once(&world, 200, |actor| {
        let tab = headers.iter().fold(actor.clone(), |tab, (name, value)| tab.with(name, value));
        tab.post("/v1/sessions/current/proof", &json!({ "password": "not the one that is right" })).status
    });
    assert_eq!((count(&statuses, 422), count(&statuses, 429)), (100, 100));
    assert_eq!(world.hashes.load(SeqCst) - before, 100);
}

#[test]
fn two_hundred_wrong_setup_tokens_at_once_are_compared_no_oftener_than_the_budget() {
    let world = World::new();
    let body = |token: &str| {
        let mut body = api_tests::set_up();
        body["setup_token"] = token.into();
        body
    };
    let statuses = at_once(&world, 200, |actor| actor.post("/v1/setup", &body("wrong")).status);
    assert_eq!((count(&statuses, 422), count(&statuses, 429)), (100, 100));
    // Elsewhere nobody is kept from it.
    let elsewhere = world.isolate().nobody().from("198.51.100.9");
    assert_eq!(elsewhere.post("/v1/setup", &body(SETUP_TOKEN)).status, 201);
}

/// better-auth CVE-2026-45364: another address of one's own network was another budget. keycloak GHSA-cq42: a lock was
/// something that an outsider could do to a person.
#[test]
fn a_network_has_one_budget_and_nobody_elsewhere_is_locked_by_it() {
    let world = World::new();
    let isolate = world.isolate();
    isolate.set_up();
    let from = |ip: &str| isolate.nobody().from(ip);
    for n in 0..100 {
        assert_eq!(sign_in(&from(&format!("2001:db8:0:7:{n:x}::{n:x}")), "wrong"), 401, "{n}");
    }
    for same in ["2001:db8:0:7::1", "2001:0DB8:0000:0007:ffff:ffff:ffff:ffff", "2001:db8:0:7:a::"] {
        assert_eq!(sign_in(&from(same), "wrong"), 429, "{same}");
    }
    for n in 0..100 {
        let spelled = ["203.0.113.7", "::ffff:203.0.113.7", "::ffff:cb00:7107", "0:0:0:0:0:ffff:203.0.113.7"];
        assert_eq!(sign_in(&from(spelled[n % 4]), "wrong"), 401, "{n}");
    }
    assert_eq!(sign_in(&from("::ffff:203.0.113.7"), PASSWORD), 429);
    for elsewhere in ["2001:db8:0:8::1", "203.0.113.8"] {
        assert_eq!(sign_in(&from(elsewhere), PASSWORD), 201, "{elsewhere}");
    }
}
