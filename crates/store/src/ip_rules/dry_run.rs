//! Who would be locked out: everybody with the lists that count for them, and where they were last.

use domain::network::Network;
use domain::permission::AccountManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::db::{DbError, Reading, Row};
use crate::params;

/// Somebody, with what is known of where they come from.
#[derive(Debug, Clone)]
pub struct Known {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The networks that are listed for them alone.
    pub own: Vec<Network>,
    /// From where they came last; none when they were not here, or nobody named it.
    pub ip: Option<String>,
    /// When that was.
    pub at: Option<Instant>,
}

/// How many are read at once.
pub const PAGE: i64 = 2_000;

// The lateral joins of SQLite are subqueries: one row by index for each.
const PEOPLE: &str = "SELECT p.id, p.name, \
       (SELECT json_group_array(network) FROM ip_rule WHERE account_id = p.account_id AND applies_to = 'person' AND subject_id = p.id), \
       s.ip, s.last_seen_at \
     FROM person p LEFT JOIN session s ON s.id = (SELECT id FROM session WHERE person_id = p.id AND ip IS NOT NULL ORDER BY last_seen_at DESC LIMIT 1) \
     WHERE p.account_id = ?1 AND p.status = 'active' AND p.id > ?2 ORDER BY p.id LIMIT ?3";
const SYSTEM_USERS: &str = "SELECT u.id, u.username, \
       (SELECT json_group_array(network) FROM ip_rule WHERE account_id = u.account_id AND applies_to = 'system_user' AND subject_id = u.id), \
       s.last_used_ip, s.last_used_at \
     FROM system_user u LEFT JOIN system_user_use s ON s.system_user_id = u.id \
     WHERE u.account_id = ?1 AND u.status = 'active' AND u.id > ?2 ORDER BY u.id LIMIT ?3";

fn read(mut row: Row) -> Result<Known, DbError> {
    Ok(Known { id: row.text()?, name: row.text()?, own: row.json()?, ip: row.opt_text()?, at: row.opt_at()? })
}

fn page(sql: &'static str, can: &Can<AccountManage>, after: &str) -> Reading<Vec<Known>> {
    let params = params![can.account().as_str(), after, PAGE];
    Reading::new(sql, params, |rows| rows.into_iter().map(read).collect())
}

/// Some active people after this one, by id.
pub fn people(can: &Can<AccountManage>, after: &str) -> Reading<Vec<Known>> {
    page(PEOPLE, can, after)
}

/// Some active system users after this one, by id.
pub fn system_users(can: &Can<AccountManage>, after: &str) -> Reading<Vec<Known>> {
    page(SYSTEM_USERS, can, after)
}
