//! Tokens that end by themselves, because they are silent while their successor is in use (`domain::token::is_silent`).

use domain::audit::{Detail, EndedToken};
use domain::ids::{AccountId, SystemUserId, TokenId};
use domain::time::Instant;
use domain::token::SILENCE;

use crate::change::{Change, Stamp};
use crate::db::{Db, DbError, Query};
use crate::params;
use crate::tokens::{goes_on, line_after};

/// One that is silent.
#[derive(Debug, Clone)]
pub struct SilentRow {
    /// The account.
    pub account: AccountId,
    /// Its system user.
    pub system_user: SystemUserId,
    /// The system user's generation.
    pub generation: i64,
    /// The token.
    pub token: TokenId,
    /// Its last four characters.
    pub tail: String,
    /// Its version.
    pub version: i64,
}

// What comes after it was used for a day, and goes on.
macro_rules! line_works {
    ($of:literal, $now:literal, $long_ago:literal, $silence:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM (",
            line_after!($of),
            ") line WHERE line.first_used <= ",
            $long_ago,
            " AND line.last_used - line.first_used >= ",
            $silence,
            " AND line.ends > ",
            $now,
            ")"
        )
    };
}

const SILENT: &str = concat!(
    "SELECT t.account_id, u.id AS system_user_id, u.generation, t.id, t.tail, t.version FROM token t INDEXED BY token_ends_when_silent \
       CROSS JOIN system_user u ON u.id = t.system_user_id LEFT JOIN token_use tu ON tu.token_id = t.id \
     WHERE t.ends_when_silent = 1 AND ",
    goes_on!("t.", "?1"),
    " \
       AND (tu.last_used_at IS NULL OR tu.last_used_at <= ?2) AND ",
    line_works!("t", "?1", "?2", "?4"),
    " GROUP BY u.id LIMIT ?3"
);

/// Those that are silent, one of each system user.
pub async fn silent(db: &impl Db, now: Instant, limit: i64) -> Result<Vec<SilentRow>, DbError> {
    let rows = db.query(&Query::new(SILENT, params![now, now.plus(-SILENCE), limit, SILENCE])).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(SilentRow {
                account: row.parse()?,
                system_user: row.parse()?,
                generation: row.int()?,
                token: row.parse()?,
                tail: row.text()?,
                version: row.int()?,
            })
        })
        .collect()
}

const STILL: &str = concat!(
    "UPDATE token SET revoked_at = ?4, ends_when_silent = 0, version = version + 1, event_id = ?5 \
     WHERE id = ?1 AND version = ?2 AND NOT EXISTS (SELECT 1 FROM token_use WHERE token_id = ?1 AND last_used_at > ?3) AND ",
    line_works!("token", "?4", "?3", "?6"),
);
const GENERATION: &str = "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = ?3 WHERE id = ?1 AND generation = ?2";

/// Ends one (guard `moved`: it was used, changed or ended meanwhile).
pub fn end_silent(stamp: Stamp, row: &SilentRow) -> Change {
    let after = EndedToken { token: row.token.clone(), tail: row.tail.clone() };
    let mut change =
        Change::by_clock(row.account.clone(), stamp, row.system_user.as_str(), &Detail::TokenFellSilent { after });
    let (at, event) = (change.at(), change.event().to_string());
    change.push(GENERATION, params![row.system_user.as_str(), row.generation, event.as_str()]);
    change.expect_one("moved");
    change.push(STILL, params![row.token.as_str(), row.version, at.plus(-SILENCE), at, event, SILENCE]);
    change.expect_one("moved");
    change
}
