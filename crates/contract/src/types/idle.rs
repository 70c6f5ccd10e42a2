//! System users that were not used for long.

use core::num::IntErrorKind;

use crate::types::SystemUserRef;
use domain::field::FieldCode;
use domain::ids::SystemUserId;
use domain::settings::IdleDays;
use domain::time::Instant;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number of days in a query, where it is text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IdleFor(pub IdleDays);

impl Serialize for IdleFor {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0.get().to_string())
    }
}

impl<'de> Deserialize<'de> for IdleFor {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let n: Result<i64, _> = String::deserialize(d)?.parse();
        let n = n.map_err(|error| match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => FieldCode::OutOfRange,
            _ => FieldCode::InvalidType,
        });
        n.and_then(IdleDays::try_from).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for IdleFor {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "IdleFor".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        IdleDays::json_schema(generator)
    }
}

request! {
    /// For how long system users were not used.
    #[derive(Default)]
    pub struct IdleQuery {
        /// So many days: 7 to 3,650; by default 90.
        days: opt IdleFor,
    }
}

reply! {
    /// A system user that was not used for long.
    pub struct IdleSystemUser {
        /// It.
        pub system_user: SystemUserRef,
        /// What it is for; null where nobody said.
        pub purpose: Option<String>,
        /// When it was made.
        pub created_at: Instant,
        /// When it was last used; null when never.
        pub last_used_at: Option<Instant>,
        /// How many of its tokens would be refused, if it were switched off.
        pub tokens: i64,
    }
}

reply! {
    /// Active system users that were not used for so many days, and are older than that: those first that were never used.
    pub struct IdleSystemUsers {
        /// The days.
        pub days: i64,
        /// At most 50.
        pub items: Vec<IdleSystemUser>,
        /// Are there more?
        pub more: bool,
    }
}

request! {
    /// Switches idle system users off.
    pub struct DeactivateIdle {
        /// The days without use: 7 to 3,650.
        days: req IdleDays,
        /// Which; 1 to 50.
        #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 50)))]
        ids: req Vec<SystemUserId>,
    }
}

reply! {
    /// What was switched off.
    pub struct DeactivatedIdle {
        /// Those that were idle still.
        pub items: Vec<SystemUserRef>,
        /// The others: used meanwhile, switched off already, or none of yours.
        pub skipped: Vec<SystemUserId>,
    }
}
