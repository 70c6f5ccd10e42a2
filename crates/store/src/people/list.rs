//! The list of people and the search in it (ADR 0018).

use domain::ids::{TeamId, UserId};
use domain::permission::{PermissionId, SystemUsersManage};
use domain::principal::{Can, SeePeople};
use domain::role::RoleId;
use domain::system_user::Status;

use super::{PersonRow, json_ids, person_columns, person_joins, read, roles_with};
use crate::db::{AFTER_ALL_IDS, AFTER_ALL_KEYS, AFTER_ALL_NUMBERS, Db, DbError, Query, Value};
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
    /// The order.
    pub sort: SortColumn,
    /// From the end?
    pub descending: bool,
    /// How many at most.
    pub limit: i64,
}

/// The columns by which the list can be sorted; within one value of the others by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortColumn {
    /// Folded name.
    #[default]
    Name,
    /// The role, as it is stored.
    Role,
    /// `active` before `inactive`.
    Status,
    /// Without it before with it.
    TwoFactor,
}

/// Where a page begins: behind the last one seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The value of the column by which the list is sorted; nothing where that is the name.
    pub value: Option<Value>,
    /// The key of the name.
    pub name_key: &'a str,
    /// The id.
    pub id: &'a str,
}

// One text for each index that leads the way, so that a page reads its own rows and no others (ADR 0018). What the
// index does not decide thins its order out. A plus keeps a condition from choosing an index.
macro_rules! list_sql {
    ($from:expr, $where:expr, $after:expr, $order:expr, $number:literal) => {
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

type BothWays = [&'static str; 2];

/// By the name: a text for each direction.
macro_rules! by_name {
    ($from:literal, $where:literal) => {
        [
            list_sql!($from, $where, "p.account_id = ?1 AND (p.name_key, p.id) > (?6, ?7)", "p.name_key, p.id", "NULL"),
            list_sql!(
                $from,
                $where,
                "p.account_id = ?1 AND (p.name_key, p.id) < (?6, ?7)",
                "p.name_key DESC, p.id DESC",
                "NULL"
            ),
        ]
    };
}

/// Of a team, if one is asked for.
macro_rules! of_team {
    () => {
        "?9 IS NULL AND (?5 IS NULL OR EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = ?5 AND m.person_id = p.id))"
    };
}

/// By a column, and the name within it.
macro_rules! by_column {
    ($index:literal, $column:literal) => {
        [
            list_sql!(
                concat!("person p INDEXED BY ", $index),
                of_team!(),
                concat!("p.account_id = ?1 AND (", $column, ", p.name_key, p.id) > (?10, ?6, ?7)"),
                concat!($column, ", p.name_key, p.id"),
                "NULL"
            ),
            list_sql!(
                concat!("person p INDEXED BY ", $index),
                of_team!(),
                concat!("p.account_id = ?1 AND (", $column, ", p.name_key, p.id) < (?10, ?6, ?7)"),
                concat!($column, " DESC, p.name_key DESC, p.id DESC"),
                "NULL"
            ),
        ]
    };
}

const LIST: BothWays = by_name!("person p INDEXED BY person_by_name", "?9 IS NULL");
const BY_ROLE: BothWays = by_name!("person p INDEXED BY person_by_role", "?9 IS NULL AND p.role = ?2");
const BY_STATUS: BothWays = by_name!("person p INDEXED BY person_by_status", "?9 IS NULL AND p.status = ?3");
const BY_TWO_FACTOR: BothWays =
    by_name!("person p INDEXED BY person_by_two_factor", "?9 IS NULL AND p.two_factor = ?4");
const BY_ROLE_STATUS: BothWays =
    by_name!("person p INDEXED BY person_by_role_status", "?9 IS NULL AND p.role = ?2 AND p.status = ?3");
const BY_STATUS_TWO_FACTOR: BothWays =
    by_name!("person p INDEXED BY person_by_status_two_factor", "?9 IS NULL AND p.status = ?3 AND p.two_factor = ?4");
macro_rules! by_team {
    ($after:literal, $order:literal) => {
        list_sql!(
            "team_member tm INDEXED BY team_member_by_name CROSS JOIN person p ON p.id = tm.person_id",
            "?9 IS NULL AND tm.team_id = ?5 AND +p.account_id = ?1",
            $after,
            $order,
            "NULL"
        )
    };
}
const BY_TEAM: BothWays = [
    by_team!("(tm.name_key, tm.person_id) > (?6, ?7)", "tm.name_key, tm.person_id"),
    by_team!("(tm.name_key, tm.person_id) < (?6, ?7)", "tm.name_key DESC, tm.person_id DESC"),
];
const IN_ROLES: BothWays = by_column!("person_by_role", "p.role");
const IN_STATUS: BothWays = by_column!("person_by_status", "p.status");
const IN_TWO_FACTOR: BothWays = by_column!("person_by_two_factor", "p.two_factor");
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

impl ListFilter<'_> {
    /// The text whose index leads to the page.
    const fn sql(&self) -> &'static str {
        let [up, down] = match (self.column(), self) {
            (Some(SortColumn::Role), _) => IN_ROLES,
            (Some(SortColumn::Status), _) => IN_STATUS,
            (Some(SortColumn::TwoFactor), _) => IN_TWO_FACTOR,
            // By name, as it also is within one value of what is sorted by.
            (_, ListFilter { team: Some(_), .. }) => BY_TEAM,
            (_, ListFilter { role: Some(_), status: Some(_), .. }) => BY_ROLE_STATUS,
            (_, ListFilter { role: Some(_), .. }) => BY_ROLE,
            (_, ListFilter { status: Some(_), two_factor: Some(_), .. }) => BY_STATUS_TWO_FACTOR,
            (_, ListFilter { status: Some(_), .. }) => BY_STATUS,
            (_, ListFilter { two_factor: Some(_), .. }) => BY_TWO_FACTOR,
            _ => LIST,
        };
        if self.descending { down } else { up }
    }

    /// The column whose value the text compares, too; none where all rows have the same one.
    const fn column(&self) -> Option<SortColumn> {
        match self {
            ListFilter { sort: SortColumn::Role, role: None, .. }
            | ListFilter { sort: SortColumn::Status, status: None, .. }
            | ListFilter { sort: SortColumn::TwoFactor, two_factor: None, .. } => Some(self.sort),
            _ => None,
        }
    }

    /// A value before all others of the column, in the direction of the list.
    fn first(&self, column: SortColumn) -> Value {
        match (column, self.descending) {
            (SortColumn::TwoFactor, false) => (-1).into(),
            (SortColumn::TwoFactor, true) => AFTER_ALL_NUMBERS.into(),
            (_, false) => "".into(),
            (_, true) => AFTER_ALL_KEYS.into(),
        }
    }
}

/// A page of the list in its order, after the last one seen.
pub async fn list(
    db: &impl Db,
    can: &Can<SeePeople>,
    filter: &ListFilter<'_>,
    after: Option<Place<'_>>,
) -> Result<Vec<PersonRow>, DbError> {
    let (value, name) = match after {
        Some(place) => (place.value, [place.name_key.into(), place.id.into()]),
        None if filter.descending => (None, [AFTER_ALL_KEYS.into(), AFTER_ALL_IDS.into()]),
        None => (None, ["".into(), "".into()]),
    };
    let mut params = list_params(can, filter, name, Value::Null);
    if let Some(column) = filter.column() {
        params.push(value.unwrap_or_else(|| filter.first(column)));
    }
    db.query(&Query::new(filter.sql(), params)).await?.into_iter().map(|mut row| read(&mut row)).collect()
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
