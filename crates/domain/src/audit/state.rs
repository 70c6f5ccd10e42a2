//! What an event says of a record. A field that is absent was not touched, or was not known.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::business::{AccessLevel, SystemUserRole};
use crate::environment::Environment;
use crate::found::PartnerFinds;
use crate::ids::TokenId;
use crate::locale::Locale;
use crate::rate::RateLimit;
use crate::role::Grants;
use crate::system_user::Status;
use crate::time::Instant;
use crate::token_rules::Never;

/// A record by its id, and by its name at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

impl Named {
    /// A record, named.
    pub fn new(id: impl AsRef<str>, name: impl Into<String>) -> Self {
        Self { id: id.as_ref().to_owned(), name: name.into() }
    }
}

/// What was there before: known, or read where the change is written, so that nothing comes between.
#[derive(Debug, Clone, PartialEq)]
pub enum Before<T> {
    /// This.
    Known(T),
    /// The store puts it into the event, in the same batch.
    ReadInTheBatch,
}

impl<T> From<T> for Before<T> {
    fn from(known: T) -> Self {
        Self::Known(known)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Before<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(Self::Known)
    }
}

/// One side of a detail.
pub(super) trait Side {
    /// What is written of it.
    type State: Serialize;
    /// That, if it is known here.
    fn said(&self) -> Option<&Self::State>;
}

impl<T: Side> Side for Before<T> {
    type State = T::State;
    fn said(&self) -> Option<&T::State> {
        match self {
            Self::Known(known) => known.said(),
            Self::ReadInTheBatch => None,
        }
    }
}

macro_rules! sides {
    ($($name:ident)+) => {$(
        impl Side for $name {
            type State = Self;
            fn said(&self) -> Option<&Self> {
                Some(self)
            }
        }
    )+};
}

/// Any of them, as the API's document describes them.
#[cfg(feature = "schema")]
#[derive(Debug, Clone, Copy)]
pub enum AnyState {}

macro_rules! any_state {
    ($($name:ident)+) => {
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for AnyState {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "EventState".into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "object", "anyOf": [$(generator.subschema_for::<$name>()),+] })
            }
        }
    };
}

sides! { Account User HandedOver Access Invitation Role Moved Team Subaccount SystemUser Token ClientKey TrustRule EndedToken FoundToken InboundSource Channel Webhook IpRule Replayed Pruned Policy App WhatsappAccount }
any_state! { Account User HandedOver Access Invitation Role Moved Team Subaccount SystemUser Token ClientKey TrustRule EndedToken FoundToken InboundSource Channel Webhook IpRule Replayed Pruned Policy App WhatsappAccount }

/// Where what somebody looked after went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct HandedOver {
    /// To whom.
    pub successor: Named,
    /// System users for which somebody else was named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<Heir>,
}

/// Who looks after one system user from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct Heir {
    /// The system user.
    pub system_user: Named,
    /// The person.
    pub successor: Named,
}

/// Events that were let go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct Pruned {
    /// The place of the last one that may be gone.
    pub seq: i64,
    /// How many days they were kept.
    pub days: i64,
}

/// Whether somebody or something has access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Active or inactive.
    pub status: Status,
}

/// The token that was ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct EndedToken {
    /// Its id.
    pub token: TokenId,
    /// Its last four characters.
    pub tail: String,
}

/// A token that somebody found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct FoundToken {
    /// Its id.
    pub token: TokenId,
    /// Its last four characters.
    pub tail: String,
    /// The address where it was found, as a code host says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The kind of place, as a code host says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A field that can be empty: absent is untouched, null is empty.
fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty $(| $null:literal)?,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(inline))]
        #[serde(deny_unknown_fields)]
        pub struct $name {$(
            $(#[$field_doc])*
            #[serde(default, skip_serializing_if = "Option::is_none" $(, deserialize_with = $null)?)]
            pub $field: Option<$type>,
        )+}
    )+};
}

states! {
    /// An account.
    Account {
        /// The name.
        name: String,
        /// The language.
        locale: Locale,
        /// Who owns it.
        owner: Named,
        /// How many hours after a message to somebody their answers belong to its subaccount.
        attribution_hours: i64,
        /// How many days messages are kept.
        message_days: i64,
        /// How many seconds a waiting delivery holds those behind it.
        hold_seconds: i64,
        /// How many days audit events are kept.
        audit_days: i64,
        /// From when on everybody needs two-factor; null: nobody does.
        two_factor_from: Option<Instant> | "there",
        /// May the second factor be a code by mail?
        mail_codes: bool,
        /// May people come from their listed networks alone?
        restrict_people: bool,
        /// May system users call from their listed networks alone?
        restrict_system_users: bool,
        /// After how many minutes without use a session ends.
        session_idle_minutes: i64,
        /// How many hours after signing in a session ends at the latest.
        session_hours: i64,
        /// How many days a token lives of which nobody says when it ends; null: it never ends.
        token_default_days: Option<i64> | "there",
        /// How many days a token that ends lives at the most; null: there is no bound.
        token_max_days: Option<i64> | "there",
        /// May a token never end?
        token_never: Never,
        /// The scopes that a token can have; null: all of them.
        token_scopes: Option<Vec<String>> | "there",
        /// What happens to a token that a code host finds.
        partner_finds: PartnerFinds,
        /// How many days a confirmation that a system user is needed counts; null: nobody is asked.
        attestation_days: Option<i64> | "there",
        /// How many days later one is switched off that nobody confirms.
        attestation_grace_days: i64,
        /// How many account-wide system users there may be.
        access_level: AccessLevel,
    }

    /// A policy that was accepted.
    Policy {
        /// Which.
        policy: String,
        /// Which text of it.
        text_version: i64,
        /// In which language it was shown.
        locale: Locale,
    }

    /// An app.
    App {
        /// The name.
        name: String,
        /// Must calls prove its secret?
        require_proof: bool,
        /// Its own callback; null is none.
        callback_url: Option<String> | "there",
        /// The system user that it is installed for.
        username: String,
        /// It, by id and name, in events about a system user.
        app: Named,
    }

    /// A WhatsApp account.
    WhatsappAccount {
        /// The name.
        name: String,
        /// Its phone numbers, digits alone.
        numbers: Vec<String>,
        /// The system user that is assigned to it.
        username: String,
        /// It, by id and name, in events about a system user.
        whatsapp_account: Named,
        /// What the system user may do with it.
        tasks: Vec<String>,
    }

    /// A network from which somebody may come.
    IpRule {
        /// For one person, everybody, all system users, or one.
        applies_to: String,
        /// The person or the system user, when it is for one.
        subject: Named,
        /// The network.
        network: String,
        /// Why it is there.
        note: String,
    }

    /// A person.
    User {
        /// The name.
        name: String,
        /// The address.
        email: String,
        /// The role.
        role: Named,
        /// The language.
        locale: Locale,
        /// The time zone; null is the browser's own.
        time_zone: Option<String> | "there",
        /// The most conversations at once; null is no limit.
        capacity: Option<i64> | "there",
        /// The teams.
        teams: Vec<Named>,
        /// The subaccounts of their own.
        subaccounts: Vec<Named>,
        /// Was a password set for them, which they must change?
        temporary_password: bool,
    }

    /// An invitation.
    Invitation {
        /// The address.
        email: String,
        /// The name.
        name: String,
        /// The role.
        role: Named,
    }

    /// A custom role.
    Role {
        /// The name.
        name: String,
        /// A sentence.
        description: String,
        /// What it holds.
        grants: Grants,
        /// How many people had it.
        people: i64,
    }

    /// Where the people of a role went; nowhere when it had none.
    Moved {
        /// The role that they have now.
        role: Named,
    }

    /// A team.
    Team {
        /// The name.
        name: String,
        /// Its members.
        members: Vec<Named>,
        /// Those of them who supervise it.
        supervisors: Vec<Named>,
    }

    /// A subaccount.
    Subaccount {
        /// The name.
        name: String,
        /// The reference name.
        reference_name: String,
        /// Test; what is not said is live.
        environment: Environment,
    }

    /// A system user.
    SystemUser {
        /// The username.
        username: String,
        /// Its subaccount; null is account-wide.
        subaccount: Option<Named> | "there",
        /// Who looks after it.
        custodians: Vec<Named>,
        /// How often it may call; null: as often as it likes.
        rate_limit: Option<RateLimit> | "there",
        /// Test; what is not said is live.
        environment: Environment,
        /// What it is for; null where nobody says.
        purpose: Option<String> | "there",
        /// Admin or Employee.
        role: SystemUserRole,
        /// Can nobody make it a token that is a secret?
        secretless: bool,
    }

    /// A token of a system user.
    Token {
        /// The username of its system user.
        username: String,
        /// The token, by id and last four characters.
        token: Named,
        /// The app that it is for.
        app: Named,
        /// What it is called; null: nobody says.
        name: Option<String> | "there",
        /// Who holds it; null: nobody says.
        holder: Option<String> | "there",
        /// What it may do.
        scopes: Vec<String>,
        /// When it ends; null: never.
        expires_at: Option<Instant> | "there",
        /// Why it never ends.
        reason: String,
        /// The networks that it may be used from; null: it has no list of its own.
        networks: Option<Vec<String>> | "there",
        /// How often it may call; null: as often as its system user.
        rate_limit: Option<RateLimit> | "there",
        /// The subaccounts that it reaches; null: all that its system user does.
        subaccounts: Option<Vec<Named>> | "there",
        /// Do the older ones go on?
        keep_others: bool,
        /// How long the older tokens still work, in seconds.
        overlap_seconds: i64,
        /// Whose place it took, by id and last four characters.
        replaces: Named,
        /// Does it end when it is silent?
        ends_when_silent: bool,
    }

    /// A public key of a system user.
    ClientKey {
        /// The username of its system user.
        username: String,
        /// The key, by id and name.
        key: Named,
        /// What it verifies.
        algorithm: String,
        /// Its thumbprint (RFC 7638).
        thumbprint: String,
        /// What those may do who sign with its other half.
        scopes: Vec<String>,
    }

    /// A rule by which a system user trusts an outside issuer.
    TrustRule {
        /// The username of its system user.
        username: String,
        /// The rule, by id and name.
        rule: Named,
        /// The issuer.
        issuer: String,
        /// Whom its tokens must be made for.
        audience: String,
        /// What they must say.
        claims: BTreeMap<String, String>,
        /// What those may do who show one.
        scopes: Vec<String>,
    }

    /// An inbound source.
    InboundSource {
        /// The name.
        name: String,
        /// Whose calls it takes.
        provider: String,
        /// How they prove where they are from.
        authentication: String,
        /// The networks that they may come from.
        networks: Vec<String>,
        /// Active or inactive.
        status: Status,
        /// Was a secret set anew?
        secret_changed: bool,
        /// Test; what is not said is live.
        environment: Environment,
    }

    /// A channel.
    Channel {
        /// The name.
        name: String,
        /// The carrier's kind.
        kind: String,
        /// What it carries.
        medium: String,
        /// Our number.
        origin: String,
        /// Where the carrier is called.
        address: Option<String> | "there",
        /// The subaccounts that it sends for; null is all.
        subaccounts: Option<Vec<Named>> | "there",
        /// Active or inactive.
        status: Status,
        /// Was the carrier's credential set anew?
        credential_changed: bool,
        /// Test; what is not said is live.
        environment: Environment,
        /// When the carrier's credential ends.
        credential_expires_at: Instant,
    }

    /// A webhook.
    Webhook {
        /// The name.
        name: String,
        /// What it is told.
        kind: String,
        /// The address.
        url: String,
        /// How bodies are written and signed.
        format: String,
        /// The subaccounts whose events it takes; null is all.
        subaccounts: Option<Vec<Named>> | "there",
        /// Does it take what belongs to no subaccount?
        accept_null_subaccount: bool,
        /// Active, paused or disabled.
        status: String,
        /// Were its own headers set anew?
        headers_changed: bool,
        /// Test; what is not said is live.
        environment: Environment,
        /// How long the older secrets still sign, in seconds.
        overlap_seconds: i64,
        /// The app that has subscribed it.
        app: Named,
        /// The WhatsApp account that it is subscribed to.
        whatsapp_account: Named,
        /// Why it was disabled.
        reason: String,
    }

    /// What was sent again.
    Replayed {
        /// How many deliveries.
        deliveries: i64,
        /// The webhook, when it was asked for by webhook.
        webhook: Named,
    }
}

impl User {
    /// A person by name and address: what an event about them says at least.
    pub fn named(name: &str, email: &str) -> Self {
        Self { name: Some(name.to_owned()), email: Some(email.to_owned()), ..Self::default() }
    }
}
