//! What carriers post.

use super::*;

// https://github.com/shridarpatil/frappe_whatsapp/issues/119, https://github.com/restfb/restfb/issues/1239,
// https://github.com/restfb/restfb/issues/1365, https://github.com/opengovsg/postmangovsg/pull/2223,
// https://github.com/theopenconversationkit/tock/issues/1978: types that a client does not know, no contacts, errors in
// a message, media without a caption.
#[test]
fn every_type_of_message_arrives_known_or_not() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({ "format": "meta" }));
    let errors =
        json!([{ "code": 131051, "title": "Message type unknown", "error_data": { "details": "Not supported" } }]);
    let all = [
        json!({ "type": "unsupported", "errors": errors }),
        json!({ "type": "unknown", "errors": errors }),
        json!({ "type": "contacts", "contacts": [{ "name": { "formatted_name": "Joe" }, "phones": [] }] }),
        json!({ "type": "reaction", "reaction": { "message_id": "wamid.X", "emoji": "" } }),
        json!({ "type": "reaction", "reaction": { "message_id": "wamid.X" } }),
        json!({ "type": "image", "image": { "id": "1", "mime_type": "image/jpeg", "sha256": "x" } }),
        json!({ "type": "location", "location": { "latitude": -23.5, "longitude": -46.6 } }),
        json!({ "type": "interactive", "interactive": { "type": "nfm_reply", "nfm_reply": { "response_json": "{}", "name": "flow" } } }),
        json!({ "type": "button", "button": { "payload": "P", "text": "Yes" }, "context": { "from": "1", "id": "wamid.Y" } }),
        json!({ "type": "order", "order": { "catalog_id": "1", "product_items": [] } }),
        json!({ "type": "system", "system": { "body": "changed", "type": "user_changed_number", "wa_id": "551" } }),
        json!({ "type": "request_welcome" }),
        json!({ "type": "edit", "edit": { "original_message_id": "wamid.X" } }),
        json!({ "type": "poll_of_the_future", "poll_of_the_future": [1, 2] }),
        json!({ "type": 7 }),
        json!({ "text": { "body": "no type" } }),
        json!({ "type": "text", "text": null }),
        json!({ "type": "image", "image": "not an object" }),
    ];
    let messages: Vec<Value> = all
        .iter()
        .enumerate()
        .map(|(n, message)| {
            let mut message = message.clone();
            message["id"] = json!(format!("wamid.{n}"));
            message["from"] = json!(PERSON);
            message["timestamp"] = json!("1799999990");
            message
        })
        .collect();
    let answer = it.post(&to, &meta(&[batch("15550783881", json!({ "messages": messages }))]));
    assert_eq!(answer.json(), json!({ "accepted": all.len(), "refused": 0 }), "{}", answer.text());
    it.world.drive(MINUTE);
    let told = it.told();
    assert_eq!(told.len(), all.len());
    for (n, body) in told.iter().enumerate() {
        let message = &body["entry"][0]["changes"][0]["value"]["messages"][0];
        assert_eq!((&message["id"], &message["from"]), (&json!(format!("wamid.{n}")), &json!(PERSON)), "{body}");
    }
    assert_eq!(it.messages().len(), all.len());
}

// https://github.com/mattermost/mattermost/issues/28280, https://github.com/Kilo-Org/cloud/pull/6245,
// https://github.com/getsentry/sentry/pull/109559: NUL in a text is a 500. Halves of surrogates and controls beside.
#[test]
fn a_nul_or_half_a_character_loses_no_message() {
    let it = scene("sinch", "whatsapp");
    let (to, sms) = (it.sinch("sinch_whatsapp"), it.sinch("sinch_sms"));
    it.webhook(json!({}));
    let one = |id: &str, source: &str, text: &str| {
        format!(
            r#"{{"id":"{id}","source":"{source}","origin":"55119\u00000000000","correlationId":"a\u0000b","userProfile":{{"name":"A\u0000B"}},"message":{{"type":"TEXT","messageText":"{text}"}}}}"#
        )
    };
    let texts = [r"a\u0000b", r"\ud83d", r"x\ude00\ud83d\ude00", r"\u202e\u0007\u001b[31m", r"\uffff\ufdd0"];
    for (n, text) in texts.iter().enumerate() {
        let answer = it.post(&to, one(&format!("m{n}"), r"5519\u0000900002222", text).as_bytes());
        assert_eq!(answer.status, 200, "{text}: {}", answer.text());
    }
    let get = it
        .isolate
        .nobody()
        .get(&format!("{sms}&id=g1&source=5519900002222&messageText=a%00b%E9%F0%9F%98%80&mt.id=m%00"));
    assert_eq!(get.status, 200, "{}", get.text());
    assert_eq!(it.messages().len(), texts.len() + 1);
    it.world.drive(MINUTE);
    let told: Vec<String> =
        it.told().iter().map(|body| body["data"]["content"]["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told.len(), texts.len() + 1, "{told:?}");
    assert!(told.contains(&"a\0b".to_owned()) && told.contains(&"x\u{fffd}\u{1f600}".to_owned()), "{told:?}");
    assert!(told.contains(&"a\0b\u{fffd}\u{1f600}".to_owned()), "{told:?}");
    // One person and one conversation, whatever is between the digits.
    assert_eq!(it.text("SELECT group_concat(DISTINCT person_key) FROM message"), PERSON);
    // A bot that sends one.
    it.world.answer(|_| json_answer(200, &json!({ "destinations": [{ "id": "c-1" }] })));
    for text in ["a\0b", "\u{fffd}\u{202e}"] {
        let body = json!({ "destinations": [{ "destination": PERSON, "correlationId": "c\u{0}" }], "message": { "messageText": text } });
        let sent = it.bot.post("/v1/whatsapp/send", &body);
        assert!(sent.status == 200 || sent.status == 400, "{}", sent.text());
    }
}

// https://github.com/n8n-io/n8n/pull/35933, https://github.com/SharePoint/sp-dev-docs/issues/1123: a byte order mark.
// https://github.com/karafka/karafka-web/pull/1077: bytes of another encoding.
#[test]
fn a_byte_order_mark_or_latin_1_loses_no_message() {
    let it = scene("sinch", "whatsapp");
    let generic = json!({ "name": "G", "provider": "generic", "authentication": "address", "medium": "sms",
        "mapping": { "id": "/id", "person": "/from", "text": "/text" } });
    let doors = [it.sinch("sinch_whatsapp"), it.sinch("sinch_sms"), it.door(&generic)];
    for (n, to) in doors.iter().enumerate() {
        let bom = format!(
            "\u{feff}{{\"id\":\"b{n}\",\"source\":\"{PERSON}\",\"from\":\"{PERSON}\",\"messageText\":\"olá\",\"text\":\"olá\"}}"
        );
        assert_eq!(it.post(to, bom.as_bytes()).status, 200, "{to}");
        let mut latin = format!("{{\"id\":\"l{n}\",\"source\":\"{PERSON}\",\"from\":\"{PERSON}\",\"messageText\":\"ol")
            .into_bytes();
        latin.extend(b"\xe1\",\"text\":\"ol\xe1\"}");
        let answer = it.post(to, &latin);
        assert_eq!(answer.status, 200, "{to} {}", answer.text());
    }
    let to = it.meta();
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(meta(&[batch(
        "1",
        json!({ "messages": [{ "id": "w", "from": PERSON, "type": "text", "text": { "body": "x" } }] }),
    )]));
    assert_eq!(it.post(&to, &bytes).status, 200);
    assert_eq!(it.messages().len(), 7);
    let texts: Vec<Value> = it.messages().iter().map(|one| one["text"].clone()).collect();
    assert!(texts.contains(&json!("olá")) && texts.contains(&json!("ol\u{fffd}")), "{texts:?}");
}

// https://github.com/cloudevents/sdk-javascript/issues/489, https://github.com/n8n-io/n8n/issues/26925,
// https://github.com/supabase/supabase/issues/16147: numbers that a double does not hold.
#[test]
fn ids_that_are_huge_numbers_stay_apart() {
    let it = scene("sinch", "whatsapp");
    let to = it.sinch("sinch_whatsapp");
    let ids = [
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "123456789012345678901234567891",
    ];
    let all: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(r#"{{"id":{id},"source":{PERSON},"message":{{"type":"TEXT","messageText":"{id}, \"{id}\""}}}}"#)
        })
        .collect();
    let body = format!(r#"{{"total":{},"data":[{}]}}"#, all.len(), all.join(","));
    assert_eq!(it.post(&to, body.as_bytes()).json(), json!({ "accepted": 5, "refused": 0 }));
    let mut stored: Vec<String> =
        it.messages().iter().map(|one| one["carrier_id"].as_str().unwrap().to_owned()).collect();
    stored.sort_by_key(String::len);
    stored.sort();
    let mut expected = ids.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(stored, expected);
    let texts: Vec<String> = it.messages().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect();
    assert!(texts.contains(&format!("{0}, \"{0}\"", ids[4])), "{texts:?}");
}

// https://github.com/devlikeapro/waha/issues/1261, https://github.com/chatwoot/chatwoot/pull/6222,
// https://github.com/wwebjs/whatsapp-web.js/issues/596: the ninth digit makes another contact.
#[test]
fn an_answer_from_another_form_of_the_number_is_the_subaccounts() {
    let it = scene("sinch", "whatsapp");
    let to = it.sinch("sinch_whatsapp");
    it.world.answer(|_| json_answer(200, &json!({ "destinations": [{ "id": "c" }] })));
    for (n, (sent, from)) in [
        ("+55 (31) 98888-8888", "553188888888"),
        ("553188887777", "+5531988887777"),
        ("5531988886666", "whatsapp:0055 31 8888 6666"),
        ("+52 1 55 1234 5678", "525512345678"),
        ("525512345679", "5215512345679"),
        ("+54 9 11 2345-6789", "541123456789"),
        ("+44 7911 123456", "447911123456"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "destinations": [{ "destination": sent }], "message": { "messageText": "Hi" } });
        let answer = it.bot.post("/v1/whatsapp/send", &body);
        assert_eq!(answer.status, 200, "{sent}: {}", answer.text());
        let mo = json!({ "id": format!("m{n}"), "source": from, "origin": "5519900001111", "message": { "type": "TEXT", "messageText": "Yes" } });
        assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
        assert_eq!(
            it.text(&format!("SELECT subaccount_id FROM message WHERE carrier_id = 'm{n}'")),
            it.subaccount,
            "{sent} {from}"
        );
    }
}

// A message that no carrier took reached nobody: whoever answers, answers the one before it.
#[test]
fn a_message_that_never_went_out_owns_no_answer() {
    let it = scene("sinch", "sms");
    let to = it.sinch("sinch_sms");
    it.world.answer(|_| json_answer(200, &json!({ "id": "c" })));
    assert_eq!(it.sms("Hello").status, 200);
    let (_, token) = it.ana.system_user(Some(&it.ana.subaccount("Other")), "other");
    let other = it.isolate.bot(&token);
    let body = json!({ "kind": "sinch", "medium": "sms", "name": "all", "origin": "5519900001111",
        "credential": { "username": "acme", "token": "carrier-token-0123456789" } });
    let made = it.ana.post("/v1/channels", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    it.world.pass(MINUTE);
    it.world.answer(|_| answered(400));
    assert_eq!(other.post("/v1/send-sms", &json!({ "destination": PERSON, "messageText": "No" })).status, 400);
    it.world.pass(SECOND);
    let mo = json!({ "id": "m1", "source": PERSON, "destination": "5519900001111", "messageText": "Yes" });
    assert_eq!(it.post(&to, mo.to_string().as_bytes()).status, 200);
    assert_eq!(it.text("SELECT subaccount_id FROM message WHERE direction = 'in'"), it.subaccount);
}

// Several numbers of ours in one call, each with the same person: two conversations, each with its own order; the same
// update in two entries is one.
#[test]
fn several_numbers_in_one_call_are_several_conversations() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({}));
    let said = |id: &str| json!({ "messages": [{ "id": id, "from": PERSON, "type": "text", "timestamp": "1799999990", "text": { "body": id } }] });
    let body = meta(&[
        batch("15550001", said("a")),
        batch("15550002", said("b")),
        batch("15550001", said("a")),
        batch("15550002", said("c")),
    ]);
    assert_eq!(it.post(&to, &body).status, 200);
    assert_eq!(it.text("SELECT group_concat(carrier_id || ' ' || sequence, ', ') FROM (SELECT m.carrier_id, e.sequence FROM event e JOIN message m ON m.id = e.message_id ORDER BY m.id)"), "a 1, b 1, c 2");
    it.world.drive(MINUTE);
    assert_eq!(it.told().len(), 3);
}

// https://github.com/octokit/webhooks.js/issues/1155, https://github.com/Secreto31126/whatsapp-api-js/issues/290,
// https://github.com/jonpulice/node-shopify-auth/issues/2, https://github.com/frain-dev/convoy/pull/2392.
#[test]
fn what_is_signed_are_the_bytes() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    for (n, text) in ["J'ai mangé 😊 @x", r"\ud83e\udd28 \u00e4", r"\u2028\/", "a\u{2028}b"].iter().enumerate() {
        let raw = format!(
            r#"{{"entry" : [{{"changes":[{{"value":{{"messages":[{{"id":"w{n}","from":"{PERSON}","type":"text","text":{{"body":"{text}"}}}}]}}}}]}}],  "object":"whatsapp_business_account"}}"#
        );
        assert_eq!(it.post(&to, raw.as_bytes()).status, 200, "{raw}");
    }
    assert_eq!(it.messages().len(), 4);
}

// A batch of Meta's of 3 MiB: what fits is stored whole, what does not is refused whole and told.
#[test]
fn a_full_body_is_stored_whole_or_refused_whole_update_by_update() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({}));
    let text = |id: &str, body: String| json!({ "id": id, "from": PERSON, "type": "text", "text": { "body": body } });
    // Escapes of escapes: the worst that a body can grow to.
    let all = [
        text("small", "Hi".into()),
        text("fits", "\"".repeat(100_000)),
        text("not", "\u{1}".repeat(160_000)),
        text("big", "é".repeat(480_000)),
        text("end", "Bye".into()),
    ];
    let body = meta(&[batch("1", json!({ "messages": all }))]);
    assert!(body.len() > 2_000_000 && body.len() < 3 * 1024 * 1024, "{}", body.len());
    let answer = it.post(&to, &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let stored = it.messages();
    assert_eq!(answer.json()["accepted"], json!(stored.len()));
    assert_eq!(
        stored.len() as i64 + it.world.count("SELECT count(*) FROM refused_inbound WHERE why = 'update_too_large'"),
        5
    );
    assert!(it.world.count("SELECT count(*) FROM message WHERE carrier_id IN ('small', 'fits', 'end')") == 3);
    it.world.drive(MINUTE);
    assert_eq!(it.told().len(), stored.len());
    // A list says what a message begins with.
    assert!(it.ana.get("/v1/messages").text().len() < 100_000);
    // One byte more than allowed is refused whole.
    let over = vec![b' '; 3 * 1024 * 1024 + 1];
    assert_eq!(it.post(&to, &over).status, 413);
}

// https://github.com/nyaruka/courier/pull/1094, https://github.com/shridarpatil/whatomate/issues/531,
// https://github.com/vercel/chat/issues/794: who has a name on WhatsApp has no number, and what they write is dropped.
// https://github.com/chatwoot/chatwoot/pull/15150, https://github.com/kevinrivm/vocero-crm/pull/57: answered in `to`, Meta
// says yes and nobody gets it.
#[test]
fn who_hides_their_number_is_heard_and_answered() {
    const ID: &str = "BR.13491208655302741918";
    let it = scene("meta", "whatsapp");
    let to = it.meta();
    for format in ["standard", "sinch", "meta"] {
        it.webhook(json!({ "name": format, "format": format, "url": format!("https://bot.example.com/{format}") }));
    }
    it.webhook(
        json!({ "name": "Status", "kind": "status", "format": "meta", "url": "https://bot.example.com/status" }),
    );
    it.world.answer(|call: &OutsideCall| {
        json_answer(200, &json!({ "messages": [{ "id": format!("wamid.{}", call.body.len()) }] }))
    });
    let contact = json!({ "profile": { "name": "Bia", "username": "bia" }, "user_id": ID });
    let mo = json!({ "contacts": [contact], "messages": [
        { "id": "wamid.mo", "from_user_id": ID, "timestamp": "1799999990", "type": "text", "text": { "body": "Hi" } }] });
    assert_eq!(it.post(&to, &meta(&[batch("5519900001111", mo)])).json(), json!({ "accepted": 1, "refused": 0 }));
    it.world.drive(SECOND);
    let told = |format: &str| {
        let calls = it.world.called();
        let (_, call) = calls.iter().rfind(|(_, call)| call.url.ends_with(format)).expect("told");
        serde_json::from_slice::<Value>(&call.body).unwrap()
    };
    let part = &told("/meta")["entry"][0]["changes"][0]["value"];
    assert_eq!((&part["contacts"][0]["user_id"], &part["messages"][0]["from_user_id"]), (&json!(ID), &json!(ID)));
    assert_eq!((part["contacts"][0].get("wa_id"), part["messages"][0].get("from")), (None, None));
    // A bot answers to what it was told, one message, and many by the channel's driver.
    let source = told("/sinch")["data"][0]["source"].as_str().expect("a source").to_owned();
    let one = |to: &str| json!({ "destination": to });
    let send = |list: Vec<Value>| {
        let sent =
            it.bot.post("/v1/whatsapp/send", &json!({ "destinations": list, "message": { "messageText": "Yes" } }));
        assert_eq!(sent.status, 200, "{}", sent.text());
    };
    send(vec![one(&source)]);
    send((0..10).map(|n| one(&format!("{ID}{n}"))).chain([one(PERSON)]).collect());
    it.world.drive(MINUTE);
    let sent: Vec<Value> = it
        .world
        .called()
        .iter()
        .filter(|(_, call)| call.url.contains("/1065/messages"))
        .map(|(_, call)| serde_json::from_slice(&call.body).unwrap())
        .collect();
    assert_eq!(sent.len(), 12);
    for body in &sent {
        let by = (body["recipient"].as_str(), body["to"].as_str());
        assert!(matches!(by, (Some(id), None) if id.starts_with(ID)) || by == (None, Some(PERSON)), "{body}");
        assert_eq!(body["recipient_type"], "individual");
    }
    // What became of it is told, and the answer to it is the subaccount's.
    let id = it.text(&format!("SELECT carrier_id FROM message WHERE direction = 'out' AND person = '{ID}'"));
    let status = json!({ "statuses": [{ "id": id, "status": "delivered", "timestamp": "1799999991", "recipient_user_id": ID }] });
    assert_eq!(it.post(&to, &meta(&[batch("5519900001111", status)])).json(), json!({ "accepted": 1, "refused": 0 }));
    it.world.drive(MINUTE);
    let part = &told("/status")["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!((&part["recipient_user_id"], part.get("recipient_id")), (&json!(ID), None));
    let again = json!({ "contacts": [contact], "messages": [
        { "id": "wamid.mo2", "from_user_id": ID, "type": "text", "text": { "body": "Ok" } }] });
    assert_eq!(it.post(&to, &meta(&[batch("5519900001111", again)])).status, 200);
    assert_eq!(it.text("SELECT subaccount_id FROM message WHERE carrier_id = 'wamid.mo2'"), it.subaccount);
    // An SMS needs a number.
    let sms = it.bot.post("/v1/send-sms", &json!({ "destination": ID, "messageText": "Hi" }));
    assert_eq!(sms.status, 400, "{}", sms.text());
}

// https://github.com/evolution-foundation/evolution-api/pull/2514, https://github.com/megaapp977/stack/issues/408,
// https://github.com/chatwoot/chatwoot/pull/14025: what somebody of ours wrote on the telephone, and old talks, come by the
// same webhook. https://github.com/shridarpatil/frappe_whatsapp/pull/252: one unknown status fails the whole call.
#[test]
fn changes_that_are_no_messages_of_people_fail_nothing_and_are_nobodys_messages() {
    let it = scene("sinch", "whatsapp");
    let to = it.meta();
    it.webhook(json!({ "subaccount_ids": [it.subaccount] }));
    it.world.answer(|call: &OutsideCall| {
        if call.url.contains("bot.example.com") {
            answered(200)
        } else {
            json_answer(200, &json!({ "destinations": [{ "id": "wamid.S" }] }))
        }
    });
    let sent = json!({ "destinations": [{ "destination": PERSON }], "message": { "messageText": "Hi" } });
    assert_eq!(it.bot.post("/v1/whatsapp/send", &sent).status, 200);
    let text = json!({ "from": "15550783881", "to": PERSON, "id": "wamid.E", "timestamp": "1799999990", "type": "text", "text": { "body": "x" } });
    let old = json!({ "metadata": { "phase": 0, "chunk_order": 1, "progress": 55 }, "threads": [{ "id": PERSON, "messages": [text] }] });
    let change = |field: &str, value: Value| json!({ "field": field, "value": value });
    let status = |id: &str| json!({ "id": id, "status": "read", "timestamp": "1799999991", "recipient_id": PERSON });
    let changes = json!([
        change("smb_message_echoes", json!({ "messaging_product": "whatsapp", "message_echoes": [text] })),
        change("history", json!({ "messaging_product": "whatsapp", "history": [old] })),
        change("history", json!({ "messaging_product": "whatsapp", "history": [{ "errors": [{ "code": 2593109 }] }] })),
        change(
            "smb_app_state_sync",
            json!({ "state_sync": [{ "type": "contact", "action": "add", "contact": { "phone_number": PERSON } }] })
        ),
        change("message_template_status_update", json!({ "event": "APPROVED", "message_template_id": 1 })),
        change(
            "user_preferences",
            json!({ "contacts": [], "user_preferences": [{ "wa_id": PERSON, "value": "stop" }] })
        ),
        change("calls", json!({ "calls": [{ "id": "c", "from": PERSON, "event": "connect" }] })),
        change("messages", json!({ "statuses": [status("wamid.unknown"), status("wamid.S"), status("wamid.other")] })),
    ]);
    let answer = it.post(&to, &meta(&[json!({ "id": "1", "changes": changes })]));
    assert_eq!((answer.status, answer.json()), (200, json!({ "accepted": 3, "refused": 0 })));
    assert_eq!(it.text("SELECT group_concat(direction || ' ' || state) FROM message"), "out read");
    it.world.drive(MINUTE);
    assert_eq!(it.told(), [] as [Value; 0]);
    // A call of nothing but those is no fault of the carrier's either.
    let only = json!([change("smb_message_echoes", json!({ "message_echoes": [text] }))]);
    assert_eq!(
        it.post(&to, &meta(&[json!({ "id": "1", "changes": only })])).json(),
        json!({ "accepted": 0, "refused": 0 })
    );
}

// https://github.com/RestComm/smscgateway/issues/195, https://github.com/kalkun-sms/Kalkun/issues/7: a plus sign in a query
// is a blank.
#[test]
fn a_plus_sign_before_a_number_in_a_query_makes_nobody_else() {
    let it = scene("sinch", "sms");
    it.world.answer(|call: &OutsideCall| {
        if call.url.contains("bot.example.com") { answered(200) } else { json_answer(200, &json!({ "id": "c-1" })) }
    });
    assert_eq!(it.sms("Hi").status, 200);
    it.webhook(json!({ "format": "sinch", "subaccount_ids": [it.subaccount], "accept_null_subaccount": false }));
    let to = it.sinch("sinch_sms");
    let and = if to.contains('?') { '&' } else { '?' };
    for (n, from) in
        [PERSON.to_owned(), format!("+{PERSON}"), format!("%2B{PERSON}"), format!("%20{PERSON}")].iter().enumerate()
    {
        let answer = it
            .isolate
            .nobody()
            .get(&format!("{to}{and}id=q{n}&source={from}&destination=+55114000&messageText=1+%2B+1+%3D+2"));
        assert_eq!(answer.status, 200, "{from} {}", answer.text());
    }
    assert_eq!(it.world.count("SELECT count(DISTINCT conversation) FROM event WHERE kind = 'mo'"), 1);
    it.world.drive(MINUTE);
    let told = it.told();
    assert_eq!(told.len(), 4);
    for one in &told {
        let one = one.get("data").map_or(one, |list| &list[0]);
        assert_eq!(one["source"].as_str().map(|from| from.trim_start_matches('+')), Some(PERSON), "{one}");
        assert_eq!(one["messageText"], "1 + 1 = 2", "{one}");
    }
}
