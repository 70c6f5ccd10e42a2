//! "Still needed": how often that is asked of a system user, who is told when, and when one that nobody confirms is switched
//! off (ADR 0037).

use crate::time::{DAY, Instant};

/// When those who look after a system user are told, in days before the review is due.
pub const BEFORE_DUE: [i64; 3] = [14, 7, 1];
/// The same before it is switched off; between the two they are told once, when the grace begins.
pub const BEFORE_END: [i64; 2] = [7, 1];
/// How many days after an account began to ask, or asks otherwise, the first reviews are due: time for all three notices.
pub const FIRST_DUE: i64 = 15;
/// A system user that was used within so many days is in use.
pub const IN_USE: i64 = 7;
/// How many notices there must have been before one that is in use is switched off, …
pub const NOTICES: i64 = 3;
/// … and how many days ago the first of them.
pub const NOTICED_SINCE: i64 = 14;
/// How many days before it is switched off somebody is told for the first time at the latest, used or not.
pub const TOLD_BEFORE: i64 = 7;
/// The same for the last time: who is told has a day to answer.
pub const TOLD_LAST_BEFORE: i64 = 1;
/// How many days lie between notices that make up for some that were missed.
pub const MADE_UP_AFTER: i64 = 7;

/// What an account asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How many days a confirmation counts.
    pub days: i64,
    /// How many days after it is due one is switched off.
    pub grace: i64,
    /// Since when it asks that.
    pub since: Instant,
}

impl Rules {
    /// When a system user is due that was last confirmed, or made, then.
    pub fn due(&self, confirmed: Instant) -> Instant {
        confirmed.plus(self.days * DAY).max(self.since.plus(FIRST_DUE * DAY))
    }

    /// When it is switched off, unless somebody confirms it.
    pub fn ends(&self, confirmed: Instant) -> Instant {
        self.due(confirmed).plus(self.grace * DAY)
    }
}

/// What is said at this time of a review that is due then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It is due at this time.
    Due(Instant),
    /// It was due, and the system user is switched off at this time, or soon after it when notices were missed.
    Overdue(Instant),
}

impl Notice {
    /// What is said now.
    pub fn at(now: Instant, due: Instant, ends: Instant) -> Self {
        if now < due { Self::Due(due) } else { Self::Overdue(ends) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_millis(1_700_000_000_000);

    fn day(n: i64) -> Instant {
        START.plus(n * DAY)
    }

    #[test]
    fn a_review_is_due_after_so_many_days_and_never_before_there_was_time_to_say_so() {
        let rules = Rules { days: 90, grace: 30, since: day(0) };
        assert_eq!((rules.due(day(10)), rules.ends(day(10))), (day(100), day(130)));
        // Made long before the account began to ask.
        assert_eq!((rules.due(day(-1_000)), rules.ends(day(-1_000))), (day(15), day(45)));
        assert!(BEFORE_DUE.iter().all(|days| *days < FIRST_DUE));
    }

    #[test]
    fn a_notice_says_what_comes_next() {
        assert_eq!(Notice::at(day(0), day(1), day(31)), Notice::Due(day(1)));
        assert_eq!(Notice::at(day(1), day(1), day(31)), Notice::Overdue(day(31)));
    }
}
