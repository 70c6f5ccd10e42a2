//! Meta's WhatsApp Cloud API: the handshake, and batches of messages and statuses. Source: product.md 6.

use domain::secret::Secret;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use subtle::ConstantTimeEq;

use super::{BadPayload, BadWhy, Updates, bounded, list, one, whole};
use crate::message::{
    Content, Failure, InboundMessage, Kind, Location, Media, Reply, ReplyKind, Service, Status, StatusUpdate, Tags,
    Times, Update,
};
use crate::phone::PersonKey;
use crate::value::{self, int, part, scalar, text, time};

/// Why the handshake is refused. The answer is 403 in each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChallengeRefusal {
    /// It asks for something else than to subscribe.
    NotSubscribe,
    /// The verify token is another one, or none.
    WrongToken,
    /// There is nothing to answer with.
    NoChallenge,
}

/// Meta's handshake: what the query's `hub.challenge` says is the answer, bare, when the verify token is ours.
pub fn challenge(query: &str, verify_token: &Secret<String>) -> Result<String, ChallengeRefusal> {
    let (mut mode, mut token, mut answer) = (None, None, None);
    for (name, value) in url::form_urlencoded::parse(query.strip_prefix('?').unwrap_or(query).as_bytes()) {
        match name.as_ref() {
            "hub.mode" => mode = Some(value),
            "hub.verify_token" => token = Some(value),
            "hub.challenge" => answer = Some(value),
            _ => {}
        }
    }
    if mode.as_deref() != Some("subscribe") {
        return Err(ChallengeRefusal::NotSubscribe);
    }
    let expected = verify_token.expose().as_bytes();
    let is_ours = token.is_some_and(|token| bool::from(token.as_bytes().ct_eq(expected)));
    if expected.is_empty() || !is_ours {
        return Err(ChallengeRefusal::WrongToken);
    }
    answer.filter(|it| !it.is_empty()).map(|it| it.into_owned()).ok_or(ChallengeRefusal::NoChallenge)
}

#[derive(Deserialize)]
struct Batch<'a> {
    object: String,
    #[serde(borrow)]
    entry: &'a RawValue,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    changes: &'a RawValue,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    value: &'a RawValue,
}

#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow, default)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow, default)]
    contacts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    statuses: Option<&'a RawValue>,
}

/// What the updates of one change share.
struct Shared {
    metadata: Value,
    contacts: Vec<Value>,
}

impl Shared {
    /// The contact with this number or id; a lone contact is the one meant.
    fn contact(&self, ids: [Option<&str>; 2]) -> Option<&Value> {
        let is_meant = |contact: &&Value| {
            [("wa_id", ids[0]), ("user_id", ids[1])]
                .into_iter()
                .any(|(key, id)| id.is_some() && contact.get(key).and_then(Value::as_str) == id)
        };
        let lone = match self.contacts.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        self.contacts.iter().find(is_meant).or(lone)
    }
}

/// Reads a batch. Changes of other kinds (the fate of a template, an account's limits) hold no update.
pub fn meta(bytes: &[u8]) -> Updates {
    let text = value::body(bytes);
    let batch: Batch<'_> = serde_json::from_str(whole(&text)?.get()).map_err(|_| BadPayload::WrongShape)?;
    if batch.object != "whatsapp_business_account" {
        return Err(BadPayload::WrongShape);
    }
    let mut updates = Vec::new();
    let broken = |raw: &RawValue| one(raw.get(), |_, _| Err(BadWhy::NeitherKind));
    for entry in list(batch.entry).ok_or(BadPayload::WrongShape)? {
        let changes = serde_json::from_str::<Entry<'_>>(entry.get()).ok().and_then(|entry| list(entry.changes));
        let Some(changes) = changes else {
            updates.push(broken(entry));
            continue;
        };
        for change in changes {
            let parts = serde_json::from_str::<Change<'_>>(change.get())
                .and_then(|change| serde_json::from_str::<Parts<'_>>(change.value.get()));
            let Ok(parts) = parts else {
                updates.push(broken(change));
                continue;
            };
            let shared = Shared {
                metadata: parts.metadata.and_then(|raw| value::parse(raw.get())).unwrap_or_default(),
                contacts: parts
                    .contacts
                    .and_then(list)
                    .into_iter()
                    .flatten()
                    .filter_map(|raw| value::parse(raw.get()))
                    .collect(),
            };
            read(parts.messages, &mut updates, |value, raw| message(value, raw, &shared));
            read(parts.statuses, &mut updates, |value, raw| status(value, raw, &shared));
        }
    }
    bounded(updates)
}

fn read(
    raw: Option<&RawValue>,
    updates: &mut Vec<Result<Update, super::BadUpdate>>,
    read: impl Fn(&Value, &str) -> Result<Update, BadWhy>,
) {
    let Some(raw) = raw else { return };
    match list(raw) {
        Some(parts) => updates.extend(parts.into_iter().map(|part| one(part.get(), &read))),
        None => updates.push(one(raw.get(), |_, _| Err(BadWhy::NeitherKind))),
    }
}

fn message(value: &Value, raw: &str, shared: &Shared) -> Result<Update, BadWhy> {
    let provider_id = text(value, "id").ok_or(BadWhy::NoId)?;
    let number = text(value, "from");
    let id = text(value, "from_user_id");
    let contact = shared.contact([number.as_deref(), id.as_deref()]);
    let user_id = id.or_else(|| text(contact?, "user_id"));
    let from = number.or_else(|| text(contact?, "wa_id")).or_else(|| user_id.clone()).ok_or(BadWhy::NoPerson)?;
    Ok(Update::Message(Box::new(InboundMessage {
        service: Service::Whatsapp,
        provider_id,
        person: PersonKey::of(&from),
        from,
        origin: text(&shared.metadata, "display_phone_number"),
        origin_id: text(&shared.metadata, "phone_number_id"),
        stated: value.get("timestamp").and_then(time),
        content: content(value),
        profile_name: contact.and_then(|contact| text(part(contact, "profile"), "name")),
        user_id,
        in_reply_to: text(part(value, "context"), "id").or_else(|| text(part(value, "reaction"), "message_id")),
        tags: Tags::default(),
        raw: raw.to_owned(),
    })))
}

fn content(value: &Value) -> Content {
    let kind = text(value, "type").map_or(Kind::Unsupported, |name| Kind::of(&name));
    let part = part(value, kind.as_str());
    let mut content = Content::of(kind);
    match kind {
        Kind::Text => content.text = text(part, "body"),
        Kind::Reaction => content.text = text(part, "emoji"),
        Kind::Location => content.location = location(part),
        Kind::Button => {
            let title = text(part, "text").unwrap_or_default();
            content.text = Some(title.clone());
            let id = text(part, "payload").unwrap_or_default();
            content.reply = Some(Reply { kind: ReplyKind::Template, id, title });
        }
        Kind::Interactive => {
            content.reply = [("list_reply", ReplyKind::List), ("button_reply", ReplyKind::Button)]
                .into_iter()
                .find_map(|(name, kind)| {
                    let chosen = part.get(name)?;
                    let title = text(chosen, "title").unwrap_or_default();
                    Some(Reply { kind, id: text(chosen, "id").unwrap_or_default(), title })
                });
            content.text = content.reply.as_ref().map(|reply| reply.title.clone());
        }
        _ if kind.is_media() => {
            content.text = text(part, "caption");
            content.media = Some(Media {
                url: text(part, "url"),
                id: text(part, "id"),
                mime: text(part, "mime_type"),
                filename: text(part, "filename"),
                sha256: text(part, "sha256"),
            });
        }
        _ => {}
    }
    content
}

fn location(value: &Value) -> Option<Location> {
    Some(Location {
        latitude: value.get("latitude").and_then(scalar)?,
        longitude: value.get("longitude").and_then(scalar)?,
        name: text(value, "name"),
        address: text(value, "address"),
    })
}

fn status(value: &Value, raw: &str, shared: &Shared) -> Result<Update, BadWhy> {
    let provider_id = text(value, "id").ok_or(BadWhy::NoId)?;
    let status = text(value, "status").and_then(|name| match name.as_str() {
        "accepted" | "held_for_quality_assessment" => Some(Status::Queued),
        "played" => Some(Status::Read),
        name => Status::of(name),
    });
    let status = status.ok_or(BadWhy::NeitherKind)?;
    let at = value.get("timestamp").and_then(time);
    let number = text(value, "recipient_id");
    let user_id = text(value, "recipient_user_id");
    let error = part(value, "errors").get(0).unwrap_or(&Value::Null);
    let of = |it| at.filter(|_| status == it);
    Ok(Update::Status(Box::new(StatusUpdate {
        service: Service::Whatsapp,
        provider_id,
        person: number.as_ref().or(user_id.as_ref()).map(|text| PersonKey::of(text)),
        origin: text(&shared.metadata, "display_phone_number"),
        status,
        failure: (status == Status::Failed).then(|| int(error, "code").map_or(Failure::NotDelivered, Failure::of_meta)),
        reason: text(part(error, "error_data"), "details")
            .or_else(|| text(error, "message"))
            .or_else(|| text(error, "title")),
        stated: at,
        times: Times { sent: of(Status::Sent), delivered: of(Status::Delivered), read: of(Status::Read) },
        user_id,
        tags: Tags { correlation_id: text(value, "biz_opaque_callback_data"), ..Tags::default() },
        raw: raw.to_owned(),
    })))
}
