use proptest::prelude::*;

use super::*;
use crate::send::{Call, Outbound};

fn message(message: Value) -> OutMessage {
    let body = json!({ "destinations": [{ "correlationId": "theirs", "destination": "5519900001111" }], "message": message,
        "flowId": "f", "defaultExtraInfo": "{}", "campaignAlias": "a" });
    Outbound::parse(Call::Whatsapp, body.to_string().as_bytes()).unwrap().messages.remove(0)
}

#[test]
fn sinch_gets_the_message_as_it_is_with_our_id() {
    let sent =
        sinch_body(Service::Whatsapp, &message(json!({ "messageText": "Hi", "somethingNew": 1, "ttl": 99 })), "ours");
    assert_eq!(
        sent,
        json!({ "destinations": [{ "correlationId": "ours", "destination": "5519900001111" }],
            "message": { "messageText": "Hi", "somethingNew": 1, "ttl": 30 },
            "flowId": "f", "defaultExtraInfo": "{}", "campaignAlias": "a" })
    );
    let call = Outbound::parse(Call::Sms, br#"{"destination":"5519900001111","messageText":"Hi"}"#).unwrap();
    assert_eq!(
        sinch_body(Service::Sms, &call.messages[0], "ours"),
        json!({ "destination": "5519900001111", "messageText": "Hi", "correlationId": "ours" })
    );
}

#[test]
fn metas_bodies() {
    let file = |name: &str| json!({ name: { "url": "https://f.example/a", "caption": "c", "fileName": "a.pdf" } });
    let row = json!({ "identifier": "r", "title": "R", "description": "d" });
    let mut all = String::new();
    for (name, content) in [
        ("text", json!({ "messageText": "Hi" })),
        ("image", file("image")),
        ("audio", file("audio")),
        ("document", file("document")),
        ("location", json!({ "location": { "geoPoint": "-22.894180,-47.047960", "name": "Wavy" } })),
        ("contacts", json!({ "contacts": [{ "name": { "formatted_name": "Ana" } }] })),
        (
            "template",
            json!({ "template": { "elementName": "hello", "languageCode": "es", "bodyParameters": ["a"],
            "header": { "image": { "url": "https://f.example/a", "caption": "c" } },
            "buttons": [{ "type": "quick_reply", "payload": "p" }, { "type": "url", "text": "end" }] } }),
        ),
        (
            "list",
            json!({ "interactive": { "messageInteractiveType": "LIST", "header": { "text": "h" }, "body": { "text": "b" },
            "footer": { "text": "f" }, "listAction": { "button": "Open", "sections": [{ "title": "s", "rows": [row] }] } } }),
        ),
        (
            "buttons",
            json!({ "interactive": { "messageInteractiveType": "REPLY_BUTTON", "body": { "text": "b" },
            "replyButtonAction": { "buttons": [{ "reply": { "payload": "p", "title": "T" } }] } } }),
        ),
    ] {
        let body = meta_body(&message(content), "ours").unwrap();
        all += &format!("{name}: {body}\n");
    }
    insta::assert_snapshot!("metas_bodies", all);
    let data = message(json!({ "image": { "data": "aGk=" } }));
    assert_eq!(meta_body(&data, "ours"), Err(MetaRefusal::FileWithoutUrl));
}

#[test]
fn a_carrier_of_ones_own() {
    insta::assert_snapshot!(
        "generic_body",
        format!("{:#}", generic_body(Service::Whatsapp, &message(json!({ "messageText": "Hi" })), "ours"))
    );
    let accepted = |id: &str| CarrierReply::Accepted { provider_id: id.to_owned() };
    assert_eq!(read_generic(204, b"", None, "ours"), accepted("ours"));
    assert_eq!(read_generic(200, br#"{"id":7}"#, None, "ours"), accepted("7"));
    let pointer = crate::inbound::Pointer::try_from("/a/0".to_owned()).unwrap();
    assert_eq!(read_generic(200, br#"{"a":["x"]}"#, Some(&pointer), "ours"), accepted("x"));
    assert_eq!(read_generic(200, b"OK", Some(&pointer), "ours"), accepted("ours"));
}

fn meaning(reply: CarrierReply) -> Meaning {
    match reply {
        CarrierReply::Refused(error) => error.meaning,
        CarrierReply::Accepted { .. } => panic!("accepted"),
    }
}

#[test]
fn answers_are_read() {
    for body in [
        r#"{"Id":"u0","destination":[{"id":"u1","destination":"5519900001111"}]}"#,
        r#"{"id":"u0","destinations":[{"id":"u1"}]}"#,
        r#"{"id":"u1"}"#,
    ] {
        assert_eq!(read_sinch(200, body.as_bytes()), CarrierReply::Accepted { provider_id: "u1".to_owned() }, "{body}");
    }
    let meta = br#"{"messaging_product":"whatsapp","contacts":[{"input":"5519900001111","wa_id":"5519900001111"}],"messages":[{"id":"wamid.1"}]}"#;
    assert_eq!(read_meta(200, meta), CarrierReply::Accepted { provider_id: "wamid.1".to_owned() });
    for (status, expected) in [
        (400, Meaning::BadMessage),
        (401, Meaning::NoChannel),
        (412, Meaning::NoChannel),
        (420, Meaning::RateLimited),
        (429, Meaning::TooMany),
        (500, Meaning::Unavailable),
        (302, Meaning::Unavailable),
        (200, Meaning::Unavailable),
    ] {
        assert_eq!(meaning(read_sinch(status, br#"{"errorCode":1,"errorMessage":"x"}"#)), expected, "{status}");
    }
    for (code, expected) in [
        (190, Meaning::NoChannel),
        (130_429, Meaning::TooMany),
        (131_056, Meaning::RateLimited),
        (131_026, Meaning::BadMessage),
        (131_000, Meaning::Unavailable),
        (100, Meaning::BadMessage),
    ] {
        let body = json!({ "error": { "code": code, "message": "m", "error_data": { "details": "d" } } }).to_string();
        let reply = read_meta(400, body.as_bytes());
        assert_eq!(reply, CarrierReply::Refused(CarrierError::new(code.to_string(), "d", expected)));
    }
    assert_eq!(meaning(read_meta(503, b"<html>")), Meaning::Unavailable);
    assert_eq!(Meaning::ALL.map(Meaning::code), [400, 412, 420, 429, 504]);
    assert_eq!(Meaning::ALL.map(Meaning::is_retryable), [false, false, true, true, true]);
    assert_eq!(CarrierError::unreachable("x").meaning.to_body()["errorCode"], 504);
}

proptest! {
    #[test]
    fn no_answer_panics(status in any::<u16>(), body in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = (read_sinch(status, &body), read_meta(status, &body), read_generic(status, &body, None, "ours"));
    }
}
