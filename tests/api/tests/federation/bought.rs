//! What the word of a trusted issuer buys, until when, how often.

use super::*;

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
