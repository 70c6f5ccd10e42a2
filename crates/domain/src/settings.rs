//! What an account sets for its messages, its log, its people's sessions and its tokens.

use crate::field::FieldCode;

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident $least:literal to $most:literal, by default $default:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            /// The least.
            pub const LEAST: i64 = $least;
            /// The most.
            pub const MOST: i64 = $most;

            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self($default)
            }
        }

        impl TryFrom<i64> for $name {
            type Error = FieldCode;
            fn try_from(n: i64) -> Result<Self, FieldCode> {
                if (Self::LEAST..=Self::MOST).contains(&n) { Ok(Self(n)) } else { Err(FieldCode::OutOfRange) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_i64(self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Self::try_from(<i64 as serde::Deserialize>::deserialize(d)?).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "integer", "minimum": $least, "maximum": $most })
            }
        }
    )+};
}

numbers! {
    /// How many hours after a message to somebody their answers count as answers to it: an hour to seven days.
    AttributionHours 1 to 168, by default 24;
    /// How many days messages are kept.
    MessageDays 1 to 365, by default 30;
    /// How many seconds a delivery that waits for its next try holds those behind it in its conversation.
    HoldSeconds 0 to 3600, by default 300;
    /// How many days audit events are kept; the most is for ever.
    AuditDays 90 to 36500, by default 36500;
    /// After how many minutes without use a console session ends: five minutes to a day.
    SessionIdleMinutes 5 to 1440, by default 120;
    /// How many hours after signing in a console session ends at the latest: an hour to seven days.
    SessionHours 1 to 168, by default 24;
    /// How many days a confirmation that a system user is still needed counts.
    AttestationDays 30 to 365, by default 90;
    /// How many days after its review was due a system user is switched off that nobody confirms.
    GraceDays 14 to 365, by default 30;
    /// After how many days without use a system user is idle: a week to ten years.
    IdleDays 7 to 3650, by default 90;
    /// How many days a token lives: a day to ten years.
    TokenDays 1 to 3650, by default 90;
}
