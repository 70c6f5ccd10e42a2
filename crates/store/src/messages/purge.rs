//! Clearing away what is older than the account keeps messages.

use domain::ids::{AccountId, MessageId, RefusedId};
use domain::time::{DAY, Instant};

use super::EARLY;
use crate::db::{Reading, Sealed, Statement};
use crate::params;

/// An account and how many days it keeps messages.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The account.
    pub account: AccountId,
    /// How many days.
    pub days: i64,
}

const KEPT: &str = "SELECT id, message_days FROM account ORDER BY id";

/// How long each account keeps messages.
pub fn kept() -> Reading<Vec<Kept>> {
    Reading::new(KEPT, params![], |rows| {
        rows.into_iter().map(|mut row| Ok(Kept { account: row.parse()?, days: row.int()? })).collect()
    })
}

/// How many rows one statement of a round clears away. An account that gets more than that in a quarter of an hour (a
/// message a second is 900) is behind for a while: more rows go at night than come.
const AT_ONCE: i64 = 5_000;

// Deliveries go with their event. Ids sort by time: what is kept is not even read.
const EVENTS: &str = "DELETE FROM event WHERE id IN (SELECT id FROM event INDEXED BY event_by_message \
     WHERE account_id = ?1 AND message_id < ?2 ORDER BY message_id LIMIT ?3)";
const MESSAGES_IN: &str = "DELETE FROM message WHERE id IN (SELECT id FROM message INDEXED BY message_by_direction \
     WHERE account_id = ?1 AND direction = 'in' AND id < ?2 ORDER BY id LIMIT ?3)";
const MESSAGES_OUT: &str = "DELETE FROM message WHERE id IN (SELECT id FROM message INDEXED BY message_by_direction \
     WHERE account_id = ?1 AND direction = 'out' AND id < ?2 ORDER BY id LIMIT ?3)";
const REFUSED: &str = "DELETE FROM refused_inbound WHERE account_id = ?1 AND id < ?2";

/// Clears away an account's messages, events, deliveries and refused calls that are older than it keeps them.
pub fn purge(kept: &Kept, now: Instant) -> Sealed {
    let bound = now.plus(-kept.days * DAY);
    let (message, refused) = (MessageId::new(bound, [0; 10]), RefusedId::new(bound, [0; 10]));
    let messages = |sql| Statement { sql, params: params![kept.account.as_str(), message.as_str(), AT_ONCE] };
    let refused = Statement { sql: REFUSED, params: params![kept.account.as_str(), refused.as_str()] };
    Sealed::figures(vec![messages(EVENTS), messages(MESSAGES_IN), messages(MESSAGES_OUT), refused])
}

/// How many states a round clears away: of a number that others send by, too, come several to each message.
const STATES_AT_ONCE: i64 = 20_000;
const STATES: &str = "DELETE FROM early_status WHERE (account_id, carrier_id, rank) IN (SELECT account_id, carrier_id, rank \
     FROM early_status INDEXED BY early_status_by_age WHERE received_at < ?1 LIMIT ?2)";

/// Clears away states of messages that nobody got to know.
pub fn purge_early(now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: STATES, params: params![now.plus(-EARLY), STATES_AT_ONCE] }])
}
