//! The account: the first run, settings, figures.

use domain::attestation::Rules;
use domain::audit::Detail;
use domain::business::{AccessLevel, GraphId};
use domain::domain_name::MailDomain;
use domain::found::PartnerFinds;
use domain::ids::{AccountId, UserId};
use domain::locale::Locale;
use domain::permission::{AccountManage, AccountRead, SystemUsersManage};
use domain::principal::Can;
use domain::settings::{
    AttestationDays, AttributionHours, AuditDays, GraceDays, HoldSeconds, MessageDays, SessionHours,
    SessionIdleMinutes, TokenDays,
};
use domain::time::{HOUR, Instant};
use domain::token_rules::TokenRules;
use domain::two_factor::Rule;

use crate::business::Business;
use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{Db, DbError, Query, Reading, Row};
use crate::invitations::InvitationRow;
use crate::params;
use crate::people::PersonRow;
use crate::seen::{self, Seen};

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
    /// How many hours after a message to somebody their answers belong to its subaccount.
    pub attribution_hours: i64,
    /// How many days messages are kept.
    pub message_days: i64,
    /// How many seconds a delivery that waits holds those behind it.
    pub hold_seconds: i64,
    /// How many days audit events are kept.
    pub audit_days: i64,
    /// What it asks of its people.
    pub rule: Rule,
    /// May people come from their listed networks alone?
    pub restrict_people: bool,
    /// May system users call from theirs alone?
    pub restrict_system_users: bool,
    /// After how many minutes without use a session ends.
    pub session_idle_minutes: i64,
    /// How many hours after signing in a session ends at the latest.
    pub session_hours: i64,
    /// What it asks of new tokens.
    pub token_rules: TokenRules,
    /// What happens to a token that a code host finds.
    pub partner_finds: PartnerFinds,
    /// How many days a confirmation of a system user counts; none: nobody is asked.
    pub attestation_days: Option<i64>,
    /// How many days later one is switched off that nobody confirms.
    pub attestation_grace_days: i64,
    /// Since when it asks that.
    pub attestation_since: Option<Instant>,
    /// How many account-wide system users there may be.
    pub access_level: AccessLevel,
    /// Its number on Graph paths, where it is the business.
    pub graph_id: GraphId,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
}

impl AccountRow {
    /// What it asks of its system users; none where it does not.
    pub fn reviews(&self) -> Option<Rules> {
        let (days, since) = self.attestation_days.zip(self.attestation_since)?;
        Some(Rules { days, grace: self.attestation_grace_days, since })
    }
}

const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM account)";

/// Is there any account yet?
pub async fn any(db: &impl Db) -> Result<bool, DbError> {
    let rows = db.query(&Query::new(EXISTS, params![])).await?;
    rows.into_iter().next().map_or(Ok(false), |mut row| Ok(row.int()? == 1))
}

const GET: &str = "SELECT id, name, email_domain, locale, owner_id, system_user_limit, attribution_hours, message_days, \
     hold_seconds, audit_days, two_factor_from, mail_codes, restrict_people, restrict_system_users, session_idle_minutes, session_hours, \
     token_default_days, token_max_days, token_never, token_scopes, partner_finds, attestation_days, attestation_grace_days, attestation_since, access_level, (SELECT graph_id FROM graph_node g WHERE g.id = account.id), version, created_at FROM account WHERE id = ?1";

fn read(mut row: Row) -> Result<AccountRow, DbError> {
    Ok(AccountRow {
        id: row.parse()?,
        name: row.text()?,
        email_domain: row.text()?,
        locale: row.parse()?,
        owner: row.parse()?,
        system_user_limit: row.int()?,
        attribution_hours: row.int()?,
        message_days: row.int()?,
        hold_seconds: row.int()?,
        audit_days: row.int()?,
        rule: Rule { from: row.opt_at()?, mail_codes: row.int()? == 1 },
        restrict_people: row.int()? == 1,
        restrict_system_users: row.int()? == 1,
        session_idle_minutes: row.int()?,
        session_hours: row.int()?,
        token_rules: token_rules_of(&mut row)?,
        partner_finds: row.parse()?,
        attestation_days: row.opt_int()?,
        attestation_grace_days: row.int()?,
        attestation_since: row.opt_at()?,
        access_level: row.parse()?,
        graph_id: row.int().map(GraphId::stored)?,
        version: row.int()?,
        created_at: row.at()?,
    })
}

fn token_rules_of(row: &mut Row) -> Result<TokenRules, DbError> {
    let bad = |_| DbError::Other("a stored number of days is not valid".into());
    Ok(TokenRules {
        default_days: row.opt_int()?.map(TokenDays::try_from).transpose().map_err(bad)?,
        max_days: row.opt_int()?.map(TokenDays::try_from).transpose().map_err(bad)?,
        never: row.parse()?,
        scopes: row.opt_json()?,
    })
}

fn by_id(id: &AccountId) -> Reading<Seen<AccountRow>> {
    Reading::first(GET, params![id.as_str()], read).map(|found| {
        let row = found.ok_or_else(|| DbError::Other("the account is missing".into()))?;
        let still = seen::account(row.id.as_str(), row.version);
        Ok(Seen::new(row, still))
    })
}

/// The account of a proof; any signed-in person may see its name.
pub fn get<P>(can: &Can<P>) -> Reading<Seen<AccountRow>> {
    by_id(can.account())
}

/// The account of a person who has just shown a password or a link.
pub fn of_person(person: &Seen<impl AsRef<PersonRow>>) -> Reading<Seen<AccountRow>> {
    by_id(&(**person).as_ref().account)
}

/// What the account of a proof asks of new tokens: whoever makes one relies on it.
pub fn token_rules(can: &impl Business) -> Reading<Seen<TokenRules>> {
    by_id(can.account()).map(|seen| Ok(seen.map(|row| row.token_rules)))
}

const NAME: &str = "SELECT name FROM account WHERE id = ?1";

/// The name of the account.
pub fn name(of: &impl Business) -> Reading<Option<String>> {
    Reading::first(NAME, params![of.account().as_str()], |mut row| row.text())
}

const NAME_OF: &str = "SELECT a.name FROM person p JOIN account a ON a.id = p.account_id WHERE p.email_key = ?1";

/// The name of the account in which somebody of this address is, for a mail to them.
pub fn name_of(email_key: &str) -> Reading<Option<String>> {
    Reading::first(NAME_OF, params![email_key], |mut row| row.text())
}

/// The account of an invitation that somebody has the link of.
pub fn of_invitation(invitation: &Seen<InvitationRow>) -> Reading<Seen<AccountRow>> {
    by_id(&invitation.account)
}

/// The account of a change, as it is after it.
pub fn of_change(change: &Change) -> Reading<AccountRow> {
    by_id(change.account()).map(|seen| Ok(seen.into_inner()))
}

/// The account of a proof of reading it.
pub fn settings(can: &Can<AccountRead>) -> Reading<Seen<AccountRow>> {
    by_id(can.account())
}

const INSERT: &str = "INSERT INTO account (id, name, email_domain, locale, owner_id, created_at, event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

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

const UPDATE: &str = "UPDATE account SET name = coalesce(?2, name), locale = coalesce(?3, locale), attribution_hours = coalesce(?6, attribution_hours), \
     message_days = coalesce(?7, message_days), hold_seconds = coalesce(?8, hold_seconds), audit_days = coalesce(?9, audit_days), \
     two_factor_from = CASE WHEN ?10 = 1 THEN ?11 ELSE two_factor_from END, \
     mail_codes = coalesce(?12, mail_codes), restrict_people = coalesce(?13, restrict_people), \
     restrict_system_users = coalesce(?14, restrict_system_users), \
     session_idle_minutes = coalesce(?15, session_idle_minutes), session_hours = coalesce(?16, session_hours), \
     token_default_days = iif(?17, ?18, token_default_days), token_max_days = iif(?17, ?19, token_max_days), \
     token_never = iif(?17, ?20, token_never), token_scopes = iif(?17, ?21, token_scopes), \
     partner_finds = coalesce(?22, partner_finds), attestation_days = iif(?23, ?24, attestation_days), \
     attestation_grace_days = coalesce(?25, attestation_grace_days), \
     attestation_since = CASE WHEN iif(?23, ?24, attestation_days) IS NULL THEN NULL \
       WHEN iif(?23, ?24, attestation_days) IS NOT attestation_days OR coalesce(?25, attestation_grace_days) <> attestation_grace_days THEN ?26 \
       ELSE attestation_since END, access_level = coalesce(?27, access_level), version = version + 1, event_id = ?4 \
     WHERE id = ?1 AND version = ?5";

const BEFORE: &str = audit_with_before!(
    "SELECT json_insert(json_object('name', name, 'locale', locale, 'attribution_hours', attribution_hours, \
     'message_days', message_days, 'hold_seconds', hold_seconds, 'audit_days', audit_days, \
     'two_factor_from', strftime('%Y-%m-%dT%H:%M:%fZ', two_factor_from / 1000.0, 'unixepoch'), 'mail_codes', json(iif(mail_codes = 1, 'true', 'false')), \
     'restrict_people', json(iif(restrict_people, 'true', 'false')), 'restrict_system_users', json(iif(restrict_system_users, 'true', 'false')), \
     'session_idle_minutes', session_idle_minutes, 'session_hours', session_hours, \
     'token_default_days', token_default_days, 'token_max_days', token_max_days, 'token_never', token_never, 'token_scopes', json(token_scopes)), \
     '$.partner_finds', partner_finds, '$.attestation_days', attestation_days, '$.attestation_grace_days', attestation_grace_days, '$.access_level', access_level) FROM account WHERE id = ?2 AND id = ?8"
);

/// Begins a change of the account's settings; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<AccountManage>, stamp: Stamp, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, can.account().as_str(), detail)
}

const LIFT: &str = "UPDATE account SET restrict_people = 0, restrict_system_users = 0, version = version + 1, event_id = ?2 WHERE id = ?1";

/// Takes people and system users from everywhere again: the deployment itself does it (`ip_rules::to_recover`).
pub fn lift(account: &AccountId, stamp: Stamp, detail: &Detail) -> Change {
    let mut change = Change::by_deployment(account.clone(), stamp, BEFORE, account.as_str(), detail);
    change.push(LIFT, params![account.as_str(), change.event().as_str()]);
    change
}

/// What is changed of an account; what is none stays.
#[derive(Debug, Default)]
pub struct Update<'a> {
    /// The name.
    pub name: Option<&'a str>,
    /// The language.
    pub locale: Option<Locale>,
    /// How long answers belong to the subaccount that wrote.
    pub attribution: Option<AttributionHours>,
    /// How long messages are kept.
    pub kept: Option<MessageDays>,
    /// How long a delivery that waits holds those behind it.
    pub hold: Option<HoldSeconds>,
    /// How long audit events are kept.
    pub audit: Option<AuditDays>,
    /// From when on everybody needs two-factor; nobody does when that is none.
    pub two_factor_from: Option<Option<Instant>>,
    /// May it be a code by mail?
    pub mail_codes: Option<bool>,
    /// May people come from their listed networks alone?
    pub people: Option<bool>,
    /// May system users call from theirs alone?
    pub system_users: Option<bool>,
    /// When a session ends without use.
    pub idle: Option<SessionIdleMinutes>,
    /// When a session ends at the latest.
    pub hours: Option<SessionHours>,
    /// What is asked of new tokens.
    pub token_rules: Option<&'a TokenRules>,
    /// What happens to a token that a code host finds.
    pub partner_finds: Option<PartnerFinds>,
    /// How many days a confirmation of a system user counts; nobody is asked when that is none.
    pub attestation_days: Option<Option<AttestationDays>>,
    /// How many days later one is switched off that nobody confirms.
    pub grace_days: Option<GraceDays>,
    /// How many account-wide system users there may be (invariant `system_user_limit`: there are more).
    pub access_level: Option<AccessLevel>,
}

/// Changes the settings, if the version is still the one that was seen (guard `stale`).
pub fn update(change: &mut Change, can: &Can<AccountManage>, update: &Update<'_>, seen: i64) {
    let rules = update.token_rules;
    let scopes = rules.and_then(|rules| rules.scopes.as_ref()).map(|all| serde_json::json!(all).to_string());
    let params = params![
        can.account().as_str(),
        update.name,
        update.locale.map(Locale::as_str),
        change.event().as_str(),
        seen,
        update.attribution.map(AttributionHours::get),
        update.kept.map(MessageDays::get),
        update.hold.map(HoldSeconds::get),
        update.audit.map(AuditDays::get),
        i64::from(update.two_factor_from.is_some()),
        update.two_factor_from.flatten(),
        update.mail_codes.map(i64::from),
        update.people.map(i64::from),
        update.system_users.map(i64::from),
        update.idle.map(SessionIdleMinutes::get),
        update.hours.map(SessionHours::get),
        i64::from(rules.is_some()),
        rules.and_then(|rules| rules.default_days).map(TokenDays::get),
        rules.and_then(|rules| rules.max_days).map(TokenDays::get),
        rules.map(|rules| rules.never.as_str()),
        scopes,
        update.partner_finds.map(PartnerFinds::as_str),
        i64::from(update.attestation_days.is_some()),
        update.attestation_days.flatten().map(AttestationDays::get),
        update.grace_days.map(GraceDays::get),
        change.at(),
        update.access_level.map(AccessLevel::as_str),
    ];
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
    /// Account-wide ones that are no Admin: what the account's limit is about.
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
     su AS (SELECT id, status, subaccount_id, admin FROM system_user WHERE account_id = ?1 AND (?3 IS NULL OR subaccount_id IN (SELECT id FROM own))), \
     sub AS (SELECT id FROM subaccount WHERE account_id = ?1 AND (?3 IS NULL OR id IN (SELECT id FROM own))) \
     SELECT \
     (SELECT count(*) FROM su WHERE status = 'active'), \
     (SELECT count(*) FROM su WHERE status = 'inactive'), \
     (SELECT count(*) FROM su WHERE status = 'active' AND NOT EXISTS (SELECT 1 FROM system_user_use u WHERE u.system_user_id = su.id)), \
     (SELECT count(*) FROM su WHERE subaccount_id IS NULL AND admin IS NULL), \
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
