//! Changes: the only way to write. Each begins with its audit row and with the conditions under which whoever makes it
//! may, and all of it is one batch.

use std::fmt;
use std::rc::Rc;

use domain::audit::{Content, Detail};
use domain::ids::{AccountId, AuditId, RequestId, UserId};
use domain::principal::{Can, FirstRun, Machine};
use domain::time::Instant;

use crate::db::{Later, Reading, Sealed, Statement, Value};
use crate::params;
use crate::seen::{self, Seen};

const INSERT_AUDIT: &str = "INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, action, subject_id, request_id, ip, detail, permission, tag) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
/// An event is open within its own batch alone: what leaves it open can't be committed (migration 0003).
const CLOSE: &str = "DELETE FROM open_event";
const GUARD_ONE: &str = "INSERT INTO guard (ok, label) VALUES (changes(), ?1)";

/// The text of an audit row whose `before` is read in the batch itself: what was there when it was changed, and not what
/// was there when somebody looked. SQLite forgets that a subquery is JSON: `json((SELECT …))` where it is in an object.
/// `$before` is one SQL expression; `?2` is the account, `?8` the subject.
macro_rules! audit_with_before {
    ($before:expr $(, $more:literal)?) => {
        concat!(
            "INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, action, subject_id, request_id, ip, detail, permission, tag) ",
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, json_set(?11, '$.before', json((",
            $before,
            "))"$(, ", ", $more)?, "), ?12, ?13"
        )
    };
}

pub(crate) use audit_with_before;

/// Says of an event that the service wrote it, under a key that is not in the database.
#[derive(Clone)]
pub struct Tagger(Rc<dyn Fn(&Content<'_>) -> String>);

impl Tagger {
    /// A tagger that says it like this.
    pub fn new(tag: impl Fn(&Content<'_>) -> String + 'static) -> Self {
        Self(Rc::new(tag))
    }
}

impl fmt::Debug for Tagger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tagger")
    }
}

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
    /// What its events are tagged by.
    pub tagger: Tagger,
}

/// Who makes a change, for its audit row.
#[derive(Debug, Clone)]
struct Actor {
    kind: &'static str,
    id: Option<String>,
    name: Option<String>,
}

impl Actor {
    fn person(id: &UserId, name: &str) -> Self {
        Self { kind: "person", id: Some(id.to_string()), name: Some(name.to_owned()) }
    }

    fn machine(machine: &Machine) -> Self {
        Self { kind: "system_user", id: Some(machine.system_user.to_string()), name: Some(machine.username.clone()) }
    }

    const fn deployment() -> Self {
        Self { kind: "deployment", id: None, name: None }
    }
}

/// A change under construction.
#[derive(Debug)]
pub struct Change {
    account: AccountId,
    stamp: Stamp,
    /// The right under which it is made.
    right: Option<&'static str>,
    statements: Vec<Statement>,
    reads: Vec<usize>,
}

impl Change {
    /// A change by a person, under their proof. That the session is still there (and proved, under a fresh proof) and its
    /// person's rights are still the same is a condition of the change (guard `moved`). `detail` says what changed; secrets have no way into it,
    /// because the types that hold them do not serialize.
    pub fn by<P>(can: &Can<P>, stamp: Stamp, subject: &str, detail: &Detail) -> Self {
        Self::by_can(can, stamp, INSERT_AUDIT, subject, detail)
    }

    /// The same with an audit row whose `before` is read in the batch (`audit_with_before!`).
    pub(crate) fn by_can<P>(can: &Can<P>, stamp: Stamp, sql: &'static str, subject: &str, detail: &Detail) -> Self {
        let human = can.human();
        let mut change = Self::new(human.account.clone(), stamp);
        change.right = Some(can.right());
        change.statements.push(seen::caller(can, change.stamp.at));
        change.event_row(sql, &Actor::person(&human.user, &human.name), subject, detail);
        change
    }

    /// The first run: nothing may be there yet (guard `already_set_up`).
    pub fn by_first_run(_: &FirstRun, account: AccountId, stamp: Stamp, detail: &Detail) -> Self {
        let subject = account.to_string();
        let mut change = Self::new(account, stamp);
        change.push(FIRST, params![]);
        change.event_row(INSERT_AUDIT, &Actor::deployment(), &subject, detail);
        change
    }

    /// A change by a system user's program, under the token that it presented.
    pub(crate) fn by_machine(machine: &Machine, stamp: Stamp, subject: &str, detail: &Detail) -> Self {
        let mut change = Self::new(machine.account.clone(), stamp);
        change.event_row(INSERT_AUDIT, &Actor::machine(machine), subject, detail);
        change
    }

    /// A change by the clock, of what it has just read.
    pub(crate) fn by_clock(account: AccountId, stamp: Stamp, subject: &str, detail: &Detail) -> Self {
        Self::by_deployment(account, stamp, INSERT_AUDIT, subject, detail)
    }

    /// A change by the deployment itself, with an audit row whose `before` is read in the batch.
    pub(crate) fn by_deployment(
        account: AccountId,
        stamp: Stamp,
        sql: &'static str,
        subject: &str,
        detail: &Detail,
    ) -> Self {
        let mut change = Self::new(account, stamp);
        change.event_row(sql, &Actor::deployment(), subject, detail);
        change
    }

    /// The beginning of every kind; what a change by somebody without a session relies on stands with that somebody
    /// (`people`, `invitations`, `sessions`).
    pub(crate) const fn new(account: AccountId, stamp: Stamp) -> Self {
        Self { account, stamp, right: None, statements: Vec::new(), reads: Vec::new() }
    }

    /// An event by this person or by the deployment itself.
    pub(crate) fn event_by(&mut self, person: Option<(&UserId, &str)>, subject: &str, detail: &Detail) {
        let actor = person.map_or_else(Actor::deployment, |(id, name)| Actor::person(id, name));
        self.event_row(INSERT_AUDIT, &actor, subject, detail);
    }

    fn event_row(&mut self, sql: &'static str, actor: &Actor, subject: &str, detail: &Detail) {
        let said = serde_json::to_string(detail).unwrap_or_default();
        // What is read in the batch is not known here.
        let known = (sql == INSERT_AUDIT).then_some(said.as_str());
        let tag = self.tag(&self.stamp.event, actor, detail.action().as_str(), subject, known);
        let params = params![
            self.stamp.event.as_str(),
            self.account.as_str(),
            self.stamp.at,
            actor.kind,
            actor.id.as_deref(),
            actor.name.as_deref(),
            detail.action().as_str(),
            subject,
            self.stamp.request.as_str(),
            self.stamp.ip.as_deref(),
            said,
            self.right,
            tag,
        ];
        self.push(sql, params);
    }

    fn tag(&self, event: &AuditId, actor: &Actor, action: &str, subject: &str, detail: Option<&str>) -> String {
        let Stamp { at, request, ip, tagger, .. } = &self.stamp;
        (tagger.0)(&Content {
            id: event.as_str(),
            account: self.account.as_str(),
            at: *at,
            actor_kind: actor.kind,
            actor_id: actor.id.as_deref(),
            actor_name: actor.name.as_deref(),
            permission: self.right,
            action,
            subject,
            request: request.as_str(),
            ip: ip.as_deref(),
            detail,
        })
    }

    /// The tag of a further event by this person, whose row a statement of its own writes.
    pub(crate) fn tag_by(
        &self,
        person: (&UserId, &str),
        event: &AuditId,
        action: &str,
        subject: &str,
        detail: &str,
    ) -> String {
        self.tag(event, &Actor::person(person.0, person.1), action, subject, Some(detail))
    }

    /// A second event of the same change, by this person: what is written from here on belongs to it.
    pub fn next_event(&mut self, event: AuditId, by: (&UserId, &str), subject: &str, detail: &Detail) {
        self.stamp.event = event;
        self.event_by(Some(by), subject, detail);
    }

    /// A further event of the same change, by this program: what is written from here on belongs to it.
    pub(crate) fn next_event_by_machine(&mut self, event: AuditId, machine: &Machine, subject: &str, detail: &Detail) {
        self.stamp.event = event;
        self.event_row(INSERT_AUDIT, &Actor::machine(machine), subject, detail);
    }

    /// A further parameter of the event's own statement, which was the last one.
    pub(crate) fn say(&mut self, value: Value) {
        if let Some(event) = self.statements.last_mut() {
            event.params.push(value);
        }
    }

    /// What was read must still hold when the change is written (guard `moved`).
    pub fn rely_on<T>(&mut self, seen: &Seen<T>) {
        self.statements.push(seen.still().clone());
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

    /// Reads what there is after the change, in the same batch.
    pub fn then<T>(&mut self, reading: Reading<T>) -> Later<T> {
        self.reads.push(self.statements.len());
        self.statements.push(reading.query.statement().clone());
        Later { place: self.reads.len() - 1, read: reading.read }
    }

    /// No more statements: the event closes.
    pub fn seal(mut self) -> Sealed {
        self.push(CLOSE, params![]);
        Sealed::new(self.statements, self.reads)
    }
}

const FIRST: &str = "INSERT INTO guard (ok, label) SELECT NOT EXISTS (SELECT 1 FROM account), 'already_set_up'";
