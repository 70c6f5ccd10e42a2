//! What people reported of workload identity elsewhere, each tried here.

use super::*;

const GITHUB: &str = "https://token.actions.githubusercontent.com";

impl Ground {
    fn add(&self, issuer: &str, audience: &str, claims: Value) {
        // It is listed first.
        self.world.pass(1);
        let body = json!({ "name": "Reported", "issuer": issuer, "audience": audience, "claims": claims });
        let added = self.ana.post(&self.at_rules(), &body);
        assert_eq!(added.status, 201, "{}", added.text());
    }

    /// A right token with these claims in place of its own.
    fn says(&self, claims: Value) -> String {
        let mut all = self.claims("x");
        all["jti"] = json!(format!("{}", self.world.now().millis()));
        for (name, value) in claims.as_object().expect("an object") {
            all[name] = value.clone();
        }
        self.world.pass(1);
        self.signed(&all)
    }

    fn takes(&self, assertion: &str) {
        let answer = self.show(assertion);
        assert_eq!(answer.status, 200, "{} {:?}", answer.text(), self.why());
    }

    fn leaves(&self, assertion: &str) {
        assert_eq!(error(&self.show(assertion)), grant());
    }
}

/// Azure/login#515 and #492, Freddy-DK/Fkh#46: subjects are compared with their case; since 2026 GitHub puts ids into new ones;
/// a colon in the name of an environment is escaped there and nowhere else. A rule on ids does not notice.
#[test]
fn a_rule_on_ids_outlives_what_a_code_host_does_to_its_subjects() {
    let g = ground();
    g.add(GITHUB, AUDIENCE, json!({ "repository_id": "456", "environment": "Prod: EU" }));
    let with = |sub: &str| {
        g.says(json!({
            "iss": GITHUB, "sub": sub, "repository_id": "456", "repository_owner_id": "123", "environment": "Prod: EU",
            "run_attempt": "1", "ref_protected": "true",
        }))
    };
    for sub in [
        "repo:octo/repo:environment:Prod%3A EU",
        "repo:Octo/repo:environment:prod%3A EU",
        "repo:octo@123/repo@456:environment:Prod%3A EU",
    ] {
        g.takes(&with(sub));
    }
    // A subject in a rule is what it is, letter by letter, and it is said which claim was another.
    let g = ground();
    g.add(GITHUB, AUDIENCE, json!({ "repository_id": "456", "sub": "repo:octo@123/repo@456:environment:Prod%3A EU" }));
    let with = |sub: &str| g.says(json!({ "iss": GITHUB, "sub": sub, "repository_id": "456" }));
    g.takes(&with("repo:octo@123/repo@456:environment:Prod%3A EU"));
    for other in [
        "repo:octo@123/repo@456:environment:prod%3A EU",
        "repo:octo@123/repo@456:environment:Prod: EU",
        "repo:octo/repo:environment:Prod%3A EU",
    ] {
        g.leaves(&with(other));
        assert_eq!(g.why(), ("claim".to_owned(), Some("sub".to_owned())), "{other}");
    }
}

/// coreos/go-oidc#203 and #338, Azure/azure-saas#239, achtungsoftware/alarik#14: the slash at the end of an issuer.
#[test]
fn the_slash_at_the_end_of_an_issuer_is_a_part_of_it_and_the_slip_is_named() {
    for (rules, tokens) in [
        ("https://a.example.com/x", "https://a.example.com/x/"),
        ("https://a.example.com/x/", "https://a.example.com/x"),
    ] {
        let g = ground();
        g.add(rules, AUDIENCE, json!({ "sub": "repo:acme/bot" }));
        g.world.answer({
            let keys = vec![jwk(&g.signer, "one")];
            move |call| {
                assert!(!call.url.contains("//.well-known"), "{}", call.url);
                let body = match call.url.contains(".well-known") {
                    true => json!({ "issuer": rules, "jwks_uri": "https://keys.example.net/some/keys?v=1" }),
                    false => json!({ "keys": keys }),
                };
                Ok(OutsideAnswer { body: body.to_string().into_bytes(), ..answered(200)? })
            }
        });
        g.takes(&g.says(json!({ "iss": rules })));
        g.leaves(&g.says(json!({ "iss": tokens })));
        assert_eq!(g.why(), ("claim".to_owned(), Some("iss".to_owned())), "{rules}");
        // It is nobody's who is not named, and nobody's whose rule is of another issuer.
        g.leaves(&g.says(json!({ "iss": "https://a.example.com/y/" })));
        let before =
            g.ana.get(&format!("/v1/refusals?system_user_id={}", g.id)).json()["items"].as_array().map(Vec::len);
        assert_eq!(before, Some(1));
    }
}

/// keycloak/keycloak#14794, jpadilla/pyjwt#1129, lestrrat-go/jwx#757: several keys of one name.
#[test]
fn of_several_keys_with_one_name_the_one_that_signed_is_found() {
    let g = ground();
    let rsa = |alg: &str| json!({ "kty": "RSA", "n": RSA_KEY, "e": "AQAB", "kid": "one", "use": "sig", "alg": alg });
    publish(
        &g.world,
        vec![rsa("RS512"), rsa("RS256"), jwk(&signer(8), "one"), jwk(&g.signer, "one"), jwk(&signer(9), "one")],
    );
    g.takes(&g.token("one"));
    g.takes(&signer(9).sign("JWT", "one", &g.claims("two")));
    g.refused(&signer(10).sign("JWT", "one", &g.claims("three")), "signature");
}

/// jpadilla/pyjwt#1072, MicahParks/keyfunc#138, auth0/jwks-rsa-java#23: names of keys are optional, on either side.
#[test]
fn keys_and_tokens_may_have_no_names() {
    let unnamed = |g: &Ground| {
        // The signer writes no header without `kid`.
        let claims = base64url::encode(g.claims("unnamed").to_string().as_bytes());
        let header = base64url::encode(br#"{"alg":"ES256"}"#);
        let secret = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a key");
        let signed = format!("{header}.{claims}");
        let signature: p256::ecdsa::Signature = p256::ecdsa::signature::Signer::sign(&secret, signed.as_bytes());
        format!("{signed}.{}", base64url::encode(&signature.to_bytes()))
    };
    let g = ground();
    let mut without = jwk(&g.signer, "x");
    without.as_object_mut().expect("a key").remove("kid");
    (without["use"], without["alg"], without["key_ops"]) = (Value::Null, Value::Null, Value::Null);
    for keys in [vec![jwk(&signer(3), "other"), jwk(&g.signer, "one")], vec![jwk(&signer(3), "other"), without]] {
        let g = ground();
        publish(&g.world, keys.clone());
        g.takes(&unnamed(&g));
        let g = ground();
        publish(&g.world, keys);
        g.takes(&g.token("named"));
    }
}

/// hashicorp/vault#11611, hashicorp/vault-plugin-auth-jwt#181: a key was changed under the same name, or tokens name none, and what was
/// known of before refuses for as long as it is kept.
#[test]
fn a_key_that_was_changed_under_its_name_is_found_when_the_old_one_does_not_fit() {
    let g = ground();
    g.takes(&g.token("before"));
    publish(&g.world, vec![jwk(&signer(9), "one")]);
    g.world.pass(10 * SECOND);
    let fetches = g.fetches();
    g.takes(&signer(9).sign("JWT", "one", &g.claims("after")));
    assert_eq!(g.fetches(), fetches + 2, "asked once");
    g.refused(&g.token("old"), "signature");
    // Forgeries make it be asked once in ten seconds, as unknown names do.
    g.world.pass(10 * SECOND);
    for n in 0..50 {
        g.leaves(&signer(10).sign("JWT", "one", &g.claims(&n.to_string())));
    }
    assert_eq!(g.fetches(), fetches + 4);
}

/// openfga/openfga#3099, giantswarm/mcp-oauth#452: keys are changed, also while they can't be asked for.
#[test]
fn a_key_that_is_changed_while_the_issuer_does_not_answer_is_no_refusal() {
    for kid in ["two", "one"] {
        let g = ground();
        g.takes(&g.token("before"));
        g.world.answer(|_| Err(CallError::TimedOut));
        g.world.pass(10 * SECOND);
        let after = signer(9).sign("JWT", kid, &g.claims("after"));
        for _ in 0..3 {
            let answer = g.show(&after);
            assert_eq!((answer.status, answer.header("retry-after")), (503, Some("10".to_owned())), "{kid}");
            g.world.pass(SECOND);
        }
        assert_eq!(g.why().0, "issuer");
        g.takes(&g.token("meanwhile"));
        publish(&g.world, vec![jwk(&signer(9), kid)]);
        g.world.pass(10 * SECOND);
        g.takes(&after);
    }
}

/// cloudfoundry/uaa#3365, panva/openid-client#466, strimzi/strimzi-kafka-oauth#201: the API servers of Kubernetes answer 406 to
/// who does not take `application/jwk-set+json`. rustfs/rustfs#7330: their metadata has two members.
#[test]
fn a_cluster_gives_its_keys() {
    let g = ground();
    let keys = vec![jwk(&g.signer, "one")];
    g.world.answer(move |call| {
        let takes = |wanted: &str| call.headers.iter().any(|(name, value)| name == "accept" && value.contains(wanted));
        let wanted = if call.url.contains(".well-known") { "application/json" } else { "application/jwk-set+json" };
        if takes(wanted) { published(call, &keys) } else { answered(406) }
    });
    let pod = "system:serviceaccount:bots:default";
    g.add(ISSUER, "k8s", json!({ "sub": pod }));
    // The audience comes as a list (RFC 7519 §4.1.3), and there may be claims of claims.
    let claims =
        json!({ "aud": ["k8s"], "sub": pod, "kubernetes.io": { "namespace": "bots", "pod": { "name": "bot-0" } } });
    g.takes(&g.says(claims));
    for aud in [json!([["k8s"]]), json!(["k8s", "https://kubernetes.default.svc"]), json!({ "k8s": true }), json!([])] {
        g.leaves(&g.says(json!({ "aud": aud, "sub": pod })));
    }
}

/// sbomify/sbomify#1012, minio/console#993, tailscale/tsidp#73: the issuer's clock is some seconds ahead.
#[test]
fn an_issuer_whose_clock_is_ahead_is_heard() {
    let g = ground();
    for ahead in [1, 5, 29] {
        let at = g.seconds() + ahead;
        g.takes(&g.says(json!({ "iat": at, "nbf": at, "exp": at + 300 })));
        // In parts of a second (RFC 7519 §2).
        g.takes(&g.says(json!({ "iat": at as f64 + 0.25, "nbf": at as f64 - 0.5, "exp": at as f64 + 300.75 })));
    }
    let at = g.seconds() + 90;
    g.leaves(&g.says(json!({ "iat": at, "nbf": at, "exp": at + 300 })));
    assert_eq!(g.why().0, "assertion_early");
}

/// hashicorp/vault-plugin-auth-jwt#376 (42.9 passed for 42), #73 and hashicorp/vault#24921 (truth values and numbers).
#[test]
fn a_number_is_compared_whole() {
    let g = ground();
    g.add(ISSUER, "n", json!({ "account": "42", "protected": "true" }));
    let with =
        |account: Value, protected: Value| g.says(json!({ "aud": "n", "account": account, "protected": protected }));
    g.takes(&with(json!(42), json!(true)));
    for (account, protected) in [
        (json!(42.9), json!(true)),
        (json!(42.0), json!(true)),
        (json!(4.2e1), json!(true)),
        (json!(18_446_744_073_709_551_615_u64), json!(true)),
        (json!(42), json!(1)),
        (json!(42), json!("True")),
        (json!(42), json!([true])),
        (json!(true), json!(true)),
    ] {
        g.leaves(&with(account, protected));
    }
}

/// spiffe/go-spiffe#158: a header's type is `JWT` or `JOSE`, or none.
#[test]
fn a_token_of_spiffe_is_one() {
    let g = ground();
    for (n, typ) in ["JOSE", "jwt", "application/jwt", "at+jwt"].iter().enumerate() {
        g.takes(&g.signer.sign(typ, "one", &g.claims(&n.to_string())));
    }
    for typ in ["dpop+jwt", "secevent+jwt", "logout+jwt", "JOSE+JSON", "JWS"] {
        g.leaves(&g.signer.sign(typ, "one", &g.claims(typ)));
    }
}

/// Sets of keys grow: a part of one would refuse what the rest has signed.
#[test]
fn a_large_set_of_keys_is_taken_whole_or_not_at_all() {
    let many = |n: usize| {
        let g = ground();
        let mut keys: Vec<Value> = (0..n).map(|n| jwk(&signer(3), &format!("key {n}"))).collect();
        keys.push(jwk(&g.signer, "one"));
        publish(&g.world, keys);
        g.show(&g.token("x")).status
    };
    assert_eq!((many(60), many(199), many(200)), (200, 200, 503));
    // More than is read of an answer is not half a set.
    let g = ground();
    let mut large = jwk(&signer(3), "large");
    large["x5c"] = json!(["A".repeat(200_000)]);
    publish(&g.world, vec![jwk(&g.signer, "one"), large]);
    assert_eq!(g.show(&g.token("x")).status, 503);
}
