//! Answers kept for retries with the same `Idempotency-Key`.

use domain::ids::AccountId;
use domain::time::{DAY, Instant};

use crate::change::Change;
use crate::db::{Db, DbError, Query, Row, Sealed, Statement, Value};
use crate::params;

/// How long an answer is kept, in milliseconds.
pub const KEEP: i64 = DAY;

const GET: &str = "SELECT request_digest, sealed_reply, open_until FROM idempotency WHERE account_id = ?1 AND key_digest = ?2 AND created_at > ?3";

/// What is kept under a key.
#[derive(Debug)]
pub struct Kept {
    /// The digest of the request that used it.
    pub request_digest: String,
    /// The sealed answer that it got.
    pub sealed_reply: String,
    /// Until then it may be under way: whether the answer is true nobody knows yet.
    pub open_until: Option<Instant>,
}

/// What is kept under a key.
pub async fn get(db: &impl Db, account: &AccountId, key_digest: &str, now: Instant) -> Result<Option<Kept>, DbError> {
    let rows = db.query(&Query::new(GET, params![account.as_str(), key_digest, now.plus(-KEEP)])).await?;
    let read =
        |mut row: Row| Ok(Kept { request_digest: row.text()?, sealed_reply: row.text()?, open_until: row.opt_at()? });
    rows.into_iter().next().map(read).transpose()
}

const PUT: &str = "INSERT INTO idempotency (account_id, key_digest, request_digest, sealed_reply, created_at, open_until) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?7) \
     ON CONFLICT (account_id, key_digest) DO UPDATE SET request_digest = excluded.request_digest, sealed_reply = excluded.sealed_reply, \
     created_at = excluded.created_at, open_until = excluded.open_until WHERE idempotency.created_at <= ?6";

/// Keeps the answer in the same batch as the change that it tells of. When another request with the same key was
/// first, all of it is rolled back (guard `idempotency`).
pub fn put(change: &mut Change, key_digest: &str, request_digest: &str, sealed_reply: &str) {
    let account = change.account().clone();
    change.push(PUT, put_params(&account, key_digest, request_digest, sealed_reply, change.at(), None));
    change.expect_one("idempotency");
}

fn put_params(
    account: &AccountId,
    key_digest: &str,
    request_digest: &str,
    sealed_reply: &str,
    now: Instant,
    open_until: Option<Instant>,
) -> Vec<Value> {
    params![account.as_str(), key_digest, request_digest, sealed_reply, now, now.plus(-KEEP), open_until]
}

/// What keeps the answer to something that is no change, and what becomes of it: statements for its batches.
#[derive(Debug, Clone)]
pub struct Around {
    account: AccountId,
    key_digest: String,
    request_digest: String,
    sealed_reply: String,
}

impl Around {
    /// An answer under a key.
    pub const fn new(account: AccountId, key_digest: String, request_digest: String, sealed_reply: String) -> Self {
        Self { account, key_digest, request_digest, sealed_reply }
    }

    /// Keeps the answer; until `open_until` it may still come to nothing. When another request with the same key was
    /// first, all of the batch is rolled back (guard `idempotency`).
    pub fn keep(&self, now: Instant, open_until: Option<Instant>) -> Sealed {
        let params =
            put_params(&self.account, &self.key_digest, &self.request_digest, &self.sealed_reply, now, open_until);
        Sealed::figures(vec![Statement { sql: PUT, params }, Statement { sql: FIRST, params: params![] }])
    }

    /// It was done: the answer is true.
    pub fn settle(&self) -> Sealed {
        self.one(SETTLE)
    }

    /// It came to nothing: the key is free again.
    pub fn forget(&self) -> Sealed {
        self.one(FORGET)
    }

    // Of this very call: a key that was free again may be another's by now.
    fn one(&self, sql: &'static str) -> Sealed {
        let params = params![self.account.as_str(), self.key_digest.as_str(), self.sealed_reply.as_str()];
        Sealed::figures(vec![Statement { sql, params }])
    }
}

const SETTLE: &str =
    "UPDATE idempotency SET open_until = NULL WHERE account_id = ?1 AND key_digest = ?2 AND sealed_reply = ?3";
const FORGET: &str = "DELETE FROM idempotency WHERE account_id = ?1 AND key_digest = ?2 AND sealed_reply = ?3";
const FIRST: &str = "INSERT INTO guard (ok, label) VALUES (changes(), 'idempotency')";
