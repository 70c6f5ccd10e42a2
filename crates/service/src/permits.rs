//! The permits of an isolate: how many calls of limited system users and tokens it may still let in (ADR 0036).
//!
//! They are taken from the database in blocks. A call that finds one here touches no storage; when three quarters of a
//! block are used the next one is fetched behind an answer. Callers who find none wait for the same trip. What is known to
//! be spent is refused without asking until the window ends.

use std::num::NonZeroUsize;

use domain::rate::{Left, RateLimit, Whose};
use domain::time::{Instant, SECOND};
use lru::LruCache;
use store::DbError;
use store::rate::Taken;

use crate::deps::Tell;

/// Of how many limits an isolate knows something.
const CAPACITY: NonZeroUsize = match NonZeroUsize::new(10_000) {
    Some(n) => n,
    None => NonZeroUsize::MIN,
};
/// A trip that takes longer is given up, in milliseconds: whoever made it may be gone.
const LOST_AFTER: i64 = 2 * SECOND;

/// One limit of a call.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Whose it is.
    pub whose: Whose,
    /// The id of the system user or the token.
    pub subject: &'a str,
    /// The limit.
    pub limit: RateLimit,
}

/// What is known of a limit in one window.
struct Known {
    limit: RateLimit,
    /// The window's end, in seconds since 1970.
    ends: i64,
    /// Permits that nobody has used yet.
    held: i64,
    /// How many anybody had taken when it was last asked.
    granted: i64,
    /// How many the last trip brought.
    block: i64,
    spent: bool,
    fetching_since: Option<Instant>,
    waiting: Vec<Tell>,
    /// How many trips failed.
    failed: u64,
}

impl Known {
    const fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            ends: 0,
            held: 0,
            granted: 0,
            block: 0,
            spent: false,
            fetching_since: None,
            waiting: Vec::new(),
            failed: 0,
        }
    }

    fn begin(&mut self, ends: i64) {
        (self.ends, self.held, self.granted, self.block, self.spent) = (ends, 0, 0, 0, false);
    }

    /// Brings it to this limit and to the window of this instant.
    fn at(&mut self, limit: RateLimit, now: Instant) {
        if self.limit != limit {
            // What was taken under a higher limit may be more than the lower one has.
            if limit.per_seconds() != self.limit.per_seconds() {
                self.begin(0);
            } else if limit.calls() < self.limit.calls() {
                self.held = 0;
            }
            (self.limit, self.spent) = (limit, false);
        }
        let ends = limit.window_end(now);
        // A window that another isolate's clock began early goes on; one far ahead is of a clock that was wrong.
        if ends > self.ends || self.ends > ends + limit.per_seconds() {
            self.begin(ends);
        }
    }

    const fn is_spent(&self) -> bool {
        self.held == 0 && (self.spent || self.granted >= self.limit.calls())
    }

    fn is_fetching(&self, now: Instant) -> bool {
        self.fetching_since.is_some_and(|since| (0..LOST_AFTER).contains(&now.since(since)))
    }

    /// Is it time for the next block?
    fn is_low(&self, now: Instant) -> bool {
        self.held * 4 <= self.block && self.granted < self.limit.calls() && !self.spent && !self.is_fetching(now)
    }

    fn left(&self, whose: Whose, now: Instant) -> Left {
        let calls = if self.is_spent() { 0 } else { (self.limit.calls() - self.granted).max(0) + self.held };
        Left { whose, limit: self.limit, calls, seconds: RateLimit::seconds_to(self.ends, now) }
    }

    fn take_in(&mut self, asked: &Trip, taken: Option<Taken>) {
        if self.limit != asked.limit {
            return;
        }
        match taken {
            // A clock that was far ahead has been here: its window is no one's to use yet, and asking again brings no other.
            Some(new) if new.ends > self.ends + self.limit.per_seconds() => self.spent = true,
            Some(new) if new.ends >= self.ends => {
                if new.ends > self.ends {
                    self.begin(new.ends);
                }
                self.held += new.block;
                (self.granted, self.block) = (new.granted.max(self.granted), new.block);
            }
            None if asked.ends == self.ends => self.spent = true,
            // Of a window that is over.
            _ => {}
        }
    }
}

/// What a trip asks for.
#[derive(Debug, Clone)]
pub struct Trip {
    /// The id of the system user or the token.
    pub subject: String,
    /// The limit.
    pub limit: RateLimit,
    /// The window's end, in seconds since 1970.
    pub ends: i64,
    /// How many callers wait.
    pub wanted: i64,
}

/// What a caller finds.
pub enum Found {
    /// A permit of each limit; what is to be fetched behind the answer.
    Permit(Vec<Left>, Vec<Trip>),
    /// Nothing is left of at least one.
    Spent(Vec<Left>),
    /// It is for the caller to ask.
    Ask(Vec<Trip>),
    /// Another one asks: whose limit, and how many trips for it had failed.
    Wait(usize, u64),
}

/// What an isolate knows of limits.
pub struct Permits(LruCache<String, Known>);

impl Default for Permits {
    fn default() -> Self {
        Self(LruCache::new(CAPACITY))
    }
}

impl Permits {
    fn known(&mut self, of: &Asked<'_>, now: Instant) -> &mut Known {
        let known = self.0.get_or_insert_mut_ref(of.subject, || Known::new(of.limit));
        known.at(of.limit, now);
        known
    }

    fn begin_trip(&mut self, of: &Asked<'_>, now: Instant) -> Trip {
        let known = self.known(of, now);
        known.fetching_since = Some(now);
        let wanted = i64::try_from(known.waiting.len()).unwrap_or(i64::MAX).saturating_add(1);
        Trip { subject: of.subject.to_owned(), limit: of.limit, ends: known.ends, wanted }
    }

    /// What a caller finds; a permit is its own from then on.
    pub fn look(&mut self, all: &[Asked<'_>], now: Instant) -> Found {
        let left = |it: &mut Self| all.iter().map(|of| it.known(of, now).left(of.whose, now)).collect();
        if all.iter().any(|of| self.known(of, now).is_spent()) {
            return Found::Spent(left(self));
        }
        let lacking: Vec<usize> =
            (0..).zip(all).filter(|(_, of)| self.known(of, now).held == 0).map(|(i, _)| i).collect();
        if lacking.is_empty() {
            // One of each or none: a call that is refused uses nothing up.
            for of in all {
                self.known(of, now).held -= 1;
            }
            let low = all.iter().filter(|of| self.known(of, now).is_low(now)).copied().collect::<Vec<_>>();
            let trips = low.iter().map(|of| self.begin_trip(of, now)).collect();
            return Found::Permit(left(self), trips);
        }
        let of = |i: &usize| all.get(*i).copied();
        let to_ask: Vec<_> = lacking.iter().filter_map(of).filter(|of| !self.known(of, now).is_fetching(now)).collect();
        if to_ask.is_empty() {
            let first = lacking.first().copied().unwrap_or_default();
            let failed = all.get(first).map_or(0, |of| self.known(of, now).failed);
            return Found::Wait(first, failed);
        }
        Found::Ask(to_ask.iter().map(|of| self.begin_trip(of, now)).collect())
    }

    /// A trip is over; those who are to be told.
    pub fn arrived(&mut self, trips: &[Trip], taken: &Result<Vec<Option<Taken>>, DbError>) -> Vec<Tell> {
        let mut tells = Vec::new();
        for (n, trip) in trips.iter().enumerate() {
            let Some(known) = self.0.get_mut(&trip.subject) else { continue };
            known.fetching_since = None;
            match taken {
                Ok(all) => known.take_in(trip, all.get(n).copied().flatten()),
                Err(_) => known.failed += 1,
            }
            tells.append(&mut known.waiting);
        }
        tells
    }

    /// Puts a caller in line for a trip that is under way; false: it came back meanwhile.
    pub fn wait(&mut self, of: &Asked<'_>, failed: u64, tell: Tell, now: Instant) -> bool {
        let known = self.known(of, now);
        let waits = known.is_fetching(now) && known.failed == failed;
        if waits {
            known.waiting.push(tell);
        }
        waits
    }

    /// How many trips for a limit have failed.
    pub fn failed(&mut self, of: &Asked<'_>, now: Instant) -> u64 {
        self.known(of, now).failed
    }
}
