//! What customers' webhooks get, made from our own stored form: Sinch's plain body, so that existing bots work unchanged,
//! Meta's, or Standard Webhooks'. Source: product.md 3.4 and 6.

mod meta;
mod sinch;
mod standard;

use domain::environment::Environment;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::message::{Failure, InboundMessage, Service, Status, Tags, Times};

/// The header with the event's number within its conversation: Sinch's and Meta's bodies have no place for it.
pub const SEQUENCE_HEADER: &str = "tenure-sequence";

/// The form of a webhook's bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Sinch's plain body, unsigned.
    Sinch,
    /// Meta's envelope, with `X-Hub-Signature-256`.
    Meta,
    /// `{"type", "timestamp", "data"}`, signed as Standard Webhooks says.
    Standard,
}

/// A subaccount in a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubaccountRef {
    /// Its id.
    pub id: String,
    /// The name that payloads know it by.
    pub reference_name: String,
}

/// Our number as Graph paths know it: a client that sends from it by that id looks for the same id in what it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphRef {
    /// The number's id.
    pub number: String,
    /// The id of its WhatsApp account.
    pub account: String,
}

/// The message before: the one that somebody's message answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Our id of it.
    pub id: String,
    /// Who sent it.
    pub username: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    /// Somebody wrote. The message's tags are what the sender of the message before said about that one.
    Message {
        /// The message.
        message: Box<InboundMessage>,
        /// The message before, where there was one in the window.
        before: Option<Before>,
    },
    /// Something became of a message.
    Status(Box<StatusOut>),
    /// Something became of a token.
    Token(Box<TokenOut>),
}

/// What became of a message, as its sender is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusOut {
    /// What carries it.
    pub service: Service,
    /// Our id of the message: the one that its sender got.
    pub message_id: String,
    /// To whom it goes.
    pub to: String,
    /// Our number.
    pub origin: Option<String>,
    /// The carrier's id of our number.
    pub origin_id: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The carrier's words about that.
    pub reason: Option<String>,
    /// When it reached each status.
    pub times: Times,
    /// The person's id with the business.
    pub user_id: Option<String>,
    /// What its sender said about it.
    pub tags: Tags,
}

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenEvent {
    /// It ends soon, and nothing takes its place yet.
    Expiring,
    /// Somebody else had it. It was ended for that, or goes on, as its account wants.
    Found,
}

/// A token in an event: what identifies it and whose it is, never its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenOut {
    /// What became of it.
    pub what: TokenEvent,
    /// Its id.
    pub token: String,
    /// What it is called; empty where nobody said.
    pub name: String,
    /// Who holds it; empty where nobody said.
    pub holder: String,
    /// Its last four characters.
    pub tail: String,
    /// The system user's id.
    pub system_user: String,
    /// Its username.
    pub username: String,
    /// Test or live.
    pub environment: Environment,
    /// When it ends by itself, in milliseconds since 1970: SQL writes it.
    pub expires_at: Option<i64>,
    /// How many days are left, the one that has begun among them.
    #[serde(default)]
    pub days_left: Option<i64>,
    /// Was it ended, of one that was found?
    #[serde(default)]
    pub ended: Option<bool>,
    /// Where it was found, as far as that was said.
    #[serde(default)]
    pub places: Vec<FoundAt>,
}

/// Where a token was found; empty where that was not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAt {
    /// The address.
    pub url: String,
    /// The kind of place.
    pub source: String,
}

/// An event as it is stored until every webhook has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventOut {
    /// Its id, the same over all attempts and webhooks of this event.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// Whose it is; none: Subaccount Null.
    pub subaccount: Option<SubaccountRef>,
    /// Its number within its conversation, from 1.
    pub sequence: i64,
    /// When it happened.
    pub at: Instant,
    /// What.
    pub happening: Happening,
    /// What Graph paths call our number, where they know it.
    pub graph: Option<GraphRef>,
}

/// The body of an event in a form. None: the form has no word for it (Meta tells of no queued message).
pub fn body(format: Format, event: &EventOut) -> Option<Value> {
    match format {
        Format::Sinch => sinch::body(event),
        Format::Meta => meta::body(event),
        Format::Standard => Some(standard::body(event)),
    }
}

/// The message as its carrier wrote it, if it can still be read.
fn raw(message: &InboundMessage) -> Value {
    crate::value::parse(&message.raw).unwrap_or_default()
}

/// Adds what is there to an object.
fn add<V: Into<Value>>(object: &mut Value, fields: impl IntoIterator<Item = (&'static str, Option<V>)>) {
    let Some(object) = object.as_object_mut() else { return };
    object.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
}

#[cfg(test)]
mod tests;
