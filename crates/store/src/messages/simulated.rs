//! What a simulator still has to do: the states of a message one after another, or an answer to it.

use domain::environment::Environment;
use domain::ids::{AccountId, ChannelId, MessageId, SubaccountId};
use domain::time::Instant;
use serde::Serialize;

use super::{Batch, lists};
use crate::db::{Reading, Row};
use crate::{DbError, params};

/// One thing to do.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// For which message.
    pub message: MessageId,
    /// `sent`, `delivered`, `read`, `failed`, or `answer`.
    pub step: String,
    /// When, in milliseconds since 1970.
    pub due_at: i64,
    /// The failure's name, or what is answered.
    pub detail: Option<String>,
}

const PLAN: &str = "INSERT INTO simulated (message_id, step, account_id, channel_id, due_at, detail) \
     SELECT u.value ->> 'message', u.value ->> 'step', ?1, ?3, u.value ->> 'due_at', u.value ->> 'detail' FROM json_each(?2) u";
const DONE: &str = "DELETE FROM simulated WHERE account_id = ?1 AND message_id = ?2 AND step = ?3";
const ONE: &str = "INSERT INTO guard (ok, label) VALUES (changes(), 'claimed')";

impl Batch {
    /// What a simulator does by and by.
    pub fn plan(&mut self, channel: &ChannelId, steps: &[Step]) {
        for list in lists(steps) {
            self.push(PLAN, params![self.account.as_str(), list, channel.as_str()]);
        }
    }

    /// In that environment nothing was sent to the person within the attribution window (guard `organic`).
    pub fn expect_organic(&mut self, person_key: &str, environment: Environment) {
        self.push(ORGANIC, params![self.account.as_str(), person_key, self.now, environment.as_str()]);
    }

    /// A step is done in this batch, and in no other (guard `claimed`).
    pub fn step_done(&mut self, message: &MessageId, step: &str) {
        self.push(DONE, params![self.account.as_str(), message.as_str(), step]);
        self.push(ONE, params![]);
    }
}

const ORGANIC: &str = "INSERT INTO guard (ok, label) SELECT NOT EXISTS (SELECT 1 FROM message o INDEXED BY message_sent \
     JOIN account a ON a.id = o.account_id WHERE o.account_id = ?1 AND o.person_key = ?2 AND o.direction = 'out' AND o.state <> 'failed' \
     AND o.environment = ?4 AND o.at >= ?3 - a.attribution_hours * 3600000), 'organic'";

const CAME_IN: &str = "SELECT m.subaccount_id, (SELECT count(*) FROM event e JOIN delivery d ON d.event_id = e.id \
     WHERE e.account_id = ?1 AND e.message_id = m.id) FROM message m WHERE m.account_id = ?1 AND m.id = ?2";

/// Whose a message is that came in, and to how many webhooks it goes.
pub fn came_in(account: &AccountId, id: &MessageId) -> Reading<Option<(Option<SubaccountId>, i64)>> {
    Reading::first(CAME_IN, params![account.as_str(), id.as_str()], |mut row| Ok((row.opt_parse()?, row.int()?)))
}

/// A step that is due, with what it needs of its message.
#[derive(Debug)]
pub struct DueStep {
    /// The account.
    pub account: AccountId,
    /// The message.
    pub message: MessageId,
    /// What.
    pub step: String,
    /// The failure's name, or what is answered.
    pub detail: Option<String>,
    /// When it was due.
    pub due_at: Instant,
    /// To whom the message went.
    pub person: String,
    /// Our number.
    pub origin: String,
    /// The simulator's id of it.
    pub carrier_id: Option<String>,
    /// JSON as [`Batch::queue`] wrote it.
    pub content: String,
    /// `whatsapp` or `sms`; none when the channel is gone.
    pub medium: Option<String>,
}

fn read(mut row: Row) -> Result<DueStep, DbError> {
    Ok(DueStep {
        account: row.parse()?,
        message: row.parse()?,
        step: row.text()?,
        detail: row.opt_text()?,
        due_at: row.at()?,
        person: row.text()?,
        origin: row.text()?,
        carrier_id: row.opt_text()?,
        content: row.text()?,
        medium: row.opt_text()?,
    })
}

const DUE: &str = "SELECT s.account_id, s.message_id, s.step, s.detail, s.due_at, m.person, m.origin, m.carrier_id, m.content, c.medium \
     FROM simulated s INDEXED BY simulated_due CROSS JOIN message m ON m.id = s.message_id LEFT JOIN channel c ON c.id = s.channel_id \
     WHERE s.channel_id = ?1 AND s.due_at <= ?2 ORDER BY s.due_at, s.message_id LIMIT 100";

/// The steps of a channel that are due, the earliest first.
pub fn simulated_due(channel: &ChannelId, now: Instant) -> Reading<Vec<DueStep>> {
    Reading::new(DUE, params![channel.as_str(), now], |rows| rows.into_iter().map(read).collect())
}

const NEXT: &str = "SELECT min(due_at) FROM simulated WHERE channel_id = ?1";

/// When the next step of a channel is due.
pub fn simulated_next(channel: &ChannelId) -> Reading<Option<Instant>> {
    Reading::new(NEXT, params![channel.as_str()], |rows| {
        rows.into_iter().next().map_or(Ok(None), |mut row| row.opt_at())
    })
}
