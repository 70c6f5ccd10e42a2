//! OAuth for machines: what buys an access token, what it says, and until when it is good (ADR 0038).

mod assertions;
mod requests;
mod signing_keys;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use api_tests::{Actor, Answer, Isolate, World};
use domain::base64url;
use domain::client_key::Algorithm;
use domain::secret::Secret;
use domain::time::{DAY, HOUR, MINUTE};
use serde_json::{Value, json};
use service::jwt::{Signer, Unverified, Verifier};

const ORIGIN: &str = "https://tenure.example.com";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const MCP: &str = "https://mcp.example.com/mcp";

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
    id: String,
    token: String,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, token) = ana.system_user(None, "bot");
    Ground { world, isolate, ana, id, token }
}

/// A form's text out of names and values.
fn form(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| contract::client::percent_encode(text);
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

fn claims_of(text: &str) -> Value {
    let part = text.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&base64url::decode(part).expect("base64")).expect("JSON")
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

impl Ground {
    fn buy_as(&self, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("grant_type", "client_credentials")];
        all.extend(fields);
        self.isolate.nobody().form("/oauth/token", &form(&all))
    }

    fn buy(&self, more: &[(&str, &str)]) -> Answer {
        let mut all = vec![("client_id", "bot"), ("client_secret", self.token.as_str())];
        all.extend(more);
        self.buy_as(&all)
    }

    fn bought(&self, more: &[(&str, &str)]) -> String {
        let answer = self.buy(more);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["access_token"].as_str().expect("a token").to_owned()
    }

    fn calls(&self, token: &str) -> u16 {
        self.isolate.bot(token).get("/v1/whoami").status
    }

    fn keys_path(&self) -> String {
        format!("/v1/system-users/{}/keys", self.id)
    }

    /// Registers the public half of a key.
    fn register(&self, signer: &Signer, more: Value) -> Answer {
        let jwk: Value = serde_json::from_str(&signer.public().expect("a key").to_jwk()).expect("JSON");
        let mut body = json!({ "name": "Worker", "public_key": jwk });
        for (name, value) in more.as_object().expect("an object") {
            body[name] = value.clone();
        }
        self.ana.post(&self.keys_path(), &body)
    }

    fn registered(&self, signer: &Signer) -> String {
        let answer = self.register(signer, json!({}));
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    fn seconds(&self) -> i64 {
        self.world.now().millis() / 1_000
    }

    /// What a right assertion claims.
    fn claims(&self, jti: &str) -> Value {
        let now = self.seconds();
        json!({ "iss": self.id, "sub": self.id, "aud": ORIGIN, "jti": jti, "iat": now, "exp": now + 60 })
    }

    fn assert(&self, assertion: &str) -> Answer {
        self.buy_as(&[("client_assertion_type", ASSERTION), ("client_assertion", assertion)])
    }

    /// Why calls of the system user were refused, as it is shown.
    fn reasons(&self) -> BTreeSet<String> {
        let all = self.ana.get(&format!("/v1/refusals?system_user_id={}", self.id)).json();
        let items = all["items"].as_array().expect("items");
        items.iter().map(|one| one["reason"].as_str().expect("a reason").to_owned()).collect()
    }
}

fn signer(algorithm: Algorithm, n: u8) -> Signer {
    Signer::new(algorithm, &Secret::new([n; 32])).expect("a key")
}

#[test]
fn a_token_buys_an_access_token_that_says_who_may_what_where() {
    let g = ground();
    let answer = g.buy(&[("resource", MCP), ("scope", "send introspect")]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    let body = answer.json();
    assert_eq!(
        (&body["token_type"], &body["expires_in"], &body["scope"]),
        (&json!("Bearer"), &json!(300), &json!("introspect send"))
    );
    let text = body["access_token"].as_str().expect("a token");
    let read = Unverified::parse(text).expect("its form is right");
    assert_eq!((read.algorithm, read.typ.as_deref()), (Algorithm::Es256, Some("at+jwt")));
    let kid = read.kid.clone().expect("a key");
    let jwks = g.isolate.nobody().get("/.well-known/jwks.json").json();
    let jwk = jwks["keys"].as_array().expect("keys").iter().find(|key| key["kid"] == kid.as_str()).expect("its key");
    assert!(jwk.get("d").is_none() && jwk["use"] == "sig" && jwk["alg"] == "ES256", "{jwk}");
    let claims = read.verified(&Verifier::of_jwk(&jwk.to_string()).expect("a key")).expect("signed");
    let now = g.seconds();
    assert_eq!((&claims["iss"], &claims["sub"], &claims["aud"]), (&json!(ORIGIN), &json!(g.id), &json!(MCP)));
    assert_eq!(
        (&claims["iat"], &claims["exp"], &claims["scope"]),
        (&json!(now), &json!(now + 300), &json!("introspect send"))
    );
    assert_eq!((&claims["client_id"], &claims["username"]), (&json!(g.id), &json!("bot")));
    // What `GET /v1/gate` says, who verifies by themselves know, too.
    assert_eq!((&claims["environment"], claims.get("subaccount_ids")), (&json!("live"), None));
    assert_ne!(claims_of(&g.bought(&[]))["jti"], claims["jti"]);
    // By id, in the header, and signed the other way.
    let other =
        g.buy_as(&[("client_id", &g.id), ("client_secret", &g.token), ("access_token_signed_response_alg", "EdDSA")]);
    let text = other.json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(Unverified::parse(&text).expect("its form is right").algorithm, Algorithm::EdDsa);
    assert_eq!(g.calls(&text), 200);
}

#[test]
fn an_access_token_is_good_for_its_service_alone() {
    let g = ground();
    let (own, foreign) = (g.bought(&[]), g.bought(&[("resource", MCP)]));
    assert_eq!((g.calls(&own), g.calls(&foreign)), (200, 401));
    let whoami = g.isolate.bot(&own).get("/v1/whoami").json();
    assert_eq!(
        (&whoami["username"], &whoami["scopes"]),
        (&json!("bot"), &json!(["introspect", "read_messages", "send"]))
    );
    let gate = |token: &str, query: &str| g.isolate.bot(token).get(&format!("/v1/gate{query}")).status;
    let here = format!("?resource={}", contract::client::percent_encode(MCP));
    assert_eq!((gate(&own, ""), gate(&foreign, ""), gate(&own, &here), gate(&foreign, &here)), (204, 401, 401, 204));
    assert_eq!((gate(&g.token, ""), gate(&g.token, &here)), (204, 204), "a token without a service is for each");
    assert_eq!(gate(&g.bought(&[("resource", MCP), ("scope", "send")]), &format!("{here}&scope=introspect")), 403);
    // A person's session is no way in with it.
    assert_eq!(g.isolate.bot(&foreign).get("/v1/system-users").status, 401);
    assert_eq!(g.isolate.bot(&own).get("/v1/system-users").status, 403);
    assert!(g.reasons().contains("audience"));
    // Whoever asks about one is told for whom it is.
    let told = g.isolate.bot(&g.token).form("/v1/introspect", &format!("token={foreign}")).json();
    assert_eq!((&told["active"], &told["aud"], &told["iss"]), (&json!(true), &json!(MCP), &json!(ORIGIN)));
    assert_eq!((&told["sub"], &told["exp"]), (&json!(g.id), &json!(g.seconds() + 300)));
}

#[test]
fn metadata_says_what_is_served() {
    let g = ground();
    let nobody = g.isolate.nobody().with("host", "evil.example");
    let server = nobody.get("/.well-known/oauth-authorization-server").json();
    assert_eq!(server["issuer"], ORIGIN);
    for name in ["token_endpoint", "jwks_uri", "introspection_endpoint", "revocation_endpoint"] {
        let path = server[name].as_str().expect("an address").strip_prefix(ORIGIN).expect("ours").to_owned();
        assert_ne!(nobody.get(&path).status, 404, "{name}");
    }
    let resource = nobody.get("/.well-known/oauth-protected-resource").json();
    assert_eq!((&resource["resource"], &resource["authorization_servers"]), (&json!(ORIGIN), &json!([ORIGIN])));
    let challenge = nobody.get("/v1/whoami").header("www-authenticate").expect("a challenge");
    assert!(
        challenge.contains(r#"resource_metadata="https://tenure.example.com/.well-known/oauth-protected-resource""#)
    );
    assert_eq!(nobody.post("/.well-known/jwks.json", &json!({})).status, 405);
}

/// The promise: what bought it stops, and so does it, everywhere within a second.
#[test]
fn the_end_of_what_bought_it_is_its_end_within_a_second() {
    type Stop = fn(&Ground, &str);
    let stops: [Stop; 4] = [
        |g, _| {
            let path = format!("/v1/system-users/{}", g.id);
            let token = g.ana.get(&path).json()["system_user"]["tokens"][0]["id"].as_str().expect("an id").to_owned();
            assert_eq!(g.ana.delete(&format!("{path}/tokens/{token}")).status, 204);
        },
        |g, _| assert_eq!(g.ana.post(&format!("/v1/system-users/{}/deactivate", g.id), &json!({})).status, 200),
        |g, _| {
            let rule = json!({ "applies_to": "system_users", "network": "198.51.100.0/24" });
            assert_eq!(g.ana.post("/v1/ip-rules", &rule).status, 201);
            let version = g.ana.get("/v1/account").json()["version"].clone();
            let body = json!({ "version": version, "ip_restriction": { "system_users": true } });
            let answer = g.ana.patch("/v1/account", &body);
            assert_eq!(answer.status, 200, "{}", answer.text());
        },
        |g, key| assert_eq!(g.ana.delete(&format!("{}/{key}", g.keys_path())).status, 204),
    ];
    for (n, stop) in stops.into_iter().enumerate() {
        let g = ground();
        let mine = signer(Algorithm::EdDsa, 7);
        let key = g.registered(&mine);
        let token = match n {
            3 => {
                let answer = g.assert(&mine.sign("JWT", "mine", &g.claims("1")));
                answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
            }
            _ => g.bought(&[]),
        };
        let elsewhere = g.world.isolate().bot(&token);
        assert_eq!((g.calls(&token), elsewhere.get("/v1/whoami").status), (200, 200), "{n}");
        stop(&g, &key);
        assert_eq!(g.calls(&token), 401, "{n}: at once where it was done");
        g.world.pass(1_001);
        assert_eq!(elsewhere.get("/v1/whoami").status, 401, "{n}: elsewhere within a second");
        let asked = g.ana.form("/v1/introspect", &format!("token={token}")).json();
        assert_eq!(asked["active"] == true, n == 2, "{n}: {asked}");
    }
}

#[test]
fn it_ends_after_five_minutes_and_never_after_what_bought_it() {
    let g = ground();
    let token = g.bought(&[]);
    g.world.pass(299_000);
    assert_eq!(g.calls(&token), 200);
    g.world.pass(1_000);
    assert_eq!(g.calls(&token), 401);
    assert!(g.reasons().contains("expired"));
    // With an overlap of two minutes the old token ends, and what it buys with it.
    let path = format!("/v1/system-users/{}/tokens", g.id);
    assert_eq!(g.ana.proven().post(&path, &json!({ "confirm": true, "overlap_seconds": 120 })).status, 201);
    let answer = g.buy(&[]);
    let left = answer.json()["expires_in"].as_i64().expect("seconds");
    assert!((119..=121).contains(&left), "{left}");
    g.world.pass(119_000);
    assert!(g.buy(&[]).json()["expires_in"].as_i64().is_none_or(|left| left <= 2));
    g.world.pass(3_000);
    assert_eq!(error(&g.buy(&[])), (401, "invalid_client".into()));
}

#[test]
fn a_hot_access_token_costs_no_io_but_the_view_and_forgeries_none() {
    let g = ground();
    let token = g.bought(&[]);
    let bot = g.isolate.bot(&token);
    assert_eq!(bot.get("/v1/whoami").status, 200);
    let spent = || (g.world.queries.load(SeqCst), g.world.commits.load(SeqCst), g.world.kv_reads.load(SeqCst));
    let before = spent();
    for _ in 0..100 {
        g.world.pass(5);
        assert_eq!(bot.get("/v1/whoami").status, 200);
    }
    assert_eq!(spent(), before, "within the lease nothing is asked");
    // Another body, another signature, another key of the same name; and what is no token at all.
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let (header, signature) = (parts[0].clone(), parts[2].clone());
    let mut claims = claims_of(&token);
    claims["scope"] = "send ads_read".into();
    parts[1] = base64url::encode(claims.to_string().as_bytes());
    let kid = Unverified::parse(&token).expect("its form is right").kid.expect("a key");
    let forged = [
        parts.join("."),
        format!("{header}.{}.{}", token.split('.').nth(1).expect("a part"), base64url::encode(&[1; 64])),
        signer(Algorithm::Es256, 9).sign("at+jwt", &kid, &claims_of(&token)),
        signer(Algorithm::EdDsa, 9).sign("at+jwt", &kid, &claims_of(&token)),
        signer(Algorithm::Es256, 9).sign("JWT", &kid, &claims_of(&token)),
        format!("{}.{}.{signature}", base64url::encode(br#"{"alg":"none","typ":"at+jwt"}"#), parts[1]),
        format!("{}.{}.", base64url::encode(br#"{"alg":"none","typ":"at+jwt"}"#), parts[1]),
        "eyJ".to_owned(),
        format!("eyJ{}", "x".repeat(20_000)),
    ];
    for text in &forged {
        assert_eq!(g.calls(text), 401, "{text}");
    }
    assert_eq!(spent(), before, "forgeries ask nothing");
    // Of a key that nobody knows it is asked once a second, whoever names it how often.
    for n in 0..50 {
        let text = signer(Algorithm::Es256, 9).sign("at+jwt", &format!("k{n}"), &claims_of(&token));
        assert_eq!(g.calls(&text), 401);
    }
    assert!(spent().0 - before.0 <= 1, "{}", spent().0 - before.0);
}
