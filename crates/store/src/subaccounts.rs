//! Subaccounts.

use domain::audit::Detail;
use domain::environment::Environment;
use domain::ids::{SubaccountId, SystemUserId, UserId};
use domain::permission::{SubaccountsManage, SubaccountsRead, SystemUsersManage};
use domain::principal::Can;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;

use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{Db, DbError, Query, Reading, Row};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};

/// A subaccount as stored, with the system user that it has.
#[derive(Debug, Clone)]
pub struct SubaccountRow {
    /// The id.
    pub id: SubaccountId,
    /// The name.
    pub name: String,
    /// The reference name.
    pub reference_name: String,
    /// Test or live.
    pub environment: Environment,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
    /// The key of the name, for the cursor of the list.
    pub name_key: String,
    /// Its system user: id, username, status.
    pub system_user: Option<(SystemUserId, String, Status)>,
}

const LIST: &str = "SELECT s.id, s.name, s.reference_name, s.environment, s.version, s.created_at, s.name_key, u.id, u.username, u.status \
     FROM subaccount s INDEXED BY subaccount_by_name LEFT JOIN system_user u ON u.account_id = s.account_id AND u.subaccount_id = s.id \
     WHERE s.account_id = ?1 AND (?6 IS NULL OR s.id IN (SELECT subaccount_id FROM person_subaccount WHERE person_id = ?6)) \
       AND (?2 IS NULL OR instr(replace(s.name_key, char(63743), ''), ?2) > 0 \
         OR instr(replace(s.reference_name_key, char(63743), ''), ?2) > 0) \
       AND (?7 IS NULL OR s.environment = ?7) AND (s.name_key, s.id) > (?3, ?4) \
     ORDER BY s.name_key, s.id LIMIT ?5";

const GET: &str = concat!(
    "SELECT s.id, s.name, s.reference_name, s.environment, s.version, s.created_at, s.name_key, u.id AS system_user_id, u.username, u.status \
     FROM subaccount s LEFT JOIN system_user u ON u.account_id = s.account_id AND u.subaccount_id = s.id \
     WHERE s.id = ?2 AND ",
    in_scope!("s.account_id", "s.id")
);

fn read(mut row: Row) -> Result<SubaccountRow, DbError> {
    let id = row.parse()?;
    let name = row.text()?;
    let reference_name = row.text()?;
    let environment = row.parse()?;
    let version = row.int()?;
    let created_at = row.at()?;
    let name_key = row.text()?;
    let system_user = match row.opt_parse::<SystemUserId>()? {
        Some(id) => Some((id, row.text()?, row.parse()?)),
        None => None,
    };
    Ok(SubaccountRow { id, name, reference_name, environment, version, created_at, name_key, system_user })
}

/// A page of the list by name; `after` is the key and id of the last one seen, `search` a key of a part of a name.
pub async fn list(
    db: &impl Db,
    can: &Can<SubaccountsRead>,
    (search, environment): (Option<&str>, Option<Environment>),
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<SubaccountRow>, DbError> {
    let (key, id) = after.unwrap_or_default();
    let params = params![
        can.account().as_str(),
        search,
        key,
        id,
        limit,
        can.within().map(UserId::as_str),
        environment.map(Environment::as_str)
    ];
    db.query(&Query::new(LIST, params)).await?.into_iter().map(read).collect()
}

/// One subaccount; none when there is none of this id in the account.
pub fn get(can: &Can<SubaccountsManage>, id: &SubaccountId) -> Reading<Option<SubaccountRow>> {
    Reading::first(GET, params![scope(can), id.as_str()], read)
}

/// One subaccount, for those who put a system user on it.
pub fn named(can: &Can<SystemUsersManage>, id: &SubaccountId) -> Reading<Option<SubaccountRow>> {
    Reading::first(GET, params![scope(can), id.as_str()], read)
}

const THESE: &str = concat!(
    "SELECT s.id, s.name, s.environment FROM subaccount s WHERE s.id IN (SELECT value FROM json_each(?2)) AND ",
    in_scope!("s.account_id", "s.id"),
    " ORDER BY s.name_key, s.id"
);

/// Those of the subaccounts that there are, by name: for those who let a token reach them alone.
pub fn these(can: &Can<SystemUsersManage>, ids: &[SubaccountId]) -> Reading<Vec<(SubaccountId, String, Environment)>> {
    let ids = json_ids(ids.iter().map(SubaccountId::as_str));
    Reading::new(THESE, params![scope(can), ids], |rows| {
        rows.into_iter().map(|mut row| Ok((row.parse()?, row.text()?, row.parse()?))).collect()
    })
}

const INSERT: &str = "INSERT INTO subaccount (id, account_id, name, reference_name, created_at, event_id, name_key, reference_name_key, folded, environment) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9)";

/// The unique rule on reference names, as [`crate::DbError::is_unique`] knows it.
pub const UNIQUE_REFERENCE_NAME: &str = "subaccount.reference_name";

/// Makes a subaccount.
pub fn insert(
    change: &mut Change,
    _: &Can<SubaccountsManage>,
    id: &SubaccountId,
    (name, reference_name): (&str, &str),
    environment: Environment,
) {
    let params = params![
        id.as_str(),
        change.account().as_str(),
        name,
        reference_name,
        change.at(),
        change.event().as_str(),
        sort_key(name),
        sort_key(reference_name),
        environment.as_str(),
    ];
    change.push(INSERT, params);
}

const BEFORE: &str = audit_with_before!(
    "SELECT json_object('name', name, 'reference_name', reference_name) FROM subaccount WHERE account_id = ?2 AND id = ?8"
);

/// Begins a change of a subaccount; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<SubaccountsManage>, stamp: Stamp, id: &SubaccountId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

const THERE: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM subaccount WHERE id = ?2 AND ",
    in_scope!("account_id", "id"),
    "), 'not_found'"
);
const UPDATE: &str = "UPDATE subaccount SET name = coalesce(?3, name), reference_name = coalesce(?4, reference_name), \
     name_key = coalesce(?7, name_key), reference_name_key = coalesce(?8, reference_name_key), version = version + 1, \
     event_id = ?5 WHERE account_id = ?1 AND id = ?2 AND version = ?6";

/// Renames a subaccount, if the version is still the one that was seen (guards `not_found`, `stale`).
pub fn update(
    change: &mut Change,
    can: &Can<SubaccountsManage>,
    id: &SubaccountId,
    name: Option<&str>,
    reference_name: Option<&str>,
    seen: i64,
) {
    change.push(THERE, params![scope(can), id.as_str()]);
    let params = params![
        can.account().as_str(),
        id.as_str(),
        name,
        reference_name,
        change.event().as_str(),
        seen,
        name.map(sort_key),
        reference_name.map(sort_key),
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const DELETE: &str = concat!("DELETE FROM subaccount WHERE id = ?2 AND ", in_scope!("account_id", "id"));

/// Deletes a subaccount; the foreign key refuses while a system user belongs to it (guard `not_found`).
pub fn delete(change: &mut Change, can: &Can<SubaccountsManage>, id: &SubaccountId) {
    change.push(DELETE, params![scope(can), id.as_str()]);
    change.expect_one("not_found");
}
