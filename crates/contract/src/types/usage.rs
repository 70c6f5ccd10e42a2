//! What a system user did in the last 30 days.

use domain::time::Instant;
use serde::{Deserialize, Serialize};

use super::RefusalReason;

reply! {
    /// Refused calls for one reason.
    pub struct RefusedCalls {
        /// Why.
        pub reason: RefusalReason,
        /// How many.
        pub calls: i64,
    }
}

reply! {
    /// What a system user did in an hour.
    pub struct UsageHour {
        /// When it began.
        pub hour: Instant,
        /// Calls that were answered without a refusal.
        pub calls: i64,
        /// How often another service asked about a token of it and was told that it is active.
        pub introspections: i64,
        /// Calls that were refused.
        pub refused: i64,
        /// Why, as far as it was noted.
        pub reasons: Vec<RefusedCalls>,
        /// Of the answered calls, how many took how long here: one number for each of `latency_bounds_ms`, which a call took at
        /// most, and one for those that took longer than all of them.
        pub latency: Vec<i64>,
    }
}

reply! {
    /// What a system user did in the last 30 days.
    pub struct Usage {
        /// The beginning of the first hour.
        pub from: Instant,
        /// Until when.
        pub to: Instant,
        /// The upper bounds of `latency`, in milliseconds.
        pub latency_bounds_ms: Vec<i64>,
        /// Each hour in which there was something, the oldest first.
        pub hours: Vec<UsageHour>,
    }
}
