//! WhatsApp accounts, their phone numbers, and which system users are assigned to them.

use domain::business::{GraphId, Task, Tasks};
use domain::ids::{AccountId, SystemUserId, WhatsappAccountId, WhatsappNumberId};
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;
use serde::Deserialize;

use crate::business::{self, Business};
use crate::change::Change;
use crate::db::{DbError, Reading, Row, Statement};
use crate::params;
use crate::scope::in_scope;
use crate::seen::{self, Seen};

/// How many an account may have, and how many numbers one of them (the schema's triggers).
pub const MOST: i64 = 50;

/// How many system users may be assigned to one of them: they are read at once (the schema's trigger).
pub const MOST_ASSIGNED: i64 = 200;

/// That trigger's invariant.
pub const LIMIT: &str = "whatsapp_assignment_limit";

/// A phone number.
#[derive(Debug, Clone)]
pub struct NumberRow {
    /// The id.
    pub id: WhatsappNumberId,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// Digits alone.
    pub number: String,
    /// As people see it.
    pub display_number: String,
}

/// A WhatsApp account as stored.
#[derive(Debug, Clone)]
pub struct WhatsappAccountRow {
    /// The id.
    pub id: WhatsappAccountId,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// The name.
    pub name: String,
    /// Counts up with each change of name or numbers.
    pub version: i64,
    /// Who added it: id and name at that time.
    pub created_by: (String, String),
    /// When it was added.
    pub created_at: Instant,
    /// Its numbers, the oldest first.
    pub numbers: Vec<NumberRow>,
    /// How many system users are assigned to it.
    pub assigned: i64,
}

macro_rules! columns {
    () => {
        "SELECT w.id, (SELECT graph_id FROM graph_node WHERE id = w.id), w.name, w.version, w.created_by, w.created_by_name, w.created_at, \
           (SELECT json_group_array(json_array(id, graph_id, number, display_number)) FROM (SELECT n.id, g.graph_id, n.number, n.display_number \
             FROM whatsapp_number n JOIN graph_node g ON g.id = n.id WHERE n.account_id = w.account_id AND n.whatsapp_account_id = w.id ORDER BY n.id)), \
           (SELECT count(*) FROM whatsapp_assignment WHERE whatsapp_account_id = w.id) FROM whatsapp_account w "
    };
}

#[derive(Deserialize)]
struct StoredNumber(WhatsappNumberId, i64, String, String);

fn read(row: &mut Row) -> Result<WhatsappAccountRow, DbError> {
    let (id, graph_id) = (row.parse()?, row.int().map(GraphId::stored)?);
    let (name, version) = (row.text()?, row.int()?);
    let (created_by, created_at) = ((row.text()?, row.text()?), row.at()?);
    let numbers: Vec<StoredNumber> = row.json()?;
    let numbers = numbers
        .into_iter()
        .map(|StoredNumber(id, graph_id, number, display_number)| NumberRow {
            id,
            graph_id: GraphId::stored(graph_id),
            number,
            display_number,
        })
        .collect();
    Ok(WhatsappAccountRow { id, graph_id, name, version, created_by, created_at, numbers, assigned: row.int()? })
}

const LIST: &str = concat!(columns!(), "WHERE w.account_id = ?1 ORDER BY w.name_key, w.id");
const GET: &str = concat!(columns!(), "WHERE w.account_id = ?1 AND w.id = ?2");

/// All WhatsApp accounts, by name: at most [`MOST`].
pub fn list(of: &impl Business) -> Reading<Vec<WhatsappAccountRow>> {
    Reading::all(LIST, params![of.account().as_str()], |mut row| read(&mut row))
}

/// One of them.
pub fn get(of: &impl Business, id: &WhatsappAccountId) -> Reading<Option<Seen<WhatsappAccountRow>>> {
    Reading::first(GET, params![of.account().as_str(), id.as_str()], |mut row| {
        let row = read(&mut row)?;
        let still = seen::whatsapp_account(row.id.as_str(), row.version);
        Ok(Seen::new(row, still))
    })
}

const OF_NUMBER: &str = "SELECT whatsapp_account_id, number FROM whatsapp_number WHERE account_id = ?1 AND id = ?2";

/// The WhatsApp account of a phone number, and its digits.
pub fn of_number(of: &impl Business, id: &WhatsappNumberId) -> Reading<Option<(WhatsappAccountId, String)>> {
    Reading::first(OF_NUMBER, params![of.account().as_str(), id.as_str()], |mut row| Ok((row.parse()?, row.text()?)))
}

const INSERT: &str = "INSERT INTO whatsapp_account (id, account_id, name, name_key, created_by, created_by_name, created_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// Adds one (invariant `whatsapp_account_limit`); its number on Graph paths goes before it (`graph_nodes::insert`).
pub fn insert(change: &mut Change, of: &impl Business, id: &WhatsappAccountId, name: &str) {
    let (maker, maker_name) = of.maker();
    let params = params![
        id.as_str(),
        of.account().as_str(),
        name,
        sort_key(name),
        maker,
        maker_name,
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const UPDATE: &str = "UPDATE whatsapp_account SET name = coalesce(?3, name), name_key = coalesce(?4, name_key), version = version + 1, event_id = ?5 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?6";

/// Renames one, or marks it as changed, if the version is still the one that was seen (guard `stale`).
pub fn update(change: &mut Change, of: &impl Business, id: &WhatsappAccountId, name: Option<&str>, seen: i64) {
    let event = change.event().to_string();
    let params = params![of.account().as_str(), id.as_str(), name, name.map(sort_key), event, seen];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const DELETE: &str = "DELETE FROM whatsapp_account WHERE account_id = ?1 AND id = ?2";

/// Takes one out, with its numbers and assignments (guard `not_found`).
pub fn delete(change: &mut Change, of: &impl Business, id: &WhatsappAccountId) {
    change.push(DELETE, params![of.account().as_str(), id.as_str()]);
    change.expect_one("not_found");
}

const ADD_NUMBER: &str = "INSERT INTO whatsapp_number (id, account_id, whatsapp_account_id, number, display_number, created_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// The unique rule: the number belongs to a WhatsApp account already.
pub const UNIQUE_NUMBER: &str = "whatsapp_number.number";

/// Adds a phone number (unique [`UNIQUE_NUMBER`], invariant `whatsapp_number_limit`).
pub fn add_number(
    change: &mut Change,
    of: &impl Business,
    account: &WhatsappAccountId,
    id: &WhatsappNumberId,
    (number, display_number): (&str, &str),
) {
    let params = params![
        id.as_str(),
        of.account().as_str(),
        account.as_str(),
        number,
        display_number,
        change.at(),
        change.event().as_str(),
    ];
    change.push(ADD_NUMBER, params);
}

const REMOVE_NUMBER: &str =
    "DELETE FROM whatsapp_number WHERE account_id = ?1 AND whatsapp_account_id = ?2 AND id = ?3";

/// Takes a phone number out (guard `not_found`).
pub fn remove_number(change: &mut Change, of: &impl Business, account: &WhatsappAccountId, id: &WhatsappNumberId) {
    change.push(REMOVE_NUMBER, params![of.account().as_str(), account.as_str(), id.as_str()]);
    change.expect_one("not_found");
}

/// A system user that is assigned to a WhatsApp account.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The system user.
    pub id: SystemUserId,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// Its username.
    pub username: String,
    /// Active or inactive.
    pub status: Status,
    /// What it may do.
    pub tasks: Tasks,
    /// Since when it may do exactly this.
    pub assigned_at: Instant,
}

const ASSIGNED: &str = concat!(
    "SELECT su.id, (SELECT graph_id FROM graph_node WHERE id = su.id), su.username, su.status, x.tasks, x.assigned_at \
     FROM whatsapp_assignment x JOIN system_user su ON su.id = x.system_user_id WHERE x.whatsapp_account_id = ?2 AND ",
    in_scope!("su.account_id", "su.subaccount_id"),
    "ORDER BY su.username_key, su.id"
);

/// Who is assigned to a WhatsApp account, by username: at most [`MOST_ASSIGNED`].
pub fn assigned(of: &impl Business, id: &WhatsappAccountId) -> Reading<Vec<Assigned>> {
    Reading::all(ASSIGNED, params![business::scope(of), id.as_str()], |mut row| {
        Ok(Assigned {
            id: row.parse()?,
            graph_id: row.int().map(GraphId::stored)?,
            username: row.text()?,
            status: row.parse()?,
            tasks: row.json()?,
            assigned_at: row.at()?,
        })
    })
}

/// A WhatsApp account that a system user is assigned to.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The WhatsApp account.
    pub id: WhatsappAccountId,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// Its name.
    pub name: String,
    /// What the system user may do with it.
    pub tasks: Tasks,
    /// Since when.
    pub assigned_at: Instant,
}

const ASSETS: &str = concat!(
    "SELECT w.id, (SELECT graph_id FROM graph_node WHERE id = w.id), w.name, x.tasks, x.assigned_at FROM whatsapp_assignment x \
     JOIN whatsapp_account w ON w.id = x.whatsapp_account_id JOIN system_user su ON su.id = x.system_user_id WHERE su.id = ?2 AND ",
    in_scope!("su.account_id", "su.subaccount_id"),
    "ORDER BY w.name_key, w.id"
);

/// The WhatsApp accounts that a system user is assigned to, by name.
pub fn assets(of: &impl Business, user: &SystemUserId) -> Reading<Vec<Asset>> {
    Reading::all(ASSETS, params![business::scope(of), user.as_str()], |mut row| {
        Ok(Asset {
            id: row.parse()?,
            graph_id: row.int().map(GraphId::stored)?,
            name: row.text()?,
            tasks: row.json()?,
            assigned_at: row.at()?,
        })
    })
}

/// What a system user's permissions for WhatsApp reach.
#[derive(Debug, Clone)]
pub struct Targets {
    /// Is it an Admin?
    pub admin: bool,
    /// The numbers on Graph paths of the WhatsApp accounts that it is assigned to, by name, and what it may do with each.
    pub assigned: Vec<(GraphId, Tasks)>,
}

const TARGETS: &str = "SELECT admin, (SELECT json_group_array(json_array(graph_id, json(tasks))) FROM ( \
       SELECT g.graph_id, x.tasks FROM whatsapp_assignment x JOIN whatsapp_account w ON w.id = x.whatsapp_account_id \
       JOIN graph_node g ON g.id = w.id WHERE x.account_id = ?1 AND x.system_user_id = ?2 ORDER BY w.name_key, w.id)) \
     FROM system_user WHERE account_id = ?1 AND id = ?2";

/// The same for whoever shows a token of the system user: in the account that it is of.
pub fn targets(account: &AccountId, user: &SystemUserId) -> Reading<Option<Targets>> {
    Reading::first(TARGETS, params![account.as_str(), user.as_str()], |mut row| {
        let admin = row.opt_int()? == Some(1);
        let assigned: Vec<(i64, Tasks)> = row.json()?;
        let assigned = assigned.into_iter().map(|(id, tasks)| (GraphId::stored(id), tasks)).collect();
        Ok(Targets { admin, assigned })
    })
}

const ASSIGNMENT: &str = "SELECT tasks, event_id FROM whatsapp_assignment WHERE account_id = ?1 AND whatsapp_account_id = ?2 AND system_user_id = ?3";

/// What a system user may do with a WhatsApp account; none where it is not assigned. A change that relies on it is undone when it
/// may do something else by then.
pub fn assignment(
    of: &impl Business,
    account: &WhatsappAccountId,
    user: &SystemUserId,
) -> Reading<Option<Seen<Tasks>>> {
    let key = params![of.account().as_str(), account.as_str(), user.as_str()];
    let (account, user) = (account.to_string(), user.to_string());
    Reading::first(ASSIGNMENT, key, move |mut row| {
        let (tasks, event) = (row.json()?, row.text()?);
        Ok(Seen::new(tasks, seen::assignment(&account, &user, &event)))
    })
}

const ASSIGN: &str = "INSERT INTO whatsapp_assignment (account_id, whatsapp_account_id, system_user_id, tasks, assigned_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const REASSIGN: &str = "UPDATE whatsapp_assignment SET tasks = ?4, assigned_at = ?5, event_id = ?6 \
     WHERE account_id = ?1 AND whatsapp_account_id = ?2 AND system_user_id = ?3";

/// The unique rule: it is assigned already.
pub const UNIQUE_ASSIGNMENT: &str = "whatsapp_assignment";

/// Assigns a system user that was not assigned (unique [`UNIQUE_ASSIGNMENT`], invariant [`LIMIT`]; foreign key: one of them is gone), or gives one that
/// was seen to be assigned other tasks (guard `moved`).
pub fn assign(
    change: &mut Change,
    of: &impl Business,
    (account, user): (&WhatsappAccountId, &SystemUserId),
    tasks: &Tasks,
    seen: Option<&Seen<Tasks>>,
) {
    let texts = serde_json::to_string(tasks).unwrap_or_default();
    let (at, event) = (change.at(), change.event().to_string());
    let params = params![of.account().as_str(), account.as_str(), user.as_str(), texts, at, event];
    match seen {
        Some(seen) => {
            change.rely_on(seen);
            change.push(REASSIGN, params);
            change.expect_one("moved");
        }
        None => change.push(ASSIGN, params),
    }
}

const UNASSIGN: &str =
    "DELETE FROM whatsapp_assignment WHERE account_id = ?1 AND whatsapp_account_id = ?2 AND system_user_id = ?3";

/// Takes a system user off (guard `unchanged`: it is not assigned).
pub fn unassign(change: &mut Change, of: &impl Business, account: &WhatsappAccountId, user: &SystemUserId) {
    change.push(UNASSIGN, params![of.account().as_str(), account.as_str(), user.as_str()]);
    change.expect_one("unchanged");
}

/// Whether a system user may send from a number. Whoever sends relies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// The number belongs to no WhatsApp account: nobody is assigned to it.
    Unmanaged,
    /// It is assigned to the number's WhatsApp account, with full control or for messages.
    Assigned,
    /// It is not.
    NotAssigned,
}

// 0: no WhatsApp account has the number; 1: the system user is assigned to it for this task; 2: it is not.
macro_rules! may_send {
    ($account:literal, $number:literal, $user:literal, $task:literal) => {
        concat!(
            "coalesce((SELECT iif(EXISTS (SELECT 1 FROM whatsapp_assignment x, json_each(x.tasks) t WHERE x.whatsapp_account_id = n.whatsapp_account_id \
               AND x.system_user_id = ",
            $user,
            " AND t.value IN ('MANAGE', ",
            $task,
            ")), 1, 2) FROM whatsapp_number n WHERE n.account_id = ",
            $account,
            " AND n.number = ",
            $number,
            "), 0)"
        )
    };
}
pub(crate) use may_send;

const SENDING: &str = concat!("SELECT ", may_send!("?1", "?2", "?3", "?4"));
const STILL: &str =
    concat!("INSERT INTO guard (ok, label) SELECT ", may_send!("?1", "?2", "?3", "?4"), " = ?5, 'moved'");

impl Sending {
    /// What was read, with the condition under which it still holds.
    pub(crate) fn seen(account: &AccountId, number: &str, user: &SystemUserId, code: i64) -> Seen<Self> {
        let value = match code {
            0 => Self::Unmanaged,
            1 => Self::Assigned,
            _ => Self::NotAssigned,
        };
        let params = params![account.as_str(), number, user.as_str(), Task::Messaging.as_str(), code];
        Seen::new(value, Statement { sql: STILL, params })
    }
}

/// May this system user send messages from this number?
pub fn sending(account: &AccountId, number: &str, user: &SystemUserId) -> Reading<Seen<Sending>> {
    let params = params![account.as_str(), number, user.as_str(), Task::Messaging.as_str()];
    let (account, number, user) = (account.clone(), number.to_owned(), user.clone());
    Reading::first(SENDING, params, |mut row| row.int())
        .map(move |found| Ok(Sending::seen(&account, &number, &user, found.unwrap_or_default())))
}
