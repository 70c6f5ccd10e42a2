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
