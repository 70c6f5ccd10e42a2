//! Permits of rate limits: one count a limit, out of which isolates take blocks (ADR 0036).

use domain::rate::{MOST_WANTED, RateLimit};
use domain::time::Instant;

use crate::db::{Db, DbError, Sealed, Statement, Value};
use crate::params;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The id of the system user or the token.
    pub subject: &'a str,
    /// The limit, as the caller knows it; what counts is what is stored.
    pub limit: RateLimit,
    /// The end of the window, in seconds since 1970.
    pub ends: i64,
    /// How many callers wait for a permit at this moment.
    pub wanted: i64,
}

/// What was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// How many permits.
    pub block: i64,
    /// How many were taken of the window by anybody, these included.
    pub granted: i64,
    /// The window's end: that of the newest window, where another isolate's clock is ahead.
    pub ends: i64,
    /// The limit out of which they were taken.
    pub calls: i64,
}

// The limit is read where the permits are taken, so a lowered one counts at once. `domain::rate::block` has the size in Rust.
const TAKE: &str = "INSERT INTO rate_window (subject, seconds, ends, calls, granted, block) \
     SELECT s.id, s.rate_seconds, CAST(?3 AS INTEGER), s.rate_calls, \
       min(s.rate_calls, max(min(s.rate_calls / 8, s.rate_calls / 20), CAST(?4 AS INTEGER))), \
       min(s.rate_calls, max(min(s.rate_calls / 8, s.rate_calls / 20), CAST(?4 AS INTEGER))) \
     FROM (SELECT id, rate_calls, rate_seconds FROM token WHERE id = ?1 \
       UNION ALL SELECT id, rate_calls, rate_seconds FROM system_user WHERE id = ?1) AS s WHERE s.rate_seconds = ?2 \
     ON CONFLICT (subject, seconds) DO UPDATE SET \
       granted = CASE WHEN excluded.ends > ends THEN excluded.granted ELSE granted + min(excluded.calls - granted, \
         max(min((excluded.calls - granted) / 8, excluded.calls / 20), CAST(?4 AS INTEGER))) END, \
       block = CASE WHEN excluded.ends > ends THEN excluded.block ELSE min(excluded.calls - granted, \
         max(min((excluded.calls - granted) / 8, excluded.calls / 20), CAST(?4 AS INTEGER))) END, \
       ends = max(ends, excluded.ends), calls = excluded.calls \
     WHERE excluded.ends > ends OR granted < excluded.calls \
     RETURNING block, granted, ends, calls";

/// Takes permits of one or two limits in one trip, each in one statement that never goes above what is stored; none where
/// nothing is left, or where the limit is not what the caller takes it for.
pub async fn take(db: &impl Db, asks: &[Ask<'_>]) -> Result<Vec<Option<Taken>>, DbError> {
    let statement = |ask: &Ask<'_>| Statement {
        sql: TAKE,
        params: params![ask.subject, ask.limit.per_seconds(), ask.ends, ask.wanted.clamp(1, MOST_WANTED)],
    };
    let sealed = Sealed::new(asks.iter().map(statement).collect(), (0..asks.len()).collect());
    db.commit(&sealed).await?.each(|mut rows| {
        let Some(mut row) = rows.pop() else { return Ok(None) };
        Ok(Some(Taken { block: row.int()?, granted: row.int()?, ends: row.int()?, calls: row.int()? }))
    })
}

/// How long counts are kept after their window, in seconds: longer than any clock is late.
const KEEP_SECONDS: i64 = 86_400;
/// How many rows a round clears away.
const ROWS: i64 = 5_000;
const PURGE: &str = "DELETE FROM rate_window WHERE (subject, seconds) IN \
     (SELECT subject, seconds FROM rate_window WHERE ends < ?1 ORDER BY ends LIMIT ?2)";

/// Clears counts away of which the last window was over a day ago.
pub fn purge(now: Instant) -> Sealed {
    let before = now.millis() / 1_000 - KEEP_SECONDS;
    Sealed::figures(vec![Statement { sql: PURGE, params: params![before, ROWS] }])
}

/// A limit as two columns.
pub(crate) fn columns(limit: Option<RateLimit>) -> [Value; 2] {
    [limit.map(RateLimit::calls).into(), limit.map(RateLimit::per_seconds).into()]
}

/// A limit out of two columns.
pub(crate) fn read(calls: Option<i64>, per_seconds: Option<i64>) -> Result<Option<RateLimit>, DbError> {
    let limit = calls.zip(per_seconds).map(|(calls, seconds)| RateLimit::new(calls, seconds));
    limit.transpose().map_err(|_| DbError::Other("a stored rate limit is not valid".into()))
}
