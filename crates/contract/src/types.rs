//! What the API's bodies hold.

use domain::email::Email;
use domain::ids::{AccountId, SessionId, SubaccountId, SystemUserId, TokenId, UserId};
use domain::locale::Locale;
use domain::menu::MenuItem;
use domain::name::{AccountName, PersonName, ReferenceName, SubaccountName, Username};
use domain::permission::PermissionId;
use domain::role::RoleId;
use domain::secret::Secret;
use domain::system_user::{Overlap, Status};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::page::{Cursor, Limit};
pub use crate::request::Nothing;
pub use crate::types::people::*;

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

/// Declares an answer.
macro_rules! reply {
    ($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        pub struct $name { $($body)* }
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

pub mod people;

// ── The deployment ────────────────────────────────────────────────────────────────────────────────────────────

reply! {
    /// The worker is up.
    pub struct Health {
        /// Always `ok`.
        pub status: String,
        /// The version that runs.
        pub version: String,
    }
}

reply! {
    /// Is the first run still to be done?
    pub struct SetupStatus {
        /// True until an account exists.
        pub needed: bool,
    }
}

request! {
    /// The first run: makes the account and its owner.
    pub struct SetUp {
        /// The deployment's one-time setup token.
        setup_token: req SecretText,
        /// The account's name, usually the company's.
        account_name: req AccountName,
        /// Your name.
        name: req PersonName,
        /// The e-mail address that you sign in with.
        email: req Email,
        /// At least 15 characters, nothing easy to guess.
        password: req SecretText,
        /// Your language.
        locale: req Locale,
    }
}

// ── Sessions and the person ───────────────────────────────────────────────────────────────────────────────────

request! {
    /// Signing in.
    pub struct SignIn {
        /// The e-mail address.
        email: req String,
        /// The password.
        password: req SecretText,
    }
}

choice! {
    /// What has to be done before the session is whole.
    pub enum NextStep {
        /// Enter a code.
        TwoFactor = "two_factor",
        /// Set up two-factor.
        EnrollTwoFactor = "enroll_two_factor",
        /// Choose a password.
        ChangePassword = "change_password",
    }
}

reply! {
    /// A session has begun; the cookie is in the header.
    pub struct SignedInAs {
        /// The person.
        pub user: User,
        /// Their account.
        pub account: Account,
        /// What has to be done first; null when nothing has.
        pub next: Option<NextStep>,
    }
}

reply! {
    /// A session of the console.
    pub struct Session {
        /// Its id.
        pub id: SessionId,
        /// When it began.
        pub created_at: Instant,
        /// When it was last used, to the minute.
        pub last_seen_at: Instant,
        /// When it ends at the latest.
        pub expires_at: Instant,
        /// The address from which it began, where it is known.
        pub ip: Option<String>,
        /// The browser, as it names itself.
        pub user_agent: Option<String>,
        /// Is it the one that asks?
        pub current: bool,
    }
}

request! {
    /// Which part of a list.
    pub struct PageQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
    }
}

reply! {
    /// A person.
    pub struct User {
        /// The id.
        pub id: UserId,
        /// The name.
        pub name: String,
        /// The e-mail address.
        pub email: String,
        /// The role: a built-in one's text, or a custom one's name.
        pub role: String,
        /// The role's id.
        pub role_id: RoleId,
        /// Is this the account's owner?
        pub owner: bool,
        /// `active` or `inactive`.
        pub status: Status,
        /// The language.
        pub locale: Locale,
        /// IANA name of the time zone; null means the browser's.
        pub time_zone: Option<String>,
        /// Is two-factor set up?
        pub two_factor: bool,
        /// The most ongoing conversations that are assigned automatically; null means no limit.
        pub capacity: Option<i64>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When the person was added.
        pub created_at: Instant,
        /// When the person was last seen, to the minute; null when never.
        pub last_seen_at: Option<Instant>,
    }
}

reply! {
    /// An account.
    pub struct Account {
        /// The id.
        pub id: AccountId,
        /// The name.
        pub name: String,
        /// The e-mail domain that all people share.
        pub email_domain: String,
        /// The language of what is sent to people whose own is unknown.
        pub locale: Locale,
        /// Who owns it.
        pub owner_user_id: UserId,
        /// How many account-wide system users it may have.
        pub system_user_limit: i64,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When it was made.
        pub created_at: Instant,
    }
}

reply! {
    /// Who is signed in, and what they may do.
    pub struct Me {
        /// The person.
        pub user: User,
        /// Their account.
        pub account: Account,
        /// Their role: a built-in one's text, or a custom one's name.
        pub role: String,
        /// What the role permits.
        pub permissions: Vec<PermissionId>,
        /// What the role permits, with how far it goes.
        pub grants: Vec<Grant>,
        /// The menu that the role sees.
        pub menu: Vec<MenuItem>,
    }
}

request! {
    /// Changes to one's own profile.
    pub struct UpdateMe {
        /// The version that was seen.
        version: req i64,
        /// A new name.
        name: opt PersonName,
        /// A new language.
        locale: opt Locale,
        /// IANA name of a time zone; an empty text means the browser's.
        time_zone: opt String,
    }
}

request! {
    /// A new password of one's own. All other sessions end.
    pub struct ChangePassword {
        /// The password so far.
        current_password: req SecretText,
        /// At least 15 characters, nothing easy to guess.
        new_password: req SecretText,
    }
}

request! {
    /// Changes to the account.
    pub struct UpdateAccount {
        /// The version that was seen.
        version: req i64,
        /// A new name.
        name: opt AccountName,
        /// A new language.
        locale: opt Locale,
    }
}

reply! {
    /// Figures for the first page.
    pub struct Overview {
        /// System users that work.
        pub system_users_active: i64,
        /// System users that are switched off.
        pub system_users_inactive: i64,
        /// Active system users that never called.
        pub system_users_never_used: i64,
        /// Account-wide system users, of [`Account::system_user_limit`].
        pub account_wide: i64,
        /// Subaccounts.
        pub subaccounts: i64,
        /// Subaccounts without a system user.
        pub subaccounts_without_system_user: i64,
        /// Accepted calls in the last 24 hours, to the minute.
        pub calls_24h: i64,
        /// Accepted calls in each of the last 24 hours, the oldest first.
        pub activity: Vec<i64>,
    }
}

// ── Subaccounts ───────────────────────────────────────────────────────────────────────────────────────────────

request! {
    /// Filters of the list of subaccounts.
    pub struct SubaccountQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Part of the name or of the reference name.
        search: opt String,
    }
}

request! {
    /// A new subaccount.
    pub struct CreateSubaccount {
        /// What people call it.
        name: req SubaccountName,
        /// What stands as `subAccount` in payloads; unique in the account.
        reference_name: req ReferenceName,
    }
}

request! {
    /// Changes to a subaccount.
    pub struct UpdateSubaccount {
        /// The version that was seen.
        version: req i64,
        /// A new name.
        name: opt SubaccountName,
        /// A new reference name.
        reference_name: opt ReferenceName,
    }
}

reply! {
    /// A subaccount.
    pub struct Subaccount {
        /// The id.
        pub id: SubaccountId,
        /// What people call it.
        pub name: String,
        /// What stands as `subAccount` in payloads.
        pub reference_name: String,
        /// The system user that it has; null when none, or when you may not see system users.
        pub system_user: Option<SystemUserRef>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When it was made.
        pub created_at: Instant,
    }
}

// ── System users ──────────────────────────────────────────────────────────────────────────────────────────────

reply! {
    /// A system user, named.
    pub struct SystemUserRef {
        /// The id.
        pub id: SystemUserId,
        /// The username.
        pub username: String,
        /// The status.
        pub status: Status,
    }
}

reply! {
    /// A subaccount, named.
    pub struct SubaccountRef {
        /// The id.
        pub id: SubaccountId,
        /// What people call it.
        pub name: String,
        /// What stands as `subAccount` in payloads.
        pub reference_name: String,
    }
}

reply! {
    /// The person who made something. They may have left since.
    pub struct Creator {
        /// The person's id.
        pub id: UserId,
        /// The name: the present one, or the last one known.
        pub name: String,
        /// `active`, `inactive`, or `removed` when the person is no longer in the account.
        pub status: CreatorStatus,
    }
}

choice! {
    /// Is the person who made it still here?
    pub enum CreatorStatus {
        /// In the account.
        Active = "active",
        /// Deactivated.
        Inactive = "inactive",
        /// No longer in the account.
        Removed = "removed",
    }
}

choice! {
    /// The order of the list of system users; a minus sign turns it round.
    pub enum SystemUserSort {
        /// By username.
        Username = "username",
        /// By username, from the end.
        UsernameDesc = "-username",
        /// By subaccount; account-wide ones first.
        Subaccount = "subaccount",
        /// By subaccount, from the end.
        SubaccountDesc = "-subaccount",
        /// The oldest first.
        CreatedAt = "created_at",
        /// The newest first.
        CreatedAtDesc = "-created_at",
        /// Never used first.
        LastUsedAt = "last_used_at",
        /// The most recently used first.
        LastUsedAtDesc = "-last_used_at",
        /// Active ones first.
        Status = "status",
        /// Inactive ones first.
        StatusDesc = "-status",
    }
}

request! {
    /// Filters of the list of system users.
    pub struct SystemUserQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Part of the username, the subaccount's name or reference name, the creator's name, or a token's end.
        search: opt String,
        /// Only those of this status.
        status: opt Status,
        /// Only that of this subaccount.
        subaccount_id: opt SubaccountId,
        /// The order; by default the newest first.
        sort: opt SystemUserSort,
    }
}

request! {
    /// A new system user; its first token is generated with it.
    pub struct CreateSystemUser {
        /// The subaccount; null makes an account-wide system user.
        subaccount_id: opt SubaccountId,
        /// Free text; the bot sends it as `UserName`.
        username: req Username,
    }
}

request! {
    /// Changes to a system user.
    pub struct UpdateSystemUser {
        /// The version that was seen.
        version: req i64,
        /// A new username. Bots that send the old one as `UserName` are refused from then on.
        username: opt Username,
        /// The people who look after it from now on; at least one.
        custodian_ids: opt Vec<UserId>,
    }
}

request! {
    /// Generates a new token.
    pub struct GenerateToken {
        /// Must be true: what uses the old token stops working.
        confirm: req bool,
        /// How many seconds the old tokens live on: 0 (by default: they stop at once) to 2,592,000.
        overlap_seconds: opt Overlap,
    }
}

reply! {
    /// A system user: the identity of a chatbot.
    pub struct SystemUser {
        /// The id.
        pub id: SystemUserId,
        /// The username.
        pub username: String,
        /// The subaccount's id; null when account-wide.
        pub subaccount_id: Option<SubaccountId>,
        /// The subaccount; null when account-wide.
        pub subaccount: Option<SubaccountRef>,
        /// Active or inactive.
        pub status: Status,
        /// The end of the newest token.
        pub tail: String,
        /// Its tokens: live ones, and the last ones that ended; the newest first.
        pub tokens: Vec<TokenInfo>,
        /// Who made it.
        pub created_by: Creator,
        /// When it was made.
        pub created_at: Instant,
        /// When a token of it was last accepted, to the minute; null when never.
        pub last_used_at: Option<Instant>,
        /// The address from which it last called, where it is known.
        pub last_used_ip: Option<String>,
        /// Accepted calls in the last 24 hours, to the minute.
        pub calls_24h: i64,
        /// Accepted calls in each of the last 24 hours, the oldest first.
        pub activity: Vec<i64>,
        /// The people who look after it; at least one.
        pub custodians: Vec<PersonRef>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

choice! {
    /// The state of a token.
    pub enum TokenStatus {
        /// Accepted.
        Live = "live",
        /// Accepted until `ends_at`, because a newer one took its place.
        Ending = "ending",
        /// Refused: a newer one took its place.
        Revoked = "revoked",
        /// Refused: it reached its end.
        Expired = "expired",
    }
}

reply! {
    /// A token, without its value.
    pub struct TokenInfo {
        /// The id.
        pub id: TokenId,
        /// The last four characters.
        pub tail: String,
        /// Its state. A token of an inactive system user is refused whatever this says.
        pub status: TokenStatus,
        /// What it may do beyond saying who it is.
        pub scopes: Vec<String>,
        /// When it was generated.
        pub created_at: Instant,
        /// The end that it was given; null means never.
        pub expires_at: Option<Instant>,
        /// When it stopped or stops because a newer one took its place.
        pub revoked_at: Option<Instant>,
        /// When it was last accepted, to the minute; null when never.
        pub last_used_at: Option<Instant>,
    }
}

reply! {
    /// A token with its value. This is the only answer in which the value stands.
    pub struct NewToken {
        /// The id.
        pub id: TokenId,
        /// The token itself. Keep it: it can't be shown again.
        pub value: String,
        /// The last four characters.
        pub tail: String,
        /// What it may do beyond saying who it is.
        pub scopes: Vec<String>,
        /// When it was generated.
        pub created_at: Instant,
        /// The end that it was given; null means never.
        pub expires_at: Option<Instant>,
    }
}

reply! {
    /// A system user with the token that was just generated for it.
    pub struct SystemUserWithToken {
        /// The system user.
        pub system_user: SystemUser,
        /// Its new token.
        pub token: NewToken,
    }
}

reply! {
    /// A system user.
    pub struct SystemUserReply {
        /// The system user.
        pub system_user: SystemUser,
    }
}

// ── The bot's side ────────────────────────────────────────────────────────────────────────────────────────────

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
        /// Its username.
        pub username: String,
        /// What the token may do beyond saying who it is.
        pub scopes: Vec<String>,
        /// When the token ends; null means never.
        pub expires_at: Option<Instant>,
    }
}

request! {
    /// Token introspection (RFC 7662 §2.1).
    pub struct Introspect {
        /// The token to ask about.
        token: req SecretText,
        /// Ignored: there is one kind of token.
        token_type_hint: opt String,
    }
}

reply! {
    /// The answer of RFC 7662 §2.2. For a token that is not active, or another account's, `active` stands alone.
    pub struct Introspection {
        /// Is it accepted now?
        pub active: bool,
        /// What it may do, separated by spaces.
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
    }
}
