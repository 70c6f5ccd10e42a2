//! Lists: keyset pages with an opaque position (api.md). There is no OFFSET anywhere.

use core::num::IntErrorKind;

use domain::field::FieldCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::request::LARGEST;

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Page<T> {
    /// The items, in the order asked for.
    pub items: Vec<T>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<Cursor>,
}

/// How many items a page has: 1 to 200, by default 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u32);

impl Limit {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<i64> for Limit {
    type Error = FieldCode;
    fn try_from(n: i64) -> Result<Self, FieldCode> {
        match u32::try_from(n) {
            Ok(n @ 1..=200) => Ok(Self(n)),
            _ => Err(FieldCode::OutOfRange),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0.to_string())
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        // A query parameter: always text.
        let n: Result<i64, _> = String::deserialize(d)?.parse();
        let n = n.map_err(|error| match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => FieldCode::OutOfRange,
            _ => FieldCode::InvalidType,
        });
        n.and_then(Self::try_from).map_err(D::Error::custom)
    }
}

/// A position in a list: the sort key and the id of the last item that was seen. Opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last item, as text or as a number.
    pub key: CursorKey,
    /// The id of the last item.
    pub id: String,
}

/// A sort key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CursorKey {
    /// Milliseconds or a count.
    Number(i64),
    /// Folded text.
    Text(String),
}

impl Cursor {
    /// As it is in `next_cursor`: base64url of JSON.
    pub fn encode(&self) -> String {
        let json = serde_json::to_vec(&(&self.key, &self.id)).unwrap_or_default();
        base64url(&json)
    }

    /// Reads a position.
    pub fn decode(text: &str) -> Result<Self, FieldCode> {
        let json = unbase64url(text).ok_or(FieldCode::InvalidCursor)?;
        let (key, id) = serde_json::from_slice(&json).map_err(|_| FieldCode::InvalidCursor)?;
        match key {
            // No list gives out a number that the database could not carry.
            CursorKey::Number(n) if !(-LARGEST..=LARGEST).contains(&n) => Err(FieldCode::InvalidCursor),
            key => Ok(Self { key, id }),
        }
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.encode())
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::decode(&String::deserialize(d)?).map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::{Cursor, Limit};
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    impl JsonSchema for Limit {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Limit".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 })
        }
    }

    impl JsonSchema for Cursor {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Cursor".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" })
        }
    }
}

const BASE64URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64url(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            out.extend(BASE64URL.get((n >> (18 - 6 * i) & 63) as usize).map(|b| char::from(*b)));
        }
    }
    out
}

fn unbase64url(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for c in text.bytes() {
        let value = BASE64URL.iter().position(|b| *b == c)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_position_with_a_number_that_no_list_gives_out_is_refused() {
        for n in [LARGEST + 1, i64::MAX, -LARGEST - 1, i64::MIN] {
            let text = Cursor { key: CursorKey::Number(n), id: "x".into() }.encode();
            assert_eq!(Cursor::decode(&text), Err(FieldCode::InvalidCursor), "{n}");
        }
        for json in [
            "[18446744073709551615,\"x\"]",
            "[1.5,\"x\"]",
            "[1e300,\"x\"]",
            "[null,\"x\"]",
            "[1]",
            "{}",
            "",
            "[1,\"x\",2]",
        ] {
            assert_eq!(Cursor::decode(&base64url(json.as_bytes())), Err(FieldCode::InvalidCursor), "{json}");
        }
        for n in [0, LARGEST, -LARGEST] {
            let cursor = Cursor { key: CursorKey::Number(n), id: "x".into() };
            assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor), "{n}");
        }
    }

    #[test]
    fn a_limit_is_a_number_within_its_range() {
        let limit =
            |text: &str| serde_json::from_value::<Limit>(json!(text)).map(Limit::get).map_err(|e| e.to_string());
        assert_eq!((limit("1"), limit("200")), (Ok(1), Ok(200)));
        for text in ["0", "201", "-1", "9007199254740993", "99999999999999999999", "-99999999999999999999"] {
            assert_eq!(limit(text), Err("out_of_range".into()), "{text}");
        }
        for text in ["", "x", "1.0", "1e3", " 1"] {
            assert_eq!(limit(text), Err("invalid_type".into()), "{text}");
        }
    }
}
