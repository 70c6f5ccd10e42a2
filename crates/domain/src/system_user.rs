//! System users: the identities of chatbots.

use crate::field::FieldCode;
use crate::time::DAY;

/// Does it work? Both states are seen in lists; an inactive one can be activated again with the same token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Its tokens are accepted.
    Active,
    /// All its tokens are refused.
    Inactive,
}

impl Status {
    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Inactive => "inactive",
        }
    }
}

impl TryFrom<String> for Status {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        match text.as_str() {
            "active" => Ok(Status::Active),
            "inactive" => Ok(Status::Inactive),
            _ => Err(FieldCode::InvalidChoice),
        }
    }
}

crate::text_serde!(Status, { "type": "string", "enum": ["active", "inactive"] });

/// The longest time for which an old token may live on beside a new one, in seconds (30 days; peers.md 1a).
pub const MAX_OVERLAP_SECONDS: i64 = 30 * DAY / 1_000;

/// How long an old token lives on beside a new one: 0 seconds (stops at once) to 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Overlap(i64);

impl Overlap {
    /// Seconds.
    pub const fn seconds(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Overlap {
    type Error = FieldCode;
    fn try_from(seconds: i64) -> Result<Self, FieldCode> {
        if (0..=MAX_OVERLAP_SECONDS).contains(&seconds) { Ok(Self(seconds)) } else { Err(FieldCode::OutOfRange) }
    }
}

impl serde::Serialize for Overlap {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_i64(self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Overlap {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::try_from(<i64 as serde::Deserialize>::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Overlap {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Overlap".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": MAX_OVERLAP_SECONDS, "default": 0 })
    }
}
