//! Reviews of system users: who is to be told, who is switched off, and "still needed".

use domain::attestation::{
    BEFORE_DUE, BEFORE_END, FIRST_DUE, IN_USE, MADE_UP_AFTER, NOTICED_SINCE, NOTICES, Notice, TOLD_BEFORE,
    TOLD_LAST_BEFORE,
};
use domain::audit::{self, Access, Before, Detail};
use domain::ids::{AccountId, SystemUserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::system_user::Status;
use domain::time::{DAY, Instant};

use crate::change::{Change, Stamp};
use crate::db::{Db, DbError, Query, Row, Value};
use crate::params;
use crate::scope::{in_scope, scope};
use crate::seen::{self, Seen};
use crate::system_users::{self, SystemUserRow};
use crate::tokens::{Keeper, SAME_KEEPERS, keepers};

// When a review is due: `domain::attestation::Rules::due`.
macro_rules! due_at {
    () => {
        "max(coalesce(su.attested_at, su.created_at) + a.attestation_days * 86400000, a.attestation_since + ?2)"
    };
}

// Those whose review is due in two weeks, or was. ?1 is now, ?2 how long after the account began to ask the first are due,
// ?3 how long before one is told at the earliest.
macro_rules! reviews {
    () => {
        concat!(
            "WITH review AS (SELECT a.id AS account_id, a.name AS account_name, su.id, su.version, su.username, su.last_used_key, ",
            due_at!(),
            " AS due_at, ",
            due_at!(),
            " + a.attestation_grace_days * 86400000 AS ends_at \
             FROM account a INDEXED BY account_attesting CROSS JOIN system_user su INDEXED BY system_user_by_attested ON su.account_id = a.id \
             WHERE a.attestation_days IS NOT NULL AND a.attestation_since + ?2 - ?3 <= ?1 AND su.status = 'active' \
               AND coalesce(su.attested_at, su.created_at) <= ?1 + ?3 - a.attestation_days * 86400000) "
        )
    };
}

// How many notices there were of this review, the number of the last one, and when the first and the last were.
macro_rules! told {
    () => {
        "told AS (SELECT r.*, (SELECT count(*) FROM attestation_notice n WHERE n.system_user_id = r.id AND n.due_at = r.due_at) AS notices, \
           coalesce((SELECT max(n) FROM attestation_notice n WHERE n.system_user_id = r.id AND n.due_at = r.due_at), 0) AS last, \
           (SELECT min(sent_at) FROM attestation_notice n WHERE n.system_user_id = r.id AND n.due_at = r.due_at) AS first_at, \
           (SELECT max(sent_at) FROM attestation_notice n WHERE n.system_user_id = r.id AND n.due_at = r.due_at) AS last_at FROM review r) "
    };
}

// The times of notices, and those that have come. The ones that were missed are not made up for, but for those without
// which one that is in use is not switched off.
const TO_TELL: &str = concat!(
    reviews!(),
    ", ",
    told!(),
    ", reached AS (SELECT *, (?1 >= due_at - ?4) + (?1 >= due_at - ?5) + (?1 >= due_at - ?6) + (?1 >= due_at) + (?1 >= ends_at - ?7) + (?1 >= ends_at - ?8) AS reached FROM told) \
     SELECT account_id, account_name, id, version, username, due_at, ends_at, max(reached, last + 1), ",
    keepers!("reached.id"),
    " FROM reached WHERE reached > last OR (?1 >= ends_at AND notices < ?9 AND last_at <= ?1 - ?10) ORDER BY due_at LIMIT ?11"
);

/// A system user whose custodians are to be told.
#[derive(Debug)]
pub struct ToTell {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The system user, as it is.
    pub system_user: Seen<SystemUserId>,
    /// Its username.
    pub username: String,
    /// What is said.
    pub notice: Notice,
    /// Who looks after it.
    pub keepers: Vec<Keeper>,
    due_at: Instant,
    number: i64,
    as_read: String,
}

fn review_params(now: Instant) -> Vec<Value> {
    params![now, FIRST_DUE * DAY, BEFORE_DUE[0] * DAY]
}

/// Those whose custodians are to be told, at most `limit`; the review that is due first is the first.
pub async fn to_tell(db: &impl Db, now: Instant, limit: i64) -> Result<Vec<ToTell>, DbError> {
    let mut params = review_params(now);
    params.extend(BEFORE_DUE.into_iter().chain(BEFORE_END).map(|days| Value::from(days * DAY)));
    params.extend([NOTICES, MADE_UP_AFTER * DAY, limit].map(Value::from));
    let rows = db.query(&Query::new(TO_TELL, params)).await?;
    rows.into_iter().map(|row| read(row, now)).collect()
}

fn read(mut row: Row, now: Instant) -> Result<ToTell, DbError> {
    let (account, account_name) = (row.parse()?, row.text()?);
    let (id, version): (SystemUserId, i64) = (row.parse()?, row.int()?);
    let still = seen::system_user(id.as_str(), version);
    let (username, due_at, ends_at, number) = (row.text()?, row.at()?, row.at()?, row.int()?);
    let as_read = row.text()?;
    let keepers = serde_json::from_str(&as_read).map_err(|e| DbError::Other(format!("stored JSON: {e}")))?;
    let notice = Notice::at(now, due_at, ends_at);
    let system_user = Seen::new(id, still);
    Ok(ToTell { account, account_name, system_user, username, notice, keepers, due_at, number, as_read })
}

const TOLD: &str = "INSERT INTO attestation_notice (system_user_id, due_at, n, sent_at) VALUES (?1, ?2, ?3, ?4)";

/// The unique rule of one notice of a number, as [`DbError::is_unique`] knows it.
pub const UNIQUE_NOTICE: &str = "attestation_notice.system_user_id";

/// Begins what tells them, and notes it: never twice (unique), and only while the system user and those who look after it are
/// what they were (guard `moved`).
pub fn tell(stamp: Stamp, one: &ToTell) -> Change {
    let after = audit::SystemUser { username: Some(one.username.clone()), ..Default::default() };
    let detail = Detail::ReviewAnnounced { after };
    let mut change = Change::by_clock(one.account.clone(), stamp, one.system_user.as_str(), &detail);
    let at = change.at();
    change.rely_on(&one.system_user);
    change.push(SAME_KEEPERS, params![one.system_user.as_str(), one.as_read.as_str()]);
    change.push(TOLD, params![one.system_user.as_str(), one.due_at, one.number, at]);
    change
}

// Nothing is switched off of which nobody was told a week before, and for the last time a day before: the round that tells may be
// the first one after a standstill. Nothing that is in use without three notices over two weeks.
macro_rules! lapsing {
    () => {
        "?1 >= ends_at AND first_at <= ?1 - ?7 AND last_at <= ?1 - ?8 AND (last_used_key <= ?1 - ?4 OR (notices >= ?5 AND first_at <= ?1 - ?6))"
    };
}

const LAPSING: &str = concat!(
    reviews!(),
    ", ",
    told!(),
    "SELECT account_id, account_name, id, version, username, ",
    keepers!("told.id"),
    " FROM told WHERE ",
    lapsing!(),
    " ORDER BY ends_at LIMIT ?9"
);

/// A system user that nobody confirmed.
#[derive(Debug)]
pub struct Lapsing {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The system user, as it is.
    pub system_user: Seen<SystemUserId>,
    /// Its username.
    pub username: String,
    /// Who looks after it.
    pub keepers: Vec<Keeper>,
}

fn lapsing_params(now: Instant) -> Vec<Value> {
    let mut params = review_params(now);
    let days = |days: i64| days * DAY;
    let limits = [days(IN_USE), NOTICES, days(NOTICED_SINCE), days(TOLD_BEFORE), days(TOLD_LAST_BEFORE)];
    params.extend(limits.map(Value::from));
    params
}

/// Those that are to be switched off, at most `limit`.
pub async fn lapsing(db: &impl Db, now: Instant, limit: i64) -> Result<Vec<Lapsing>, DbError> {
    let mut params = lapsing_params(now);
    params.push(limit.into());
    let rows = db.query(&Query::new(LAPSING, params)).await?;
    rows.into_iter()
        .map(|mut row| {
            let (account, account_name) = (row.parse()?, row.text()?);
            let (id, version): (SystemUserId, i64) = (row.parse()?, row.int()?);
            let still = seen::system_user(id.as_str(), version);
            Ok(Lapsing {
                account,
                account_name,
                system_user: Seen::new(id, still),
                username: row.text()?,
                keepers: row.json()?,
            })
        })
        .collect()
}

const LAPSE: &str = concat!(
    reviews!(),
    ", ",
    told!(),
    "UPDATE system_user SET status = 'inactive', generation = generation + 1, version = version + 1, event_id = ?9 \
     WHERE id = ?10 AND EXISTS (SELECT 1 FROM told WHERE told.id = ?10 AND ",
    lapsing!(),
    ")"
);

/// Switches one off that nobody confirmed. Everything is asked once more in the batch: is it still due, were there enough
/// notices, has nobody confirmed it, is it out of use (guard `moved`).
pub fn lapse(stamp: Stamp, one: &Lapsing) -> Change {
    let (before, after) = (Before::ReadInTheBatch, Access { status: Status::Inactive });
    let detail = Detail::SystemUserLapsed { before, after };
    let id = one.system_user.as_str();
    let mut change = Change::by_deployment(one.account.clone(), stamp, system_users::BEFORE, id, &detail);
    change.rely_on(&one.system_user);
    let mut params = lapsing_params(change.at());
    params.push(change.event().as_str().into());
    params.push(id.into());
    change.push(LAPSE, params);
    change.expect_one("moved");
    change
}

const ATTEST: &str = concat!(
    "UPDATE system_user SET attested_at = ?3, version = version + 1, event_id = ?4 WHERE id = ?2 AND ",
    in_scope!("account_id", "subaccount_id")
);

/// Begins "still needed" of a system user that was read (guards `moved`, `not_found`).
pub fn attest(can: &Can<SystemUsersManage>, stamp: Stamp, seen: &Seen<SystemUserRow>) -> Change {
    let (id, after) = (&seen.id, audit::SystemUser { username: Some(seen.username.clone()), ..Default::default() });
    let mut change = Change::by(can, stamp, id.as_str(), &Detail::SystemUserAttested { after });
    change.rely_on(seen);
    let (at, event) = (change.at(), change.event().to_string());
    change.push(ATTEST, params![scope(can), id.as_str(), at, event]);
    change.expect_one("not_found");
    change
}
