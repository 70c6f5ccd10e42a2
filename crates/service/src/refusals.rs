//! Refused machine credentials in the log: the first of a kind at once, the ones like it counted, one line a minute.
//! So a flood costs neither log lines nor memory, and an operator still sees whose token it is and why.

use std::collections::BTreeMap;

use domain::ids::{AccountId, CredentialId, SystemUserId};
use domain::lease::Refusal;
use domain::principal::Machine;
use domain::time::{Instant, MINUTE};

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub account: AccountId,
    /// The system user.
    pub system_user: SystemUserId,
    /// The token.
    pub token: CredentialId,
}

impl From<&Machine> for Holder {
    fn from(machine: &Machine) -> Self {
        Self {
            account: machine.account.clone(),
            system_user: machine.system_user.clone(),
            token: machine.token.clone(),
        }
    }
}

/// Why a credential is refused: for the log, never for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// None was sent.
    Missing,
    /// It has not the form of a token: a typo, or something else.
    Malformed,
    /// It has the form, and was not made by this deployment.
    Forged,
    /// It was made here, and is not stored (any more).
    Unknown,
    /// Its system user is inactive.
    Inactive,
    /// It reached its end.
    Expired,
    /// A newer one took its place, or somebody ended it.
    Revoked,
    /// It comes from an address that is not listed.
    Address,
    /// The username that came with it is another.
    Username,
    /// It, or its system user, has called as often as it may.
    RateLimit,
    /// It lacks the scope that the call needs.
    Scope,
    /// The call is for people.
    PeopleOnly,
    /// It is for another service.
    Audience,
    /// No key of the client has signed its assertion.
    Signature,
    /// The client's assertion is for another server, or not of this time.
    Assertion,
    /// The client's assertion was used before.
    Replayed,
    /// The workload's token is not signed, or in a way that is not taken.
    Algorithm,
    /// Its issuer publishes no key of the name that it says.
    UnknownKey,
    /// It has ended.
    AssertionEnded,
    /// It is not good yet.
    AssertionEarly,
    /// It is good for too long, or does not say when it ends.
    AssertionLong,
    /// It is made for somebody else, or for others, too.
    AssertionAudience,
    /// A claim of it is not what the rule says.
    Claim,
    /// The rule names no id that nobody else can get of an issuer that many share.
    Unpinned,
    /// The issuer's keys could not be had.
    Issuer,
}

impl Reason {
    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Missing => "missing",
            Reason::Malformed => "malformed",
            Reason::Forged => "forged",
            Reason::Unknown => "unknown",
            Reason::Inactive => "inactive",
            Reason::Expired => "expired",
            Reason::Revoked => "revoked",
            Reason::Address => "address",
            Reason::Username => "username",
            Reason::RateLimit => "rate_limit",
            Reason::Scope => "scope",
            Reason::PeopleOnly => "people_only",
            Reason::Audience => "audience",
            Reason::Signature => "signature",
            Reason::Assertion => "assertion",
            Reason::Replayed => "replayed",
            Reason::Algorithm => "algorithm",
            Reason::UnknownKey => "unknown_key",
            Reason::AssertionEnded => "assertion_ended",
            Reason::AssertionEarly => "assertion_early",
            Reason::AssertionLong => "assertion_long",
            Reason::AssertionAudience => "assertion_audience",
            Reason::Claim => "claim",
            Reason::Unpinned => "unpinned",
            Reason::Issuer => "issuer",
        }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Inactive => Reason::Inactive,
            Refusal::Expired => Reason::Expired,
            Refusal::Revoked => Reason::Revoked,
            Refusal::Address => Reason::Address,
        }
    }
}

/// A refused credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub reason: Reason,
    /// Whose token it is, where that is known.
    pub holder: Option<Holder>,
    /// The claim that was lacking, as the rule names it: nothing of what the caller sent.
    pub claim: Option<String>,
}

/// How many kinds are told apart at a time; what is more is counted by its reason alone.
const KINDS: usize = 200;

/// What was refused lately.
#[derive(Debug, Default)]
pub struct Refusals(BTreeMap<(Reason, Option<CredentialId>), Seen>);

#[derive(Debug)]
struct Seen {
    since: Instant,
    more: u64,
    holder: Option<Holder>,
}

impl Refusals {
    /// Counts a refusal. True when it is the first of its kind in a minute, which has a line of its own.
    pub fn note(&mut self, refused: &Refused, now: Instant) -> bool {
        let mut key = (refused.reason, refused.holder.as_ref().map(|h| h.token.clone()));
        let mut holder = refused.holder.as_ref();
        if self.0.len() >= KINDS && !self.0.contains_key(&key) {
            (key.1, holder) = (None, None);
        }
        match self.0.get_mut(&key) {
            Some(seen) => {
                seen.more += 1;
                false
            }
            None => {
                self.0.insert(key, Seen { since: now, more: 0, holder: holder.cloned() });
                true
            }
        }
    }

    /// Takes what is to be said of the minutes that are over: the kind, how many more there were, and since when.
    pub fn due(&mut self, now: Instant) -> Vec<(Refused, u64, Instant)> {
        let mut due = Vec::new();
        self.0.retain(|(reason, _), seen| {
            if (0..MINUTE).contains(&now.since(seen.since)) {
                return true;
            }
            if seen.more == 0 {
                return false;
            }
            due.push((Refused { reason: *reason, holder: seen.holder.clone(), claim: None }, seen.more, seen.since));
            (seen.since, seen.more) = (now, 0);
            true
        });
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::TokenId;

    fn known(n: u32) -> Refused {
        let holder = Holder {
            account: AccountId::new(Instant::default(), [0; 10]),
            system_user: SystemUserId::new(Instant::default(), [1; 10]),
            token: TokenId::new(Instant::from_millis(i64::from(n)), [2; 10]).into(),
        };
        Refused { reason: Reason::Revoked, holder: Some(holder), claim: None }
    }

    #[test]
    fn the_first_is_told_at_once_and_the_others_once_a_minute() {
        let (mut all, t) = (Refusals::default(), Instant::from_millis(1_000));
        let forged = Refused { reason: Reason::Forged, holder: None, claim: None };
        assert!(all.note(&known(1), t));
        assert!(all.note(&known(2), t), "another token is another kind");
        assert!(all.note(&forged, t));
        for _ in 0..1_000 {
            assert!(!all.note(&known(1), t.plus(10)));
            assert!(!all.note(&forged, t.plus(10)));
        }
        assert_eq!(all.due(t.plus(MINUTE - 1)), []);
        let later = t.plus(MINUTE);
        assert_eq!(all.due(later), [(forged, 1_000, t), (known(1), 1_000, t)]);
        assert!(all.note(&known(2), later), "that one had fallen silent");
        assert!(!all.note(&known(1), later), "that one goes on");
        assert_eq!(all.due(later.plus(MINUTE)).len(), 1);
    }

    #[test]
    fn memory_is_bounded_and_nothing_is_lost_from_the_count() {
        let (mut all, t) = (Refusals::default(), Instant::from_millis(1_000));
        let told = (0..10_000).filter(|n| all.note(&known(*n), t)).count();
        assert_eq!((told, all.0.len()), (KINDS + 1, KINDS + 1));
        assert_eq!(all.due(t.plus(MINUTE)).iter().map(|(_, more, _)| *more).sum::<u64>(), 10_000 - told as u64);
    }
}
