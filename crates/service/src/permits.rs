//! The permits of an isolate: how many calls of limited system users and tokens it may still let in (ADR 0036).
//!
//! They are taken from the database in blocks. A call that finds one here touches no storage; when three quarters of a
//! block are used the next one is fetched behind an answer. Callers who find none wait for the same trip. What is known to
//! be spent is refused without asking until the window ends.

use std::num::NonZeroUsize;

use contract::Code;
use domain::principal::Machine;
use domain::rate::{Left, RateLimit, Whose};
use domain::time::{Instant, SECOND};
use lru::LruCache;
use store::DbError;
use store::rate::{self, Ask, Taken};

use crate::deps::{Deps, Tell};
use crate::fail::Fail;
use crate::gate::State;
use crate::meta::Meta;

/// Of how many limits an isolate knows something.
const CAPACITY: NonZeroUsize = match NonZeroUsize::new(10_000) {
    Some(n) => n,
    None => NonZeroUsize::MIN,
};
/// A trip that takes longer is given up, in milliseconds: whoever made it may be gone.
const LOST_AFTER: i64 = 2 * SECOND;
/// How long a caller waits for another one's trip before it looks for itself, in milliseconds.
const PATIENCE: u64 = 1_000;
/// How often a caller looks at the most.
const LOOKS: usize = 500;

/// One limit of a call.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    whose: Whose,
    subject: &'a str,
    limit: RateLimit,
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
struct Trip {
    subject: String,
    limit: RateLimit,
    ends: i64,
    wanted: i64,
}

/// What a caller finds.
enum Found {
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

    fn look(&mut self, all: &[Asked<'_>], now: Instant) -> Found {
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
    fn arrived(&mut self, trips: &[Trip], taken: &Result<Vec<Option<Taken>>, DbError>) -> Vec<Tell> {
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
}

/// Takes a permit of each limit that counts for a machine's call, or refuses it with 429; one a request, however often the
/// call is begun again. What is left is kept with the request, for its answer. Without the database and without permits
/// nobody is let in.
pub async fn take<D: Deps>(deps: &D, state: &State, machine: &Machine, meta: &Meta) -> Result<(), Fail> {
    if !meta.left.borrow().is_empty() {
        return Ok(());
    }
    let mut left = Vec::new();
    let permit = take_of(deps, state, machine, meta.now, &mut left).await;
    meta.left.replace(left);
    permit
}

async fn take_of<D: Deps>(
    deps: &D,
    state: &State,
    machine: &Machine,
    now: Instant,
    left: &mut Vec<Left>,
) -> Result<(), Fail> {
    let of = |whose, subject, limit: Option<RateLimit>| limit.map(|limit| Asked { whose, subject, limit });
    let all: Vec<Asked<'_>> = [
        of(Whose::SystemUser, machine.system_user.as_str(), machine.limits.system_user),
        of(Whose::Token, machine.token.as_str(), machine.limits.token),
    ]
    .into_iter()
    .flatten()
    .collect();
    if all.is_empty() {
        return Ok(());
    }
    let mut at = now;
    for _ in 0..LOOKS {
        match state.permits(|permits| permits.look(&all, at)) {
            Found::Permit(shown, ahead) => {
                *left = shown;
                fetch_ahead(deps, state, ahead);
                return Ok(());
            }
            Found::Spent(shown) => {
                *left = shown;
                return Err(refusal(machine, left));
            }
            Found::Ask(trips) => ask(deps, state, &trips).await?,
            Found::Wait(index, failed) => {
                let Some(of) = all.get(index) else { break };
                let (tell, told) = deps.told(PATIENCE);
                // The trip may have come back between the two looks.
                let waits = state.permits(|permits| {
                    let known = permits.known(of, at);
                    let waits = known.is_fetching(at) && known.failed == failed;
                    if waits {
                        known.waiting.push(tell);
                    }
                    waits
                });
                if waits {
                    told.await;
                }
                if state.permits(|permits| permits.known(of, at).failed) != failed {
                    return Err(Fail::new(Code::Unavailable));
                }
            }
        }
        at = deps.now();
    }
    Err(Fail::new(Code::Busy))
}

async fn ask<D: Deps>(deps: &D, state: &State, trips: &[Trip]) -> Result<(), Fail> {
    let asks: Vec<Ask<'_>> = trips
        .iter()
        .map(|trip| Ask { subject: &trip.subject, limit: trip.limit, ends: trip.ends, wanted: trip.wanted })
        .collect();
    let taken = rate::take(deps.db(), &asks).await;
    for tell in state.permits(|permits| permits.arrived(trips, &taken)) {
        tell();
    }
    taken.map(drop).map_err(Fail::from)
}

fn fetch_ahead<D: Deps>(deps: &D, state: &State, trips: Vec<Trip>) {
    if trips.is_empty() {
        return;
    }
    let (outside, state) = (deps.clone(), state.clone());
    deps.spawn(async move {
        if let Err(fail) = ask(&outside, &state, &trips).await {
            crate::log::event(&outside, true, "permits", &format!("{fail:?}"));
        }
    });
}

fn refusal(machine: &Machine, left: &[Left]) -> Fail {
    let spent = || left.iter().filter(|one| one.calls == 0);
    let wait = spent().map(|one| one.seconds).max().unwrap_or(1);
    // The name is the draft's, in which clients look for it.
    let names: Vec<&str> = spent().map(|one| one.whose.as_str()).collect();
    Fail::limited(machine.into(), u32::try_from(wait).unwrap_or(u32::MAX)).with("violated-policies", names)
}
