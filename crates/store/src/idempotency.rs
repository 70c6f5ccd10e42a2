//! Answers kept for retries with the same `Idempotency-Key`.

use domain::ids::AccountId;
use domain::time::{DAY, Instant};

use crate::change::Change;
use crate::db::{Db, DbError, Query, Sealed, Statement};
use crate::params;

/// How long an answer is kept, in milliseconds.
pub const KEEP: i64 = DAY;

const GET: &str = "SELECT request_digest, sealed_reply FROM idempotency WHERE account_id = ?1 AND key_digest = ?2 AND created_at > ?3";

/// The digest of the request that used the key, and the sealed answer that it got.
pub async fn get(
    db: &impl Db,
    account: &AccountId,
    key_digest: &str,
    now: Instant,
) -> Result<Option<(String, String)>, DbError> {
    let rows = db.query(&Query::new(GET, params![account.as_str(), key_digest, now.plus(-KEEP)])).await?;
    rows.into_iter().next().map(|mut row| Ok((row.text()?, row.text()?))).transpose()
}

const PUT: &str = "INSERT INTO idempotency (account_id, key_digest, request_digest, sealed_reply, created_at) VALUES (?1, ?2, ?3, ?4, ?5) \
     ON CONFLICT (account_id, key_digest) DO UPDATE SET request_digest = excluded.request_digest, sealed_reply = excluded.sealed_reply, \
     created_at = excluded.created_at WHERE idempotency.created_at <= ?6";

/// Keeps the answer in the same batch as the change that it tells of. When another request with the same key was
/// first, all of it is rolled back (guard `idempotency`).
pub fn put(change: &mut Change, key_digest: &str, request_digest: &str, sealed_reply: &str) {
    let now = change.at();
    let params = params![change.account().as_str(), key_digest, request_digest, sealed_reply, now, now.plus(-KEEP)];
    change.push(PUT, params);
    change.expect_one("idempotency");
}

/// The same beside something that is no change: the statements, to be put into its batch.
pub fn kept(account: &AccountId, key_digest: &str, request_digest: &str, sealed_reply: &str, now: Instant) -> Sealed {
    let params = params![account.as_str(), key_digest, request_digest, sealed_reply, now, now.plus(-KEEP)];
    Sealed::figures(vec![Statement { sql: PUT, params }, Statement { sql: FIRST, params: params![] }])
}

const FIRST: &str = "INSERT INTO guard (ok, label) VALUES (changes(), 'idempotency')";
const FORGET: &str = "DELETE FROM idempotency WHERE account_id = ?1 AND key_digest = ?2";

/// What was asked for was not done: the key is free again.
pub fn forget(account: &AccountId, key_digest: &str) -> Sealed {
    Sealed::figures(vec![Statement { sql: FORGET, params: params![account.as_str(), key_digest] }])
}
