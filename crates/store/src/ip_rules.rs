//! From where people and system users may come: the lists, and the way back when nobody can (ADR 0030).

use domain::addresses::{Addresses, AppliesTo};
use domain::audit::Detail;
use domain::ids::{AccountId, IpRuleId, SystemUserId, UserId};
use domain::network::Network;
use domain::permission::AccountManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{AFTER_ALL_IDS, Db, DbError, Query, Reading, Row, Sealed, Statement};
use crate::params;
use crate::seen::{self, Seen};

mod dry_run;
pub use dry_run::{Known, PAGE as DRY_RUN_PAGE, people, system_users};

// From where the person `p` may come, as one JSON text: a column of whatever asks who somebody is. Where nothing is
// restricted the lists are not read.
macro_rules! person_addresses {
    () => {
        ", (SELECT json_object('generation', a.people_addresses, \
             'ask', CASE a.restrict_people WHEN 1 THEN (SELECT o.name FROM person o WHERE o.id = a.owner_id) END, \
             'networks', json(CASE a.restrict_people WHEN 1 THEN (SELECT json_group_array(i.network) FROM ip_rule i WHERE i.account_id = a.id \
               AND i.applies_to IN ('person', 'everybody') AND i.subject_id IN (a.id, p.id)) END)) \
           FROM account a WHERE a.id = p.account_id) AS addresses"
    };
}

// The networks from where calls of the system user `u` are taken, as JSON; null where the account `a` does not restrict it.
macro_rules! token_networks {
    () => {
        "CASE a.restrict_system_users WHEN 1 THEN (SELECT json_group_array(i.network) FROM ip_rule i WHERE i.account_id = a.id \
           AND i.applies_to IN ('system_user', 'system_users') AND i.subject_id IN (a.id, u.id)) END, a.token_addresses"
    };
}

pub(crate) use {person_addresses, token_networks};

/// Reads what [`person_addresses!`] has selected.
pub(crate) fn read_addresses(row: &mut Row) -> Result<Addresses, DbError> {
    row.json()
}

/// The most networks that may be listed for everybody, or for all system users (the schema's trigger).
pub const MOST_OF_ALL: i64 = 100;

/// A listed network as stored.
#[derive(Debug, Clone)]
pub struct IpRuleRow {
    /// The id.
    pub id: IpRuleId,
    /// For whom.
    pub applies_to: AppliesTo,
    /// The person or system user, by id and name, when it is for one.
    pub subject: Option<(String, String)>,
    /// The network.
    pub network: Network,
    /// Why it is there.
    pub note: String,
    /// Who added it, by id and name.
    pub created_by: (String, String),
    /// When it was added.
    pub created_at: Instant,
}

macro_rules! rule_columns {
    () => {
        "SELECT i.id, i.applies_to, coalesce(i.person_id, i.system_user_id), \
           coalesce((SELECT name FROM person WHERE id = i.person_id), (SELECT username FROM system_user WHERE id = i.system_user_id)), \
           i.network, i.note, i.created_by, i.created_by_name, i.created_at FROM ip_rule i WHERE i.account_id = ?1 "
    };
}

const LIST: &str = concat!(
    rule_columns!(),
    "AND i.id < ?2 AND (?4 IS NULL OR i.applies_to = ?4) AND (?5 IS NULL OR coalesce(i.person_id, i.system_user_id) = ?5) \
     ORDER BY i.id DESC LIMIT ?3"
);
const GET: &str = concat!(rule_columns!(), "AND i.id = ?2");

fn read(mut row: Row) -> Result<IpRuleRow, DbError> {
    let (id, applies_to) = (row.parse()?, row.parse()?);
    let subject = row.opt_text()?.zip(row.opt_text()?);
    Ok(IpRuleRow {
        id,
        applies_to,
        subject,
        network: row.parse()?,
        note: row.text()?,
        created_by: (row.text()?, row.text()?),
        created_at: row.at()?,
    })
}

/// A page of the lists, the newest first: of one kind, or of one person or system user, if they are named.
pub fn list(
    can: &Can<AccountManage>,
    applies_to: Option<AppliesTo>,
    subject: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> Reading<Vec<IpRuleRow>> {
    let after = after.unwrap_or(AFTER_ALL_IDS);
    let params = params![can.account().as_str(), after, limit, applies_to.map(AppliesTo::as_str), subject];
    Reading::new(LIST, params, |rows| rows.into_iter().map(read).collect())
}

/// One rule of the account.
pub fn get(can: &Can<AccountManage>, id: &IpRuleId) -> Reading<Option<IpRuleRow>> {
    Reading::first(GET, params![can.account().as_str(), id.as_str()], read)
}

/// What is restricted, and what it means to whoever asks: read before something is decided by it.
#[derive(Debug, Clone)]
pub struct Restriction {
    /// Are people restricted?
    pub people: bool,
    /// Are system users?
    pub system_users: bool,
    /// The networks from where the person who asks may come, if people are restricted: each with its rule.
    pub own: Vec<(IpRuleId, Network)>,
    /// How many rules there are for people.
    pub of_people: i64,
    /// How many rules there are for system users.
    pub of_system_users: i64,
    /// What cached token records of the account must have at least.
    pub token_addresses: i64,
}

const RESTRICTION: &str = "SELECT a.restrict_people, a.restrict_system_users, \
       (SELECT json_group_array(json_array(id, network)) FROM ip_rule WHERE account_id = a.id \
         AND applies_to IN ('person', 'everybody') AND subject_id IN (a.id, ?2)), \
       (SELECT count(*) FROM ip_rule WHERE account_id = a.id AND applies_to IN ('person', 'everybody')), \
       (SELECT count(*) FROM ip_rule WHERE account_id = a.id AND applies_to IN ('system_users', 'system_user')), \
       a.token_addresses, a.people_addresses FROM account a WHERE a.id = ?1";

/// What is restricted now. Whoever decides by it makes it a condition of the change.
pub fn restriction(can: &Can<AccountManage>) -> Reading<Seen<Restriction>> {
    let account = can.account().to_string();
    let params = params![account.as_str(), can.human().user.as_str()];
    Reading::first(RESTRICTION, params, |mut row| {
        let restriction = Restriction {
            people: row.int()? == 1,
            system_users: row.int()? == 1,
            own: row.json()?,
            of_people: row.int()?,
            of_system_users: row.int()?,
            token_addresses: row.int()?,
        };
        Ok((restriction, row.int()?))
    })
    .map(move |found| {
        let (value, people) = found.ok_or_else(|| DbError::Other("the account is missing".into()))?;
        let still = seen::addresses(&account, people, value.token_addresses);
        Ok(Seen::new(value, still))
    })
}

/// Whom a rule is for.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Everybody who signs in.
    Everybody,
    /// One person.
    Person(UserId),
    /// All system users.
    SystemUsers,
    /// One system user.
    SystemUser(SystemUserId),
}

impl Subject {
    /// The kind of it.
    pub const fn applies_to(&self) -> AppliesTo {
        match self {
            Self::Everybody => AppliesTo::Everybody,
            Self::Person(_) => AppliesTo::Person,
            Self::SystemUsers => AppliesTo::SystemUsers,
            Self::SystemUser(_) => AppliesTo::SystemUser,
        }
    }

    /// The one that it is for.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Everybody | Self::SystemUsers => None,
            Self::Person(id) => Some(id.as_str()),
            Self::SystemUser(id) => Some(id.as_str()),
        }
    }
}

const NAME: &str = "SELECT name FROM person WHERE account_id = ?1 AND id = ?2 UNION ALL \
     SELECT username FROM system_user WHERE account_id = ?1 AND id = ?2";

/// The name of whom a rule is to be for, if the account has them.
pub fn name(can: &Can<AccountManage>, id: &str) -> Reading<Option<String>> {
    Reading::first(NAME, params![can.account().as_str(), id], |mut row| row.text())
}

/// A new rule.
#[derive(Debug)]
pub struct NewRule<'a> {
    /// The id.
    pub id: &'a IpRuleId,
    /// For whom.
    pub subject: &'a Subject,
    /// The network.
    pub network: &'a Network,
    /// Why it is there.
    pub note: &'a str,
}

const INSERT: &str = "INSERT INTO ip_rule (id, account_id, applies_to, person_id, system_user_id, subject_id, network, note, created_by, created_by_name, created_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?4, ?5, ?2), ?6, ?7, ?8, ?9, ?10, ?11)";

/// The unique rule on networks, as [`DbError::is_unique`] knows it.
pub const UNIQUE_NETWORK: &str = "ip_rule.network";

/// Adds a rule (invariant `ip_rule_limit`; foreign key: a person or system user of the account).
pub fn insert(change: &mut Change, can: &Can<AccountManage>, rule: &NewRule<'_>) {
    let (person, system_user) = match rule.subject {
        Subject::Person(id) => (Some(id.as_str()), None),
        Subject::SystemUser(id) => (None, Some(id.as_str())),
        Subject::Everybody | Subject::SystemUsers => (None, None),
    };
    let params = params![
        rule.id.as_str(),
        can.account().as_str(),
        rule.subject.applies_to().as_str(),
        person,
        system_user,
        rule.network.to_string(),
        rule.note,
        can.human().user.as_str(),
        can.human().name.as_str(),
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const BEFORE: &str = audit_with_before!(
    "SELECT json_patch(json_object('applies_to', i.applies_to, 'network', i.network, 'note', i.note), \
       CASE WHEN i.subject_id = i.account_id THEN '{}' ELSE json_object('subject', json_object('id', i.subject_id, 'name', \
         coalesce((SELECT name FROM person WHERE id = i.person_id), (SELECT username FROM system_user WHERE id = i.system_user_id)))) END) \
     FROM ip_rule i WHERE i.account_id = ?2 AND i.id = ?8"
);

/// Begins the end of a rule; its audit row says what it was.
pub fn end(can: &Can<AccountManage>, stamp: Stamp, id: &IpRuleId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

const DELETE: &str = "DELETE FROM ip_rule WHERE account_id = ?1 AND id = ?2";

/// Takes a rule away (guard `not_found`).
pub fn delete(change: &mut Change, can: &Can<AccountManage>, id: &IpRuleId) {
    change.push(DELETE, params![can.account().as_str(), id.as_str()]);
    change.expect_one("not_found");
}

const GENERATIONS: &str = "SELECT token_addresses, (SELECT generation FROM system_user WHERE account_id = ?1 AND id = ?2) FROM account WHERE id = ?1";

/// What cached token records of the account, and of this system user, must have at least.
pub fn generations(can: &Can<AccountManage>, of: Option<&str>) -> Reading<(i64, Option<i64>)> {
    Reading::first(GENERATIONS, params![can.account().as_str(), of], |mut row| Ok((row.int()?, row.opt_int()?)))
        .map(|found| found.ok_or_else(|| DbError::Other("the account is missing".into())))
}

const RECOVER: &str = "SELECT account_id FROM address_recovery LIMIT ?1";

/// Accounts whose restriction whoever has the database wants to be switched off.
pub async fn to_recover(db: &impl Db, limit: i64) -> Result<Vec<AccountId>, DbError> {
    let rows = db.query(&Query::new(RECOVER, params![limit])).await?;
    rows.into_iter().map(|mut row| row.parse()).collect()
}

const RECOVERED: &str = "DELETE FROM address_recovery WHERE account_id = ?1";

/// What was asked for an account is done.
pub fn recovered(account: &AccountId) -> Sealed {
    Sealed::figures(vec![Statement { sql: RECOVERED, params: params![account.as_str()] }])
}
