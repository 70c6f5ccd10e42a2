//! What a client asks for, and in whose words it is refused.

use super::*;

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
fn a_client_that_names_two_clients_is_neither() {
    let g = ground();
    let (other, other_token) = g.ana.system_user(None, "other");
    let basic = |name: &str, token: &str| format!("Basic {}", base64(format!("{name}:{token}").as_bytes()));
    let ask = |authorization: &str, more: &[(&str, &str)]| {
        let mut all = vec![("grant_type", "client_credentials")];
        all.extend(more);
        let answer = g.isolate.nobody().with("authorization", authorization).form("/oauth/token", &form(&all));
        (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
    };
    let good = (200, String::new());
    let refused = (401, "invalid_client".to_owned());
    for header in [basic("bot", &g.token), basic(&g.id, &g.token), format!("Bearer {}", g.token)] {
        // RFC 6749 §3.2.1: the id may come beside, as id or as username.
        for named in ["bot", g.id.as_str(), ""] {
            assert_eq!(ask(&header, &[("client_id", named)]), good, "{header} {named}");
        }
        for named in ["other", other.as_str(), "nobody"] {
            assert_eq!(ask(&header, &[("client_id", named)]), refused, "{header} {named}");
        }
        // §2.3: one way of showing who it is.
        let two = ask(&header, &[("client_id", "bot"), ("client_secret", &g.token)]);
        assert_eq!(two, (400, "invalid_request".to_owned()), "{header}");
    }
    assert!(g.reasons().contains("username"), "those who look after it see why");
    // So it is where a client asks about a token, and ends one.
    let header = basic("bot", &g.token);
    let by = g.isolate.nobody().with("authorization", &header);
    for path in ["/v1/introspect", "/oauth/revoke"] {
        let fields = [("token", other_token.as_str()), ("client_id", other.as_str())];
        assert_eq!(error(&by.form(path, &form(&fields))), refused, "{path}");
        let fields = [("token", "tnr_x"), ("client_id", g.id.as_str())];
        assert_eq!(by.form(path, &form(&fields)).status, 200, "{path}");
    }
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    let text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    let pad = (4 - text.len() % 4) % 4;
    format!("{text}{}", "=".repeat(pad))
}

#[test]
fn who_asks_about_a_token_is_told_its_client() {
    let g = ground();
    let asked = |token: &str| g.isolate.bot(&g.token).form("/v1/introspect", &form(&[("token", token)])).json();
    let signed = g.bought(&[("resource", MCP)]);
    for token in [&signed, &g.token] {
        let told = asked(token);
        assert_eq!((&told["active"], &told["client_id"]), (&json!(true), &json!(g.id)), "{told}");
    }
    assert_eq!(asked(&signed)["client_id"], claims_of(&signed)["client_id"], "as the token itself says");
    assert!(asked("tnr_x").get("client_id").is_none());
}

#[test]
fn a_service_is_named_by_one_address_of_the_web_or_its_name() {
    let g = ground();
    for good in ["https://mcp.example.com", "http://localhost:3000/mcp?x=1", "urn:example:mcp"] {
        assert_eq!(claims_of(&g.bought(&[("resource", good)]))["aud"], json!(good));
    }
    for wrong in [
        "javascript:alert(1)",
        "javascript://mcp.example.com/%0aalert(1)",
        "data:text/html,x",
        "https://user@mcp.example.com",
        "https://mcp.example.com@evil.example/",
        "https://mcp.example.com/#",
        "mcp.example.com",
    ] {
        let answer = g.buy(&[("resource", wrong)]);
        assert_eq!(error(&answer), (400, "invalid_target".to_owned()), "{wrong}");
        let words = answer.json()["error_description"].as_str().unwrap_or_default().to_owned();
        assert!(words.contains("https, http or urn"), "{words}");
    }
    // RFC 8707 §2 allows several; here a token is for one, and it is said so.
    let two = g.buy(&[("resource", MCP), ("resource", "https://other.example.com")]);
    assert_eq!(error(&two), (400, "invalid_target".to_owned()));
    let words = two.json()["error_description"].as_str().unwrap_or_default().to_owned();
    assert!(words.contains("one at a time"), "{words}");
    // Another name that stands twice is a request that is wrong (RFC 6749 §3.2), and which one is said.
    let twice = g.buy(&[("scope", "send"), ("scope", "introspect")]);
    assert_eq!(error(&twice), (400, "invalid_request".to_owned()));
    assert_eq!(twice.json()["error_description"], "scope: duplicate");
}

#[test]
fn whatever_a_bot_is_refused_is_in_its_figures() {
    let g = ground();
    assert_eq!(error(&g.buy(&[("scope", "ads_read")])), (400, "invalid_scope".to_owned()));
    let people_only = g.isolate.bot(&g.token).get("/v1/system-users");
    assert_eq!((people_only.status, people_only.code().as_str()), (403, "machine_not_allowed"));
    assert_eq!(g.reasons(), ["people_only", "scope"].map(str::to_owned).into());
    let usage = g.ana.get(&format!("/v1/system-users/{}/usage", g.id)).json().to_string();
    assert!(usage.contains("people_only") && usage.contains(r#""scope""#), "{usage}");
}

#[test]
fn an_assertion_is_used_up_by_an_answer_and_by_nothing_else() {
    let g = ground();
    let mine = signer(Algorithm::Es256, 1);
    let id = g.registered(&mine);
    let assertion = mine.sign("JWT", &id, &g.claims("once"));
    // The signing keys can't be read or made.
    let fails = |failing: bool| {
        let sql = match failing {
            true => "ALTER TABLE signing_key RENAME TO signing_key_gone",
            false => "ALTER TABLE signing_key_gone RENAME TO signing_key",
        };
        g.world.sql(sql).expect("renamed");
    };
    fails(true);
    assert!(g.assert(&assertion).status >= 500);
    assert_eq!(g.world.count("SELECT count(*) FROM used_assertion"), 0);
    fails(false);
    assert_eq!(g.assert(&assertion).status, 200);
    assert_eq!(error(&g.assert(&assertion)), (401, "invalid_client".to_owned()));
}
