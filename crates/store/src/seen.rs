//! What a use case has read and relies on. Between the reading and the writing lies a wait, of milliseconds or of a
//! password's hash: whatever was read is by then no more than a condition of the write. A [`Seen`] carries that
//! condition, and what writes takes a [`Seen`]: the condition is in the batch, and the whole batch is undone when it
//! no longer holds (guard `moved`). The dispatcher then begins the call again with what is true now.

use core::ops::Deref;

use domain::principal::Can;
use domain::session::PROOF_LIFE;
use domain::time::Instant;

use crate::db::{Statement, Value};
use crate::params;

/// A row as it was read, with the condition under which it still holds.
#[derive(Debug, Clone)]
pub struct Seen<T> {
    value: T,
    still: Statement,
}

impl<T> Seen<T> {
    pub(crate) const fn new(value: T, still: Statement) -> Self {
        Self { value, still }
    }

    pub(crate) const fn still(&self) -> &Statement {
        &self.still
    }

    /// The row alone, to be shown.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Something of the row, under the same condition.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Seen<U> {
        Seen { value: f(self.value), still: self.still }
    }
}

impl<T> Deref for Seen<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

// The version of a person counts up with all that decides something: role, status, password, subaccounts, ownership. A
// custom role's own version says whether its rights are still the same.
const PERSON: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM person p \
     LEFT JOIN role r ON r.account_id = p.account_id AND r.id = p.role \
     WHERE p.id = ?1 AND p.version = ?2 AND coalesce(r.version, 0) = ?3 \
     AND (?4 IS NULL OR (SELECT people_addresses FROM account WHERE id = p.account_id) = ?4)), 'moved'";
const CALLER: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM session s JOIN person p ON p.id = s.person_id \
     LEFT JOIN role r ON r.account_id = p.account_id AND r.id = p.role \
     JOIN account a ON a.id = p.account_id \
     WHERE s.id = ?1 AND p.status = 'active' AND p.version = ?2 AND coalesce(r.version, 0) = ?3 AND (?4 IS NULL OR s.proven_at > ?4) \
     AND a.two_factor_from IS ?5 AND a.mail_codes = ?6 AND a.people_addresses = ?7), 'moved'";
const ROLE: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM role WHERE id = ?1 AND version = ?2), 'moved'";
const ACCOUNT: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM account WHERE id = ?1 AND version = ?2), 'moved'";
const ADDRESSES: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM account \
     WHERE id = ?1 AND people_addresses = ?2 AND token_addresses = ?3), 'moved'";
const INVITATION: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM invitation WHERE id = ?1 AND event_id = ?2), 'moved'";
const SYSTEM_USER: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM system_user WHERE id = ?1 AND version = ?2), 'moved'";
const CHANNEL: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM channel WHERE id = ?1 AND version = ?2), 'moved'";
const WEBHOOK: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM webhook WHERE id = ?1 AND version = ?2), 'moved'";
const INBOUND_SOURCE: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM inbound_source WHERE id = ?1 AND version = ?2), 'moved'";
const APP: &str =
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM app WHERE id = ?1 AND version = ?2), 'moved'";
const WHATSAPP_ACCOUNT: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM whatsapp_account WHERE id = ?1 AND version = ?2), 'moved'";
const ASSIGNMENT: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM whatsapp_assignment \
     WHERE whatsapp_account_id = ?1 AND system_user_id = ?2 AND event_id = ?3), 'moved'";
/// Always holds: a built-in role is the same for ever.
const NOTHING: &str = "INSERT INTO guard (ok, label) VALUES (1, 'moved')";

fn still(sql: &'static str, params: Vec<Value>) -> Statement {
    Statement { sql, params }
}

/// A person who is the same; with this generation of the account's listed networks, where somebody was let in by them.
pub(crate) fn person(id: &str, version: i64, role_version: i64, addresses: Option<i64>) -> Statement {
    still(PERSON, params![id, version, role_version, addresses])
}

/// What a change by this person relies on: that their session and rights are still there, and that the account asks the same
/// of them; under a fresh proof also that their session is proved at the time of the change.
pub(crate) fn caller<P>(can: &Can<P>, at: Instant) -> Statement {
    let human = can.human();
    let (proven_after, rule) = (can.is_fresh().then(|| at.plus(-PROOF_LIFE)), human.rule);
    let (session, version, role) = (human.session.as_str(), human.version, human.role.version);
    still(CALLER, params![session, version, role, proven_after, rule.from, i64::from(rule.mail_codes), human.addresses])
}

pub(crate) fn role(role: &domain::role::Role) -> Statement {
    match role.id.built_in() {
        Some(_) => still(NOTHING, params![]),
        None => still(ROLE, params![role.id.as_str(), role.version]),
    }
}

pub(crate) fn account(id: &str, version: i64) -> Statement {
    still(ACCOUNT, params![id, version])
}

pub(crate) fn addresses(account: &str, people: i64, tokens: i64) -> Statement {
    still(ADDRESSES, params![account, people, tokens])
}

pub(crate) fn invitation(id: &str, event: &str) -> Statement {
    still(INVITATION, params![id, event])
}

pub(crate) fn system_user(id: &str, version: i64) -> Statement {
    still(SYSTEM_USER, params![id, version])
}

pub(crate) fn channel(id: &str, version: i64) -> Statement {
    still(CHANNEL, params![id, version])
}

pub(crate) fn app(id: &str, version: i64) -> Statement {
    still(APP, params![id, version])
}

pub(crate) fn whatsapp_account(id: &str, version: i64) -> Statement {
    still(WHATSAPP_ACCOUNT, params![id, version])
}

pub(crate) fn assignment(account: &str, system_user: &str, event: &str) -> Statement {
    still(ASSIGNMENT, params![account, system_user, event])
}

pub(crate) fn webhook(id: &str, version: i64) -> Statement {
    still(WEBHOOK, params![id, version])
}

pub(crate) fn inbound_source(id: &str, version: i64) -> Statement {
    still(INBOUND_SOURCE, params![id, version])
}
