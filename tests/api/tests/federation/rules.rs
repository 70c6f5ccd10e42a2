//! Rules: what one says, who makes it, and bots that have nothing else.

use super::*;

#[test]
fn an_issuer_that_many_share_is_trusted_by_an_id_that_nobody_else_can_get() {
    let g = ground();
    g.world.sql("DROP TRIGGER trust_rule_audit_insert").expect("dropped");
    for shared in SHARED {
        let below = format!("{}/below", shared.issuer);
        for issuer in [shared.issuer, &below] {
            let mut body = rule(json!({ "repository": "acme/bot", "ref": "refs/heads/main" }));
            body["issuer"] = json!(issuer);
            let refused = g.ana.post(&g.at_rules(), &body);
            let errors = &refused.json()["errors"][0];
            assert_eq!(
                (refused.status, &errors["pointer"], &errors["code"], &refused.json()["pin_one_of"]),
                (422, &json!("/claims"), &json!("unpinned"), &json!(shared.pins)),
                "{issuer} {}",
                refused.text()
            );
            // The schema says the same by itself.
            let claims = json!({ "repository": "acme/bot" });
            let raw = insert(&g, issuer, &claims);
            assert!(raw.contains("trust_rule_pinned"), "{issuer} {raw}");
        }
    }
    let listed = g.world.count("SELECT count(*) FROM shared_issuer");
    assert_eq!(listed, i64::try_from(SHARED.len()).expect("few"));
    for shared in SHARED {
        let sql = format!(
            "SELECT count(*) FROM shared_issuer WHERE issuer = '{}' AND pins = '{}'",
            shared.issuer,
            json!(shared.pins)
        );
        assert_eq!(g.world.count(&sql), 1, "{}", shared.issuer);
    }
    let mut github = rule(json!({ "repository_id": "42", "environment": "production" }));
    github["issuer"] = json!("https://token.actions.githubusercontent.com");
    assert_eq!(g.ana.post(&g.at_rules(), &github).status, 201);
}

/// Tries to write a rule around the service: what the schema says to it.
fn insert(g: &Ground, issuer: &str, claims: &Value) -> String {
    let sql = format!(
        "INSERT INTO trust_rule (id, account_id, system_user_id, name, issuer, audience, claims, scopes, created_by, created_by_name, created_at, event_id) \
         SELECT 'trust_x', account_id, id, 'x', '{issuer}', 'x', '{claims}', '[]', 'x', 'x', 1, event_id FROM system_user WHERE id = '{}'",
        g.id
    );
    format!("{:?}", g.world.sql(&sql))
}

#[test]
fn a_rule_from_before_an_issuer_was_known_as_shared_buys_nothing() {
    let g = ground();
    let mut github = rule(json!({ "repository_id": "42" }));
    github["issuer"] = json!("https://token.actions.githubusercontent.com");
    let added = g.ana.post(&g.at_rules(), &github);
    assert_eq!(added.status, 201);
    for trigger in ["trust_rule_immutable", "trust_rule_audit_update"] {
        g.world.sql(&format!("DROP TRIGGER {trigger}")).expect("dropped");
    }
    let id = made(&added)["id"].clone();
    g.world
        .sql(&format!(
            "UPDATE trust_rule SET claims = '{{\"repository\":\"acme/bot\"}}' WHERE id = {}",
            id.to_string().replace('"', "'")
        ))
        .expect("written");
    let mut claims = g.claims("x");
    (claims["iss"], claims["repository"]) = (github["issuer"].clone(), json!("acme/bot"));
    assert_eq!(error(&g.show(&g.signed(&claims))), grant());
    let told = g.rules().into_iter().find(|one| one["id"] == id).expect("it");
    assert_eq!(told["last_refusal"]["reason"], "unpinned");
}

#[test]
fn a_rule_says_exactly_what_it_trusts() {
    let g = ground();
    for (change, pointer, code) in [
        (json!({ "issuer": "http://issuer.example.com" }), "/issuer", "not_https"),
        (json!({ "issuer": "https://localhost" }), "/issuer", "not_public"),
        (json!({ "issuer": "https://127.0.0.1" }), "/issuer", "not_public"),
        (json!({ "issuer": "https://Issuer.example.com" }), "/issuer", "invalid_address"),
        (json!({ "issuer": "https://tenure.example.com" }), "/issuer", "own_address"),
        (json!({ "issuer": "https://issuer.example.com?x" }), "/issuer", "invalid_address"),
        (json!({ "issuer": "https://issuer.example.com:81" }), "/issuer", "bad_port"),
        (json!({ "audience": "" }), "/audience", "required"),
        (json!({ "audience": "https://*" }), "/audience", "wildcard"),
        (json!({ "claims": {} }), "/claims", "required"),
        (json!({ "claims": { "sub": "repo:acme/*" } }), "/claims", "wildcard"),
        (json!({ "claims": { "aud": "x" } }), "/claims", "invalid_choice"),
        (json!({ "claims": { "sub": 7 } }), "/claims", "invalid_type"),
        (json!({ "scopes": ["none"] }), "/scopes", "invalid_choice"),
    ] {
        let mut body = rule(json!({ "sub": "x" }));
        for (name, value) in change.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let refused = g.ana.post(&g.at_rules(), &body);
        let error = &refused.json()["errors"][0];
        assert_eq!(
            (refused.status, &error["pointer"], &error["code"]),
            (422, &json!(pointer), &json!(code)),
            "{change}"
        );
    }
    let inside = vec!["10.0.0.7".parse().expect("an address")];
    g.world.names.lock().expect("names").insert("inside.example.com".to_owned(), inside);
    let mut body = rule(json!({ "sub": "x" }));
    body["issuer"] = json!("https://inside.example.com");
    assert_eq!(g.ana.post(&g.at_rules(), &body).json()["errors"][0]["code"], "not_public");
    for n in 1..10 {
        assert_eq!(g.ana.post(&g.at_rules(), &rule(json!({ "sub": n.to_string() }))).status, 201);
    }
    let eleventh = g.ana.post(&g.at_rules(), &rule(json!({ "sub": "x" })));
    assert_eq!((eleventh.status, eleventh.code().as_str()), (409, "trust_rule_limit"));
}

#[test]
fn a_bot_without_secrets_gets_none() {
    let g = ground();
    let at = format!("/v1/system-users/{}", g.id);
    let set = |secretless: bool| {
        let version = g.ana.get(&at).json()["system_user"]["version"].clone();
        g.ana.patch(&at, &json!({ "version": version, "secretless": secretless }))
    };
    let left = set(true);
    assert_eq!((left.status, left.code().as_str()), (409, "secrets_left"), "a token goes on");
    let token = g.ana.get(&at).json()["system_user"]["tokens"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(g.ana.delete(&format!("{at}/tokens/{token}")).status, 204);
    let done = set(true);
    assert_eq!((done.status, &done.json()["system_user"]["secretless"]), (200, &json!(true)), "{}", done.text());
    let made = g.ana.post(&format!("{at}/tokens"), &json!({ "confirm": true }));
    assert_eq!((made.status, made.code().as_str()), (409, "secretless"));
    assert_eq!(g.calls(&g.bought("one")), 200, "and it gets in");
    let told = g.ana.get("/v1/audit-events?action=system_user.updated").json()["items"][0]["detail"].clone();
    assert_eq!(told["after"]["secretless"], true, "{told}");
    assert_eq!(set(false).status, 200);
    assert_eq!(g.ana.post(&format!("{at}/tokens"), &json!({ "confirm": true })).status, 201);
    // A token that is made meanwhile is in the way.
    let token = g.ana.get(&at).json()["system_user"]["tokens"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(g.ana.delete(&format!("{at}/tokens/{token}")).status, 204);
    let version = g.ana.get(&at).json()["system_user"]["version"].clone();
    let (ana, path) = (g.ana.clone(), format!("{at}/tokens"));
    g.world.before_commit.set(move || assert_eq!(ana.post(&path, &json!({ "confirm": true })).status, 201));
    let raced = g.ana.patch(&at, &json!({ "version": version, "secretless": true }));
    assert!(raced.status == 409, "{}", raced.text());
}

#[test]
fn trusting_an_issuer_asks_for_a_fresh_proof_and_nobody_else_sees_it() {
    let g = ground();
    g.world.second_account();
    let eve = g.isolate.sign_in("eve@other.example");
    assert_eq!(eve.get(&g.at_rules()).status, 404);
    assert_eq!(eve.post(&g.at_rules(), &rule(json!({ "sub": "x" }))).status, 404);
    assert_eq!(eve.delete(&format!("{}/{}", g.at_rules(), g.rule)).status, 404);
    g.world.pass(11 * MINUTE);
    let late = g.ana.post(&g.at_rules(), &rule(json!({ "sub": "x" })));
    assert_eq!((late.status, late.code().as_str()), (403, "fresh_proof_required"));
}
