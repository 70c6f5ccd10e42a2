//! A message as the Cloud API's own clients write it (`POST /{phone_number_id}/messages`), in the form in which all messages are
//! kept. A kind or a part that can't be passed on is refused, not left out.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::content::PREVIEW;
use super::{OutMessage, TTL, content};
use crate::message::Tags;
use crate::phone::whatsapp_destination;
use crate::value::{flag, int, part, text};

/// What comes back with statuses, as it was sent: a text, also where it reads as JSON.
const TAG: &str = "biz_opaque_callback_data";

/// Why a message can't be taken: Meta's number, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudRefusal {
    /// 131008: missing; 131009: not valid; 131051: of a kind that is not passed on.
    pub code: u32,
    /// What is wrong, in words.
    pub details: String,
}

fn missing(name: &str) -> CloudRefusal {
    CloudRefusal { code: 131_008, details: format!("Parameter {name} is required") }
}

fn invalid(details: impl Into<String>) -> CloudRefusal {
    CloudRefusal { code: 131_009, details: details.into() }
}

/// Reads a body.
///
/// # Errors
/// What is missing, not valid, or of a kind that is not passed on.
pub fn cloud(body: &Map<String, Value>) -> Result<OutMessage, CloudRefusal> {
    // A form has parts of it as texts of JSON.
    let read = |name: &str, value: &Value| if name == TAG { value.clone() } else { opened(value) };
    let body: Value = body.iter().map(|(name, value)| (name.clone(), read(name, value))).collect::<Map<_, _>>().into();
    match text(&body, "messaging_product").as_deref() {
        None => return Err(missing("messaging_product")),
        Some("whatsapp") => {}
        Some(_) => return Err(invalid("Parameter messaging_product must be whatsapp")),
    }
    if body.get("status").is_some_and(|it| !it.is_null()) {
        return Err(CloudRefusal { code: 131_051, details: "Marking messages as read is not supported".to_owned() });
    }
    if text(&body, "recipient_type").is_some_and(|kind| kind != "individual") {
        return Err(invalid("Parameter recipient_type must be individual"));
    }
    if body.get("context").is_some_and(|it| !it.is_null()) {
        return Err(invalid("Parameter context is not supported: send the message without it"));
    }
    let to = text(&body, "to").or_else(|| text(&body, "recipient")).ok_or_else(|| missing("to"))?;
    let to = whatsapp_destination(&to).map_err(|_| invalid("Parameter to is not a valid phone number or user id"))?;
    let kind = text(&body, "type").unwrap_or_else(|| "text".to_owned());
    let given = part(&body, &kind);
    if given.is_null() {
        return Err(missing(&kind));
    }
    let message = match kind.as_str() {
        "text" => words(given)?,
        "image" | "audio" | "video" | "document" | "sticker" => json!({ kind.as_str(): file(given, &kind)? }),
        "location" => json!({ "location": place(given) }),
        "contacts" => json!({ "contacts": given }),
        "template" => json!({ "template": template(given)? }),
        "interactive" => json!({ "interactive": interactive(given)? }),
        _ => return Err(CloudRefusal { code: 131_051, details: format!("Messages of type {kind} are not supported") }),
    };
    let mut message = message;
    let content = content(&message).map_err(|error| invalid(format!("{}: {}", error.field, error.what)))?;
    if let Some(fields) = message.as_object_mut() {
        fields.insert("ttl".to_owned(), TTL.into());
    }
    let tags = Tags { correlation_id: text(&body, TAG), ..Tags::default() };
    if tags.correlation_id.as_ref().is_some_and(|tag| tag.chars().count() > super::LONGEST_TAG) {
        return Err(invalid("Parameter biz_opaque_callback_data is too long"));
    }
    Ok(OutMessage { to, tags, message: Arc::new(message), content: Arc::new(content), ttl_days: TTL })
}

fn opened(value: &Value) -> Value {
    let Value::String(text) = value else { return value.clone() };
    let is_json = matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['));
    let read = || serde_json::from_str(text).ok();
    is_json.then(read).flatten().unwrap_or_else(|| value.clone())
}

fn words(given: &Value) -> Result<Value, CloudRefusal> {
    let words = text(given, "body").ok_or_else(|| missing("text.body"))?;
    Ok(match flag(given, "preview_url") {
        true => json!({ "messageText": words, PREVIEW: true }),
        false => json!({ "messageText": words }),
    })
}

fn file(given: &Value, kind: &str) -> Result<Value, CloudRefusal> {
    let Some(link) = text(given, "link") else {
        let why = "is required: files are sent by link, and uploads are not supported";
        return Err(CloudRefusal { code: 131_008, details: format!("Parameter {kind}.link {why}") });
    };
    let mut file = json!({ "url": link });
    if let Some(fields) = file.as_object_mut() {
        fields.extend(text(given, "caption").map(|it| ("caption".to_owned(), it.into())));
        fields.extend(text(given, "filename").map(|it| ("fileName".to_owned(), it.into())));
    }
    Ok(file)
}

fn place(given: &Value) -> Value {
    let degrees = |name: &str| given.get(name).and_then(crate::value::scalar).unwrap_or_default();
    json!({
        "geoPoint": format!("{},{}", degrees("latitude"), degrees("longitude")),
        "name": text(given, "name"), "address": text(given, "address"),
    })
}

/// A header, or a parameter of one: an object with its kind.
fn header(given: &Value) -> Result<Value, CloudRefusal> {
    let kind = text(given, "type").unwrap_or_default();
    match kind.as_str() {
        "text" => Ok(json!({ "text": text(given, "text").ok_or_else(|| missing("header.text"))? })),
        "image" | "video" | "document" => Ok(json!({ kind.as_str(): file(part(given, &kind), &kind)? })),
        "location" => Ok(json!({ "location": place(part(given, "location")) })),
        _ => Err(invalid(format!("A header of type {kind} is not supported"))),
    }
}

fn template(given: &Value) -> Result<Value, CloudRefusal> {
    let name = text(given, "name").ok_or_else(|| missing("template.name"))?;
    let language = text(part(given, "language"), "code").ok_or_else(|| missing("template.language.code"))?;
    let mut body = Vec::new();
    let mut top = Value::Null;
    let mut buttons = Vec::new();
    for component in part(given, "components").as_array().into_iter().flatten() {
        let parameters = part(component, "parameters").as_array().map(Vec::as_slice).unwrap_or_default();
        match text(component, "type").unwrap_or_default().to_ascii_lowercase().as_str() {
            "body" => {
                for parameter in parameters {
                    if parameter.get("parameter_name").is_some_and(|it| !it.is_null()) {
                        return Err(invalid("Named parameters of templates are not supported"));
                    }
                    let words = text(parameter, "text").filter(|_| text(parameter, "type").as_deref() == Some("text"));
                    body.push(words.ok_or_else(|| invalid("A parameter of a template's body must be a text"))?);
                }
            }
            "header" => match parameters {
                [] => {}
                [only] => top = header(only)?,
                _ => return Err(invalid("A template's header has one parameter")),
            },
            "button" => {
                let kind = text(component, "sub_type").unwrap_or_default();
                let value = parameters.first().and_then(|it| text(it, "payload").or_else(|| text(it, "text")));
                let value = value.filter(|_| matches!(kind.to_ascii_lowercase().as_str(), "url" | "quick_reply"));
                let value =
                    value.ok_or_else(|| invalid(format!("A template's button of type {kind} is not supported")))?;
                let index = int(component, "index").ok_or_else(|| missing("template.components.index"))?;
                buttons.push(json!({ "subType": kind, "index": index, "payload": value }));
            }
            other => return Err(invalid(format!("A template's component of type {other} is not supported"))),
        }
    }
    let mut template =
        json!({ "elementName": name, "languageCode": language, "bodyParameters": body, "buttons": buttons });
    if let Some(fields) = template.as_object_mut().filter(|_| !top.is_null()) {
        fields.insert("header".to_owned(), top);
    }
    Ok(template)
}

fn interactive(given: &Value) -> Result<Value, CloudRefusal> {
    let action = part(given, "action");
    let kind = text(given, "type").unwrap_or_default();
    let mut all = match kind.as_str() {
        "button" => {
            let one = |button: &Value| {
                let reply = part(button, "reply");
                json!({ "reply": { "payload": text(reply, "id"), "title": text(reply, "title") } })
            };
            let buttons: Vec<Value> = part(action, "buttons").as_array().into_iter().flatten().map(one).collect();
            json!({ "messageInteractiveType": "REPLY_BUTTON", "replyButtonAction": { "buttons": buttons } })
        }
        "list" => {
            json!({ "messageInteractiveType": "LIST", "listAction": { "button": text(action, "button"), "sections": part(action, "sections") } })
        }
        _ => {
            return Err(CloudRefusal {
                code: 131_051,
                details: format!("Interactive messages of type {kind} are not supported"),
            });
        }
    };
    if let Some(fields) = all.as_object_mut() {
        fields.insert("body".to_owned(), json!({ "text": text(part(given, "body"), "text") }));
        if let Some(words) = text(part(given, "footer"), "text") {
            fields.insert("footer".to_owned(), json!({ "text": words }));
        }
        if let Some(top) = given.get("header").filter(|it| !it.is_null()) {
            fields.insert("header".to_owned(), header(top)?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::meta_body;

    fn whatsapp(kind: &str, given: Value) -> Map<String, Value> {
        let body = json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "5519900002222", "type": kind, kind: given,
        });
        body.as_object().cloned().expect("an object")
    }

    #[test]
    fn what_comes_in_metas_form_leaves_in_metas_form() {
        for (kind, given) in [
            ("text", json!({ "body": "Olá", "preview_url": false })),
            ("text", json!({ "body": "https://example.com", "preview_url": true })),
            ("image", json!({ "link": "https://example.com/a.jpg", "caption": "A" })),
            ("document", json!({ "link": "https://example.com/a.pdf", "filename": "a.pdf" })),
            ("audio", json!({ "link": "https://example.com/a.mp3" })),
            ("location", json!({ "latitude": "-22.89", "longitude": "-47.04", "name": "Here" })),
            ("contacts", json!([{ "name": { "formatted_name": "Ana" } }])),
            (
                "template",
                json!({ "name": "order", "language": { "code": "es" }, "components": [
                    { "type": "header", "parameters": [{ "type": "image", "image": { "link": "https://example.com/a.jpg" } }] },
                    { "type": "body", "parameters": [{ "type": "text", "text": "Ana" }, { "type": "text", "text": "7" }] },
                    { "type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{ "type": "payload", "payload": "yes" }] },
                ] }),
            ),
            (
                "interactive",
                json!({ "type": "button", "body": { "text": "Well?" }, "footer": { "text": "Acme" }, "action": { "buttons": [
                    { "type": "reply", "reply": { "id": "y", "title": "Yes" } }, { "type": "reply", "reply": { "id": "n", "title": "No" } },
                ] } }),
            ),
            (
                "interactive",
                json!({ "type": "list", "header": { "type": "text", "text": "Pick" }, "body": { "text": "Which?" }, "action": {
                    "button": "Open", "sections": [{ "title": "All", "rows": [{ "id": "1", "title": "One", "description": "First" }] }],
                } }),
            ),
        ] {
            let message = cloud(&whatsapp(kind, given.clone())).unwrap_or_else(|why| panic!("{kind}: {why:?}"));
            let body = meta_body(&message, "msg_1").expect("a body");
            assert_eq!(body[kind], given, "{kind}");
            // It is read again from what is stored.
            assert_eq!(content(&message.message).as_ref(), Ok(&*message.content), "{kind}");
        }
    }

    #[test]
    fn what_can_not_be_passed_on_is_refused_by_metas_numbers() {
        let code = |body: Map<String, Value>| cloud(&body).map(|_| ()).map_err(|why| why.code);
        let without = |name: &str| {
            let mut body = whatsapp("text", json!({ "body": "Hi" }));
            body.remove(name);
            body
        };
        let with = |name: &str, value: Value| {
            let mut body = whatsapp("text", json!({ "body": "Hi" }));
            body.insert(name.to_owned(), value);
            body
        };
        for name in ["messaging_product", "to", "text"] {
            assert_eq!(code(without(name)), Err(131_008), "{name}");
        }
        for (name, value) in [
            ("messaging_product", json!("sms")),
            ("to", json!("x")),
            ("recipient_type", json!("group")),
            ("context", json!({ "message_id": "wamid.1" })),
        ] {
            assert_eq!(code(with(name, value)), Err(131_009), "{name}");
        }
        assert_eq!(code(with("status", json!("read"))), Err(131_051));
        assert_eq!(code(whatsapp("reaction", json!({ "emoji": "👍" }))), Err(131_051));
        assert_eq!(code(whatsapp("interactive", json!({ "type": "flow" }))), Err(131_051));
        assert_eq!(code(whatsapp("image", json!({ "id": "1" }))), Err(131_008));
        assert_eq!(code(whatsapp("text", json!({ "body": "x".repeat(5_000) }))), Err(131_009));
        assert_eq!(code(without("type")), Ok(()), "a text needs no type");
    }

    #[test]
    fn parts_in_a_form_are_texts_of_json() {
        let mut body = whatsapp("text", json!(r#"{"body":"Hi"}"#));
        assert!(cloud(&body).is_ok());
        body.insert("text".to_owned(), json!("Hi"));
        assert!(cloud(&body).is_err());
        // What comes back with statuses is a text, whatever is in it.
        let tag = r#"{"order":7}"#;
        let mut body = whatsapp("text", json!({ "body": "Hi" }));
        body.insert(TAG.to_owned(), json!(tag));
        let message = cloud(&body).expect("it can be sent");
        assert_eq!(message.tags.correlation_id.as_deref(), Some(tag));
    }
}
