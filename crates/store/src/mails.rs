//! The outbox: mails wait here from the batch of the change that they tell of until they are handed over.

use domain::ids::MailId;
use domain::permission::UsersManage;
use domain::principal::Can;
use domain::time::{DAY, Instant};

use crate::change::Change;
use crate::db::{AFTER_ALL_IDS, Db, DbError, Query, Row, Sealed, Statement};
use crate::params;

/// A mail as stored.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// The id.
    pub id: MailId,
    /// To whom.
    pub to: String,
    /// What it is about.
    pub kind: String,
    /// The sealed text; none once it was handed over.
    pub sealed: Option<String>,
    /// `queued`, `sent` or `failed`.
    pub status: String,
    /// How often it was tried.
    pub attempts: i64,
    /// What went wrong at the last try.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it is tried next.
    pub next_attempt_at: Option<Instant>,
    /// When it was handed over.
    pub sent_at: Option<Instant>,
}

macro_rules! columns {
    () => {
        "SELECT id, recipient, kind, sealed, status, attempts, last_error, created_at, next_attempt_at, sent_at FROM mail "
    };
}

fn read(mut row: Row) -> Result<MailRow, DbError> {
    Ok(MailRow {
        id: row.parse()?,
        to: row.text()?,
        kind: row.text()?,
        sealed: row.opt_text()?,
        status: row.text()?,
        attempts: row.int()?,
        last_error: row.opt_text()?,
        created_at: row.at()?,
        next_attempt_at: row.opt_at()?,
        sent_at: row.opt_at()?,
    })
}

const INSERT: &str = "INSERT INTO mail (id, account_id, recipient, kind, sealed, created_at, next_attempt_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";

/// Puts a mail into the outbox, in the batch of its change.
pub fn insert(change: &mut Change, id: &MailId, to: &str, kind: &str, sealed: &str) {
    let params = params![id.as_str(), change.account().as_str(), to, kind, sealed, change.at()];
    change.push(INSERT, params);
}

const LIST: &str = concat!(columns!(), "WHERE account_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");

/// A page of the account's mails, the newest first.
pub async fn list(
    db: &impl Db,
    can: &Can<UsersManage>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<MailRow>, DbError> {
    let after = after.unwrap_or(AFTER_ALL_IDS);
    db.query(&Query::new(LIST, params![can.account().as_str(), after, limit])).await?.into_iter().map(read).collect()
}

const DUE: &str =
    concat!(columns!(), "WHERE status = 'queued' AND next_attempt_at <= ?1 ORDER BY next_attempt_at LIMIT 20");
const ALL: &str = concat!(columns!(), "WHERE sealed IS NOT NULL ORDER BY id DESC LIMIT 200");

/// The mails that are due, whosever they are.
pub async fn due(db: &impl Db, now: Instant) -> Result<Vec<MailRow>, DbError> {
    db.query(&Query::new(DUE, params![now])).await?.into_iter().map(read).collect()
}

/// The mails whose text is still there: the development mailbox.
pub async fn with_text(db: &impl Db) -> Result<Vec<MailRow>, DbError> {
    db.query(&Query::new(ALL, params![])).await?.into_iter().map(read).collect()
}

const CLAIM: &str = "UPDATE mail SET attempts = attempts + 1, next_attempt_at = ?2 WHERE id = ?1 AND status = 'queued' AND attempts = ?3";
const CLAIMED: &str = "INSERT INTO guard (ok, label) VALUES (changes(), 'stale')";
const SENT: &str = "UPDATE mail SET status = 'sent', sent_at = ?2, next_attempt_at = NULL, last_error = NULL, \
     sealed = CASE WHEN ?3 = 1 THEN sealed ELSE NULL END WHERE id = ?1";
const FAILED: &str = "UPDATE mail SET status = CASE WHEN ?3 = 1 THEN 'failed' ELSE status END, last_error = ?2, \
     next_attempt_at = CASE WHEN ?3 = 1 THEN NULL ELSE next_attempt_at END, sealed = CASE WHEN ?3 = 1 THEN NULL ELSE sealed END WHERE id = ?1";
// Ids sort by time: what is kept is not even read.
const PURGE: &str =
    "DELETE FROM mail WHERE id IN (SELECT id FROM mail WHERE id < ?1 AND status <> 'queued' ORDER BY id LIMIT ?2)";

/// Takes a mail for one try; of two who want it one gets it (guard `stale`). It is due again at `next`.
pub fn claim(mail: &MailRow, next: Instant) -> Sealed {
    Sealed::figures(vec![
        Statement { sql: CLAIM, params: params![mail.id.as_str(), next, mail.attempts] },
        Statement { sql: CLAIMED, params: params![] },
    ])
}

/// It was handed over; its text is kept in the development mailbox alone.
pub fn sent(id: &MailId, now: Instant, keep_text: bool) -> Sealed {
    Sealed::figures(vec![Statement { sql: SENT, params: params![id.as_str(), now, i64::from(keep_text)] }])
}

/// A try failed; the last one gives it up.
pub fn failed(id: &MailId, why: &str, last: bool) -> Sealed {
    Sealed::figures(vec![Statement { sql: FAILED, params: params![id.as_str(), why, i64::from(last)] }])
}

/// Clears away what is older than 90 days.
pub fn purge(now: Instant) -> Sealed {
    let first_kept = MailId::new(now.plus(-90 * DAY), [0; 10]);
    Sealed::figures(vec![Statement { sql: PURGE, params: params![first_kept.as_str(), crate::purge::ROWS] }])
}
