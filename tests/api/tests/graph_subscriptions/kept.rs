//! Who subscribes; what a subscription is, and until when.

use super::*;

#[test]
fn a_subscription_is_one_however_often_it_is_made_and_ends_when_it_is_taken_back() {
    let s = scene();
    let g = &s.g;
    made(&s.subscribe(URL));
    made(&s.subscribe(URL));
    let events = |action: &str| {
        g.world.count(&format!(
            "SELECT count(*) FROM audit_event WHERE action = '{action}' AND actor_kind = 'system_user'"
        ))
    };
    assert_eq!((s.count(), events("webhook.created"), events("webhook.updated")), (2, 2, 0), "again is no change");
    let ids: Vec<String> = s.webhooks().iter().map(|one| text(&one["id"])).collect();
    made(&g.ana.post(&format!("/v1/webhooks/{}/pause", ids[0]), &json!({})));
    let other = "https://bot.example.com/other";
    // In JSON, as pywa and the client for Node send it.
    made(&s.bot().post(&s.path(), &json!({ "override_callback_uri": other, "verify_token": TOKEN, "id": s.account })));
    let after = s.webhooks();
    assert_eq!(after.iter().map(|one| text(&one["id"])).collect::<Vec<_>>(), ids, "the same webhooks");
    assert!(after.iter().all(|one| one["url"] == other));
    assert_eq!(events("webhook.updated"), 2);
    let paused = made(&g.ana.get(&format!("/v1/webhooks/{}", ids[0])));
    assert_eq!(paused["status"], "paused", "what a person paused stays so");
    // One that said that it is gone is there again when it subscribes anew.
    made(&g.ana.post(&format!("/v1/webhooks/{}/resume", ids[0]), &json!({})));
    g.world.answer(|_| answered(410));
    s.says(&s.channel, "hello");
    assert!(s.webhooks().iter().any(|one| one["status"] == "disabled"));
    listens(&g.world);
    made(&s.subscribe(other));
    assert!(s.webhooks().iter().all(|one| one["status"] == "active"));
    // A person may delete one of both; the app puts it back.
    assert_eq!(g.ana.delete(&format!("/v1/webhooks/{}", ids[1])).status, 200);
    assert_eq!(s.count(), 1);
    made(&s.subscribe(other));
    assert_eq!(s.count(), 2);
    let history = g.ana.get(&format!("/v1/audit-events?subject={}", ids[0])).json();
    assert!(history.to_string().contains("Bot platform") && history.to_string().contains("Support line"), "{history}");

    assert_eq!(s.bot().delete(&s.path()).json(), json!({ "success": true }));
    assert_eq!((s.count(), made(&s.bot().get(&s.path()))["data"].clone()), (0, json!([])));
    assert_eq!(events("webhook.deleted"), 2);
    assert_eq!(
        s.bot().delete(&s.path()).json(),
        json!({ "success": true }),
        "it is ended, which is all that was wanted"
    );
    s.told();
    s.says(&s.channel, "hello");
    assert_eq!(s.told().len(), 0);
}

#[test]
fn a_subscription_ends_with_its_app_and_with_its_whatsapp_account() {
    for what in ["app", "account"] {
        let s = scene();
        made(&s.subscribe(URL));
        s.g.world.answer(|_| answered(500));
        s.says(&s.channel, "hello");
        let ended = match what {
            "app" => s.g.ana.delete(&format!("/v1/apps/{}", s.g.app_id)),
            _ => s.g.ana.delete(&format!("/v1/whatsapp-accounts/{}", s.account_id)),
        };
        assert_eq!(ended.status, 204, "{}", ended.text());
        assert_eq!(s.count(), 0, "{what}");
        assert_eq!(
            s.g.world.count("SELECT count(*) FROM delivery WHERE state = 'pending'"),
            0,
            "what waited is given up"
        );
        s.told();
        s.says(&s.channel, "hello");
        s.g.world.drive(3_600_000);
        assert_eq!(s.told().len(), 0, "{what}");
    }
}

#[test]
fn whoever_does_not_control_the_account_or_is_of_no_app_subscribes_nothing() {
    let s = scene();
    let g = &s.g;
    made(&s.subscribe(URL));
    let member = |name: &str, tasks: &str, scope: &str| {
        let id = g.employee(name);
        made(&g.assign(&s.account, &id, tasks));
        g.token_of(&id, scope)
    };
    let (read, message) = (
        member("reads", "VIEW_COST", &format!("scope={FOUR}")),
        member("sends", "MESSAGING", "scope=whatsapp_business_messaging"),
    );
    let tries = |token: &str| {
        let bot = g.isolate.bot(token);
        [bot.form(&s.path(), &params(URL, TOKEN)), bot.delete(&s.path())]
            .map(|answer| (error(&answer).0, error(&answer).1))
    };
    assert_eq!(tries(&read), [(403, 200); 2], "no full control");
    assert_eq!(tries(&message), [(403, 200); 2], "no scope");
    assert_eq!(error(&g.isolate.bot(&message).get(&s.path())).1, 200);
    // It sees what its own app has.
    assert_eq!(made(&g.isolate.bot(&read).get(&s.path()))["data"].as_array().map(Vec::len), Some(1));
    // Of a subaccount: the account's numbers are everybody's.
    let subaccount = g.ana.subaccount("Support");
    let (own, _) = g.ana.system_user(Some(&subaccount), "of a subaccount");
    assert_eq!(g.ana.put(&format!("/v1/system-users/{own}/apps/{}", g.app_id), &json!({})).status, 204);
    made(
        &g.ana.put(
            &format!("/v1/whatsapp-accounts/{}/system-users/{own}", s.account_id),
            &json!({ "full_control": true }),
        ),
    );
    let body = json!({ "confirm": true, "keep_others": true, "app_id": g.app_id, "preset": "whatsapp" });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{own}/tokens"), &body))["token"]["value"]);
    assert_eq!(tries(&token), [(403, 200); 2]);
    // Without an app there is nobody to subscribe.
    let (alone, _) = g.ana.system_user(None, "without an app");
    made(&g.ana.put(
        &format!("/v1/whatsapp-accounts/{}/system-users/{alone}", s.account_id),
        &json!({ "full_control": true }),
    ));
    let body = json!({ "confirm": true, "keep_others": true, "scopes": ["whatsapp_business_management"] });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{alone}/tokens"), &body))["token"]["value"]);
    assert_eq!(tries(&token), [(400, 100); 2]);
    assert_eq!(
        made(&g.isolate.bot(&token).get(&s.path()))["data"].as_array().map(Vec::len),
        Some(1),
        "full control sees all"
    );
    // The app's own token is not a system user's.
    let own = percent_encode(&format!("{}|{}", g.app, g.secret));
    assert_eq!(error(&g.nobody().form(&s.path(), &format!("access_token={own}&{}", params(URL, TOKEN)))).1, 190);
    // Another app of the account has its own.
    let second = made(&g.ana.post("/v1/apps", &json!({ "name": "Another" })));
    assert_eq!(
        g.admin()
            .form(
                &format!("/v24.0/{}/applications", s.bot),
                &format!("business_app={}", text(&second["app"]["graph_id"]))
            )
            .status,
        200
    );
    let bot_id = g.ana.get("/v1/system-users?search=bot").json();
    let bot_id = bot_id["items"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["username"] == "bot")
        .map(|one| text(&one["id"]))
        .expect("the bot");
    let body = json!({ "confirm": true, "keep_others": true, "app_id": second["app"]["id"], "preset": "whatsapp" });
    let token = text(&made(&g.ana.post(&format!("/v1/system-users/{bot_id}/tokens"), &body))["token"]["value"]);
    made(&g.isolate.bot(&token).form(&s.path(), &params("https://another.example.com/in", TOKEN)));
    let all = made(&g.isolate.bot(&token).get(&s.path()));
    let names: Vec<_> = all["data"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| text(&one["whatsapp_business_api_data"]["name"]))
        .collect();
    assert_eq!(names, ["Another", "Bot platform"]);
    s.told();
    s.says(&s.channel, "hello");
    let told = s.told();
    assert_eq!(told.len(), 2);
    let secret = text(&second["secret"]);
    assert!(told.iter().all(|call| signed_with(call, if call.url == URL { &g.secret } else { &secret })));
    made(&g.isolate.bot(&token).delete(&s.path()));
    assert_eq!(s.count(), 2, "the other app's stays");
    // By id, too.
    let listed = |query: &str| g.ana.get(&format!("/v1/webhooks?{query}")).json()["items"].as_array().map(Vec::len);
    assert_eq!(listed(&format!("app_id={}", g.app_id)), Some(2));
    assert_eq!(listed(&format!("app_id={}", text(&second["app"]["id"]))), Some(0));
    assert_eq!(listed(&format!("whatsapp_account_id={}", s.account_id)), Some(2));
}

#[test]
fn an_account_full_of_webhooks_says_so_in_graphs_words_and_has_no_half_subscription() {
    let s = scene();
    for n in 0..99 {
        made(&s.g.ana.post(
            "/v1/webhooks",
            &json!({ "name": format!("w{n}"), "kind": "mo", "url": format!("https://bot.example.com/{n}") }),
        ));
    }
    let answer = s.subscribe(URL);
    assert_eq!((error(&answer).1, s.count()), (100, 99));
    assert!(
        answer.json()["error"]["error_user_msg"].as_str().is_some_and(|said| !said.is_empty()),
        "{}",
        answer.text()
    );
}

#[test]
fn of_two_subscriptions_at_once_there_is_one_and_what_goes_meanwhile_is_not_subscribed() {
    let s = scene();
    let barrier = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let (world, barrier, s) = (Arc::clone(&s.g.world), &barrier, &s);
            scope.spawn(move || {
                let bot = world.isolate().bot(&s.token);
                barrier.wait();
                let answer = bot.form(&s.path(), &params(URL, TOKEN));
                assert_eq!(answer.json(), json!({ "success": true }), "{}", answer.text());
            });
        }
    });
    assert_eq!(s.count(), 2);
    // The callback answers, and meanwhile the app, the account, or what the bot may do with it goes.
    for what in ["app", "account", "tasks", "token"] {
        let s = scene();
        let (ana, app, account) = (s.g.ana.clone(), s.g.app_id.clone(), s.account_id.clone());
        let bot = s.g.ana.get("/v1/system-users?search=bot").json()["items"].clone();
        let bot = bot
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["username"] == "bot")
            .map(|one| text(&one["id"]))
            .expect("the bot");
        s.g.world.before_commit.set(move || {
            let path = match what {
                "app" => format!("/v1/apps/{app}"),
                "account" => format!("/v1/whatsapp-accounts/{account}"),
                "tasks" => format!("/v1/whatsapp-accounts/{account}/system-users/{bot}"),
                _ => format!("/v1/system-users/{bot}/apps/{app}"),
            };
            assert_eq!(ana.delete(&path).status, 204, "{what}");
        });
        let answer = s.subscribe(URL);
        assert!(matches!(answer.status, 400 | 401), "{what}: {} {}", answer.status, answer.text());
        assert_eq!(s.count(), 0, "{what}");
    }
}

#[test]
fn the_schema_keeps_what_a_subscription_is() {
    let s = scene();
    made(&s.subscribe(URL));
    let event =
        |n: u32, action: &str| api_tests::audit(&format!("aud_{n:0>26}"), &s.g.world.account(), action, &s.g.app_id);
    for (n, sql) in [
        "UPDATE webhook SET app_callback = 1, event_id = '$'",
        "UPDATE webhook SET format = 'standard', event_id = '$'",
        "UPDATE webhook SET all_subaccounts = 1, event_id = '$'",
        "UPDATE webhook SET accept_null = 1, event_id = '$'",
        "INSERT INTO webhook_secret (id, account_id, webhook_id, sealed, tail, created_at, event_id) SELECT 'x', account_id, id, 's', 't', 1, '$' FROM webhook LIMIT 1",
        "INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, created_by, created_by_name, created_at, event_id, app_id) \
           SELECT 'x', account_id, name, name_key, kind, url, format, 0, 0, created_by, created_by_name, 1, '$', app_id FROM webhook LIMIT 1",
        "INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, created_by, created_by_name, created_at, event_id, app_id, whatsapp_account_id, environment) \
           SELECT 'x', account_id, name, name_key, kind, url, 'sinch', 0, 0, created_by, created_by_name, 1, '$', app_id, whatsapp_account_id, 'test' FROM webhook LIMIT 1",
    ]
    .into_iter()
    .enumerate()
    {
        let n = u32::try_from(n).expect("few");
        let id = format!("aud_{n:0>26}");
        let sql = format!("BEGIN; {}; {}; DELETE FROM open_event; COMMIT;", event(n, "webhook.updated"), sql.replace('$', &id));
        let refused = s.g.world.sql(&sql).expect_err("refused");
        s.g.world.sql("ROLLBACK").expect("it was begun");
        let rule = if n == 0 { "app_callback" } else { "subscription" };
        assert!(refused.is_invariant(rule), "{sql}: {refused:?}");
    }
}
