//! What webhooks are told.

use store::{deliveries, webhooks};

use super::*;

// https://github.com/svix/svix-docs/pull/159, https://github.com/bullet-train-co/bullet_train-core/pull/24: two failures
// days apart are no five days of failure.
#[test]
fn a_webhook_that_failed_last_week_and_once_today_is_not_disabled() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    let id = it.webhook(json!({}));
    let says = |id: &str, person: &str| {
        let mo = json!({ "id": id, "source": person, "destination": "55114000", "messageText": "Hi" });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    };
    it.world.answer(|_| answered(500));
    says("1", PERSON);
    it.world.drive(2 * DAY);
    assert_eq!(it.text("SELECT state FROM delivery"), "dead");
    it.world.drive(6 * DAY);
    says("2", PERSON);
    it.world.drive(SECOND);
    assert_eq!(it.status_of(&id), "active", "nobody knows that it failed between the two");
    it.world.answer(|_| answered(200));
    it.world.drive(MINUTE);
    assert_eq!(it.world.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"), 1);
}

// https://github.com/superduck-ai/open-managed-agents/issues/290: a single 2xx begins the time anew, also one that came a
// moment ago.
#[test]
fn a_success_a_moment_ago_keeps_a_webhook_that_failed_for_five_days() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    let id = it.webhook(json!({}));
    let says = |id: &str, person: &str| {
        let mo = json!({ "id": id, "source": person, "destination": "55114000", "messageText": id });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    };
    it.world.answer(|_| answered(500));
    for day in 0..5 {
        says(&format!("d{day}"), &format!("551990000{day}"));
        it.world.drive(DAY);
    }
    // It is back, but for one message that it does not understand.
    it.world.answer(|call: &OutsideCall| {
        answered(if String::from_utf8_lossy(&call.body).contains("bad") { 500 } else { 200 })
    });
    says("good", "5519900009991");
    says("bad", "5519900009992");
    it.world.drive(MINUTE);
    assert_eq!(it.status_of(&id), "active");
}

// Statuses of a subaccount that was deleted while its messages were under way: the ones who take null are told.
#[test]
fn what_becomes_of_a_deleted_subaccounts_messages_is_nobodys_and_told() {
    let it = scene("http", "sms");
    let to = it.sinch("sinch_sms");
    it.webhook(json!({ "kind": "status", "subaccount_ids": [it.ana.subaccount("Other")] }));
    it.world.answer(|_| json_answer(200, &json!({ "id": "c-1" })));
    assert_eq!(it.sms("Hello").status, 200);
    let users = it.ana.get("/v1/system-users").json();
    let user = format!("/v1/system-users/{}", users["items"][0]["id"].as_str().unwrap());
    assert_eq!(it.ana.post(&format!("{user}/deactivate"), &json!({})).status, 200);
    assert_eq!(it.ana.delete(&user).status, 204);
    let gone = it.ana.delete(&format!("/v1/subaccounts/{}", it.subaccount));
    assert_eq!(gone.status, 204, "{}", gone.text());
    let status = json!({ "id": "c-1", "destination": PERSON, "delivered": true, "deliveredStatusCode": 4 });
    assert_eq!(it.post(&to, status.to_string().as_bytes()).status, 200);
    it.world.drive(MINUTE);
    assert_eq!(it.told().len(), 1, "{:?}", it.told());
}

// https://github.com/OneUptime/oneuptime/issues/2578, https://github.com/spupuz/VibeNVR/pull/297,
// https://github.com/librefang/librefang/pull/2411, https://github.com/shashankswe2020-ux/whoop-mcp/issues/126,
// https://github.com/YOURLS/YOURLS/pull/4145
#[test]
fn no_spelling_of_an_inner_address_is_called() {
    let it = scene("sinch", "whatsapp");
    for url in [
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://localhost./",
        "https://LOCALHOST/",
        "https://ⓛocalhost/",
        "https://a.localhost/",
        "https://metadata.google.internal./",
        "https://tenure.example.com./",
        "https://x.tenure.example.com/",
        "https://bot.example.com:22/",
        "https://a@bot.example.com/",
        "https:\\\\127.0.0.1/",
        "https://bot.example.com@127.0.0.1/",
        "http://bot.example.com/",
        "https://bot.example.com/#f",
        "https:bot",
        "https://bot..example.com/",
        "https://169.254.169.254.:443/",
        "https://[fd00::1%25eth0]/",
    ] {
        let made = it
            .ana
            .post("/v1/webhooks", &json!({ "name": "X", "kind": "mo", "url": url, "accept_null_subaccount": true }));
        assert_eq!(made.status, 422, "{url}: {}", made.text());
    }
    let names = [
        ("v6.example.com", vec!["93.184.215.14", "::1"]),
        ("cg.example.com", vec!["100.64.0.1"]),
        ("none.example.com", vec![]),
    ];
    for (name, addresses) in names {
        let addresses = addresses.into_iter().map(|it| it.parse().unwrap()).collect();
        it.world.names.lock().unwrap().insert(name.to_owned(), addresses);
        let url = format!("https://{name}/");
        let made = it
            .ana
            .post("/v1/webhooks", &json!({ "name": "X", "kind": "mo", "url": url, "accept_null_subaccount": true }));
        assert_eq!(made.status, 422, "{url}: {}", made.text());
    }
    assert!(it.world.called().is_empty());
}

// Headers of a receiver's own: no second header, none of the connection's, none that we set.
#[test]
fn a_header_of_ones_own_is_one_header() {
    let it = scene("sinch", "whatsapp");
    for (name, value) in [
        ("X-A\r\nX-B", "v"),
        ("X-A", "v\r\nX-B: w"),
        ("X-A", "v\nw"),
        ("X-A", "v\0"),
        ("X A", "v"),
        ("X-Ä", "v"),
        ("", "v"),
        ("X-A:", "v"),
        ("Host", "x"),
        ("content-length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("webhook-signature", "v1,x"),
        ("Cf-Connecting-IP", "1.1.1.1"),
        ("X-A", "é"),
        ("Content-Type", "text/plain"),
    ] {
        let body = json!({ "name": "X", "kind": "mo", "url": "https://bot.example.com/", "accept_null_subaccount": true, "headers": [{ "name": name, "value": value }] });
        let made = it.ana.post("/v1/webhooks", &body);
        assert_eq!(made.status, 422, "{name:?} {value:?}: {}", made.text());
    }
}

// Twenty messages of nearly a megabyte each are more than one answer of the database may be.
#[test]
fn long_messages_block_no_queue() {
    let it = scene("sinch", "whatsapp");
    let to = it.sinch("sinch_whatsapp");
    let id = domain::ids::WebhookId::try_from(it.webhook(json!({}))).unwrap();
    for n in 0..12 {
        let mo = json!({ "id": format!("m{n}"), "source": format!("55199000020{n:02}"), "message": { "type": "TEXT", "messageText": "x".repeat(450_000) } });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    }
    let now = domain::time::Instant::from_millis(1_800_000_000_000);
    let read = api_tests::run(async {
        let target = webhooks::driven(&id, now).of(&it.world.db).await.unwrap().unwrap();
        deliveries::due(&target, now, 20).of(&it.world.db).await.unwrap()
    });
    assert!((1..=5).contains(&read.len()), "{} are read at once", read.len());
    it.world.drive(10 * MINUTE);
    assert_eq!(it.told().len(), 12);
}

// A try of a webhook or a channel calls outside at once: it has a budget like all that can be repeated.
#[test]
fn trying_a_webhook_or_a_channel_has_a_budget() {
    let it = scene("http", "sms");
    let id = it.webhook(json!({}));
    let webhook = format!("/v1/webhooks/{id}/test");
    let channel = format!("/v1/channels/{}/test", it.channel);
    let paths: [(&str, Value); 2] = [(&webhook, json!(null)), (&channel, json!({ "to": PERSON }))];
    for (path, body) in paths {
        let call = |n: usize| {
            if body.is_null() {
                it.ana.call("POST", path, b"")
            } else {
                it.ana.post(path, &json!({ "to": PERSON, "text": n.to_string() }))
            }
        };
        let answers: Vec<u16> = (0..40).map(|n| call(n).status).collect();
        let let_through = answers.iter().filter(|status| **status == 200).count();
        assert!((5..40).contains(&let_through), "{path}: {answers:?}");
        let refused = call(99);
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert!(refused.header("retry-after").is_some());
    }
    it.world.pass(HOUR);
    assert_eq!(it.ana.call("POST", &webhook, b"").status, 200, "the budget is of a quarter of an hour");
}

// Hosts of a receiver: an empty answer, a long one, text that is none.
#[test]
fn whatever_a_receiver_answers_is_kept_short() {
    for (headers, body, excerpt) in [
        (vec![], b"".to_vec(), ""),
        (vec![("content-type", "text/html; charset=latin1")], b"ol\xe1\0\x1b[31m".to_vec(), "ol\u{fffd}[31m"),
        (vec![("content-type", "application/json")], vec![b'x'; 64 * 1024], "x"),
        (vec![("content-type", "application/octet-stream")], vec![0; 1024], ""),
        (vec![("content-type", "text/plain")], "😀".repeat(1_000).into_bytes(), "😀"),
    ] {
        let it = scene("http", "sms");
        let to = it.sinch("sinch_sms");
        it.webhook(json!({}));
        it.world.answer(move |_| {
            let headers =
                headers.iter().map(|(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned())).collect();
            Ok(OutsideAnswer { headers, body: body.clone(), ..answered(200)? })
        });
        let mo = json!({ "id": "1", "source": PERSON, "destination": "55114000", "messageText": "Hi" });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
        it.world.drive(MINUTE);
        let kept = it.text("SELECT excerpt FROM delivery WHERE state = 'delivered'");
        assert!(kept.starts_with(excerpt) && kept.chars().count() <= 300, "{kept}");
    }
}

// https://github.com/ever-works/ever-works/pull/887: what waits for a webhook that is gone is not pending for ever; nor does
// giving it up hold up everybody, however much it is.
#[test]
fn what_waits_for_a_webhook_that_is_gone_is_given_up_in_parts() {
    let it = scene("http", "sms");
    let [gone, back] = [it.webhook(json!({})), it.webhook(json!({}))];
    for id in [&gone, &back] {
        assert_eq!(it.ana.post(&format!("/v1/webhooks/{id}/pause"), &json!({})).status, 200);
    }
    let account = it.world.account();
    it.world
        .sql(&format!(
            "INSERT INTO event (id, account_id, kind, message_id, conversation, sequence, once_key, detail, at) \
             WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 12000) \
             SELECT printf('evt_%026d', n), '{account}', 'mo', printf('msg_%026d', n), 'c', n, 'm' || n, '{{}}', 1 FROM c; \
             INSERT INTO delivery (id, account_id, event_id, webhook_id, message_id, conversation, sequence, next_attempt_at, created_at) \
             SELECT 'dlv_' || (w.id = '{gone}') || substr(e.id, 6, 25), '{account}', e.id, w.id, e.message_id, e.conversation, e.sequence, \
               1800000000000, 1800000000000 FROM event e JOIN webhook w"
        ))
        .unwrap();
    let waiting = |id: &str| {
        it.world.count(&format!("SELECT count(*) FROM delivery WHERE webhook_id = '{id}' AND state = 'pending'"))
    };
    let deleted = it.ana.delete(&format!("/v1/webhooks/{gone}"));
    assert_eq!(deleted.json(), json!({ "lost": 12_000 }));
    assert_eq!(waiting(&gone), 2_000);
    it.world.minute();
    assert_eq!(waiting(&gone), 0);
    assert_eq!(it.world.count("SELECT count(*) FROM delivery WHERE last_error = 'webhook_deleted'"), 12_000);
    assert_eq!((waiting(&back), it.world.count("SELECT count(*) FROM webhook_closed")), (12_000, 0));
}

// https://github.com/croffasia/itsaplan/pull/298: one failure after a webhook was switched on again disables it at once.
// https://github.com/deskhq/the-desk/pull/1065: what somebody tries by hand must not.
#[test]
fn a_webhook_that_is_switched_on_again_has_its_five_days_again() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    let id = it.webhook(json!({}));
    let says = |id: &str| {
        let mo = json!({ "id": id, "source": format!("55199000{id}"), "destination": "55114000", "messageText": "Hi" });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    };
    it.world.answer(|_| answered(500));
    for day in 0..6 {
        says(&format!("0000{day}"));
        it.world.drive(DAY);
    }
    assert_eq!(it.status_of(&id), "disabled");
    let (path, ana) = (format!("/v1/webhooks/{id}"), it.isolate.sign_in("ana@example.com"));
    let switched = ana.post(&format!("{path}/resume"), &json!({}));
    assert_eq!(switched.status, 200, "{}", switched.text());
    says("00010");
    it.world.drive(MINUTE);
    assert_eq!(it.status_of(&id), "active", "it failed for a minute");
    for _ in 0..3 {
        assert_eq!(ana.post(&format!("{path}/test"), &json!({})).status, 200);
        it.world.drive(MINUTE);
    }
    assert_eq!(it.status_of(&id), "active");
    for day in 0..4 {
        says(&format!("0002{day}"));
        it.world.drive(DAY);
        assert_eq!(it.status_of(&id), "active", "day {day}");
    }
    for day in 4..7 {
        says(&format!("0002{day}"));
        it.world.drive(DAY);
    }
    assert_eq!(it.status_of(&id), "disabled");
}
