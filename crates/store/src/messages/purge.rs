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

/// For how long a message stays, though its account keeps messages for less, while it is still to be delivered: what a
/// paused webhook has for it, and longer than any delivery is tried.
const WAITING: i64 = 5 * DAY;

// Deliveries go with their event. Ids sort by time: what is kept is not even read. `?4` is the bound of what waits: what is
// older goes anyway.
macro_rules! events {
    ($from:literal, $waits:literal) => {
        concat!(
            "DELETE FROM event WHERE id IN (SELECT e.id FROM event e INDEXED BY event_by_message WHERE e.account_id = ?1 \
               AND e.message_id >= ",
            $from,
            " AND e.message_id < ?2 ",
            $waits,
            "ORDER BY e.message_id LIMIT ?3)"
        )
    };
}
macro_rules! messages {
    ($direction:literal, $from:literal, $waits:literal) => {
        concat!(
            "DELETE FROM message WHERE id IN (SELECT m.id FROM message m INDEXED BY message_by_direction \
               WHERE m.account_id = ?1 AND m.direction = '",
            $direction,
            "' AND m.id >= ",
            $from,
            " AND m.id < ?2 ",
            $waits,
            "ORDER BY m.id LIMIT ?3)"
        )
    };
}
const GONE: [&str; 3] = [events!("''", ""), messages!("in", "''", ""), messages!("out", "''", "")];
const UNLESS_WAITING: [&str; 3] = [
    events!(
        "?4",
        "AND NOT EXISTS (SELECT 1 FROM event other JOIN delivery d ON d.event_id = other.id \
           WHERE other.account_id = ?1 AND other.message_id = e.message_id AND d.state = 'pending') "
    ),
    messages!("in", "?4", "AND NOT EXISTS (SELECT 1 FROM event e WHERE e.account_id = ?1 AND e.message_id = m.id) "),
    messages!("out", "?4", "AND NOT EXISTS (SELECT 1 FROM event e WHERE e.account_id = ?1 AND e.message_id = m.id) "),
];
const REFUSED: &str = "DELETE FROM refused_inbound WHERE account_id = ?1 AND id < ?2";

/// Clears away an account's messages, events, deliveries and refused calls that are older than it keeps them. What is still
/// to be delivered stays until it is, for five days at most.
pub fn purge(kept: &Kept, now: Instant) -> Sealed {
    let account = || kept.account.as_str();
    let bound = now.plus(-kept.days * DAY);
    let place = |at| MessageId::new(at, [0; 10]);
    let waiting = bound.min(now.plus(-WAITING));
    let (message, waiting) = (place(bound), place(waiting));
    let mut all: Vec<_> =
        GONE.map(|sql| Statement { sql, params: params![account(), waiting.as_str(), AT_ONCE] }).into();
    if waiting != message {
        let params = || params![account(), message.as_str(), AT_ONCE, waiting.as_str()];
        all.extend(UNLESS_WAITING.map(|sql| Statement { sql, params: params() }));
    }
    all.push(Statement { sql: REFUSED, params: params![account(), RefusedId::new(bound, [0; 10]).as_str()] });
    Sealed::figures(all)
}

/// How many states a round clears away: of a number that others send by, too, come several to each message.
const STATES_AT_ONCE: i64 = 20_000;
const STATES: &str = "DELETE FROM early_status WHERE (account_id, carrier_id, rank) IN (SELECT account_id, carrier_id, rank \
     FROM early_status INDEXED BY early_status_by_age WHERE received_at < ?1 LIMIT ?2)";

/// Clears away states of messages that nobody got to know.
pub fn purge_early(now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: STATES, params: params![now.plus(-EARLY), STATES_AT_ONCE] }])
}
