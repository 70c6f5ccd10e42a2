//! Bots without secrets: whose word buys a token, what it buys, and who is told why it buys nothing (ADR 0039).

mod bought;
mod judged;
mod keys;
mod reported;
mod rules;

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
