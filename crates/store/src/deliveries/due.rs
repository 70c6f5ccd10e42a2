//! Deliveries as a driver sends them: what is due, taking it for one try, and what became of that.

use domain::ids::{DeliveryId, WebhookId};
use domain::time::{DAY, HOUR, Instant, SECOND};

use super::event::{self, EventRow};
use crate::db::{Db, DbError, Query, Reading, Row, Sealed, Statement};
use crate::messages::READ_AT_ONCE;
use crate::params;
use crate::webhooks::Target;

/// How long a try holds its delivery: a try that was never finished is begun again after this. Longer than a call takes
/// with all that is around it.
const TAKEN: i64 = 60 * SECOND;
/// The first try of a delivery holds those behind it at least while it is on its way.
const ON_ITS_WAY: i64 = 20 * SECOND;

/// After so long without a try a failure does not go on from the one before it: longer than the schedule ever waits.
const BREAK: i64 = 36 * HOUR;
/// A delivery that is due.
#[derive(Debug, Clone)]
pub struct Due {
    /// The id.
    pub id: DeliveryId,
    /// Whose order is kept.
    pub conversation: String,
    /// The number in it.
    pub sequence: i64,
    /// How many tries were begun.
    pub attempts: i64,
    /// What is delivered.
    pub event: EventRow,
}

// `?3`: how long one in back-off holds those behind it. Of the others before it in its conversation none is in back-off
// and holds, and none waits longer than it does: a list that is cut never holds a later one without an earlier one.
// `?5`: how many characters of messages are read; one message at least.
const DUE: &str = concat!(
    "SELECT d.id, d.conversation, d.sequence, d.attempts, ",
    event::columns!(),
    " FROM (SELECT first.id, first.place, sum(coalesce(length(m.content), 0) + length(e.detail)) OVER (ORDER BY first.place) AS size \
     FROM (SELECT d.id, d.event_id, row_number() OVER (ORDER BY d.next_attempt_at, d.sequence) AS place FROM ( \
     SELECT d.id, d.event_id, d.next_attempt_at, d.sequence FROM delivery d INDEXED BY delivery_due \
     WHERE d.webhook_id = ?1 AND d.state = 'pending' AND d.next_attempt_at <= ?2 AND NOT EXISTS ( \
       SELECT 1 FROM delivery p INDEXED BY delivery_order WHERE p.webhook_id = ?1 AND p.conversation = d.conversation \
       AND p.state = 'pending' AND p.sequence < d.sequence \
       AND CASE WHEN p.first_attempt_at IS NULL THEN p.next_attempt_at > d.next_attempt_at ELSE p.first_attempt_at > ?2 - ?3 END) \
     ORDER BY d.next_attempt_at, d.sequence LIMIT ?4) d) first \
     CROSS JOIN event e ON e.id = first.event_id LEFT JOIN message m ON m.id = e.message_id) some \
     CROSS JOIN delivery d ON d.id = some.id ",
    event::joins!(),
    "WHERE some.size <= ?5 OR some.place = 1 ORDER BY some.place"
);

fn hold(target: &Target) -> i64 {
    (target.hold_seconds * SECOND).max(ON_ITS_WAY)
}

/// What is due for a webhook, those of a conversation in their order.
pub fn due(target: &Target, now: Instant, limit: i64) -> Reading<Vec<Due>> {
    Reading::new(DUE, params![target.id.as_str(), now, hold(target), limit, READ_AT_ONCE], |rows| {
        let read = |mut row: Row| {
            Ok(Due {
                id: row.parse()?,
                conversation: row.text()?,
                sequence: row.int()?,
                attempts: row.int()?,
                event: event::read(&mut row)?,
            })
        };
        rows.into_iter().map(read).collect()
    })
}

// A new address or secret counts from the next try on: the webhook is still as it was read.
const CLAIM: &str = "UPDATE delivery SET attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, ?2), next_attempt_at = ?3, \
       sent_to = ?6 \
     WHERE id = ?1 AND state = 'pending' AND attempts = ?4 AND EXISTS (SELECT 1 FROM webhook w WHERE w.id = webhook_id \
       AND w.status = 'active' AND w.version = ?5)";
const ONE: &str = "INSERT INTO guard (ok, label) VALUES (changes(), 'stale')";

/// Takes a delivery for one try; of two who want it one gets it (guard `stale`).
pub fn claim(target: &Target, due: &Due, now: Instant) -> Sealed {
    let params = params![due.id.as_str(), now, now.plus(TAKEN), due.attempts, target.version, target.url.as_str()];
    Sealed::figures(vec![Statement { sql: CLAIM, params }, Statement { sql: ONE, params: params![] }])
}

/// What came of a try.
#[derive(Debug, Clone)]
pub struct Tried {
    /// When it began.
    pub at: Instant,
    /// The status of the answer.
    pub status: Option<i64>,
    /// How long it took, in milliseconds.
    pub ms: i64,
    /// Why there was no answer.
    pub error: Option<&'static str>,
    /// The beginning of the answer, if it is text.
    pub excerpt: Option<String>,
}

/// What came next of a delivery that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is tried again then.
    At(Instant),
    /// It is given up.
    Never,
}

// The newest twenty tries are kept. Numbers are bound as JavaScript has them, and JSON would show that.
const MARK: &str = "UPDATE delivery SET state = ?2, next_attempt_at = ?3, last_attempt_at = ?4, last_status = ?5, last_ms = ?6, \
       last_error = ?7, excerpt = ?8, tries = json_insert(iif(json_array_length(tries) >= 20, json_remove(tries, '$[0]'), tries), \
         '$[#]', json_object('at', CAST(?4 AS INTEGER), 'status', CAST(?5 AS INTEGER), 'ms', CAST(?6 AS INTEGER), 'error', ?7)) \
     WHERE id = ?1 AND attempts = ?9 AND state = 'pending'";
const SUCCEEDS: &str =
    "UPDATE webhook SET failing_since = NULL, last_success_at = max(coalesce(last_success_at, 0), ?2) WHERE id = ?1";
// Of a time in which nothing was tried nobody knows: after it the failing begins anew.
const FAILS: &str = "UPDATE webhook SET failing_since = ?2 WHERE id = ?1 AND (failing_since IS NULL OR coalesce( \
       (SELECT hour FROM webhook_figure WHERE webhook_id = ?1 AND failed > 0 ORDER BY hour DESC LIMIT 1), 0) < ?3)";
const FIGURE: &str = "INSERT INTO webhook_figure (webhook_id, hour, delivered, failed, ms, longest_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5) \
     ON CONFLICT DO UPDATE SET delivered = delivered + excluded.delivered, failed = failed + excluded.failed, \
       ms = ms + excluded.ms, longest_ms = max(longest_ms, excluded.longest_ms)";

fn mark(
    due: &Due,
    state: &'static str,
    next: Option<Instant>,
    tried: &Tried,
    error: Option<&'static str>,
) -> Statement {
    let params = params![
        due.id.as_str(),
        state,
        next,
        tried.at,
        tried.status,
        tried.ms,
        error,
        tried.excerpt.as_deref(),
        due.attempts + 1,
    ];
    Statement { sql: MARK, params }
}

fn figure(target: &Target, tried: &Tried, delivered: bool) -> Statement {
    let hour = tried.at.millis() / HOUR;
    let params = params![target.id.as_str(), hour, i64::from(delivered), i64::from(!delivered), tried.ms];
    Statement { sql: FIGURE, params }
}

/// A try succeeded.
pub fn delivered(target: &Target, due: &Due, tried: &Tried) -> Sealed {
    Sealed::figures(vec![
        mark(due, "delivered", None, tried, None),
        Statement { sql: SUCCEEDS, params: params![target.id.as_str(), tried.at] },
        figure(target, tried, true),
    ])
}

// No try was made: neither figures nor a status.
const UNTOLD: &str = "UPDATE delivery SET state = 'delivered', next_attempt_at = NULL, last_attempt_at = ?2, last_error = 'nothing_to_tell' \
     WHERE id = ?1 AND attempts = ?3 AND state = 'pending'";

/// The webhook's form has no word for it.
pub fn untold(due: &Due, now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: UNTOLD, params: params![due.id.as_str(), now, due.attempts + 1] }])
}

/// A try failed.
pub fn failed(target: &Target, due: &Due, tried: &Tried, next: Next) -> Sealed {
    let (state, at) = match next {
        Next::At(at) => ("pending", Some(at)),
        Next::Never => ("dead", None),
    };
    Sealed::figures(vec![
        mark(due, state, at, tried, tried.error),
        Statement { sql: FAILS, params: params![target.id.as_str(), tried.at, tried.at.plus(-BREAK).millis() / HOUR] },
        figure(target, tried, false),
    ])
}

// What waits for its time, and what one in back-off holds until then. What is due already and held is neither.
const NEXT: &str = "SELECT min(at) FROM ( \
       SELECT min(next_attempt_at) AS at FROM delivery INDEXED BY delivery_due \
       WHERE webhook_id = ?1 AND state = 'pending' AND next_attempt_at > ?2 UNION ALL \
       SELECT min(first_attempt_at) + ?3 FROM delivery INDEXED BY delivery_held \
       WHERE webhook_id = ?1 AND state = 'pending' AND first_attempt_at > ?2 - ?3)";

/// When something may be due again for a webhook of which nothing is due now.
pub fn next(target: &Target, now: Instant) -> Reading<Option<Instant>> {
    let params = params![target.id.as_str(), now, hold(target)];
    Reading::first(NEXT, params, |mut row| row.opt_at()).map(|at| Ok(at.flatten()))
}

const LEFT_OVER: &str = "SELECT id FROM (SELECT w.id AS id, (SELECT min(d.next_attempt_at) FROM delivery d INDEXED BY delivery_due \
       WHERE d.webhook_id = w.id AND d.state = 'pending') AS due_at FROM webhook w WHERE w.status = 'active') \
     WHERE due_at <= ?1 ORDER BY due_at LIMIT 100";

/// Webhooks whose driver should have run by then and did not: at most a hundred, the latest first.
pub async fn left_over(db: &impl Db, before: Instant) -> Result<Vec<WebhookId>, DbError> {
    db.query(&Query::new(LEFT_OVER, params![before])).await?.into_iter().map(|mut row| row.parse()).collect()
}

const PURGE: &str = "DELETE FROM webhook_figure WHERE (webhook_id, hour) IN (SELECT webhook_id, hour FROM webhook_figure \
       INDEXED BY webhook_figure_by_age WHERE hour < ?1 LIMIT 5000)";

/// Clears away figures that are older than 31 days.
pub fn purge_figures(now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: PURGE, params: params![now.plus(-31 * DAY).millis() / HOUR] }])
}
