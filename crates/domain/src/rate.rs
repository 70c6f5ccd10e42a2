//! How often a system user or a token may call: so many calls in each window of so many seconds (ADR 0036).
//!
//! Windows are aligned to 1970. Isolates take permits out of one count in blocks; what a block is, is decided here and in
//! the statement that takes it, with the same numbers.

use core::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use crate::field::FieldCode;
use crate::time::{Instant, SECOND};

/// The most calls of a window.
pub const MOST_CALLS: i64 = 1_000_000;
/// The longest window, in seconds.
pub const LONGEST: i64 = 3_600;

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct RateLimit {
    calls: i64,
    per_seconds: i64,
}

/// A limit as it is in JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    calls: i64,
    per_seconds: i64,
}

impl TryFrom<Raw> for RateLimit {
    type Error = FieldCode;
    fn try_from(raw: Raw) -> Result<Self, FieldCode> {
        Self::new(raw.calls, raw.per_seconds)
    }
}

impl RateLimit {
    /// So many calls in each window of so many seconds.
    ///
    /// # Errors
    ///
    /// `out_of_range`: not 1 to [`MOST_CALLS`] in 1 to [`LONGEST`] seconds.
    pub fn new(calls: i64, per_seconds: i64) -> Result<Self, FieldCode> {
        if (1..=MOST_CALLS).contains(&calls) && (1..=LONGEST).contains(&per_seconds) {
            Ok(Self { calls, per_seconds })
        } else {
            Err(FieldCode::OutOfRange)
        }
    }

    /// The calls of a window.
    pub const fn calls(self) -> i64 {
        self.calls
    }

    /// The length of a window, in seconds.
    pub const fn per_seconds(self) -> i64 {
        self.per_seconds
    }

    /// The end of the window in which this instant lies, in seconds since 1970.
    pub const fn window_end(self, at: Instant) -> i64 {
        (at.millis().div_euclid(self.per_seconds * SECOND) + 1) * self.per_seconds
    }

    /// The seconds from an instant to the end of a window, rounded up: at least 1.
    pub fn seconds_to(window_end: i64, at: Instant) -> i64 {
        let millis = window_end.saturating_mul(SECOND).saturating_sub(at.millis());
        (millis.saturating_add(SECOND - 1) / SECOND).max(1)
    }
}

/// A bound for how many callers one trip asks for at once.
pub const MOST_WANTED: i64 = 10_000;

/// How many permits a trip takes of those that are left (guided self-scheduling): an eighth, so that little is stranded
/// where it is not needed; a twentieth of all at the most; one at the least, and as many as callers wait for at this moment,
/// which are not stranded. `store::rate` says the same in SQL.
pub fn block(limit: RateLimit, granted: i64, wanted: i64) -> i64 {
    let left = (limit.calls - granted).max(0);
    (left / 8).min(limit.calls / 20).max(wanted.clamp(1, MOST_WANTED)).min(left)
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RateLimit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RateLimit".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "So many calls in each window of so many seconds; windows are aligned to 1970.",
            "required": ["calls", "per_seconds"],
            "additionalProperties": false,
            "properties": {
                "calls": { "type": "integer", "minimum": 1, "maximum": MOST_CALLS, "description": "The calls of a window." },
                "per_seconds": { "type": "integer", "minimum": 1, "maximum": LONGEST, "description": "The length of a window, in seconds." },
            },
        })
    }
}

/// Whose limits there are, and what answers call them (`RateLimit`, `RateLimit-Policy`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The system user's: all its tokens together.
    SystemUser,
    /// The token's own.
    Token,
}

impl Whose {
    /// The name of the policy.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SystemUser => "system_user",
            Self::Token => "token",
        }
    }
}

/// The limits that count for a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Its system user's.
    pub system_user: Option<RateLimit>,
    /// Its own.
    pub token: Option<RateLimit>,
}

/// What one policy allows, and what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Whose it is.
    pub whose: Whose,
    /// The limit.
    pub limit: RateLimit,
    /// Calls that are left in the window, as far as is known here.
    pub calls: i64,
    /// Seconds to the window's end.
    pub seconds: i64,
}

/// The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11): a list of the policies' names, each with its
/// quota and window.
pub fn policy_field(all: &[Left]) -> String {
    list(all, |text, one| write!(text, ";q={};w={}", one.limit.calls(), one.limit.per_seconds()))
}

/// The value of `RateLimit` (the same draft): what is left of each policy, and for how many seconds.
pub fn field(all: &[Left]) -> String {
    list(all, |text, one| write!(text, ";r={};t={}", one.calls, one.seconds))
}

/// Both are written with every answer to a limited token: into one text each.
fn list(all: &[Left], parameters: impl Fn(&mut String, &Left) -> fmt::Result) -> String {
    let mut text = String::with_capacity(40 * all.len());
    for one in all {
        text.push_str(if text.is_empty() { "\"" } else { ", \"" });
        text.push_str(one.whose.as_str());
        text.push('"');
        // A String takes whatever is written to it.
        let _ = parameters(&mut text, one);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn limit(calls: i64, per_seconds: i64) -> RateLimit {
        RateLimit::new(calls, per_seconds).expect("in range")
    }

    #[test]
    fn a_limit_has_bounds() {
        for (calls, seconds) in [(1, 1), (100, 60), (MOST_CALLS, LONGEST)] {
            assert!(RateLimit::new(calls, seconds).is_ok());
        }
        for (calls, seconds) in [(0, 60), (-1, 60), (1_000_001, 60), (1, 0), (1, 3_601), (i64::MAX, i64::MAX)] {
            assert_eq!(RateLimit::new(calls, seconds), Err(FieldCode::OutOfRange), "{calls} {seconds}");
        }
    }

    #[test]
    fn windows_are_aligned_and_their_end_is_never_now() {
        let at = Instant::from_millis;
        assert_eq!(limit(1, 60).window_end(at(0)), 60);
        assert_eq!(limit(1, 60).window_end(at(59_999)), 60);
        assert_eq!(limit(1, 60).window_end(at(60_000)), 120);
        assert_eq!(RateLimit::seconds_to(60, at(59_999)), 1);
        assert_eq!(RateLimit::seconds_to(60, at(59_000)), 1);
        assert_eq!(RateLimit::seconds_to(60, at(58_999)), 2);
        assert_eq!(RateLimit::seconds_to(60, at(60_500)), 1, "a window that has just ended");
    }

    #[test]
    fn fields_are_structured() {
        let left = |whose, calls, limit| Left { whose, limit, calls, seconds: 30 };
        let all = [left(Whose::SystemUser, 900, limit(1_000, 60)), left(Whose::Token, 50, limit(100, 60))];
        assert_eq!(policy_field(&all), r#""system_user";q=1000;w=60, "token";q=100;w=60"#);
        assert_eq!(field(&all), r#""system_user";r=900;t=30, "token";r=50;t=30"#);
    }

    proptest! {
        /// Whoever asks for how much, in whatever order: never more than the limit, and all of it in the end.
        #[test]
        fn blocks_add_up_to_the_limit(calls in 1i64..5_000, wanted in proptest::collection::vec(0i64..300, 1..50)) {
            let (limit, mut granted, mut trips) = (limit(calls, 60), 0, 0);
            let mut wanted = wanted.into_iter().cycle();
            while granted < calls {
                let block = block(limit, granted, wanted.next().unwrap_or(0));
                prop_assert!(block >= 1);
                granted += block;
                trips += 1;
            }
            prop_assert_eq!(granted, calls);
            prop_assert!(trips <= 120, "{} trips", trips);
        }
    }
}
