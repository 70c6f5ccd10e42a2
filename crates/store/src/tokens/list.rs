//! Tokens over all system users: by who holds them, to whom they were shown, and by their end.

use domain::environment::Environment;
use domain::ids::{SystemUserId, TokenId, UserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;

use super::{Stored, TokenRow, token_json};
use crate::db::{AFTER_ALL_IDS, DbError, Reading, Row};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};

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
    /// Name and status now of whoever saw the token; none when they left.
    pub shown_to: Option<(String, Status)>,
    /// Their name when they generated it.
    pub shown_to_then: String,
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
            ", u.id AS system_user_id, u.username, u.status, p.name, p.status AS person_status, \
               CASE WHEN p.id IS NULL THEN (SELECT e.actor_name FROM audit_event e INDEXED BY audit_event_by_actor \
                 WHERE e.account_id = t.account_id AND e.actor_id = t.created_by ORDER BY e.id DESC LIMIT 1) END \
             FROM token t ",
            $index,
            " CROSS JOIN system_user u ON u.id = t.system_user_id \
             LEFT JOIN token_use tu ON tu.token_id = t.id \
             LEFT JOIN person p ON p.account_id = t.account_id AND p.id = t.created_by \
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
             AND (?7 IS NULL OR min(coalesce(t.revoked_at, ?7 + 1), coalesce(t.expires_at, ?7 + 1)) > ?7) ORDER BY t.id DESC LIMIT ?3"
        )
    };
}

const ALL: &str = list_sql!("INDEXED BY token_by_account", "?4 IS NULL AND ?5 IS NULL");
const OF_HOLDER: &str = list_sql!("INDEXED BY token_by_holder", "t.holder_key = ?4");
const SHOWN_TO: &str = list_sql!("INDEXED BY token_by_creator", "t.created_by = ?5");

fn read(mut row: Row) -> Result<HeldRow, DbError> {
    let token: Stored = row.json()?;
    Ok(HeldRow {
        token: token.into(),
        system_user: row.parse()?,
        username: row.text()?,
        status: row.parse()?,
        shown_to: row.opt_text()?.zip(row.opt_parse()?),
        shown_to_then: row.opt_text()?.unwrap_or_default(),
    })
}

/// A page of the tokens of the system users that the permission reaches, the newest first.
pub fn list(
    can: &Can<SystemUsersManage>,
    filter: &ListFilter<'_>,
    after: Option<&str>,
    limit: i64,
) -> Reading<Vec<HeldRow>> {
    let sql = match (filter.holder, filter.shown_to) {
        (Some(_), _) => OF_HOLDER,
        (None, Some(_)) => SHOWN_TO,
        (None, None) => ALL,
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
