//! Subaccounts.

use crate::page::{Cursor, Limit};
use crate::types::SystemUserRef;
use domain::environment::Environment;
use domain::ids::SubaccountId;
use domain::name::{ReferenceName, SubaccountName};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

request! {
    /// Filters of the list of subaccounts.
    #[derive(Default)]
    pub struct SubaccountQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Part of the name or of the reference name.
        search: opt String,
        /// Only those of this environment.
        environment: opt Environment,
    }
}

request! {
    /// A new subaccount.
    pub struct CreateSubaccount {
        /// What people call it.
        name: req SubaccountName,
        /// What stands as `subAccount` in payloads; unique in the account.
        reference_name: req ReferenceName,
        /// Test or live; live by default. It never changes.
        environment: opt Environment,
    }
}

request! {
    /// Changes to a subaccount.
    pub struct UpdateSubaccount {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt SubaccountName,
        /// A new reference name.
        reference_name: opt ReferenceName,
    }
}

reply! {
    /// A subaccount.
    pub struct Subaccount {
        /// The id.
        pub id: SubaccountId,
        /// What people call it.
        pub name: String,
        /// What stands as `subAccount` in payloads.
        pub reference_name: String,
        /// Test or live: nothing of the other environment has to do with it.
        pub environment: Environment,
        /// The system user that it has; null when none, or when you may not see system users.
        pub system_user: Option<SystemUserRef>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When it was made.
        pub created_at: Instant,
    }
}
