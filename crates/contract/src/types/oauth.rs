//! OAuth for machines: buying an access token.

use serde::{Deserialize, Serialize};

use super::{BySignature, ByTag, Entered};

request! {
    /// A token request (RFC 6749 §4.4.2, RFC 7523 §2.1, RFC 8693 §2.1). Parameters that are not named here are left alone.
    pub struct OAuthTokenRequest {
        /// `client_credentials`; or, where a token of an outside issuer is shown in place of a secret,
        /// `urn:ietf:params:oauth:grant-type:jwt-bearer` or `urn:ietf:params:oauth:grant-type:token-exchange`.
        grant_type: req String,
        /// Less than the token or key of the client may do, separated by spaces; all of it, if nothing is said.
        scope: opt String,
        /// The service that the access token is for (RFC 8707): its address. If nothing is said, this API.
        resource: opt String,
        /// The username or the id of the system user.
        client_id: opt String,
        /// A token of the system user; or `Authorization: Basic` has both.
        client_secret: opt Entered<ByTag>,
        /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
        client_assertion_type: opt String,
        /// In place of a secret: a JSON Web Token that a registered key has signed (RFC 7523).
        client_assertion: opt Entered<BySignature>,
        /// `ES256` or `EdDSA`: how the access token is signed. If nothing is said, as the assertion is, or with ES256.
        access_token_signed_response_alg: opt String,
        /// With `jwt-bearer`: the workload's own token, which an issuer has signed that the system user trusts.
        assertion: opt Entered<BySignature>,
        /// With `token-exchange`: the same.
        subject_token: opt Entered<BySignature>,
        /// `urn:ietf:params:oauth:token-type:jwt` or `urn:ietf:params:oauth:token-type:id_token`.
        subject_token_type: opt String,
        /// `urn:ietf:params:oauth:token-type:access_token`, if anything.
        requested_token_type: opt String,
        /// With `token-exchange`: the service that the token is for. This API, if anything.
        audience: opt String,
        /// Nobody acts for somebody else here: refused.
        actor_token: opt Entered<BySignature>,
    }
}

reply! {
    /// An access token (RFC 6749 §5.1, RFC 8693 §2.2.1).
    pub struct AccessToken {
        /// A signed token (RFC 9068); for the word of an outside issuer, a token of the system user for a quarter of an hour.
        pub access_token: String,
        /// What it is, where a token was exchanged.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub issued_token_type: Option<String>,
        /// `Bearer`.
        pub token_type: String,
        /// For how many seconds it is good.
        pub expires_in: i64,
        /// What it may do, separated by spaces; missing when it only says who its bearer is.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scope: Option<String>,
    }
}
