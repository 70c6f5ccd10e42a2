//! Who asks, and the proofs that they may.
//!
//! A [`Can`] can be made here only, from a principal that the policy allowed. Every function that reads or
//! writes an account's data takes one, and takes the account's id from it: a handler that forgot to check has
//! nothing to call the store with.
//!
//! ```compile_fail
//! // The fields are private: a proof can't be written down.
//! use domain::{permission::SystemUsersManage, principal::Can};
//! let forged: Can<SystemUsersManage> = Can { human: None };
//! ```
//!
//! ```compile_fail
//! // A proof of reading subaccounts is not one of managing them.
//! use domain::{permission::{SubaccountsManage, SubaccountsRead}, principal::Can};
//! fn rename(_: &Can<SubaccountsManage>) {}
//! fn handler(can: &Can<SubaccountsRead>) { rename(can) }
//! ```

use core::marker::PhantomData;

use crate::ids::{AccountId, SessionId, SubaccountId, SystemUserId, TokenId, UserId};
use crate::locale::Locale;
use crate::permission::{Permission, Reach};
use crate::policy::{self, Verdict};
use crate::role::Role;
use crate::time::Instant;

/// A person with a live session. Made by `service::authn` alone, from rows of the database.
#[derive(Debug, Clone)]
pub struct Human {
    /// The person.
    pub user: UserId,
    /// Their account.
    pub account: AccountId,
    /// The session that the request presented.
    pub session: SessionId,
    /// Their role.
    pub role: Role,
    /// Are they the account's owner?
    pub owner: bool,
    /// Must they choose a password before anything else?
    pub must_change_password: bool,
    /// When the session began.
    pub signed_in_at: Instant,
    /// Their name, for audit rows.
    pub name: String,
    /// Their language.
    pub locale: Locale,
}

/// A system user whose token was accepted. Made by `service::gate` alone.
#[derive(Debug, Clone)]
pub struct Machine {
    /// The system user.
    pub system_user: SystemUserId,
    /// Its account.
    pub account: AccountId,
    /// Its subaccount; none when it is account-wide.
    pub subaccount: Option<SubaccountId>,
    /// Its username.
    pub username: String,
    /// The token that was presented.
    pub token: TokenId,
    /// What the token may do beyond saying who it is.
    pub scopes: Vec<String>,
    /// When the token ends; none means never.
    pub expires_at: Option<Instant>,
}

/// Proof that the person may use permission `P` in their account.
#[derive(Debug)]
pub struct Can<P> {
    human: Human,
    reach: Reach,
    permission: PhantomData<P>,
}

impl<P: Permission> Can<P> {
    /// Asks the policy; the proof is the yes.
    pub fn prove(human: Human) -> Result<Self, Verdict> {
        match policy::person(&human.role.grants, P::ID) {
            Verdict::Allowed(reach) => Ok(Self { human, reach, permission: PhantomData }),
            no => Err(no),
        }
    }
}

/// What any signed-in person may do with what is their own: profile, sessions.
#[derive(Debug, Clone, Copy)]
pub enum Own {}

impl Can<Own> {
    /// Being signed in is enough.
    pub const fn own(human: Human) -> Self {
        Self { human, reach: Reach::Own, permission: PhantomData }
    }
}

/// Seeing people and roles: what managing people, teams or roles begins with.
#[derive(Debug, Clone, Copy)]
pub enum SeePeople {}

impl Can<SeePeople> {
    /// Asks the policy; the proof is the yes.
    pub fn see_people(human: Human) -> Result<Self, Verdict> {
        match policy::sees_people(&human.role.grants) {
            Verdict::Allowed(reach) => Ok(Self { human, reach, permission: PhantomData }),
            no => Err(no),
        }
    }
}

impl<P> Can<P> {
    /// The account that the proof is for. Queries take it from here and from nowhere else.
    pub const fn account(&self) -> &AccountId {
        &self.human.account
    }

    /// The person to whose own subaccounts the permission is limited; none when it goes for the whole account.
    /// Every query about something that a subaccount has takes this into its WHERE clause.
    pub fn within(&self) -> Option<&UserId> {
        (self.reach != Reach::Account).then_some(&self.human.user)
    }

    /// The person who holds the proof.
    pub const fn human(&self) -> &Human {
        &self.human
    }
}
