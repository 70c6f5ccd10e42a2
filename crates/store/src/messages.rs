//! Messages, what webhooks are told of them, and to whom that is delivered: one batch for whatever a carrier or a bot
//! sends at once. They are no changes by people: no audit row tells of them, and they are cleared away by age.
//!
//! Statements take lists (`json_each`), so that a batch of a thousand updates is as many statements as one of one. Whose
//! a message is, and which webhooks get it, is decided here in SQL, within the batch; `messaging::routing` says the same
//! as functions, and a property test holds the two together.

mod list;
pub mod pull;
mod purge;
mod sending;
mod simulated;

use domain::ids::{AccountId, ChannelId, EventId, InboundSourceId, MessageId, SubaccountId, SystemUserId, WebhookId};
use domain::time::{DAY, Instant};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::db::{Later, Reading, Sealed, Statement};
use crate::params;
use crate::seen::Seen;

pub use list::{DeliveryRow, EventRow, Filter, MessageRow, deliveries, events, get, list};
pub use purge::{Kept, kept, purge, purge_early};
pub use sending::{Queued, Sender, Turn, Waiting, drivers_due, due, forget_heard, in_doubt, next_due};
pub use simulated::{DueStep, Step, came_in, simulated_due, simulated_next};

/// The most bytes of one message's or state's JSON: below what a row of the platform holds.
pub const LARGEST: usize = 1_000_000;
/// The most bytes of a list: below what the platform binds as one text.
const LIST: usize = 1_900_000;
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

/// A message that is sent.
#[derive(Debug)]
pub struct Out<'a> {
    /// Its id.
    pub id: &'a MessageId,
    /// The channel that it leaves by.
    pub channel: &'a ChannelId,
    /// Whose it is.
    pub subaccount: Option<&'a SubaccountId>,
    /// Who sends it.
    pub system_user: Option<&'a SystemUserId>,
    /// The person as one key.
    pub person_key: &'a str,
    /// The person as written.
    pub person: &'a str,
    /// Our number.
    pub origin: &'a str,
    /// Our number and the person, each in one form.
    pub conversation: &'a str,
    /// What makes it the same message as one that was sent before.
    pub once_key: &'a str,
    /// The sender's own id.
    pub correlation_id: Option<&'a str>,
    /// What it is made of.
    pub kind: &'a str,
    /// All of it, JSON of at most [`LARGEST`] bytes.
    pub content: &'a str,
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
    /// All of it, at most [`LARGEST`] bytes.
    pub detail: Box<RawValue>,
    /// When, as far as the carrier's word is good.
    #[serde(serialize_with = "millis")]
    pub at: Instant,
}

fn millis<S: Serializer>(at: &Instant, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_i64(at.millis())
}

/// A batch of messages and states of one account.
#[derive(Debug)]
pub struct Batch {
    account: AccountId,
    now: Instant,
    statements: Vec<Statement>,
    reads: Vec<usize>,
    events: Vec<EventId>,
}

/// Whose a message is that a person wrote: `a` is the account, `u.value` the message. The owner of the last message to
/// the person, if it went out within the window; a subaccount that is gone owns nothing.
macro_rules! owner {
    () => {
        "(SELECT (SELECT s.id FROM subaccount s WHERE s.id = o.subaccount_id) FROM message o INDEXED BY message_sent \
         WHERE o.account_id = a.id AND o.person_key = u.value ->> 'person_key' AND o.direction = 'out' \
         AND o.at BETWEEN (u.value ->> 'at') - a.attribution_hours * 3600000 AND (u.value ->> 'at') + 999 \
         ORDER BY o.at DESC, o.id DESC LIMIT 1)"
    };
}

const INSERT_IN: &str = concat!(
    "INSERT INTO message (id, account_id, direction, source_id, channel_id, subaccount_id, person_key, person, origin, \
       conversation, once_key, carrier_id, correlation_id, kind, content, state, rank, at, received_at) \
     SELECT u.value ->> 'id', a.id, 'in', ?3, ?4, ",
    owner!(),
    ", u.value ->> 'person_key', u.value ->> 'person', u.value ->> 'origin', u.value ->> 'conversation', \
       u.value ->> 'once_key', u.value ->> 'carrier_id', u.value ->> 'correlation_id', u.value ->> 'kind', \
       u.value -> 'content', 'received', 0, u.value ->> 'at', ?5 \
     FROM json_each(?2) u CROSS JOIN account a WHERE a.id = ?1 \
     ON CONFLICT (account_id, once_key) DO NOTHING"
);

/// The number of an event in its conversation, after those that are there and those before it in the same list.
macro_rules! sequence {
    ($conversation:literal, $order:literal) => {
        concat!(
            "coalesce((SELECT max(e.sequence) FROM event e WHERE e.account_id = ?1 AND e.conversation = ",
            $conversation,
            "), 0) + row_number() OVER (PARTITION BY ",
            $conversation,
            " ORDER BY ",
            $order,
            ")"
        )
    };
}

// Of the messages of the list those have a row of this id that were not there before.
const EVENTS_IN: &str = concat!(
    "INSERT INTO event (id, account_id, kind, message_id, subaccount_id, conversation, sequence, once_key, detail, at) \
     SELECT u.value ->> 1, ?1, 'mo', m.id, m.subaccount_id, m.conversation, ",
    sequence!("m.conversation", "u.key"),
    ", 'm:' || m.id, '{}', ?3 FROM json_each(?2) u CROSS JOIN message m ON m.id = u.value ->> 0"
);

const INSERT_OUT: &str = "INSERT INTO message (id, account_id, direction, channel_id, subaccount_id, system_user_id, person_key, person, \
       origin, conversation, once_key, correlation_id, kind, content, state, rank, at, received_at) \
     VALUES (?1, ?2, 'out', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'queued', 0, ?14, ?14)";

/// The unique rule on messages, as [`crate::DbError::is_unique`] knows it: this one was there before.
pub const UNIQUE_ONCE: &str = "message.once_key";

/// The list as a table `u`: a state a row, each with its message or none. States that a list says twice are once in it. A
/// carrier's id counts for the channels whose callbacks come in at that source, and for those that name no source.
macro_rules! with_states {
    ($list:expr, $source:literal) => {
        concat!(
            "WITH said AS (SELECT j.key AS place, j.value ->> 'carrier_id' AS carrier_id, j.value ->> 'event' AS event_id, \
                j.value ->> 'state' AS state, j.value ->> 'rank' AS rank, j.value ->> 'error' AS error, \
                j.value -> 'detail' AS detail, j.value ->> 'at' AS at, \
                coalesce(j.value ->> 'message', (SELECT m.id FROM message m LEFT JOIN channel c ON c.id = m.channel_id \
                   WHERE m.id = j.value ->> 'ours' AND m.account_id = ?1 AND m.direction = 'out' \
                   AND (c.source_id IS NULL OR c.source_id = ",
            $source,
            ")), (SELECT m.id FROM message m INDEXED BY message_by_carrier_id \
                   LEFT JOIN channel c ON c.id = m.channel_id \
                   WHERE m.account_id = ?1 AND m.carrier_id = j.value ->> 'carrier_id' AND m.direction = 'out' \
                   AND (c.source_id IS NULL OR c.source_id = ",
            $source,
            ") ORDER BY m.id DESC LIMIT 1)) AS message_id FROM json_each(",
            $list,
            ") j), \
             u AS (SELECT * FROM (SELECT said.*, row_number() OVER ( \
                PARTITION BY coalesce(message_id, carrier_id), rank ORDER BY place) AS nth FROM said) WHERE nth = 1) "
        )
    };
}

// What came before the message was known by this id, as a list like the one that a carrier's call brings.
macro_rules! early {
    () => {
        "(SELECT json_group_array(json_object('message', ?2, 'event', event_id, 'state', state, 'rank', rank, \
           'error', error, 'detail', json(detail), 'at', at)) FROM early_status \
          WHERE account_id = ?1 AND carrier_id = ?3 AND (source_id IS NULL OR source_id = coalesce( \
            (SELECT c.source_id FROM message m JOIN channel c ON c.id = m.channel_id WHERE m.id = ?2), source_id)))"
    };
}

macro_rules! advance {
    ($with:expr) => {
        concat!(
            $with,
            "UPDATE message SET state = best.state, rank = best.rank, error = best.error, carrier_id = coalesce(message.carrier_id, best.carrier_id) \
             FROM (SELECT message_id, carrier_id, state, error, max(rank) AS rank FROM u WHERE message_id IS NOT NULL GROUP BY message_id) best \
             WHERE message.id = best.message_id AND message.account_id = ?1 AND message.rank < best.rank"
        )
    };
}

macro_rules! tell {
    ($with:expr) => {
        concat!(
            $with,
            "INSERT INTO event (id, account_id, kind, message_id, subaccount_id, conversation, sequence, once_key, detail, at) \
             SELECT u.event_id, ?1, 'status', m.id, m.subaccount_id, m.conversation, ",
            sequence!("m.conversation", "u.place"),
            ", 's:' || m.id || ':' || u.rank, u.detail, u.at FROM u CROSS JOIN message m ON m.id = u.message_id \
             WHERE m.account_id = ?1 AND NOT EXISTS (SELECT 1 FROM event had WHERE had.account_id = ?1 \
               AND had.once_key = 's:' || m.id || ':' || u.rank)"
        )
    };
}

/// The id of the delivery of an event `e` to a webhook `w`: it is made of both.
macro_rules! delivery_id {
    () => {
        "'dlv_' || substr(e.id, 5, 18) || substr(w.id, -8)"
    };
}
pub(crate) use delivery_id;

/// Does a webhook `w` take an event `e` of its kind?
macro_rules! takes {
    () => {
        "CASE WHEN e.subaccount_id IS NULL THEN w.accept_null = 1 \
         ELSE w.all_subaccounts = 1 OR EXISTS (SELECT 1 FROM webhook_subaccount ws \
           WHERE ws.webhook_id = w.id AND ws.subaccount_id = e.subaccount_id) END"
    };
}
pub(crate) use takes;

/// Deliveries of the events of a list, whose id `$id` is, to the webhooks that take them; a paused one's wait for it.
macro_rules! deliver {
    ($list:expr, $id:literal, $now:literal) => {
        concat!(
            "INSERT INTO delivery (id, account_id, event_id, webhook_id, message_id, subaccount_id, conversation, sequence, \
               next_attempt_at, created_at) SELECT ",
            delivery_id!(),
            ", ?1, e.id, w.id, e.message_id, e.subaccount_id, e.conversation, e.sequence, ",
            $now,
            ", ",
            $now,
            " FROM json_each(",
            $list,
            ") u CROSS JOIN event e ON e.id = ",
            $id,
            " CROSS JOIN webhook w INDEXED BY webhook_by_kind ON w.account_id = ?1 AND w.kind = e.kind \
             WHERE w.status <> 'disabled' AND ",
            takes!()
        )
    };
}

const KEEP_EARLY: &str = concat!(
    with_states!("?2", "?3"),
    "INSERT INTO early_status (account_id, carrier_id, rank, source_id, state, error, event_id, detail, at, received_at) \
     SELECT ?1, carrier_id, rank, ?3, state, error, event_id, detail, at, ?4 FROM u \
     WHERE message_id IS NULL AND carrier_id IS NOT NULL ON CONFLICT DO NOTHING"
);
const ADVANCE: &str = advance!(with_states!("?2", "?3"));
const TELL: &str = tell!(with_states!("?2", "?3"));

const CARRIED: &str = "UPDATE message SET carrier_id = ?3 WHERE account_id = ?1 AND id = ?2 AND direction = 'out'";
const ADVANCE_EARLY: &str = advance!(with_states!(early!(), "NULL"));
const TELL_EARLY: &str = tell!(with_states!(early!(), "NULL"));
const DELIVER_EARLY: &str = deliver!(early!(), "u.value ->> 'event'", "?4");
const FORGET_EARLY: &str = "DELETE FROM early_status WHERE account_id = ?1 AND carrier_id = ?3 \
     AND event_id IN (SELECT id FROM event WHERE account_id = ?1 AND message_id = ?2)";

const DELIVER: &str = deliver!("?2", "u.value", "?3");
const TO_WAKE: &str = "SELECT DISTINCT w.id FROM json_each(?1) u CROSS JOIN delivery d ON d.event_id = u.value \
     CROSS JOIN webhook w ON w.id = d.webhook_id WHERE w.status = 'active' AND d.state = 'pending'";

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

impl Batch {
    /// An empty one.
    pub const fn of(account: AccountId, now: Instant) -> Self {
        Self { account, now, statements: Vec::new(), reads: Vec::new(), events: Vec::new() }
    }

    fn push(&mut self, sql: &'static str, params: Vec<crate::Value>) {
        self.statements.push(Statement { sql, params });
    }

    pub(crate) const fn now(&self) -> Instant {
        self.now
    }

    pub(crate) fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    /// What was read must still hold when this is written (guard `moved`).
    pub fn rely_on<T>(&mut self, seen: &Seen<T>) {
        self.statements.push(seen.still().clone());
    }

    /// Messages that came in, by a source or, for the simulator, by a channel. The same message again changes nothing.
    pub fn insert_in(&mut self, source: Option<&InboundSourceId>, channel: Option<&ChannelId>, messages: &[In]) {
        for list in lists(messages) {
            let source = source.map(InboundSourceId::as_str);
            let channel = channel.map(ChannelId::as_str);
            self.push(INSERT_IN, params![self.account.as_str(), list, source, channel, self.now]);
        }
        let pairs: Vec<_> = messages.iter().map(|message| (&message.id, &message.event)).collect();
        for list in lists(&pairs) {
            self.push(EVENTS_IN, params![self.account.as_str(), list, self.now]);
        }
        self.events.extend(messages.iter().map(|message| message.event.clone()));
    }

    /// A message that is sent. The same one again is refused ([`UNIQUE_ONCE`]).
    pub fn insert_out(&mut self, message: &Out<'_>) {
        let params = params![
            message.id.as_str(),
            self.account.as_str(),
            message.channel.as_str(),
            message.subaccount.map(SubaccountId::as_str),
            message.system_user.map(SystemUserId::as_str),
            message.person_key,
            message.person,
            message.origin,
            message.conversation,
            message.once_key,
            message.correlation_id,
            message.kind,
            message.content,
            self.now,
        ];
        self.push(INSERT_OUT, params);
    }

    /// States of messages, as a source's callbacks or we ourselves say them. Each is told once; a message's own state
    /// never falls back; what nobody knows yet waits for [`Batch::carried`].
    pub fn apply_status(&mut self, source: Option<&InboundSourceId>, states: &[StateOf]) {
        for list in lists(states) {
            let source = source.map(InboundSourceId::as_str);
            self.push(KEEP_EARLY, params![self.account.as_str(), list.as_str(), source, self.now]);
            self.push(TELL, params![self.account.as_str(), list.as_str(), source]);
            self.push(ADVANCE, params![self.account.as_str(), list, source]);
        }
        self.events.extend(states.iter().map(|state| state.event.clone()));
    }

    /// The carrier took a message and calls it so; states that it told of before count from now on.
    pub fn carried(&mut self, id: &MessageId, carrier_id: &str) {
        let these = || params![self.account.as_str(), id.as_str(), carrier_id];
        let mut deliver = these();
        deliver.push(self.now.into());
        let all = [
            (CARRIED, these()),
            (TELL_EARLY, these()),
            (DELIVER_EARLY, deliver),
            (ADVANCE_EARLY, these()),
            (FORGET_EARLY, these()),
        ];
        self.statements.extend(all.map(|(sql, params)| Statement { sql, params }));
    }

    /// Reads something in the same batch.
    pub fn then<T>(&mut self, reading: Reading<T>) -> Later<T> {
        self.reads.push(self.statements.len());
        self.statements.push(reading.query.statement().clone());
        Later { place: self.reads.len() - 1, read: reading.read }
    }

    /// Makes the deliveries. The webhooks that have something to be sent now are there once it is committed.
    pub fn seal(mut self) -> (Sealed, Later<Vec<WebhookId>>) {
        let events = std::mem::take(&mut self.events);
        let lists = lists(&events);
        for list in &lists {
            self.push(DELIVER, params![self.account.as_str(), list.as_str(), self.now]);
        }
        let list = lists.into_iter().next().unwrap_or_else(|| "[]".to_owned());
        let read = |rows: Vec<crate::Row>| rows.into_iter().map(|mut row| row.parse()).collect();
        let wake = self.then(Reading::new(TO_WAKE, params![list], read));
        (Sealed::new(self.statements, self.reads), wake)
    }
}
