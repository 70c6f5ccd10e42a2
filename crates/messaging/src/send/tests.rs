use proptest::prelude::*;

use super::*;
use crate::message::Kind;

fn whatsapp(message: Value) -> Result<Outbound, SendError> {
    let body = json!({ "destinations": [{ "destination": "5519900001111" }], "message": message });
    Outbound::parse(Call::Whatsapp, body.to_string().as_bytes())
}

fn kind(message: Value) -> Kind {
    whatsapp(message).unwrap().messages[0].content.kind()
}

fn refused(message: Value) -> String {
    let error = whatsapp(message).unwrap_err();
    format!("{}: {}", error.field, error.what)
}

#[test]
fn the_documented_call_and_its_answer_in_both_spellings() {
    let body = r#"{"destinations":[{"correlationId":"MyCorrelationId","destination":"+55(19) 900001111"},{"destination":"14155550100"}],
        "message":{"messageText":"Hi"},"flowId":"f","defaultExtraInfo":"{}","campaignAlias":"a"}"#;
    let call = Outbound::parse(Call::Whatsapp, body.as_bytes()).unwrap();
    let first = &call.messages[0];
    assert_eq!(
        (first.to.as_str(), first.ttl_days, *first.message == json!({ "messageText": "Hi", "ttl": 7 })),
        ("5519900001111", 7, true)
    );
    assert_eq!(first.tags.flow_id.as_deref(), Some("f"));
    assert_eq!(*first.content, Outgoing::Text { words: "Hi".to_owned(), preview: false });
    insta::assert_snapshot!(format!("{:#}", call.answer("u0", &["u1".to_owned(), "u2".to_owned()])), @r#"
    {
      "Id": "u0",
      "destination": [
        {
          "correlationId": "MyCorrelationId",
          "destination": "5519900001111",
          "id": "u1"
        },
        {
          "destination": "14155550100",
          "id": "u2"
        }
      ],
      "destinations": [
        {
          "correlationId": "MyCorrelationId",
          "destination": "5519900001111",
          "id": "u1"
        },
        {
          "destination": "14155550100",
          "id": "u2"
        }
      ],
      "id": "u0"
    }
    "#);
}

#[test]
fn sms_alone_and_in_bulk() {
    let one =
        Outbound::parse(Call::Sms, br#"{"destination":"5519900001111","messageText":"Hi","correlationId":7}"#).unwrap();
    assert_eq!(
        one.answer("u0", &["u1".to_owned()]),
        json!({ "id": "u1", "destination": "5519900001111", "correlationId": "7" })
    );
    let bulk = br#"{"messages":[{"destination":"5519900001111"},{"destination":"5519900001112","messageText":"B"}],"defaultValues":{"messageText":"A"}}"#;
    let bulk = Outbound::parse(Call::BulkSms, bulk).unwrap();
    let texts: Vec<_> = bulk.messages.iter().map(|it| it.content.words().unwrap()).collect();
    assert_eq!(texts, ["A", "B"]);
    assert_eq!(bulk.service(), Service::Sms);
    let error = Outbound::parse(Call::BulkSms, br#"{"messages":[{"destination":"5519900001111"}]}"#).unwrap_err();
    assert_eq!(error.field, "messages[0].messageText");
}

#[test]
fn days_to_live_are_brought_into_their_limits() {
    for (given, days) in [
        (json!(1), 1),
        (json!(30), 30),
        (json!(0), 1),
        (json!(-9), 1),
        (json!(31), 30),
        (json!("12"), 12),
        (json!(null), 7),
        (json!(1e300), 30),
        (json!(0.5), 1),
        (json!(u64::MAX), 30),
    ] {
        let call = whatsapp(json!({ "messageText": "x", "ttl": given })).unwrap();
        assert_eq!((call.messages[0].ttl_days, &call.messages[0].message["ttl"]), (days, &json!(days)), "{given}");
    }
    assert_eq!(refused(json!({ "messageText": "x", "ttl": "soon" })), "message.ttl: must be a number of days");
}

#[test]
fn every_kind_is_read() {
    let file = json!({ "type": "JPG", "url": "https://files.example/a.jpg", "caption": "c" });
    for (name, expected) in
        [("image", Kind::Image), ("audio", Kind::Audio), ("video", Kind::Video), ("document", Kind::Document)]
    {
        assert_eq!(kind(json!({ name: file })), expected);
    }
    assert_eq!(kind(json!({ "location": { "geoPoint": "-22.894180,-47.047960", "name": "Wavy" } })), Kind::Location);
    assert_eq!(kind(json!({ "contacts": [{ "name": { "formatted_name": "Ana" } }] })), Kind::Contacts);
    for name in ["template", "hsm"] {
        let part = json!({ "namespace": "n", "elementName": "hello", "languageCode": "es", "bodyParameters": ["a", { "text": "b" }, 3],
            "buttons": [{ "type": "url", "text": "x" }] });
        let call = whatsapp(json!({ name: part })).unwrap();
        let Outgoing::Template(template) = &*call.messages[0].content else { panic!() };
        assert_eq!(
            (template.body.join(","), template.language.as_str(), template.buttons.len()),
            ("a,b,3".into(), "es", 1)
        );
    }
}

fn list(rows: usize) -> Value {
    let rows: Vec<_> = (0..rows).map(|n| json!({ "identifier": n, "title": "t" })).collect();
    let action = json!({ "button": "Open", "sections": [{ "rows": rows }] });
    json!({ "messageInteractiveType": "LIST", "body": { "text": "b" }, "listAction": action })
}

fn reply(buttons: usize, title: &str, payload: usize) -> Value {
    let one = |n: usize| json!({ "reply": { "title": title, "payload": format!("{n}{}", "p".repeat(payload - 1)) } });
    let action = json!({ "buttons": (0..buttons).map(one).collect::<Vec<_>>() });
    json!({ "messageInteractiveType": "REPLY_BUTTON", "body": { "text": "b" }, "replyButtonAction": action })
}

#[test]
fn interactive_messages_keep_their_limits() {
    for good in [list(1), list(10), reply(1, "x", 1), reply(3, &"é".repeat(20), 256)] {
        assert_eq!(kind(json!({ "interactive": good })), Kind::Interactive);
    }
    let with = |mut it: Value, key: &str, value: Value| {
        it[key] = value;
        it
    };
    let text = |length: usize| json!({ "text": "x".repeat(length) });
    for (bad, field) in [
        (list(0), "listAction.sections[0].rows"),
        (list(11), "listAction.sections"),
        (reply(0, "x", 1), "replyButtonAction.buttons"),
        (reply(4, "x", 1), "replyButtonAction.buttons"),
        (reply(1, &"x".repeat(21), 1), "replyButtonAction.buttons[0].reply.title"),
        (reply(1, "x", 257), "replyButtonAction.buttons[0].reply.payload"),
        (with(list(1), "header", text(61)), "header.text"),
        (with(list(1), "header", json!({ "image": { "url": "https://x.example/" } })), "header"),
        (with(list(1), "body", text(1_025)), "body.text"),
        (with(list(1), "body", json!(null)), "body.text"),
        (with(list(1), "footer", text(61)), "footer.text"),
        (with(list(1), "messageInteractiveType", json!("CAROUSEL")), "messageInteractiveType"),
    ] {
        let error = whatsapp(json!({ "interactive": bad })).unwrap_err();
        assert_eq!(error.field, format!("message.interactive.{field}"));
    }
    for (key, longest) in [("header", 60), ("body", 1_024), ("footer", 60)] {
        assert_eq!(kind(json!({ "interactive": with(list(1), key, text(longest)) })), Kind::Interactive);
    }
}

#[test]
fn refusals_name_the_field() {
    for (message, expected) in [
        (json!({}), "message.messageText: one kind is required"),
        (json!({ "messageText": "" }), "message.messageText: is required"),
        (json!({ "messageText": " " }), "message.messageText: must not be blank"),
        (json!({ "messageText": "x".repeat(4_097) }), "message.messageText: has more than 4096 characters"),
        (json!({ "messageText": "x", "image": {} }), "message.image: can't be sent together with messageText"),
        (json!({ "image": {} }), "message.image.url: or data is required"),
        (json!({ "image": { "url": "file:///x" } }), "message.image.url: must begin with https:// or http://"),
        (json!({ "contacts": [] }), "message.contacts: must be a list of 1 to 100 objects"),
        (json!({ "template": {} }), "message.template.elementName: is required"),
        (
            json!({ "template": { "elementName": "x", "bodyParameters": [[]] } }),
            "message.template.bodyParameters[0]: must be a text",
        ),
    ] {
        assert_eq!(refused(message), expected);
    }
    for (body, expected) in [
        ("", "body"),
        ("[]", "body"),
        ("{}", "message"),
        (r#"{"message":{"messageText":"x"}}"#, "destinations"),
        (r#"{"message":{"messageText":"x"},"destinations":[]}"#, "destinations"),
        (
            r#"{"message":{"messageText":"x"},"destinations":[{"destination":"5519900001111"},{"destination":"x"}]}"#,
            "destinations[1].destination",
        ),
        (r#"{"message":{"messageText":"x"},"destinations":[7]}"#, "destinations[0].destination"),
    ] {
        let error = Outbound::parse(Call::Whatsapp, body.as_bytes()).unwrap_err();
        assert_eq!(error.field, expected, "{body}");
        assert_eq!(error.to_body()["errorCode"], 400);
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..100), words in ".{0,40}", days in any::<f64>(), n in any::<i64>()) {
        for call in [Call::Whatsapp, Call::Sms, Call::BulkSms] {
            let _ = Outbound::parse(call, &bytes);
        }
        for part in [json!(words), json!(days), json!(n), json!([words]), json!({ "url": words, "geoPoint": words, "elementName": n,
            "messageInteractiveType": "LIST", "listAction": { "button": words, "sections": [{ "rows": [n, { "id": words }] }] } })] {
            for name in ["messageText", "image", "location", "contacts", "template", "interactive", "ttl"] {
                if let Ok(call) = whatsapp(json!({ name: part })) {
                    // What is stored is read to the same.
                    prop_assert_eq!(&content(&call.messages[0].message).unwrap(), &*call.messages[0].content);
                }
            }
        }
    }
}
