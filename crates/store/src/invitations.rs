//! Invitations that nobody accepted yet, and links to choose a password.

use domain::audit::Detail;
use domain::email::Email;
use domain::ids::{AccountId, InvitationId, SubaccountId, TeamId, UserId};
use domain::locale::Locale;
use domain::permission::UsersManage;
use domain::policy;
use domain::principal::Can;
use domain::role::Role;
use domain::time::Instant;

use crate::change::{Change, Stamp};
use crate::db::{Db, DbError, Query, Reading, Row};
use crate::params;
use crate::people::{self, PersonRow, json_ids, person_columns, person_joins, read_role};
use crate::seen::{self, Seen};

/// An invitation as stored.
#[derive(Debug, Clone)]
pub struct InvitationRow {
    /// The id.
    pub id: InvitationId,
    /// The account.
    pub account: AccountId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The teams.
    pub teams: Vec<TeamId>,
    /// The subaccounts.
    pub subaccounts: Vec<SubaccountId>,
    /// The language.
    pub locale: Locale,
    /// Who sent it: id and name.
    pub invited_by: (UserId, String),
    /// How often.
    pub sent_count: i64,
    /// When first.
    pub created_at: Instant,
    /// When the present link ends.
    pub expires_at: Instant,
    /// The last event that changed it.
    event: String,
}

impl InvitationRow {
    /// What the person is to have, for the policy.
    pub fn gives(&self) -> policy::Standing<'_> {
        policy::Standing { grants: &self.role.grants, subaccounts: &self.subaccounts }
    }
}

macro_rules! columns {
    () => {
        "SELECT i.id, i.account_id, i.email, i.name, i.role, r.name AS role_name, r.grants, coalesce(r.version, 0) AS role_version, i.team_ids, i.subaccount_ids, i.locale, i.invited_by, i.invited_by_name, \
         i.sent_count, i.created_at, i.expires_at, i.event_id FROM invitation i LEFT JOIN role r ON r.account_id = i.account_id AND r.id = i.role "
    };
}

fn ids<T: TryFrom<String>>(row: &mut Row) -> Result<Vec<T>, DbError> {
    let ids: Vec<String> = row.json()?;
    ids.into_iter().map(|id| T::try_from(id).map_err(|_| DbError::Other("a stored id is not valid".into()))).collect()
}

fn read(mut row: Row) -> Result<InvitationRow, DbError> {
    Ok(InvitationRow {
        id: row.parse()?,
        account: row.parse()?,
        email: row.text()?,
        name: row.text()?,
        role: read_role(&mut row)?,
        teams: ids(&mut row)?,
        subaccounts: ids(&mut row)?,
        locale: row.parse()?,
        invited_by: (row.parse()?, row.text()?),
        sent_count: row.int()?,
        created_at: row.at()?,
        expires_at: row.at()?,
        event: row.text()?,
    })
}

fn read_seen(row: Row) -> Result<Seen<InvitationRow>, DbError> {
    let row = read(row)?;
    let still = seen::invitation(row.id.as_str(), &row.event);
    Ok(Seen::new(row, still))
}

const LIST: &str = concat!(
    columns!(),
    "WHERE i.account_id = ?1 AND (?2 IS NULL OR i.id < ?2) AND (?3 IS NULL OR i.invited_by = ?3) ORDER BY i.id DESC LIMIT ?4"
);
const GET: &str = concat!(columns!(), "WHERE i.account_id = ?1 AND i.id = ?2");
const BY_EMAIL: &str = concat!(columns!(), "WHERE i.account_id = ?1 AND i.email_key = ?2");
const BY_DIGEST: &str =
    concat!(columns!(), "WHERE i.digest IN (SELECT value FROM json_each(?1)) AND i.expires_at > ?2");

/// A page of the pending ones, the newest first; `by` narrows to one sender.
pub async fn list(
    db: &impl Db,
    can: &Can<UsersManage>,
    after: Option<&str>,
    by: Option<&UserId>,
    limit: i64,
) -> Result<Vec<InvitationRow>, DbError> {
    let params = params![can.account().as_str(), after, by.map(UserId::as_str), limit];
    db.query(&Query::new(LIST, params)).await?.into_iter().map(read).collect()
}

/// One of them.
pub fn get(can: &Can<UsersManage>, id: &InvitationId) -> Reading<Option<Seen<InvitationRow>>> {
    Reading::first(GET, params![can.account().as_str(), id.as_str()], read_seen)
}

/// The pending one of an address.
pub fn of_email(can: &Can<UsersManage>, email: &Email) -> Reading<Option<Seen<InvitationRow>>> {
    Reading::first(BY_EMAIL, params![can.account().as_str(), email.key()], read_seen)
}

/// The invitation of a link, while it lives. The link is the proof.
pub fn of_link(digests: &[String], now: Instant) -> Reading<Option<Seen<InvitationRow>>> {
    let digests = serde_json::to_string(digests).unwrap_or_default();
    Reading::first(BY_DIGEST, params![digests, now], read_seen)
}

const KNOWN: &str = "SELECT email_key, 'person' FROM person WHERE email_key IN (SELECT value FROM json_each(?2)) \
     UNION ALL SELECT email_key, 'invitation' FROM invitation WHERE account_id = ?1 AND email_key IN (SELECT value FROM json_each(?2))";

/// Which of these addresses are people's already (true), or invited (false).
pub async fn known(db: &impl Db, can: &Can<UsersManage>, keys: &[String]) -> Result<Vec<(String, bool)>, DbError> {
    let keys = serde_json::to_string(keys).unwrap_or_default();
    let rows = db.query(&Query::new(KNOWN, params![can.account().as_str(), keys])).await?;
    rows.into_iter().map(|mut row| Ok((row.text()?, row.text()? == "person"))).collect()
}

/// A new invitation.
#[derive(Debug)]
pub struct NewInvitation<'a> {
    /// The id.
    pub id: &'a InvitationId,
    /// The address.
    pub email: &'a Email,
    /// The name.
    pub name: &'a str,
    /// The role.
    pub role: &'a Seen<Role>,
    /// The teams.
    pub teams: &'a [TeamId],
    /// The subaccounts.
    pub subaccounts: &'a [SubaccountId],
    /// The language.
    pub locale: Locale,
    /// The digest of the link's token.
    pub digest: &'a str,
    /// When the link ends.
    pub expires_at: Instant,
}

const INSERT: &str = "INSERT INTO invitation (id, account_id, email, email_key, name, role, team_ids, subaccount_ids, locale, digest, invited_by, \
     invited_by_name, created_at, expires_at, event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

/// The unique rule of one pending invitation an address.
pub const UNIQUE_EMAIL: &str = "invitation.email_key";

/// Invites (invariants `email_domain`, `email_taken`).
pub fn insert(change: &mut Change, can: &Can<UsersManage>, new: &NewInvitation<'_>) {
    change.rely_on(new.role);
    let params = params![
        new.id.as_str(),
        change.account().as_str(),
        new.email.as_str(),
        new.email.key(),
        new.name,
        new.role.id.stored(),
        json_ids(new.teams.iter().map(TeamId::as_str)),
        json_ids(new.subaccounts.iter().map(SubaccountId::as_str)),
        new.locale.as_str(),
        new.digest,
        can.human().user.as_str(),
        can.human().name.as_str(),
        change.at(),
        new.expires_at,
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const REVISE: &str = "UPDATE invitation SET name = ?3, role = ?4, team_ids = ?5, subaccount_ids = ?6, locale = ?7, digest = ?8, expires_at = ?9, \
     sent_count = sent_count + 1, event_id = ?10 WHERE account_id = ?1 AND id = ?2";

/// Invites a pending address anew: what is said now counts, with a new link; the old one is dead (guard `moved`).
pub fn revise(change: &mut Change, can: &Can<UsersManage>, pending: &Seen<InvitationRow>, new: &NewInvitation<'_>) {
    change.rely_on(pending);
    change.rely_on(new.role);
    let params = params![
        can.account().as_str(),
        new.id.as_str(),
        new.name,
        new.role.id.stored(),
        json_ids(new.teams.iter().map(TeamId::as_str)),
        json_ids(new.subaccounts.iter().map(SubaccountId::as_str)),
        new.locale.as_str(),
        new.digest,
        new.expires_at,
        change.event().as_str(),
    ];
    change.push(REVISE, params);
    change.expect_one("not_found");
}

const RENEW: &str = "UPDATE invitation SET digest = ?3, expires_at = ?4, sent_count = sent_count + 1, event_id = ?5 WHERE account_id = ?1 AND id = ?2";

/// Gives it a new link; the old one is dead (guard `not_found`).
pub fn renew(
    change: &mut Change,
    can: &Can<UsersManage>,
    pending: &Seen<InvitationRow>,
    digest: &str,
    expires_at: Instant,
) {
    change.rely_on(pending);
    change
        .push(RENEW, params![can.account().as_str(), pending.id.as_str(), digest, expires_at, change.event().as_str()]);
    change.expect_one("not_found");
}

const DELETE: &str = "DELETE FROM invitation WHERE account_id = ?1 AND id = ?2";

/// Takes it back (guard `not_found`).
pub fn delete(change: &mut Change, can: &Can<UsersManage>, pending: &Seen<InvitationRow>) {
    change.rely_on(pending);
    change.push(DELETE, params![can.account().as_str(), pending.id.as_str()]);
    change.expect_one("not_found");
}

const ACCEPT: &str =
    "DELETE FROM invitation WHERE id = ?1 AND digest IN (SELECT value FROM json_each(?2)) AND expires_at > ?3";

/// Uses the link up: of many at once one succeeds (guard `not_found`).
pub fn accept(change: &mut Change, id: &InvitationId, digests: &[String]) {
    let digests = serde_json::to_string(digests).unwrap_or_default();
    let now = change.at();
    change.push(ACCEPT, params![id.as_str(), digests, now]);
    change.expect_one("not_found");
}

// ── Links to choose a password ────────────────────────────────────────────────────────────────────────────────

const RENEW_LINK: &str =
    "UPDATE one_time_link SET digest = ?2, created_at = ?3, expires_at = ?4, event_id = ?5 WHERE person_id = ?1";
const PUT_LINK: &str = "INSERT INTO one_time_link (person_id, digest, created_at, expires_at, event_id) SELECT ?1, ?2, ?3, ?4, ?5 \
     WHERE NOT EXISTS (SELECT 1 FROM one_time_link WHERE person_id = ?1)";

/// Makes a person's link; an older one is dead.
pub fn put_link(change: &mut Change, person: &UserId, digest: &str, expires_at: Instant) {
    let params = params![person.as_str(), digest, change.at(), expires_at, change.event().as_str()];
    change.push(RENEW_LINK, params.clone());
    change.push(PUT_LINK, params);
}

const LINK: &str = concat!(
    "SELECT ",
    person_columns!(),
    " FROM one_time_link l JOIN person p ON p.id = l.person_id ",
    person_joins!(),
    " WHERE l.digest IN (SELECT value FROM json_each(?1)) AND l.expires_at > ?2 AND p.status = 'active'"
);

/// Whose link it is, while it lives.
pub fn person_of_link(digests: &[String], now: Instant) -> Reading<Option<Seen<PersonRow>>> {
    let digests = serde_json::to_string(digests).unwrap_or_default();
    Reading::first(LINK, params![digests, now], |mut row| people::read(&mut row).map(people::seen_person))
}

const USE_LINK: &str = "DELETE FROM one_time_link WHERE person_id = ?1 AND digest IN (SELECT value FROM json_each(?2)) AND expires_at > ?3";

/// Uses a link up: of many at once one succeeds (guard `not_found`).
pub fn use_link(change: &mut Change, person: &UserId, digests: &[String]) {
    let digests = serde_json::to_string(digests).unwrap_or_default();
    let now = change.at();
    change.push(USE_LINK, params![person.as_str(), digests, now]);
    change.expect_one("not_found");
}

impl Change {
    /// A change by somebody who was invited and becomes a person with it.
    pub fn by_invited(
        invitation: &Seen<InvitationRow>,
        person: (&UserId, &str),
        stamp: Stamp,
        detail: &Detail,
    ) -> Self {
        let mut change = Self::new(invitation.account.clone(), stamp);
        change.rely_on(invitation);
        change.event_by(Some(person), invitation.id.as_str(), detail);
        change
    }
}
