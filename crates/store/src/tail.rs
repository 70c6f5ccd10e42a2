//! Calls of a system user while somebody watches: switched on for some minutes, kept for an hour. Figures, not changes.

use domain::ids::{CredentialId, SystemUserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::{HOUR, Instant};
use serde::{Deserialize, Serialize};

use crate::db::{AFTER_ALL_NUMBERS, DbError, Reading, Row, Sealed, Statement};
use crate::params;
use crate::scope::{in_scope, scope};

/// A call that was seen. No secret is in it, and nothing of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The call, by its name in the table of endpoints.
    pub call: String,
    /// The status of the answer.
    pub status: u16,
    /// Why it was refused, when it was.
    pub code: Option<String>,
    /// From where.
    pub ip: Option<String>,
    /// With which token.
    pub token: CredentialId,
    /// How long it took, in milliseconds.
    pub took: i64,
    /// How many more calls were seen by then and are no lines of their own.
    pub left_out: i64,
}

/// A line as it is written.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    /// Whose call.
    pub system_user: SystemUserId,
    /// When, in milliseconds.
    pub at: i64,
    /// The rest.
    pub line: Line,
}

/// A line as it is read.
#[derive(Debug)]
pub struct LineRow {
    /// Its position.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// The rest.
    pub line: Line,
    /// The token's name and end, while there is such a token.
    pub token: Option<(String, String)>,
}

const START: &str = concat!(
    "INSERT INTO tail (system_user_id, until) SELECT id, CAST(?3 AS INTEGER) FROM system_user WHERE id = ?2 AND ",
    in_scope!("account_id", "subaccount_id"),
    " ON CONFLICT (system_user_id) DO UPDATE SET until = max(until, excluded.until)"
);

/// Lets isolates write what they see of a system user until then.
pub fn start(can: &Can<SystemUsersManage>, id: &SystemUserId, until: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: START, params: params![scope(can), id.as_str(), until] }])
}

/// How many are watched at a time at the most.
const MOST: i64 = 1_000;
const ON: &str = "SELECT system_user_id, until FROM tail WHERE until > ?1 ORDER BY until DESC LIMIT ?2";

/// Whose calls are watched now, and until when.
pub(crate) fn on(now: Instant) -> Reading<Vec<(SystemUserId, Instant)>> {
    Reading::new(ON, params![now, MOST], |rows| rows.into_iter().map(|mut row| Ok((row.parse()?, row.at()?))).collect())
}

const WRITE: &str = "INSERT INTO tail_line (system_user_id, at, line) SELECT u.id, l.value ->> 'at', l.value -> 'line' \
     FROM json_each(?1) AS l JOIN system_user AS u ON u.id = l.value ->> 'system_user' ORDER BY l.key";

/// Writes lines, in one statement.
pub fn write(lines: &[Seen]) -> Sealed {
    let lines = serde_json::to_string(lines).unwrap_or_default();
    Sealed::figures(vec![Statement { sql: WRITE, params: params![lines] }])
}

const UNTIL: &str = concat!(
    "SELECT (SELECT until FROM tail WHERE system_user_id = system_user.id AND until > ?3) FROM system_user WHERE id = ?2 AND ",
    in_scope!("account_id", "subaccount_id")
);
const NEWEST: &str = "SELECT l.id, l.at, l.line, coalesce(t.name, k.name, r.name) AS name, coalesce(t.tail, b.tail, '') AS tail FROM tail_line l LEFT JOIN token t ON t.id = l.line ->> 'token' LEFT JOIN client_key k ON k.id = l.line ->> 'token' LEFT JOIN bought_token b ON b.id = l.line ->> 'token' LEFT JOIN trust_rule r ON r.id = coalesce(b.rule_id, l.line ->> 'token') \
     WHERE l.system_user_id = ?1 AND l.at > ?2 AND l.id < ?3 ORDER BY l.id DESC LIMIT ?4";
const AFTER: &str = "SELECT l.id, l.at, l.line, coalesce(t.name, k.name, r.name) AS name, coalesce(t.tail, b.tail, '') AS tail FROM tail_line l LEFT JOIN token t ON t.id = l.line ->> 'token' LEFT JOIN client_key k ON k.id = l.line ->> 'token' LEFT JOIN bought_token b ON b.id = l.line ->> 'token' LEFT JOIN trust_rule r ON r.id = coalesce(b.rule_id, l.line ->> 'token') \
     WHERE l.system_user_id = ?1 AND l.at > ?2 AND l.id > ?3 ORDER BY l.id LIMIT ?4";

/// How long lines are shown and kept, in milliseconds.
pub const KEEP: i64 = HOUR;

/// Until when it is watched, in what is there only if there is such a system user within reach; and the lines after a
/// position, or the newest, the oldest of them first.
#[allow(clippy::type_complexity, reason = "two readings for one trip")]
pub fn of_system_user(
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    after: Option<i64>,
    now: Instant,
    limit: i64,
) -> (Reading<Option<Option<Instant>>>, Reading<Vec<LineRow>>) {
    let until = Reading::first(UNTIL, params![scope(can), id.as_str(), now], |mut row| row.opt_at());
    let (sql, from) = after.map_or((NEWEST, AFTER_ALL_NUMBERS), |after| (AFTER, after));
    let lines = Reading::new(sql, params![id.as_str(), now.plus(-KEEP), from, limit], |rows| {
        let mut lines = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        lines.sort_unstable_by_key(|line| line.id);
        Ok(lines)
    });
    (until, lines)
}

fn read(mut row: Row) -> Result<LineRow, DbError> {
    Ok(LineRow { id: row.int()?, at: row.at()?, line: row.json()?, token: row.opt_text()?.zip(row.opt_text()?) })
}

/// How many rows a round clears away.
const ROWS: i64 = 5_000;
const PURGE: &str = "DELETE FROM tail_line WHERE id IN (SELECT id FROM tail_line WHERE at <= ?1 ORDER BY at LIMIT ?2)";
const PURGE_ENDED: &str = "DELETE FROM tail WHERE until <= ?1";

/// Clears lines away that are older than an hour, and what nobody watches any more.
pub fn purge(now: Instant) -> Sealed {
    Sealed::figures(vec![
        Statement { sql: PURGE, params: params![now.plus(-KEEP), ROWS] },
        Statement { sql: PURGE_ENDED, params: params![now] },
    ])
}
