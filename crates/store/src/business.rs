//! Meta's business assets have two kinds of callers: people with the right, by `/v1`, and programs of system users, by Graph
//! paths. What both may reach is read and written by the same functions.

use domain::audit::Detail;
use domain::ids::{AccountId, AuditId, UserId};
use domain::permission::SystemUsersManage;
use domain::principal::{Can, Fresh, Machine};

use crate::change::{Change, Stamp};
use crate::db::Value;
use crate::scope;

/// A proof of acting for the account.
///
/// A program's is that its token was accepted: what its scopes, role and assignments let it do is asked before.
pub trait Business {
    /// The account.
    fn account(&self) -> &AccountId;
    /// The person to whose own subaccounts the right is limited.
    fn within(&self) -> Option<&UserId>;
    /// Who it is, by id and name.
    fn maker(&self) -> (&str, &str);
}

impl Business for Can<SystemUsersManage> {
    fn account(&self) -> &AccountId {
        self.account()
    }
    fn within(&self) -> Option<&UserId> {
        self.within()
    }
    fn maker(&self) -> (&str, &str) {
        (self.human().user.as_str(), &self.human().name)
    }
}

impl Business for Fresh<Can<SystemUsersManage>> {
    fn account(&self) -> &AccountId {
        (**self).account()
    }
    fn within(&self) -> Option<&UserId> {
        (**self).within()
    }
    fn maker(&self) -> (&str, &str) {
        (**self).maker()
    }
}

impl Business for Machine {
    fn account(&self) -> &AccountId {
        &self.account
    }
    fn within(&self) -> Option<&UserId> {
        None
    }
    fn maker(&self) -> (&str, &str) {
        (self.system_user.as_str(), &self.username)
    }
}

/// The scope of either, as [`scope::scope`] writes it.
pub(crate) fn scope(of: &impl Business) -> Value {
    scope::value(of.account(), of.within())
}

/// Begins a change by a program. Whatever let it do this is a condition of the change: whoever begins one relies on it.
pub fn change(machine: &Machine, stamp: Stamp, subject: &str, detail: &Detail) -> Change {
    Change::by_machine(machine, stamp, subject, detail)
}

/// A further event of the same change, by the program that began it: what is written from here on belongs to it.
pub fn next_event(change: &mut Change, machine: &Machine, event: AuditId, subject: &str, detail: &Detail) {
    change.next_event_by_machine(event, machine, subject, detail);
}
