//! Reading the object of a request. A name that stands twice is refused, at any depth: RFC 8259 §4 leaves open which
//! value counts, and a proxy that checks the first and a server that takes the last are a way around the check.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::problem::FieldError;
use crate::request::Fields;
use domain::field::FieldCode;

/// Why there are no fields.
#[derive(Debug, PartialEq, Eq)]
pub enum NoObject {
    /// Not JSON (half of a surrogate pair and bytes that are no UTF-8 included), too deep (128 levels), or no object.
    Malformed,
    /// A name stands twice: where.
    Doubled(FieldError),
}

/// Reads the object in these bytes.
pub fn object(bytes: &[u8]) -> Result<Fields, NoObject> {
    let doubled = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Unique { path: &Path::Root, doubled: &doubled }.deserialize(&mut reader);
    match (read.and_then(|value| reader.end().map(|()| value)), doubled.into_inner()) {
        (_, Some(pointer)) => Err(NoObject::Doubled(FieldError { pointer, code: FieldCode::Duplicate })),
        (Ok(Value::Object(fields)), None) => Ok(fields),
        _ => Err(NoObject::Malformed),
    }
}

/// Where a value stands.
enum Path<'a> {
    Root,
    Name(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    /// A JSON pointer (RFC 6901).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Name(parent, name) => write!(f, "{parent}/{}", name.replace('~', "~0").replace('/', "~1")),
            Path::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

/// Reads a value whose objects have no name twice.
struct Unique<'a> {
    path: &'a Path<'a>,
    doubled: &'a RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        loop {
            let path = Path::Index(self.path, all.len());
            match items.next_element_seed(Unique { path: &path, doubled: self.doubled })? {
                Some(item) => all.push(item),
                None => return Ok(Value::Array(all)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            let path = Path::Name(self.path, &name);
            if all.contains_key(&name) {
                *self.doubled.borrow_mut() = Some(path.to_string());
                return Err(A::Error::custom("a name stands twice"));
            }
            let value = entries.next_value_seed(Unique { path: &path, doubled: self.doubled })?;
            all.insert(name, value);
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubled(text: &str) -> Option<String> {
        match object(text.as_bytes()) {
            Err(NoObject::Doubled(error)) => Some(error.pointer),
            _ => None,
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_found_at_any_depth() {
        assert_eq!(doubled(r#"{"a":1,"b":2,"a":1}"#).as_deref(), Some("/a"));
        assert_eq!(
            doubled(r#"{"a":1,"\u0061":2}"#).as_deref(),
            Some("/a"),
            "an escape is another spelling of the same"
        );
        assert_eq!(doubled(r#"{"l":[{},{"x/y":{"~":null,"~":0}}]}"#).as_deref(), Some("/l/1/x~1y/~0"));
        assert_eq!(doubled(r#"{"a":{"b":1},"b":{"a":1}}"#), None);
    }

    #[test]
    fn the_rest_is_read_as_ever() {
        let text = r#" {"a":[1,-2,3.5,"x",true,null,{}],"b":9007199254740993,"c":"\ud83e\udd16"} "#;
        assert_eq!(object(text.as_bytes()).map(Value::Object).ok(), serde_json::from_str(text).ok());
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
        for bad in
            ["", "[]", "1", "{", "{} {}", r#"{"a":"\ud800"}"#, r#"{"a":1e999}"#, "\u{feff}{}", "{\"a\":\"\n\"}", &deep]
        {
            assert_eq!(object(bad.as_bytes()), Err(NoObject::Malformed), "{bad}");
        }
        assert_eq!(object(b"{\"a\":\"\xe9\"}"), Err(NoObject::Malformed));
        assert!(object(b"{\r\n\"a\": 1\r\n}").is_ok());
    }
}
