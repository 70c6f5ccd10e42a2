//! The people of an account.

use domain::addresses::Addresses;
use domain::audit::Detail;
use domain::email::Email;
use domain::ids::{AccountId, SubaccountId, TeamId, UserId};
use domain::locale::Locale;
use domain::permission::{PermissionId, SystemUsersManage, UsersManage};
use domain::policy;
use domain::principal::{Can, Own, Owner};
use domain::role::{BuiltIn, Grants, Role, RoleId};
use domain::secret::Secret;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;

use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{Db, DbError, Query, Reading, Row, Value};
use crate::ip_rules::{self, person_addresses};
use crate::params;
use crate::seen::{self, Seen};

mod list;
pub use list::{Custodian, ListFilter, Place, SortColumn, custodians_page, list, search};

/// A person as stored, without the password.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// The id.
    pub id: UserId,
    /// The account.
    pub account: AccountId,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The role with what it holds.
    pub role: Role,
    /// Active or inactive.
    pub status: Status,
    /// The language.
    pub locale: Locale,
    /// IANA name of the time zone.
    pub time_zone: Option<String>,
    /// Is two-factor set up?
    pub two_factor: bool,
    /// The most ongoing conversations that are assigned automatically.
    pub capacity: Option<i64>,
    /// Must a password be chosen at the next sign-in?
    pub must_change_password: bool,
    /// Counts up with each change.
    pub version: i64,
    /// When the person was added.
    pub created_at: Instant,
    /// Is it the account's owner?
    pub owner: bool,
    /// When the person was last here.
    pub last_seen_at: Option<Instant>,
    /// The key of the name, for the cursor of a list.
    pub name_key: String,
}

impl AsRef<PersonRow> for PersonRow {
    fn as_ref(&self) -> &PersonRow {
        self
    }
}

/// A person with the subaccounts that are their own: what decides who may act on them.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The row.
    pub person: PersonRow,
    /// Own subaccounts.
    pub subaccounts: Vec<SubaccountId>,
}

impl Standing {
    /// What they hold, for the policy.
    pub fn holds(&self) -> policy::Standing<'_> {
        policy::Standing { grants: &self.person.role.grants, subaccounts: &self.subaccounts }
    }
}

impl AsRef<PersonRow> for Standing {
    fn as_ref(&self) -> &PersonRow {
        &self.person
    }
}

impl core::ops::Deref for Standing {
    type Target = PersonRow;
    fn deref(&self) -> &PersonRow {
        &self.person
    }
}

// The account is named by a parameter where there is one: then its row is read once, and not once a person.
macro_rules! person_columns {
    () => {
        person_columns!("p.account_id")
    };
    ($account:literal) => {
        concat!(
            "p.id, p.account_id, p.name, p.email, p.role, r.name AS role_name, r.grants, coalesce(r.version, 0) AS role_version, p.status, p.locale, \
             p.time_zone, p.two_factor, p.capacity, p.must_change_password, p.version, p.created_at, (SELECT owner_id FROM account WHERE id = ",
            $account,
            ") = p.id AS owner, p.last_seen_at, p.name_key"
        )
    };
}

macro_rules! person_joins {
    () => {
        "LEFT JOIN role r ON r.account_id = p.account_id AND r.id = p.role"
    };
}

// Comes after the other columns, where it decides something.
macro_rules! own_subaccounts {
    () => {
        ", (SELECT json_group_array(o.subaccount_id) FROM person_subaccount o WHERE o.person_id = p.id) AS own_subaccounts"
    };
}

pub(crate) use {own_subaccounts, person_columns, person_joins};

/// A person with the condition that nothing that decides something has changed of them.
pub(crate) fn seen_person<T: AsRef<PersonRow>>(value: T) -> Seen<T> {
    let row = value.as_ref();
    let still = seen::person(row.id.as_str(), row.version, row.role.version, None);
    Seen::new(value, still)
}

pub(crate) fn read_subaccounts(row: &mut Row) -> Result<Vec<SubaccountId>, DbError> {
    let ids: Vec<String> = row.json()?;
    let bad = |_| DbError::Other("a stored id is not valid".into());
    ids.into_iter().map(|id| SubaccountId::try_from(id).map_err(bad)).collect()
}

fn read_standing(mut row: Row) -> Result<Seen<Standing>, DbError> {
    let person = read(&mut row)?;
    let subaccounts = read_subaccounts(&mut row)?;
    Ok(seen_person(Standing { person, subaccounts }))
}

pub(crate) fn read(row: &mut Row) -> Result<PersonRow, DbError> {
    Ok(PersonRow {
        id: row.parse()?,
        account: row.parse()?,
        name: row.text()?,
        email: row.text()?,
        role: read_role(row)?,
        status: row.parse()?,
        locale: row.parse()?,
        time_zone: row.opt_text()?,
        two_factor: row.int()? == 1,
        capacity: row.opt_int()?,
        must_change_password: row.int()? == 1,
        version: row.int()?,
        created_at: row.at()?,
        owner: row.int()? == 1,
        last_seen_at: row.opt_at()?,
        name_key: row.text()?,
    })
}

/// Four columns: the stored role, and a custom role's name, grants and version.
pub(crate) fn read_role(row: &mut Row) -> Result<Role, DbError> {
    let id = RoleId::from_stored(row.text()?).map_err(|_| DbError::Other("a stored role is not valid".into()))?;
    let (name, grants, version) = (row.opt_text()?, row.opt_text()?, row.int()?);
    match id.built_in() {
        Some(built_in) => Ok(built_in.into()),
        None => {
            let missing = || DbError::Other("a person's role is missing".into());
            Ok(Role {
                id,
                name: name.ok_or_else(missing)?,
                grants: read_grants(&grants.ok_or_else(missing)?)?,
                version,
            })
        }
    }
}

pub(crate) fn read_grants(json: &str) -> Result<Grants, DbError> {
    serde_json::from_str(json).map_err(|e| DbError::Other(format!("stored grants: {e}")))
}

const GET: &str = concat!(
    "SELECT ",
    person_columns!(),
    own_subaccounts!(),
    " FROM person p ",
    person_joins!(),
    " WHERE p.account_id = ?1 AND p.id = ?2"
);

fn by_id(account: &AccountId, id: &UserId) -> Reading<Option<Seen<Standing>>> {
    Reading::first(GET, params![account.as_str(), id.as_str()], read_standing)
}

/// The person who holds the proof.
pub fn own<P: 'static>(can: &Can<P>) -> Reading<PersonRow> {
    by_id(can.account(), &can.human().user).map(|found| {
        found.map(|seen| seen.into_inner().person).ok_or_else(|| DbError::Other("the person is missing".into()))
    })
}

/// One person of the account.
pub fn get(can: &Can<UsersManage>, id: &UserId) -> Reading<Option<Seen<Standing>>> {
    by_id(can.account(), id)
}

/// A person of a change, as they are after it.
pub fn of_change(change: &Change, id: &UserId) -> Reading<PersonRow> {
    by_id(change.account(), id).map(|found| {
        found.map(|seen| seen.into_inner().person).ok_or_else(|| DbError::Other("the person is missing".into()))
    })
}

/// One person of the owner's account, to whom it may be handed.
pub fn next_owner(can: &Can<Owner>, id: &UserId) -> Reading<Option<Seen<Standing>>> {
    by_id(can.account(), id)
}

const OWNER: &str = concat!(
    "SELECT ",
    person_columns!(),
    own_subaccounts!(),
    " FROM account a JOIN person p ON p.id = a.owner_id ",
    person_joins!(),
    " WHERE a.id = ?1"
);

/// The account's owner.
pub fn owner(can: &Can<UsersManage>) -> Reading<Seen<Standing>> {
    Reading::first(OWNER, params![can.account().as_str()], read_standing)
        .map(|found| found.ok_or_else(|| DbError::Other("the owner is missing".into())))
}

/// What signing in needs to know: the person and the password's hash.
#[derive(Debug)]
pub struct Credentials {
    /// The person.
    pub person: PersonRow,
    /// The PHC string; none when no password was chosen yet.
    pub phc: Option<Secret<String>>,
    /// From where they may come.
    pub addresses: Addresses,
}

impl AsRef<PersonRow> for Credentials {
    fn as_ref(&self) -> &PersonRow {
        &self.person
    }
}

const BY_EMAIL: &str = concat!(
    "SELECT ",
    person_columns!(),
    ", p.password_phc",
    person_addresses!(),
    " FROM person p ",
    person_joins!(),
    " WHERE p.email_key = ?1"
);
const OWN_CREDENTIALS: &str = concat!(
    "SELECT ",
    person_columns!(),
    ", p.password_phc",
    person_addresses!(),
    " FROM person p ",
    person_joins!(),
    " WHERE p.account_id = ?1 AND p.id = ?2"
);

fn read_credentials(mut row: Row) -> Result<Seen<Credentials>, DbError> {
    let (person, phc) = (read(&mut row)?, row.opt_text()?.map(Secret::new));
    let addresses = ip_rules::read_addresses(&mut row)?;
    let still = seen::person(person.id.as_str(), person.version, person.role.version, Some(addresses.generation));
    Ok(Seen::new(Credentials { person, phc, addresses }, still))
}

/// Looks somebody up for signing in, in whatever account they are: nobody is signed in yet.
pub fn credentials(email_key: &str) -> Reading<Option<Seen<Credentials>>> {
    Reading::first(BY_EMAIL, params![email_key], read_credentials)
}

/// One's own password's hash, for changing it or for proving oneself again.
pub fn own_credentials<P>(can: &Can<P>) -> Reading<Seen<Credentials>> {
    let params = params![can.account().as_str(), can.human().user.as_str()];
    Reading::first(OWN_CREDENTIALS, params, read_credentials)
        .map(|found| found.ok_or_else(|| DbError::Other("the person is missing".into())))
}

// Who can look after system users: active people whose role holds the permission; of these ids alone, if any are named.
macro_rules! is_custodian {
    () => {
        "p.account_id = ?1 AND p.status = 'active' AND p.role IN (SELECT value FROM json_each(?2) UNION \
          SELECT c.id FROM role c, json_each(c.grants) g WHERE c.account_id = ?1 AND g.key = ?3) \
          AND (?4 IS NULL OR p.id IN (SELECT value FROM json_each(?4)))"
    };
}
pub(crate) use is_custodian;

pub(crate) fn custodian_params<P>(can: &Can<P>, of: Option<&[UserId]>) -> Vec<Value> {
    let of = of.map(|ids| json_ids(ids.iter().map(UserId::as_str)));
    let permission = PermissionId::SystemUsersManage;
    let built_in = BuiltIn::ALL.iter().filter(|role| Role::from(**role).grants.reach(permission).is_some());
    params![can.account().as_str(), json_ids(built_in.map(|role| role.as_str())), permission.as_str(), of]
}

/// The built-in roles that hold a permission, as stored.
fn roles_with(permission: PermissionId) -> impl Iterator<Item = &'static str> {
    BuiltIn::ALL.iter().filter(move |role| role.grants().reach(permission).is_some()).map(|role| role.as_str())
}

const CUSTODIANS: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM person p ",
    person_joins!(),
    " WHERE ",
    is_custodian!(),
    " ORDER BY p.name_key, p.id"
);

/// Those of these people who can look after system users: active ones whose role holds the permission.
pub async fn custodians(db: &impl Db, can: &Can<SystemUsersManage>, of: &[UserId]) -> Result<Vec<PersonRow>, DbError> {
    let rows = db.query(&Query::new(CUSTODIANS, custodian_params(can, Some(of)))).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

const NAMES: &str = "SELECT id, name FROM person WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2)) \
     ORDER BY name_key, id";

/// Those of these people who are in the account, with their names, by name.
pub async fn names<P>(db: &impl Db, can: &Can<P>, ids: &[&UserId]) -> Result<Vec<(UserId, String)>, DbError> {
    let ids = json_ids(ids.iter().map(|id| id.as_str()));
    let rows = db.query(&Query::new(NAMES, params![can.account().as_str(), ids])).await?;
    rows.into_iter().map(|mut row| Ok((row.parse()?, row.text()?))).collect()
}

// ── Teams and subaccounts of a person ─────────────────────────────────────────────────────────────────────────

/// Teams (id, name, supervisor) and own subaccounts (id, name) of a person.
#[derive(Debug, Clone, Default)]
pub struct Belongings {
    /// The teams.
    pub teams: Vec<(TeamId, String, bool)>,
    /// The subaccounts.
    pub subaccounts: Vec<(SubaccountId, String)>,
}

const BELONGINGS: &str = "SELECT \
     (SELECT json_group_array(json_array(id, name, supervisor)) FROM (SELECT t.id, t.name, m.supervisor FROM team_member m \
        JOIN team t ON t.id = m.team_id WHERE m.account_id = ?1 AND m.person_id = ?2 ORDER BY t.name_key, t.id)) AS teams, \
     (SELECT json_group_array(json_array(id, name)) FROM (SELECT s.id, s.name FROM person_subaccount o \
        JOIN subaccount s ON s.id = o.subaccount_id WHERE o.account_id = ?1 AND o.person_id = ?2 ORDER BY s.name_key, s.id)) AS subaccounts";

/// Where a person belongs.
pub fn belongings<P>(can: &Can<P>, id: &UserId) -> Reading<Belongings> {
    Reading::new(BELONGINGS, params![can.account().as_str(), id.as_str()], read_belongings)
}

fn read_belongings(rows: Vec<Row>) -> Result<Belongings, DbError> {
    let mut row = rows.into_iter().next().ok_or_else(|| DbError::Other("no belongings".into()))?;
    let teams: Vec<(String, String, i64)> = row.json()?;
    let subaccounts: Vec<(String, String)> = row.json()?;
    let bad = |_| DbError::Other("a stored id is not valid".into());
    Ok(Belongings {
        teams: teams
            .into_iter()
            .map(|(id, name, s)| Ok((TeamId::try_from(id).map_err(bad)?, name, s == 1)))
            .collect::<Result<_, DbError>>()?,
        subaccounts: subaccounts
            .into_iter()
            .map(|(id, name)| Ok((SubaccountId::try_from(id).map_err(bad)?, name)))
            .collect::<Result<_, DbError>>()?,
    })
}

const PLACES: &str = "SELECT \
     (SELECT json_group_array(json_array(id, name, 0)) FROM (SELECT id, name FROM team WHERE account_id = ?1 \
        AND id IN (SELECT value FROM json_each(?2)) ORDER BY name_key, id)) AS teams, \
     (SELECT json_group_array(json_array(id, name)) FROM (SELECT id, name FROM subaccount WHERE account_id = ?1 \
        AND id IN (SELECT value FROM json_each(?3)) ORDER BY name_key, id)) AS subaccounts";

/// Those of these teams and subaccounts that the account has.
pub fn places(can: &Can<UsersManage>, teams: &[TeamId], subaccounts: &[SubaccountId]) -> Reading<Belongings> {
    let (teams, subaccounts) =
        (json_ids(teams.iter().map(TeamId::as_str)), json_ids(subaccounts.iter().map(SubaccountId::as_str)));
    Reading::new(PLACES, params![can.account().as_str(), teams, subaccounts], read_belongings)
}

const LEAVE_TEAMS: &str = "DELETE FROM team_member WHERE account_id = ?1 AND person_id = ?2 AND team_id NOT IN (SELECT value FROM json_each(?3))";
const JOIN_TEAMS: &str = "INSERT INTO team_member (account_id, team_id, person_id, event_id) \
     SELECT DISTINCT ?1, value, ?2, ?4 FROM json_each(?3) \
     WHERE NOT EXISTS (SELECT 1 FROM team_member WHERE team_id = value AND person_id = ?2)";

/// Puts a person into exactly these teams; a team of another account breaks the foreign key.
pub fn set_teams(change: &mut Change, id: &UserId, teams: &[TeamId]) {
    let ids = json_ids(teams.iter().map(TeamId::as_str));
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(LEAVE_TEAMS, params![account.as_str(), id.as_str(), ids.as_str()]);
    change.push(JOIN_TEAMS, params![account, id.as_str(), ids, event]);
}

const LEAVE_SUBACCOUNTS: &str = "DELETE FROM person_subaccount WHERE account_id = ?1 AND person_id = ?2";
const JOIN_SUBACCOUNTS: &str = "INSERT INTO person_subaccount (account_id, person_id, subaccount_id, event_id) \
     SELECT DISTINCT ?1, ?2, value, ?4 FROM json_each(?3)";

/// Gives a person exactly these subaccounts.
pub fn set_subaccounts(change: &mut Change, id: &UserId, subaccounts: &[SubaccountId]) {
    let ids = json_ids(subaccounts.iter().map(SubaccountId::as_str));
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(LEAVE_SUBACCOUNTS, params![account.as_str(), id.as_str()]);
    change.push(JOIN_SUBACCOUNTS, params![account, id.as_str(), ids, event]);
}

/// Puts a new person into what of these teams and subaccounts is still there: an invitation may be older than they.
pub fn join(change: &mut Change, id: &UserId, teams: &[TeamId], subaccounts: &[SubaccountId]) {
    const TEAMS: &str = "INSERT INTO team_member (account_id, team_id, person_id, event_id) \
         SELECT t.account_id, t.id, ?2, ?4 FROM team t WHERE t.account_id = ?1 AND t.id IN (SELECT value FROM json_each(?3))";
    const SUBACCOUNTS: &str = "INSERT INTO person_subaccount (account_id, person_id, subaccount_id, event_id) \
         SELECT s.account_id, ?2, s.id, ?4 FROM subaccount s WHERE s.account_id = ?1 AND s.id IN (SELECT value FROM json_each(?3))";
    let (account, event) = (change.account().to_string(), change.event().to_string());
    let (teams, subaccounts) =
        (json_ids(teams.iter().map(TeamId::as_str)), json_ids(subaccounts.iter().map(SubaccountId::as_str)));
    change.push(TEAMS, params![account.as_str(), id.as_str(), teams, event.as_str()]);
    change.push(SUBACCOUNTS, params![account, id.as_str(), subaccounts, event]);
}

pub(crate) fn json_ids<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    serde_json::to_string(&ids.collect::<Vec<_>>()).unwrap_or_default()
}

// ── Changes ───────────────────────────────────────────────────────────────────────────────────────────────────

/// A new person.
#[derive(Debug)]
pub struct NewPerson<'a> {
    /// The id.
    pub id: &'a UserId,
    /// The e-mail address.
    pub email: &'a Email,
    /// The name.
    pub name: &'a str,
    /// The role.
    pub role: &'a Role,
    /// The PHC string of the password; none until one is chosen with a link.
    pub phc: Option<&'a Secret<String>>,
    /// The language.
    pub locale: Locale,
    /// Must the password be changed at the first sign-in?
    pub must_change_password: bool,
}

const INSERT: &str = "INSERT INTO person (id, account_id, email, email_key, name, role, password_phc, locale, must_change_password, created_at, event_id, name_key, folded) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1)";

/// Adds a person to the account of the change (invariant `email_domain`, unique `person.email_key`). A custom role must
/// still be the one that was seen.
pub fn insert(change: &mut Change, person: &NewPerson<'_>) {
    let params = params![
        person.id.as_str(),
        change.account().as_str(),
        person.email.as_str(),
        person.email.key(),
        person.name,
        person.role.id.stored(),
        person.phc.map(|phc| phc.expose().as_str()),
        person.locale.as_str(),
        i64::from(person.must_change_password),
        change.at(),
        change.event().as_str(),
        sort_key(person.name),
    ];
    change.push(INSERT, params);
}

/// The unique rule on addresses, as [`crate::DbError::is_unique`] knows it.
pub const UNIQUE_EMAIL: &str = "person.email_key";

const UPDATE_OWN: &str = "UPDATE person SET name = coalesce(?3, name), name_key = coalesce(?8, name_key), \
     folded = CASE WHEN ?8 IS NULL THEN folded ELSE 1 END, locale = coalesce(?4, locale), \
     time_zone = CASE WHEN ?5 IS NULL THEN time_zone ELSE nullif(?5, '') END, version = version + 1, event_id = ?6 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?7";

const OWN_BEFORE: &str = audit_with_before!(
    "SELECT json_object('name', name, 'locale', locale, 'time_zone', time_zone) FROM person WHERE account_id = ?2 AND id = ?8"
);

const BEFORE: &str = audit_with_before!(
    "SELECT json_object('name', p.name, 'role', json_object( \
         'id', CASE WHEN r.id IS NULL THEN 'role_' || p.role ELSE r.id END, 'name', coalesce(r.name, p.role)), \
       'teams', json((SELECT json_group_array(json_object('id', t.id, 'name', t.name)) FROM team_member m JOIN team t ON t.id = m.team_id \
         WHERE m.person_id = p.id)), \
       'subaccounts', json((SELECT json_group_array(json_object('id', s.id, 'name', s.name)) FROM person_subaccount o \
         JOIN subaccount s ON s.id = o.subaccount_id WHERE o.person_id = p.id))) \
     FROM person p LEFT JOIN role r ON r.account_id = p.account_id AND r.id = p.role WHERE p.account_id = ?2 AND p.id = ?8"
);

/// Begins a change of what a person is; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<UsersManage>, stamp: Stamp, id: &UserId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

/// Begins a change of one's own profile; its audit row says what there was before, as it was when it was changed.
pub fn change_own(can: &Can<Own>, stamp: Stamp, detail: &Detail) -> Change {
    Change::by_can(can, stamp, OWN_BEFORE, can.human().user.as_str(), detail)
}

/// Changes one's own name, language or time zone, if the version is still the one that was seen (guard `stale`).
pub fn update_own(
    change: &mut Change,
    can: &Can<Own>,
    name: Option<&str>,
    locale: Option<Locale>,
    time_zone: Option<&str>,
    seen: i64,
) {
    let params = params![
        can.account().as_str(),
        can.human().user.as_str(),
        name,
        locale.map(Locale::as_str),
        time_zone,
        change.event().as_str(),
        seen,
        name.map(sort_key),
    ];
    change.push(UPDATE_OWN, params);
    change.expect_one("stale");
}

const UPDATE: &str = "UPDATE person SET name = coalesce(?3, name), name_key = coalesce(?7, name_key), \
     folded = CASE WHEN ?7 IS NULL THEN folded ELSE 1 END, role = coalesce(?4, role), version = version + 1, event_id = ?5 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?6";

/// Changes a person's name or role, if the version is still the one that was seen (guard `stale`, invariants
/// `owner`, `last_admin`, `role`).
pub fn update(
    change: &mut Change,
    can: &Can<UsersManage>,
    person: &Seen<Standing>,
    name: Option<&str>,
    role: Option<&Seen<Role>>,
    seen: i64,
) {
    if let Some(role) = role {
        change.rely_on(role);
    }
    change.rely_on(person);
    let role = role.map(|role| role.id.stored());
    let params = params![
        can.account().as_str(),
        person.id.as_str(),
        name,
        role,
        change.event().as_str(),
        seen,
        name.map(sort_key),
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const SET: &str = "UPDATE person SET status = coalesce(?3, status), capacity = CASE WHEN ?4 = 1 THEN ?5 ELSE capacity END, \
     version = version + 1, event_id = ?6 WHERE account_id = ?1 AND id = ?2";

/// Gives or ends access (guard `not_found`, invariants `owner`, `last_admin`, `custodian_active`). Ending it ends
/// all sessions in the schema itself.
pub fn set_status(change: &mut Change, can: &Can<UsersManage>, person: &Seen<Standing>, status: Status) {
    change.rely_on(person);
    let params = params![
        can.account().as_str(),
        person.id.as_str(),
        status.as_str(),
        0i64,
        Value::Null,
        change.event().as_str()
    ];
    change.push(SET, params);
    change.expect_one("not_found");
}

/// Sets the capacity (guard `not_found`).
pub fn set_capacity(change: &mut Change, can: &Can<UsersManage>, person: &Seen<Standing>, capacity: Option<i64>) {
    change.rely_on(person);
    let params =
        params![can.account().as_str(), person.id.as_str(), Value::Null, 1i64, capacity, change.event().as_str()];
    change.push(SET, params);
    change.expect_one("not_found");
}

const DELETE: &str = "DELETE FROM person WHERE account_id = ?1 AND id = ?2";

/// Removes a person for good (guard `not_found`, invariants `owner`, `last_admin`); sessions, links and memberships
/// go with them, system users do not.
pub fn delete(change: &mut Change, can: &Can<UsersManage>, person: &Seen<Standing>) {
    change.rely_on(person);
    change.push(DELETE, params![can.account().as_str(), person.id.as_str()]);
    change.expect_one("not_found");
}

const SET_PASSWORD: &str = "UPDATE person SET password_phc = ?3, must_change_password = ?4, version = version + 1, event_id = ?5 WHERE account_id = ?1 AND id = ?2";
/// The ids are made as those of the trigger `person_deactivated`.
const END_SESSIONS_AUDIT: &str = "INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id, ip) \
     SELECT substr(?3, 1, 14) || substr(s.id, 15), ?1, e.at, 'deployment', 'session.deleted', s.id, e.request_id, e.ip FROM session s, audit_event e \
     WHERE s.person_id = ?2 AND e.id = ?3";
const END_SESSIONS: &str = "DELETE FROM session WHERE account_id = ?1 AND person_id = ?2";
const END_LINKS: &str = "DELETE FROM one_time_link WHERE person_id = ?1";

/// Sets a password and ends all sessions of the person and all links (guards `moved`, `not_found`, invariant `owner`).
pub fn set_password(
    change: &mut Change,
    person: &Seen<impl AsRef<PersonRow>>,
    phc: &Secret<String>,
    must_change: bool,
) {
    change.rely_on(person);
    let id = &(**person).as_ref().id;
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(
        SET_PASSWORD,
        params![account.as_str(), id.as_str(), phc.expose().as_str(), i64::from(must_change), event.as_str()],
    );
    change.expect_one("not_found");
    end_sessions(change, id);
    change.push(END_LINKS, params![id.as_str()]);
}

/// Ends all sessions of a person, with an event for each.
pub(crate) fn end_sessions(change: &mut Change, id: &UserId) {
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(END_SESSIONS_AUDIT, params![account.as_str(), id.as_str(), event]);
    change.push(END_SESSIONS, params![account, id.as_str()]);
}

const REHASH: &str = "UPDATE person SET password_phc = ?4, version = version + 1, event_id = ?5 WHERE account_id = ?1 AND id = ?2 AND password_phc = ?3";

impl Change {
    /// Stores the same password under another hash, if the hash is still the old one (guard `moved`). The version rises, as with
    /// everything about a password: who relied on the row begins again. No session ends.
    pub fn by_rehash(
        account: &AccountId,
        person: &UserId,
        stamp: Stamp,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Self {
        let mut change = Self::new(account.clone(), stamp);
        change.event_by(None, person.as_str(), &Detail::PasswordRehashed {});
        let event = change.event().to_string();
        change.push(
            REHASH,
            params![account.as_str(), person.as_str(), old.expose().as_str(), new.expose().as_str(), event],
        );
        change.expect_one("moved");
        change
    }
}

// ── Ownership ─────────────────────────────────────────────────────────────────────────────────────────────────

const PROMOTE: &str =
    "UPDATE person SET role = 'admin', version = version + 1, event_id = ?3 WHERE account_id = ?1 AND id = ?2";
const STEP_DOWN: &str = "UPDATE person SET version = version + 1, event_id = ?3 WHERE account_id = ?1 AND id = ?2";
const TRANSFER: &str =
    "UPDATE account SET owner_id = ?3, version = version + 1, event_id = ?4 WHERE id = ?1 AND owner_id = ?2";

/// Hands the account over: one compare-and-set, so that of many at once one succeeds (guards `moved`, `stale`,
/// invariants `owner`, `owner_password`). The next owner becomes Admin if they are not. Owning the account is part of
/// what others rely on: both versions rise.
pub fn transfer_ownership(change: &mut Change, can: &Can<Owner>, to: &Seen<Standing>) {
    change.rely_on(to);
    let (account, event) = (can.account().as_str(), change.event().to_string());
    let (own, to) = (can.human().user.as_str(), to.id.as_str());
    change.push(PROMOTE, params![account, to, event.as_str()]);
    change.push(STEP_DOWN, params![account, own, event.as_str()]);
    change.push(TRANSFER, params![account, own, to, event]);
    change.expect_one("stale");
}

impl Change {
    /// A change by a person who has just shown a password or a one-time link, and has no session. That the person is
    /// still the one that was looked up is a condition of the change (guard `moved`).
    pub fn by_person(person: &Seen<impl AsRef<PersonRow>>, stamp: Stamp, subject: &str, detail: &Detail) -> Self {
        let row = (**person).as_ref();
        let mut change = Self::new(row.account.clone(), stamp);
        change.rely_on(person);
        change.event_by(Some((&row.id, &row.name)), subject, detail);
        change
    }
}

macro_rules! made {
    ($table:literal) => {
        concat!(
            "(SELECT json_array(count(*), json((SELECT json_group_array(name) FROM (SELECT name FROM ",
            $table,
            " WHERE account_id = ?1 AND created_by = ?2 ORDER BY name_key, id LIMIT 5)))) FROM ",
            $table,
            " WHERE account_id = ?1 AND created_by = ?2)"
        )
    };
}

const CONNECTIONS: &str = concat!(
    "SELECT ",
    made!("webhook"),
    " AS webhooks, ",
    made!("inbound_source"),
    " AS sources, ",
    made!("channel"),
    " AS channels"
);

/// How many webhooks, inbound sources and channels a person made, and the first five names of each. They are the
/// account's.
pub fn connections_made(can: &Can<UsersManage>, id: &UserId) -> Reading<[(i64, Vec<String>); 3]> {
    Reading::new(CONNECTIONS, params![can.account().as_str(), id.as_str()], |rows| {
        let mut row = rows.into_iter().next().ok_or_else(|| DbError::Other("no figures".into()))?;
        Ok([row.json()?, row.json()?, row.json()?])
    })
}
