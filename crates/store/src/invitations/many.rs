//! Many invitations in a few statements, whatever their number: the platform counts statements. Each line stands or falls
//! by itself, and leaves an audit event of its own if it stands.

use std::collections::BTreeSet;

use domain::ids::{AuditId, InvitationId, MailId};
use domain::permission::UsersManage;
use domain::principal::Can;
use domain::time::Instant;
use serde::Serialize;

use super::{InvitationRow, read};
use crate::change::Change;
use crate::db::{Db, DbError, Query, Reading};
use crate::params;
use crate::people::json_ids;

/// An invitation of many, with its mail.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The id of its audit event.
    pub event: AuditId,
    /// What its audit event says.
    pub action: &'static str,
    /// What its audit event says about it, as JSON.
    pub detail: String,
    /// The invitation: a new one, or the pending one that is sent anew.
    pub id: InvitationId,
    /// For a pending one: its last event when the caller's rights were compared with it.
    pub had_event: Option<String>,
    /// The address, as it is shown.
    pub email: String,
    /// The address, as it is compared.
    pub email_key: String,
    /// The name.
    pub name: String,
    /// The stored role.
    pub role: String,
    /// The digest of the link's token.
    pub digest: String,
    /// The mail's id.
    pub mail: MailId,
    /// The mail's kind.
    pub mail_kind: &'static str,
    /// The mail's sealed text.
    pub mail_text: String,
}

#[derive(Serialize)]
struct Tagged<'a> {
    #[serde(flatten)]
    line: &'a Line,
    tag: String,
}

/// What all lines have in common.
#[derive(Debug)]
pub struct Common<'a> {
    /// The ids of the teams, as JSON.
    pub teams: &'a str,
    /// The language.
    pub locale: &'a str,
    /// When the links end.
    pub expires_at: Instant,
}

macro_rules! lines {
    () => {
        "(SELECT value ->> 'event' AS event, value ->> 'action' AS action, value ->> 'detail' AS detail, value ->> 'tag' AS tag, value ->> 'id' AS id, \
           value ->> 'had_event' AS had_event, value ->> 'email' AS email, value ->> 'email_key' AS email_key, value ->> 'name' AS name, \
           value ->> 'role' AS role, value ->> 'digest' AS digest, value ->> 'mail' AS mail, value ->> 'mail_kind' AS mail_kind, \
           value ->> 'mail_text' AS mail_text FROM json_each(?1)) l"
    };
}

// The event is written for the lines that stand, and everything else for those that have one.
const EVENTS: &str = concat!(
    "INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, action, subject_id, request_id, ip, detail, permission, tag) \
     SELECT l.event, e.account_id, e.at, e.actor_kind, e.actor_id, e.actor_name, l.action, l.id, e.request_id, e.ip, l.detail, e.permission, l.tag FROM ",
    lines!(),
    " JOIN audit_event e ON e.id = ?2 \
     WHERE CASE \
       WHEN l.had_event IS NULL THEN NOT EXISTS (SELECT 1 FROM person p WHERE p.email_key = l.email_key) \
         AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.account_id = ?3 AND i.email_key = l.email_key) \
       ELSE EXISTS (SELECT 1 FROM invitation i WHERE i.account_id = ?3 AND i.id = l.id AND i.event_id = l.had_event) END"
);
const INSERT: &str = concat!(
    "INSERT INTO invitation (id, account_id, email, email_key, name, role, team_ids, locale, digest, invited_by, invited_by_name, \
       created_at, expires_at, event_id) \
     SELECT l.id, e.account_id, l.email, l.email_key, l.name, l.role, ?2, ?3, l.digest, ?4, ?5, e.at, ?6, e.id FROM ",
    lines!(),
    " JOIN audit_event e ON e.id = l.event WHERE l.had_event IS NULL"
);
const REVISE: &str = concat!(
    "UPDATE invitation SET name = l.name, role = l.role, team_ids = ?2, subaccount_ids = '[]', locale = ?3, digest = l.digest, \
       expires_at = ?4, sent_count = sent_count + 1, event_id = e.id FROM ",
    lines!(),
    " JOIN audit_event e ON e.id = l.event WHERE l.had_event IS NOT NULL AND invitation.account_id = ?5 AND invitation.id = l.id"
);
const MAILS: &str = concat!(
    "INSERT INTO mail (id, account_id, recipient, kind, sealed, created_at, next_attempt_at) \
     SELECT l.mail, e.account_id, l.email, l.mail_kind, l.mail_text, e.at, e.at FROM ",
    lines!(),
    " JOIN audit_event e ON e.id = l.event"
);

/// Invites those of the lines that nobody was faster with. Which ones these were, [`stood`] says afterwards. The roles
/// that they give and take must still be the ones that were seen: say so with [`Change::rely_on`].
pub fn put_many(change: &mut Change, can: &Can<UsersManage>, lines: &[Line], common: &Common<'_>) {
    let account = can.account().as_str();
    let human = can.human();
    let tag = |line: &Line| {
        change.tag_by((&human.user, &human.name), &line.event, line.action, line.id.as_str(), &line.detail)
    };
    let lines: Vec<Tagged<'_>> = lines.iter().map(|line| Tagged { line, tag: tag(line) }).collect();
    let lines = serde_json::to_string(&lines).unwrap_or_default();
    let event = change.event().to_string();
    change.push(EVENTS, params![lines.as_str(), event, account]);
    let new = params![
        lines.as_str(),
        common.teams,
        common.locale,
        human.user.as_str(),
        human.name.as_str(),
        common.expires_at
    ];
    change.push(INSERT, new);
    change.push(REVISE, params![lines.as_str(), common.teams, common.locale, common.expires_at, account]);
    change.push(MAILS, params![lines]);
}

const STOOD: &str = "SELECT id FROM audit_event WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";

/// Which of these lines' events there are.
pub fn stood<'a>(can: &Can<UsersManage>, events: impl Iterator<Item = &'a AuditId>) -> Reading<BTreeSet<AuditId>> {
    let ids = json_ids(events.map(|id| id.as_str()));
    Reading::new(STOOD, params![can.account().as_str(), ids], |rows| {
        rows.into_iter().map(|mut row| row.parse()).collect()
    })
}

const PEOPLE: &str = "SELECT email_key FROM person WHERE email_key IN (SELECT value FROM json_each(?1))";
const PENDING: &str =
    concat!(columns!(), "WHERE i.account_id = ?1 AND i.email_key IN (SELECT value FROM json_each(?2))");

/// Which of these addresses are people's already.
pub async fn of_people(db: &impl Db, _: &Can<UsersManage>, keys: &[String]) -> Result<BTreeSet<String>, DbError> {
    let keys = json_ids(keys.iter().map(String::as_str));
    db.query(&Query::new(PEOPLE, params![keys])).await?.into_iter().map(|mut row| row.text()).collect()
}

/// The pending invitations of these addresses.
pub async fn pending(db: &impl Db, can: &Can<UsersManage>, keys: &[String]) -> Result<Vec<InvitationRow>, DbError> {
    let keys = json_ids(keys.iter().map(String::as_str));
    db.query(&Query::new(PENDING, params![can.account().as_str(), keys])).await?.into_iter().map(read).collect()
}
