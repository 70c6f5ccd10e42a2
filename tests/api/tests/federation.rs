//! Bots without secrets: whose word buys a token, what it buys, and who is told why it buys nothing (ADR 0039).

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use api_tests::{Actor, Answer, Isolate, World, answered, made};
use domain::base64url;
use domain::client_key::Algorithm;
use domain::secret::Secret;
use domain::time::{DAY, HOUR, MINUTE, SECOND};
use domain::trust::SHARED;
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer, OutsideCall};
use service::jwt::Signer;

const ISSUER: &str = "https://issuer.example.com";
const AUDIENCE: &str = "https://tenure.example.com";
const BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// A key of RSA, and what it signed for the time at which the tests' clock stands.
const RSA_KEY: &str = "2dDzTR2SDo-AyOIBb_s6P2CY-dnxEU9E5ZhQSI9GliWASuhoom1RuxsfqgxdM7MnencBPYoZyTs3V4ws1dbDar5kXyt44UE8zPEm_kkiz-j_DaoIc8d21C62AhZqEFV-JT3kYjXhelSsBEfIUZMDaC7dzVgIB1C1sPA5Rk4HRPDksmLMZ8wLYdX5BaiNgb8iD5H8fBye54Q9X8Au2SjNmVOHNrPN4oHzsYldoIvl6PgSxosqyEvD1mUf1DMP-qMdzQfJ3DhAgMnSC-mDwhnF2NWZPE3_cUecEnVCG8HwQ6Dql3cy07tIGhpeqpU0jLbsMUQU1Br-5vIiGGI1zP6ztw";
const RSA_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbSIsImF1ZCI6Imh0dHBzOi8vdGVudXJlLmV4YW1wbGUuY29tIiwic3ViIjoicmVwbzphY21lL2JvdCIsImp0aSI6InJzYSIsImlhdCI6MTgwMDAwMDAwMCwiZXhwIjoxODAwMDAwMzAwfQ.RDXwqaTQGhi2_resz2o8zOHf4u1QSe-5MmjJBD-noSWh3K_4nKkhhvM08_XBOP585i68HYUTqcU_PT78FaZuIyTNPdsFL5ls-fiWzISsanxH9yAtDvHu24xijKoYpBpDQMDe2N5og99OOhEIxJoPFD1i8rWBqu5rwmykDkXDwJaTPkkWYwzyQwh4Egjl_ITxxHSJ7PnaVVn6S3_RwR01vUWNYfgg47a2PytGBRgxCIbP263dBNggy6oetpcGS6OaroiHgVb-nWcryURvmqtaaRsc7GraSx1qgQajgvufKmsoCNK5qufweNAzmhMorVC6ts80efnd0BOIptUJMBN-WQ";

fn signer(n: u8) -> Signer {
    Signer::new(Algorithm::Es256, &Secret::new([n; 32])).expect("a key")
}

fn jwk(signer: &Signer, kid: &str) -> Value {
    let mut jwk: Value = serde_json::from_str(&signer.public().expect("a key").to_jwk()).expect("JSON");
    (jwk["kid"], jwk["use"]) = (kid.into(), "sig".into());
    jwk
}

fn form(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| contract::client::percent_encode(text);
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// What issuers answer: each its metadata, and these keys.
fn published(call: &OutsideCall, keys: &[Value]) -> Result<OutsideAnswer, CallError> {
    let body = match call.url.strip_suffix("/.well-known/openid-configuration") {
        Some(issuer) => json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/keys") }),
        None => json!({ "keys": keys }),
    };
    Ok(OutsideAnswer { body: body.to_string().into_bytes(), ..answered(200)? })
}

fn publish(world: &World, keys: Vec<Value>) {
    world.answer(move |call| published(call, &keys));
}

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    id: String,
    rule: String,
    signer: Signer,
}

fn rule(claims: Value) -> Value {
    json!({ "name": "CI", "issuer": ISSUER, "audience": AUDIENCE, "claims": claims })
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, _) = ana.system_user(None, "bot");
    let signer = signer(7);
    publish(&world, vec![jwk(&signer, "one")]);
    let added = ana.post(&format!("/v1/system-users/{id}/trust-rules"), &rule(json!({ "sub": "repo:acme/bot" })));
    assert_eq!(added.status, 201, "{}", added.text());
    let rule = added.json()["id"].as_str().expect("an id").to_owned();
    Ground { world, isolate, ana, id, rule, signer }
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

fn grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

impl Ground {
    fn at_rules(&self) -> String {
        format!("/v1/system-users/{}/trust-rules", self.id)
    }

    fn rules(&self) -> Vec<Value> {
        self.ana.get(&self.at_rules()).json()["items"].as_array().expect("items").clone()
    }

    fn seconds(&self) -> i64 {
        self.world.now().millis() / SECOND
    }

    /// What a right token says.
    fn claims(&self, jti: &str) -> Value {
        let now = self.seconds();
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "repo:acme/bot", "jti": jti, "iat": now, "nbf": now, "exp": now + 300 })
    }

    fn signed(&self, claims: &Value) -> String {
        self.signer.sign("JWT", "one", claims)
    }

    fn token(&self, jti: &str) -> String {
        self.signed(&self.claims(jti))
    }

    fn ask(&self, isolate: &Isolate, fields: &[(&str, &str)]) -> Answer {
        isolate.nobody().form("/oauth/token", &form(fields))
    }

    fn show(&self, assertion: &str) -> Answer {
        self.ask(&self.isolate, &[("grant_type", BEARER), ("client_id", &self.id), ("assertion", assertion)])
    }

    fn bought(&self, jti: &str) -> String {
        let answer = self.show(&self.token(jti));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["access_token"].as_str().expect("a token").to_owned()
    }

    fn calls(&self, token: &str) -> u16 {
        self.isolate.bot(token).get("/v1/whoami").status
    }

    /// The last refusal that the rule is said to have.
    fn why(&self) -> (String, Option<String>) {
        let last = self.rules()[0]["last_refusal"].clone();
        (last["reason"].as_str().unwrap_or_default().to_owned(), last["claim"].as_str().map(str::to_owned))
    }

    /// Shows it to an isolate that knows nothing yet, and is told nothing; the rule says why.
    fn refused(&self, assertion: &str, reason: &str) {
        let answer = self.show(assertion);
        assert_eq!(error(&answer), grant(), "{reason} {}", answer.text());
        for told in [reason, "repo:", "claim", "audience", "sub"] {
            assert!(!answer.text().contains(told), "the caller is told {told}: {}", answer.text());
        }
        assert_eq!(self.why().0, reason);
        self.world.pass(SECOND);
    }

    fn fetches(&self) -> usize {
        self.world.called().iter().filter(|(_, call)| call.url.starts_with(ISSUER)).count()
    }
}

#[test]
fn the_word_of_an_issuer_that_is_trusted_buys_a_token_for_a_quarter_of_an_hour() {
    let g = ground();
    let mut claims = g.claims("one");
    claims["exp"] = json!(g.seconds() + 3_600);
    let answer = g.show(&g.signed(&claims));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    let body = answer.json();
    assert_eq!(
        (&body["token_type"], &body["expires_in"], &body["scope"], body.get("issued_token_type")),
        (&json!("Bearer"), &json!(900), &json!("introspect read_messages send"), None)
    );
    let token = body["access_token"].as_str().expect("a token");
    assert!(token.starts_with("tnr_"), "one of Tenure's own");
    let me = g.isolate.bot(token).get("/v1/whoami");
    assert_eq!((me.status, &me.json()["username"]), (200, &json!("bot")), "{}", me.text());
    let rule = g.rules()[0].clone();
    assert_eq!((&rule["live_tokens"], rule["last_used_at"].is_null()), (&json!(1), false), "{rule}");
    // It is nobody's to manage, and takes no place from those that are.
    let tokens = g.ana.get(&format!("/v1/system-users/{}", g.id)).json()["system_user"]["tokens"].clone();
    assert_eq!(tokens.as_array().map(Vec::len), Some(1));
    assert_eq!(g.ana.get("/v1/tokens").json()["items"].as_array().map(Vec::len), Some(1));
    g.world.pass(900 * SECOND - 1);
    assert_eq!(g.calls(token), 200);
    g.world.pass(1);
    assert_eq!(g.calls(token), 401);
    assert_eq!(g.rules()[0]["live_tokens"], 0);
}

#[test]
fn what_is_bought_ends_no_later_than_what_was_shown_and_may_do_no_more() {
    let g = ground();
    let mut claims = g.claims("short");
    claims["exp"] = json!(g.seconds() + 90);
    let fields = [("grant_type", BEARER), ("client_id", &*g.id), ("scope", "send"), ("assertion", &g.signed(&claims))];
    let answer = g.ask(&g.isolate, &fields);
    assert_eq!((&answer.json()["expires_in"], &answer.json()["scope"]), (&json!(90), &json!("send")));
    let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
    let asked = g.isolate.bot(&token).post("/v1/introspect", &json!({ "token": token }));
    assert_eq!(asked.status, 403, "it may send alone");
    g.world.pass(90 * SECOND);
    assert_eq!(g.calls(&token), 401);
    let fields = [("grant_type", BEARER), ("client_id", &*g.id), ("scope", "ads_read"), ("assertion", &g.token("x"))];
    assert_eq!(error(&g.ask(&g.isolate, &fields)), (400, "invalid_scope".to_owned()));
    // The rule's own scopes are the most.
    let narrow = json!({ "name": "Narrow", "issuer": ISSUER, "audience": AUDIENCE, "claims": { "sub": "n" }, "scopes": ["send"] });
    assert_eq!(g.ana.post(&g.at_rules(), &narrow).status, 201);
    let mut claims = g.claims("narrow");
    claims["sub"] = json!("n");
    assert_eq!(g.show(&g.signed(&claims)).json()["scope"], "send");
}

#[test]
fn a_token_is_exchanged_as_the_standard_says() {
    let g = ground();
    let exchange = |token: &str, more: &[(&str, &str)]| {
        let mut all = vec![("grant_type", EXCHANGE), ("client_id", &*g.id), ("subject_token", token)];
        all.extend(more);
        g.ask(&g.isolate, &all)
    };
    let kinds = [JWT, "urn:ietf:params:oauth:token-type:id_token"];
    for (n, kind) in kinds.iter().enumerate() {
        let token = g.token(&format!("t{n}"));
        let answer = exchange(
            &token,
            &[("subject_token_type", kind), ("requested_token_type", ACCESS_TOKEN), ("audience", AUDIENCE)],
        );
        assert_eq!(
            (answer.status, &answer.json()["issued_token_type"]),
            (200, &json!(ACCESS_TOKEN)),
            "{}",
            answer.text()
        );
        assert_eq!(g.calls(answer.json()["access_token"].as_str().expect("a token")), 200);
    }
    let token = g.token("left");
    for (more, wanted) in [
        (vec![], "invalid_request"),
        (vec![("subject_token_type", ACCESS_TOKEN)], "invalid_request"),
        (vec![("subject_token_type", JWT), ("requested_token_type", JWT)], "invalid_request"),
        (vec![("subject_token_type", JWT), ("audience", "https://other.example.com")], "invalid_target"),
        (vec![("subject_token_type", JWT), ("resource", "https://other.example.com")], "invalid_target"),
        (vec![("subject_token_type", JWT), ("actor_token", &token)], "invalid_request"),
        (vec![("subject_token_type", JWT), ("client_secret", "x")], "invalid_request"),
    ] {
        assert_eq!(error(&exchange(&token, &more)), (400, wanted.to_owned()), "{more:?}");
    }
    assert_eq!(exchange(&token, &[("subject_token_type", JWT)]).status, 200, "none of these has used it up");
    let none = g.ask(&g.isolate, &[("grant_type", BEARER), ("client_id", &g.id)]);
    assert_eq!(error(&none), (400, "invalid_request".to_owned()));
}

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

#[test]
fn an_assertion_buys_one_token_whoever_is_faster() {
    let g = ground();
    let others = g.world.isolate();
    let token = g.token("once");
    let faster = {
        let (isolate, fields) =
            (g.world.isolate(), form(&[("grant_type", BEARER), ("client_id", &g.id), ("assertion", &token)]));
        let won = Arc::new(std::sync::Mutex::new(None));
        let told = won.clone();
        g.world
            .before_commit
            .set(move || *told.lock().expect("told") = Some(isolate.nobody().form("/oauth/token", &fields).status));
        won
    };
    assert_eq!(error(&g.show(&token)), grant());
    assert_eq!(*faster.lock().expect("told"), Some(200));
    assert_eq!(g.world.count("SELECT count(*) FROM bought_token"), 1);
    assert_eq!(g.why().0, "replayed");
    // Without an id of its own it is what was signed that counts, and not how the signature is written.
    let mut claims = g.claims("x");
    claims.as_object_mut().expect("claims").remove("jti");
    let token = g.signed(&claims);
    assert_eq!(g.show(&token).status, 200);
    let (head, signature) = token.rsplit_once('.').expect("three parts");
    assert_eq!(error(&g.show(&format!("{head}.{}", other_form(signature)))), grant());
    assert_eq!(error(&g.ask(&others, &[("grant_type", BEARER), ("client_id", &g.id), ("assertion", &token)])), grant());
    assert_eq!(g.world.count("SELECT count(*) FROM bought_token"), 2);
}

/// The other way to write a signature of ECDSA on P-256: with n - s in place of s.
fn other_form(signature: &str) -> String {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
        0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let mut bytes = base64url::decode(signature).expect("base64");
    let mut borrow = 0;
    for at in (0..32).rev() {
        let n = i32::from(ORDER[at]) - i32::from(bytes[32 + at]) - borrow;
        (bytes[32 + at], borrow) = ((n & 0xff) as u8, i32::from(n < 0));
    }
    base64url::encode(&bytes)
}

#[test]
fn what_was_bought_ends_within_a_second_with_its_rule_or_its_system_user() {
    let g = ground();
    let far = g.world.isolate();
    let calls = |token: &str| far.bot(token).get("/v1/whoami").status;
    let token = g.bought("one");
    assert_eq!(calls(&token), 200);
    assert_eq!(g.ana.call("POST", &format!("/v1/system-users/{}/deactivate", g.id), b"").status, 200);
    assert_eq!(g.calls(&token), 401, "here at once");
    g.world.pass(SECOND + 1);
    assert_eq!(calls(&token), 401);
    g.refused(&g.token("inactive"), "inactive");
    assert_eq!(g.ana.call("POST", &format!("/v1/system-users/{}/activate", g.id), b"").status, 200);
    g.world.pass(SECOND + 1);
    assert_eq!(calls(&token), 200);
    let removed = g.ana.delete(&format!("{}/{}", g.at_rules(), g.rule));
    assert_eq!(removed.status, 204, "{}", removed.text());
    assert_eq!(g.calls(&token), 401, "here at once");
    g.world.pass(SECOND + 1);
    assert_eq!(calls(&token), 401);
    assert_eq!(error(&g.show(&g.token("late"))), grant());
    let why = g.ana.get(&format!("/v1/refusals?system_user_id={}", g.id)).json();
    let late = why["items"]
        .as_array()
        .expect("items")
        .iter()
        .find(|one| one["token_id"] == json!(g.rule) && one["reason"] == "revoked")
        .cloned()
        .expect("it");
    assert_eq!(late["cause"]["action"], "system_user.trust_rule_removed");
    assert_eq!(g.ana.delete(&format!("{}/{}", g.at_rules(), g.rule)).status, 404, "it does not go twice");
    // A rule that goes between the look at it and the buying buys nothing.
    let added = g.ana.post(&g.at_rules(), &rule(json!({ "sub": "repo:acme/bot" })));
    let (ana, path) = (g.ana.clone(), format!("{}/{}", g.at_rules(), made(&added)["id"].as_str().expect("an id")));
    g.world.before_commit.set(move || assert_eq!(ana.delete(&path).status, 204));
    assert_eq!(error(&g.show(&g.token("raced"))), grant());
    assert_eq!(g.world.count("SELECT count(*) FROM bought_token"), 1);
}

#[test]
fn whoever_has_what_was_bought_may_end_it() {
    let g = ground();
    let (one, two) = (g.bought("one"), g.bought("two"));
    let body = form(&[("token", &one), ("client_id", "bot"), ("client_secret", &two)]);
    let revoked = g.isolate.nobody().form("/oauth/revoke", &body);
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    assert_eq!((g.calls(&one), g.calls(&two)), (401, 200));
    let version = g.ana.get("/v1/account").json()["version"].clone();
    assert_eq!(g.ana.patch("/v1/account", &json!({ "version": version, "partner_finds": "warn" })).status, 200);
    let found = g.isolate.nobody().post("/v1/found-tokens", &json!({ "tokens": [two] }));
    assert_eq!(found.status, 202);
    assert_eq!(g.calls(&two), 401);
    let told = g.ana.get("/v1/audit-events?action=system_user.token_found").json()["items"][0].clone();
    assert_eq!(told["detail"]["after"]["tail"], json!(two[two.len() - 4..]));
    assert_eq!(g.world.count("SELECT count(*) FROM event WHERE topic = 'token' AND detail ->> 'name' = 'CI'"), 1);
    assert_eq!(g.rules()[0]["live_tokens"], 0);
    // It buys no longer life for itself.
    let three = g.bought("three");
    g.world.pass(14 * MINUTE);
    assert_eq!(g.calls(&three), 401, "the assertion was of five minutes");
}

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
fn an_issuer_that_can_not_be_asked_is_no_refusal_and_is_not_asked_in_a_storm() {
    let g = ground();
    g.world.answer(|_| Err(CallError::TimedOut));
    let later = |answer: &Answer, seconds: &str| {
        let told = (error(answer), answer.header("retry-after"));
        assert_eq!(told, ((503, "temporarily_unavailable".to_owned()), Some(seconds.to_owned())), "{}", answer.text());
    };
    later(&g.show(&g.token("one")), "10");
    assert_eq!(g.why().0, "issuer");
    for n in 0..20 {
        later(&g.show(&g.token(&n.to_string())), "10");
    }
    assert_eq!(g.fetches(), 1, "asked once");
    for body in [
        "",
        "[]",
        "{}",
        r#"{"issuer":"https://other.example.com","jwks_uri":"https://issuer.example.com/keys"}"#,
        r#"{"issuer":"https://issuer.example.com"}"#,
        r#"{"issuer":"https://issuer.example.com","jwks_uri":"https://10.0.0.7/keys"}"#,
        r#"{"issuer":"https://issuer.example.com","jwks_uri":"http://issuer.example.com/keys"}"#,
    ] {
        g.world.pass(10 * SECOND);
        g.world.answer(move |_| Ok(OutsideAnswer { body: body.as_bytes().to_vec(), ..answered(200)? }));
        later(&g.show(&g.token("one")), "10");
    }
    g.world.pass(10 * SECOND);
    g.world.answer(|_| answered(302));
    later(&g.show(&g.token("one")), "10");
    // Who comes while another one asks is told to come again soon, and is not refused.
    g.world.pass(10 * SECOND);
    let (fields, isolate) =
        (form(&[("grant_type", BEARER), ("client_id", &g.id), ("assertion", &g.token("two"))]), g.isolate.clone());
    let (keys, second) = (vec![jwk(&g.signer, "one")], Arc::new(std::sync::Mutex::new(None)));
    let told = second.clone();
    g.world.answer(move |call| {
        let mut told = told.lock().expect("told");
        if told.is_none() {
            let answer = isolate.nobody().form("/oauth/token", &fields);
            *told = Some((answer.status, answer.header("retry-after")));
        }
        published(call, &keys)
    });
    assert_eq!(g.show(&g.token("one")).status, 200);
    assert_eq!(*second.lock().expect("told"), Some((503, Some("2".to_owned()))));
    assert_eq!(g.show(&g.token("two")).status, 200, "nothing has used it up");
    // Names of keys that nobody knows make it be asked once in ten seconds.
    let before = g.fetches();
    g.world.pass(10 * SECOND);
    for n in 0..50 {
        assert_eq!(error(&g.show(&g.signer.sign("JWT", &format!("k{n}"), &g.claims("x")))), grant());
    }
    assert_eq!(g.fetches(), before + 2, "metadata and keys");
}

#[test]
fn keys_are_believed_for_an_hour_and_a_new_one_is_found_when_it_is_named() {
    let g = ground();
    let next = signer(9);
    assert_eq!(g.show(&g.token("one")).status, 200);
    publish(
        &g.world,
        vec![json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "two" }), json!("junk"), jwk(&next, "two")],
    );
    g.world.pass(10 * SECOND);
    assert_eq!(g.show(&next.sign("JWT", "two", &g.claims("two"))).status, 200, "one that is of no use is left out");
    g.refused(&g.token("three"), "unknown_key");
    g.world.pass(HOUR);
    let ana = g.ana.proven();
    let fetches = g.fetches();
    assert_eq!(g.show(&next.sign("JWT", "two", &g.claims("four"))).status, 200);
    assert_eq!(g.fetches(), fetches + 2);
    // A key of this name of another issuer is another key.
    let mut other = rule(json!({ "sub": "repo:acme/bot" }));
    other["issuer"] = json!("https://other.example.com");
    assert_eq!(ana.post(&g.at_rules(), &other).status, 201);
    let mut claims = g.claims("five");
    claims["iss"] = other["issuer"].clone();
    publish(&g.world, vec![jwk(&signer(3), "two")]);
    assert_eq!(error(&g.show(&next.sign("JWT", "two", &claims))), grant());
    assert_eq!(g.show(&signer(3).sign("JWT", "two", &claims)).status, 200);
}

#[test]
fn issuers_sign_by_rsa_too() {
    let g = ground();
    let key = |alg: &str| json!({ "kty": "RSA", "n": RSA_KEY, "e": "AQAB", "kid": "rsa-1", "use": "sig", "alg": alg });
    publish(&g.world, vec![key("RS512")]);
    assert_eq!(error(&g.show(RSA_TOKEN)), grant(), "a key for another way");
    assert_eq!(g.why().0, "unknown_key");
    g.world.pass(10 * SECOND);
    publish(&g.world, vec![key("RS256")]);
    let (head, signature) = RSA_TOKEN.rsplit_once('.').expect("three parts");
    let mut bytes = base64url::decode(signature).expect("base64");
    bytes[9] ^= 1;
    assert_eq!(error(&g.show(&format!("{head}.{}", base64url::encode(&bytes)))), grant());
    assert_eq!(g.why().0, "signature");
    let answer = g.show(RSA_TOKEN);
    assert_eq!((answer.status, &answer.json()["expires_in"]), (200, &json!(290)), "{}", answer.text());
}

#[test]
fn who_names_no_system_user_is_the_one_whose_rule_it_is() {
    let g = ground();
    let show = |token: &str, client: Option<&str>| {
        let mut fields = vec![("grant_type", BEARER), ("assertion", token)];
        fields.extend(client.map(|client| ("client_id", client)));
        g.ask(&g.isolate, &fields)
    };
    assert_eq!(show(&g.token("one"), None).status, 200);
    assert_eq!(show(&g.token("two"), Some("bot")).status, 200);
    let (other, _) = g.ana.system_user(None, "other");
    let path = format!("/v1/system-users/{other}/trust-rules");
    assert_eq!(g.ana.post(&path, &rule(json!({ "sub": "repo:acme/bot" }))).status, 201);
    let token = g.token("three");
    assert_eq!(error(&show(&token, None)), (400, "invalid_request".to_owned()), "which of the two?");
    let answer = show(&token, Some(&other));
    let whose = g.isolate.bot(answer.json()["access_token"].as_str().expect("a token")).get("/v1/whoami").json();
    assert_eq!(whose["username"], "other");
    // What matches nobody is told to nobody: the rules are several system users'.
    let mut wrong = g.claims("four");
    wrong["sub"] = json!("somebody");
    assert_eq!(error(&show(&g.signed(&wrong), None)), grant());
    assert!(g.rules()[0]["last_refusal"].is_null());
    assert_eq!(error(&show(&g.token("five"), Some("nobody"))), grant());
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
fn what_is_bought_is_bounded_and_cleared_away() {
    let g = ground();
    for n in 0..300 {
        let mut claims = g.claims(&n.to_string());
        claims["exp"] = json!(g.seconds() + 60);
        assert_eq!(g.show(&g.signed(&claims)).status, 200, "{n}");
    }
    let more = g.show(&g.token("more"));
    assert_eq!(
        (error(&more).1.as_str(), more.header("retry-after").as_deref()),
        ("temporarily_unavailable", Some("60"))
    );
    g.world.pass(15 * MINUTE);
    assert_eq!(g.show(&g.token("later")).status, 200);
    assert_eq!(g.world.count("SELECT count(*) FROM bought_token"), 301);
    g.world.pass(DAY + 10 * MINUTE);
    g.isolate.scheduled();
    assert_eq!(g.world.count("SELECT count(*) FROM bought_token"), 0, "what was shown for it has ended, too");
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
