//! When the credential of a carrier is renewed that ends by itself, and how that stands (ADR 0045).

use crate::permission::closed;
use crate::time::{DAY, HOUR, Instant};

/// How long before its end a credential is renewed, in milliseconds. Meta's live for 60 days: they are renewed from the fortieth on.
pub const BEFORE: i64 = 20 * DAY;

/// How long after one try the next one is, in milliseconds, while the end is far.
pub const AGAIN: i64 = DAY;

/// How many days before the end of a credential that does not renew itself that is said to those who look after its channel.
pub const REMINDERS: [i64; 3] = [14, 7, 1];

closed! {
    /// How the renewal of a credential stands.
    Renewal {
        /// The carrier has not said yet when the credential ends.
        Unknown = "unknown",
        /// It never ends.
        NotNeeded = "not_needed",
        /// It is renewed before its end.
        Automatic = "automatic",
        /// It ends, and without the app that it was made for only people renew it.
        ByHand = "by_hand",
        /// The last try failed; there are more.
        Failing = "failing",
        /// It has ended.
        Ended = "ended",
    }
}

/// What is known of a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Has the carrier said when it ends?
    pub said: bool,
    /// When it ends; none once that was said: never.
    pub end: Option<Instant>,
    /// Why the last try failed, if it did: the carrier's words.
    pub failed: Option<String>,
}

impl Known {
    /// How it stands; `by_itself` where there is an app to renew it with.
    pub fn state(&self, by_itself: bool, now: Instant) -> Renewal {
        match self.end {
            Some(end) if end <= now => Renewal::Ended,
            // Without an app nothing is tried but to ask when it ends: who carries it may not say that.
            _ if by_itself && self.failed.is_some() => Renewal::Failing,
            None if self.said => Renewal::NotNeeded,
            None => Renewal::Unknown,
            Some(_) if by_itself => Renewal::Automatic,
            Some(_) => Renewal::ByHand,
        }
    }
}

/// Does a credential that was got in place of one outlive it? None ends never. One that ends at the same time renews nothing: it would be
/// taken for a success each day until both are over. An hour is more than two clocks differ, and less than anything lives.
pub fn outlives(new: Option<Instant>, old: Option<Instant>) -> bool {
    match (new, old) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(new), Some(old)) => new.since(old) >= HOUR,
    }
}

/// When a credential is renewed first of which the end was just said. At once, where that is near.
pub fn first(end: Instant, now: Instant) -> Instant {
    end.plus(-BEFORE).max(now)
}

/// When it is tried again; none: it is over. In the last two days the tries come closer.
pub fn again(end: Option<Instant>, now: Instant) -> Option<Instant> {
    let wait = match end {
        None => AGAIN,
        Some(end) if end <= now => return None,
        Some(end) => (end.since(now) / 2).clamp(HOUR, AGAIN),
    };
    Some(now.plus(wait))
}

/// When a credential is renewed the next time that was renewed now. One that lives shorter than [`BEFORE`] is not renewed again
/// and again.
pub fn next(end: Instant, now: Instant) -> Option<Instant> {
    again(Some(end), now).map(|at| at.max(end.plus(-BEFORE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Instant {
        Instant::from_millis(n * DAY)
    }

    #[test]
    fn a_credential_of_sixty_days_is_renewed_on_the_fortieth_and_tried_each_day() {
        assert_eq!(first(day(60), day(0)), day(40));
        assert_eq!(next(day(60), day(0)), Some(day(40)));
        assert_eq!(again(Some(day(60)), day(40)), Some(day(41)));
        // Nearer to the end it is tried more often, and not after it.
        assert_eq!(again(Some(day(60)), day(59)), Some(day(59).plus(DAY / 2)));
        assert_eq!(again(Some(day(60)), day(60).plus(-1)), Some(day(60).plus(HOUR - 1)));
        assert_eq!(again(Some(day(60)), day(60)), None);
    }

    #[test]
    fn a_short_one_is_renewed_at_once_and_then_once_a_day_at_the_most() {
        assert_eq!(first(day(10), day(0)), day(0));
        assert_eq!(next(day(10), day(0)), Some(day(1)));
        assert_eq!(again(None, day(3)), Some(day(4)), "nobody has said when it ends");
    }

    #[test]
    fn what_ends_no_later_renews_nothing() {
        assert!(outlives(Some(day(100)), Some(day(60))) && outlives(None, Some(day(60))));
        assert!(outlives(Some(day(60).plus(HOUR)), Some(day(60))));
        // A few seconds are two clocks.
        assert!(!outlives(Some(day(60).plus(5_000)), Some(day(60))));
        assert!(!outlives(Some(day(59)), Some(day(60))) && !outlives(Some(day(60)), None));
    }

    #[test]
    fn how_it_stands_is_told_by_what_matters_most() {
        let known = |said, end: Option<i64>, failed: bool| Known {
            said,
            end: end.map(day),
            failed: failed.then(|| "190: expired".to_owned()),
        };
        for (known, by_itself, state) in [
            (known(false, None, false), true, Renewal::Unknown),
            (known(false, None, true), true, Renewal::Failing),
            (known(false, None, true), false, Renewal::Unknown),
            (known(true, None, false), false, Renewal::NotNeeded),
            (known(true, Some(60), false), true, Renewal::Automatic),
            (known(true, Some(60), false), false, Renewal::ByHand),
            (known(true, Some(60), true), true, Renewal::Failing),
            (known(true, Some(5), true), true, Renewal::Ended),
        ] {
            assert_eq!(known.state(by_itself, day(5)), state, "{known:?}");
        }
    }
}
