//! The people of an account.

use domain::ids::{AccountId, UserId};
use domain::locale::Locale;
use domain::principal::{Can, Own};
use domain::role::Role;
use domain::secret::Secret;
use domain::system_user::Status;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{Db, DbError, Query, Row};
use crate::params;

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
    /// The role.
    pub role: Role,
    /// Active or inactive.
    pub status: Status,
    /// The language.
    pub locale: Locale,
    /// Counts up with each change.
    pub version: i64,
    /// When the person was added.
    pub created_at: Instant,
    /// Is it the account's owner?
    pub owner: bool,
}

const GET: &str = "SELECT p.id, p.account_id, p.name, p.email, p.role, p.status, p.locale, p.version, p.created_at, a.owner_id = p.id \
     FROM person p JOIN account a ON a.id = p.account_id WHERE p.account_id = ?1 AND p.id = ?2";

pub(crate) fn read(row: &mut Row) -> Result<PersonRow, DbError> {
    Ok(PersonRow {
        id: row.parse()?,
        account: row.parse()?,
        name: row.text()?,
        email: row.text()?,
        role: row.parse()?,
        status: row.parse()?,
        locale: row.parse()?,
        version: row.int()?,
        created_at: row.at()?,
        owner: row.int()? == 1,
    })
}

/// The person who holds the proof.
pub async fn own(db: &impl Db, can: &Can<Own>) -> Result<PersonRow, DbError> {
    let params = params![can.account().as_str(), can.human().user.as_str()];
    let rows = db.query(&Query::new(GET, params)).await?;
    rows.into_iter()
        .next()
        .map_or_else(|| Err(DbError::Other("the person is missing".into())), |mut row| read(&mut row))
}

/// What signing in needs to know: the person and the password's hash.
#[derive(Debug)]
pub struct Credentials {
    /// The person.
    pub person: PersonRow,
    /// The PHC string; none when no password was chosen yet.
    pub phc: Option<Secret<String>>,
}

const BY_EMAIL: &str = "SELECT p.id, p.account_id, p.name, p.email, p.role, p.status, p.locale, p.version, p.created_at, a.owner_id = p.id, \
     p.password_phc FROM person p JOIN account a ON a.id = p.account_id WHERE p.email_key = ?1";

/// Looks somebody up for signing in, in whatever account they are: nobody is signed in yet.
pub async fn credentials(db: &impl Db, email_key: &str) -> Result<Option<Credentials>, DbError> {
    let rows = db.query(&Query::new(BY_EMAIL, params![email_key])).await?;
    rows.into_iter()
        .next()
        .map(|mut row| Ok(Credentials { person: read(&mut row)?, phc: row.opt_text()?.map(Secret::new) }))
        .transpose()
}

/// A new person.
#[derive(Debug)]
pub struct NewPerson<'a> {
    /// The id.
    pub id: &'a UserId,
    /// The e-mail address.
    pub email: &'a domain::email::Email,
    /// The name.
    pub name: &'a str,
    /// The role.
    pub role: Role,
    /// The PHC string of the password.
    pub phc: &'a Secret<String>,
    /// The language.
    pub locale: Locale,
}

const INSERT: &str = "INSERT INTO person (id, account_id, email, email_key, name, role, password_phc, locale, created_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// Adds a person to the account of the change.
pub fn insert(change: &mut Change, person: &NewPerson<'_>) {
    let params = params![
        person.id.as_str(),
        change.account().as_str(),
        person.email.as_str(),
        person.email.key(),
        person.name,
        person.role.as_str(),
        person.phc.expose().as_str(),
        person.locale.as_str(),
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const UPDATE: &str = "UPDATE person SET name = coalesce(?3, name), locale = coalesce(?4, locale), version = version + 1, event_id = ?5 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?6";

/// Changes one's own name or language, if the version is still the one that was seen (guard `stale`).
pub fn update_own(change: &mut Change, can: &Can<Own>, name: Option<&str>, locale: Option<Locale>, seen: i64) {
    let params = params![
        can.account().as_str(),
        can.human().user.as_str(),
        name,
        locale.map(Locale::as_str),
        change.event().as_str(),
        seen,
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}
