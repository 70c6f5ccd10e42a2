//! Why calls of system users were refused, for those who manage them. The caller itself is told nothing of it.

use crate::page::{Cursor, Limit};
use domain::ids::{CredentialId, RefusalId, RequestId, SystemUserId};
use domain::time::Instant;
use domain::token::TokenEnd;
use serde::{Deserialize, Serialize};

request! {
    /// Which refusals.
    #[derive(Default)]
    pub struct RefusalQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Of tokens that end with this.
        token_end: opt TokenEnd,
        /// Of the request of this id, as its answer's `x-request-id` and the log name it.
        request_id: opt RequestId,
        /// Of this system user.
        system_user_id: opt SystemUserId,
        /// At this time or later.
        from: opt Instant,
        /// Before this time.
        to: opt Instant,
    }
}

choice! {
    /// Why a call with a token that is known was refused.
    pub enum RefusalReason {
        /// The system user is inactive.
        Inactive = "inactive",
        /// The token reached its end.
        Expired = "expired",
        /// A newer token took its place, or somebody ended it.
        Revoked = "revoked",
        /// The call came from an address that is not listed.
        Address = "address",
        /// The username that came with the token is another.
        Username = "username",
        /// The token, or its system user, had called as often as it may in the window.
        RateLimit = "rate_limit",
        /// The token lacks the scope that the call needs, or one that it asked for.
        Scope = "scope",
        /// The call is for people who are signed in, and no scope opens it.
        PeopleOnly = "people_only",
        /// The access token is for another service than the one that was called.
        Audience = "audience",
        /// No key of the system user has signed the client's assertion.
        Signature = "signature",
        /// The client's assertion is for another server, has ended, or is not yet good.
        Assertion = "assertion",
        /// The client's assertion was used before.
        Replayed = "replayed",
        /// The workload's token is not signed, or in a way that is not taken.
        Algorithm = "algorithm",
        /// Its issuer publishes no key of the name that it says.
        UnknownKey = "unknown_key",
        /// It has ended.
        AssertionEnded = "assertion_ended",
        /// It is not good yet.
        AssertionEarly = "assertion_early",
        /// It is good for too long, or does not say when it ends.
        AssertionLong = "assertion_long",
        /// It is made for somebody else, or for others, too.
        AssertionAudience = "assertion_audience",
        /// A claim of it is not what the rule says.
        Claim = "claim",
        /// The rule names no id that nobody else can get of an issuer that many share.
        Unpinned = "unpinned",
        /// The issuer's keys could not be had.
        Issuer = "issuer",
    }
}

choice! {
    /// What is asked of a credential, in this order.
    pub enum RefusalStep {
        /// Has it the form of a token, without a typo?
        Shape = "shape",
        /// Did this deployment make it?
        Tag = "tag",
        /// Is it stored?
        Known = "known",
        /// Is it neither revoked nor at its end?
        Ended = "ended",
        /// Is its system user active?
        Active = "active",
        /// Does the call come from a listed address?
        Address = "address",
        /// Is the username that came with it the system user's?
        Username = "username",
        /// Is there a call left of its limits?
        RateLimit = "rate_limit",
        /// Is it for the service that was called?
        Audience = "audience",
        /// Does it say what the rule asks?
        Claims = "claims",
        /// Has it the scope that the call needs?
        Scope = "scope",
    }
}

impl RefusalReason {
    /// The step at which it was refused.
    pub const fn step(self) -> RefusalStep {
        match self {
            Self::Expired | Self::Revoked => RefusalStep::Ended,
            Self::Inactive => RefusalStep::Active,
            Self::Address => RefusalStep::Address,
            Self::Username => RefusalStep::Username,
            Self::RateLimit => RefusalStep::RateLimit,
            Self::Scope | Self::PeopleOnly => RefusalStep::Scope,
            Self::Audience => RefusalStep::Audience,
            Self::Algorithm => RefusalStep::Shape,
            Self::Signature | Self::UnknownKey | Self::Issuer => RefusalStep::Known,
            Self::Assertion | Self::Replayed | Self::AssertionEnded | Self::AssertionEarly | Self::AssertionLong => {
                RefusalStep::Ended
            }
            Self::AssertionAudience => RefusalStep::Audience,
            Self::Claim | Self::Unpinned => RefusalStep::Claims,
        }
    }

    /// Every step, and whether it was passed: none where it was not come to.
    pub fn steps(self) -> impl Iterator<Item = (RefusalStep, Option<bool>)> {
        let at = RefusalStep::ALL.iter().position(|step| *step == self.step());
        RefusalStep::ALL.iter().enumerate().map(move |(n, step)| {
            let passed = at.and_then(|at| match n.cmp(&at) {
                core::cmp::Ordering::Less => Some(true),
                core::cmp::Ordering::Equal => Some(false),
                core::cmp::Ordering::Greater => None,
            });
            (*step, passed)
        })
    }
}

reply! {
    /// One step of a decision.
    pub struct RefusalDecision {
        /// What was asked.
        pub step: RefusalStep,
        /// The answer; null when it was not come to.
        pub passed: Option<bool>,
    }
}

reply! {
    /// What had been done by then that explains a refusal.
    pub struct RefusalCause {
        /// What, as `subject.verb`.
        pub action: String,
        /// When.
        pub at: Instant,
        /// Who did it, by their name; null for the deployment itself.
        pub by: Option<String>,
    }
}

reply! {
    /// Calls with one token that were refused for one reason, as one isolate counted them within a minute.
    pub struct Refusal {
        /// The id.
        pub id: RefusalId,
        /// Whose token it is.
        pub system_user_id: SystemUserId,
        /// Its username.
        pub username: String,
        /// The token, the key, or the rule by which an issuer is trusted.
        pub token_id: CredentialId,
        /// How it ends; empty for a key.
        pub token_end: String,
        /// What it is called, when it is a key, a rule by which an issuer is trusted, or was bought by one.
        pub key_name: Option<String>,
        /// Why.
        pub reason: RefusalReason,
        /// The claim that the last one lacked, as the rule names it.
        pub claim: Option<String>,
        /// The decision, step by step.
        pub steps: Vec<RefusalDecision>,
        /// What had been done by then that explains it; null where nothing was.
        pub cause: Option<RefusalCause>,
        /// When the token ended, or ends.
        pub token_ends_at: Option<Instant>,
        /// The first of them.
        pub first_at: Instant,
        /// The last of them.
        pub last_at: Instant,
        /// How many.
        pub calls: i64,
        /// From where the last one came, when a trusted hop named it.
        pub address: Option<String>,
        /// The first requests.
        pub request_ids: Vec<RequestId>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_goes_as_far_as_its_reason() {
        for reason in RefusalReason::ALL {
            let all: Vec<_> = reason.steps().collect();
            let failed = all.iter().position(|(_, passed)| *passed == Some(false)).expect("one failed");
            assert!(all[..failed].iter().all(|(_, passed)| *passed == Some(true)), "{reason:?}");
            assert!(all[failed + 1..].iter().all(|(_, passed)| passed.is_none()), "{reason:?}");
        }
    }
}
