use domain::secret::Secret;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::message::{InboundMessage, Kind, ReplyKind, Service, Status, StatusUpdate};

fn message(update: &Result<Update, BadUpdate>) -> &InboundMessage {
    match update {
        Ok(Update::Message(message)) => message,
        other => panic!("no message: {other:?}"),
    }
}

fn status(update: &Result<Update, BadUpdate>) -> &StatusUpdate {
    match update {
        Ok(Update::Status(status)) => status,
        other => panic!("no status: {other:?}"),
    }
}

// The documented examples (product.md 3.4), shortened.
const MO: &str = r#"{"total":1,"data":[{"id":"ce425ffe","source":"5519900000000","origin":"5519900000001","userProfile":{"name":"username","whatsAppId":"5519900000000"},"campaignId":100,"correlationId":"c1","campaignAlias":"a","flowId":"f","extraInfo":"{}","message":{"type":"TEXT","messageText":"Hello"},"receivedAt":1513616971473,"receivedDate":"2017-12-18T17:09:31.473Z"}],"clientInfo":{"customerId":42,"subAccountId":1291,"userId":1}}"#;
const CALLBACK: &str = r#"{"total":1,"data":[{"id":"8995c40f","correlationId":"c1","destination":"5519900000000","origin":"5519900000001","campaignId":100,"sent":true,"sentStatusCode":2,"sentStatus":"SENT_SUCCESS","sentDate":"2017-12-18T17:09:31.891Z","sentAt":1513616971891,"delivered":true,"deliveredStatusCode":4,"deliveredStatus":"DELIVERED_SUCCESS","deliveredAt":1513616972891,"updatedAt":1513616972891,"type":"MESSAGE"}]}"#;
const SMS: &str = r#"{"id":"25950050","subAccount":"AcmeMarketing","campaignAlias":"AcmePromo","carrierId":1,"carrierName":"VIVO","source":"5516900000000","shortCode":"28128","messageText":"I want pizza","receivedAt":1473088405588,"receivedDate":"2016-09-05T12:13:25Z","mt":{"id":"8be584fd","correlationId":"1876"}}"#;

#[test]
fn sinchs_examples_are_read() {
    let updates = sinch_whatsapp(MO.as_bytes()).unwrap();
    let mo = message(&updates[0]);
    assert_eq!((mo.person.as_str(), mo.origin.as_deref()), ("5519900000000", Some("5519900000001")));
    assert_eq!(mo.stated.unwrap().millis(), 1_513_616_971_473);
    assert_eq!((mo.content.kind, mo.content.text.as_deref()), (Kind::Text, Some("Hello")));
    assert_eq!((mo.tags.campaign_id.as_deref(), mo.tags.extra_info.as_deref()), (Some("100"), Some("{}")));

    let updates = sinch_whatsapp(CALLBACK.as_bytes()).unwrap();
    let callback = status(&updates[0]);
    assert_eq!((callback.status, callback.failure), (Status::Delivered, None));
    assert_eq!(callback.stated.unwrap().millis(), 1_513_616_972_891);
    assert_eq!(updates[0].as_ref().unwrap().dedupe_key(), "s:3:8995c40f");

    let updates = sinch_sms(SMS.as_bytes()).unwrap();
    let sms = message(&updates[0]);
    assert_eq!((sms.service, sms.origin.as_deref()), (Service::Sms, Some("28128")));
    assert_eq!((sms.in_reply_to.as_deref(), sms.tags.correlation_id.as_deref()), (Some("8be584fd"), Some("1876")));

    let query = "?id=1&source=5516900000000&shortCode=28128&messageText=I+want+p%C3%A3o&receivedAt=1473088405588&mt.correlationId=7";
    let updates = sinch_sms_query(query).unwrap();
    let sms = message(&updates[0]);
    assert_eq!((sms.content.text.as_deref(), sms.tags.correlation_id.as_deref()), (Some("I want pão"), Some("7")));
    assert_eq!(sms.stated.unwrap().millis(), 1_473_088_405_588);
}

fn sinch_content(part: Value) -> crate::message::Content {
    let body = json!({ "id": "1", "source": "5519900000000", "message": part }).to_string();
    message(&sinch_whatsapp(body.as_bytes()).unwrap()[0]).content.clone()
}

#[test]
fn sinchs_kinds() {
    let image =
        sinch_content(json!({ "type": "IMAGE", "mediaUrl": "https://m/1", "mimeType": "image/jpg", "caption": "c" }));
    assert_eq!((image.kind, image.text.as_deref()), (Kind::Image, Some("c")));
    assert_eq!(image.media.unwrap().url.as_deref(), Some("https://m/1"));
    let place = sinch_content(json!({ "location": { "geoPoint": "-22.894180,-47.047960" } })).location.unwrap();
    assert_eq!((place.latitude.as_str(), place.longitude.as_str()), ("-22.894180", "-47.047960"));
    let row =
        json!({ "interactive": { "type": "LIST_REPLY", "listReply": { "rowIdentifier": "r1", "rowTitle": "One" } } });
    let row = sinch_content(row);
    assert_eq!(
        (row.kind, row.reply.map(|it| (it.kind, it.id))),
        (Kind::Interactive, Some((ReplyKind::List, "r1".into())))
    );
    let button =
        json!({ "interactive": { "type": "BUTTON_REPLY", "buttonReply": { "payload": "p", "title": "Yes" } } });
    assert_eq!(sinch_content(button).reply.map(|it| (it.kind, it.title)), Some((ReplyKind::Button, "Yes".into())));
    assert_eq!(sinch_content(json!({ "type": "HOLOGRAM" })).kind, Kind::Unsupported);
}

#[test]
fn sinchs_failures() {
    for (fields, expected) in [
        (
            json!({ "sent": false, "sentStatusCode": 202, "sentStatus": "x" }),
            (Status::Failed, "INVALID_DESTINATION_NUMBER"),
        ),
        (
            json!({ "sent": true, "sentStatusCode": 2, "delivered": false, "deliveredStatusCode": 101 }),
            (Status::Failed, "EXPIRED"),
        ),
        (json!({ "sent": true, "sentStatusCode": 1 }), (Status::Sent, "")),
        (json!({ "sent": true, "read": true, "readAt": 1_513_616_971_891_i64 }), (Status::Read, "")),
        (json!({ "sentStatusCode": 0 }), (Status::Queued, "")),
    ] {
        let mut body = json!({ "id": "1", "destination": "5519900000000" });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let updates = sinch_whatsapp(body.to_string().as_bytes()).unwrap();
        let found = status(&updates[0]);
        assert_eq!((found.status, found.failure.map_or("", |it| it.as_str())), expected, "{fields}");
    }
}

fn meta_batch(value: Value) -> String {
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [{ "field": "messages", "value": value }] }] })
        .to_string()
}

#[test]
fn metas_batches_are_read() {
    let body = meta_batch(json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "551150000000", "phone_number_id": "77" },
        "contacts": [
            { "profile": { "name": "Ana" }, "wa_id": "551990001111", "user_id": "BR.1" },
            { "profile": { "name": "Bo" }, "user_id": "BR.2" },
        ],
        "messages": [
            { "from": "551990001111", "id": "wamid.1", "timestamp": "1700000000", "type": "text", "text": { "body": "Oi" },
              "context": { "id": "wamid.0" } },
            { "from_user_id": "BR.2", "id": "wamid.2", "timestamp": "1700000001", "type": "interactive",
              "interactive": { "type": "button_reply", "button_reply": { "id": "b", "title": "B" } } },
            { "from": "551990001111", "id": "wamid.3", "timestamp": "1", "type": "image", "image": { "id": "9", "mime_type": "image/png" } },
        ],
        "statuses": [
            { "id": "wamid.9", "status": "failed", "timestamp": "1700000002", "recipient_id": "551990001111",
              "biz_opaque_callback_data": "c9", "errors": [{ "code": 131047, "title": "Re-engagement message" }] },
        ],
    }));
    let updates = meta(body.as_bytes()).unwrap();
    let (first, second) = (message(&updates[0]), message(&updates[1]));
    assert_eq!((first.person.as_str(), first.user_id.as_deref()), ("5519990001111", Some("BR.1")));
    assert_eq!((first.profile_name.as_deref(), first.in_reply_to.as_deref()), (Some("Ana"), Some("wamid.0")));
    assert_eq!((first.origin_id.as_deref(), first.stated.unwrap().millis()), (Some("77"), 1_700_000_000_000));
    assert_eq!((second.person.as_str(), second.profile_name.as_deref()), ("br.2", Some("Bo")));
    assert_eq!(message(&updates[2]).content.media.as_ref().unwrap().id.as_deref(), Some("9"));
    let failed = status(&updates[3]);
    assert_eq!(failed.failure.map(|it| it.as_str()), Some("INVALID_SESSION"));
    assert_eq!(failed.tags.correlation_id.as_deref(), Some("c9"));
}

#[test]
fn one_bad_update_does_not_lose_the_others() {
    let good = r#"{"id":"1","from":"551990001111","type":"text","text":{"body":"half \ud83d"}}"#;
    let parts = [good, r#"{"from":"551990001111"}"#, "7", r#"{"id":"2","from":1e999}"#, r#"{"id":"3"}"#, good];
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"changes":[{{"value":{{"messages":[{}],"statuses":{{}}}}}},3]}},{{}}]}}"#,
        parts.join(",")
    );
    let updates = meta(body.as_bytes()).unwrap();
    let whys: Vec<_> = updates.iter().map(|it| it.as_ref().err().map(|bad| bad.why)).collect();
    use BadWhy::{NeitherKind, NoId, NoPerson, NotAnObject};
    let expected = [None, Some(NoId), Some(NotAnObject), Some(NotAnObject), Some(NoPerson), None];
    assert_eq!(whys[..6], expected);
    assert_eq!(whys[6..], [Some(NeitherKind), Some(NotAnObject), Some(NeitherKind)]);
    assert_eq!(message(&updates[0]).content.text.as_deref(), Some("half \u{fffd}"));

    let body = format!(r#"{{"total":3,"data":[{{"id":"x"}},{SMS},null]}}"#);
    let updates = sinch_sms(body.as_bytes()).unwrap();
    assert_eq!(updates.iter().filter(|it| it.is_ok()).count(), 1, "{updates:?}");
}

#[test]
fn whole_payloads_are_refused() {
    for read in [sinch_whatsapp as fn(&[u8]) -> Updates, sinch_sms, meta] {
        for (body, why) in [
            (&b""[..], BadPayload::NotJson),
            (b"{", BadPayload::NotJson),
            (b"\xff", BadPayload::NotJson),
            (b"7", BadPayload::WrongShape),
            (b"\"x\"", BadPayload::WrongShape),
            (br#"{"object":"page","entry":[],"data":7}"#, BadPayload::WrongShape),
        ] {
            assert_eq!(read(body), Err(why), "{body:?}");
        }
    }
    assert_eq!(sinch_sms_query(""), Err(BadPayload::WrongShape));
    let many = |n: usize| format!("[{}]", vec![r#"{"id":"1","source":"1","message":{}}"#; n].join(","));
    assert_eq!(sinch_whatsapp(many(1_000).as_bytes()).map(|it| it.len()), Ok(1_000));
    assert_eq!(sinch_whatsapp(many(1_001).as_bytes()), Err(BadPayload::TooMany));
}

#[test]
fn metas_handshake() {
    let ours = Secret::new("s&cret".to_owned());
    let query = |mode: &str, token: &str| format!("hub.mode={mode}&hub.challenge=1158201444&hub.verify_token={token}");
    assert_eq!(challenge(&query("subscribe", "s%26cret"), &ours), Ok("1158201444".to_owned()));
    assert_eq!(challenge(&query("unsubscribe", "s%26cret"), &ours), Err(ChallengeRefusal::NotSubscribe));
    assert_eq!(challenge(&query("subscribe", "other"), &ours), Err(ChallengeRefusal::WrongToken));
    assert_eq!(challenge(&query("subscribe", ""), &Secret::new(String::new())), Err(ChallengeRefusal::WrongToken));
    assert_eq!(challenge("hub.mode=subscribe&hub.verify_token=s%26cret", &ours), Err(ChallengeRefusal::NoChallenge));
}

#[test]
fn a_mapping_is_tried_on_a_sample() {
    let mapping: Mapping = serde_json::from_value(json!({
        "list": "/events", "id": "/uuid", "person": "/from/phone", "text": "/body/0/t~1x", "time": "/ts", "status": "/state",
        "origin": "/nowhere",
    }))
    .unwrap();
    let sample = json!({ "events": [
        { "uuid": 1, "from": { "phone": "+55 19 99000-1111" }, "body": [{ "t/x": "Hello" }], "ts": "2026-01-01T00:00:00Z" },
        { "uuid": 1, "from": { "phone": "5519990001111" }, "state": "READ", "ts": 1_767_225_600 },
        { "uuid": 2 },
    ] });
    let preview = mapping.try_on(sample.to_string().as_bytes(), Service::Sms).unwrap();
    assert_eq!(preview.missing, ["origin"]);
    assert_eq!(message(&preview.updates[0]).content.text.as_deref(), Some("Hello"));
    assert_eq!(status(&preview.updates[1]).status, Status::Read);
    assert_eq!(preview.updates[2].as_ref().map_err(|bad| bad.why).err(), Some(BadWhy::NoPerson));
    assert_eq!(mapping.try_on(b"{}", Service::Sms), Err(BadPayload::WrongShape));
    for bad in ["x", "/~2", "/~"] {
        assert!(Pointer::try_from(bad.to_owned()).is_err(), "{bad}");
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<i64>().prop_map(Value::from), "[a-z0-9+-]{0,8}".prop_map(Value::from)];
    let keys = "id|source|message|type|text|data|entry|changes|value|messages|statuses|contacts|sent|from|object|interactive|location|geoPoint|errors";
    leaf.prop_recursive(6, 48, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..6).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), value in json_value(), query in any::<String>()) {
        let mapping: Mapping = serde_json::from_str(r#"{"id":"/id","person":"/source","text":"/message","time":"/sent"}"#).unwrap();
        for bytes in [bytes.as_slice(), value.to_string().as_bytes(), meta_batch(value.clone()).as_bytes()] {
            let _ = (sinch_whatsapp(bytes), sinch_sms(bytes), meta(bytes), mapping.read(bytes, Service::Sms));
        }
        let _ = (sinch_sms_query(&query), challenge(&query, &Secret::new(query.clone())));
    }
}
