//! What is refused, and who is told why.

use super::*;

#[test]
fn each_way_of_being_wrong_is_named_to_the_admin_and_to_nobody_else() {
    let g = ground();
    let now = g.seconds();
    let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
    let with = |name: &str, value: Value| {
        let mut claims = g.claims("x");
        claims[name] = value;
        g.signed(&claims)
    };
    let good = g.token("x");
    let (head, signature) = good.rsplit_once('.').expect("three parts");
    let claims = head.split('.').nth(1).expect("claims");
    let unsigned = |alg: &str| format!("{}.{claims}.", part(&json!({ "alg": alg, "kid": "one" })));
    g.refused(&unsigned("none"), "algorithm");
    for alg in ["None", "NONE", "HS256", "RS512", "PS256", "ES384", "es256", ""] {
        g.refused(&unsigned(alg), "algorithm");
    }
    g.refused(&format!("{}.{claims}.{signature}", part(&json!({ "alg": "none" }))), "algorithm");
    g.refused(&signer(8).sign("JWT", "one", &g.claims("x")), "signature");
    g.refused(&format!("{head}.{}", base64url::encode(&[0; 64])), "signature");
    g.refused(&format!("{head}."), "signature");
    // The same two numbers as DER, which is no form of a token's.
    g.refused(&format!("{head}.{}", base64url::encode(&[0x30, 0x44, 0x02, 0x20])), "signature");
    g.world.pass(10 * SECOND);
    g.refused(&g.signer.sign("JWT", "two", &g.claims("x")), "unknown_key");
    g.refused(&with("aud", json!("https://other.example.com")), "assertion_audience");
    g.refused(&with("aud", json!([AUDIENCE, "https://other.example.com"])), "assertion_audience");
    g.refused(&with("aud", json!(format!("{AUDIENCE}/"))), "assertion_audience");
    g.refused(&with("exp", json!(now)), "assertion_ended");
    g.refused(&with("exp", json!(g.seconds() + 86_500)), "assertion_long");
    g.refused(&with("exp", json!("soon")), "assertion_long");
    g.refused(&with("nbf", json!(g.seconds() + 60)), "assertion_early");
    g.refused(&with("iat", json!(g.seconds() + 60)), "assertion_early");
    g.refused(&with("iat", json!("now")), "assertion_early");
    for sub in [
        json!("repo:acme/Bot"),
        json!("repo:acme/bot "),
        json!(["repo:acme/bot"]),
        json!("repo:acme/bot:ref"),
        json!(7),
        Value::Null,
    ] {
        g.refused(&with("sub", sub), "claim");
        assert_eq!(g.why(), ("claim".to_owned(), Some("sub".to_owned())));
    }
    // Nothing has used it up, and clocks may differ by half a minute.
    let mut claims = g.claims("x");
    (claims["nbf"], claims["aud"]) = (json!(g.seconds() + 29), json!([AUDIENCE, AUDIENCE]));
    assert_eq!(g.show(&g.signed(&claims)).status, 200);
    g.refused(&g.signed(&claims), "replayed");
    // They are among the refused calls, with what the rule is called.
    let all = g.ana.get(&format!("/v1/refusals?system_user_id={}", g.id)).json();
    let items = all["items"].as_array().expect("items");
    let of = |reason: &str| items.iter().find(|one| one["reason"] == reason).cloned().unwrap_or_default();
    assert_eq!((&of("claim")["key_name"], &of("claim")["claim"]), (&json!("CI"), &json!("sub")));
    for reason in [
        "algorithm",
        "signature",
        "unknown_key",
        "assertion_audience",
        "assertion_ended",
        "assertion_long",
        "assertion_early",
        "replayed",
    ] {
        assert_eq!(of(reason)["token_id"], json!(g.rule), "{reason}");
    }
    assert!(
        !g.world.log().contains(&good) && !g.world.log().contains(claims_part(&good)),
        "no assertion is in the log"
    );
}

fn claims_part(token: &str) -> &str {
    token.split('.').nth(1).expect("claims")
}

#[test]
fn what_has_not_the_form_of_a_token_is_refused_before_anything_is_asked() {
    let g = ground();
    let part = |text: &str| base64url::encode(text.as_bytes());
    let header = r#"{"alg":"ES256","kid":"one"}"#;
    let claims = g.claims("x").to_string();
    let signature = base64url::encode(&[7; 64]);
    let of = |header: &str, claims: &str| format!("{}.{}.{signature}", part(header), part(claims));
    let twice = claims.replacen('{', r#"{"sub":"other","#, 1);
    let long = claims.replacen('{', &format!(r#"{{"x":"{}","#, "x".repeat(8_192)), 1);
    for text in [
        String::new(),
        "x".to_owned(),
        of(r#"{"alg":"ES256","crit":["exp"],"exp":1}"#, &claims),
        of(r#"{"alg":"ES256","b64":false}"#, &claims),
        of(r#"{"alg":"none","alg":"ES256"}"#, &claims),
        of(r#"{"alg":"ES256","typ":"logout+jwt"}"#, &claims),
        of(header, &twice),
        of(header, &long),
        of(header, r#"{"iss":7,"aud":"x"}"#),
        of(header, r#"{"iss":"https://issuer.example.com"}"#),
        of(header, r#"{"iss":"https://issuer.example.com","aud":[]}"#),
        of(header, r#"{"iss":"https://issuer.example.com","aud":[7]}"#),
        of(header, r#"{"iss":"https://Issuer.example.com","aud":"x"}"#),
    ] {
        let before = g.world.queries.load(SeqCst);
        let answer = g.show(&text);
        assert!([grant(), (400, "invalid_request".to_owned())].contains(&error(&answer)), "{text} {}", answer.text());
        assert_eq!(g.world.queries.load(SeqCst), before, "{text}");
    }
    // A slash more is another issuer, which nobody trusts.
    let mut other = g.claims("x");
    other["iss"] = json!(format!("{ISSUER}/"));
    assert_eq!(error(&g.show(&g.signed(&other))), grant());
    assert_eq!(g.fetches(), 0, "and nobody was asked");
}

#[test]
fn numbers_and_truth_values_are_compared_by_their_text_and_nothing_else_is() {
    let g = ground();
    let wanted = json!({ "project_id": "42", "ref_protected": "true" });
    assert_eq!(g.ana.post(&g.at_rules(), &rule(wanted)).status, 201);
    let mut said = g.claims("x");
    said["sub"] = json!("another");
    for (n, (id, protected)) in [(json!("42"), json!("true")), (json!(42), json!(true))].into_iter().enumerate() {
        (said["project_id"], said["ref_protected"], said["jti"]) = (id, protected, json!(n.to_string()));
        assert_eq!(g.show(&g.signed(&said)).status, 200, "{said}");
    }
    for id in [json!(42.0), json!("042"), json!(" 42"), json!([42]), json!({ "42": 42 }), json!(-42)] {
        (said["project_id"], said["jti"]) = (id, json!("wrong"));
        assert_eq!(error(&g.show(&g.signed(&said))), grant(), "{said}");
    }
}
