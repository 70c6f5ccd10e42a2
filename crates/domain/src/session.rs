//! How long a console session lives (OWASP ASVS 5.0 7.3.1 and 7.3.2).

use crate::time::{HOUR, Instant, MINUTE};

/// A session ends when nothing was asked for this long.
pub const IDLE: i64 = 2 * HOUR;
/// A session ends this long after signing in, whatever happens.
pub const ABSOLUTE: i64 = 24 * HOUR;
/// `last_seen` is written at most this often, so that reading pages does not write each time.
pub const TOUCH_EVERY: i64 = MINUTE;

/// How long after signing in a session may still do what asks for the password again, in milliseconds.
pub const STEP_UP: i64 = 10 * MINUTE;

/// Is a session of these times alive now?
pub const fn is_alive(created: Instant, last_seen: Instant, now: Instant) -> bool {
    now.since(created) < ABSOLUTE && now.since(last_seen) < IDLE
}
