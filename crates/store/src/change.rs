//! Changes: the only way to write. Each begins with its audit row, and all of it is one batch.

use domain::audit::Action;
use domain::ids::{AccountId, AuditId, RequestId, UserId};
use domain::principal::Can;
use domain::time::Instant;
use serde_json::Value as Json;

use crate::db::{Statement, Value};
use crate::params;

const INSERT_AUDIT: &str = "INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, action, subject_id, request_id, ip, detail) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const GUARD_ONE: &str = "INSERT INTO guard (ok, label) VALUES (changes(), ?1)";

/// When, by which request and from where.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The time of the request.
    pub at: Instant,
    /// The id of the audit row.
    pub event: AuditId,
    /// The request.
    pub request: RequestId,
    /// The client's address, where it is known.
    pub ip: Option<String>,
}

/// A change under construction.
#[derive(Debug)]
pub struct Change {
    account: AccountId,
    stamp: Stamp,
    statements: Vec<Statement>,
}

/// Statements that are ready for [`crate::Db::commit`]. Made from a [`Change`], or by this crate for figures that
/// are no changes (last use, attempts).
#[derive(Debug)]
pub struct Sealed(Vec<Statement>);

impl Sealed {
    /// For the database adapters.
    pub fn statements(&self) -> &[Statement] {
        &self.0
    }

    pub(crate) const fn figures(statements: Vec<Statement>) -> Self {
        Self(statements)
    }

    /// Puts figures into the same transaction.
    #[must_use]
    pub fn and(mut self, other: Sealed) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl Change {
    /// A change by a person, under their proof. `detail` says what changed; secrets have no way into it, because
    /// the types that hold them do not serialize.
    pub fn by<P>(can: &Can<P>, stamp: Stamp, action: Action, subject: &str, detail: &Json) -> Self {
        let human = can.human();
        Self::begin(
            human.account.clone(),
            stamp,
            ("person", Some(human.user.as_str()), Some(&human.name)),
            action,
            subject,
            detail,
        )
    }

    /// A change by a person who is just signing in and has no session yet.
    pub fn by_person_signing_in(
        account: AccountId,
        person: (&UserId, &str),
        stamp: Stamp,
        action: Action,
        subject: &str,
    ) -> Self {
        Self::begin(
            account,
            stamp,
            ("person", Some(person.0.as_str()), Some(person.1)),
            action,
            subject,
            &Json::Object(Default::default()),
        )
    }

    /// A change by the deployment itself: the first run, housekeeping.
    pub fn by_deployment(account: AccountId, stamp: Stamp, action: Action, subject: &str, detail: &Json) -> Self {
        Self::begin(account, stamp, ("deployment", None, None), action, subject, detail)
    }

    fn begin(
        account: AccountId,
        stamp: Stamp,
        actor: (&'static str, Option<&str>, Option<&str>),
        action: Action,
        subject: &str,
        detail: &Json,
    ) -> Self {
        let params = params![
            stamp.event.as_str(),
            account.as_str(),
            stamp.at,
            actor.0,
            actor.1,
            actor.2,
            action.as_str(),
            subject,
            stamp.request.as_str(),
            stamp.ip.as_deref(),
            detail.to_string(),
        ];
        Self { account, stamp, statements: vec![Statement { sql: INSERT_AUDIT, params }] }
    }

    /// The account that is changed.
    pub const fn account(&self) -> &AccountId {
        &self.account
    }

    /// When it is changed.
    pub const fn at(&self) -> Instant {
        self.stamp.at
    }

    /// The id of the audit row, which every changed row points to.
    pub const fn event(&self) -> &AuditId {
        &self.stamp.event
    }

    pub(crate) fn push(&mut self, sql: &'static str, params: Vec<Value>) {
        self.statements.push(Statement { sql, params });
    }

    /// Everything is rolled back unless the statement before changed exactly one row.
    pub(crate) fn expect_one(&mut self, label: &'static str) {
        self.push(GUARD_ONE, params![label]);
    }

    /// No more statements.
    pub fn seal(self) -> Sealed {
        Sealed(self.statements)
    }
}
