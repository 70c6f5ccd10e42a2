//! Introspection as OAuth clients use it (RFC 7662, RFC 6749), how far it reaches, and that it counts as use.

use api_tests::{Actor, Answer, World};
use serde_json::{Value, json};

/// RFC 4648, for `Authorization: Basic`.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().enumerate().fold(0u32, |bits, (i, byte)| bits | u32::from(*byte) << (16 - 8 * i));
        for i in 0..4 {
            let letter = char::from(LETTERS[(bits >> (18 - 6 * i) & 63) as usize]);
            out.push(if i <= chunk.len() { letter } else { '=' });
        }
    }
    out
}

fn ask(actor: &Actor, body: &str) -> Answer {
    actor.form("/v1/introspect", body)
}

fn active(answer: &Answer) -> bool {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["active"] == true
}

#[test]
fn a_client_authenticates_in_every_way_that_oauth_has_for_a_secret() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, secret) = ana.system_user(None, "Café + co: 1");
    let (_, asked) = ana.system_user(None, "asked");
    let token = format!("token={asked}");
    let encoded = "Caf%C3%A9+%2B+co%3A+1";
    let basic = |text: &str| isolate.nobody().with("authorization", &format!("Basic {}", base64(text)));
    assert!(active(&ask(&basic(&format!("{encoded}:{secret}")), &token)), "encoded, as RFC 6749 wants it");
    assert!(active(&ask(&isolate.nobody(), &format!("{token}&client_id={encoded}&client_secret={secret}"))));
    assert!(active(&ask(&isolate.bot(&secret), &token)));
    let pair = isolate.nobody().with("username", "Café + co: 1").with("authenticationtoken", &secret);
    assert!(active(&ask(&pair, &token)));
    let (_, plain) = ana.system_user(None, "a b+c");
    assert!(active(&ask(&basic(&format!("a b+c:{plain}")), &token)), "as it stands, as many clients send it");

    let wrong = ask(&basic(&format!("other:{secret}")), &token);
    assert_eq!((wrong.status, wrong.json()["error"].as_str()), (401, Some("invalid_client")));
    assert_eq!(wrong.header("www-authenticate").as_deref(), Some(r#"Basic realm="tenure", charset="UTF-8""#));
    let wrong = ask(&isolate.nobody(), &format!("{token}&client_id=other&client_secret={secret}"));
    assert_eq!((wrong.status, wrong.json()["error"].as_str()), (401, Some("invalid_client")));
    assert_eq!(wrong.header("www-authenticate").as_deref(), Some(r#"Bearer realm="tenure""#));
    let without_id = ask(&isolate.nobody(), &format!("{token}&client_secret={secret}"));
    assert_eq!(without_id.status, 401, "half a pair is none");
    let twice = ask(&isolate.bot(&secret), &format!("{token}&client_id={encoded}&client_secret={secret}"));
    assert_eq!((twice.status, twice.json()["error"].as_str()), (400, Some("invalid_request")), "two ways at once");
}

#[test]
fn the_form_is_read_as_oauth_says() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, asker) = ana.system_user(None, "asker");
    let bot = isolate.bot(&asker);
    let found = ask(&bot, &format!("token={asker}&token_type_hint=refresh_token&resource=x&state="));
    assert!(active(&found), "what it does not know is left alone");
    assert_eq!(found.json()["scope"], "introspect read_messages send");
    let (id, _) = ana.system_user(None, "nothing");
    let none = ana.post(&format!("/v1/system-users/{id}/tokens"), &json!({ "confirm": true, "scopes": [] })).json();
    let none = ask(&bot, &format!("token={}", none["token"]["value"].as_str().expect("a value")));
    assert!(active(&none));
    assert_eq!(none.json().get("scope"), None, "no scope is no scope, not an empty one");
    assert!(active(&ask(&bot, &format!("token=%20{asker}%0A"))), "as trimmed as in a header");
    assert!(active(&bot.form("/v1/introspect?x=1", &format!("token={asker}"))));
    for (body, says) in [("", "token: required"), ("token=", "token: required"), ("token=a&token=b", "")] {
        let refused = ask(&bot, body);
        assert_eq!((refused.status, refused.json()["error"].as_str()), (400, Some("invalid_request")), "{body}");
        assert_eq!(refused.header("content-type").as_deref(), Some("application/json"));
        let text = refused.json()["error_description"].as_str().expect("a description").to_owned();
        assert!(text.contains(says) && text.is_ascii(), "{text}");
    }
    let nobody = ask(&isolate.nobody(), &format!("token={asker}"));
    assert_eq!((nobody.status, nobody.json()["error"].as_str()), (401, Some("invalid_client")));
    assert_eq!(nobody.header("www-authenticate").as_deref(), Some(r#"Bearer realm="tenure""#));
}

#[test]
fn introspection_reaches_as_far_as_the_caller() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (mine, other) = (ana.subaccount("Mine"), ana.subaccount("Other"));
    let (_, wide) = ana.system_user(None, "wide");
    let (_, in_mine) = ana.system_user(Some(&mine), "mine");
    let (_, in_other) = ana.system_user(Some(&other), "other");
    let sees = |actor: &Actor| [&wide, &in_mine, &in_other].map(|t| active(&ask(actor, &format!("token={t}"))));
    assert_eq!(sees(&isolate.bot(&wide)), [true, true, true], "an account-wide bot sees the account");
    assert_eq!(
        sees(&isolate.bot(&in_mine)),
        [true, true, true],
        "so does a subaccount's: who calls a service, the service can't choose"
    );
    assert_eq!(sees(&ana), [true, true, true]);

    let grants = json!([{ "permission": "system_users:manage", "reach": "subaccounts" }]);
    let role = ana.post("/v1/roles", &json!({ "name": "Part", "grants": grants }));
    assert_eq!(role.status, 201, "{}", role.text());
    let role = role.json()["id"].as_str().expect("an id").to_owned();
    let bob = world.add_person(7, "user");
    let body = json!({ "version": 1, "role_id": role, "subaccount_ids": [mine] });
    let changed = ana.patch(&format!("/v1/users/{bob}"), &body);
    assert_eq!(changed.status, 200, "{}", changed.text());
    let bob = isolate.sign_in("user7@example.com");
    assert_eq!(sees(&bob), [false, true, false], "a person their own subaccounts");
}

fn shown(ana: &Actor, id: &str) -> Value {
    ana.get(&format!("/v1/system-users/{id}")).json()["system_user"].clone()
}

#[test]
fn a_token_that_is_asked_about_is_in_use_and_a_refused_call_is_no_call() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (_, asker) = ana.system_user(None, "asker");
    let (id, asked) = ana.system_user(None, "asked");
    let figures = |bot: &Value| (bot["calls_24h"].clone(), bot["introspections_24h"].clone());
    for _ in 0..3 {
        assert!(active(&ask(&isolate.bot(&asker), &format!("token={asked}"))));
    }
    let bot = shown(&ana, &id);
    assert_eq!(figures(&bot), (json!(0), json!(3)));
    assert!(bot["last_used_at"].is_string() && bot["tokens"][0]["last_used_at"].is_string());
    assert_eq!(bot["last_used_ip"], json!(null), "the address is that of who asked");
    assert_eq!(world.count("SELECT introspections FROM activity WHERE calls = 0"), 1, "the first is written at once");
    assert_eq!(ana.get("/v1/overview").json()["system_users_never_used"], 0);

    world.pass(1_000);
    let bearer = isolate.bot(&asked);
    assert_eq!(bearer.get("/v1/me").code(), "machine_not_allowed");
    assert_eq!(bearer.post("/v1/whatsapp/send", &json!({ "a": 1 })).status, 400);
    assert_eq!(bearer.get("/v1/whoami?x=1").status, 422);
    let bot = shown(&ana, &id);
    assert_eq!(figures(&bot), (json!(0), json!(3)), "none of them was a call");
    assert_eq!(bot["last_used_ip"], "203.0.113.7", "but somebody there holds the token");
    assert_eq!(bearer.get("/v1/whoami").status, 200);
    assert_eq!(figures(&shown(&ana, &id)), (json!(1), json!(3)));
    ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({}));
    assert!(!active(&ask(&isolate.bot(&asker), &format!("token={asked}"))));
    assert_eq!(bearer.get("/v1/whoami").status, 401);
    assert_eq!(figures(&shown(&ana, &id)), (json!(1), json!(3)), "what was refused is no use");
}

#[test]
fn figures_are_shown_without_writing_anything() {
    use std::sync::atomic::Ordering;
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let bots: Vec<_> = (0..3).map(|i| ana.system_user(None, &format!("bot {i}"))).collect();
    for _ in 0..2 {
        world.pass(100);
        bots.iter().for_each(|(_, token)| assert_eq!(isolate.bot(token).get("/v1/whoami").status, 200));
    }
    let before = world.commits.load(Ordering::SeqCst);
    let queries = world.queries.load(Ordering::SeqCst);
    assert_eq!(shown(&ana, &bots[0].0)["calls_24h"], 2);
    let list = ana.get("/v1/system-users").json();
    assert!(list["items"].as_array().expect("a list").iter().all(|bot| bot["calls_24h"] == 2), "{list}");
    assert_eq!(ana.get("/v1/overview").json()["calls_24h"], 6);
    assert_eq!(world.commits.load(Ordering::SeqCst), before, "nothing is written");
    assert_eq!(world.queries.load(Ordering::SeqCst) - queries, 6, "the session and the figures, three times");
    let (_, other) = ana.system_user(None, "another isolate's");
    assert_eq!(world.isolate().bot(&other).get("/v1/whoami").status, 200);
    world.second_account();
    assert_eq!(
        isolate.sign_in("eve@other.example").get("/v1/overview").json()["calls_24h"],
        0,
        "not another account's"
    );
}
