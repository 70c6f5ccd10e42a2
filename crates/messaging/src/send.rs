//! What bots ask us to send, in Sinch's shapes: `POST /v1/whatsapp/send`, `/v1/send-sms`, `/v1/send-bulk-sms`, and the
//! answers to them. Source: product.md 3.3.

mod cloud;
mod content;
mod interactive;

use std::sync::Arc;

use serde_json::{Value, json};

pub use cloud::{CloudRefusal, cloud};
pub use content::{File, FileSource, Outgoing, Template, TemplateButton, read as content};
pub use interactive::{Action, Button, Header, Interactive, Row, Section};

use crate::message::{Service, Tags};
use crate::phone::{Destination, DestinationRefusal, destination, whatsapp_destination};
use crate::value::{part, text};

/// The most destinations of one call.
pub const MOST_DESTINATIONS: usize = 1_000;
/// How long a message is tried when its sender does not say. Days.
const TTL: i64 = 7;
/// The longest text of a sender about a message, in characters.
const LONGEST_TAG: usize = 1_024;

/// Why a call is refused. The status is 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendError {
    /// Where: `destinations[0].destination`.
    pub field: String,
    /// What is wrong there, in words.
    pub what: String,
}

impl SendError {
    fn at(field: impl Into<String>, what: impl Into<String>) -> Self {
        Self { field: field.into(), what: what.into() }
    }

    /// The same within another field.
    fn within(self, field: &str) -> Self {
        let joined = if self.field.starts_with('[') { field.to_owned() } else { format!("{field}.") };
        Self { field: joined + &self.field, ..self }
    }

    /// The body of the answer.
    pub fn to_body(&self) -> Value {
        error_body(400, &format!("Bad Request: {}: {}", self.field, self.what))
    }
}

/// A body of an error in Sinch's shape.
pub fn error_body(code: u16, message: &str) -> Value {
    json!({ "errorCode": code, "errorMessage": message })
}

/// One message to one person.
#[derive(Debug, Clone)]
pub struct OutMessage {
    /// To whom.
    pub to: Destination,
    /// What its sender says about it.
    pub tags: Tags,
    /// What, as its sender wrote it, with the days to live brought into their limits. This is the form to store:
    /// `content` reads it again.
    pub message: Arc<Value>,
    /// What.
    pub content: Arc<Outgoing>,
    /// How long it is tried. Days, 1 to 30.
    pub ttl_days: i64,
}

/// Which of the three calls it was: their answers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// `POST /v1/whatsapp/send`
    Whatsapp,
    /// `POST /v1/send-sms`
    Sms,
    /// `POST /v1/send-bulk-sms`
    BulkSms,
}

/// A call that was understood.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// Which one.
    pub call: Call,
    /// One to a thousand messages, in the call's order.
    pub messages: Vec<OutMessage>,
}

impl Outbound {
    /// What carries the messages.
    pub const fn service(&self) -> Service {
        match self.call {
            Call::Whatsapp => Service::Whatsapp,
            Call::Sms | Call::BulkSms => Service::Sms,
        }
    }

    /// Reads the body of a call.
    pub fn parse(call: Call, bytes: &[u8]) -> Result<Self, SendError> {
        let body: Value =
            serde_json::from_slice(bytes).map_err(|error| SendError::at("body", format!("is not JSON ({error})")))?;
        if !body.is_object() {
            return Err(SendError::at("body", "must be a JSON object"));
        }
        let messages = match call {
            Call::Whatsapp => whatsapp(&body)?,
            Call::Sms => vec![sms(&body, &Value::Null)?],
            Call::BulkSms => listed(&body, "messages", |one| sms(one, part(&body, "defaultValues")))?,
        };
        Ok(Self { call, messages })
    }

    /// The answer to the call: `id` is the call's, `ids` are the messages', in their order. WhatsApp's documentation
    /// spells two names in two ways; clients were written to either, so both are there.
    pub fn answer(&self, id: &str, ids: &[String]) -> Value {
        let parts: Vec<Value> = self
            .messages
            .iter()
            .zip(ids)
            .map(|(message, id)| {
                let mut part = json!({ "id": id, "destination": message.to.as_str() });
                if let (Some(correlation_id), Some(part)) = (&message.tags.correlation_id, part.as_object_mut()) {
                    part.insert("correlationId".to_owned(), correlation_id.as_str().into());
                }
                part
            })
            .collect();
        match self.call {
            Call::Whatsapp => json!({ "Id": id, "id": id, "destination": parts, "destinations": parts }),
            Call::Sms => parts.into_iter().next().unwrap_or_else(|| json!({ "id": id })),
            Call::BulkSms => json!({ "id": id, "messages": parts }),
        }
    }
}

fn whatsapp(body: &Value) -> Result<Vec<OutMessage>, SendError> {
    let Some(message) = body.get("message").filter(|it| it.is_object()) else {
        return Err(SendError::at("message", "is required and must be an object"));
    };
    let content = Arc::new(content(message).map_err(|error| error.within("message"))?);
    let ttl_days = ttl(message)?;
    let mut message = message.clone();
    if let Some(fields) = message.as_object_mut() {
        fields.insert("ttl".to_owned(), ttl_days.into());
    }
    let message = Arc::new(message);
    let shared = Tags {
        flow_id: tag(body, "flowId")?,
        extra_info: tag(body, "defaultExtraInfo")?,
        campaign_alias: tag(body, "campaignAlias")?,
        ..Tags::default()
    };
    listed(body, "destinations", |one| {
        let extra_info = tag(one, "extraInfo")?.or_else(|| shared.extra_info.clone());
        let tags = Tags { correlation_id: tag(one, "correlationId")?, extra_info, ..shared.clone() };
        let (message, content) = (Arc::clone(&message), Arc::clone(&content));
        Ok(OutMessage { to: to(one, whatsapp_destination)?, tags, message, content, ttl_days })
    })
}

fn sms(one: &Value, defaults: &Value) -> Result<OutMessage, SendError> {
    let words = text(one, "messageText").or_else(|| text(defaults, "messageText"));
    let message = json!({ "messageText": words });
    let content = Arc::new(content(&message)?);
    let of = |key| Ok::<_, SendError>(tag(one, key)?.or(tag(defaults, key)?));
    let tags = Tags {
        correlation_id: of("correlationId")?,
        campaign_alias: of("campaignAlias")?,
        flow_id: of("flowId")?,
        extra_info: of("extraInfo")?,
        campaign_id: None,
    };
    Ok(OutMessage { to: to(one, destination)?, tags, message: Arc::new(message), content, ttl_days: TTL })
}

/// Reads each element of a list that must be there.
fn listed<T>(body: &Value, key: &str, read: impl Fn(&Value) -> Result<T, SendError>) -> Result<Vec<T>, SendError> {
    let list =
        body.get(key).and_then(Value::as_array).ok_or_else(|| SendError::at(key, "is required and must be a list"))?;
    if list.is_empty() || list.len() > MOST_DESTINATIONS {
        return Err(SendError::at(key, format!("must have 1 to {MOST_DESTINATIONS} elements")));
    }
    let one = |(at, one): (usize, &Value)| read(one).map_err(|error| error.within(&format!("{key}[{at}]")));
    list.iter().enumerate().map(one).collect()
}

fn to(value: &Value, read: fn(&str) -> Result<Destination, DestinationRefusal>) -> Result<Destination, SendError> {
    let what = match read(&text(value, "destination").unwrap_or_default()) {
        Ok(to) => return Ok(to),
        Err(DestinationRefusal::Empty) => "is required",
        Err(DestinationRefusal::NotANumber) => "must be a telephone number with its country code",
        Err(DestinationRefusal::TooShort) => "is too short for a telephone number with its country code",
        Err(DestinationRefusal::TooLong) => "has more than 15 digits",
    };
    Err(SendError::at("destination", what))
}

fn tag(value: &Value, key: &str) -> Result<Option<String>, SendError> {
    // `extraInfo` is JSON in a text; some clients write the JSON itself.
    let tag = match value.get(key) {
        Some(it @ (Value::Object(_) | Value::Array(_))) => Some(it.to_string()),
        _ => text(value, key),
    };
    match tag {
        Some(tag) if tag.chars().count() > LONGEST_TAG => {
            Err(SendError::at(key, format!("has more than {LONGEST_TAG} characters")))
        }
        tag => Ok(tag),
    }
}

/// Days to live. What is outside of 1 to 30 is brought to the limit, not refused.
fn ttl(message: &Value) -> Result<i64, SendError> {
    match message.get("ttl") {
        None | Some(Value::Null) => Ok(TTL),
        // What is no whole number of 64 bits is far outside, or a fraction of a day.
        Some(Value::Number(days)) => {
            let days = days.as_i64().or_else(|| days.as_f64().map(|days| if days > 30.0 { 30 } else { 1 }));
            Ok(days.unwrap_or(TTL).clamp(1, 30))
        }
        Some(Value::String(days)) if days.trim().parse::<i64>().is_ok() => {
            Ok(days.trim().parse().unwrap_or(TTL).clamp(1, 30))
        }
        Some(_) => Err(SendError::at("message.ttl", "must be a number of days")),
    }
}

#[cfg(test)]
mod tests;
