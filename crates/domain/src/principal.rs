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
//! // Neither can the person in it: one is recognised by a stored session and the digest of what was presented.
//! use domain::principal::{Can, Human};
//! fn forge(of: Human) -> Human { Human { owner: true, ..of } }
//! ```
//!
//! ```compile_fail
//! // A proof of reading subaccounts is not one of managing them.
//! use domain::{permission::{SubaccountsManage, SubaccountsRead}, principal::Can};
//! fn rename(_: &Can<SubaccountsManage>) {}
//! fn handler(can: &Can<SubaccountsRead>) { rename(can) }
//! ```

mod fresh;

pub use fresh::Fresh;

use core::marker::PhantomData;

use crate::addresses::Addresses;
use crate::environment::Environment;
use crate::ids::{AccountId, CredentialId, SessionId, SubaccountId, SystemUserId, UserId};
use crate::locale::Locale;
use crate::permission::{Permission, Reach};
use crate::policy::{self, Standing, Verdict};
use crate::rate::Limits;
use crate::role::Role;
use crate::scope::Scope;
use crate::secret::Secret;
use crate::session::Ends;
use crate::system_user::Status;
use crate::time::Instant;
use crate::two_factor::{Passed, Rule, Step};

/// A session as stored, with its person: what [`Human::recognise`] looks at.
#[derive(Debug, Clone)]
pub struct StoredSession {
    /// The session.
    pub id: SessionId,
    /// The keyed digest of its cookie, in hex.
    pub digest: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub last_seen_at: Instant,
    /// When it was last certain that it is in its person's own hands.
    pub proven_at: Instant,
    /// When it ends, as its account has set.
    pub ends: Ends,
    /// Whose it is.
    pub person: UserId,
    /// The person's account.
    pub account: AccountId,
    /// The person's status.
    pub status: Status,
    /// The person's role.
    pub role: Role,
    /// The person's own subaccounts.
    pub subaccounts: Vec<SubaccountId>,
    /// The version of the person's row.
    pub version: i64,
    /// Are they the account's owner?
    pub owner: bool,
    /// Must they choose a password before anything else?
    pub must_change_password: bool,
    /// From where they may come.
    pub addresses: Addresses,
    /// Their name.
    pub name: String,
    /// Their language.
    pub locale: Locale,
    /// Have they set a second factor up?
    pub two_factor: bool,
    /// By what the session has passed its second step.
    pub passed: Option<Passed>,
    /// What the account asks of its people.
    pub rule: Rule,
}

/// A person with a live session: see [`Human::recognise`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Human {
    /// The person.
    pub user: UserId,
    /// Their account.
    pub account: AccountId,
    /// The session that the request presented.
    pub session: SessionId,
    /// The keyed digest of its cookie.
    pub session_digest: String,
    /// When it was last certain that the session is in their own hands.
    pub proven_at: Instant,
    /// Their role.
    pub role: Role,
    /// Their own subaccounts.
    pub subaccounts: Vec<SubaccountId>,
    /// The version of their row: it counts up with all that their rights depend on.
    pub version: i64,
    /// Are they the account's owner?
    pub owner: bool,
    /// Must they choose a password before anything else?
    pub must_change_password: bool,
    /// When the session ends, as the account has set.
    pub ends: Ends,
    /// When the session began.
    pub signed_in_at: Instant,
    /// Counts up with all that their being let in from somewhere depends on.
    pub addresses: i64,
    /// Their name, for audit rows.
    pub name: String,
    /// Their language.
    pub locale: Locale,
    /// Have they set a second factor up?
    pub two_factor: bool,
    /// By what the session has passed its second step.
    pub passed: Option<Passed>,
    /// What the account asks of its people.
    pub rule: Rule,
    /// What the session owes before it opens anything.
    pub owes: Option<Step>,
}

impl Human {
    /// Recognises a person by a stored session: one of the digests of the cookie that was presented must be its own,
    /// it must be alive and its person active.
    pub fn recognise(session: StoredSession, presented: &[String], now: Instant) -> Option<Self> {
        let known = presented.contains(&session.digest)
            && session.ends.is_alive(session.created_at, session.last_seen_at, now)
            && session.status == Status::Active;
        let owes = session.rule.owes(session.two_factor, session.passed, &session.role.grants, now);
        known.then_some(Self {
            user: session.person,
            account: session.account,
            session: session.id,
            session_digest: session.digest,
            proven_at: session.proven_at,
            role: session.role,
            subaccounts: session.subaccounts,
            version: session.version,
            owner: session.owner,
            must_change_password: session.must_change_password,
            ends: session.ends,
            signed_in_at: session.created_at,
            addresses: session.addresses.generation,
            name: session.name,
            locale: session.locale,
            two_factor: session.two_factor,
            passed: session.passed,
            rule: session.rule,
            owes,
        })
    }

    /// What they may give to others, and on whom they may act.
    pub fn standing(&self) -> Standing<'_> {
        Standing { grants: &self.role.grants, subaccounts: &self.subaccounts }
    }
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
    /// Test or live: it reaches nothing of the other environment.
    pub environment: Environment,
    /// The subaccounts that the token reaches; none: all that its system user does.
    pub subaccounts: Option<Vec<SubaccountId>>,
    /// Its username.
    pub username: String,
    /// The token that was presented, or the token or key that bought it.
    pub token: CredentialId,
    /// What the token may do beyond saying who it is.
    pub scopes: Vec<String>,
    /// When the token ends; none means never.
    pub expires_at: Option<Instant>,
    /// How often it may call, and its system user.
    pub limits: Limits,
    /// For which service the token is good (RFC 8707); none where it is for whoever asks about it.
    pub audience: Option<String>,
}

impl Machine {
    /// May the token do this?
    pub fn permits(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| held == scope.as_str())
    }

    /// Does the token reach what belongs to this subaccount of its account and environment, or, without one, to the account as
    /// a whole?
    pub fn reaches(&self, subaccount: Option<&SubaccountId>) -> bool {
        match (&self.subaccounts, subaccount) {
            (None, _) => true,
            (Some(some), Some(id)) => some.contains(id),
            (Some(_), None) => false,
        }
    }
}

/// Proof that the person may use permission `P` in their account.
#[derive(Debug)]
pub struct Can<P> {
    human: Human,
    reach: Reach,
    right: &'static str,
    fresh: bool,
    permission: PhantomData<P>,
}

impl<P: Permission> Can<P> {
    /// Asks the policy; the proof is the yes.
    pub fn prove(human: Human) -> Result<Self, Verdict> {
        match policy::person(&human.role.grants, P::ID) {
            Verdict::Allowed(reach) => {
                Ok(Self { human, reach, right: P::ID.as_str(), fresh: false, permission: PhantomData })
            }
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
        Self { human, reach: Reach::Own, right: "own", fresh: false, permission: PhantomData }
    }
}

/// What a session may do that still owes its second step: pass it, set a second factor up, sign out.
#[derive(Debug, Clone, Copy)]
pub enum SecondStep {}

impl Can<SecondStep> {
    /// A session that is alive is enough, whatever it owes.
    pub const fn second_step(human: Human) -> Self {
        Self { human, reach: Reach::Own, right: "own", fresh: false, permission: PhantomData }
    }
}

/// Seeing people and roles: what managing people, teams or roles begins with.
#[derive(Debug, Clone, Copy)]
pub enum SeePeople {}

impl Can<SeePeople> {
    /// Asks the policy; the proof is the yes.
    pub fn see_people(human: Human) -> Result<Self, Verdict> {
        match policy::sees_people(&human.role.grants) {
            Verdict::Allowed(reach) => {
                Ok(Self { human, reach, right: "see_people", fresh: false, permission: PhantomData })
            }
            no => Err(no),
        }
    }
}

/// What the account's owner alone may do.
#[derive(Debug, Clone, Copy)]
pub enum Owner {}

impl Can<Owner> {
    /// The proof is that they are; none when they are not.
    pub fn owner(human: Human) -> Option<Self> {
        human.owner.then_some(Self {
            human,
            reach: Reach::Account,
            right: "owner",
            fresh: false,
            permission: PhantomData,
        })
    }
}

impl<P> Can<P> {
    /// What any signed-in person may do, whoever asks for it under a narrower proof.
    pub fn as_own(&self) -> Can<Own> {
        Can { fresh: self.fresh, ..Can::own(self.human.clone()) }
    }

    /// Does it stand for a session that was proved a short while ago? Then that is a condition of what is written under it.
    pub const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// The account that the proof is for. Queries take it from here and from nowhere else.
    pub const fn account(&self) -> &AccountId {
        &self.human.account
    }

    /// The person to whose own subaccounts the permission is limited; none when it goes for the whole account.
    /// Every query about something that a subaccount has takes this into its WHERE clause.
    pub fn within(&self) -> Option<&UserId> {
        (self.reach != Reach::Account).then_some(&self.human.user)
    }

    /// The right that was proved, for audit rows: a permission, `own`, `see_people` or `owner`.
    pub const fn right(&self) -> &'static str {
        self.right
    }

    /// The person who holds the proof.
    pub const fn human(&self) -> &Human {
        &self.human
    }
}

/// Proof of the first run: the setup token of the deployment was presented.
#[derive(Debug)]
pub struct FirstRun(());

impl FirstRun {
    /// Compares the presented token with the deployment's, in a time that says nothing of where they differ. None when
    /// it is another one, or when the deployment has none.
    pub fn prove(deployment: Option<&Secret<String>>, presented: &str) -> Option<Self> {
        let expected = deployment?.expose().as_bytes();
        let presented = presented.as_bytes();
        let differ = expected.iter().zip(presented).fold(0, |all, (a, b)| all | (a ^ b));
        (!expected.is_empty() && expected.len() == presented.len() && differ == 0).then_some(Self(()))
    }
}
