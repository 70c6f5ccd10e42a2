//! Calls of system users that somebody watches: seen by each isolate, written together at most once a second, and only
//! while somebody watches.

use std::collections::BTreeMap;

use domain::ids::SystemUserId;
use domain::time::{Instant, SECOND};
use store::records::Watched;
use store::tail::Seen;

/// How many lines an isolate writes at once; of more it is said how many there were.
const LINES: usize = 50;
/// Who has not written for so long is gone, in milliseconds.
const LOST_AFTER: i64 = 10 * SECOND;

/// What an isolate knows of it.
#[derive(Debug, Default)]
pub struct Tails {
    on: BTreeMap<SystemUserId, Instant>,
    waiting: Vec<Seen>,
    left_out: BTreeMap<SystemUserId, i64>,
    busy_since: Option<Instant>,
}

impl Tails {
    /// Takes in whose calls are watched.
    pub fn watch(&mut self, watched: Watched) {
        self.on = watched.into_iter().collect();
    }

    /// Does somebody watch it?
    pub fn is_on(&self, system_user: &SystemUserId, now: Instant) -> bool {
        self.on.get(system_user).is_some_and(|until| *until > now)
    }

    /// Keeps a line, or counts it. Is it for the caller to have it written?
    pub fn note(&mut self, seen: Seen, now: Instant) -> bool {
        if self.waiting.len() < LINES {
            self.waiting.push(seen);
        } else {
            *self.left_out.entry(seen.system_user).or_default() += 1;
        }
        if self.busy_since.is_some_and(|since| (0..LOST_AFTER).contains(&now.since(since))) {
            return false;
        }
        self.busy_since = Some(now);
        true
    }

    /// Takes the lines that wait, to write them.
    pub fn take(&mut self) -> Vec<Seen> {
        self.busy_since = None;
        let mut left_out = std::mem::take(&mut self.left_out);
        let mut all = std::mem::take(&mut self.waiting);
        // With the last line of each it is said what is not there. Whose every line is left out has it with the next ones.
        for seen in all.iter_mut().rev() {
            seen.line.left_out += left_out.remove(&seen.system_user).unwrap_or_default();
        }
        self.left_out = left_out;
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::TokenId;
    use store::tail::Line;

    fn seen(n: u8) -> Seen {
        let (system_user, token) =
            (SystemUserId::new(Instant::default(), [n; 10]), TokenId::new(Instant::default(), [n; 10]));
        let line = Line {
            call: "whoami".into(),
            status: 200,
            code: None,
            ip: None,
            token: token.into(),
            took: 0,
            left_out: 0,
        };
        Seen { system_user, at: 0, line }
    }

    #[test]
    fn of_what_is_too_much_it_is_said_how_much_it_was() {
        let (mut tails, now) = (Tails::default(), Instant::default());
        assert!(tails.note(seen(1), now), "the first has them written");
        for _ in 0..199 {
            assert!(!tails.note(seen(1), now));
        }
        for _ in 0..7 {
            assert!(!tails.note(seen(2), now));
        }
        let first = tails.take();
        assert_eq!(first.len(), LINES);
        assert_eq!(first.iter().map(|one| one.line.left_out).sum::<i64>(), 150);
        assert_eq!(first.last().map(|one| one.line.left_out), Some(150));
        assert!(tails.note(seen(2), now));
        assert_eq!(tails.take().first().map(|one| one.line.left_out), Some(7), "said with its next line");
        assert!(tails.note(seen(1), now));
        assert!(tails.note(seen(1), now.plus(LOST_AFTER)), "who was to write is gone");
    }
}
