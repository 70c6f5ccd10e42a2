//! Requests: parsed field by field, so that a refusal names every field that is wrong, and unknown ones too.
//!
//! The console parses its forms through the same functions before it sends them: the same input gives the same
//! errors at the same pointers on both sides.

use domain::field::FieldCode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::problem::FieldError;

/// The raw fields of a request.
pub type Fields = Map<String, Value>;

/// A body or a query.
pub trait Request: Sized + serde::Serialize {
    /// The names of its fields.
    const FIELDS: &'static [&'static str];

    /// Reads the fields, or says what is wrong with each.
    fn parse(fields: Fields) -> Result<Self, Vec<FieldError>>;
}

/// Collects what is wrong while a request is read.
pub struct Reader {
    fields: Fields,
    errors: Vec<FieldError>,
}

impl Reader {
    /// Starts reading.
    pub const fn new(fields: Fields) -> Self {
        Self { fields, errors: Vec::new() }
    }

    /// A field that must be there.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.fields.remove(name) {
            None | Some(Value::Null) => self.refuse(name, FieldCode::Required),
            Some(value) => self.read(name, value),
        }
    }

    /// A field that may be missing or null.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.fields.remove(name) {
            None | Some(Value::Null) => None,
            Some(value) => self.read(name, value),
        }
    }

    /// A field that must be there and may be null: the choice of none is a choice, and a forgotten field is not.
    pub fn nullable<T: DeserializeOwned>(&mut self, name: &str) -> Option<Nullable<T>> {
        match self.fields.remove(name) {
            None => self.refuse(name, FieldCode::Required),
            Some(Value::Null) => Some(Nullable(None)),
            Some(value) => self.read(name, value).map(|value| Nullable(Some(value))),
        }
    }

    /// A field that may be missing, which changes nothing; null is the choice of none.
    pub fn settable<T: DeserializeOwned>(&mut self, name: &str) -> Option<Nullable<T>> {
        if self.fields.contains_key(name) { self.nullable(name) } else { None }
    }

    /// Whatever is left has no place in the request.
    pub fn finish(mut self) -> Vec<FieldError> {
        let left: Vec<_> = self.fields.keys().cloned().collect();
        for name in left {
            self.refuse::<()>(&name, FieldCode::UnknownField);
        }
        self.errors
    }

    /// The version that was seen: they count from 1.
    pub fn version(&mut self, name: &str) -> Option<i64> {
        match self.required(name)? {
            version @ 1.. => Some(version),
            _ => self.refuse(name, FieldCode::OutOfRange),
        }
    }

    fn read<T: DeserializeOwned>(&mut self, name: &str, value: Value) -> Option<T> {
        let value = match exact(value) {
            Ok(value) => value,
            Err(code) => return self.refuse(name, code),
        };
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            // The validated types of `domain` put their code into the message.
            Err(error) => self.refuse(name, FieldCode::parse(&error.to_string()).unwrap_or(FieldCode::InvalidType)),
        }
    }

    fn refuse<T>(&mut self, name: &str, code: FieldCode) -> Option<T> {
        self.errors.push(FieldError::at(name, code));
        None
    }
}

/// What somebody chose: a thing, or none. Never what was left out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Nullable<T>(pub Option<T>);

#[cfg(feature = "openapi")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Nullable<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        <Option<T>>::schema_name()
    }
    // Of an `Option` itself the field would not be required.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Option<T>>::json_schema(generator)
    }
}

/// The largest integer that JSON carries exactly from one program to another (RFC 8259 §6), and the database with it.
pub const LARGEST: i64 = (1 << 53) - 1;

/// A value whose integers are all carried exactly. A whole number is an integer however it is written (`1.0`, `1e3`).
pub(crate) fn exact(value: Value) -> Result<Value, FieldCode> {
    match value {
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) if (-LARGEST..=LARGEST).contains(&whole) => Ok(number.into()),
            (None, Some(float)) if float.fract() != 0.0 => Ok(number.into()),
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "exact within the range")]
            (None, Some(float)) if float.abs() <= LARGEST as f64 => Ok((float as i64).into()),
            _ => Err(FieldCode::OutOfRange),
        },
        Value::Array(items) => items.into_iter().map(exact).collect::<Result<_, _>>().map(Value::Array),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| exact(value).map(|value| (name, value)));
            fields.collect::<Result<_, _>>().map(Value::Object)
        }
        other => Ok(other),
    }
}

/// Takes one field of an answer; a missing one is read as null. Fields that a newer deployment adds are left alone.
pub fn take<T: DeserializeOwned>(fields: &mut Fields, name: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(fields.remove(name).unwrap_or(Value::Null))
}

/// Declares a request: `req` fields must be there, `opt` fields are `Option`s, `null` fields must be there and may be null,
/// `set` fields may be missing, and null sets none; `ver` is the version that was seen.
macro_rules! request {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* $field:ident: $kind:ident $ty:ty,)* }) => {
        request!(@emit [$(#[$meta])*] $name { $([$(#[$fmeta])*] $field [$kind $ty])* });
    };
    (@emit [$($meta:tt)*] $name:ident { $([$($fmeta:tt)*] $field:ident [$kind:ident $ty:ty])* }) => {
        $($meta)*
        #[derive(Debug, Clone)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "openapi", schemars(deny_unknown_fields))]
        pub struct $name {
            $($($fmeta)* pub $field: request!(@type $kind $ty),)*
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                #[allow(unused_mut, reason = "a request without fields writes none")]
                let mut map = s.serialize_map(None)?;
                $(request!(@write map $kind self.$field, stringify!($field));)*
                map.end()
            }
        }

        impl crate::request::Request for $name {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn parse(fields: crate::request::Fields) -> Result<Self, Vec<crate::problem::FieldError>> {
                #[allow(unused_mut, reason = "a request without fields reads none")]
                let mut reader = crate::request::Reader::new(fields);
                $(let $field = request!(@read reader $kind $ty, stringify!($field));)*
                let errors = reader.finish();
                if !errors.is_empty() {
                    return Err(errors);
                }
                match ($($field,)*) {
                    ($(request!(@pattern $kind $field),)*) => Ok(Self { $($field),* }),
                    // A required field that is absent has already left its error above.
                    #[allow(unreachable_patterns, reason = "only requests with required fields can get here")]
                    _ => Err(errors),
                }
            }
        }
    };
    (@type req $ty:ty) => { $ty };
    (@type ver $ty:ty) => { $ty };
    (@type null $ty:ty) => { crate::request::Nullable<$ty> };
    (@type opt $ty:ty) => { Option<$ty> };
    (@type set $ty:ty) => { Option<crate::request::Nullable<$ty>> };
    (@read $reader:ident req $ty:ty, $name:expr) => { $reader.required::<$ty>($name) };
    (@read $reader:ident ver $ty:ty, $name:expr) => { $reader.version($name) };
    (@read $reader:ident null $ty:ty, $name:expr) => { $reader.nullable::<$ty>($name) };
    (@read $reader:ident opt $ty:ty, $name:expr) => { $reader.optional::<$ty>($name) };
    (@read $reader:ident set $ty:ty, $name:expr) => { $reader.settable::<$ty>($name) };
    (@write $map:ident req $field:expr, $name:expr) => { $map.serialize_entry($name, &$field)?; };
    (@write $map:ident ver $field:expr, $name:expr) => { $map.serialize_entry($name, &$field)?; };
    (@write $map:ident null $field:expr, $name:expr) => { $map.serialize_entry($name, &$field)?; };
    (@write $map:ident set $field:expr, $name:expr) => { request!(@write $map opt $field, $name) };
    (@write $map:ident opt $field:expr, $name:expr) => {
        if let Some(value) = &$field {
            $map.serialize_entry($name, value)?;
        }
    };
    (@pattern req $field:ident) => { Some($field) };
    (@pattern ver $field:ident) => { Some($field) };
    (@pattern null $field:ident) => { Some($field) };
    (@pattern opt $field:ident) => { $field };
    (@pattern set $field:ident) => { $field };
}

request! {
    /// Nothing: no query parameters, or no body.
    pub struct Nothing {}
}
