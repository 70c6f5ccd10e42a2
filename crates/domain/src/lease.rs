//! The lease: when may an isolate believe a cached token record? (ADR 0006; limits.md 5.2.)
//!
//! Records are cached anywhere, for long. One small view, read from the database at least every [`DELTA`], says
//! which of them are too old to believe. So a cache may be stale without ever giving a wrong answer: a stale
//! record costs one read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, SubaccountId, SystemUserId, TokenId};
use crate::system_user::Status;
use crate::time::{Instant, SECOND};

/// The promise Δ: a revoked token is refused everywhere this many milliseconds after the admin's call returned.
pub const DELTA: i64 = SECOND;
/// From this age of the view on, a request starts to refresh it in the background.
pub const REFRESH_AFTER: i64 = 700;

/// What is known of a token: enough to decide without the database. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The token.
    pub token: TokenId,
    /// Whose it is.
    pub system_user: SystemUserId,
    /// The account of the system user.
    pub account: AccountId,
    /// Its subaccount; none when account-wide.
    pub subaccount: Option<SubaccountId>,
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
}

/// The oldest generation that may be believed, by system user.
#[derive(Debug, Clone, Default)]
pub struct View {
    rev: i64,
    fetched_at: Option<Instant>,
    min: BTreeMap<SystemUserId, i64>,
}

/// One line of the revocation log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Position in the log.
    pub rev: i64,
    /// Whose records it concerns.
    pub system_user: SystemUserId,
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
            self.raise(line.system_user, line.min_generation);
        }
        // A slow answer to an old question must not make the view look older than another answer made it.
        self.fetched_at = self.fetched_at.max(Some(started));
    }

    /// What this isolate itself has just changed counts here at once, before any refresh.
    pub fn raise(&mut self, system_user: SystemUserId, min_generation: i64) {
        let min = self.min.entry(system_user).or_insert(min_generation);
        *min = (*min).max(min_generation);
    }

    /// May this cached record be believed? Otherwise it counts as a miss.
    pub fn believes(&self, record: &Record) -> bool {
        self.min.get(&record.system_user).is_none_or(|min| record.generation >= *min)
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
}

/// Does the record let its holder in now?
pub fn decide(record: &Record, now: Instant) -> Result<(), Refusal> {
    if record.revoked_at.is_some_and(|at| at <= now) {
        return Err(Refusal::Revoked);
    }
    if record.expires_at.is_some_and(|at| at <= now) {
        return Err(Refusal::Expired);
    }
    match record.status {
        Status::Active => Ok(()),
        Status::Inactive => Err(Refusal::Inactive),
    }
}

impl Record {
    /// The earliest end that is known: expiry or the end of an overlap.
    pub fn ends_at(&self) -> Option<Instant> {
        match (self.expires_at, self.revoked_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
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
            token: TokenId::new(Instant::default(), [n; 10]),
            system_user: id(n),
            account: AccountId::new(Instant::default(), [0; 10]),
            subaccount: None,
            username: "bot".to_owned(),
            status: Status::Active,
            generation,
            scopes: Vec::new(),
            issued_at: Instant::default(),
            expires_at: None,
            revoked_at: None,
        }
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
        #[test]
        fn no_order_of_deltas_makes_an_old_record_believable(lines in proptest::collection::vec((0u8..4, 0i64..50), 0..40), of in 0u8..4, generation in 0i64..50) {
            let mut view = View::default();
            for (rev, (who, min)) in lines.iter().enumerate() {
                view.merge([Revocation { rev: rev as i64, system_user: id(*who), min_generation: *min }], Instant::default());
            }
            let highest = lines.iter().filter(|(who, _)| *who == of).map(|(_, min)| *min).max();
            prop_assert_eq!(view.believes(&record(of, generation)), highest.is_none_or(|min| generation >= min));
        }
    }
}
