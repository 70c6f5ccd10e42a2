//! Messages on their way to a carrier. A row of `sending` is there from the batch that stores the message until the
//! carrier has answered; while it is called the row says since when. A row whose call was cut off is in doubt: the carrier
//! may have the message, so it is not called again (ADR 0026).

use domain::ids::{AccountId, ChannelId, MessageId, SubaccountId, SystemUserId};
use domain::time::Instant;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Batch, lists};
use crate::db::{Reading, Row, Sealed, Statement};
use crate::people::json_ids;
use crate::{DbError, params};

/// What all messages of a call have in common.
#[derive(Debug)]
pub struct Sender<'a> {
    /// The channel that they leave by.
    pub channel: &'a ChannelId,
    /// Whose they are.
    pub subaccount: Option<&'a SubaccountId>,
    /// Who sends them.
    pub system_user: Option<&'a SystemUserId>,
    /// Our number.
    pub origin: &'a str,
    /// `whatsapp` or `sms`.
    pub service: &'a str,
    /// The message that those have that name none of their own, JSON.
    pub shared: Option<&'a str>,
}

/// A message that is sent.
#[derive(Debug, Serialize)]
pub struct Queued {
    /// Its id.
    pub id: MessageId,
    /// The person as one key.
    pub person_key: String,
    /// To whom, digits alone.
    pub person: String,
    /// Our number and the person, each in one form.
    pub conversation: String,
    /// The sender's own id.
    pub correlation_id: Option<String>,
    /// What it is made of.
    pub kind: String,
    /// What a list shows of it.
    pub text: Option<String>,
    /// What its sender says about it, JSON.
    pub tags: Box<RawValue>,
    /// How long it is tried, in days.
    pub ttl_days: i64,
    /// The message as its sender wrote it, JSON, unless it is the shared one.
    pub message: Option<Box<RawValue>>,
    /// The carrier's id, where it is known already.
    pub carrier_id: Option<String>,
}

/// Who calls the carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Whoever stores the message, at once.
    Now,
    /// The channel's driver.
    Later,
    /// Nobody: there is no carrier.
    Nobody,
}

const INSERT: &str = "INSERT INTO message (id, account_id, direction, channel_id, subaccount_id, system_user_id, person_key, person, \
       origin, conversation, once_key, carrier_id, correlation_id, kind, content, state, rank, at, received_at, environment) \
     SELECT u.value ->> 'id', ?1, 'out', ?3, ?4, ?5, u.value ->> 'person_key', u.value ->> 'person', ?6, u.value ->> 'conversation', \
       'o:' || (u.value ->> 'id'), u.value ->> 'carrier_id', u.value ->> 'correlation_id', u.value ->> 'kind', \
       json_object('service', ?7, 'text', u.value ->> 'text', 'to', u.value ->> 'person', 'ttl_days', u.value ->> 'ttl_days', \
         'tags', json(u.value -> 'tags'), 'message', json(CASE WHEN json_type(u.value, '$.message') = 'null' THEN ?8 \
           ELSE u.value -> 'message' END)), 'queued', 0, ?9, ?9, coalesce((SELECT environment FROM channel WHERE id = ?3), 'live') \
     FROM json_each(?2) u";
const SENDING: &str = "INSERT INTO sending (message_id, account_id, channel_id, due_at, calling_at, tries) \
     SELECT u.value ->> 'id', ?1, ?3, ?4, CASE WHEN ?5 = 1 THEN ?4 END, ?5 FROM json_each(?2) u";
const DONE: &str = "DELETE FROM sending WHERE account_id = ?1 AND message_id = ?2";
const REFUSED: &str =
    "UPDATE message SET state = 'failed', rank = 9, error = ?3 WHERE account_id = ?1 AND id = ?2 AND rank = 0";
const AGAIN: &str = "UPDATE sending SET calling_at = NULL, due_at = ?3 WHERE account_id = ?1 AND message_id = ?2";
const CLAIM: &str = "UPDATE sending SET calling_at = ?3, tries = tries + 1 WHERE account_id = ?1 AND calling_at IS NULL \
     AND message_id IN (SELECT value FROM json_each(?2))";
const CLAIMED: &str = "INSERT INTO guard (ok, label) VALUES (changes() = ?1, 'claimed')";
const UNHEARD: &str = "INSERT INTO guard (ok, label) SELECT count(*) = ?3, 'claimed' FROM json_each(?2) j \
     CROSS JOIN sending s ON s.message_id = j.value CROSS JOIN message m ON m.id = s.message_id \
     WHERE s.account_id = ?1 AND s.calling_at IS NOT NULL AND m.rank = 0";
const ALL_DONE: &str = "DELETE FROM sending WHERE account_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))";

impl Batch {
    /// Messages that are sent.
    pub fn queue(&mut self, sender: &Sender<'_>, messages: &[Queued], turn: Turn) {
        for list in lists(messages) {
            let account = self.account.to_string();
            let params = params![
                account.as_str(),
                list.as_str(),
                sender.channel.as_str(),
                sender.subaccount.map(SubaccountId::as_str),
                sender.system_user.map(SystemUserId::as_str),
                sender.origin,
                sender.service,
                sender.shared,
                self.now,
            ];
            self.push(INSERT, params);
            if turn != Turn::Nobody {
                let now = i64::from(turn == Turn::Now);
                self.push(SENDING, params![account, list, sender.channel.as_str(), self.now, now]);
            }
        }
    }

    /// The carrier has answered: nobody is to call it for this message any more.
    pub fn answered(&mut self, id: &MessageId) {
        self.push(DONE, params![self.account.as_str(), id.as_str()]);
    }

    /// The carrier does not take it, and its sender is told in the answer: no webhook is.
    pub fn refused(&mut self, id: &MessageId, error: &str) {
        self.push(REFUSED, params![self.account.as_str(), id.as_str(), error]);
        self.answered(id);
    }

    /// The carrier does not take it now: its driver calls again.
    pub fn again(&mut self, id: &MessageId, at: Instant) {
        self.push(AGAIN, params![self.account.as_str(), id.as_str(), at]);
    }

    /// The carrier begins to be called for exactly these (guard `claimed`: somebody else was faster).
    pub fn claim(&mut self, ids: &[MessageId]) {
        let list = json_ids(ids.iter().map(MessageId::as_str));
        self.push(CLAIM, params![self.account.as_str(), list, self.now]);
        self.push(CLAIMED, params![i64::try_from(ids.len()).unwrap_or(i64::MAX)]);
    }

    /// Nothing was heard of these messages since their carrier was called (guard `claimed`).
    pub fn unheard(&mut self, ids: &[&MessageId]) {
        let list = json_ids(ids.iter().map(|id| id.as_str()));
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        self.push(UNHEARD, params![self.account.as_str(), list.as_str(), count]);
        self.push(ALL_DONE, params![self.account.as_str(), list]);
    }

    /// Puts figures into the batch.
    pub fn and(&mut self, figures: &Sealed) {
        self.statements.extend(figures.statements().iter().cloned());
    }
}

/// A message that waits for its carrier.
#[derive(Debug)]
pub struct Waiting {
    /// Its id.
    pub id: MessageId,
    /// The account.
    pub account: AccountId,
    /// How often the carrier was called.
    pub tries: i64,
    /// When it was handed to us.
    pub received_at: Instant,
    /// JSON as [`Batch::queue`] wrote it.
    pub content: String,
}

fn waiting(mut row: Row) -> Result<Waiting, DbError> {
    Ok(Waiting {
        id: row.parse()?,
        account: row.parse()?,
        tries: row.int()?,
        received_at: row.at()?,
        content: row.text()?,
    })
}

const DUE: &str = "SELECT s.message_id, s.account_id, s.tries, m.received_at, m.content FROM sending s INDEXED BY sending_due \
     CROSS JOIN message m ON m.id = s.message_id \
     WHERE s.channel_id = ?1 AND s.calling_at IS NULL AND s.due_at <= ?2 ORDER BY s.due_at, s.message_id LIMIT ?3";

/// The messages whose turn it is at a channel.
pub fn due(channel: &ChannelId, now: Instant, most: i64) -> Reading<Vec<Waiting>> {
    Reading::new(DUE, params![channel.as_str(), now, most], |rows| rows.into_iter().map(waiting).collect())
}

const NEXT: &str =
    "SELECT min(due_at) FROM sending INDEXED BY sending_due WHERE channel_id = ?1 AND calling_at IS NULL";

/// When the next message's turn is.
pub fn next_due(channel: &ChannelId) -> Reading<Option<Instant>> {
    Reading::new(NEXT, params![channel.as_str()], |rows| {
        rows.into_iter().next().map_or(Ok(None), |mut row| row.opt_at())
    })
}

const DRIVERS: &str = "SELECT 'send:' || channel_id FROM (SELECT DISTINCT channel_id FROM sending WHERE calling_at IS NULL AND due_at <= ?1 LIMIT 100) \
     UNION ALL SELECT 'simulate:' || channel_id FROM (SELECT DISTINCT channel_id FROM simulated WHERE due_at <= ?1 LIMIT 100)";

/// The drivers that have something to do, whosever it is: an alarm may have been lost.
pub fn drivers_due(now: Instant) -> Reading<Vec<String>> {
    Reading::new(DRIVERS, params![now], |rows| rows.into_iter().map(|mut row| row.text()).collect())
}

/// A message of which nobody knows whether its carrier has it.
#[derive(Debug)]
pub struct Doubtful {
    /// Its id.
    pub id: MessageId,
    /// The account.
    pub account: AccountId,
    /// `whatsapp` or `sms`.
    pub service: Option<String>,
}

const IN_DOUBT: &str = "SELECT s.message_id, s.account_id, m.content ->> '$.service' FROM sending s INDEXED BY sending_called \
     CROSS JOIN message m ON m.id = s.message_id WHERE s.calling_at < ?1 AND m.rank = 0 ORDER BY s.calling_at LIMIT 500";

/// Messages whose carrier began to be called before that time and of which nothing was heard since.
pub fn in_doubt(before: Instant) -> Reading<Vec<Doubtful>> {
    Reading::new(IN_DOUBT, params![before], |rows| {
        let read = |mut row: Row| Ok(Doubtful { id: row.parse()?, account: row.parse()?, service: row.opt_text()? });
        rows.into_iter().map(read).collect()
    })
}

const HEARD: &str = "DELETE FROM sending WHERE message_id IN (SELECT s.message_id FROM sending s INDEXED BY sending_called \
     CROSS JOIN message m ON m.id = s.message_id WHERE s.calling_at < ?1 AND m.rank > 0 LIMIT 500)";

/// Of those of which something was heard nobody needs to ask any more.
pub fn forget_heard(before: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: HEARD, params: params![before] }])
}
