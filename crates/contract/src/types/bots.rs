//! The bot's side: who am I, introspection.

use crate::types::{ByTag, Entered, SystemUserRef};
use domain::environment::Environment;
use domain::ids::{AccountId, SubaccountId, SystemUserId};
use domain::scope::Scope;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

reply! {
    /// What the presented credential is.
    pub struct WhoAmI {
        /// Always true; a refused credential is answered with 401.
        pub active: bool,
        /// The system user.
        pub system_user: SystemUserRef,
        /// Its account.
        pub account_id: AccountId,
        /// Its subaccount; null when account-wide.
        pub subaccount_id: Option<SubaccountId>,
        /// Test or live: it reaches nothing of the other environment.
        pub environment: Environment,
        /// The subaccounts that the token reaches; null: all that its system user does.
        pub subaccount_ids: Option<Vec<SubaccountId>>,
        /// Its username.
        pub username: String,
        /// What the token may do beyond saying who it is.
        pub scopes: Vec<String>,
        /// When the token ends; null means never.
        pub expires_at: Option<Instant>,
    }
}

request! {
    /// What is asked at the gate.
    #[derive(Default)]
    pub struct GateQuery {
        /// The scope that the token must have.
        scope: opt Scope,
        /// The address of the service that is called, when access tokens are bought for it (RFC 8707). One that is
        /// for another service is refused; if nothing is said, one that is not for this API.
        resource: opt String,
    }
}

/// Texts in which tokens may stand. What is no text is read as an empty one: nothing that somebody sends beside a token keeps it
/// alive.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct ShownTexts(pub Vec<Entered<ByTag>>);

impl<'de> Deserialize<'de> for ShownTexts {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            _ => String::new(),
        };
        Vec::deserialize(d).map(|all| Self(all.into_iter().map(text).map(Entered::new).collect()))
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for ShownTexts {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ShownTexts".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = <Vec<Entered<ByTag>>>::json_schema(generator);
        // What is said of texts stays; what is none may stand there, too.
        if let Some(items) = schema.get_mut("items").and_then(serde_json::Value::as_object_mut) {
            items.remove("type");
        }
        schema
    }
}

request! {
    /// Tokens that somebody found where they should not be.
    pub struct FoundTokens {
        /// The tokens, or texts in which they stand, such as `Authorization: Bearer tnr_…`; 1 to 1,000. What is none of ours, or no
        /// text, is left alone.
        #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 1000)))]
        tokens: req ShownTexts,
    }
}

choice! {
    /// What a code host took for a token.
    pub enum FindingLabel {
        /// A token of ours, whatever became of it.
        TruePositive = "true_positive",
        /// None of ours.
        FalsePositive = "false_positive",
    }
}

reply! {
    /// What became of one line of a code host's report.
    pub struct Finding {
        /// The SHA-256 of what was reported, in hex: the token itself is never sent back.
        pub token_hash: String,
        /// The type that the host gave it.
        pub token_type: String,
        /// Is it a token of ours?
        pub label: FindingLabel,
    }
}

request! {
    /// Token revocation (RFC 7009 §2.1).
    pub struct RevokeByClient {
        /// The token that is not needed any more.
        token: req Entered<ByTag>,
        /// Ignored: there is one kind of token. So are parameters that are not named here.
        token_type_hint: opt String,
    }
}

request! {
    /// Token introspection (RFC 7662 §2.1).
    pub struct Introspect {
        /// The token to ask about.
        token: req Entered<ByTag>,
        /// Ignored: there is one kind of token. So are parameters that are not named here.
        token_type_hint: opt String,
    }
}

reply! {
    /// The answer of RFC 7662 §2.2. For a token that is not active, or another account's, `active` stands alone.
    pub struct Introspection {
        /// Is it accepted now?
        pub active: bool,
        /// What it may do, separated by spaces; missing when nothing beyond saying who it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scope: Option<String>,
        /// `Bearer`.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub token_type: Option<String>,
        /// The username of the system user.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub username: Option<String>,
        /// The id of the system user.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sub: Option<SystemUserId>,
        /// The client of OAuth that it was given to: the id of the system user, too, which is a client of its own.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub client_id: Option<SystemUserId>,
        /// When the token ends, in seconds since 1970; missing when never.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub exp: Option<i64>,
        /// When it was issued, in seconds since 1970.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub iat: Option<i64>,
        /// The account.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub account_id: Option<AccountId>,
        /// The subaccount; missing when account-wide.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subaccount_id: Option<SubaccountId>,
        /// Test or live.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub environment: Option<Environment>,
        /// The subaccounts that it reaches; missing: all that its system user does.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subaccount_ids: Option<Vec<SubaccountId>>,
        /// Of a signed access token: the service that it is for. Whoever asks checks that it is theirs.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub aud: Option<String>,
        /// Of a signed access token: who issued it.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub iss: Option<String>,
    }
}
