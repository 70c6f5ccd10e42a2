//! What was done to one thing: its audit events, the newest first.

use domain::audit::{Action, Detail};
use domain::ids::{AccountId, AuditId, RequestId, SystemUserId, UserId};
use domain::permission::{SystemUsersManage, UsersManage};
use domain::principal::{Can, Own};
use domain::time::Instant;

use crate::db::{AFTER_ALL_IDS, DbError, Reading, Row};
use crate::params;
use crate::scope::{in_scope, scope};

/// An event as stored.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// The id.
    pub id: AuditId,
    /// When.
    pub at: Instant,
    /// `person`, `system_user` or `deployment`.
    pub actor_kind: String,
    /// Who did it.
    pub actor_id: Option<String>,
    /// Their name now, or at that time when they have left.
    pub actor_name: Option<String>,
    /// The request that did it; none when what is stored is no id of one.
    pub request: Option<RequestId>,
    /// What was done.
    pub action: String,
    /// What the event says of it; none when it is from before events had the shape of their action.
    pub detail: Option<Detail>,
}

const PAGE: &str = "SELECT e.id, e.at, e.action, e.actor_kind, e.actor_id, coalesce(p.name, e.actor_name), e.request_id, e.detail \
     FROM audit_event e INDEXED BY audit_event_by_subject_id LEFT JOIN person p ON p.account_id = e.account_id AND p.id = e.actor_id \
     WHERE e.subject_id = ?2 AND e.id < ?3 AND e.account_id = ?1 ORDER BY e.id DESC LIMIT ?4";

fn read(mut row: Row) -> Result<EventRow, DbError> {
    let (id, at, action) = (row.parse()?, row.at()?, row.text()?);
    let (actor_kind, actor_id, actor_name) = (row.text()?, row.opt_text()?, row.opt_text()?);
    // Whoever changed a row behind the service hides neither the row nor the page.
    let (request, said) = (RequestId::try_from(row.text()?).ok(), row.text()?);
    let known = Action::parse(&action);
    let detail = known.and_then(|known| Detail::read(known, &mut serde_json::Deserializer::from_str(&said)).ok());
    Ok(EventRow { id, at, action, actor_kind, actor_id, actor_name, request, detail })
}

fn page(account: &AccountId, subject: &str, after: Option<&str>, limit: i64) -> Reading<Vec<EventRow>> {
    let params = params![account.as_str(), subject, after.unwrap_or(AFTER_ALL_IDS), limit];
    Reading::new(PAGE, params, |rows| rows.into_iter().map(read).collect())
}

const SYSTEM_USER: &str = concat!(
    "SELECT EXISTS (SELECT 1 FROM system_user WHERE id = ?2 AND ",
    in_scope!("account_id", "subaccount_id"),
    ")"
);
const PERSON: &str = "SELECT EXISTS (SELECT 1 FROM person WHERE account_id = ?1 AND id = ?2)";

fn is_there(found: Option<i64>) -> Result<bool, DbError> {
    Ok(found == Some(1))
}

/// Is there a system user of this id within reach?
pub(crate) fn is_within_reach(can: &Can<SystemUsersManage>, id: &SystemUserId) -> Reading<bool> {
    Reading::first(SYSTEM_USER, params![scope(can), id.as_str()], |mut row| row.int()).map(is_there)
}

/// Is there a system user of this id within reach? And a page of what was done to it, which is shown to nobody if not.
pub fn of_system_user(
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    after: Option<&str>,
    limit: i64,
) -> (Reading<bool>, Reading<Vec<EventRow>>) {
    (is_within_reach(can, id), page(can.account(), id.as_str(), after, limit))
}

/// The same of a person.
pub fn of_person(
    can: &Can<UsersManage>,
    id: &UserId,
    after: Option<&str>,
    limit: i64,
) -> (Reading<bool>, Reading<Vec<EventRow>>) {
    let params = params![can.account().as_str(), id.as_str()];
    let there = Reading::first(PERSON, params, |mut row| row.int()).map(is_there);
    (there, page(can.account(), id.as_str(), after, limit))
}

/// A page of what was done to oneself.
pub fn own(can: &Can<Own>, after: Option<&str>, limit: i64) -> Reading<Vec<EventRow>> {
    page(can.account(), can.human().user.as_str(), after, limit)
}
