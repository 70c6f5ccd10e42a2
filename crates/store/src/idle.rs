//! System users that were not used for long, and switching them off together.

use domain::environment::Environment;
use domain::ids::SystemUserId;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{DbError, Reading, Row};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};
use crate::tokens::goes_on;

/// One that was not used since.
#[derive(Debug, Clone)]
pub struct IdleRow {
    /// The id.
    pub id: SystemUserId,
    /// The username.
    pub username: String,
    /// Test or live.
    pub environment: Environment,
    /// What it is for; empty where nobody said.
    pub purpose: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last used.
    pub last_used_at: Option<Instant>,
    /// How many of its tokens are accepted.
    pub tokens: i64,
}

// Never used is idle since it was made. ?2 is the time since which there was no use, ?3 now.
macro_rules! idle_sql {
    ($where:literal, $end:literal) => {
        concat!(
            "SELECT su.id, su.username, su.environment, su.purpose, su.created_at, nullif(su.last_used_key, 0), \
               (SELECT count(*) FROM token t WHERE t.system_user_id = su.id AND ", goes_on!("t.", "?3"), ") \
             FROM system_user su INDEXED BY system_user_by_status_last_used \
             WHERE su.account_id = ?1 ->> 'account' AND su.status = 'active' AND su.last_used_key <= ?2 AND su.created_at <= ?2 AND ",
            $where,
            " AND ",
            in_scope!("su.account_id", "su.subaccount_id"),
            $end
        )
    };
}

const IDLE: &str = idle_sql!("?4 > 0", " ORDER BY su.last_used_key, su.id LIMIT ?4");
const THESE: &str = idle_sql!("su.id IN (SELECT value FROM json_each(?4))", "");

fn read(mut row: Row) -> Result<IdleRow, DbError> {
    Ok(IdleRow {
        id: row.parse()?,
        username: row.text()?,
        environment: row.parse()?,
        purpose: row.text()?,
        created_at: row.at()?,
        last_used_at: row.opt_at()?,
        tokens: row.int()?,
    })
}

/// Active ones that were not used since, those first that were never used, at most `limit`.
pub fn idle(can: &Can<SystemUsersManage>, since: Instant, now: Instant, limit: i64) -> Reading<Vec<IdleRow>> {
    Reading::new(IDLE, params![scope(can), since, now, limit], |rows| rows.into_iter().map(read).collect())
}

/// Those of these ids that are idle.
pub fn idle_of(
    can: &Can<SystemUsersManage>,
    since: Instant,
    now: Instant,
    ids: &[SystemUserId],
) -> Reading<Vec<IdleRow>> {
    let ids = json_ids(ids.iter().map(SystemUserId::as_str));
    Reading::new(THESE, params![scope(can), since, now, ids], |rows| rows.into_iter().map(read).collect())
}

const SWITCH_OFF: &str = concat!(
    "UPDATE system_user SET status = 'inactive', generation = generation + 1, version = version + 1, event_id = ?4 \
     WHERE id = ?2 AND status = 'active' AND last_used_key <= ?3 AND created_at <= ?3 AND ",
    in_scope!("account_id", "subaccount_id")
);

/// Switches one off that is idle still (guard `moved`: it was used, or switched off, meanwhile).
pub fn switch_off(change: &mut Change, can: &Can<SystemUsersManage>, id: &SystemUserId, since: Instant) {
    let event = change.event().to_string();
    change.push(SWITCH_OFF, params![scope(can), id.as_str(), since, event]);
    change.expect_one("moved");
}
