//! Sinch: WhatsApp (MO and status, one or many) and SMS (JSON, and the query form). Source: product.md 3.4.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{BadPayload, BadWhy, Updates, bounded, list, one, whole};
use crate::message::{
    Content, Failure, InboundMessage, Kind, Location, Media, Reply, ReplyKind, Service, Status, StatusUpdate, Tags,
    Times, Update,
};
use crate::phone::PersonKey;
use crate::value::{body, flag, int, part, sinch_time, text};

/// Callbacks come in bulk: `total` and `data`.
#[derive(Deserialize)]
struct Bulk<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

/// Reads MOs and status callbacks of WhatsApp.
pub fn sinch_whatsapp(bytes: &[u8]) -> Updates {
    read(bytes, Service::Whatsapp)
}

/// Reads MOs and status callbacks of SMS that come by POST.
pub fn sinch_sms(bytes: &[u8]) -> Updates {
    read(bytes, Service::Sms)
}

/// What is a number, of the names of a query.
const NUMBERS: [&str; 4] = ["source", "origin", "shortCode", "destination"];

/// Reads what comes by GET: the same names, in the query string. `mt.id` and `mt.correlationId` are names with a dot.
pub fn sinch_sms_query(query: &str) -> Updates {
    let mut fields = Map::new();
    let mut mt = Map::new();
    for (name, value) in url::form_urlencoded::parse(query.strip_prefix('?').unwrap_or(query).as_bytes()) {
        let value = match value.strip_prefix(' ') {
            // A plus sign that the carrier did not escape is read as a blank.
            Some(number) if NUMBERS.contains(&name.as_ref()) => format!("+{number}"),
            _ => value.into_owned(),
        };
        match name.strip_prefix("mt.") {
            Some(name) => mt.insert(name.to_owned(), Value::String(value)),
            None => fields.insert(name.into_owned(), Value::String(value)),
        };
    }
    if fields.is_empty() {
        return Err(BadPayload::WrongShape);
    }
    if !mt.is_empty() {
        fields.insert("mt".to_owned(), Value::Object(mt));
    }
    Ok(vec![one(&Value::Object(fields).to_string(), |value, raw| update(value, raw, Service::Sms))])
}

fn read(bytes: &[u8], service: Service) -> Updates {
    let text = body(bytes);
    let raw = whole(&text)?;
    let parts = match list(raw) {
        Some(parts) => parts,
        None => match serde_json::from_str::<Bulk<'_>>(raw.get()) {
            Ok(bulk) => list(bulk.data).ok_or(BadPayload::WrongShape)?,
            Err(_) if raw.get().starts_with('{') => vec![raw],
            Err(_) => return Err(BadPayload::WrongShape),
        },
    };
    Ok(bounded(parts)?.into_iter().map(|part| one(part.get(), |value, raw| update(value, raw, service))).collect())
}

fn update(value: &Value, raw: &str, service: Service) -> Result<Update, BadWhy> {
    let provider_id = text(value, "id").ok_or(BadWhy::NoId)?;
    let is_message = value.get("message").is_some() || value.get("messageText").is_some();
    if is_message {
        return message(value, raw, service, provider_id).map(|message| Update::Message(Box::new(message)));
    }
    let is_status = ["sent", "sentStatusCode", "sentStatus", "delivered", "deliveredStatusCode", "read", "readAt"]
        .iter()
        .any(|key| value.get(key).is_some());
    if is_status {
        Ok(Update::Status(Box::new(status(value, raw, service, provider_id))))
    } else {
        Err(BadWhy::NeitherKind)
    }
}

fn message(value: &Value, raw: &str, service: Service, provider_id: String) -> Result<InboundMessage, BadWhy> {
    let profile = part(value, "userProfile");
    let from = text(value, "source").or_else(|| text(profile, "whatsAppId")).ok_or(BadWhy::NoPerson)?;
    Ok(InboundMessage {
        service,
        provider_id,
        person: PersonKey::of(&from),
        from,
        origin: text(value, "origin").or_else(|| text(value, "shortCode")).or_else(|| text(value, "destination")),
        origin_id: None,
        stated: sinch_time(value, "received"),
        content: match value.get("message") {
            Some(message) if message.is_object() => content(message),
            _ => Content { text: text(value, "messageText"), ..Content::of(Kind::Text) },
        },
        profile_name: text(profile, "name"),
        user_id: text(profile, "userId"),
        in_reply_to: text(part(value, "mt"), "id"),
        tags: tags(value),
        raw: raw.to_owned(),
    })
}

fn tags(value: &Value) -> Tags {
    Tags {
        correlation_id: text(value, "correlationId").or_else(|| text(part(value, "mt"), "correlationId")),
        campaign_id: text(value, "campaignId"),
        campaign_alias: text(value, "campaignAlias"),
        flow_id: text(value, "flowId"),
        extra_info: text(value, "extraInfo"),
    }
}

/// A location and something interactive may come without a `type`.
fn content(message: &Value) -> Content {
    let words = || text(message, "messageText").or_else(|| text(message, "caption"));
    if let Some(location) = message.get("location").and_then(location) {
        return Content { text: words(), location: Some(location), ..Content::of(Kind::Location) };
    }
    if let Some(reply) = message.get("interactive").and_then(reply) {
        return Content { text: Some(reply.title.clone()), reply: Some(reply), ..Content::of(Kind::Interactive) };
    }
    let kind = match text(message, "type") {
        Some(name) => Kind::of(&name),
        None if message.get("messageText").is_some() => Kind::Text,
        None => Kind::Unsupported,
    };
    let media = kind.is_media().then(|| Media {
        url: text(message, "mediaUrl"),
        mime: text(message, "mimeType"),
        filename: text(message, "fileName"),
        ..Media::default()
    });
    let reply = (kind == Kind::Button).then(|| Reply {
        kind: ReplyKind::Template,
        id: text(message, "payload").or_else(|| text(part(message, "button"), "payload")).unwrap_or_default(),
        title: words().or_else(|| text(part(message, "button"), "text")).unwrap_or_default(),
    });
    Content { media, reply, text: words(), ..Content::of(kind) }
}

fn location(value: &Value) -> Option<Location> {
    let point = text(value, "geoPoint")?;
    let (latitude, longitude) = point.split_once(',')?;
    Some(Location {
        latitude: latitude.trim().to_owned(),
        longitude: longitude.trim().to_owned(),
        name: text(value, "name"),
        address: text(value, "address"),
    })
}

fn reply(interactive: &Value) -> Option<Reply> {
    if let Some(row) = interactive.get("listReply") {
        let title = text(row, "rowTitle").unwrap_or_default();
        return Some(Reply { kind: ReplyKind::List, id: text(row, "rowIdentifier").unwrap_or_default(), title });
    }
    let button = interactive.get("buttonReply")?;
    let title = text(button, "title").unwrap_or_default();
    Some(Reply { kind: ReplyKind::Button, id: text(button, "payload").unwrap_or_default(), title })
}

fn status(value: &Value, raw: &str, service: Service, provider_id: String) -> StatusUpdate {
    let times = Times {
        sent: sinch_time(value, "sent"),
        delivered: sinch_time(value, "delivered"),
        read: sinch_time(value, "read"),
    };
    let (sent_code, delivered_code) = (int(value, "sentStatusCode"), int(value, "deliveredStatusCode"));
    let failure = Failure::of_sinch(sent_code, None, text(value, "sentStatus").as_deref())
        .or_else(|| Failure::of_sinch(None, delivered_code, text(value, "deliveredStatus").as_deref()));
    let status = if failure.is_some() {
        Status::Failed
    } else if flag(value, "read") || times.read.is_some() {
        Status::Read
    } else if flag(value, "delivered") || delivered_code == Some(4) {
        Status::Delivered
    } else if flag(value, "sent") || sent_code == Some(2) {
        Status::Sent
    } else {
        Status::Queued
    };
    let own_time = match status {
        Status::Read => times.read,
        Status::Delivered => times.delivered,
        Status::Sent => times.sent,
        Status::Queued | Status::Failed => None,
    };
    let reason =
        failure.and_then(|_| text(value, "deliveredStatus").filter(|_| delivered_code.is_some_and(|code| code >= 100)));
    StatusUpdate {
        service,
        provider_id,
        person: text(value, "destination").map(|text| PersonKey::of(&text)),
        origin: text(value, "origin"),
        status,
        failure,
        reason: reason.or_else(|| failure.and_then(|_| text(value, "sentStatus"))),
        stated: own_time.or_else(|| sinch_time(value, "updated")).or(times.delivered).or(times.sent),
        times,
        user_id: None,
        tags: tags(value),
        raw: raw.to_owned(),
    }
}
