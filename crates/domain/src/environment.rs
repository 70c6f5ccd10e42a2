//! Test or live: what a subaccount, a system user, a channel, an inbound source or a webhook is from the day it is made. The
//! schema lets nothing link the two (ADR 0035).

use crate::permission::closed;

closed! {
    /// The environment that something belongs to.
    Environment {
        /// For trying out.
        Test = "test",
        /// For real.
        Live = "live",
    }
}

impl Environment {
    /// Is it for trying out?
    pub fn is_test(self) -> bool {
        self == Self::Test
    }
}

/// What is not said to be for trying out is for real.
impl Default for Environment {
    fn default() -> Self {
        Self::Live
    }
}
