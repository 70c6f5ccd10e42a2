//! How long a console session lives (OWASP ASVS 5.0 7.3.1 and 7.3.2).

use crate::time::{HOUR, Instant, MINUTE};

/// A session ends when nothing was asked for this long.
pub const IDLE: i64 = 2 * HOUR;
/// A session ends this long after signing in, whatever happens.
pub const ABSOLUTE: i64 = 24 * HOUR;
/// `last_seen` is written at most this often, so that reading pages does not write each time.
pub const TOUCH_EVERY: i64 = MINUTE;

/// How long it counts as certain that a session is in its person's own hands, from when they signed in or proved it.
pub const PROOF_LIFE: i64 = 10 * MINUTE;

/// Was a session that was proved at this time proved a short while ago?
pub const fn is_proven(proven: Instant, now: Instant) -> bool {
    now.since(proven) < PROOF_LIFE
}

/// Is a session of these times alive now?
pub const fn is_alive(created: Instant, last_seen: Instant, now: Instant) -> bool {
    now.since(created) < ABSOLUTE && now.since(last_seen) < IDLE
}
