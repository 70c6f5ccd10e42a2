//! How long one-time links live.

use crate::time::{DAY, HOUR};

/// An invitation's link, in milliseconds (product 4.2: 7 days).
pub const INVITATION_LIFE: i64 = 7 * DAY;
/// A link to choose a new password, in milliseconds.
pub const RESET_LIFE: i64 = HOUR;
/// The most people that one bulk invitation takes.
pub const MOST_AT_ONCE: usize = 200;
