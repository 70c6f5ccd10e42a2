//! Messages, what webhooks are told of them, and to whom that is delivered: one batch for whatever a carrier or a bot
//! sends at once. They are no changes by people: no audit row tells of them, and they are cleared away by age.
//!
//! Statements take lists (`json_each`), so that a batch of a thousand updates is as many statements as one of one. Whose
//! a message is, and which webhooks get it, is decided here in SQL, within the batch; `messaging::routing` says the same
//! as functions, and a property test holds the two together.

mod batch;
mod list;
pub mod pull;
mod purge;
mod sending;
mod simulated;
mod statements;

pub(crate) use statements::{TO_WAKE, delivery_id, takes};

use domain::ids::{EventId, MessageId};
use domain::time::{DAY, Instant};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

pub use batch::Batch;
pub use list::{DeliveryRow, EventRow, Filter, MessageRow, deliveries, events, get, list};
pub use purge::{Kept, kept, purge, purge_early};
pub use sending::{Doubtful, Queued, Sender, Turn, Waiting, drivers_due, due, forget_heard, in_doubt, next_due};
pub use simulated::{DueStep, Step, came_in, simulated_due, simulated_next};

/// The most bytes of one message's JSON: below what a row of the platform holds.
pub const LARGEST: usize = 1_000_000;
/// The most bytes of one state's JSON: all states of a message that came too early are read as one text.
pub const LARGEST_STATE: usize = 200_000;
/// The most bytes of a list: below what the platform binds as one text.
const LIST: usize = 1_900_000;
/// The most characters of messages that are read at once: an answer of the database has its limit, and so has memory.
pub(crate) const READ_AT_ONCE: i64 = 4_000_000;
/// How long a state is kept whose message is not known yet, in milliseconds.
const EARLY: i64 = DAY;

/// A message that came in.
#[derive(Debug, Serialize)]
pub struct In {
    /// Its id.
    pub id: MessageId,
    /// The id of its event.
    pub event: EventId,
    /// The person as one key.
    pub person_key: String,
    /// The person as written.
    pub person: String,
    /// Our number as written; empty when it is not said.
    pub origin: String,
    /// Our number and the person, each in one form.
    pub conversation: String,
    /// What makes it the same message as one that came before.
    pub once_key: String,
    /// The carrier's id.
    pub carrier_id: Option<String>,
    /// The sender's own id of the message before.
    pub correlation_id: Option<String>,
    /// What it is made of.
    pub kind: String,
    /// All of it, at most [`LARGEST`] bytes.
    pub content: Box<RawValue>,
    /// When it was written, as far as the carrier's word is good.
    #[serde(serialize_with = "millis")]
    pub at: Instant,
}

/// A state of a message that was sent.
#[derive(Debug, Serialize)]
pub struct StateOf {
    /// The message, where we know it ourselves; else it is looked for by the carrier's id.
    pub message: Option<MessageId>,
    /// Our id of it as a carrier says it back: it counts as the carrier's id does.
    pub ours: Option<MessageId>,
    /// The carrier's id.
    pub carrier_id: Option<String>,
    /// The id of its event.
    pub event: EventId,
    /// `queued`, `sent`, `delivered`, `read`, `failed`.
    pub state: String,
    /// A higher rank replaces a lower one, whatever the order in which they come.
    pub rank: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// All of it, at most [`LARGEST_STATE`] bytes.
    pub detail: Box<RawValue>,
    /// When, as far as the carrier's word is good.
    #[serde(serialize_with = "millis")]
    pub at: Instant,
}

fn millis<S: Serializer>(at: &Instant, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_i64(at.millis())
}

/// Lists of at most [`LIST`] bytes with all of the items, in their order.
fn lists<T: Serialize>(items: &[T]) -> Vec<String> {
    let mut all = Vec::new();
    let mut list = String::new();
    for item in items {
        let Ok(text) = serde_json::to_string(item) else { continue };
        if !list.is_empty() && list.len() + text.len() + 2 > LIST {
            all.push(std::mem::take(&mut list) + "]");
        }
        list.push(if list.is_empty() { '[' } else { ',' });
        list.push_str(&text);
    }
    if !list.is_empty() {
        all.push(list + "]");
    }
    all
}
