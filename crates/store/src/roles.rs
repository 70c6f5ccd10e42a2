//! Custom roles.

use domain::ids::AccountId;
use domain::permission::RolesManage;
use domain::principal::{Can, SeePeople};
use domain::role::{BuiltIn, Grants, Role, RoleId};
use domain::sort_key::sort_key;

use crate::change::Change;
use crate::db::{Db, DbError, Query, Reading, Row};
use crate::params;
use crate::people::{json_ids, read_grants};
use crate::seen::{self, Seen};

/// A custom role as stored.
#[derive(Debug, Clone)]
pub struct RoleRow {
    /// The id.
    pub id: RoleId,
    /// The name.
    pub name: String,
    /// A sentence.
    pub description: String,
    /// What it holds.
    pub grants: Grants,
    /// Counts up with each change.
    pub version: i64,
    /// How many people have it.
    pub people: i64,
    /// The key of the name, for the cursor of the list.
    pub name_key: String,
}

impl RoleRow {
    /// As a person has it.
    pub fn role(&self) -> Role {
        Role { id: self.id.clone(), name: self.name.clone(), grants: self.grants.clone(), version: self.version }
    }
}

const LIST: &str = "SELECT r.id, r.name, r.description, r.grants, r.version, \
     (SELECT count(*) FROM person p WHERE p.account_id = r.account_id AND p.role = r.id), r.name_key \
     FROM role r INDEXED BY role_by_name WHERE r.account_id = ?1 AND (r.name_key, r.id) > (?2, ?3) \
       AND (?5 IS NULL OR instr(replace(r.name_key, char(63743), ''), ?5) > 0) ORDER BY r.name_key, r.id LIMIT ?4";
const GET: &str = "SELECT r.id, r.name, r.description, r.grants, r.version, \
     (SELECT count(*) FROM person p WHERE p.account_id = r.account_id AND p.role = r.id), r.name_key \
     FROM role r WHERE r.account_id = ?1 AND r.id = ?2";

fn read(mut row: Row) -> Result<RoleRow, DbError> {
    Ok(RoleRow {
        id: row.parse()?,
        name: row.text()?,
        description: row.text()?,
        grants: read_grants(&row.text()?)?,
        version: row.int()?,
        people: row.int()?,
        name_key: row.text()?,
    })
}

/// A page of the custom roles by name, after the key and id of the last one seen; `search` is a key of a part of the
/// name.
pub async fn list<P>(
    db: &impl Db,
    can: &Can<P>,
    search: Option<&str>,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<RoleRow>, DbError> {
    let (key, id) = after.unwrap_or_default();
    let params = params![can.account().as_str(), key, id, limit, search];
    db.query(&Query::new(LIST, params)).await?.into_iter().map(read).collect()
}

const NAMED: &str = "SELECT r.id, r.name, r.description, r.grants, r.version, 0, r.name_key FROM role r WHERE r.account_id = ?1 \
     AND (r.id IN (SELECT value FROM json_each(?2)) OR r.name_key IN (SELECT value FROM json_each(?3)))";

/// The custom roles of these ids and of these names, without the number of their people.
pub async fn named<P>(db: &impl Db, can: &Can<P>, texts: &[&str]) -> Result<Vec<RoleRow>, DbError> {
    let keys: Vec<String> = texts.iter().map(|text| sort_key(text)).collect();
    let (ids, keys) = (json_ids(texts.iter().copied()), json_ids(keys.iter().map(String::as_str)));
    db.query(&Query::new(NAMED, params![can.account().as_str(), ids, keys])).await?.into_iter().map(read).collect()
}

fn by_id(account: &AccountId, id: &RoleId) -> Reading<Option<Seen<RoleRow>>> {
    Reading::first(GET, params![account.as_str(), id.as_str()], |row| {
        let row = read(row)?;
        let still = seen::role(&row.role());
        Ok(Seen::new(row, still))
    })
}

/// One custom role, for those who give roles.
pub fn get<P>(can: &Can<P>, id: &RoleId) -> Reading<Option<Seen<RoleRow>>> {
    by_id(can.account(), id)
}

/// A custom role of a list, to be given to somebody.
pub fn seen(row: &RoleRow) -> Seen<Role> {
    let role = row.role();
    let still = seen::role(&role);
    Seen::new(role, still)
}

/// A role that came with something else that was read.
pub fn seen_with(role: &Role) -> Seen<Role> {
    Seen::new(role.clone(), seen::role(role))
}

/// A built-in role: the same for ever.
pub fn built_in(role: BuiltIn) -> Seen<Role> {
    let role = Role::from(role);
    let still = seen::role(&role);
    Seen::new(role, still)
}

const BEYOND: &str = "SELECT EXISTS (SELECT 1 FROM person p JOIN person_subaccount o ON o.person_id = p.id \
     WHERE p.account_id = ?1 AND p.role = ?2 AND o.subaccount_id NOT IN (SELECT subaccount_id FROM person_subaccount WHERE person_id = ?3)) AS beyond";

/// Has somebody of this role a subaccount that is not the caller's own?
pub fn reaches_beyond(can: &Can<RolesManage>, id: &RoleId) -> Reading<bool> {
    Reading::first(BEYOND, params![can.account().as_str(), id.stored(), can.human().user.as_str()], |mut row| row.int())
        .map(|found| Ok(found == Some(1)))
}

const COUNT: &str = "SELECT role, count(*) FROM person WHERE account_id = ?1 AND role NOT LIKE 'role%' GROUP BY role";

/// How many people have each built-in role.
pub async fn count_built_in(db: &impl Db, can: &Can<SeePeople>) -> Result<Vec<(BuiltIn, i64)>, DbError> {
    let rows = db.query(&Query::new(COUNT, params![can.account().as_str()])).await?;
    let counts = rows.into_iter().map(|mut row| Ok((row.text()?, row.int()?))).collect::<Result<Vec<_>, DbError>>()?;
    Ok(counts.into_iter().filter_map(|(role, n)| Some((BuiltIn::parse(&role)?, n))).collect())
}

fn json(grants: &Grants) -> String {
    serde_json::to_string(grants).unwrap_or_default()
}

const INSERT: &str = "INSERT INTO role (id, account_id, name, description, grants, created_at, event_id, name_key, folded) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)";

/// The unique rule on names, as [`crate::DbError::is_unique`] knows it.
pub const UNIQUE_NAME: &str = "role.name";

/// Makes a role.
pub fn insert(change: &mut Change, _: &Can<RolesManage>, id: &RoleId, name: &str, description: &str, grants: &Grants) {
    let params = params![
        id.as_str(),
        change.account().as_str(),
        name,
        description,
        json(grants),
        change.at(),
        change.event().as_str(),
        sort_key(name),
    ];
    change.push(INSERT, params);
}

const UPDATE: &str = "UPDATE role SET name = coalesce(?3, name), name_key = coalesce(?8, name_key), \
     folded = CASE WHEN ?8 IS NULL THEN folded ELSE 1 END, description = coalesce(?4, description), grants = coalesce(?5, grants), \
     version = version + 1, event_id = ?6 WHERE account_id = ?1 AND id = ?2 AND version = ?7";

/// Changes a role, if the version is still the one that was seen (guard `stale`).
pub fn update(
    change: &mut Change,
    can: &Can<RolesManage>,
    role: &Seen<RoleRow>,
    name: Option<&str>,
    description: Option<&str>,
    grants: Option<&Grants>,
    seen: i64,
) {
    change.rely_on(role);
    let params = params![
        can.account().as_str(),
        role.id.as_str(),
        name,
        description,
        grants.map(json),
        change.event().as_str(),
        seen,
        name.map(sort_key),
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const REASSIGN: &str =
    "UPDATE person SET role = ?3, version = version + 1, event_id = ?4 WHERE account_id = ?1 AND role = ?2";
const REASSIGN_INVITED: &str = "UPDATE invitation SET role = ?3, event_id = ?4 WHERE account_id = ?1 AND role = ?2";
const DELETE: &str = "DELETE FROM role WHERE account_id = ?1 AND id = ?2";

/// Deletes a role; its people and pending invitations get another one first, if one is named (guard `not_found`,
/// invariant `role_in_use`).
pub fn delete(change: &mut Change, can: &Can<RolesManage>, role: &Seen<RoleRow>, reassign_to: Option<&Seen<Role>>) {
    change.rely_on(role);
    let id = &role.id;
    let (account, event) = (can.account().as_str(), change.event().to_string());
    if let Some(to) = reassign_to {
        change.rely_on(to);
        change.push(REASSIGN, params![account, id.stored(), to.id.stored(), event.as_str()]);
        change.push(REASSIGN_INVITED, params![account, id.stored(), to.id.stored(), event]);
    }
    change.push(DELETE, params![account, id.as_str()]);
    change.expect_one("not_found");
}
