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
    /// Is there a field that must be there?
    const REQUIRED: bool;

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

    /// Whatever is left has no place in the request.
    pub fn finish(mut self) -> Vec<FieldError> {
        let left: Vec<_> = self.fields.keys().cloned().collect();
        for name in left {
            self.refuse::<()>(&name, FieldCode::UnknownField);
        }
        self.errors
    }

    fn read<T: DeserializeOwned>(&mut self, name: &str, value: Value) -> Option<T> {
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

/// Takes one field of an answer; a missing one is read as null. Fields that a newer deployment adds are left alone.
pub fn take<T: DeserializeOwned>(fields: &mut Fields, name: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(fields.remove(name).unwrap_or(Value::Null))
}

/// Declares a request: `req` fields must be there, `opt` fields are `Option`s.
macro_rules! request {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* $field:ident: $kind:ident $ty:ty,)* }) => {
        request!(@emit [$(#[$meta])*] $name { $([$(#[$fmeta])*] $field [$kind $ty])* });
    };
    (@emit [$($meta:tt)*] $name:ident { $([$($fmeta:tt)*] $field:ident [$kind:ident $ty:ty])* }) => {
        $($meta)*
        #[derive(Debug, Clone, serde::Serialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "openapi", schemars(deny_unknown_fields))]
        pub struct $name {
            $($($fmeta)* #[serde(skip_serializing_if = "crate::request::Skip::skip")] pub $field: request!(@type $kind $ty),)*
        }

        impl crate::request::Request for $name {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
            const REQUIRED: bool = false $(|| request!(@required $kind))*;

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
    (@required req) => { true };
    (@required opt) => { false };
    (@type req $ty:ty) => { $ty };
    (@type opt $ty:ty) => { Option<$ty> };
    (@read $reader:ident req $ty:ty, $name:expr) => { $reader.required::<$ty>($name) };
    (@read $reader:ident opt $ty:ty, $name:expr) => { $reader.optional::<$ty>($name) };
    (@pattern req $field:ident) => { Some($field) };
    (@pattern opt $field:ident) => { $field };
}

/// Which values are left out when a request is written.
pub trait Skip {
    /// Leave it out?
    fn skip(&self) -> bool {
        false
    }
}

impl<T> Skip for Option<T> {
    fn skip(&self) -> bool {
        self.is_none()
    }
}

macro_rules! never_skip {
    ($($ty:ty),+ $(,)?) => { $(impl Skip for $ty {})+ };
}

never_skip!(
    i64,
    bool,
    String,
    crate::types::SecretText,
    domain::name::AccountName,
    domain::name::PersonName,
    domain::name::SubaccountName,
    domain::name::ReferenceName,
    domain::name::Username,
    domain::email::Email,
    domain::locale::Locale,
    domain::name::TeamName,
    domain::name::RoleName,
    domain::ids::UserId,
    domain::role::RoleId,
    Vec<crate::types::Grant>,
    Vec<crate::types::InvitationLine>,
);

request! {
    /// Nothing: no query parameters, or no body.
    pub struct Nothing {}
}
