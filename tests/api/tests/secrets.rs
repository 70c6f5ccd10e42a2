//! What is secret is nowhere but in the one answer that shows it.

use api_tests::{PASSWORD, SETUP_TOKEN, World};
use serde_json::json;

#[test]
fn no_secret_is_in_the_database_the_log_the_cache_or_a_later_answer() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let keyed = ana.with("idempotency-key", "a-key-of-the-client");
    let made = keyed.post("/v1/system-users", &json!({ "subaccount_id": null, "username": "bot" })).json();
    let id = made["system_user"]["id"].as_str().expect("an id").to_owned();
    let first = made["token"]["value"].as_str().expect("a token").to_owned();
    isolate.bot(&first).get("/v1/whoami");
    isolate.bot(&first).form("/v1/introspect", &format!("token={first}"));
    isolate.bot(&format!("{}x", &first[..52])).get("/v1/whoami");
    let second =
        ana.post(&format!("/v1/system-users/{id}/tokens"), &json!({ "confirm": true })).json()["token"]["value"]
            .as_str()
            .expect("a token")
            .to_owned();
    isolate
        .nobody()
        .post("/v1/sessions", &json!({ "email": "ana@example.com", "password": "a wrong secret password" }));
    isolate.nobody().get(&format!("/v1/whoami?token={second}"));
    // A channel's credential, with a carrier that says it back.
    let channel = json!({
        "kind": "meta", "medium": "whatsapp", "name": "C", "origin": "5519900001111",
        "credential": { "access_token": "EAAB-of-the-carrier-0123", "phone_number_id": "1" },
    });
    let channel = keyed.with("idempotency-key", "another-key-of-the-client").post("/v1/channels", &channel).json();
    let channel = format!("/v1/channels/{}", channel["id"].as_str().expect("an id"));
    let echo: api_tests::Answers = std::sync::Arc::new(|call| {
        let headers = format!("{:?}", call.headers);
        let body = json!({ "error": { "code": 190, "message": headers } }).to_string().into_bytes();
        Ok(service::deps::OutsideAnswer { body, ..api_tests::answered(401)? })
    });
    *world.answers.lock().expect("no panic") = echo;
    let tried = ana.post(&format!("{channel}/test"), &json!({ "to": "5519900002222" }));
    assert_eq!(tried.json()["accepted"], false, "{}", tried.text());
    let sent = json!({ "destinations": [{ "destination": "5519900002222" }], "message": { "messageText": "Hello" } });
    let refused = isolate.bot(&second).post("/v1/whatsapp/send", &sent);
    assert_eq!(refused.status, 412, "{}", refused.text());
    let cookie = ana.headers().into_iter().find(|(n, _)| *n == "cookie").expect("a cookie").1;
    let session = cookie.split('=').nth(1).expect("a value").to_owned();

    // What is bought is as secret as what buys it.
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={second}");
    let bought = isolate.nobody().form("/oauth/token", &form).json();
    let bought = bought["access_token"].as_str().expect("an access token").to_owned();
    assert_eq!(isolate.bot(&bought).get("/v1/whoami").status, 200);
    let half = &bought[..bought.len() - 5];
    assert_eq!(isolate.bot(half).get("/v1/whoami").status, 401);

    let later: String = [
        "/.well-known/jwks.json".to_owned(),
        "/v1/system-users".to_owned(),
        format!("/v1/system-users/{id}"),
        "/v1/sessions".into(),
        "/v1/me".into(),
        "/v1/overview".into(),
        "/v1/subaccounts".into(),
        "/v1/channels".into(),
        channel,
        "/v1/messages".into(),
    ]
    .iter()
    .map(|target| ana.get(target).text())
    .chain([tried.text(), refused.text()])
    .collect();
    let cache = format!("{:?}", world.kv.lock().expect("no panic"));
    assert!(cache.contains("token/7/"), "the cache is in use");
    let places =
        [("the database", world.dump()), ("the log", world.log()), ("the cache", cache), ("a later answer", later)];
    for (what, text) in &places {
        assert!(text.len() > 100, "{what} has something in it");
        for secret in [
            first.as_str(),
            &second,
            &bought,
            half,
            &session,
            PASSWORD,
            SETUP_TOKEN,
            "a wrong secret password",
            &"5a".repeat(32),
            "a-key-of-the-client",
            "EAAB-of-the-carrier-0123",
        ] {
            assert!(!text.contains(secret), "{what} holds {secret}");
            // Nor all but the end, which may be shown.
            assert!(!text.contains(&secret[..secret.len() - 4]), "{what} holds most of {secret}");
        }
    }
    assert!(
        places[1].1.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok_and(|l| l.is_object())),
        "one JSON line each"
    );
}

#[test]
fn b28_answers_name_no_field_that_sounds_like_a_secret() {
    fn names(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (name, value) in map {
                    found.push(name.clone());
                    names(value, found);
                }
            }
            serde_json::Value::Array(all) => all.iter().for_each(|v| names(v, found)),
            _ => {}
        }
    }
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let (id, _) = ana.system_user(None, "bot");
    for target in [
        "/v1/system-users".to_owned(),
        format!("/v1/system-users/{id}"),
        "/v1/sessions".into(),
        "/v1/me".into(),
        "/v1/account".into(),
    ] {
        let mut found = Vec::new();
        names(&ana.get(&target).json(), &mut found);
        for name in found {
            // That there is none is no secret.
            for bad in
                ["hash", "digest", "secret", "password", "phc", "value", "kid"].iter().filter(|_| name != "secretless")
            {
                assert!(!name.contains(bad), "{target} answers {name}");
            }
        }
    }
}
