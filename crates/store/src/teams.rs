//! Teams, their members and supervisors.

use domain::audit::Detail;
use domain::ids::{TeamId, UserId};
use domain::permission::TeamsManage;
use domain::principal::Can;
use domain::sort_key::sort_key;
use domain::time::Instant;

use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{Db, DbError, Query, Reading, Row};
use crate::params;
use crate::people::json_ids;

/// A team as stored, with its first members.
#[derive(Debug, Clone)]
pub struct TeamRow {
    /// The id.
    pub id: TeamId,
    /// The name.
    pub name: String,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
    /// How many members it has.
    pub member_count: i64,
    /// Members: id, name, supervisor.
    pub members: Vec<(UserId, String, bool)>,
    /// The key of the name, for the cursor of the list.
    pub name_key: String,
}

macro_rules! team_columns {
    ($members:literal) => {
        concat!(
            "SELECT t.id, t.name, t.version, t.created_at, (SELECT count(*) FROM team_member m WHERE m.team_id = t.id), \
             (SELECT json_group_array(json_array(id, name, supervisor)) FROM (SELECT p.id, p.name, m.supervisor \
               FROM team_member m INDEXED BY team_member_by_name CROSS JOIN person p ON p.id = m.person_id \
               WHERE m.team_id = t.id ORDER BY m.name_key, m.person_id LIMIT ",
            $members,
            ")), t.name_key FROM team t WHERE t.account_id = ?1 "
        )
    };
}

const LIST: &str = concat!(
    team_columns!("5"),
    "AND (t.name_key, t.id) > (?2, ?3) AND (?5 IS NULL OR instr(replace(t.name_key, char(63743), ''), ?5) > 0) \
     ORDER BY t.name_key, t.id LIMIT ?4"
);
const GET: &str = concat!(team_columns!("1000"), "AND t.id = ?2");

fn read(mut row: Row) -> Result<TeamRow, DbError> {
    let (id, name, version, created_at, member_count) = (row.parse()?, row.text()?, row.int()?, row.at()?, row.int()?);
    let members: Vec<(String, String, i64)> = row.json()?;
    let members = members
        .into_iter()
        .map(|(id, name, s)| {
            Ok((UserId::try_from(id).map_err(|_| DbError::Other("a stored id is not valid".into()))?, name, s == 1))
        })
        .collect::<Result<_, DbError>>()?;
    Ok(TeamRow { id, name, version, created_at, member_count, members, name_key: row.text()? })
}

/// A page of the teams by name, each with its first five members; `search` is a key of a part of the name.
pub async fn list(
    db: &impl Db,
    can: &Can<TeamsManage>,
    search: Option<&str>,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<TeamRow>, DbError> {
    let (key, id) = after.unwrap_or_default();
    let params = params![can.account().as_str(), key, id, limit, search];
    db.query(&Query::new(LIST, params)).await?.into_iter().map(read).collect()
}

/// One team with its members.
pub fn get(can: &Can<TeamsManage>, id: &TeamId) -> Reading<Option<TeamRow>> {
    Reading::first(GET, params![can.account().as_str(), id.as_str()], read)
}

const INSERT: &str = "INSERT INTO team (id, account_id, name, created_at, event_id, name_key, folded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)";

/// The unique rule on names, as [`crate::DbError::is_unique`] knows it.
pub const UNIQUE_NAME: &str = "team.name";

/// Makes a team.
pub fn insert(change: &mut Change, _: &Can<TeamsManage>, id: &TeamId, name: &str) {
    let params =
        params![id.as_str(), change.account().as_str(), name, change.at(), change.event().as_str(), sort_key(name)];
    change.push(INSERT, params);
}

const BEFORE: &str = audit_with_before!(
    "SELECT json_object('name', t.name, \
       'members', json((SELECT json_group_array(json_object('id', person_id, 'name', name)) FROM team_member WHERE team_id = t.id)), \
       'supervisors', json((SELECT json_group_array(json_object('id', person_id, 'name', name)) FROM team_member WHERE team_id = t.id AND supervisor = 1))) \
     FROM team t WHERE t.account_id = ?2 AND t.id = ?8"
);

/// Begins a change of a team; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<TeamsManage>, stamp: Stamp, id: &TeamId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

const THERE: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM team WHERE account_id = ?1 AND id = ?2), 'not_found'";
const UPDATE: &str = "UPDATE team SET name = coalesce(?3, name), name_key = coalesce(?6, name_key), \
     folded = CASE WHEN ?6 IS NULL THEN folded ELSE 1 END, version = version + 1, event_id = ?4 WHERE account_id = ?1 AND id = ?2 AND version = ?5";

/// Renames a team, or marks it as changed, if the version is still the one that was seen (guard `stale`).
pub fn update(change: &mut Change, can: &Can<TeamsManage>, id: &TeamId, name: Option<&str>, seen: i64) {
    let key = name.map(sort_key);
    change.push(THERE, params![can.account().as_str(), id.as_str()]);
    change.push(UPDATE, params![can.account().as_str(), id.as_str(), name, change.event().as_str(), seen, key]);
    change.expect_one("stale");
}

const LEAVE: &str = "DELETE FROM team_member WHERE account_id = ?1 AND team_id = ?2 AND person_id NOT IN (SELECT value FROM json_each(?3))";
const JOIN: &str = "INSERT INTO team_member (account_id, team_id, person_id, event_id) SELECT DISTINCT ?1, ?2, value, ?4 FROM json_each(?3) \
     WHERE NOT EXISTS (SELECT 1 FROM team_member WHERE team_id = ?2 AND person_id = value)";
const SUPERVISE: &str = "UPDATE team_member SET supervisor = person_id IN (SELECT value FROM json_each(?3)), event_id = ?4 WHERE account_id = ?1 AND team_id = ?2";

/// Puts exactly these people into the team (foreign key: people of the account).
pub fn set_members(change: &mut Change, can: &Can<TeamsManage>, id: &TeamId, members: &[UserId]) {
    let ids = json_ids(members.iter().map(UserId::as_str));
    let event = change.event().to_string();
    change.push(LEAVE, params![can.account().as_str(), id.as_str(), ids.as_str()]);
    change.push(JOIN, params![can.account().as_str(), id.as_str(), ids, event]);
}

/// Makes exactly these people supervise it; they become members, too.
pub fn set_supervisors(change: &mut Change, can: &Can<TeamsManage>, id: &TeamId, supervisors: &[UserId]) {
    let ids = json_ids(supervisors.iter().map(UserId::as_str));
    let event = change.event().to_string();
    change.push(JOIN, params![can.account().as_str(), id.as_str(), ids.as_str(), event.as_str()]);
    change.push(SUPERVISE, params![can.account().as_str(), id.as_str(), ids, event]);
}

const DELETE: &str = "DELETE FROM team WHERE account_id = ?1 AND id = ?2";

/// Deletes a team; its people stay (guard `not_found`).
pub fn delete(change: &mut Change, can: &Can<TeamsManage>, id: &TeamId) {
    change.push(DELETE, params![can.account().as_str(), id.as_str()]);
    change.expect_one("not_found");
}
