//! Webhooks: who may make which, where they may point, and which of them get an event.

use api_tests::{Actor, World, answered, made, text};
use serde_json::{Value, json};
use service::deps::OutsideAnswer;

const URL: &str = "https://bot.example.com/in";

fn make(actor: &Actor, more: Value) -> api_tests::Answer {
    let mut body = json!({ "name": "Bot", "kind": "mo", "url": URL });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    actor.post("/v1/webhooks", &body)
}

fn id(answer: &api_tests::Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["webhook"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn an_address_is_https_of_a_public_name() {
    let world = World::new();
    let ana = world.isolate().set_up();
    for (url, code) in [
        ("http://bot.example.com/in", "not_https"),
        ("https://bot.example.com:22/in", "bad_port"),
        ("https://10.0.0.1/in", "not_public"),
        ("https://2130706433/in", "not_public"),
        ("https://intranet/in", "not_public"),
        ("https://a.internal/in", "not_public"),
        ("https://user:pw@bot.example.com/in", "invalid_address"),
        ("https://bot.example.com/in#x", "invalid_address"),
        ("bot.example.com", "invalid_address"),
        ("https://tenure.example.com/in", "own_address"),
        ("https://x.tenure.example.com/in", "own_address"),
    ] {
        assert_eq!(make(&ana, json!({ "url": url })).field(), format!("/url {code}"), "{url}");
    }
    assert_eq!(
        make(&ana, json!({ "url": format!("https://bot.example.com/{}", "a".repeat(2_100)) })).field(),
        "/url too_long"
    );
    let made = make(&ana, json!({ "url": "HTTPS://Bot.Example.com:443/in" }));
    assert_eq!(made.json()["webhook"]["url"], "https://bot.example.com/in", "as the parser writes it");
}

#[test]
fn a_secret_is_shown_once_and_headers_never() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let made = make(&ana, json!({ "headers": [{ "name": "Authorization", "value": "Bearer open sesame" }] }));
    let (id, secret) = (id(&made), made.json()["secret"].as_str().expect("a secret").to_owned());
    assert!(secret.starts_with("whsec_") && !made.text().contains("sesame"));
    let got = ana.get(&format!("/v1/webhooks/{id}"));
    assert!(!got.text().contains(&secret) && !got.text().contains("sesame"), "{}", got.text());
    assert_eq!(got.json()["header_names"], json!(["authorization"]));
    assert_eq!(got.json()["secrets"][0]["tail"], secret[secret.len() - 4..]);
    assert_eq!(got.json()["created_by"]["name"], "Ana López");
    let header = |name: &str, value: &str| make(&ana, json!({ "headers": [{ "name": name, "value": value }] })).field();
    for name in ["Host", "webhook-id", "Webhook-Signature", "content-type", "CF-Connecting-IP", "proxy-authorization"] {
        assert_eq!(header(name, "x"), "/headers reserved_header", "{name}");
    }
    assert_eq!(header("x y", "x"), "/headers invalid_characters");
    assert_eq!(header("x", "a\r\nb: c"), "/headers invalid_characters");
    assert_eq!(header("x", " "), "/headers required");
    let twice = json!([{ "name": "X", "value": "1" }, { "name": "x", "value": "2" }]);
    assert_eq!(make(&ana, json!({ "headers": twice })).field(), "/headers duplicate");
}

#[test]
fn a_webhook_says_whose_events_it_takes_and_the_tester_says_the_same() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let (sales, support) = (ana.subaccount("sales"), ana.subaccount("support"));
    let all = id(&make(&ana, json!({ "name": "All" })));
    let own = id(&make(&ana, json!({ "name": "Own", "subaccount_ids": [sales] })));
    let null = id(&make(&ana, json!({ "name": "Null", "all_subaccounts": false, "accept_null_subaccount": true })));
    let status = id(&make(&ana, json!({ "name": "Status", "kind": "status" })));
    let why = |subaccount: Option<&String>| {
        let answer = ana.post("/v1/webhooks/route", &json!({ "kind": "mo", "subaccount_id": subaccount })).json();
        let of = |id: &String| {
            let all = answer["webhooks"].as_array().expect("a list");
            all.iter().find(|it| it["id"] == *id.as_str()).expect("there")["why"].as_str().expect("why").to_owned()
        };
        [of(&all), of(&own), of(&null), of(&status)]
    };
    assert_eq!(why(Some(&sales)), ["takes", "takes", "other_subaccount", "other_kind"]);
    assert_eq!(why(Some(&support)), ["takes", "other_subaccount", "other_subaccount", "other_kind"]);
    assert_eq!(why(None), ["null_not_accepted", "null_not_accepted", "takes", "other_kind"]);
    assert_eq!(make(&ana, json!({ "all_subaccounts": false })).field(), "/subaccount_ids required");
    let both = json!({ "all_subaccounts": true, "subaccount_ids": [sales] });
    assert_eq!(make(&ana, both).field(), "/subaccount_ids invalid_choice");
    assert_eq!(
        make(&ana, json!({ "subaccount_ids": ["sub_00000000000000000000000000"] })).field(),
        "/subaccount_ids not_found"
    );

    // The last subaccount of a webhook goes: it takes none, and not all.
    assert_eq!(ana.delete(&format!("/v1/subaccounts/{sales}")).status, 204);
    assert_eq!(why(Some(&support))[1], "other_subaccount");
    let left = ana.get(&format!("/v1/webhooks/{own}")).json();
    assert_eq!((&left["all_subaccounts"], &left["subaccounts"]), (&json!(false), &json!([])));
}

#[test]
fn a_change_is_of_the_version_that_was_seen_and_audited() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let sales = ana.subaccount("sales");
    let own = id(&make(&ana, json!({ "subaccount_ids": [sales], "headers": [{ "name": "x", "value": "y" }] })));
    let path = format!("/v1/webhooks/{own}");
    let changed = ana.patch(&path, &json!({ "version": 1, "name": "New", "accept_null_subaccount": true }));
    assert_eq!((changed.status, &changed.json()["name"]), (200, &json!("New")));
    assert_eq!(changed.json()["subaccounts"][0]["id"], sales, "what is not said stays");
    assert_eq!(changed.json()["header_names"], json!(["x"]));
    assert_eq!(ana.patch(&path, &json!({ "version": 1, "name": "Late" })).code(), "stale");
    let wide = ana.patch(&path, &json!({ "version": 2, "subaccount_ids": [], "headers": [] })).json();
    assert_eq!((&wide["all_subaccounts"], &wide["header_names"]), (&json!(true), &json!([])));
    assert_eq!(world.count("SELECT count(*) FROM audit_event WHERE action LIKE 'webhook.%'"), 3);
    let before = "SELECT count(*) FROM audit_event WHERE action = 'webhook.updated' AND detail ->> '$.before.name' IN ('Bot', 'New')";
    assert_eq!(world.count(before), 2);
}

#[test]
fn a_right_to_own_subaccounts_makes_and_shows_nothing_else() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (sales, support) = (ana.subaccount("sales"), ana.subaccount("support"));
    let grants = json!({ "name": "Narrow", "grants": [{ "permission": "webhooks:manage", "reach": "subaccounts" }] });
    let role = ana.post("/v1/roles", &grants);
    assert_eq!(role.status, 201, "{}", role.text());
    let user = world.add_person(1, role.json()["id"].as_str().expect("an id"));
    let own = json!({ "version": 1, "subaccount_ids": [sales] });
    assert_eq!(ana.patch(&format!("/v1/users/{user}"), &own).status, 200);
    let email =
        world.db.lock().query_row("SELECT email FROM person WHERE id = ?1", [&user], |row| row.get::<_, String>(0));
    let bea = isolate.sign_in(&email.expect("an address"));
    let wide = id(&make(&ana, json!({ "name": "All" })));
    let others = id(&make(&ana, json!({ "name": "Others", "subaccount_ids": [sales, support] })));
    let mine = id(&make(&bea, json!({ "name": "Mine", "subaccount_ids": [sales] })));
    for more in [
        json!({}),
        json!({ "subaccount_ids": [support] }),
        json!({ "subaccount_ids": [sales], "accept_null_subaccount": true }),
    ] {
        assert_eq!(make(&bea, more.clone()).code(), "beyond_your_own", "{more}");
    }
    let seen = bea.get("/v1/webhooks").json();
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1));
    for id in [&wide, &others] {
        assert_eq!(bea.get(&format!("/v1/webhooks/{id}")).status, 404);
        assert_eq!(bea.delete(&format!("/v1/webhooks/{id}")).status, 404);
        assert_eq!(bea.patch(&format!("/v1/webhooks/{id}"), &json!({ "version": 1, "name": "x" })).status, 404);
        assert_eq!(bea.post(&format!("/v1/webhooks/{id}/test"), &json!({})).status, 404);
        assert_eq!(bea.get(&format!("/v1/webhooks/{id}/deliveries")).status, 404);
    }
    assert_eq!(
        bea.patch(&format!("/v1/webhooks/{mine}"), &json!({ "version": 1, "all_subaccounts": true })).code(),
        "beyond_your_own"
    );
    assert_eq!(bea.patch(&format!("/v1/webhooks/{mine}"), &json!({ "version": 1, "name": "Still mine" })).status, 200);
}

#[test]
fn a_sample_event_is_sent_at_once_and_its_answer_told_in_short() {
    let world = World::new();
    let ana = world.isolate().set_up();
    for (kind, format) in
        [("mo", "standard"), ("status", "standard"), ("mo", "sinch"), ("mo", "meta"), ("status", "meta")]
    {
        let id = id(&make(&ana, json!({ "name": format!("{kind} {format}"), "kind": kind, "format": format })));
        world.answer(|_| {
            let headers = vec![("content-type".into(), "text/plain".into())];
            Ok(OutsideAnswer { status: 500, headers, body: format!("\u{7}no {}", "x".repeat(500)).into_bytes(), ms: 7 })
        });
        let told = ana.post(&format!("/v1/webhooks/{id}/test"), &json!({})).json();
        assert_eq!(
            (&told["delivered"], &told["status"], &told["ms"]),
            (&json!(false), &json!(500), &json!(7)),
            "{told}"
        );
        let excerpt = told["excerpt"].as_str().expect("a text");
        assert!(excerpt.starts_with("no x") && excerpt.chars().count() <= 300);
        world.answer(|_| answered(200));
        assert_eq!(ana.post(&format!("/v1/webhooks/{id}/test"), &json!({})).json()["delivered"], true);
    }
    assert_eq!(world.count("SELECT count(*) FROM delivery"), 0);
}

#[test]
fn in_metas_form_a_number_has_the_id_that_it_is_sent_from_by_graph_paths() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let number = "5511900002222";
    let line = json!({ "kind": "simulator", "medium": "whatsapp", "name": "Line", "origin": number });
    let channel = made(&ana.post("/v1/channels", &line))["id"].clone();
    for kind in ["mo", "status"] {
        id(&make(&ana, json!({ "name": kind, "kind": kind, "format": "meta", "accept_null_subaccount": true })));
    }
    let told = || {
        let before = world.called().len();
        let test = json!({ "to": "5519900001111", "text": "echo" });
        made(&ana.post(&format!("/v1/channels/{}/test", text(&channel)), &test));
        world.drive(10_000);
        let calls = world.called().split_off(before);
        assert_eq!(calls.len(), 4, "sent, delivered, read, the answer");
        let ids = calls.iter().map(|(_, call)| {
            let body: Value = serde_json::from_slice(&call.body).expect("JSON");
            let entry = &body["entry"][0];
            let metadata = &entry["changes"][0]["value"]["metadata"];
            assert_eq!(metadata["display_phone_number"], number);
            (text(&entry["id"]), text(&metadata["phone_number_id"]))
        });
        let mut ids: Vec<_> = ids.collect();
        ids.dedup();
        ids
    };
    let own = text(&ana.get("/v1/account").json()["id"]);
    assert_eq!(told(), [(own, number.to_owned())]);
    let account = made(&ana.post("/v1/whatsapp-accounts", &json!({ "channel_id": channel })));
    assert_eq!(told(), [(text(&account["graph_id"]), text(&account["numbers"][0]["graph_id"]))]);
    // Another account's number of the same digits is another one.
    world.second_account();
    let eve = world.isolate().sign_in("eve@other.example");
    let hers = made(&eve.post("/v1/channels", &line));
    made(&eve.post("/v1/whatsapp-accounts", &json!({ "channel_id": hers["id"] })));
    assert_eq!(told(), [(text(&account["graph_id"]), text(&account["numbers"][0]["graph_id"]))]);
}

#[test]
fn an_account_has_a_hundred_webhooks_and_none_more() {
    let world = World::new();
    let ana = world.isolate().set_up();
    for n in 0..100 {
        assert_eq!(make(&ana, json!({ "name": format!("Bot {n}") })).status, 201);
    }
    assert_eq!(make(&ana, json!({})).code(), "webhook_limit");
}
