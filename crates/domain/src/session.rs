//! How long a console session lives (OWASP ASVS 5.0 7.3.1 and 7.3.2).

use crate::settings::{SessionHours, SessionIdleMinutes};
use crate::time::{DAY, HOUR, Instant, MINUTE};

/// `last_seen` is written at most this often, so that reading pages does not write each time.
pub const TOUCH_EVERY: i64 = MINUTE;

/// How long it counts as certain that a session is in its person's own hands, from when they signed in or proved it.
pub const PROOF_LIFE: i64 = 10 * MINUTE;

/// Was a session that was proved at this time proved a short while ago?
pub const fn is_proven(proven: Instant, now: Instant) -> bool {
    now.since(proven) < PROOF_LIFE
}

/// How long a device that a person signed in with is remembered after they last did, in milliseconds.
pub const DEVICE_REMEMBERED: i64 = 180 * DAY;
/// How many of them a person has at most; the one that was not used for the longest goes first.
pub const DEVICES: i64 = 50;

/// When a session ends: settings of the account, read with the session at every request, so that what is shortened
/// counts at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// It ends when nothing was asked for this long, in milliseconds.
    pub idle: i64,
    /// It ends this long after signing in, whatever happens, in milliseconds.
    pub absolute: i64,
}

impl Ends {
    /// The longest that any account may set: what is older is dead whoever it belongs to.
    pub const LONGEST: Self = Self::of(SessionIdleMinutes::MOST, SessionHours::MOST);

    /// What an account has set.
    pub const fn of(idle_minutes: i64, hours: i64) -> Self {
        Self { idle: idle_minutes * MINUTE, absolute: hours * HOUR }
    }

    /// Is a session of these times alive now?
    pub const fn is_alive(self, created: Instant, last_seen: Instant, now: Instant) -> bool {
        now.since(created) < self.absolute && now.since(last_seen) < self.idle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_at_the_moment_that_was_set_and_no_longer_session_is_alive_anywhere() {
        let ends = Ends::of(5, 1);
        let at = Instant::from_millis;
        assert!(ends.is_alive(at(0), at(0), at(5 * MINUTE - 1)));
        assert!(!ends.is_alive(at(0), at(0), at(5 * MINUTE)), "idle");
        assert!(ends.is_alive(at(0), at(HOUR - 1), at(HOUR - 1)));
        assert!(!ends.is_alive(at(0), at(HOUR - 1), at(HOUR)), "however much it was used");
        assert!(Ends::LONGEST.idle >= ends.idle && Ends::LONGEST.absolute >= ends.absolute);
    }
}
