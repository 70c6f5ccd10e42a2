//! Errors on the wire: RFC 9457 with a closed set of codes.

use std::collections::BTreeMap;

use domain::field::FieldCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $text:literal,)+) => {
        /// Every error that the API can answer. `locale` has a title for each in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The stable text that is in `code`.
            pub const fn as_str(self) -> &'static str { match self { $(Code::$name => $text),+ } }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 { match self { $(Code::$name => $status),+ } }

            /// The code with this text.
            pub fn parse(text: &str) -> Option<Code> { match text { $($text => Some(Code::$name),)+ _ => None } }
        }
    };
}

codes! {
    /// The body is not JSON, or not an object.
    MalformedBody = 400 "malformed_body",
    /// There is no session, or it ended.
    NotSignedIn = 401 "not_signed_in",
    /// E-mail or password is wrong. Says no more for a reason.
    BadCredentials = 401 "bad_credentials",
    /// The machine credential is missing or was refused. Says no more for a reason.
    InvalidToken = 401 "invalid_token",
    /// The token lacks a scope that the call needs; `scope` names it (RFC 6750 §3.1).
    InsufficientScope = 403 "insufficient_scope",
    /// The signature, the verify token or the key of the address is missing or wrong.
    BadSignature = 401 "bad_signature",
    /// The call comes from an address that the source does not take, or the source is switched off.
    NotFromHere = 403 "not_from_here",
    /// You come from an address that is not listed for you; `ask` names whom to ask.
    AddressNotAllowed = 403 "address_not_allowed",
    /// The role does not hold the permission.
    Forbidden = 403 "forbidden",
    /// A machine credential can't be used here.
    MachineNotAllowed = 403 "machine_not_allowed",
    /// The number belongs to a WhatsApp account to which the system user is not assigned for messages.
    NotAssigned = 403 "not_assigned",
    /// The request comes from another site (CSRF).
    ForeignOrigin = 403 "foreign_origin",
    /// No such thing, or another account's.
    NotFound = 404 "not_found",
    /// The path exists, not with this method.
    MethodNotAllowed = 405 "method_not_allowed",
    /// Somebody changed it since it was read.
    Stale = 409 "stale",
    /// The subaccount already has a system user, an inactive one included.
    SubaccountTaken = 409 "subaccount_taken",
    /// The account has as many account-wide system users as it may have.
    SystemUserLimit = 409 "system_user_limit",
    /// The account has its one Admin system user already.
    AdminTaken = 409 "admin_taken",
    /// Nobody of the account has accepted the present text of the policy yet; `policy` says which.
    PolicyNotAccepted = 409 "policy_not_accepted",
    /// The account has as many apps or WhatsApp accounts as it may have, or the WhatsApp account as many phone numbers.
    AssetLimit = 409 "asset_limit",
    /// As many system users are assigned to the WhatsApp account as may be.
    AssignmentLimit = 409 "assignment_limit",
    /// Subscriptions are told at the app's own callback.
    CallbackInUse = 409 "callback_in_use",
    /// The app is not installed for the system user.
    AppNotInstalled = 409 "app_not_installed",
    /// The system user has as many public keys as it may have.
    ClientKeyLimit = 409 "client_key_limit",
    /// The system user has as many trust rules as it may have.
    TrustRuleLimit = 409 "trust_rule_limit",
    /// Nobody can make this system user a token: it is one without secrets.
    Secretless = 409 "secretless",
    /// A token of the system user goes on, which one without secrets has not.
    SecretsLeft = 409 "secrets_left",
    /// What was shown in place of a secret buys nothing; why is told to those who manage the system user.
    InvalidGrant = 400 "invalid_grant",
    /// The system user has as many tokens as it may have.
    TokenLimit = 409 "token_limit",
    /// The token has ended.
    TokenEnded = 409 "token_ended",
    /// Another token took its place already and is accepted: rotate that one, or end this one. `tokens` names those of which it
    /// is so.
    TokenRotated = 409 "token_rotated",
    /// The account has as many webhooks as it may have.
    WebhookLimit = 409 "webhook_limit",
    /// The webhook is disabled: resume it first.
    WebhookDisabled = 409 "webhook_disabled",
    /// An app has subscribed the webhook: its address, its form and what it takes are the app's, whose secret signs.
    SubscribedByApp = 409 "subscribed_by_app",
    /// The webhook of the delivery is gone.
    WebhookGone = 409 "webhook_gone",
    /// As many networks are listed as may be.
    IpRuleLimit = 409 "ip_rule_limit",
    /// The deployment does not learn of clients' addresses (`CLIENT_IP_HEADER`): nothing can be restricted.
    NoClientAddress = 409 "no_client_address",
    /// You could not come in any more from where you are; `address` says where that is. With `force` it is done anyway.
    LocksYouOut = 409 "locks_you_out",
    /// Nothing is listed: nobody could come in any more. With `force` it is done anyway.
    LocksAllOut = 409 "locks_all_out",
    /// Only an inactive system user can be deleted.
    SystemUserActive = 409 "system_user_active",
    /// A system user belongs to the subaccount.
    SubaccountInUse = 409 "subaccount_in_use",
    /// Another subaccount has this reference name.
    ReferenceNameTaken = 409 "reference_name_taken",
    /// The deployment was already set up.
    AlreadySetUp = 409 "already_set_up",
    /// The key was used with another body.
    IdempotencyMismatch = 409 "idempotency_mismatch",
    /// The first request with this key is still under way.
    IdempotencyInProgress = 409 "idempotency_in_progress",
    /// The owner can't be removed, deactivated or demoted; the ownership is transferred first.
    IsOwner = 409 "is_owner",
    /// At least one active admin must stay.
    LastAdmin = 409 "last_admin",
    /// A person of this address is in the account already.
    EmailTaken = 409 "email_taken",
    /// The role, or the person, holds a right that you do not hold yourself.
    BeyondYourOwn = 403 "beyond_your_own",
    /// Only the owner may do this.
    OwnerOnly = 403 "owner_only",
    /// Give your password again: it must be certain that it is you (`POST /v1/sessions/current/proof`).
    FreshProofRequired = 403 "fresh_proof_required",
    /// A new password must be chosen first.
    PasswordChangeRequired = 403 "password_change_required",
    /// The second step of signing in is still to be passed.
    TwoFactorRequired = 403 "two_factor_required",
    /// The account requires two-factor: it must be set up first.
    EnrollmentRequired = 403 "enrollment_required",
    /// Two-factor is set up already.
    TwoFactorOn = 409 "two_factor_on",
    /// Two-factor is not set up.
    TwoFactorOff = 409 "two_factor_off",
    /// The account requires two-factor: it can't be turned off.
    TwoFactorMandatory = 409 "two_factor_mandatory",
    /// No code is sent by mail to this person.
    NoMailCodes = 409 "no_mail_codes",
    /// People have this role; say which one they get.
    RoleInUse = 409 "role_in_use",
    /// Built-in roles can't be changed.
    RoleReadOnly = 409 "role_read_only",
    /// Another role or team has this name.
    NameTaken = 409 "name_taken",
    /// The session is another person's than the one that the call names.
    OtherPerson = 409 "other_person",
    /// You can't do this to yourself.
    NotYourself = 409 "not_yourself",
    /// A subaccount has a channel of this medium already; `holder` names it.
    ChannelTaken = 409 "channel_taken",
    /// The channel is inactive.
    ChannelInactive = 409 "channel_inactive",
    /// Only a channel of kind `simulator` makes messages up.
    NotASimulator = 409 "not_a_simulator",
    /// Something was sent to this person within the attribution window: what they write is an answer.
    NotOrganic = 409 "not_organic",
    /// A channel's callbacks come in at this source.
    InboundSourceInUse = 409 "inbound_source_in_use",
    /// The source has no secret of ours: neither a secret address nor a verify token.
    NothingToRotate = 409 "nothing_to_rotate",
    /// The one-time link was used, was replaced by a newer one, or its time is over.
    LinkGone = 410 "link_gone",
    /// No carrier is connected to which the message could go.
    NoConnection = 412 "no_connection",
    /// The carrier does not take the channel's credential; nothing was sent.
    CarrierRefused = 412 "carrier_refused",
    /// The carrier takes no more at the moment (Sinch's "Message is Rate Limited"); nothing was sent.
    MessageLimited = 420 "message_limited",
    /// The carrier did not answer: whether it has the message, its callbacks will tell.
    CarrierSilent = 504 "carrier_silent",
    /// The body has more bytes than the route takes.
    PayloadTooLarge = 413 "payload_too_large",
    /// The body is of another media type than the route takes.
    UnsupportedMediaType = 415 "unsupported_media_type",
    /// At least one field is wrong; `errors` says which.
    InvalidFields = 422 "invalid_fields",
    /// Too many attempts; `Retry-After` says when to try again.
    RateLimited = 429 "rate_limited",
    /// A fault of ours. The log has the details under the request id.
    Internal = 500 "internal",
    /// Too much to do at the moment; `Retry-After` says when to try again.
    Busy = 503 "busy",
    /// A part that we need is down; `Retry-After` says when to try again.
    Unavailable = 503 "unavailable",
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("unknown code"))
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) to the field; for a query parameter a slash and its name.
    pub pointer: String,
    /// Why.
    #[serde(with = "field_code")]
    pub code: FieldCode,
}

impl FieldError {
    /// The field of this name, at the top of the body.
    pub fn at(name: &str, code: FieldCode) -> Self {
        Self { pointer: format!("/{}", name.replace('~', "~0").replace('/', "~1")), code }
    }
}

mod field_code {
    use super::FieldCode;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(code: &FieldCode, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(code.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<FieldCode, D::Error> {
        FieldCode::parse(&String::deserialize(d)?).ok_or_else(|| D::Error::custom("unknown field code"))
    }
}

/// The body of an error answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `/problems/<code>`: a page of the console that explains the error.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do about it, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request's id.
    pub instance: String,
    /// The stable code.
    pub code: Code,
    /// The fields that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Facts that help, by code: e.g. the system user that holds the subaccount.
    #[serde(flatten)]
    pub facts: BTreeMap<String, Value>,
}
