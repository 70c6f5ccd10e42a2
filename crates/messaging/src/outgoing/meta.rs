//! Meta's envelope. pywa, a client that many bots use, drops a message or a status without a contact that has a `user_id`
//! (product.md 6): where the carrier gives none, the person's key serves.

use domain::time::{Instant, SECOND};
use serde_json::{Value, json};

use super::{EventOut, Happening, StatusOut, add, raw};
use crate::message::{Content, Failure, InboundMessage, Kind, ReplyKind, Status};
use crate::phone::PersonKey;
use crate::value::text;

pub fn body(event: &EventOut) -> Option<Value> {
    let (origin, origin_id, mut value) = match &event.happening {
        Happening::Message { message, .. } => {
            let number = message.person.is_number().then(|| message.from.clone());
            let user_id = message.user_id.as_deref().unwrap_or_else(|| id(&message.person, &message.from));
            let contact = contact(user_id, number.clone(), message.profile_name.as_deref());
            let mut one = content(message);
            add(
                &mut one,
                [
                    ("id", Some(message.provider_id.clone())),
                    ("from", number),
                    ("from_user_id", Some(user_id.to_owned())),
                    ("timestamp", Some(seconds(message.stated.unwrap_or(event.at)))),
                ],
            );
            if let Some(id) = message.in_reply_to.as_ref().filter(|_| one.get("context").is_none()) {
                add(&mut one, [("context", Some(json!({ "from": message.origin, "id": id })))]);
            }
            (&message.origin, &message.origin_id, json!({ "contacts": [contact], "messages": [one] }))
        }
        Happening::Status(it) => {
            let person = PersonKey::of(&it.to);
            let number = person.is_number().then(|| it.to.clone());
            let user_id = it.user_id.as_deref().unwrap_or_else(|| id(&person, &it.to));
            let one = status(event.at, it, (user_id, number.clone()))?;
            (&it.origin, &it.origin_id, json!({ "contacts": [contact(user_id, number, None)], "statuses": [one] }))
        }
        Happening::Token(_) => return None,
    };
    // pywa hears only what is said to the number that it sends from.
    let graph = event.graph.as_ref();
    let number_id = graph.map(|it| &it.number).or(origin_id.as_ref()).or(origin.as_ref());
    let account = graph.map_or(&event.account_id, |it| &it.account);
    let metadata = json!({ "display_phone_number": origin, "phone_number_id": number_id });
    add(&mut value, [("messaging_product", Some(json!("whatsapp"))), ("metadata", Some(metadata))]);
    let change = json!({ "field": "messages", "value": value });
    Some(json!({ "object": "whatsapp_business_account", "entry": [{ "id": account, "changes": [change] }] }))
}

/// What serves as an id where the carrier gives none: an id as it was written, since a bot sends to it, or a number's key.
fn id<'a>(person: &'a PersonKey, written: &'a str) -> &'a str {
    if person.is_number() { person.as_str() } else { written }
}

/// Who wrote, or was written to.
fn contact(user_id: &str, number: Option<String>, name: Option<&str>) -> Value {
    let mut one = json!({ "user_id": user_id, "profile": { "name": name } });
    add(&mut one, [("wa_id", number)]);
    one
}

fn seconds(at: Instant) -> String {
    at.millis().div_euclid(SECOND).to_string()
}

fn content(message: &InboundMessage) -> Value {
    // What Meta wrote goes on as it is: bots may read what we don't know.
    let raw = raw(message);
    if let Some(kind) = text(&raw, "type")
        && (raw.get(&kind).is_some() || raw.get("errors").is_some())
        && raw.get("timestamp").is_some()
    {
        return raw;
    }
    let content = &message.content;
    let kind = content.kind.as_str();
    let Some(inner) = inner(message, content) else { return json!({ "type": "unsupported" }) };
    let mut one = json!({ "type": kind });
    if let Some(fields) = one.as_object_mut() {
        fields.insert(kind.to_owned(), inner);
    }
    one
}

fn inner(message: &InboundMessage, content: &Content) -> Option<Value> {
    if let Some(media) = content.media.as_ref().filter(|_| content.kind.is_media()) {
        // A client reads these three without asking whether they are there.
        let mut one = json!({
            "id": media.id.as_deref().unwrap_or(&message.provider_id),
            "mime_type": media.mime.as_deref().unwrap_or("application/octet-stream"),
            "sha256": media.sha256.as_deref().unwrap_or_default(),
        });
        let caption = content.text.clone();
        add(&mut one, [("caption", caption), ("filename", media.filename.clone()), ("url", media.url.clone())]);
        return Some(one);
    }
    if let Some(reply) = &content.reply {
        let chosen = json!({ "id": reply.id, "title": reply.title });
        return Some(match reply.kind {
            ReplyKind::List => json!({ "type": "list_reply", "list_reply": chosen }),
            ReplyKind::Button => json!({ "type": "button_reply", "button_reply": chosen }),
            ReplyKind::Template => json!({ "payload": reply.id, "text": reply.title }),
        });
    }
    if let Some(place) = &content.location {
        let degrees = |text: &str| text.parse::<f64>().map_or_else(|_| json!(text), |it| json!(it));
        let mut one = json!({ "latitude": degrees(&place.latitude), "longitude": degrees(&place.longitude) });
        add(&mut one, [("name", place.name.clone()), ("address", place.address.clone())]);
        return Some(one);
    }
    match content.kind {
        Kind::Text => Some(json!({ "body": content.text.as_deref().unwrap_or_default() })),
        _ => None,
    }
}

fn status(at: Instant, it: &StatusOut, (user_id, number): (&str, Option<String>)) -> Option<Value> {
    if it.status == Status::Queued {
        return None;
    }
    let mut one = json!({
        "id": it.message_id,
        "status": it.status,
        "timestamp": seconds(at),
        "recipient_user_id": user_id,
    });
    add(&mut one, [("recipient_id", number), ("biz_opaque_callback_data", it.tags.correlation_id.clone())]);
    if it.status == Status::Failed {
        let failure = it.failure.unwrap_or(Failure::NotDelivered);
        let words = it.reason.as_deref().unwrap_or(failure.as_str());
        let error = json!({ "code": failure.meta_code(), "title": failure.as_str(), "message": words,
            "error_data": { "details": words } });
        add(&mut one, [("errors", Some(json!([error])))]);
    }
    Some(one)
}
