//! What bots send, and what carriers make of it.

use super::*;

// https://github.com/david-lev/pywa/issues/227: a status whose contact has no user_id, with `errors`.
// https://github.com/bettersg/checkMate/issues/174: what failed after 200 must be told.
#[test]
fn a_status_with_errors_and_half_a_contact_fails_the_message_and_is_told() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({ "kind": "status", "subaccount_ids": [it.subaccount] }));
    it.world.answer(|_| json_answer(200, &json!({ "destinations": [{ "id": "wamid.S" }] })));
    let sent = it.bot.post(
        "/v1/whatsapp/send",
        &json!({ "destinations": [{ "destination": PERSON }], "message": { "messageText": "Hi" } }),
    );
    assert_eq!(sent.status, 200, "{}", sent.text());
    let status = json!({ "contacts": [{ "wa_id": PERSON }], "statuses": [{ "id": "wamid.S", "status": "failed", "timestamp": "1799999999",
        "recipient_id": PERSON, "errors": [{ "code": 131026, "title": "Message undeliverable" }, { "code": "x" }] }] });
    assert_eq!(it.post(&to, &meta(&[batch("15550783881", status.clone())])).status, 200);
    // The same again, and a later one that falls back.
    assert_eq!(it.post(&to, &meta(&[batch("15550783881", status)])).status, 200);
    let late = json!({ "statuses": [{ "id": "wamid.S", "status": "delivered", "timestamp": 1799999999, "recipient_id": PERSON }] });
    assert_eq!(it.post(&to, &meta(&[batch("15550783881", late)])).status, 200);
    assert_eq!(
        it.text("SELECT state || ' ' || error FROM message"),
        "failed INVALID_DESTINATION_NUMBER: Message undeliverable"
    );
    it.world.drive(MINUTE);
    let failed = it.told().iter().filter(|body| body["data"]["status"] == "failed").count();
    assert_eq!(failed, 1, "{:?}", it.told());
}

// https://github.com/kubescape/kubevuln/issues/754, https://github.com/hashicorp/go-retryablehttp/pull/170,
// https://github.com/DouglasdeMoura/chroncal/issues/105: a Retry-After of 0 or of the past makes a hot loop.
#[test]
fn a_carrier_that_asks_for_no_time_at_all_is_not_called_in_a_loop() {
    for (said, least, most) in [
        ("0", 3, 8),
        ("-5", 3, 8),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 3, 8),
        ("garbage", 3, 8),
        ("99999999999999999999", 1, 2),
        ("1800", 1, 2),
    ] {
        let it = scene("sinch", "whatsapp");
        it.world.answer(move |_| after(429, said));
        let to: Vec<Value> = (1..=6).map(|n| json!({ "destination": format!("551990000200{n}") })).collect();
        assert_eq!(
            it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
            200
        );
        it.world.drive(20 * MINUTE);
        let each = it.world.called().len() / 6;
        assert!((least..=most).contains(&each), "{said}: {each} calls of each");
    }
    // A date in the future counts, too.
    let it = scene("sinch", "whatsapp");
    it.world.answer(|_| after(503, "Fri, 15 Jan 2027 08:40:00 GMT"));
    let to: Vec<Value> = (1..=6).map(|n| json!({ "destination": format!("551990000200{n}") })).collect();
    assert_eq!(
        it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
        200
    );
    it.world.drive(30 * MINUTE);
    assert_eq!(it.world.called().len(), 6);
    it.world.drive(20 * MINUTE);
    assert!(it.world.called().len() >= 12);
}

// https://github.com/useplunk/plunk/issues/484, https://github.com/usesend/useSend/pull/281:
// a retry while the first call is under way must not be told that all is well: the first may come to nothing.
#[test]
fn a_retry_while_the_carrier_is_called_is_told_to_wait() {
    let it = scene("sinch", "sms");
    let headers = it.bot.headers();
    let (world, seen) = (Arc::clone(&it.world), Arc::new(std::sync::Mutex::new(Vec::new())));
    let (inner, answers) = (headers.clone(), Arc::clone(&seen));
    it.world.answer(move |_| {
        // The client gave up waiting and asks again, while its first call is at the carrier.
        let (world, inner) = (Arc::clone(&world), inner.clone());
        let answer = std::thread::spawn(move || {
            let mut bot = world.isolate().nobody().with("idempotency-key", "once");
            for (name, value) in inner {
                bot = bot.with(name, &value);
            }
            let answer = bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
            (answer.status, answer.header("retry-after"), answer.json()["errorCode"].clone())
        });
        answers.lock().unwrap().push(answer.join().unwrap());
        answered(429)
    });
    let first = it
        .bot
        .with("idempotency-key", "once")
        .post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
    assert_eq!(first.status, 429);
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1, "the carrier was called once");
    assert_eq!((seen[0].0, &seen[0].2), (409, &json!(409)), "{seen:?}");
    assert!(seen[0].1.is_some(), "{seen:?}");
    // The key is free again.
    it.world.answer(|_| json_answer(200, &json!({ "id": "c" })));
    let again = it
        .bot
        .with("idempotency-key", "once")
        .post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
    assert_eq!(again.status, 200, "{}", again.text());
    let replayed = it
        .bot
        .with("idempotency-key", "once")
        .post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hello" }));
    assert_eq!((replayed.status, replayed.text()), (200, again.text()));
}

// https://github.com/dreamgeneX/stargate-backend/issues/136 is about replays; the race behind it here: the marks of what a
// carrier took must not be lost because somebody else took the next ones.
#[test]
fn what_a_carrier_took_is_marked_although_another_run_took_the_next_ones() {
    let it = scene("http", "whatsapp");
    let to: Vec<Value> = (10..20).map(|n| json!({ "destination": format!("55199000020{n}") })).collect();
    let calls = Arc::new(AtomicUsize::new(0));
    let (world, counter) = (Arc::clone(&it.world), Arc::clone(&calls));
    it.world.answer(move |_| {
        // While the first five are at the carrier another run of the driver takes one of the others.
        if counter.fetch_add(1, Ordering::SeqCst) == 0 {
            world.sql("UPDATE sending SET calling_at = 1800000000000 WHERE message_id = (SELECT max(message_id) FROM sending)").unwrap();
        }
        answered(202)
    });
    assert_eq!(
        it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
        200
    );
    it.world.drive(MINUTE);
    assert_eq!(calls.load(Ordering::SeqCst), 9, "each is called once");
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE state = 'sent'"), 9);
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 1);
}

// Callbacks that are faster than the carrier's answer, each as long as may be: the answer is still taken.
#[test]
fn long_early_callbacks_block_nothing() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    for (code, name) in [("sent", "sentStatusCode"), ("delivered", "deliveredStatusCode"), ("read", "readStatusCode")] {
        let status = json!({ "id": "c-1", "destination": PERSON, code: true, name: 2, "padding": "x".repeat(900_000) });
        let answer = it.post(&to, status.to_string().as_bytes());
        assert!(answer.status == 200 || answer.status == 400, "{}", answer.text());
    }
    it.world.answer(|_| json_answer(200, &json!({ "id": "c-1" })));
    assert_eq!(it.sms("Hello").status, 200);
    assert_eq!(it.text("SELECT carrier_id FROM message"), "c-1", "{}", it.world.log());
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 0);
}

// https://github.com/frain-dev/convoy/pull/1977 put stuck deliveries back into the queue: what two runs of a driver do at the
// same time is done once.
#[test]
fn two_runs_of_a_driver_at_once_send_nothing_twice_and_lose_nothing() {
    let it = scene("http", "whatsapp");
    let door = it.sinch("sinch_whatsapp");
    it.webhook(json!({}));
    let mos: Vec<Value> = (0..12)
        .map(|n| json!({ "id": format!("m{n}"), "source": format!("55199000030{n}"), "message": { "type": "TEXT", "messageText": "Hi" } }))
        .collect();
    assert_eq!(it.post(&door, json!({ "data": mos }).to_string().as_bytes()).status, 200);
    let to: Vec<Value> = (10..22).map(|n| json!({ "destination": format!("55199000020{n}") })).collect();
    assert_eq!(
        it.bot.post("/v1/whatsapp/send", &json!({ "destinations": to, "message": { "messageText": "Hi" } })).status,
        200
    );
    let (world, calls) = (Arc::clone(&it.world), Arc::new(AtomicUsize::new(0)));
    it.world.answer(move |_| {
        // The clock finds both late and wakes them again, in the middle of the first, the seventh and the thirteenth call.
        if calls.fetch_add(1, Ordering::SeqCst) % 6 == 0 {
            let world = Arc::clone(&world);
            let other = std::thread::spawn(move || {
                world.pass(2 * MINUTE);
                world.minute();
                world.drive(0);
            });
            other.join().unwrap();
        }
        answered(202)
    });
    it.world.drive(HOUR);
    let mut called: Vec<String> =
        it.world.called().iter().map(|(_, call)| String::from_utf8_lossy(&call.body).into_owned()).collect();
    let all = called.len();
    called.sort();
    called.dedup();
    assert_eq!((called.len(), it.world.count("SELECT count(*) FROM sending")), (24, 0));
    // A delivery may come twice when its try lasts for minutes, a message never.
    let to_carrier = it.world.called().iter().filter(|(_, call)| call.url.contains("carrier")).count();
    assert_eq!(to_carrier, 12, "{all} calls");
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE direction = 'out' AND state = 'sent'"), 12);
    assert_eq!(it.world.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"), 12);
}

// What carriers answer that say yes in a way of their own.
#[test]
fn whatever_a_carrier_answers_the_message_is_taken_refused_or_in_doubt() {
    for (status, body, expected) in [
        (200, "", "sent"),
        (204, "", "sent"),
        (200, "{\"id\":\"\"}", "sent"),
        (200, "<html>ok</html>", "sent"),
        (200, "{\"id\":{\"a\":1}}", "sent"),
        (200, "[1]", "sent"),
        (200, "\u{feff}{\"id\":\"x\"}", "sent"),
        (200, "{\"id\":123456789012345678901234567890}", "sent"),
        (302, "", "queued"),
        (500, "{\"id\":\"x\"}", "queued"),
        (400, "\0\0", "failed"),
        (410, "", "failed"),
    ] {
        let it = scene("http", "sms");
        it.world.answer(move |_| Ok(OutsideAnswer { body: body.as_bytes().to_vec(), ..answered(status)? }));
        let sent = it.sms("Hello");
        assert!(sent.status < 500 || sent.status == 504, "{status} {body:?}: {}", sent.text());
        assert_eq!(it.text("SELECT state FROM message"), expected, "{status} {body:?}");
        assert_eq!(it.text("SELECT coalesce(carrier_id, '') LIKE '%e+%' FROM message"), "0", "{body:?}");
    }
    // An id as long as an answer may be.
    let it = scene("http", "sms");
    it.world.answer(|_| json_answer(200, &json!({ "id": "x".repeat(60_000) })));
    assert_eq!(it.sms("Hello").status, 200);
    assert!(it.world.count("SELECT length(carrier_id) FROM message") <= 255);
}

// A carrier that is silent for a while leaves many messages in doubt: all of them are given up in their time, and told.
#[test]
fn hundreds_of_messages_in_doubt_are_given_up_within_minutes() {
    let it = scene("http", "sms");
    it.webhook(json!({ "kind": "status", "subaccount_ids": [it.subaccount] }));
    it.world.answer(|call: &OutsideCall| match call.url.contains("carrier") {
        true => Err(service::deps::CallError::TimedOut),
        false => answered(200),
    });
    let message = json!({ "destination": PERSON, "messageText": "Hello" });
    let five = json!({ "messages": [message, message, message, message, message] });
    for _ in 0..40 {
        assert_eq!(it.bot.post("/v1/send-bulk-sms", &five).status, 504);
    }
    it.world.pass(14 * MINUTE);
    it.world.minute();
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE state = 'failed'"), 0);
    it.world.pass(2 * MINUTE);
    // Of one of them something is heard at that very moment.
    let world = Arc::clone(&it.world);
    it.world.before_commit.set(move || {
        world.sql("UPDATE message SET rank = 1, state = 'sent' WHERE id = (SELECT min(id) FROM message)").unwrap();
    });
    let before = it.world.spent().1;
    for _ in 0..3 {
        it.world.minute();
    }
    assert!(it.world.spent().1 - before < 3 * service::platform::STATEMENTS);
    assert_eq!(it.world.count("SELECT count(*) FROM message WHERE state = 'failed'"), 199);
    it.world.drive(HOUR);
    assert_eq!(it.world.count("SELECT count(*) FROM delivery WHERE state = 'delivered'"), 199);
    it.world.minute();
    assert_eq!(it.world.count("SELECT count(*) FROM sending"), 0);
}

// Headers and ids that a channel adds to each call, as with webhooks' own headers.
#[test]
fn a_channels_credential_makes_one_header_and_one_path() {
    let it = scene("sinch", "whatsapp");
    for (kind, credential) in [
        ("http", json!({ "headers": { "X-A\r\nX-B": "header-secret-0123456789" } })),
        ("http", json!({ "headers": { "X-A": "header-secret\r\nX-B: 0123456789" } })),
        ("http", json!({ "headers": { "Host": "header-secret-0123456789" } })),
        ("sinch", json!({ "username": "a\r\nX-B: c", "token": "carrier-token-0123456789" })),
        ("sinch", json!({ "username": "acme", "token": "carrier-token\n0123456789" })),
        ("meta", json!({ "access_token": "EAAB\r\ncarrier0123456789", "phone_number_id": "1065" })),
        ("meta", json!({ "access_token": "EAABcarrier0123456789", "phone_number_id": "../../1065" })),
        ("meta", json!({ "access_token": "EAABcarrier0123456789", "phone_number_id": "1065?x=" })),
    ] {
        let mut body = json!({ "kind": kind, "medium": "whatsapp", "name": "X", "origin": "5519900001111", "credential": credential });
        if kind == "http" {
            body["address"] = json!("https://carrier.example.com/send");
        }
        let made = it.ana.post("/v1/channels", &body);
        assert_eq!(made.status, 422, "{kind} {credential}: {}", made.text());
    }
}

// https://github.com/KanishJebaMathewM/Truxify/pull/2885, https://github.com/jcagarcia/grape-idempotency/pull/4: a key answers
// another call. https://github.com/josipmusa/idempotency4j/issues/12, https://github.com/novuhq/novu/pull/4531: or another body.
#[test]
fn a_key_answers_its_own_call_and_no_other() {
    let it = scene("sinch", "sms");
    it.world.answer(|_| json_answer(200, &json!({ "id": "c-1" })));
    let bot = it.bot.with("idempotency-key", "order-1");
    let body = json!({ "destination": PERSON, "messageText": "Hi" });
    // What was refused for its content is no use of the key.
    assert_eq!(bot.post("/v1/send-sms", &json!({ "destination": "nobody", "messageText": "Hi" })).status, 400);
    let first = bot.post("/v1/send-sms", &body);
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(bot.post("/v1/send-sms", &body).text(), first.text());
    assert_eq!(bot.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "Hi!" })).status, 409);
    // Another call under the same key is another call, or a conflict: never the first one's answer.
    let bulk = json!({ "messages": [body] });
    let other = bot.post("/v1/send-bulk-sms", &bulk);
    assert!(other.status == 409 || other.json()["messages"].is_array(), "{}", other.text());
    // Another bot's key is its own.
    let (_, token) = it.ana.system_user(None, "second");
    let second = it.isolate.nobody().with("username", "second").with("authenticationtoken", &token);
    let everybody = json!({ "kind": "sinch", "medium": "sms", "name": "All", "origin": "5519900001112",
        "credential": { "username": "acme", "token": "carrier-token-0123456789" } });
    let made = it.ana.post("/v1/channels", &everybody);
    assert_eq!(made.status, 201, "{}", made.text());
    let theirs = second.with("idempotency-key", "order-1").post("/v1/send-sms", &body);
    assert_eq!(theirs.status, 200, "{}", theirs.text());
    assert_ne!(theirs.json()["id"], first.json()["id"]);
}

// https://github.com/jookies/jasmin/issues/643, https://github.com/jookies/jasmin/issues/514,
// https://github.com/jookies/jasmin/issues/844: a report names the id in another form than the answer did.
#[test]
fn a_callback_with_an_id_in_another_form_is_found_by_what_we_sent_along() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    it.webhook(json!({ "kind": "status", "subaccount_ids": [it.subaccount] }));
    it.world.answer(|call: &OutsideCall| {
        if call.url.contains("bot.example.com") {
            answered(200)
        } else {
            json_answer(200, &json!({ "id": "0e999f21-81ef" }))
        }
    });
    assert_eq!(it.sms("Hi").status, 200);
    let ours = it.text("SELECT id FROM message");
    for (n, id) in ["0E999F21-81EF", "E999F21-81EF", "245989153"].iter().enumerate() {
        let state = json!({ "id": id, "correlationId": ours, "destination": PERSON, "sentStatusCode": 2, "sent": true,
            "deliveredStatusCode": if n > 0 { 4 } else { 0 }, "delivered": n > 0, "read": n > 1 });
        assert_eq!(it.post(&to, state.to_string().as_bytes()).status, 200);
    }
    assert_eq!(it.text("SELECT state FROM message"), "read");
    it.world.drive(MINUTE);
    let told: Vec<Value> = it.told().iter().map(|body| body["data"]["status"].clone()).collect();
    assert_eq!(told, ["sent", "delivered", "read"]);
}
