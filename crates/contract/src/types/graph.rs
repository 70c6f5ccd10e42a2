//! What Graph calls take (product 2.2). What they do not know is left alone, as Meta leaves it.

use core::marker::PhantomData;

use domain::field::FieldCode;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use super::{ByTag, Entered, SecretText};
use crate::endpoint::PathArgs;
use crate::graph;
use crate::problem::FieldError;
use crate::request::{Fields, Nothing, Request, exact};

macro_rules! spelled {
    ($($(#[$doc:meta])* $name:ident($inner:ty) = $read:expr, $schema:tt;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(d)?;
                $read(&value).map(Self).ok_or_else(|| D::Error::custom(FieldCode::InvalidType))
            }
        }

        #[cfg(feature = "openapi")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    )+};
}

spelled! {
    /// A text, or a number as its digits.
    GraphText(String) = graph::scalar, { "type": ["string", "integer"] };
    /// A list in any of its spellings.
    GraphList(Vec<String>) = graph::elements, { "type": ["array", "string"], "items": { "type": "string" } };
    /// Yes or no in any of their spellings.
    GraphFlag(bool) = graph::flag, { "type": ["boolean", "string", "integer"] };
}

/// The version in a Graph path; every one is answered the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphVersion(String);

impl GraphVersion {
    /// As it is in the path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PathArgs for GraphVersion {
    const COUNT: usize = 1;
    fn parse(segments: &[&str]) -> Result<Self, FieldCode> {
        let segment = segments.first().copied().unwrap_or_default();
        if graph::is_version(segment) { Ok(Self(segment.to_owned())) } else { Err(FieldCode::InvalidId) }
    }
    fn segments(&self) -> Vec<String> {
        vec![self.0.clone()]
    }
    #[cfg(feature = "openapi")]
    const NAMES: &'static [&'static str] = &["GraphVersion"];
    #[cfg(feature = "openapi")]
    fn schemas(_: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
        vec![schemars::json_schema!({ "type": "string", "pattern": "^v[0-9]{1,3}\\.[0-9]{1,3}$" })]
    }
}

/// What a node of a Graph path is, as a type.
pub trait NodeKind: 'static {
    /// The type of its id.
    const ID: &'static str;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}
        impl NodeKind for $name {
            const ID: &'static str = $id;
        }
    )+};
}

kinds! {
    /// The account: Meta's business.
    BusinessNode = "AccountId";
    /// A system user.
    SystemUserNode = "SystemUserId";
    /// A WhatsApp account.
    WhatsappAccountNode = "WhatsappAccountId";
    /// A phone number.
    PhoneNode = "WhatsappNumberId";
}

/// A node in a Graph path: its number, its id, or `me`. Whether there is one is for the handler to ask: an unknown node is an error of
/// Meta's own kind.
#[derive(Debug)]
pub struct Node<K> {
    /// As it is in the path.
    pub text: String,
    kind: PhantomData<K>,
}

impl<K> Clone for Node<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}

impl<K: NodeKind> PathArgs for Node<K> {
    const COUNT: usize = 1;
    fn parse(segments: &[&str]) -> Result<Self, FieldCode> {
        match segments.first() {
            Some(text) => Ok(Self { text: (*text).to_owned(), kind: PhantomData }),
            None => Err(FieldCode::InvalidId),
        }
    }
    fn segments(&self) -> Vec<String> {
        vec![self.text.clone()]
    }
    #[cfg(feature = "openapi")]
    const NAMES: &'static [&'static str] = &[K::ID];
    #[cfg(feature = "openapi")]
    fn schemas(_: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
        vec![schemars::json_schema!({ "type": "string", "description": "The number (`graph_id`), the id, or `me`." })]
    }
}

request! {
    /// What is read of a node.
    pub struct GraphRead {
        /// The fields that are wanted, with commas between them.
        fields: opt GraphText,
    }
}

request! {
    /// A page of an edge.
    pub struct GraphPage {
        /// The fields that are wanted, with commas between them.
        fields: opt GraphText,
        /// How many at the most: 25 unless it says otherwise, 100 at the most.
        limit: opt GraphText,
        /// `paging.cursors.after` of the page before.
        after: opt GraphText,
        /// `true` or `total_count`: how many there are in all.
        summary: opt GraphText,
    }
}

request! {
    /// A new system user.
    pub struct GraphNewSystemUser {
        /// The name.
        name: req GraphText,
        /// Meta's word for the role: what is not `ADMIN` is an Employee.
        role: opt GraphText,
        /// Not supported: the number of one that there is already, to give it another name.
        system_user_id: opt GraphText,
    }
}

request! {
    /// Which app is installed.
    pub struct GraphInstall {
        /// The app.
        business_app: req GraphText,
    }
}

request! {
    /// A token to generate.
    pub struct GraphNewToken {
        /// The app that it belongs to.
        business_app: req GraphText,
        /// What it may do.
        scope: req GraphList,
        /// Does it end after 60 days? Otherwise it never does.
        set_token_expires_in_60_days: opt GraphFlag,
    }
}

request! {
    /// A token of one of the business's system users to generate.
    pub struct GraphBusinessToken {
        /// The system user.
        system_user_id: req GraphText,
        /// What it may do.
        scope: req GraphList,
        /// Does it end after 60 days? Otherwise it never does.
        set_token_expires_in_60_days: opt GraphFlag,
        /// Not supported: what a system user reaches is assigned to it.
        asset: opt GraphList,
        /// Not supported: a token is shown once.
        fetch_only: opt GraphFlag,
    }
}

request! {
    /// An exchange of a token for a new one, or an app's own token.
    pub struct GraphExchange {
        /// `fb_exchange_token` or `client_credentials`.
        grant_type: req GraphText,
        /// The app.
        client_id: req GraphText,
        /// Its secret.
        client_secret: req Entered<ByTag>,
        /// The token to exchange.
        fb_exchange_token: opt Entered<ByTag>,
        /// Does the new token end after 60 days?
        set_token_expires_in_60_days: opt GraphFlag,
    }
}

request! {
    /// A token to end.
    pub struct GraphRevoke {
        /// The app.
        client_id: req GraphText,
        /// Its secret.
        client_secret: req Entered<ByTag>,
        /// The token.
        revoke_token: req Entered<ByTag>,
    }
}

request! {
    /// A token to be told about.
    pub struct GraphDebug {
        /// The token.
        input_token: req Entered<ByTag>,
    }
}

request! {
    /// A system user to assign.
    pub struct GraphAssign {
        /// The system user.
        user: req GraphText,
        /// What it may do; `MANAGE` is full control.
        tasks: req GraphList,
    }
}

request! {
    /// A system user to take off.
    pub struct GraphUnassign {
        /// The system user.
        user: req GraphText,
    }
}

request! {
    /// A callback for what is about a WhatsApp account; Meta's names.
    pub struct GraphSubscribe {
        /// Its address.
        override_callback_uri: opt GraphText,
        /// What it is asked with: it knows by that who asks. It is not kept.
        verify_token: opt SecretText,
    }
}

/// Nothing beside what every Graph call may have.
pub type GraphNothing = Nothing;

/// A message of the Cloud API, as it came: what is in it is looked at by kind.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct GraphMessage(pub Fields);

impl Request for GraphMessage {
    const FIELDS: &'static [&'static str] = &[
        "messaging_product",
        "recipient_type",
        "type",
        "to",
        "recipient",
        "context",
        "biz_opaque_callback_data",
        "text",
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "template",
        "interactive",
        "reaction",
        "status",
        "message_id",
        "typing_indicator",
    ];

    fn parse(fields: Fields) -> Result<Self, Vec<FieldError>> {
        let (mut all, mut errors) = (Fields::new(), Vec::new());
        for (name, value) in fields {
            match exact(value) {
                Ok(value) => _ = all.insert(name, value),
                Err(code) => errors.push(FieldError::at(&name, code)),
            }
        }
        if errors.is_empty() { Ok(Self(all)) } else { Err(errors) }
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for GraphMessage {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GraphMessage".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object", "description": "See WhatsApp's Cloud API." })
    }
}
