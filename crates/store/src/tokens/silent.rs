//! Tokens that end by themselves, because they are silent while their successor is in use (`domain::token::is_silent`).

use domain::audit::{Detail, EndedToken};
use domain::ids::{AccountId, SystemUserId, TokenId};
use domain::time::Instant;
use domain::token::SILENCE;

use crate::change::{Change, Stamp};
use crate::db::{Db, DbError, Query};
use crate::params;

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

// A successor that was rotated has one that goes on; one that ended otherwise leaves this token as what there is.
macro_rules! goes_on {
    ($now:literal) => {
        concat!(
            "(s.expires_at IS NULL OR s.expires_at > ",
            $now,
            ") AND (s.successor_id IS NOT NULL OR s.revoked_at IS NULL OR s.revoked_at > ",
            $now,
            ")"
        )
    };
}

const SILENT: &str = concat!(
    "SELECT t.account_id, u.id AS system_user_id, u.generation, t.id, t.tail, t.version FROM token t INDEXED BY token_ends_when_silent \
       CROSS JOIN system_user u ON u.id = t.system_user_id CROSS JOIN token s ON s.id = t.successor_id CROSS JOIN token_use n ON n.token_id = s.id LEFT JOIN token_use tu ON tu.token_id = t.id \
     WHERE t.ends_when_silent = 1 AND min(coalesce(t.revoked_at, ?1 + 1), coalesce(t.expires_at, ?1 + 1)) > ?1 \
       AND n.first_used_at <= ?2 AND (tu.last_used_at IS NULL OR tu.last_used_at <= ?2) AND ",
    goes_on!("?1"),
    " GROUP BY u.id LIMIT ?3"
);

/// Those that are silent, one of each system user.
pub async fn silent(db: &impl Db, now: Instant, limit: i64) -> Result<Vec<SilentRow>, DbError> {
    let rows = db.query(&Query::new(SILENT, params![now, now.plus(-SILENCE), limit])).await?;
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
     WHERE id = ?1 AND version = ?2 AND NOT EXISTS (SELECT 1 FROM token_use WHERE token_id = ?1 AND last_used_at > ?3) \
       AND EXISTS (SELECT 1 FROM token s WHERE s.id = token.successor_id AND ",
    goes_on!("?4"),
    ")"
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
    change.push(STILL, params![row.token.as_str(), row.version, at.plus(-SILENCE), at, event]);
    change.expect_one("moved");
    change
}
