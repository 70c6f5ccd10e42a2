//! Meta's WhatsApp Cloud API: `POST /{phone_number_id}/messages`.

use serde_json::{Map, Value, json};

use super::{CarrierError, CarrierReply, Meaning};
use crate::message::{Kind, Location};
use crate::send::{Action, File, FileSource, Header, Interactive, OutMessage, Outgoing, Template};
use crate::value::{int, part, text};

/// Why a message can't go by Meta's API. The bot gets 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MetaRefusal {
    /// A file in the call itself: Meta takes an address, or an upload before.
    FileWithoutUrl,
}

/// The body of `/messages`. Our id goes with it and comes back in every callback.
pub fn meta_body(message: &OutMessage, our_id: &str) -> Result<Value, MetaRefusal> {
    let kind = message.content.kind();
    let content = match &*message.content {
        Outgoing::Text { words, preview } => json!({ "body": words, "preview_url": preview }),
        Outgoing::File(kind, it) => file(*kind, it)?,
        Outgoing::Location(it) => location(it),
        Outgoing::Contacts(list) => Value::Array(list.clone()),
        Outgoing::Template(it) => template(it)?,
        Outgoing::Interactive(it) => interactive(it)?,
    };
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": kind.as_str(),
        "biz_opaque_callback_data": our_id,
    });
    if let Some(fields) = body.as_object_mut() {
        // An id in `to` is taken for a number: Meta says yes, and the message reaches nobody.
        let to = if message.to.is_number() { "to" } else { "recipient" };
        fields.insert(to.to_owned(), message.to.as_str().into());
        fields.insert(kind.as_str().to_owned(), content);
    }
    Ok(body)
}

/// An object of what is there.
fn object<const N: usize>(fields: [(&str, Option<&String>); N]) -> Value {
    let there = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?.as_str()))));
    Value::Object(there.collect::<Map<_, _>>())
}

fn file(kind: Kind, it: &File) -> Result<Value, MetaRefusal> {
    let FileSource::Url(url) = &it.source else { return Err(MetaRefusal::FileWithoutUrl) };
    // Meta refuses captions of sounds and stickers, and names of all but documents.
    let caption = it.caption.as_ref().filter(|_| matches!(kind, Kind::Image | Kind::Video | Kind::Document));
    let filename = it.filename.as_ref().filter(|_| kind == Kind::Document);
    Ok(object([("link", Some(url)), ("caption", caption), ("filename", filename)]))
}

fn location(it: &Location) -> Value {
    object([
        ("latitude", Some(&it.latitude)),
        ("longitude", Some(&it.longitude)),
        ("name", it.name.as_ref()),
        ("address", it.address.as_ref()),
    ])
}

/// A header, as an object of its kind: `{"type": "image", "image": {…}}`.
fn header(it: &Header) -> Result<Value, MetaRefusal> {
    Ok(match it {
        Header::Text(words) => json!({ "type": "text", "text": words }),
        Header::Location(place) => json!({ "type": "location", "location": location(place) }),
        Header::File(kind, it) => {
            let plain = File { caption: None, ..it.clone() };
            let mut part = json!({ "type": kind.as_str() });
            if let Some(fields) = part.as_object_mut() {
                fields.insert(kind.as_str().to_owned(), file(*kind, &plain)?);
            }
            part
        }
    })
}

fn template(it: &Template) -> Result<Value, MetaRefusal> {
    let mut components = Vec::new();
    if let Some(it) = &it.header {
        components.push(json!({ "type": "header", "parameters": [header(it)?] }));
    }
    if !it.body.is_empty() {
        let texts: Vec<_> = it.body.iter().map(|words| json!({ "type": "text", "text": words })).collect();
        components.push(json!({ "type": "body", "parameters": texts }));
    }
    for button in &it.buttons {
        let (kind, parameter) = if button.is_url {
            ("url", json!({ "type": "text", "text": button.value }))
        } else {
            ("quick_reply", json!({ "type": "payload", "payload": button.value }))
        };
        let index = button.index.to_string();
        components.push(json!({ "type": "button", "sub_type": kind, "index": index, "parameters": [parameter] }));
    }
    Ok(json!({ "name": it.name, "language": { "code": it.language }, "components": components }))
}

fn interactive(it: &Interactive) -> Result<Value, MetaRefusal> {
    let (kind, action) = match &it.action {
        Action::Buttons(buttons) => {
            let one = |id: &str, title: &str| json!({ "type": "reply", "reply": { "id": id, "title": title } });
            let buttons: Vec<_> = buttons.iter().map(|it| one(&it.id, &it.title)).collect();
            ("button", json!({ "buttons": buttons }))
        }
        Action::List { button, sections } => {
            let sections: Vec<_> = sections
                .iter()
                .map(|section| {
                    let rows = section.rows.iter().map(|row| {
                        object([
                            ("id", Some(&row.id)),
                            ("title", Some(&row.title)),
                            ("description", row.description.as_ref()),
                        ])
                    });
                    let mut part = object([("title", section.title.as_ref())]);
                    if let Some(fields) = part.as_object_mut() {
                        fields.insert("rows".to_owned(), rows.collect());
                    }
                    part
                })
                .collect();
            ("list", json!({ "button": button, "sections": sections }))
        }
    };
    let mut body = json!({ "type": kind, "body": { "text": it.body }, "action": action });
    if let Some(fields) = body.as_object_mut() {
        if let Some(it) = &it.header {
            fields.insert("header".to_owned(), header(it)?);
        }
        if let Some(footer) = &it.footer {
            fields.insert("footer".to_owned(), json!({ "text": footer }));
        }
    }
    Ok(body)
}

/// Reads Meta's answer.
pub fn read_meta(status: u16, body: &[u8]) -> CarrierReply {
    let value = super::answered(body);
    let error = part(&value, "error");
    let Some(code) = int(error, "code") else {
        return super::read(status, body, |value| part(value, "messages").get(0).and_then(|first| text(first, "id")));
    };
    let meaning = match code {
        // Tokens and rights; no such number of ours, not registered, the account is barred or has not paid.
        0 | 3 | 10 | 190 | 200..=299 | 368 | 131_005 | 131_031 | 131_042 | 131_045 | 133_010 | 33 => Meaning::NoChannel,
        // One to the same person every six seconds; too much marketing to one person.
        131_056 | 131_049 => Meaning::RateLimited,
        4 | 80_007 | 130_429 | 131_048 | 133_016 => Meaning::TooMany,
        1 | 2 | 131_000 | 131_016 | 131_057 | 133_004 => Meaning::Unavailable,
        _ if status >= 500 => Meaning::Unavailable,
        _ => Meaning::BadMessage,
    };
    let words = text(part(error, "error_data"), "details").or_else(|| text(error, "message")).unwrap_or_default();
    CarrierReply::Refused(CarrierError::new(code.to_string(), &words, meaning))
}
