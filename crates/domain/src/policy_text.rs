//! Policies that somebody accepts for the account before it does something (product 2.1).

use crate::permission::closed;

closed! {
    /// A policy.
    Policy {
        /// What it means to make system users with a role.
        SystemUsers = "system_users",
    }
}

impl Policy {
    /// Which text is the present one: raised whenever the text says something else, so that it is accepted again.
    pub const fn text_version(self) -> i64 {
        match self {
            Self::SystemUsers => 1,
        }
    }
}
