use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::inbound::{Update, meta, sinch_sms, sinch_whatsapp};

const AT: Instant = Instant::from_millis(1_700_000_000_123);
const ALL: [Format; 3] = [Format::Sinch, Format::Meta, Format::Standard];

fn message(update: Update) -> InboundMessage {
    match update {
        Update::Message(message) => *message,
        Update::Status(_) => panic!("a status"),
    }
}

fn event(happening: Happening, subaccount: Option<&str>) -> EventOut {
    let subaccount = subaccount.map(|name| SubaccountRef { id: "sub_1".to_owned(), reference_name: name.to_owned() });
    let (id, account_id) = ("evt_1".to_owned(), "acc_1".to_owned());
    EventOut { id, account_id, subaccount, sequence: 3, at: AT, happening, graph: None }
}

fn from_sinch(content: Value) -> InboundMessage {
    let body = json!({ "id": "m1", "source": "5519990001111", "origin": "551150000000", "userProfile": { "name": "Ana" },
        "message": content, "receivedAt": 1_700_000_000_000_i64, "correlationId": "c", "campaignId": 100, "session": { "sessionId": "s" } });
    message(sinch_whatsapp(body.to_string().as_bytes()).unwrap().remove(0).unwrap())
}

fn from_meta(content: Value) -> InboundMessage {
    let mut one = json!({ "from": "551990001111", "id": "wamid.1", "timestamp": "1700000000" });
    one.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
    let value = json!({ "metadata": { "display_phone_number": "551150000000", "phone_number_id": "77" }, "messages": [one],
        "contacts": [{ "wa_id": "551990001111", "user_id": "BR.1", "profile": { "name": "Ana" } }] });
    let body = json!({ "object": "whatsapp_business_account", "entry": [{ "changes": [{ "value": value }] }] });
    message(meta(body.to_string().as_bytes()).unwrap().remove(0).unwrap())
}

fn bodies(event: &EventOut) -> String {
    let one = |format| body(format, event).map_or_else(|| "none".to_owned(), |body| format!("{body:#}"));
    ALL.map(|format| format!("# {format:?}\n{}\n", one(format))).concat()
}

fn got(message: InboundMessage, subaccount: Option<&str>) -> EventOut {
    let before = subaccount.map(|_| Before { id: "msg_0".to_owned(), username: Some("bot".to_owned()) });
    event(Happening::Message { message: Box::new(message), before }, subaccount)
}

#[test]
fn a_message_of_whatsapp() {
    insta::assert_snapshot!(
        "whatsapp_text",
        bodies(&got(from_sinch(json!({ "type": "TEXT", "messageText": "Oi" })), Some("Acme")))
    );
}

#[test]
fn a_message_of_nobodys_is_null_in_every_form() {
    let organic = got(from_meta(json!({ "type": "text", "text": { "body": "Oi" } })), None);
    assert!(body(Format::Sinch, &organic).unwrap()["clientInfo"]["subAccountId"].is_null());
    insta::assert_snapshot!("organic", bodies(&organic));
}

#[test]
fn an_sms_names_its_subaccount() {
    let sms = json!({ "id": "m1", "source": "5516900000000", "shortCode": "28128", "messageText": "pizza", "carrierId": 1,
        "carrierName": "VIVO", "receivedAt": 1_473_088_405_588_i64, "mt": { "id": "x", "correlationId": "1876" } });
    let sms = message(sinch_sms(sms.to_string().as_bytes()).unwrap().remove(0).unwrap());
    let null = body(Format::Sinch, &got(sms.clone(), None)).unwrap();
    assert!(null["subAccount"].is_null() && null.get("subAccount").is_some() && null.get("mt").is_none());
    insta::assert_snapshot!("sms", bodies(&got(sms, Some("Acme"))));
}

#[test]
fn kinds_go_from_one_form_to_the_other() {
    let mut all = String::new();
    for content in [
        json!({ "type": "image", "image": { "id": "9", "mime_type": "image/png", "caption": "c" } }),
        json!({ "type": "location", "location": { "latitude": -22.89418, "longitude": -47.04796, "name": "Wavy" } }),
        json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": "r", "title": "R" } } }),
        json!({ "type": "button", "button": { "payload": "p", "text": "Yes" } }),
        json!({ "type": "reaction", "reaction": { "message_id": "w", "emoji": "x" } }),
    ] {
        let sent = body(Format::Sinch, &got(from_meta(content), None)).unwrap();
        all += &format!("{}\n", sent["data"][0]["message"]);
    }
    for content in [
        json!({ "type": "IMAGE", "mediaUrl": "https://m.example/1", "mimeType": "image/jpg", "caption": "c" }),
        json!({ "location": { "geoPoint": "-22.894180,-47.047960" } }),
        json!({ "interactive": { "type": "BUTTON_REPLY", "buttonReply": { "payload": "p", "title": "T" } } }),
        json!({ "type": "ORDER" }),
    ] {
        let sent = body(Format::Meta, &got(from_sinch(content), None)).unwrap();
        all += &format!("{}\n", sent["entry"][0]["changes"][0]["value"]["messages"][0]);
    }
    insta::assert_snapshot!("kinds", all);
}

#[test]
fn who_has_no_id_with_the_business_gets_one_that_clients_can_read() {
    let sent = body(Format::Meta, &got(from_sinch(json!({ "type": "TEXT", "messageText": "x" })), None)).unwrap();
    let value = &sent["entry"][0]["changes"][0]["value"];
    assert_eq!(
        (&value["contacts"][0]["user_id"], &value["messages"][0]["from_user_id"]),
        (&json!("5519990001111"), &json!("5519990001111"))
    );
}

fn status(status: Status, failure: Option<Failure>) -> EventOut {
    let times = Times { sent: Some(AT.plus(-2_000)), ..Times::default() };
    let tags = Tags { correlation_id: Some("c".to_owned()), ..Tags::default() };
    let (message_id, to) = ("msg_1".to_owned(), "5519990001111".to_owned());
    let origin = Some("551150000000".to_owned());
    let service = Service::Whatsapp;
    let it = StatusOut {
        service,
        message_id,
        to,
        origin,
        origin_id: None,
        status,
        failure,
        reason: None,
        times,
        user_id: None,
        tags,
    };
    event(Happening::Status(Box::new(it)), Some("Acme"))
}

#[test]
fn statuses_have_sinchs_codes() {
    for (event, sent, delivered, word) in [
        (status(Status::Sent, None), json!(2), json!(null), "SENT_SUCCESS"),
        (status(Status::Delivered, None), json!(2), json!(4), "DELIVERED_SUCCESS"),
        (status(Status::Read, None), json!(2), json!(5), "READ_SUCCESS"),
        (status(Status::Failed, Some(Failure::Expired)), json!(2), json!(101), "EXPIRED"),
        (status(Status::Failed, None), json!(2), json!(104), "NOT_DELIVERED"),
        (status(Status::Failed, Some(Failure::InvalidSession)), json!(210), json!(null), "INVALID_SESSION"),
    ] {
        let one = body(Format::Sinch, &event).unwrap()["data"][0].clone();
        assert_eq!((&one["sentStatusCode"], &one["deliveredStatusCode"]), (&sent, &delivered), "{word}");
        let words = if delivered.is_null() { &one["sentStatus"] } else { &one["deliveredStatus"] };
        assert_eq!(words, word);
        // Our own reader understands what we write.
        let Ok(Update::Status(read)) = sinch_whatsapp(json!([one]).to_string().as_bytes()).unwrap().remove(0) else {
            panic!()
        };
        let Happening::Status(written) = &event.happening else { panic!() };
        assert_eq!(read.status, written.status);
    }
    assert_eq!(body(Format::Meta, &status(Status::Queued, None)), None);
    insta::assert_snapshot!("status_read", bodies(&status(Status::Read, None)));
    insta::assert_snapshot!("status_failed", bodies(&status(Status::Failed, Some(Failure::InvalidSession))));
}

proptest! {
    #[test]
    fn what_is_stored_is_read_and_every_event_has_a_body(
        words in prop::option::of(any::<String>()), raw in any::<String>(), from in any::<String>(), kind in 0usize..14, millis in any::<i64>(),
    ) {
        let content = crate::message::Content { text: words.clone(), ..crate::message::Content::of(crate::message::Kind::ALL[kind]) };
        let mut message = from_sinch(json!({ "type": "TEXT" }));
        message.content = content;
        message.person = crate::phone::PersonKey::of(&from);
        (message.raw, message.from, message.profile_name) = (raw, from, words);
        let mut event = got(message, Some("Acme"));
        let text = serde_json::to_string(&event).unwrap();
        prop_assert_eq!(serde_json::from_str::<EventOut>(&text).unwrap(), event.clone());
        event.at = Instant::from_millis(millis);
        for format in ALL {
            prop_assert!(body(format, &event).is_some());
        }
    }
}
