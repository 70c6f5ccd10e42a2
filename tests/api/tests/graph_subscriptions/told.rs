//! Of what an app is told, and how that is signed.

use super::*;

#[test]
fn a_callback_that_answers_the_challenge_is_told_of_the_accounts_numbers_and_of_no_others() {
    let s = scene();
    let g = &s.g;
    assert_eq!(s.subscribe(URL).json(), json!({ "success": true }));
    let asked = g.world.called().pop().expect("a call").1;
    assert_eq!((asked.method, asked.body.len()), ("GET", 0));
    assert!(
        asked.url.starts_with("https://bot.example.com/hook?bot=7&hub.mode=subscribe&hub.challenge="),
        "{}",
        asked.url
    );
    assert!(asked.url.ends_with("&hub.verify_token=meaty%20ham%26hock"), "{}", asked.url);
    assert!(!g.world.dump().contains("meaty") && !g.world.log().contains("meaty"), "the verify token is kept nowhere");
    let listed = made(&s.bot().get(&s.path()));
    let app = json!({ "id": g.app, "name": "Bot platform", "link": "https://tenure.example.com/apps" });
    assert_eq!(listed["data"], json!([{ "whatsapp_business_api_data": app, "override_callback_uri": URL }]));
    // In the console it is what every webhook is.
    let all = s.webhooks();
    let mut kinds: Vec<String> = all.iter().map(|one| text(&one["kind"])).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["mo", "status"]);
    for one in &all {
        let subscription = json!({ "app_id": g.app_id, "app": "Bot platform", "whatsapp_account_id": s.account_id, "whatsapp_account": "Support line" });
        assert_eq!(
            (&one["subscription"], &one["format"], &one["secrets"]),
            (&subscription, &json!("meta"), &json!([]))
        );
        assert_eq!((&one["created_by"]["name"], &one["url"]), (&json!("bot"), &json!(URL)));
        assert_eq!(
            made(&g.ana.post(&format!("/v1/webhooks/{}/test", text(&one["id"])), &json!({})))["delivered"],
            true
        );
    }
    s.told();

    // Of the account's numbers: what belongs to Subaccount Null, too.
    s.says(&s.channel, "hello");
    let told = s.told();
    assert_eq!(told.len(), 1);
    assert!(signed_with(&told[0], &g.secret) && told[0].url == URL);
    let value = &said(&told[0])["entry"][0]["changes"][0]["value"];
    assert_eq!(said(&told[0])["entry"][0]["id"], s.account.as_str());
    assert_eq!(
        (&value["messages"][0]["text"]["body"], &value["messages"][0]["from"]),
        (&json!("hello"), &json!("5519900003333"))
    );
    // What belongs to a subaccount, and what becomes of what was sent.
    let phone = text(
        &made(&g.ana.get(&format!("/v1/whatsapp-accounts/{}", s.account_id)))["whatsapp_account"]["numbers"][0]["graph_id"],
    );
    let hello =
        json!({ "messaging_product": "whatsapp", "to": "5519900003333", "type": "text", "text": { "body": "Hi" } });
    let sent = made(&s.bot().post(&format!("/v24.0/{phone}/messages"), &hello));
    g.world.drive(60_000);
    let told = s.told();
    assert!(!told.is_empty() && told.iter().all(|call| signed_with(call, &g.secret)));
    assert!(told.iter().all(|call| said(call)["entry"][0]["changes"][0]["value"]["statuses"][0]["id"] == sent["messages"][0]["id"]));

    // Another number of another account, one of no account, and an SMS of the same number.
    let channel = |medium: &str, origin: &str| {
        let body = json!({ "kind": "simulator", "medium": medium, "name": "Other", "origin": origin, "subaccount_ids": [g.ana.subaccount(origin)] });
        text(&made(&g.ana.post("/v1/channels", &body))["id"])
    };
    let (other, free, sms) =
        (channel("whatsapp", "5511900007777"), channel("whatsapp", "5511900008888"), channel("sms", "5511900002222"));
    made(&g.ana.post("/v1/whatsapp-accounts", &json!({ "channel_id": other })));
    for one in [&other, &free, &sms] {
        s.says(one, "not for you");
    }
    assert_eq!(s.told().len(), 0);
    // A number that comes to the account is told of from then on, and one that goes no more.
    let numbers = format!("/v1/whatsapp-accounts/{}/numbers", s.account_id);
    let added = g.ana.post(&numbers, &json!({ "display_number": "+55 11 90000-8888" }));
    assert!(added.status < 300, "{}", added.text());
    s.says(&free, "for you");
    assert_eq!(s.told().len(), 1);
    let shown =
        made(&g.ana.get(&format!("/v1/whatsapp-accounts/{}", s.account_id)))["whatsapp_account"]["numbers"].clone();
    let gone =
        shown.as_array().into_iter().flatten().find(|one| one["number"] == "5511900008888").map(|one| text(&one["id"]));
    assert_eq!(g.ana.delete(&format!("{numbers}/{}", gone.expect("it is listed"))).status, 204);
    s.says(&free, "not for you");
    assert_eq!(s.told().len(), 0);
    // Nobody else's webhook has got more or less by that: what Subaccount Null has nobody took but the app.
    assert_eq!(s.count(), 2);
}

#[test]
fn the_apps_secret_signs_and_its_next_one_from_the_next_try_on() {
    let s = scene();
    let g = &s.g;
    made(&s.subscribe(URL));
    s.says(&s.channel, "one");
    assert!(s.told().iter().all(|call| signed_with(call, &g.secret)));
    // It fails; meanwhile the app gets another secret, and the next try has that one.
    g.world.answer(|_| answered(500));
    s.says(&s.channel, "two");
    s.told();
    let rotated = made(&g.ana.post(&format!("/v1/apps/{}/secret", g.app_id), &json!({ "confirm": true })));
    let secret = text(&rotated["secret"]);
    assert_ne!(secret, g.secret);
    listens(&g.world);
    g.world.drive(600_000);
    let told = s.told();
    assert_eq!(told.len(), 1);
    assert!(signed_with(&told[0], &secret) && !signed_with(&told[0], &g.secret));
    // It has no secret of its own that could be changed, nor an address that somebody but the app decides.
    let (all, ana) = (s.webhooks(), g.ana.proven());
    for one in all {
        let path = format!("/v1/webhooks/{}", text(&one["id"]));
        let version = one["version"].clone();
        assert_eq!(ana.post(&format!("{path}/rotate-secret"), &json!({})).code(), "subscribed_by_app");
        for change in [
            json!({ "url": "https://other.example.com/in" }),
            json!({ "format": "standard" }),
            json!({ "all_subaccounts": true }),
            json!({ "accept_null_subaccount": true }),
        ] {
            let mut body = change.clone();
            body.as_object_mut().expect("an object").insert("version".to_owned(), version.clone());
            assert_eq!(ana.patch(&path, &body).code(), "subscribed_by_app", "{change}");
        }
        assert_eq!(made(&ana.patch(&path, &json!({ "version": version, "name": "Bot’s" })))["name"], "Bot’s");
    }
}

#[test]
fn the_tester_says_of_a_subscription_what_is_delivered_to_it() {
    let s = scene();
    made(&s.subscribe(URL));
    let sales = s.g.ana.subaccount("sales");
    let why = |body: Value| {
        let answer = made(&s.g.ana.post("/v1/webhooks/route", &body));
        let all = answer["webhooks"].as_array().expect("a list").clone();
        let mo = s.webhooks().into_iter().find(|one| one["kind"] == "mo").map(|one| text(&one["id"])).expect("one");
        let one = all.iter().find(|one| one["id"] == *mo).expect("it is there").clone();
        (text(&one["why"]), one["takes"] == true)
    };
    for subaccount in [Value::Null, json!(sales)] {
        let ask = |line: Value| why(json!({ "kind": "mo", "subaccount_id": subaccount, "whatsapp_account_id": line }));
        assert_eq!(ask(json!(s.account_id)), ("takes".to_owned(), true));
        assert_eq!(ask(json!("waba_00000000000000000000000000".to_owned())), ("other_number".to_owned(), false));
        assert_eq!(why(json!({ "kind": "mo", "subaccount_id": subaccount })), ("other_number".to_owned(), false));
    }
    assert_eq!(
        why(json!({ "kind": "status", "subaccount_id": null, "whatsapp_account_id": s.account_id })).0,
        "other_kind"
    );
}

#[test]
fn what_was_missed_is_sent_again_to_a_subscription_by_the_same_rule() {
    let s = scene();
    let g = &s.g;
    s.says(&s.channel, "before");
    let sms =
        text(
            &made(&g.ana.post(
                "/v1/channels",
                &json!({ "kind": "simulator", "medium": "sms", "name": "SMS", "origin": "28128" }),
            ))["id"],
        );
    s.says(&sms, "not for you");
    made(&s.subscribe(URL));
    s.told();
    let mo = s.webhooks().into_iter().find(|one| one["kind"] == "mo").map(|one| text(&one["id"])).expect("one");
    let since = domain::time::Instant::from_millis(0).to_rfc3339();
    let again = made(&g.ana.post("/v1/deliveries/replay", &json!({ "webhook_id": mo, "since": since })));
    assert!(again.to_string().contains('1'), "{again}");
    g.world.drive(1_000);
    let told = s.told();
    assert_eq!(told.len(), 1);
    assert_eq!(said(&told[0])["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"], "before");
}

#[test]
fn test_and_live_are_subscribed_apart() {
    let s = scene();
    let g = &s.g;
    let body = json!({ "subaccount_id": null, "username": "tries", "environment": "test" });
    let tries = text(&made(&g.ana.post("/v1/system-users", &body))["system_user"]["id"]);
    assert_eq!(g.ana.put(&format!("/v1/system-users/{tries}/apps/{}", g.app_id), &json!({})).status, 204);
    let full = json!({ "full_control": true });
    made(&g.ana.put(&format!("/v1/whatsapp-accounts/{}/system-users/{tries}", s.account_id), &full));
    let body = json!({ "confirm": true, "keep_others": true, "app_id": g.app_id, "preset": "whatsapp" });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{tries}/tokens"), &body))["token"]["value"]);
    let tester = g.isolate.bot(&token);
    made(&s.subscribe(URL));
    assert_eq!(made(&tester.get(&s.path()))["data"], json!([]), "live is not there");
    made(&tester.form(&s.path(), &params("https://test.example.com/in", TOKEN)));
    assert_eq!(s.count(), 4);
    let channel = json!({ "kind": "simulator", "medium": "whatsapp", "name": "T", "origin": "5511900002222", "environment": "test" });
    let test = text(&made(&g.ana.post("/v1/channels", &channel))["id"]);
    s.told();
    for (channel, url) in [(&s.channel, URL), (&test, "https://test.example.com/in")] {
        s.says(channel, "hello");
        assert_eq!(s.told().iter().map(|call| call.url.clone()).collect::<Vec<_>>(), [url]);
    }
    made(&tester.delete(&s.path()));
    assert_eq!(s.count(), 2);
    assert_eq!(made(&s.bot().get(&s.path()))["data"].as_array().map(Vec::len), Some(1), "live goes on");
}
