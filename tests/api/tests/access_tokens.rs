//! OAuth for machines: what buys an access token, what it says, and until when it is good (ADR 0038).

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
fn errors_are_oauths() {
    let g = ground();
    let nobody = g.isolate.nobody();
    let bare = |text: &str| error(&nobody.form("/oauth/token", text));
    assert_eq!(bare(""), (400, "invalid_request".into()));
    assert_eq!(bare("grant_type=password"), (400, "unsupported_grant_type".into()));
    assert_eq!(bare("grant_type=client_credentials"), (401, "invalid_client".into()));
    assert_eq!(bare("grant_type=client_credentials&scope=a&scope=b"), (400, "invalid_request".into()));
    for (more, says) in [
        (("scope", "send admin"), "invalid_scope"),
        (("scope", "ads_read"), "invalid_scope"),
        (("resource", "mcp"), "invalid_target"),
        (("resource", "https://mcp.example.com/#x"), "invalid_target"),
        (("client_assertion", "x"), "invalid_request"),
        (("client_assertion_type", ASSERTION), "invalid_request"),
        (("access_token_signed_response_alg", "none"), "invalid_request"),
        (("access_token_signed_response_alg", "RS256"), "invalid_request"),
    ] {
        assert_eq!(error(&g.buy(&[more])), (400, says.to_owned()), "{more:?}");
    }
    let wrong = |id: &str, secret: &str| error(&g.buy_as(&[("client_id", id), ("client_secret", secret)]));
    let (other, _) = g.ana.system_user(None, "other");
    assert_eq!(wrong("other", &g.token), (401, "invalid_client".into()));
    assert_eq!(wrong(&other, &g.token), (401, "invalid_client".into()));
    let typo = format!("{}x", &g.token[..g.token.len() - 1]);
    assert_eq!(wrong("bot", &typo), (401, "invalid_client".into()));
    // Neither buys itself another.
    let own = g.bought(&[]);
    assert_eq!(wrong("bot", &own), (401, "invalid_client".into()));
    assert_eq!(error(&g.isolate.bot(&own).form("/oauth/token", "grant_type=client_credentials")).0, 401);
    // That it had ended would not be true where it is verified without asking.
    let ended = g.isolate.bot(&g.token).form("/oauth/revoke", &format!("token={own}"));
    assert_eq!(error(&ended), (400, "unsupported_token_type".into()));
    assert_eq!(g.calls(&own), 200);
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

#[test]
fn signing_keys_are_changed_in_time_and_known_before_and_after() {
    let g = ground();
    let kid = |token: &str| Unverified::parse(token).expect("its form is right").kid.expect("a key");
    let published = |isolate: &Isolate| -> BTreeSet<String> {
        let keys = isolate.nobody().get("/.well-known/jwks.json").json();
        keys["keys"]
            .as_array()
            .expect("keys")
            .iter()
            .map(|key| key["kid"].as_str().expect("an id").to_owned())
            .collect()
    };
    let first = kid(&g.bought(&[]));
    let (mut seen_before_use, mut last) = (BTreeSet::new(), first.clone());
    let mut signed: BTreeSet<String> = [first.clone()].into();
    // Forty days, a quarter of an hour at a time in an isolate that stays, and one that is new each time.
    for _ in 0..(40 * 24) {
        g.world.pass(HOUR);
        g.isolate.scheduled();
        let now = published(&g.world.isolate());
        let answer = g.buy(&[]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
        let by = kid(&token);
        assert!(now.contains(&by), "it is published while it signs");
        if by != last {
            assert!(seen_before_use.contains(&by), "and was so before it did");
            assert!(now.contains(&last), "and the one before still is");
            last = by.clone();
            signed.insert(by);
        }
        seen_before_use.extend(now);
        assert_eq!(g.world.isolate().bot(&token).get("/v1/whoami").status, 200);
    }
    assert_eq!(signed.len(), 2, "thirty days each");
    assert!(!published(&g.world.isolate()).contains(&first), "the first one is gone");
    assert!(g.world.count("SELECT count(*) FROM signing_key") <= 4);
}

#[test]
fn two_who_make_the_first_signing_key_at_once_make_one() {
    let g = ground();
    let tokens: Vec<String> = std::thread::scope(|scope| {
        let each = (0..8).map(|_| {
            let g = &g;
            scope.spawn(move || {
                let isolate = g.world.isolate();
                let body =
                    form(&[("grant_type", "client_credentials"), ("client_id", "bot"), ("client_secret", &g.token)]);
                let answer = isolate.nobody().form("/oauth/token", &body);
                assert_eq!(answer.status, 200, "{}", answer.text());
                answer.json()["access_token"].as_str().expect("a token").to_owned()
            })
        });
        each.collect::<Vec<_>>().into_iter().map(|one| one.join().expect("ends")).collect()
    });
    assert_eq!(g.world.count("SELECT count(*) FROM signing_key"), 1);
    for token in tokens {
        assert_eq!(g.world.isolate().bot(&token).get("/v1/whoami").status, 200);
    }
}

#[test]
fn another_deployment_key_brings_other_signing_keys_and_a_row_of_nobodys_proves_nothing() {
    const NEW: &str = "k2:a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5";
    let g = ground();
    let token = g.bought(&[]);
    let old = format!("k1:{}", "5a".repeat(32));
    let both = g.world.copy_with(|raw| raw.keys = Secret::new(format!("{NEW},{old}")));
    assert_eq!(both.isolate().bot(&token).get("/v1/whoami").status, 200, "the old one is known");
    both.scheduled();
    assert_eq!(
        both.count("SELECT count(*) FROM signing_key WHERE sealed LIKE 'k2/2:%'"),
        1,
        "the next one is under the new key"
    );
    both.pass(DAY + HOUR);
    both.scheduled();
    assert_eq!(both.count("SELECT count(*) FROM signing_key WHERE sealed LIKE 'k1/2:%'"), 0, "and the old one goes");
    // Whoever can write to the database has no key by it: the private half must open.
    let world = g.world.copy();
    world.sql("UPDATE guard SET ok = 1").expect("nothing to do");
    world
        .sql("INSERT INTO signing_key SELECT 'mine', algorithm, number + 1, sealed, created_at, signs_from FROM signing_key")
        .expect("adds");
    let forged = signer(Algorithm::Es256, 9).sign("at+jwt", "mine", &claims_of(&token));
    assert_eq!(world.isolate().bot(&forged).get("/v1/whoami").status, 401);
    // Without the old key nothing of it opens: another one is made that signs at once.
    let alone = g.world.copy_with(|raw| raw.keys = Secret::new(NEW.to_owned()));
    assert_eq!(alone.isolate().nobody().get("/.well-known/jwks.json").json()["keys"].as_array().map(Vec::len), Some(2));
}
