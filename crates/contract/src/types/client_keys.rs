//! Public keys of system users.

use domain::client_key::{Algorithm, PublicKey};
use domain::field::FieldCode;
use domain::ids::ClientKeyId;
use domain::name::TokenName;
use domain::scope::Scopes;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::PersonRef;
use crate::request::Fields;

/// A public key as somebody gives it: a JSON Web Key (RFC 7517), as an object or as its text, or PEM (`PUBLIC KEY`). What
/// holds a private half is refused, and goes nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenKey(pub PublicKey);

/// The longest text that is looked at: a key of RSA, which is refused, would fit.
const LONGEST: usize = 4_096;

impl GivenKey {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// `private_key`, `invalid_key`, `too_long`, `required`.
    pub fn parse(text: &str) -> Result<Self, FieldCode> {
        let text = text.trim();
        match text {
            "" => Err(FieldCode::Required),
            long if long.len() > LONGEST => Err(FieldCode::TooLong),
            pem if pem.contains("PRIVATE KEY-----") => Err(FieldCode::PrivateKey),
            pem if pem.starts_with("-----BEGIN") => pem_key(pem).map(Self).ok_or(FieldCode::InvalidKey),
            json => {
                let fields = crate::json::object(json.as_bytes()).map_err(|_| FieldCode::InvalidKey)?;
                Self::from_jwk(&fields)
            }
        }
    }

    fn from_jwk(fields: &Fields) -> Result<Self, FieldCode> {
        // Members of private keys (RFC 7518 §6); `k` is the whole of a shared secret.
        if ["d", "k", "p", "q", "dp", "dq", "qi", "oth"].iter().any(|name| fields.contains_key(*name)) {
            return Err(FieldCode::PrivateKey);
        }
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let key = || PublicKey::from_jwk(text("kty")?, text("crv")?, text("x")?, text("y"));
        let key = key().ok_or(FieldCode::InvalidKey)?;
        // What it says of itself must fit what it is for here (RFC 7517 §4).
        let fits = |name: &str, what: &str| fields.get(name).is_none_or(|said| said == what);
        let verifies = fields
            .get("key_ops")
            .is_none_or(|ops| ops.as_array().is_some_and(|all| all.iter().any(|op| op == "verify")));
        // Ed25519 has two names (RFC 9864).
        let ours =
            fits("alg", key.algorithm().as_str()) || (key.algorithm() == Algorithm::EdDsa && fits("alg", "Ed25519"));
        match fits("use", "sig") && ours && verifies {
            true => Ok(Self(key)),
            false => Err(FieldCode::InvalidKey),
        }
    }
}

/// The key in a PEM text (RFC 7468) of one `PUBLIC KEY`.
fn pem_key(text: &str) -> Option<PublicKey> {
    let inner = text.strip_prefix("-----BEGIN PUBLIC KEY-----")?.strip_suffix("-----END PUBLIC KEY-----")?;
    let plain: String = inner.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let plain = plain.trim_end_matches('=').replace('+', "-").replace('/', "_");
    PublicKey::from_spki(&domain::base64url::decode(&plain)?)
}

impl Serialize for GivenKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        // Its own text is JSON.
        serde_json::from_str::<Value>(&self.0.to_jwk()).unwrap_or_default().serialize(s)
    }
}

impl<'de> Deserialize<'de> for GivenKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let read = match Value::deserialize(d)? {
            Value::String(text) => Self::parse(&text),
            Value::Object(fields) => Self::from_jwk(&fields),
            _ => Err(FieldCode::InvalidType),
        };
        read.map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for GivenKey {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GivenKey".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A public key of P-256 or Ed25519: a JSON Web Key (RFC 7517), as an object or as its text, or PEM.",
            "oneOf": [
                {
                    "type": "object", "required": ["kty", "crv", "x"],
                    "properties": { "kty": { "enum": ["EC", "OKP"] }, "crv": { "enum": ["P-256", "Ed25519"] }, "x": { "type": "string" }, "y": { "type": "string" } },
                },
                { "type": "string", "maxLength": 4096, "pattern": "PUBLIC KEY|kty" },
            ],
        })
    }
}

request! {
    /// A public key of a system user.
    pub struct RegisterClientKey {
        /// What it is called.
        name: req TokenName,
        /// The key.
        public_key: req GivenKey,
        /// What those may do who sign with its other half; if nothing is said, Tenure's own scopes, as far as the account allows
        /// them.
        scopes: opt Scopes,
    }
}

reply! {
    /// A public key of a system user.
    pub struct ClientKey {
        /// The id: the `kid` that assertions may name.
        pub id: ClientKeyId,
        /// What it is called.
        pub name: String,
        /// What it verifies.
        pub algorithm: Algorithm,
        /// Its thumbprint (RFC 7638): SHA-256.
        pub thumbprint: String,
        /// The key as JSON Web Key.
        pub public_key: Value,
        /// What those may do who sign with its other half.
        pub scopes: Vec<String>,
        /// Who registered it.
        pub created_by: PersonRef,
        /// When.
        pub created_at: Instant,
        /// When it, or an access token that it bought, was last used; null: never.
        pub last_used_at: Option<Instant>,
        /// From where.
        pub last_used_ip: Option<String>,
    }
}

reply! {
    /// The public keys of a system user, with what its program must know.
    pub struct ClientKeys {
        /// The keys, the newest first.
        pub items: Vec<ClientKey>,
        /// Whom assertions are for (`aud`), and who issues access tokens.
        pub issuer: String,
        /// Where access tokens are bought.
        pub token_endpoint: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWK: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn a_key_is_read_in_each_spelling() {
        let key = GivenKey::parse(JWK).expect("a key");
        assert_eq!(GivenKey::parse(PEM), Ok(key));
        assert_eq!(GivenKey::parse(&PEM.replace('\n', "\r\n")), Ok(key));
        let value: Value = serde_json::from_str(JWK).expect("JSON");
        assert_eq!(serde_json::from_value::<GivenKey>(value).ok(), Some(key));
        let more = JWK.replace('}', r#","use":"sig","alg":"EdDSA","kid":"mine","key_ops":["verify"]}"#);
        assert_eq!(GivenKey::parse(&more), Ok(key));
    }

    #[test]
    fn a_private_key_is_refused_as_one() {
        for private in [
            JWK.replace('}', r#","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#),
            PEM.replace("PUBLIC", "PRIVATE"),
            PEM.replace("PUBLIC", "EC PRIVATE"),
            r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
        ] {
            assert_eq!(GivenKey::parse(&private), Err(FieldCode::PrivateKey), "{private}");
        }
    }

    #[test]
    fn another_kind_of_text_is_no_key() {
        for wrong in [
            "x".to_owned(),
            "[]".to_owned(),
            JWK.replace("Ed25519", "X25519"),
            JWK.replace('}', r#","use":"enc"}"#),
            JWK.replace('}', r#","alg":"ES256"}"#),
            JWK.replace('}', r#","key_ops":["sign"]}"#),
            JWK.replace('}', r#","x":"AAAA"}"#),
            format!("{PEM}{PEM}"),
            PEM.replace("MCow", "MCox"),
        ] {
            assert_eq!(GivenKey::parse(&wrong), Err(FieldCode::InvalidKey), "{wrong}");
        }
        assert_eq!(GivenKey::parse(&"x".repeat(5_000)), Err(FieldCode::TooLong));
        assert_eq!(GivenKey::parse("  "), Err(FieldCode::Required));
    }
}
