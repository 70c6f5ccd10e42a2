//! What goes to carriers, and what their answers mean for the bot that sent. Source: product.md 3.3.

mod meta;

use serde_json::{Value, json};

pub use meta::{MetaRefusal, meta_body, read_meta};

use crate::message::{Failure, Service, is_id};
use crate::send::{OutMessage, error_body};
use crate::value::{self, part, scalar, text};

/// What a carrier says to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarrierReply {
    /// It has it.
    Accepted {
        /// Its id of the message: callbacks name it.
        provider_id: String,
    },
    /// It does not take it.
    Refused(CarrierError),
}

/// Why a carrier does not take a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierError {
    /// The carrier's code, or the status of its answer.
    pub code: String,
    /// The carrier's words, at most 300 characters; for people.
    pub message: String,
    /// What it means for the bot.
    pub meaning: Meaning,
}

/// What a refusal means, and what a bot is told: Sinch's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// The message can't be sent as it is: 400.
    BadMessage,
    /// There is no channel, or the carrier refuses the channel's credential: 412.
    NoChannel,
    /// Too much to this person: 420.
    RateLimited,
    /// Too much in all: 429.
    TooMany,
    /// The carrier can't be reached, is broken, or says nothing that can be read: 504.
    Unavailable,
}

impl Meaning {
    /// Every meaning.
    pub const ALL: [Meaning; 5] =
        [Meaning::BadMessage, Meaning::NoChannel, Meaning::RateLimited, Meaning::TooMany, Meaning::Unavailable];

    /// The status and `errorCode` that the bot gets.
    pub const fn code(self) -> u16 {
        match self {
            Meaning::BadMessage => 400,
            Meaning::NoChannel => 412,
            Meaning::RateLimited => 420,
            Meaning::TooMany => 429,
            Meaning::Unavailable => 504,
        }
    }

    /// May the same message be taken later?
    pub const fn is_retryable(self) -> bool {
        matches!(self, Meaning::RateLimited | Meaning::TooMany | Meaning::Unavailable)
    }

    /// The body of the answer to the bot. The carrier's words are not in it: they may name its account.
    pub fn to_body(self) -> Value {
        let message = match self {
            Meaning::BadMessage => "Bad Request: the carrier refuses the content of the message.",
            Meaning::NoChannel => "Precondition Failed: no channel of this subaccount can send the message.",
            Meaning::RateLimited => "Message is Rate Limited",
            Meaning::TooMany => "Too Many Requests",
            Meaning::Unavailable => "Gateway Timeout: the carrier can't be reached.",
        };
        error_body(self.code(), message)
    }

    /// The reason that a Status callback gives for it.
    pub const fn failure(self) -> Failure {
        match self {
            Meaning::BadMessage => Failure::InvalidContent,
            Meaning::NoChannel => Failure::InternalError,
            Meaning::RateLimited | Meaning::TooMany | Meaning::Unavailable => Failure::CarrierCommunicationError,
        }
    }

    /// What the status of a carrier's answer means when its body says nothing better.
    pub const fn of_status(status: u16) -> Self {
        match status {
            401 | 403 | 404 | 405 | 407 | 412 => Meaning::NoChannel,
            420 => Meaning::RateLimited,
            429 => Meaning::TooMany,
            400..=499 => Meaning::BadMessage,
            _ => Meaning::Unavailable,
        }
    }
}

impl CarrierError {
    fn new(code: impl Into<String>, message: &str, meaning: Meaning) -> Self {
        Self { code: code.into(), message: message.chars().take(300).collect(), meaning }
    }

    /// No answer came: the connection failed or the time was over.
    pub fn unreachable(what: &str) -> Self {
        Self::new("unreachable", what, Meaning::Unavailable)
    }
}

/// Where Sinch takes a message, below the channel's address.
pub const fn sinch_path(service: Service) -> &'static str {
    match service {
        Service::Whatsapp => "/v1/whatsapp/send",
        Service::Sms => "/v1/send-sms",
    }
}

/// The body for Sinch: the message as its sender wrote it, with our id in place of the sender's own, so that callbacks
/// that come before our answer find the message.
pub fn sinch_body(service: Service, message: &OutMessage, our_id: &str) -> Value {
    let mut body = match service {
        Service::Whatsapp => json!({
            "destinations": [{ "correlationId": our_id, "destination": message.to.as_str() }],
            "message": &*message.message,
        }),
        Service::Sms => json!({
            "destination": message.to.as_str(),
            "messageText": part(&message.message, "messageText"),
            "correlationId": our_id,
        }),
    };
    let tags = &message.tags;
    let extra = if service == Service::Whatsapp { "defaultExtraInfo" } else { "extraInfo" };
    for (name, tag) in [("flowId", &tags.flow_id), (extra, &tags.extra_info), ("campaignAlias", &tags.campaign_alias)] {
        if let (Some(tag), Some(fields)) = (tag, body.as_object_mut()) {
            fields.insert(name.to_owned(), tag.as_str().into());
        }
    }
    body
}

/// Reads Sinch's answer: the id of the one destination, in either spelling.
pub fn read_sinch(status: u16, body: &[u8]) -> CarrierReply {
    read(status, body, |value| {
        let of = |list| part(value, list).get(0).and_then(|first| text(first, "id"));
        of("destinations").or_else(|| of("destination")).or_else(|| text(value, "id")).or_else(|| text(value, "Id"))
    })
}

/// The body for a carrier of one's own: the message in few fields, and as its sender wrote it.
pub fn generic_body(service: Service, message: &OutMessage, our_id: &str) -> Value {
    json!({
        "id": our_id,
        "service": service,
        "to": message.to.as_str(),
        "kind": message.content.kind(),
        "text": message.content.words(),
        "ttl_days": message.ttl_days,
        "tags": message.tags,
        "message": &*message.message,
    })
}

/// Reads the answer of a carrier of one's own: the id is where the pointer says, else at `id`. Without one ours serves.
pub fn read_generic(status: u16, body: &[u8], id: Option<&crate::inbound::Pointer>, our_id: &str) -> CarrierReply {
    if (200..=299).contains(&status) && body.iter().all(u8::is_ascii_whitespace) {
        return CarrierReply::Accepted { provider_id: our_id.to_owned() };
    }
    read(status, body, |value| {
        let found = match id {
            Some(pointer) => value.pointer(pointer.as_str()).and_then(scalar),
            None => text(value, "id"),
        };
        Some(found.filter(|id| is_id(id)).unwrap_or_else(|| our_id.to_owned()))
    })
}

/// The JSON of an answer; null when it is none.
fn answered(body: &[u8]) -> Value {
    value::parse(&value::body(body)).unwrap_or_default()
}

/// Reads an answer whose id `id` finds; an error is told by the status.
fn read(status: u16, body: &[u8], id: impl Fn(&Value) -> Option<String>) -> CarrierReply {
    let value = answered(body);
    if (200..=299).contains(&status) {
        return match id(&value).filter(|id| is_id(id)) {
            Some(provider_id) => CarrierReply::Accepted { provider_id },
            // Taken or not, nobody knows. Sent again it may come twice; not sent it may never come.
            None => CarrierReply::Refused(CarrierError::new("no_id", "the answer has no id", Meaning::Unavailable)),
        };
    }
    let code = text(&value, "errorCode").or_else(|| text(&value, "code")).unwrap_or_else(|| status.to_string());
    let words = ["errorMessage", "message", "error", "detail"].iter().find_map(|key| text(&value, key));
    let meaning = Meaning::of_status(status);
    CarrierReply::Refused(CarrierError::new(code, &words.unwrap_or_default(), meaning))
}

#[cfg(test)]
mod tests;
