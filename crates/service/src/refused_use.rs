//! Refused calls with tokens that are known, counted until they are written: the console names the bots that call in vain.
//! The first is written at once, the others once a minute a system user.

use std::collections::BTreeMap;

use domain::ids::SystemUserId;
use domain::time::{Instant, MINUTE};
use store::usage::RefusedUse;

/// How many system users are counted at a time; refused calls of more than these are not.
const MOST: usize = 1_000;

/// What was refused and is not yet written.
#[derive(Debug, Default)]
pub struct RefusedUses(BTreeMap<SystemUserId, Pending>);

#[derive(Debug)]
struct Pending {
    noted_at: Option<Instant>,
    since: RefusedUse,
}

impl RefusedUses {
    /// Counts a refused call, and takes what is to be written now.
    pub fn note(&mut self, of: &SystemUserId, now: Instant) -> Vec<RefusedUse> {
        if !self.0.contains_key(of) {
            self.0.retain(|_, p| !p.since.hours.is_empty() || !is_due(p, now, MINUTE));
            if self.0.len() >= MOST {
                return Vec::new();
            }
        }
        let since = RefusedUse { system_user: of.clone(), at: now, hours: Vec::new() };
        let pending = self.0.entry(of.clone()).or_insert(Pending { noted_at: None, since });
        pending.since.count(now);
        if is_due(pending, now, MINUTE) { self.due(now, MINUTE) } else { Vec::new() }
    }

    /// Takes the counts of which the last note is at least `age` ago.
    pub fn due(&mut self, now: Instant, age: i64) -> Vec<RefusedUse> {
        let fresh = self.0.values_mut().filter(|p| !p.since.hours.is_empty() && is_due(p, now, age));
        fresh
            .map(|p| {
                p.noted_at = Some(now);
                RefusedUse { hours: std::mem::take(&mut p.since.hours), ..p.since.clone() }
            })
            .collect()
    }
}

fn is_due(pending: &Pending, now: Instant, age: i64) -> bool {
    pending.noted_at.is_none_or(|at| now.since(at) >= age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u32) -> SystemUserId {
        SystemUserId::new(Instant::from_millis(i64::from(n)), [0; 10])
    }

    #[test]
    fn the_first_is_written_at_once_and_the_others_once_a_minute() {
        let (mut all, t) = (RefusedUses::default(), Instant::from_millis(1_000));
        assert_eq!(all.note(&id(1), t).iter().map(|one| one.hours.clone()).collect::<Vec<_>>(), [[(0, 1)]]);
        for _ in 0..500 {
            assert_eq!(all.note(&id(1), t.plus(10)), []);
        }
        assert_eq!(all.note(&id(1), t.plus(MINUTE)).first().map(|one| one.hours.clone()), Some(vec![(0, 501)]));
        assert_eq!(all.due(t.plus(MINUTE), 0), [], "written");
    }

    #[test]
    fn memory_is_bounded() {
        let (mut all, t) = (RefusedUses::default(), Instant::from_millis(1_000));
        for n in 0..5_000 {
            all.note(&id(n), t);
        }
        assert_eq!(all.0.len(), MOST);
        all.note(&id(9_999), t.plus(MINUTE));
        assert_eq!(all.0.len(), 1, "what was written long ago is forgotten");
    }
}
