//! What old clients fetch instead of being told of it. Each message is given once: how far one was fetched is in its row.

use domain::environment::Environment;
use domain::ids::{AccountId, MessageId, SubaccountId};
use domain::time::Instant;

use super::Batch;
use super::READ_AT_ONCE;
use crate::db::{Reading, Row};
use crate::people::json_ids;
use crate::{DbError, params};

/// The most messages of one answer.
pub const MOST: i64 = 1_000;

/// A message that came in, as it is fetched.
#[derive(Debug)]
pub struct Received {
    /// The id.
    pub id: MessageId,
    /// All of it, JSON.
    pub content: String,
    /// When it came.
    pub received_at: Instant,
    /// Whose it is: id and reference name.
    pub subaccount: Option<(SubaccountId, String)>,
    /// The message before: id, who sent it, and what that one said about it as JSON.
    pub before: Option<(String, Option<String>, String)>,
}

macro_rules! received {
    ($index:literal, $more:literal) => {
        concat!(
            "SELECT m.id, m.content, m.received_at, s.id, s.reference_name, CASE WHEN s.id IS NOT NULL THEN \
               (SELECT json_array(o.id, su.username, o.content ->> '$.tags') FROM message o INDEXED BY message_sent \
                LEFT JOIN system_user su ON su.id = o.system_user_id WHERE o.account_id = m.account_id \
                AND o.person_key = m.person_key AND o.direction = 'out' AND o.state <> 'failed' AND o.environment = m.environment AND o.at <= m.at + 999 ORDER BY o.at DESC, o.id DESC LIMIT 1) END \
             FROM (SELECT id, sum(length(content)) OVER (ORDER BY id) AS size, row_number() OVER (ORDER BY id) AS place FROM ( \
               SELECT id, content FROM message INDEXED BY ",
            $index,
            " WHERE account_id = ?1 AND direction = 'in' AND id >= ?2 AND id < ?3 AND content ->> '$.service' = 'sms' \
               AND environment = ?7 AND (?4 IS NULL OR subaccount_id IN (SELECT value FROM json_each(?4))) AND ",
            $more,
            " ORDER BY id LIMIT ?5)) some CROSS JOIN message m ON m.id = some.id LEFT JOIN subaccount s ON s.id = m.subaccount_id \
             WHERE some.size <= ?6 OR some.place = 1 ORDER BY some.place"
        )
    };
}

const UNFETCHED: &str = received!("message_unfetched", "fetched < rank");
const BETWEEN: &str = received!("message_sms", "1");

fn received(mut row: Row) -> Result<Received, DbError> {
    let (id, content, received_at) = (row.parse()?, row.text()?, row.at()?);
    let subaccount = row.opt_parse()?.zip(row.opt_text()?);
    let before = match row.opt_text()? {
        Some(text) => serde_json::from_str(&text).map_err(|error| DbError::Other(format!("stored JSON: {error}")))?,
        None => None,
    };
    Ok(Received { id, content, received_at, subaccount, before })
}

/// Whose messages a caller gets.
#[derive(Debug)]
pub struct Reach<'a> {
    /// Of this account, …
    pub account: &'a AccountId,
    /// … of this environment, …
    pub environment: Environment,
    /// … of these subaccounts; none: of all, and of none.
    pub subaccounts: Option<&'a [SubaccountId]>,
}

impl Reach<'_> {
    fn subaccounts(&self) -> Option<String> {
        self.subaccounts.map(|some| json_ids(some.iter().map(SubaccountId::as_str)))
    }
}

fn which(sql: &'static str, reach: &Reach<'_>, from: Instant, to: Instant) -> Reading<Vec<Received>> {
    // Ids sort by time.
    let (from, to) = (MessageId::new(from, [0; 10]), MessageId::new(to, [0; 10]));
    let params = params![
        reach.account.as_str(),
        from.as_str(),
        to.as_str(),
        reach.subaccounts(),
        MOST,
        READ_AT_ONCE,
        reach.environment.as_str()
    ];
    Reading::new(sql, params, |rows| rows.into_iter().map(received).collect())
}

/// The SMS that came in since then and were not fetched yet, the oldest first.
pub fn unfetched(reach: &Reach<'_>, from: Instant, to: Instant) -> Reading<Vec<Received>> {
    which(UNFETCHED, reach, from, to)
}

/// The SMS that came in between, fetched or not.
pub fn between(reach: &Reach<'_>, from: Instant, to: Instant) -> Reading<Vec<Received>> {
    which(BETWEEN, reach, from, to)
}

/// What became of a message that was sent, as it is fetched.
#[derive(Debug)]
pub struct Became {
    /// The id.
    pub id: MessageId,
    /// To whom.
    pub person: String,
    /// Our number.
    pub origin: String,
    /// JSON as [`Batch::queue`] wrote it.
    pub content: String,
    /// How far it has come.
    pub state: String,
    /// Its rank.
    pub rank: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was handed to us.
    pub received_at: Instant,
    /// When it reached which state.
    pub times: Vec<(String, i64)>,
}

macro_rules! became {
    () => {
        "SELECT m.id, m.person, m.origin, m.content, m.state, m.rank, m.error, m.received_at, \
           (SELECT json_group_array(json_array(e.detail ->> '$.status', e.at)) FROM event e \
            WHERE e.account_id = m.account_id AND e.message_id = m.id AND e.kind = 'status') FROM message m "
    };
}

const UNFETCHED_STATES: &str = concat!(
    became!(),
    "INDEXED BY message_unfetched WHERE m.account_id = ?1 AND m.direction = 'out' AND m.id >= ?2 AND m.content ->> '$.service' = 'sms' \
     AND m.fetched < m.rank AND m.rank > 0 AND m.environment = ?5 AND (?3 IS NULL OR m.subaccount_id IN (SELECT value FROM json_each(?3))) ORDER BY m.id LIMIT ?4"
);
const STATES_OF: &str = concat!(
    became!(),
    "WHERE m.account_id = ?1 AND m.direction = 'out' AND m.content ->> '$.service' = 'sms' AND m.environment = ?6 AND (?4 IS NULL OR m.subaccount_id IN (SELECT value FROM json_each(?4))) \
     AND m.id IN (SELECT value FROM json_each(?2) UNION SELECT o.id FROM json_each(?3) j CROSS JOIN message o INDEXED BY message_by_correlation \
       ON o.account_id = ?1 AND o.correlation_id = j.value AND o.direction = 'out') ORDER BY m.id LIMIT ?5"
);

fn became(mut row: Row) -> Result<Became, DbError> {
    Ok(Became {
        id: row.parse()?,
        person: row.text()?,
        origin: row.text()?,
        content: row.text()?,
        state: row.text()?,
        rank: row.int()?,
        error: row.opt_text()?,
        received_at: row.at()?,
        times: row.json()?,
    })
}

/// The SMS that were sent since then and have come further than they were last fetched.
pub fn unfetched_states(reach: &Reach<'_>, from: Instant) -> Reading<Vec<Became>> {
    let from = MessageId::new(from, [0; 10]);
    let params = params![reach.account.as_str(), from.as_str(), reach.subaccounts(), MOST, reach.environment.as_str()];
    Reading::new(UNFETCHED_STATES, params, |rows| rows.into_iter().map(became).collect())
}

/// The SMS of these ids, or with these ids of the sender's own.
pub fn states_of(reach: &Reach<'_>, ids: &[String], correlation_ids: &[String]) -> Reading<Vec<Became>> {
    let list = |ids: &[String]| json_ids(ids.iter().map(String::as_str));
    let params = params![
        reach.account.as_str(),
        list(ids),
        list(correlation_ids),
        reach.subaccounts(),
        MOST,
        reach.environment.as_str()
    ];
    Reading::new(STATES_OF, params, |rows| rows.into_iter().map(became).collect())
}

const REFERENCE: &str = "SELECT id FROM subaccount WHERE account_id = ?1 AND reference_name = ?2 AND environment = ?3";

/// The subaccount of that environment with that reference name.
pub fn by_reference(account: &AccountId, environment: Environment, name: &str) -> Reading<Option<SubaccountId>> {
    Reading::first(REFERENCE, params![account.as_str(), name, environment.as_str()], |mut row| row.parse())
}

// What was read must be what is marked: of two who fetch at once, the second one begins again.
const FETCHED: &str = "UPDATE message SET fetched = rank WHERE account_id = ?1 AND fetched < rank \
     AND (id, rank) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
const ALL: &str = "INSERT INTO guard (ok, label) VALUES (changes() = ?1, 'moved')";

impl Batch {
    /// These were fetched at these ranks (guard `moved`: somebody else fetched one of them, or it has come further).
    pub fn fetched(&mut self, messages: &[(MessageId, i64)]) {
        let list = serde_json::to_string(messages).unwrap_or_default();
        self.push(FETCHED, params![self.account.as_str(), list]);
        self.push(ALL, params![i64::try_from(messages.len()).unwrap_or(i64::MAX)]);
    }
}
