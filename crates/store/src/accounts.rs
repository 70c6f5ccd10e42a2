//! The account: the first run, settings, figures.

use domain::domain_name::MailDomain;
use domain::ids::{AccountId, UserId};
use domain::locale::Locale;
use domain::permission::{AccountManage, AccountRead, SystemUsersManage};
use domain::principal::Can;
use domain::time::{HOUR, Instant};

use crate::change::Change;
use crate::db::{Db, DbError, Query, Row};
use crate::params;

/// An account as stored.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// The id.
    pub id: AccountId,
    /// The name.
    pub name: String,
    /// The e-mail domain that all people share.
    pub email_domain: String,
    /// The language.
    pub locale: Locale,
    /// Who owns it.
    pub owner: UserId,
    /// How many account-wide system users it may have.
    pub system_user_limit: i64,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
}

const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM account)";

/// Is there any account yet?
pub async fn any(db: &impl Db) -> Result<bool, DbError> {
    let rows = db.query(&Query::new(EXISTS, params![])).await?;
    rows.into_iter().next().map_or(Ok(false), |mut row| Ok(row.int()? == 1))
}

const GET: &str = "SELECT id, name, email_domain, locale, owner_id, system_user_limit, version, created_at FROM account WHERE id = ?1";

fn read(mut row: Row) -> Result<AccountRow, DbError> {
    Ok(AccountRow {
        id: row.parse()?,
        name: row.text()?,
        email_domain: row.text()?,
        locale: row.parse()?,
        owner: row.parse()?,
        system_user_limit: row.int()?,
        version: row.int()?,
        created_at: row.at()?,
    })
}

/// The account of a proof; any signed-in person may see its name.
pub async fn get<P>(db: &impl Db, can: &Can<P>) -> Result<AccountRow, DbError> {
    by_id(db, can.account()).await
}

/// The account of a person who was just recognised and has no proof yet.
pub async fn by_id(db: &impl Db, id: &AccountId) -> Result<AccountRow, DbError> {
    let rows = db.query(&Query::new(GET, params![id.as_str()])).await?;
    rows.into_iter().next().map_or_else(|| Err(DbError::Other("the account is missing".into())), read)
}

/// The account of a proof of reading it.
pub async fn settings(db: &impl Db, can: &Can<AccountRead>) -> Result<AccountRow, DbError> {
    by_id(db, can.account()).await
}

const FIRST: &str = "INSERT INTO guard (ok, label) SELECT NOT EXISTS (SELECT 1 FROM account), 'already_set_up'";
const INSERT: &str = "INSERT INTO account (id, name, email_domain, locale, owner_id, created_at, event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// The first step of the first run: nothing may be there yet.
pub fn must_be_first(change: &mut Change) {
    change.push(FIRST, params![]);
}

/// Makes the account; its owner must have been added before in the same change.
pub fn insert(change: &mut Change, name: &str, domain: &MailDomain, locale: Locale, owner: &UserId) {
    let params = params![
        change.account().as_str(),
        name,
        domain.as_str(),
        locale.as_str(),
        owner.as_str(),
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const UPDATE: &str = "UPDATE account SET name = coalesce(?2, name), locale = coalesce(?3, locale), version = version + 1, event_id = ?4 \
     WHERE id = ?1 AND version = ?5";

/// Changes name or language, if the version is still the one that was seen (guard `stale`).
pub fn update(change: &mut Change, can: &Can<AccountManage>, name: Option<&str>, locale: Option<Locale>, seen: i64) {
    let params = params![can.account().as_str(), name, locale.map(Locale::as_str), change.event().as_str(), seen];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

/// Figures for the first page.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Active system users.
    pub active: i64,
    /// Inactive ones.
    pub inactive: i64,
    /// Active ones that never called.
    pub never_used: i64,
    /// Account-wide ones.
    pub account_wide: i64,
    /// Subaccounts.
    pub subaccounts: i64,
    /// Subaccounts without a system user.
    pub subaccounts_without: i64,
    /// Accepted calls by hour since 1970, for the last 24 hours.
    pub activity: Vec<(i64, i64)>,
}

const FIGURES: &str = "WITH \
     own AS (SELECT subaccount_id AS id FROM person_subaccount WHERE person_id = ?3), \
     su AS (SELECT id, status, subaccount_id FROM system_user WHERE account_id = ?1 AND (?3 IS NULL OR subaccount_id IN (SELECT id FROM own))), \
     sub AS (SELECT id FROM subaccount WHERE account_id = ?1 AND (?3 IS NULL OR id IN (SELECT id FROM own))) \
     SELECT \
     (SELECT count(*) FROM su WHERE status = 'active'), \
     (SELECT count(*) FROM su WHERE status = 'inactive'), \
     (SELECT count(*) FROM su WHERE status = 'active' AND NOT EXISTS (SELECT 1 FROM system_user_use u WHERE u.system_user_id = su.id)), \
     (SELECT count(*) FROM su WHERE subaccount_id IS NULL), \
     (SELECT count(*) FROM sub), \
     (SELECT count(*) FROM sub WHERE NOT EXISTS (SELECT 1 FROM su WHERE su.subaccount_id = sub.id)), \
     (SELECT json_group_array(json_array(hour, calls)) FROM ( \
        SELECT a.hour AS hour, sum(a.calls) AS calls FROM activity a JOIN su ON su.id = a.system_user_id \
        WHERE a.hour > ?2 GROUP BY a.hour))";

/// Counts for the first page, of what the permission reaches.
pub async fn figures(db: &impl Db, can: &Can<SystemUsersManage>, now: Instant) -> Result<Figures, DbError> {
    let since = now.millis() / HOUR - 24;
    let rows = db
        .query(&Query::new(FIGURES, params![can.account().as_str(), since, can.within().map(UserId::as_str)]))
        .await?;
    let mut row = rows.into_iter().next().ok_or_else(|| DbError::Other("no figures".into()))?;
    Ok(Figures {
        active: row.int()?,
        inactive: row.int()?,
        never_used: row.int()?,
        account_wide: row.int()?,
        subaccounts: row.int()?,
        subaccounts_without: row.int()?,
        activity: row.json()?,
    })
}
