//! The lease: when may an isolate believe a cached token record? (ADR 0006; limits.md 5.2.)
//!
//! Records are cached anywhere, for long. One small view, read from the database at least every [`DELTA`], says
//! which of them are too old to believe. So a cache may be stale without ever giving a wrong answer: a stale
//! record costs one read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::addresses;
use crate::environment::Environment;
use crate::field::FieldCode;
use crate::ids::{AccountId, CredentialId, SubaccountId, SystemUserId};
use crate::network::Network;
use crate::rate::Limits;
use crate::system_user::Status;
use crate::time::{HOUR, Instant, SECOND};

/// The promise Δ: a revoked token is refused everywhere this many milliseconds after the admin's call returned.
pub const DELTA: i64 = SECOND;
/// From this age of the view on, a request starts to refresh it in the background.
pub const REFRESH_AFTER: i64 = 700;

/// How long a record is believed at all after it was read from the database, in milliseconds, wherever it lies.
pub const RECORD_LIFE: i64 = HOUR;

/// What is known of a token: enough to decide without the database. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The token, or the key.
    pub token: CredentialId,
    /// Whose it is.
    pub system_user: SystemUserId,
    /// The account of the system user.
    pub account: AccountId,
    /// Its subaccount; none when account-wide.
    pub subaccount: Option<SubaccountId>,
    /// Test or live.
    pub environment: Environment,
    /// The subaccounts that the token reaches; none: all that its system user does.
    pub subaccounts: Option<Vec<SubaccountId>>,
    /// Its username.
    pub username: String,
    /// Its status.
    pub status: Status,
    /// Counts up with each change that must reach every cache.
    pub generation: i64,
    /// What the token may do.
    pub scopes: Vec<String>,
    /// When the token was issued.
    pub issued_at: Instant,
    /// The end that was given to the token at its issue; none means never.
    pub expires_at: Option<Instant>,
    /// When the token stops for another reason: revoked, or the end of an overlap.
    pub revoked_at: Option<Instant>,
    /// From where calls are taken; none where the account does not restrict it.
    pub networks: Option<Vec<Network>>,
    /// The token's own list beside that; none where it has none.
    pub own_networks: Option<Vec<Network>>,
    /// Counts up with each change of the account that must reach every cache.
    pub account_generation: i64,
    /// How often it may call, and its system user.
    pub limits: Limits,
}

/// The oldest generation that may be believed, by system user and by account.
#[derive(Debug, Clone, Default)]
pub struct View {
    rev: i64,
    fetched_at: Option<Instant>,
    min: BTreeMap<SystemUserId, i64>,
    accounts: BTreeMap<AccountId, i64>,
}

/// Whose records a line of the revocation log is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those of one system user.
    SystemUser(SystemUserId),
    /// Those of all system users of an account.
    Account(AccountId),
}

impl TryFrom<String> for Whose {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        match AccountId::try_from(text.clone()) {
            Ok(account) => Ok(Self::Account(account)),
            Err(_) => SystemUserId::try_from(text).map(Self::SystemUser),
        }
    }
}

impl Whose {
    /// The id, as the log has it.
    pub fn into_text(self) -> String {
        match self {
            Self::SystemUser(id) => id.to_string(),
            Self::Account(id) => id.to_string(),
        }
    }
}

/// One line of the revocation log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Position in the log.
    pub rev: i64,
    /// Whose records it concerns.
    pub whose: Whose,
    /// Records of a smaller generation are void.
    pub min_generation: i64,
}

/// How old the view is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Believe it.
    Fresh,
    /// Believe it, and refresh it in the background.
    Aging,
    /// Refresh it first; if that fails, refuse (fail closed).
    Expired,
}

impl View {
    /// The last position of the log that was read; the next delta begins after it.
    pub const fn rev(&self) -> i64 {
        self.rev
    }

    /// May answers be given from it now? Its age counts from the start of the read.
    pub fn freshness(&self, now: Instant) -> Freshness {
        match self.fetched_at.map(|at| now.since(at)) {
            // A little below zero: another request, which came later, has refreshed it in the meantime. Far below: a
            // clock that ran backwards, which makes the age unknowable.
            Some(age) if age < -DELTA => Freshness::Expired,
            Some(age) if age < REFRESH_AFTER => Freshness::Fresh,
            Some(age) if age <= DELTA => Freshness::Aging,
            _ => Freshness::Expired,
        }
    }

    /// Takes in the lines of the log after [`View::rev`], read at `started`.
    pub fn merge(&mut self, delta: impl IntoIterator<Item = Revocation>, started: Instant) {
        for line in delta {
            self.rev = self.rev.max(line.rev);
            self.raise(line.whose, line.min_generation);
        }
        // A slow answer to an old question must not make the view look older than another answer made it.
        self.fetched_at = self.fetched_at.max(Some(started));
    }

    /// What this isolate itself has just changed counts here at once, before any refresh.
    pub fn raise(&mut self, whose: Whose, min_generation: i64) {
        let min = match whose {
            Whose::SystemUser(id) => self.min.entry(id).or_insert(min_generation),
            Whose::Account(id) => self.accounts.entry(id).or_insert(min_generation),
        };
        *min = (*min).max(min_generation);
    }

    /// The least generation of a system user that is believed; none: each.
    pub fn least(&self, system_user: &SystemUserId) -> Option<i64> {
        self.min.get(system_user).copied()
    }

    /// May this cached record be believed? Otherwise it counts as a miss.
    pub fn believes(&self, record: &Record) -> bool {
        self.min.get(&record.system_user).is_none_or(|min| record.generation >= *min)
            && self.accounts.get(&record.account).is_none_or(|min| record.account_generation >= *min)
    }
}

/// Why a token that is known is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The system user is inactive.
    Inactive,
    /// The token reached its end.
    Expired,
    /// A newer token took its place.
    Revoked,
    /// The call comes from an address that is not listed.
    Address,
}

/// Does the record let its holder in now, from this address?
pub fn admit(record: &Record, from: Option<&str>, now: Instant) -> Result<(), Refusal> {
    decide(record, now)?;
    let lists = [&record.networks, &record.own_networks];
    let listed = lists.into_iter().all(|list| addresses::admits(list.as_deref(), from));
    if listed { Ok(()) } else { Err(Refusal::Address) }
}

/// Is the token good now, wherever its holder may be?
pub fn decide(record: &Record, now: Instant) -> Result<(), Refusal> {
    if let Some(ended) = ended(record.expires_at, record.revoked_at, now) {
        return Err(ended);
    }
    match record.status {
        Status::Active => Ok(()),
        Status::Inactive => Err(Refusal::Inactive),
    }
}

impl Record {
    /// The earliest end that is known: expiry or the end of an overlap.
    pub fn ends_at(&self) -> Option<Instant> {
        ends_at(self.expires_at, self.revoked_at)
    }
}

/// By which of its two ends a token has ended, if it has: the one that came first. What is written of it later changes
/// nothing about that.
pub fn ended(expires_at: Option<Instant>, revoked_at: Option<Instant>, now: Instant) -> Option<Refusal> {
    let end = ends_at(expires_at, revoked_at).filter(|end| *end <= now)?;
    Some(if expires_at == Some(end) { Refusal::Expired } else { Refusal::Revoked })
}

/// The end of a token, of the two that it can have: the earlier one. Every answer that names an end names this.
pub fn ends_at(expires_at: Option<Instant>, revoked_at: Option<Instant>) -> Option<Instant> {
    match (expires_at, revoked_at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// When tokens end that live on for some seconds beside a new one: on a whole second, so that an end in seconds
/// (`exp` of RFC 7662) and one in milliseconds are the same instant. Without an overlap: now.
pub fn overlap_end(now: Instant, overlap_seconds: i64) -> Instant {
    if overlap_seconds <= 0 {
        return now;
    }
    let ends = now.millis().saturating_add(overlap_seconds.saturating_mul(SECOND));
    let whole = ends.div_euclid(SECOND).saturating_add(i64::from(ends.rem_euclid(SECOND) != 0));
    Instant::from_millis(whole.saturating_mul(SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u8) -> SystemUserId {
        SystemUserId::new(Instant::from_millis(0), [n; 10])
    }

    fn record(n: u8, generation: i64) -> Record {
        Record {
            token: crate::ids::TokenId::new(Instant::default(), [n; 10]).into(),
            system_user: id(n),
            account: AccountId::new(Instant::default(), [0; 10]),
            subaccount: None,
            environment: Environment::Live,
            subaccounts: None,
            username: "bot".to_owned(),
            status: Status::Active,
            generation,
            scopes: Vec::new(),
            issued_at: Instant::default(),
            expires_at: None,
            revoked_at: None,
            networks: None,
            own_networks: None,
            account_generation: 1,
            limits: Limits::default(),
        }
    }

    #[test]
    fn an_overlap_ends_on_a_whole_second_never_early() {
        let at = Instant::from_millis;
        assert_eq!(overlap_end(at(10_001), 60), at(71_000));
        assert_eq!(overlap_end(at(10_999), 60), at(71_000));
        assert_eq!(overlap_end(at(10_000), 60), at(70_000));
        assert_eq!(overlap_end(at(10_001), 0), at(10_001), "at once is at once");
    }

    #[test]
    fn of_two_ends_the_earlier_counts() {
        let at = |n| Some(Instant::from_millis(n));
        assert_eq!(ends_at(at(2), at(1)), at(1));
        assert_eq!(ends_at(at(1), at(2)), at(1));
        assert_eq!((ends_at(None, at(2)), ends_at(at(1), None), ends_at(None, None)), (at(2), at(1), None));
    }

    #[test]
    fn the_view_ages_from_the_start_of_its_read() {
        let mut view = View::default();
        let t = Instant::from_millis(10_000);
        assert_eq!(view.freshness(t), Freshness::Expired);
        view.merge([], t);
        assert_eq!(view.freshness(t.plus(REFRESH_AFTER - 1)), Freshness::Fresh);
        assert_eq!(view.freshness(t.plus(DELTA)), Freshness::Aging);
        assert_eq!(view.freshness(t.plus(DELTA + 1)), Freshness::Expired);
        assert_eq!(view.freshness(t.plus(-1)), Freshness::Fresh, "refreshed by a later request");
        assert_eq!(view.freshness(t.plus(-DELTA - 1)), Freshness::Expired, "a clock that ran backwards");
        view.merge([], t.plus(-500));
        assert_eq!(view.freshness(t.plus(100)), Freshness::Fresh, "a slow, older read does not age it");
    }

    #[test]
    fn one_line_voids_what_is_cached_of_an_account() {
        let of = |account: u8, n, account_generation| Record {
            account: AccountId::new(Instant::default(), [account; 10]),
            account_generation,
            ..record(n, 7)
        };
        let mut view = View::default();
        let whose = Whose::try_from(of(1, 1, 1).account.to_string()).expect("an account");
        view.merge([Revocation { rev: 3, whose, min_generation: 2 }], Instant::default());
        for n in 0..9 {
            assert!(!view.believes(&of(1, n, 1)) && view.believes(&of(1, n, 2)));
            assert!(view.believes(&of(2, n, 1)), "another account's");
        }
        assert_eq!(view.rev(), 3);
        assert_eq!(Whose::try_from(id(1).to_string()), Ok(Whose::SystemUser(id(1))));
        assert!(Whose::try_from("usr_1".to_owned()).is_err());
    }

    #[test]
    fn an_address_is_asked_last_and_a_missing_one_is_none_of_the_list() {
        let now = Instant::from_millis(1_000);
        let listed = vec![Network::try_from("203.0.113.0/24".to_owned()).expect("a network")];
        let only = Record { networks: Some(listed), ..record(1, 1) };
        assert_eq!(admit(&only, Some("203.0.113.9"), now), Ok(()));
        assert_eq!(admit(&only, Some("198.51.100.9"), now), Err(Refusal::Address));
        assert_eq!(admit(&only, None, now), Err(Refusal::Address));
        assert_eq!(admit(&record(1, 1), None, now), Ok(()));
        // Its own list and that of the account must both have it.
        let own = |network: &str| Some(vec![Network::try_from(network.to_owned()).expect("a network")]);
        let both = Record { own_networks: own("203.0.113.8/30"), ..only.clone() };
        assert_eq!(admit(&both, Some("203.0.113.9"), now), Ok(()));
        assert_eq!(admit(&both, Some("203.0.113.90"), now), Err(Refusal::Address));
        let alone = Record { own_networks: own("2001:db8::/32"), ..record(1, 1) };
        assert_eq!(admit(&alone, Some("2001:db8::1"), now), Ok(()));
        assert_eq!(admit(&alone, Some("203.0.113.9"), now), Err(Refusal::Address));
        let gone = Record { status: Status::Inactive, ..only };
        assert_eq!(admit(&gone, None, now), Err(Refusal::Inactive));
    }

    #[test]
    fn each_end_refuses_by_itself() {
        let now = Instant::from_millis(1_000);
        let good = record(1, 1);
        assert_eq!(decide(&good, now), Ok(()));
        assert_eq!(decide(&Record { status: Status::Inactive, ..good.clone() }, now), Err(Refusal::Inactive));
        assert_eq!(decide(&Record { expires_at: Some(now), ..good.clone() }, now), Err(Refusal::Expired));
        assert_eq!(decide(&Record { revoked_at: Some(now), ..good.clone() }, now), Err(Refusal::Revoked));
        assert_eq!(
            decide(&Record { revoked_at: Some(now.plus(1)), expires_at: Some(now.plus(2)), ..good }, now),
            Ok(())
        );
    }

    proptest! {
        /// The log keeps one line a system user, at the place of its newest change. Whoever reads it bit by bit
        /// believes the same as whoever has read all of it.
        #[test]
        fn a_log_of_one_line_each_says_the_same(changes in proptest::collection::vec((0u8..4, 1i64..5, any::<bool>()), 0..60), of in 0u8..4, generation in 0i64..100) {
            let (mut whole, mut bits) = (View::default(), View::default());
            let mut log: Vec<Revocation> = Vec::new();
            let mut min = [0i64; 4];
            for (rev, (who, step, read)) in (1..).zip(&changes) {
                min[usize::from(*who)] += step;
                let line = Revocation { rev, whose: Whose::SystemUser(id(*who)), min_generation: min[usize::from(*who)] };
                whole.merge([line.clone()], Instant::default());
                log.retain(|old| old.whose != line.whose);
                log.push(line);
                if *read {
                    let after = bits.rev();
                    bits.merge(log.iter().filter(|l| l.rev > after).cloned(), Instant::default());
                }
            }
            let after = bits.rev();
            bits.merge(log.iter().filter(|l| l.rev > after).cloned(), Instant::default());
            prop_assert_eq!(bits.believes(&record(of, generation)), whole.believes(&record(of, generation)));
        }

        #[test]
        fn no_order_of_deltas_makes_an_old_record_believable(lines in proptest::collection::vec((0u8..4, 0i64..50), 0..40), of in 0u8..4, generation in 0i64..50) {
            let mut view = View::default();
            for (rev, (who, min)) in lines.iter().enumerate() {
                view.merge([Revocation { rev: rev as i64, whose: Whose::SystemUser(id(*who)), min_generation: *min }], Instant::default());
            }
            let highest = lines.iter().filter(|(who, _)| *who == of).map(|(_, min)| *min).max();
            prop_assert_eq!(view.believes(&record(of, generation)), highest.is_none_or(|min| generation >= min));
        }
    }
}
