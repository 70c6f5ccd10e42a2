//! Sinch's plain bodies. `*At` is milliseconds since 1970, `*Date` ISO 8601; null says Subaccount Null.

use domain::time::Instant;
use serde_json::{Value, json};

use super::{Before, EventOut, Happening, StatusOut, add, raw};
use crate::message::{Content, InboundMessage, Kind, ReplyKind, Service, Status, Tags};
use crate::value::part;

pub fn body(event: &EventOut) -> Option<Value> {
    let one = match &event.happening {
        Happening::Message { message, before } if message.service == Service::Sms => {
            return Some(sms(event, message, before.as_ref()));
        }
        Happening::Message { message, .. } => mo(event, message),
        Happening::Status(it) => status(event.at, it),
        Happening::Token(_) => return None,
    };
    let subaccount = event.subaccount.as_ref().map(|it| &it.id);
    Some(json!({
        "total": 1,
        "data": [one],
        "clientInfo": { "customerId": event.account_id, "subAccountId": subaccount, "userId": null },
    }))
}

fn with_time(object: &mut Value, names: (&'static str, &'static str), at: Option<Instant>) {
    add(object, [(names.0, at.map(Instant::millis))]);
    add(object, [(names.1, at.map(Instant::to_rfc3339))]);
}

fn with_tags(object: &mut Value, tags: &Tags) {
    let text = |it: &Option<String>| it.clone().map(Value::from);
    // A number at Sinch; a text where somebody made it one.
    let campaign = tags.campaign_id.as_ref().map(|id| id.parse::<i64>().map_or_else(|_| json!(id), |id| json!(id)));
    add(
        object,
        [
            ("correlationId", text(&tags.correlation_id)),
            ("campaignId", campaign),
            ("campaignAlias", text(&tags.campaign_alias)),
            ("flowId", text(&tags.flow_id)),
            ("extraInfo", text(&tags.extra_info)),
        ],
    );
}

fn mo(event: &EventOut, message: &InboundMessage) -> Value {
    let raw = raw(message);
    // What Sinch wrote goes on as it is: bots may read what we don't know.
    let content = match part(&raw, "message") {
        it @ Value::Object(_) => it.clone(),
        _ => content(&message.content),
    };
    let mut profile = json!({ "whatsAppId": message.from });
    add(&mut profile, [("name", message.profile_name.clone()), ("userId", message.user_id.clone())]);
    let mut one = json!({
        "id": message.provider_id,
        "source": message.from,
        "origin": message.origin,
        "userProfile": profile,
        "message": content,
    });
    with_tags(&mut one, &message.tags);
    with_time(&mut one, ("receivedAt", "receivedDate"), Some(message.stated.unwrap_or(event.at)));
    let own = |name| raw.get(name).filter(|it| !it.is_null()).cloned();
    add(&mut one, [("session", own("session")), ("referral", own("referral"))]);
    one
}

fn content(content: &Content) -> Value {
    let name = content.kind.as_str().to_ascii_uppercase();
    let words = content.text.clone();
    if let Some(place) = &content.location {
        let mut location = json!({ "geoPoint": format!("{},{}", place.latitude, place.longitude) });
        add(&mut location, [("name", place.name.clone()), ("address", place.address.clone())]);
        return json!({ "location": location });
    }
    if let Some(reply) = &content.reply {
        return match reply.kind {
            ReplyKind::List => json!({ "type": name, "interactive": { "type": "LIST_REPLY",
                "listReply": { "rowIdentifier": reply.id, "rowTitle": reply.title } } }),
            ReplyKind::Button => json!({ "type": name, "interactive": { "type": "BUTTON_REPLY",
                "buttonReply": { "payload": reply.id, "title": reply.title } } }),
            ReplyKind::Template => json!({ "type": name, "messageText": reply.title, "payload": reply.id }),
        };
    }
    let mut one = json!({ "type": name });
    match &content.media {
        Some(media) => add(
            &mut one,
            [
                ("mediaUrl", media.url.clone()),
                ("mediaId", media.id.clone()),
                ("mimeType", media.mime.clone()),
                ("fileName", media.filename.clone()),
                ("caption", words),
            ],
        ),
        None => add(&mut one, [("messageText", words.or_else(|| (content.kind == Kind::Text).then(String::new)))]),
    }
    one
}

fn sms(event: &EventOut, message: &InboundMessage, before: Option<&Before>) -> Value {
    let raw = raw(message);
    let mut one = json!({
        "id": message.provider_id,
        "subAccount": event.subaccount.as_ref().map(|it| &it.reference_name),
        "source": message.from,
        "shortCode": message.origin,
        "messageText": message.content.text,
    });
    let own = |name| raw.get(name).filter(|it| !it.is_null()).cloned();
    add(&mut one, [("carrierId", own("carrierId")), ("carrierName", own("carrierName"))]);
    add(&mut one, [("campaignAlias", message.tags.campaign_alias.clone())]);
    with_time(&mut one, ("receivedAt", "receivedDate"), Some(message.stated.unwrap_or(event.at)));
    if let Some(before) = before {
        let mut mt = json!({ "id": before.id });
        add(&mut mt, [("correlationId", message.tags.correlation_id.clone()), ("username", before.username.clone())]);
        add(&mut one, [("mt", Some(mt))]);
    }
    one
}

fn status(at: Instant, it: &StatusOut) -> Value {
    let failed = it.failure.map(|failure| (failure, failure.codes(it.service)));
    let (sent_code, delivered_code) = match (it.status, failed) {
        (Status::Failed, Some((_, codes))) => (Some(codes.0), codes.1),
        (Status::Failed, None) => (Some(2), Some(104)),
        (Status::Queued, _) => (None, None),
        (Status::Sent, _) => (Some(2), None),
        (Status::Delivered, _) => (Some(2), Some(4)),
        (Status::Read, _) => (Some(2), Some(5)),
    };
    let failure = failed.map_or("NOT_DELIVERED", |(failure, _)| failure.as_str());
    let sent_word = match sent_code {
        Some(2) => Some("SENT_SUCCESS"),
        Some(_) => Some(failure),
        None => None,
    };
    let delivered_word = match delivered_code {
        Some(4) => Some("DELIVERED_SUCCESS"),
        Some(5) => Some("READ_SUCCESS"),
        Some(_) => Some(failure),
        None => None,
    };
    let is_read = it.status == Status::Read;
    let mut one = json!({
        "id": it.message_id,
        "destination": it.to,
        "origin": it.origin,
        "sent": sent_code == Some(2),
        "delivered": matches!(delivered_code, Some(4 | 5)),
        "read": is_read,
        "type": "MESSAGE",
    });
    add(&mut one, [("sentStatusCode", sent_code), ("deliveredStatusCode", delivered_code)]);
    add(&mut one, [("sentStatus", sent_word), ("deliveredStatus", delivered_word)]);
    with_tags(&mut one, &it.tags);
    let times = &it.times;
    // What came out of order has no time of its own: the event's is the latest that it can be.
    let of = |known: Option<Instant>, is: bool| known.or(is.then_some(at));
    with_time(&mut one, ("sentAt", "sentDate"), of(times.sent, sent_code.is_some()));
    with_time(&mut one, ("deliveredAt", "deliveredDate"), of(times.delivered, delivered_code.is_some()));
    with_time(&mut one, ("readAt", "readDate"), of(times.read.filter(|_| is_read), is_read));
    with_time(&mut one, ("updatedAt", "updatedDate"), Some(at));
    one
}
