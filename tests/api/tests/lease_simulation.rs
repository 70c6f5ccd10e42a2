//! The lease past one machine: 10 to 100,000 isolates in five regions, under a virtual clock, with the real view
//! (`domain::lease::View`). What the gate does around it is done here as `service::gate` does it: a view that ages is renewed
//! behind the answer, one read at a time; one that is too old is renewed before it, and where that fails the call is closed.
//!
//! `TENURE_ISOLATES=100000` makes the largest run; the table is in docs/lease-at-scale.md (ADR 0040).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use domain::ids::SystemUserId;
use domain::lease::{DELTA, Freshness, REFRESH_AFTER, Revocation, View, Whose};
use domain::time::Instant;

/// Half a round trip to the primary from each region, in milliseconds.
const REGIONS: [i64; 5] = [1, 20, 45, 75, 110];
/// How long a read takes the primary, in microseconds: D1 does one after the other, about a thousand a second.
const READ: i64 = 1_000;
/// How long an ask takes a regional object, in microseconds.
const ASK: i64 = 1_000;
/// From this age of its own view on a regional object reads the log before it answers.
const TIER_FRESH: i64 = 300;
/// How long a read is waited for, in milliseconds.
const PATIENCE: i64 = 30_000;
/// Each isolate is called so often, in milliseconds.
const CALLED_EVERY: i64 = 250;
/// When the token is revoked, and how long is looked at.
const REVOKED: i64 = 4_000;
const END: i64 = 8_000;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A call comes to an isolate.
    Call(usize),
    /// A read that was begun then comes back to an isolate, from the log as it was at another time; for a call that waits, or
    /// for none.
    Back { isolate: usize, counts_from: i64, log_at: i64, waits: bool, direct: bool },
    /// A read reaches the primary: from an isolate, or from a regional object.
    Asked { who: Who, began: i64, way: i64 },
    /// The log comes back to a regional object.
    Tier { object: usize, started: i64, log_at: i64 },
}

/// Who reads the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// An isolate; does a call wait for it?
    Isolate(usize, bool),
    Object(usize),
}

struct Isolate {
    view: View,
    refreshing_since: Option<i64>,
    region: usize,
}

#[derive(Default)]
struct Object {
    started: i64,
    log_at: i64,
    reading: bool,
    free_at: i64,
    waiting: Vec<(usize, bool)>,
}

#[derive(Clone, Copy)]
struct Setting {
    isolates: usize,
    /// How many isolates share a regional object; none: all ask the primary.
    tier: Option<usize>,
    /// A region whose way to the primary takes this much longer from 2 s on, in milliseconds; none: it is cut.
    slow: Option<(usize, Option<i64>)>,
}

#[derive(Debug, Default)]
struct Found {
    reads: u64,
    calls: u64,
    closed: u64,
    closed_elsewhere: u64,
    waited: u64,
    /// When the last call came that was accepted, in milliseconds after the revocation was answered.
    latest: i64,
    longest_wait: i64,
}

struct World {
    of: Setting,
    events: BinaryHeap<Reverse<(i64, u64, What)>>,
    count: u64,
    isolates: Vec<Isolate>,
    objects: Vec<Object>,
    /// When the primary has done what it was asked so far, in microseconds.
    busy_until: i64,
    revoked: Revocation,
    asked: SystemUserId,
    found: Found,
}

impl World {
    fn new(of: Setting) -> Self {
        let asked = SystemUserId::new(Instant::from_millis(0), [1; 10]);
        let revoked = Revocation { rev: 1, whose: Whose::SystemUser(asked.clone()), min_generation: 2 };
        let isolate = |n: usize| Isolate { view: View::default(), refreshing_since: None, region: n % REGIONS.len() };
        let objects = of.tier.map_or(0, |share| of.isolates.div_ceil(share * REGIONS.len()) * REGIONS.len());
        let mut world = Self {
            of,
            events: BinaryHeap::new(),
            count: 0,
            isolates: (0..of.isolates).map(isolate).collect(),
            objects: (0..objects).map(|_| Object { started: i64::MIN / 2, ..Object::default() }).collect(),
            busy_until: 0,
            revoked,
            asked,
            found: Found { latest: i64::MIN, ..Found::default() },
        };
        for n in 0..of.isolates {
            // They begin at times of their own, not all together.
            let at = (n as i64).wrapping_mul(7_919).rem_euclid(1_000);
            world.put(at, What::Call(n));
        }
        world
    }

    fn put(&mut self, at: i64, what: What) {
        self.count += 1;
        self.events.push(Reverse((at, self.count, what)));
    }

    fn way(&self, region: usize, at: i64) -> Option<i64> {
        match self.of.slow {
            Some((slow, more)) if slow == region && at >= 2_000 => more.map(|more| REGIONS[region] + more),
            _ => Some(REGIONS[region]),
        }
    }

    /// A read of the log begins; false: nobody answers in this region.
    fn read(&mut self, who: Who, region: usize, began: i64) -> bool {
        self.found.reads += 1;
        let Some(way) = self.way(region, began) else { return false };
        self.put(began + way, What::Asked { who, began, way });
        true
    }

    /// The primary does one read after the other, as they come.
    fn asked(&mut self, who: Who, began: i64, way: i64, at: i64) {
        self.busy_until = self.busy_until.max(at * 1_000) + READ;
        let log_at = self.busy_until / 1_000;
        let back = log_at + way;
        match who {
            Who::Isolate(isolate, waits) if back - began >= PATIENCE => self.lost(isolate, waits),
            Who::Isolate(isolate, waits) => {
                if waits {
                    self.found.longest_wait = self.found.longest_wait.max(back - began);
                }
                self.put(back, What::Back { isolate, counts_from: began, log_at, waits, direct: true });
            }
            Who::Object(object) => self.put(back, What::Tier { object, started: began, log_at }),
        }
    }

    /// An isolate renews its view.
    fn renew(&mut self, n: usize, at: i64, waits: bool) {
        if self.of.tier.is_some() {
            self.ask(n, at, waits);
        } else {
            self.direct(n, at, waits);
        }
    }

    /// An isolate reads at the primary itself.
    fn direct(&mut self, n: usize, at: i64, waits: bool) {
        if !self.read(Who::Isolate(n, waits), self.isolates[n].region, at) {
            self.lost(n, waits);
        }
    }

    fn lost(&mut self, n: usize, waits: bool) {
        if waits {
            self.found.closed += 1;
            let cut = self.of.slow.map(|(region, _)| region);
            self.found.closed_elsewhere += u64::from(cut != Some(self.isolates[n].region));
        }
    }

    /// An isolate asks the object of its region: what it has is told with the time at which *its* read of the log began.
    fn ask(&mut self, n: usize, at: i64, waits: bool) {
        let share = self.objects.len() / REGIONS.len();
        let region = self.isolates[n].region;
        let object = region + REGIONS.len() * ((n / REGIONS.len()) % share);
        let of = &mut self.objects[object];
        of.free_at = of.free_at.max(at * 1_000) + ASK;
        let ready = of.free_at / 1_000;
        if ready - of.started <= TIER_FRESH {
            let (counts_from, log_at) = (of.started, of.log_at);
            self.put(ready + 2, What::Back { isolate: n, counts_from, log_at, waits, direct: false });
            return;
        }
        of.waiting.push((n, waits));
        // One read for all who wait.
        if !of.reading {
            if self.read(Who::Object(object), region, ready) {
                self.objects[object].reading = true;
            } else {
                for (n, waits) in std::mem::take(&mut self.objects[object].waiting) {
                    self.lost(n, waits);
                }
            }
        }
    }

    fn call(&mut self, n: usize, at: i64) {
        self.put(at + CALLED_EVERY, What::Call(n));
        self.found.calls += 1;
        let isolate = &mut self.isolates[n];
        match isolate.view.freshness(Instant::from_millis(at)) {
            Freshness::Fresh => self.answer(n, at),
            Freshness::Aging => {
                let busy = isolate.refreshing_since.is_some_and(|since| (0..=DELTA).contains(&(at - since)));
                if !busy {
                    isolate.refreshing_since = Some(at);
                    self.renew(n, at, false);
                }
                self.answer(n, at);
            }
            Freshness::Expired => {
                self.found.waited += 1;
                self.renew(n, at, true);
            }
        }
    }

    /// A call that came at this time is answered by what the isolate has: a record of generation 1, which it believes or not.
    fn answer(&mut self, n: usize, came: i64) {
        let accepted = self.isolates[n].view.least(&self.asked).is_none_or(|least| least <= 1);
        if accepted {
            self.found.latest = self.found.latest.max(came - REVOKED);
        }
    }

    fn run(mut self) -> Found {
        while let Some(Reverse((at, _, what))) = self.events.pop() {
            if at >= END {
                break;
            }
            match what {
                What::Call(n) => self.call(n, at),
                What::Asked { who, began, way } => self.asked(who, began, way, at),
                What::Back { isolate, counts_from, log_at, waits, direct } => {
                    let line = (log_at >= REVOKED).then(|| self.revoked.clone());
                    let one = &mut self.isolates[isolate];
                    one.view.merge(line, Instant::from_millis(counts_from));
                    one.refreshing_since = None;
                    // Through the tier what came back may be too old: then the primary is asked, as without a tier.
                    let too_old = one.view.freshness(Instant::from_millis(at)) == Freshness::Expired;
                    match (waits, !direct && too_old) {
                        (_, true) => self.direct(isolate, at, waits),
                        (true, false) => self.answer(isolate, counts_from),
                        _ => {}
                    }
                }
                What::Tier { object, started, log_at } => {
                    let of = &mut self.objects[object];
                    (of.started, of.log_at, of.reading) = (started, log_at, false);
                    for (n, waits) in std::mem::take(&mut of.waiting) {
                        self.put(at + 2, What::Back { isolate: n, counts_from: started, log_at, waits, direct: false });
                    }
                }
            }
        }
        self.found
    }
}

fn run(isolates: usize, tier: Option<usize>, slow: Option<(usize, Option<i64>)>) -> Found {
    let found = World::new(Setting { isolates, tier, slow }).run();
    println!(
        "| {isolates} | {} | {} | {} | {} ms | {} | {} | {} ms |",
        tier.map_or("none".to_owned(), |share| format!("an object for {share}")),
        match slow {
            None => "none".to_owned(),
            Some((_, None)) => "cut".to_owned(),
            Some((_, Some(more))) => format!("{more} ms slower"),
        },
        found.reads * 1_000 / END as u64,
        found.latest,
        found.waited,
        found.closed,
        found.longest_wait,
    );
    found
}

fn largest() -> usize {
    std::env::var_os("TENURE_ISOLATES")
        .map_or(2_000, |text| text.to_str().and_then(|n| n.parse().ok()).expect("a number"))
}

#[test]
fn however_many_isolates_there_are_nothing_is_accepted_longer_than_delta() {
    assert_eq!(REFRESH_AFTER, 700, "the figures of docs/lease-at-scale.md are of this");
    println!("| isolates | tier | a region | reads a second | accepted after | waited | closed | longest wait |");
    for isolates in [10, 100, 500, 1_000, 2_000, 10_000, 100_000].into_iter().filter(|n| *n <= largest()) {
        for tier in [None, Some(500)] {
            let found = run(isolates, tier, None);
            assert!(found.latest <= DELTA, "{found:?}");
            // With the tier the primary is read for each object, not for each isolate.
            if tier.is_some() && isolates >= 2_000 {
                assert!(found.reads * 1_000 / (END as u64) < 5 * (isolates as u64 / 500 + 5), "{found:?}");
            }
        }
    }
}

#[test]
fn a_region_that_is_cut_off_closes_and_the_others_go_on() {
    for tier in [None, Some(500)] {
        let cut = run(200, tier, Some((3, None)));
        assert!(cut.latest <= DELTA, "{cut:?}");
        assert!(cut.closed > 0 && cut.closed_elsewhere == 0, "{cut:?}");
        for more in [200, 600, 1_500] {
            let slow = run(200, tier, Some((3, Some(more))));
            assert!(slow.latest <= DELTA, "{slow:?}");
            assert_eq!(slow.closed_elsewhere, 0, "{slow:?}");
        }
    }
}
