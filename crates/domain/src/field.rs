//! Why a field's value was refused: a closed set, so that every client and language can explain each one.

use core::fmt;

macro_rules! field_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// The reason a single field was refused. Its text is stable and part of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FieldCode { $($(#[$doc])* $name,)+ }

        impl FieldCode {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [FieldCode] = &[$(FieldCode::$name),+];

            /// The stable text that is in `errors[].code`.
            pub const fn as_str(self) -> &'static str { match self { $(FieldCode::$name => $text),+ } }

            /// The code with this text, if there is one.
            pub fn parse(text: &str) -> Option<FieldCode> { match text { $($text => Some(FieldCode::$name),)+ _ => None } }
        }
    };
}

field_codes! {
    /// The field is missing, null or blank.
    Required = "required",
    /// The JSON type is another than the one that the field has.
    InvalidType = "invalid_type",
    /// The object has no field of this name.
    UnknownField = "unknown_field",
    /// Shorter than allowed.
    TooShort = "too_short",
    /// Longer than allowed.
    TooLong = "too_long",
    /// Holds control characters or others that the field can't carry.
    InvalidCharacters = "invalid_characters",
    /// Not an e-mail address.
    InvalidEmail = "invalid_email",
    /// Not an id of the expected kind.
    InvalidId = "invalid_id",
    /// Not one of the allowed values.
    InvalidChoice = "invalid_choice",
    /// A number outside the allowed range.
    OutOfRange = "out_of_range",
    /// No such thing in this account.
    NotFound = "not_found",
    /// A password that is easy to guess.
    TooCommon = "too_common",
    /// A password that holds the person's own name, e-mail address or account name.
    Personal = "personal",
    /// The action has consequences and must be confirmed with `true`.
    MustConfirm = "must_confirm",
    /// A list position that this list did not give out.
    InvalidCursor = "invalid_cursor",
    /// A value that another record of the account already has.
    Taken = "taken",
    /// The address is of a provider that gives addresses to everybody.
    FreeMail = "free_mail",
    /// The address is of another domain than the account's.
    ForeignDomain = "foreign_domain",
    /// The field can't be changed.
    Immutable = "immutable",
    /// It holds a right that you do not hold yourself.
    BeyondYourOwn = "beyond_your_own",
    /// It is test where the other one is live, or the reverse.
    OtherEnvironment = "other_environment",
    /// The current password is wrong.
    WrongPassword = "wrong_password",
    /// Neither six digits nor a recovery code as it was shown.
    InvalidCode = "invalid_code",
    /// The code is wrong, was used, or is too old.
    WrongCode = "wrong_code",
    /// The person is not active, or is not yet.
    NotActive = "not_active",
    /// The text stands twice in the request.
    Duplicate = "duplicate",
    /// No role of this account has this id or name.
    RoleNotFound = "role_not_found",
    /// More than one role has this name: the id says which.
    RoleAmbiguous = "role_ambiguous",
    /// The setup token is another than the deployment's.
    WrongToken = "wrong_token",
    /// It holds what looks like a token of a system user, which must not be kept where others read it.
    LooksLikeAToken = "looks_like_a_token",
    /// Not an address or network of the internet (CIDR).
    InvalidNetwork = "invalid_network",
    /// Not where a field is in JSON: a JSON pointer begins with a slash.
    InvalidPointer = "invalid_pointer",
    /// Not a public key that can be used here: P-256 or Ed25519, as JSON Web Key or PEM.
    InvalidKey = "invalid_key",
    /// It is a private key, which nobody else may have.
    PrivateKey = "private_key",
    /// It holds a star, and texts are compared letter by letter.
    Wildcard = "wildcard",
    /// The issuer serves many customers: an id must be named that tells this one from the others for good.
    Unpinned = "unpinned",
    /// Not a telephone number with its country code.
    InvalidPhone = "invalid_phone",
    /// Not an address of the web, or with a password or a `#` in it.
    InvalidAddress = "invalid_address",
    /// The address is not https.
    NotHttps = "not_https",
    /// The address has a port that is not called.
    BadPort = "bad_port",
    /// The address is not of a public name.
    NotPublic = "not_public",
    /// The address is this deployment's own.
    OwnAddress = "own_address",
    /// The name in the address stands for nothing now.
    Unresolved = "unresolved",
    /// The address did not answer the handshake with the challenge.
    Unverified = "unverified",
    /// A header that is set for every call, or that belongs to the connection.
    ReservedHeader = "reserved_header",
}

impl fmt::Display for FieldCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for FieldCode {}

/// Gives a validated text type its serde: serialized as its text, parsed through `TryFrom<String>`.
///
/// The second argument is its JSON Schema for the OpenAPI document.
///
/// The error message of a failed parse is the [`FieldCode`]'s text, which is how `contract` finds it again.
#[macro_export]
macro_rules! text_serde {
    ($name:ty, $schema:tt) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(d)?;
                <$name>::try_from(text).map_err(serde::de::Error::custom)
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
                schemars::json_schema!($schema)
            }
        }
    };
}
