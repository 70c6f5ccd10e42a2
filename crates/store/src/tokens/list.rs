//! Tokens over all system users: by who holds them, to whom they were shown, and by their end.

use domain::environment::Environment;
use domain::ids::{SystemUserId, TokenId, UserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;
use domain::token::KEPT_OVER;

use super::{Stored, TokenRow, goes_on, token_json};
use crate::change::Change;
use crate::db::{AFTER_ALL_IDS, Db, DbError, Query, Reading, Row, Sealed, Statement};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};
use crate::sessions::Upkeep;

/// A token with its system user.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// The token.
    pub token: TokenRow,
    /// Whose.
    pub system_user: SystemUserId,
    /// Its username.
    pub username: String,
    /// Its status.
    pub status: Status,
}

/// Which tokens.
#[derive(Debug, Default)]
pub struct ListFilter<'a> {
    /// Held by this vendor or system.
    pub holder: Option<&'a str>,
    /// Shown to this person.
    pub shown_to: Option<&'a UserId>,
    /// Of this environment.
    pub environment: Option<Environment>,
    /// That end before this.
    pub ends_before: Option<Instant>,
    /// Accepted at this time; all where it is not asked.
    pub accepted_at: Option<Instant>,
}

macro_rules! held_sql {
    ($index:literal, $where:expr) => {
        concat!(
            "SELECT ",
            token_json!(),
            ", u.id AS system_user_id, u.username, u.status \
             FROM token t ",
            $index,
            " CROSS JOIN system_user u ON u.id = t.system_user_id \
             LEFT JOIN token_use tu ON tu.token_id = t.id \
             WHERE t.account_id = ?1 ->> 'account' AND ",
            $where,
            " AND ",
            in_scope!("u.account_id", "u.subaccount_id")
        )
    };
}

macro_rules! list_sql {
    ($index:literal, $of:literal) => {
        concat!(
            held_sql!($index, concat!($of, " AND t.id < ?2")),
            " AND (?4 IS NULL OR t.holder_key = ?4) AND (?5 IS NULL OR t.created_by = ?5) AND (?8 IS NULL OR u.environment = ?8) \
             AND (?6 IS NULL OR min(coalesce(t.revoked_at, ?6), coalesce(t.expires_at, ?6)) < ?6) \
             AND (?7 IS NULL OR ", goes_on!("t.", "?7"), ") ORDER BY t.id DESC LIMIT ?3"
        )
    };
}

const ALL: &str = list_sql!("INDEXED BY token_by_account", "?4 IS NULL AND ?5 IS NULL");
const OF_HOLDER: &str = list_sql!("INDEXED BY token_by_holder", "t.holder_key = ?4");
const SHOWN_TO: &str = list_sql!("INDEXED BY token_by_creator", "t.created_by = ?5");

// Of those that are accepted: past rows that ended long ago nobody has to go. What ended since the clock's last round is there
// still, and left out by its end.
const OPEN: &str = list_sql!("INDEXED BY token_open_by_account", "t.is_over = 0 AND ?4 IS NULL AND ?5 IS NULL");
const OPEN_OF_HOLDER: &str = list_sql!("INDEXED BY token_open_by_holder", "t.is_over = 0 AND t.holder_key = ?4");
const OPEN_SHOWN_TO: &str = list_sql!("INDEXED BY token_open_by_creator", "t.is_over = 0 AND t.created_by = ?5");

fn read(mut row: Row) -> Result<HeldRow, DbError> {
    let token: Stored = row.json()?;
    Ok(HeldRow { token: token.into(), system_user: row.parse()?, username: row.text()?, status: row.parse()? })
}

/// A page of the tokens of the system users that the permission reaches, the newest first.
pub fn list(
    can: &Can<SystemUsersManage>,
    filter: &ListFilter<'_>,
    after: Option<&str>,
    limit: i64,
) -> Reading<Vec<HeldRow>> {
    let sql = match (filter.holder, filter.shown_to, filter.accepted_at) {
        (Some(_), _, None) => OF_HOLDER,
        (None, Some(_), None) => SHOWN_TO,
        (None, None, None) => ALL,
        (Some(_), _, Some(_)) => OPEN_OF_HOLDER,
        (None, Some(_), Some(_)) => OPEN_SHOWN_TO,
        (None, None, Some(_)) => OPEN,
    };
    let params = params![
        scope(can),
        after.unwrap_or(AFTER_ALL_IDS),
        limit,
        filter.holder.map(sort_key),
        filter.shown_to.map(UserId::as_str),
        filter.ends_before,
        filter.accepted_at,
        filter.environment.map(Environment::as_str),
    ];
    Reading::new(sql, params, |rows| rows.into_iter().map(read).collect())
}

const NAMED: &str = held_sql!("", "t.id IN (SELECT value FROM json_each(?2))");

/// The tokens of these ids, as far as there are such and the permission reaches them.
pub fn held(can: &Can<SystemUsersManage>, ids: &[TokenId]) -> Reading<Vec<HeldRow>> {
    let params = params![scope(can), json_ids(ids.iter().map(TokenId::as_str))];
    Reading::new(NAMED, params, |rows| rows.into_iter().map(read).collect())
}

// One that took the place of another is let go after it: what is told of that one goes by those that came after it.
const OVER: &str = "SELECT account_id, json_group_array(id) FROM (SELECT account_id, id FROM token INDEXED BY token_over_by_end \
     WHERE is_over = 1 AND min(coalesce(revoked_at, 9007199254740991), coalesce(expires_at, 9007199254740991)) <= ?1 \
       AND NOT EXISTS (SELECT 1 FROM token before INDEXED BY token_by_successor WHERE before.successor_id = token.id) LIMIT ?2) GROUP BY account_id";
const DELETE_OVER: &str =
    "DELETE FROM token WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND is_over = 1";
/// How many tokens are cleared away at once.
const OVER_AT_ONCE: i64 = 500;

/// Some of the tokens that ended long ago, by account.
pub async fn over(db: &impl Db, now: Instant) -> Result<Vec<(Upkeep, Vec<String>)>, DbError> {
    let rows = db.query(&Query::new(OVER, params![now.plus(-KEPT_OVER), OVER_AT_ONCE])).await?;
    rows.into_iter().map(|mut row| Ok((Upkeep::of(row.parse()?), row.json()?))).collect()
}

/// Clears these of an account's tokens away, with what depends on them.
pub fn delete_over(change: &mut Change, ids: &[String]) {
    let ids = json_ids(ids.iter().map(String::as_str));
    change.push(DELETE_OVER, params![change.account().as_str(), ids]);
}

// `min` is the earlier end; a token without one comes last.
const MARK: &str = "UPDATE token SET is_over = 1 WHERE id IN (SELECT id FROM token INDEXED BY token_open_by_end \
     WHERE is_over = 0 AND min(coalesce(revoked_at, 9007199254740991), coalesce(expires_at, 9007199254740991)) <= ?1 LIMIT 500)";

/// Takes those that have ended out of the indexes of those that have not, some hundreds at a time.
pub fn mark_over(now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: MARK, params: params![now] }])
}
