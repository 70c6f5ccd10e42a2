//! What carriers send us: raw bytes to updates. A bad update of a batch does not take the others with it.

mod generic;
mod meta;
mod sinch;

use serde_json::Value;
use serde_json::value::RawValue;

pub use generic::{Mapping, Pointer, Preview};
pub use meta::{ChallengeRefusal, challenge, meta};
pub use sinch::{sinch_sms, sinch_sms_query, sinch_whatsapp};

pub use crate::message::Update;
use crate::value;

/// Meta's largest batch, and ours for every carrier.
pub const MOST_UPDATES: usize = 1_000;

/// What a payload is read to: each update, or why it is none.
pub type Updates = Result<Vec<Result<Update, BadUpdate>>, BadPayload>;

/// Why a whole payload is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BadPayload {
    /// The bytes are no JSON.
    NotJson,
    /// JSON, but not of this carrier.
    WrongShape,
    /// More than 1,000 updates.
    TooMany,
}

impl BadPayload {
    /// A word for logs and for the list of refused payloads.
    pub const fn as_str(self) -> &'static str {
        match self {
            BadPayload::NotJson => "not_json",
            BadPayload::WrongShape => "wrong_shape",
            BadPayload::TooMany => "too_many_updates",
        }
    }
}

/// Why one update is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BadWhy {
    /// It is no object of JSON.
    NotAnObject,
    /// It has no id: the same one again could not be told from another.
    NoId,
    /// It does not say who wrote.
    NoPerson,
    /// It is neither a message nor a status.
    NeitherKind,
}

impl BadWhy {
    /// A word for logs and for the list of refused updates.
    pub const fn as_str(self) -> &'static str {
        match self {
            BadWhy::NotAnObject => "not_an_object",
            BadWhy::NoId => "no_id",
            BadWhy::NoPerson => "no_person",
            BadWhy::NeitherKind => "neither_message_nor_status",
        }
    }
}

/// An update that is refused, for an admin to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadUpdate {
    /// Why.
    pub why: BadWhy,
    /// The update as it came.
    pub raw: String,
}

/// Reads one update with `read`, which gets the value and its raw text.
fn one(raw: &str, read: impl Fn(&Value, &str) -> Result<Update, BadWhy>) -> Result<Update, BadUpdate> {
    let read = match value::parse(raw) {
        Some(value) if value.is_object() => read(&value, raw),
        _ => Err(BadWhy::NotAnObject),
    };
    read.map_err(|why| BadUpdate { why, raw: raw.to_owned() })
}

/// Cuts a list apart without reading what is in it.
fn list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}

fn whole(text: &str) -> Result<&RawValue, BadPayload> {
    serde_json::from_str(text).map_err(|_| BadPayload::NotJson)
}

fn bounded<T>(updates: Vec<T>) -> Result<Vec<T>, BadPayload> {
    if updates.len() > MOST_UPDATES { Err(BadPayload::TooMany) } else { Ok(updates) }
}

#[cfg(test)]
mod tests;
