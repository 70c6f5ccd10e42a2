//! What the API's bodies hold.

use domain::secret::Secret;
use serde::{Deserialize, Serialize};

pub use crate::request::Nothing;

/// A secret that a client sends: a password, a token. `Debug` prints no part of it.
#[derive(Debug, Clone)]
pub struct SecretText(Secret<String>);

impl SecretText {
    /// Wraps a secret that a person typed.
    pub const fn new(text: String) -> Self {
        Self(Secret::new(text))
    }

    /// The secret.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl Serialize for SecretText {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.0.expose())
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Self::new)
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for SecretText {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SecretText".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password" })
    }
}

/// `true`, and nothing else: the call has consequences that somebody said yes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed;

impl Serialize for Confirmed {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for Confirmed {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if bool::deserialize(d)? {
            Ok(Self)
        } else {
            Err(serde::de::Error::custom(domain::field::FieldCode::MustConfirm))
        }
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for Confirmed {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Confirmed".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "boolean", "const": true })
    }
}

/// Declares an answer. It is read field by field from one JSON object: a tenth of the code that a derived reader
/// makes of it, and the console reads every one of them.
macro_rules! reply {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)* }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let mut fields = crate::request::Fields::deserialize(d)?;
                Ok(Self { $($field: crate::request::take(&mut fields, stringify!($field)).map_err(serde::de::Error::custom)?,)* })
            }
        }
    };
}

/// Declares a closed set of values of a query parameter.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// All values.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The stable text.
            pub const fn as_str(self) -> &'static str { match self { $($name::$variant => $text),+ } }
            /// The value with this text.
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some($name::$variant),)+ _ => None } }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.as_str()) }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(d)?).ok_or_else(|| serde::de::Error::custom(domain::field::FieldCode::InvalidChoice))
            }
        }

        #[cfg(feature = "openapi")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool { true }
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($text),+] })
            }
        }
    };
}

mod attention;
mod audit;
mod bots;
mod business;
mod channels;
mod client_keys;
mod deliveries;
mod deployment;
mod graph;
mod history;
mod idle;
mod inbound_sources;
mod invitations;
mod ip_rules;
mod mails;
mod me;
mod messages;
mod oauth;
mod people;
mod pull;
mod refusals;
mod roles;
mod secrets;
mod subaccounts;
mod system_users;
mod tail;
mod teams;
mod trust_rules;
mod two_factor;
mod usage;
mod webhooks;

pub use attention::*;
pub use audit::*;
pub use bots::*;
pub use business::*;
pub use channels::*;
pub use client_keys::*;
pub use deliveries::*;
pub use deployment::*;
pub use graph::*;
pub use history::*;
pub use idle::*;
pub use inbound_sources::*;
pub use invitations::*;
pub use ip_rules::*;
pub use mails::*;
pub use me::*;
pub use messages::*;
pub use oauth::*;
pub use people::*;
pub use pull::*;
pub use refusals::*;
pub use roles::*;
pub use secrets::*;
pub use subaccounts::*;
pub use system_users::*;
pub use tail::*;
pub use teams::*;
pub use trust_rules::*;
pub use two_factor::*;
pub use usage::*;
pub use webhooks::*;
