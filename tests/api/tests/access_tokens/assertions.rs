//! Registered keys, and what they have signed.

use super::*;

#[test]
fn a_registered_key_is_a_way_in_for_both_kinds() {
    for (n, algorithm) in (1..).zip(Algorithm::ALL) {
        let g = ground();
        let mine = signer(*algorithm, n);
        let id = g.registered(&mine);
        let mut by_name = g.claims("by name");
        (by_name["iss"], by_name["sub"], by_name["aud"]) =
            ("bot".into(), "bot".into(), json!([format!("{ORIGIN}/oauth/token")]));
        let mut halves = g.claims("halves");
        halves["exp"] = json!(g.seconds() as f64 + 59.5);
        // As some clients do it: remembered for ten minutes it is, and no longer good then.
        let mut an_hour = g.claims("an hour");
        an_hour["exp"] = (g.seconds() + 3_600).into();
        for assertion in [
            mine.sign("JWT", &id, &g.claims("by its id")),
            mine.sign("client-authentication+jwt", "the client's own name", &g.claims("by another id")),
            mine.sign("JWT", &id, &by_name),
            mine.sign("JWT", &id, &halves),
            mine.sign("JWT", &id, &an_hour),
        ] {
            let answer = g.assert(&assertion);
            assert_eq!(answer.status, 200, "{}", answer.text());
            let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
            assert_eq!(
                Unverified::parse(&token).expect("its form is right").algorithm,
                *algorithm,
                "as the client can"
            );
            assert_eq!(g.calls(&token), 200);
        }
        let listed = g.ana.get(&g.keys_path()).json();
        assert_eq!(listed["token_endpoint"], format!("{ORIGIN}/oauth/token"));
        let key = &listed["items"][0];
        assert_eq!((&key["id"], &key["algorithm"]), (&json!(id), &json!(algorithm.as_str())));
        assert!(key["last_used_at"].is_string(), "{key}");
    }
}

#[test]
fn an_assertion_that_is_not_right_in_every_way_buys_nothing() {
    let g = ground();
    let (mine, foreign) = (signer(Algorithm::EdDsa, 1), signer(Algorithm::EdDsa, 2));
    let id = g.registered(&mine);
    let (other, _) = g.ana.system_user(None, "other");
    let now = g.seconds();
    let claims = |change: &dyn Fn(&mut Value)| {
        let mut claims = g.claims("x");
        change(&mut claims);
        claims
    };
    let signed = |change: &dyn Fn(&mut Value)| mine.sign("JWT", &id, &claims(change));
    let raw = |header: &str| {
        let part = base64url::encode(claims(&|_| ()).to_string().as_bytes());
        format!("{}.{part}.{}", base64url::encode(header.as_bytes()), base64url::encode(&[7; 64]))
    };
    let wrong = [
        ("another server's", signed(&|c| c["aud"] = "https://other.example".into())),
        ("another server's, too", signed(&|c| c["aud"] = json!([ORIGIN, "https://other.example"]))),
        ("nobody's", signed(&|c| c["aud"] = json!([]))),
        ("a beginning", signed(&|c| c["aud"] = format!("{ORIGIN}.evil.example").into())),
        ("ended", signed(&|c| c["exp"] = (now - 31).into())),
        (
            "too long",
            signed(&|c| {
                c["exp"] = (now + 700).into();
                c.as_object_mut().expect("claims").remove("iat");
            }),
        ),
        ("made long ago", signed(&|c| (c["iat"], c["exp"]) = ((now - 700).into(), (now + 3_000).into()))),
        ("for ever", signed(&|c| drop(c.as_object_mut().expect("claims").remove("exp")))),
        ("no number", signed(&|c| c["exp"] = "tomorrow".into())),
        ("beyond", signed(&|c| c["exp"] = json!(1e300))),
        ("not yet", signed(&|c| c["nbf"] = (now + 31).into())),
        ("of tomorrow", signed(&|c| c["iat"] = (now + 31).into())),
        ("without an id", signed(&|c| drop(c.as_object_mut().expect("claims").remove("jti")))),
        ("an empty id", signed(&|c| c["jti"] = "".into())),
        ("a long id", signed(&|c| c["jti"] = "x".repeat(257).into())),
        ("about another", signed(&|c| c["sub"] = other.clone().into())),
        ("from another", signed(&|c| (c["sub"], c["iss"]) = (other.clone().into(), other.clone().into()))),
        (
            "a key of another",
            mine.sign("JWT", "x", &claims(&|c| (c["sub"], c["iss"]) = (other.clone().into(), other.clone().into()))),
        ),
        ("another key", foreign.sign("JWT", &id, &claims(&|_| ()))),
        ("another kind of key", signer(Algorithm::Es256, 1).sign("JWT", &id, &claims(&|_| ()))),
        ("an access token", mine.sign("at+jwt", &id, &claims(&|_| ()))),
        ("none", raw(&format!(r#"{{"alg":"none","kid":"{id}"}}"#))),
        ("a shared secret", raw(&format!(r#"{{"alg":"HS256","kid":"{id}"}}"#))),
        ("critical", raw(&format!(r#"{{"alg":"EdDSA","kid":"{id}","crit":["exp"]}}"#))),
        ("twice", raw(r#"{"alg":"EdDSA","alg":"none"}"#)),
        (
            "its own key",
            raw(
                r#"{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#,
            ),
        ),
        ("too large", mine.sign("JWT", &id, &claims(&|c| c["more"] = "x".repeat(9_000).into()))),
        ("nothing", "x".to_owned()),
    ];
    for (what, assertion) in &wrong {
        let answer = g.assert(assertion);
        assert_eq!(error(&answer), (401, "invalid_client".into()), "{what}: {}", answer.text());
    }
    assert_eq!(g.world.count("SELECT count(*) FROM used_assertion"), 0, "nothing is used up");
    let known: BTreeSet<String> = ["assertion", "signature"].map(str::to_owned).into();
    assert_eq!(g.reasons(), known);
    // A client that names itself otherwise beside it is not the one.
    let named = |client: &str| {
        let assertion = mine.sign("JWT", &id, &g.claims(client));
        g.buy_as(&[("client_id", client), ("client_assertion_type", ASSERTION), ("client_assertion", &assertion)])
            .status
    };
    assert_eq!((named(&other), named(&g.id)), (401, 200));
    let log = g.world.log();
    assert!(wrong.iter().all(|(_, text)| text.len() < 9 || !log.contains(text.as_str())), "none is in the log");
}

#[test]
fn of_fifty_requests_with_one_assertion_at_once_one_goes_on() {
    let g = ground();
    let mine = signer(Algorithm::Es256, 1);
    g.registered(&mine);
    let assertion = mine.sign("JWT", "mine", &g.claims("once"));
    let isolates: Vec<_> = (0..4).map(|_| g.world.isolate()).collect();
    let body = form(&[
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", &assertion),
    ]);
    let all: Vec<u16> = std::thread::scope(|scope| {
        let each = (0..50).map(|n| {
            let (isolate, body) = (&isolates[n % isolates.len()], &body);
            scope.spawn(move || isolate.nobody().form("/oauth/token", body).status)
        });
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!(all.iter().filter(|status| **status == 200).count(), 1, "{all:?}");
    assert!(all.iter().all(|status| matches!(status, 200 | 401)), "{all:?}");
    g.isolate.scheduled();
    assert!(g.reasons().contains("replayed"));
    // The clock forgets it when it would be refused for its age.
    assert_eq!(g.world.count("SELECT count(*) FROM used_assertion"), 1);
    g.world.pass(3 * MINUTE);
    assert_eq!(error(&g.assert(&assertion)), (401, "invalid_client".into()));
    g.isolate.scheduled();
    assert_eq!(g.world.count("SELECT count(*) FROM used_assertion"), 0);
}

#[test]
fn a_key_that_is_taken_away_at_the_moment_of_the_exchange_buys_nothing() {
    let g = ground();
    let mine = signer(Algorithm::EdDsa, 1);
    let id = g.registered(&mine);
    // The keys that sign are there: the next write is the exchange's.
    assert_eq!(g.isolate.nobody().get("/.well-known/jwks.json").status, 200);
    let (ana, path) = (g.ana.clone(), format!("{}/{id}", g.keys_path()));
    g.world.before_commit.set(move || assert_eq!(ana.delete(&path).status, 204));
    assert_eq!(error(&g.assert(&mine.sign("JWT", &id, &g.claims("1")))), (401, "invalid_client".into()));
    assert!(!g.world.before_commit.is_set());
    assert_eq!(g.world.count("SELECT count(*) FROM used_assertion"), 0);
    // Later it is known why.
    assert_eq!(error(&g.assert(&mine.sign("JWT", &id, &g.claims("2")))).0, 401);
    let all = g.ana.get(&format!("/v1/refusals?system_user_id={}", g.id)).json();
    let one =
        all["items"].as_array().expect("items").iter().find(|one| one["reason"] == "revoked").expect("one").clone();
    assert_eq!((&one["token_id"], &one["key_name"]), (&json!(id), &json!("Worker")));
    assert_eq!(one["cause"]["action"], "system_user.key_removed");
    assert_eq!(g.register(&mine, json!({})).field(), "/public_key taken", "it does not come back");
}

#[test]
fn whoever_has_a_key_fills_no_disk() {
    let g = ground();
    let mine = signer(Algorithm::EdDsa, 1);
    let id = g.registered(&mine);
    g.world
        .sql(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) \
             INSERT INTO used_assertion SELECT '{id}', 'digest ' || i, {} FROM n",
            g.world.now().millis() + 60_000
        ))
        .expect("fills");
    let answer = g.assert(&mine.sign("JWT", &id, &g.claims("one more")));
    assert_eq!((answer.status, answer.json()["error"].as_str()), (429, Some("temporarily_unavailable")));
    assert!(answer.header("retry-after").is_some());
}

#[test]
fn a_key_is_registered_by_its_public_half_alone() {
    let g = ground();
    let mine = signer(Algorithm::EdDsa, 1);
    let post = |key: Value| g.ana.post(&g.keys_path(), &json!({ "name": "Worker", "public_key": key }));
    let jwk: Value = serde_json::from_str(&mine.public().expect("a key").to_jwk()).expect("JSON");
    let mut private = jwk.clone();
    private["d"] = base64url::encode(&[1; 32]).into();
    assert_eq!(post(private.clone()).field(), "/public_key private_key");
    assert_eq!(post(private.to_string().into()).field(), "/public_key private_key");
    assert_eq!(
        post("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----".into()).field(),
        "/public_key private_key"
    );
    let of_none =
        json!({ "kty": "EC", "crv": "P-256", "x": base64url::encode(&[1; 32]), "y": base64url::encode(&[1; 32]) });
    for wrong in [json!("x"), json!({}), json!({ "kty": "RSA", "n": "x", "e": "AQAB" }), of_none] {
        assert_eq!(post(wrong.clone()).field(), "/public_key invalid_key", "{wrong}");
    }
    assert!(!g.world.dump().contains(&base64url::encode(&[1; 32])), "what was refused is nowhere");
    g.registered(&mine);
    assert_eq!(g.register(&mine, json!({})).field(), "/public_key taken");
    let rules = |scopes: Value| {
        let version = g.ana.get("/v1/account").json()["version"].clone();
        let answer = g.ana.patch("/v1/account", &json!({ "version": version, "token_scopes": scopes }));
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    rules(json!(["send"]));
    let two = signer(Algorithm::EdDsa, 2);
    assert_eq!(g.register(&two, json!({ "scopes": ["introspect"] })).field(), "/scopes invalid_choice");
    assert_eq!(g.register(&two, json!({})).json()["scopes"], json!(["send"]), "as far as the account allows");
    // Of those who register at once ten have room.
    let all: Vec<u16> = std::thread::scope(|scope| {
        let each = (3..20).map(|n| {
            let g = &g;
            scope.spawn(move || g.register(&signer(Algorithm::EdDsa, n), json!({})).status)
        });
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert!(all.iter().all(|status| matches!(status, 201 | 409)), "{all:?}");
    for n in 20..40 {
        g.register(&signer(Algorithm::EdDsa, n), json!({}));
    }
    assert_eq!(g.world.count("SELECT count(*) FROM client_key"), 10);
    let full = g.register(&signer(Algorithm::EdDsa, 41), json!({}));
    assert_eq!((full.status, full.json()["code"].as_str()), (409, Some("client_key_limit")));
}
