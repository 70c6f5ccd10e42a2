//! The list of people and the search in it (ADR 0018).

use domain::ids::{TeamId, UserId};
use domain::permission::{PermissionId, SystemUsersManage};
use domain::principal::{Can, SeePeople};
use domain::role::RoleId;
use domain::system_user::Status;

use super::{PersonRow, json_ids, person_columns, person_joins, read, roles_with};
use crate::db::{AFTER_ALL_NUMBERS, Db, DbError, Query, Value};
use crate::params;

/// What part of the list is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListFilter<'a> {
    /// Only this role.
    pub role: Option<&'a RoleId>,
    /// Only members of this team.
    pub team: Option<&'a TeamId>,
    /// Only this status.
    pub status: Option<Status>,
    /// Only with or without two-factor.
    pub two_factor: Option<bool>,
    /// How many at most.
    pub limit: i64,
}

// One text for each index that leads the way, so that a page reads its own rows and no others (ADR 0018). What the
// index does not decide thins its order out. A plus keeps a condition from choosing an index.
macro_rules! list_sql {
    ($from:literal, $where:literal) => {
        list_sql!(
            $from,
            $where,
            "p.account_id = ?1 AND (p.name_key, p.id) > (?6, ?7)",
            "p.name_key, p.id",
            "NULL"
        )
    };
    ($from:literal, $where:literal, $after:literal, $order:literal, $number:literal) => {
        concat!(
            "SELECT ",
            person_columns!("?1"),
            ", ",
            $number,
            " FROM ",
            $from,
            " ",
            person_joins!(),
            " WHERE ",
            $where,
            " AND (?2 IS NULL OR p.role = ?2) AND (?3 IS NULL OR p.status = ?3) AND (?4 IS NULL OR p.two_factor = ?4) AND ",
            $after,
            " ORDER BY ",
            $order,
            " LIMIT ?8"
        )
    };
}

const LIST: &str = list_sql!("person p INDEXED BY person_by_name", "?9 IS NULL");
const BY_ROLE: &str = list_sql!("person p INDEXED BY person_by_role", "?9 IS NULL AND p.role = ?2");
const BY_STATUS: &str = list_sql!("person p INDEXED BY person_by_status", "?9 IS NULL AND p.status = ?3");
const BY_TWO_FACTOR: &str = list_sql!("person p INDEXED BY person_by_two_factor", "?9 IS NULL AND p.two_factor = ?4");
const BY_ROLE_STATUS: &str =
    list_sql!("person p INDEXED BY person_by_role_status", "?9 IS NULL AND p.role = ?2 AND p.status = ?3");
const BY_STATUS_TWO_FACTOR: &str =
    list_sql!("person p INDEXED BY person_by_status_two_factor", "?9 IS NULL AND p.status = ?3 AND p.two_factor = ?4");
const BY_TEAM: &str = list_sql!(
    "team_member tm INDEXED BY team_member_by_name CROSS JOIN person p ON p.id = tm.person_id",
    "?9 IS NULL AND tm.team_id = ?5 AND +p.account_id = ?1",
    "(tm.name_key, tm.person_id) > (?6, ?7)",
    "tm.name_key, tm.person_id",
    "NULL"
);
// The index of words gives what it finds in its own order, the last added first; by name all of it would have to be
// read for each page. D1 binds numbers as floats, and the index takes nothing but an integer as a bound.
const SEARCH: &str = list_sql!(
    "person_search f CROSS JOIN person p ON p.number = f.rowid",
    "f.person_search MATCH ?9 AND +p.account_id = ?1 \
     AND (?5 IS NULL OR EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = ?5 AND m.person_id = p.id))",
    "f.rowid < CAST(?6 AS INTEGER) AND ?7 IS NULL",
    "f.rowid DESC",
    "f.rowid"
);

/// The words of a search as an FTS5 expression: each must begin some word. None when there is no word in it. Role,
/// status and two-factor are words of the index, too: what they leave out is not even read.
fn match_expression(search: &str, filter: &ListFilter<'_>) -> Option<String> {
    let words: Vec<String> = search
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(6)
        .map(|w| format!("\"{w}\"*"))
        .collect();
    if words.is_empty() {
        return None;
    }
    let tags = [
        filter.role.map(|role| format!("r{}", role.stored().replace('_', ""))),
        filter.status.map(|status| format!("s{}", status.as_str())),
        filter.two_factor.map(|on| format!("t{}", i64::from(on))),
    ];
    let mut expression = format!("{{name email}} : ({})", words.join(" AND "));
    for tag in tags.into_iter().flatten() {
        expression.push_str(&format!(" AND tags : \"{tag}\""));
    }
    Some(expression)
}

fn list_params(can: &Can<SeePeople>, filter: &ListFilter<'_>, after: [Value; 2], search: Value) -> Vec<Value> {
    let [after, after_id] = after;
    params![
        can.account().as_str(),
        filter.role.map(RoleId::stored),
        filter.status.map(Status::as_str),
        filter.two_factor.map(i64::from),
        filter.team.map(TeamId::as_str),
        after,
        after_id,
        filter.limit,
        search,
    ]
}

/// A page of the list by name, after the key and id of the last one seen.
pub async fn list(
    db: &impl Db,
    can: &Can<SeePeople>,
    filter: &ListFilter<'_>,
    after: Option<(&str, &str)>,
) -> Result<Vec<PersonRow>, DbError> {
    let sql = match filter {
        ListFilter { team: Some(_), .. } => BY_TEAM,
        ListFilter { role: Some(_), status: Some(_), .. } => BY_ROLE_STATUS,
        ListFilter { role: Some(_), .. } => BY_ROLE,
        ListFilter { status: Some(_), two_factor: Some(_), .. } => BY_STATUS_TWO_FACTOR,
        ListFilter { status: Some(_), .. } => BY_STATUS,
        ListFilter { two_factor: Some(_), .. } => BY_TWO_FACTOR,
        _ => LIST,
    };
    let (name, id) = after.unwrap_or_default();
    let params = list_params(can, filter, [name.into(), id.into()], Value::Null);
    db.query(&Query::new(sql, params)).await?.into_iter().map(|mut row| read(&mut row)).collect()
}

/// A page of those whose name or address has words that begin so, the last added first, after the number of the last
/// one seen. Each comes with its number.
pub async fn search(
    db: &impl Db,
    can: &Can<SeePeople>,
    words: &str,
    filter: &ListFilter<'_>,
    after: Option<i64>,
) -> Result<Vec<(PersonRow, i64)>, DbError> {
    let Some(expression) = match_expression(words, filter) else { return Ok(Vec::new()) };
    let params = list_params(can, filter, [after.unwrap_or(AFTER_ALL_NUMBERS).into(), Value::Null], expression.into());
    let rows = db.query(&Query::new(SEARCH, params)).await?;
    rows.into_iter().map(|mut row| Ok((read(&mut row)?, row.int()?))).collect()
}

/// Somebody who can look after system users.
#[derive(Debug, Clone)]
pub struct Custodian {
    /// The id.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The key of the name, for the cursor.
    pub name_key: String,
}

// A role that holds the permission is one of few, and has an index in the order of the list: the first of each are
// taken, and the first of these. Two rows are read for each that is shown and each role, however many people there are.
const CUSTODIANS: &str = "WITH roles AS (SELECT value AS role FROM json_each(?2) UNION \
       SELECT c.id FROM role c, json_each(c.grants) g WHERE c.account_id = ?1 AND g.key = ?3) \
     SELECT p.id, p.name, p.name_key FROM roles CROSS JOIN person p WHERE p.id IN ( \
       SELECT q.id FROM person q INDEXED BY person_by_role_status WHERE q.account_id = ?1 AND q.role = roles.role AND q.status = 'active' \
         AND (q.name_key, q.id) > (?4, ?5) AND (?7 IS NULL OR instr(replace(q.name_key, char(63743), ''), ?7) > 0) \
       ORDER BY q.name_key, q.id LIMIT ?6) \
     ORDER BY p.name_key, p.id LIMIT ?6";

/// A page by name of those who can look after system users, after the key and id of the last one seen; `search` is a
/// key of a part of the name.
pub async fn custodians_page(
    db: &impl Db,
    can: &Can<SystemUsersManage>,
    search: Option<&str>,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<Custodian>, DbError> {
    let (key, id) = after.unwrap_or_default();
    let permission = PermissionId::SystemUsersManage;
    let params =
        params![can.account().as_str(), json_ids(roles_with(permission)), permission.as_str(), key, id, limit, search,];
    let rows = db.query(&Query::new(CUSTODIANS, params)).await?;
    rows.into_iter()
        .map(|mut row| Ok(Custodian { id: row.parse()?, name: row.text()?, name_key: row.text()? }))
        .collect()
}
