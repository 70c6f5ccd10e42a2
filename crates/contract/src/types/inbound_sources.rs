//! Inbound sources: where carriers post messages and their states.

use domain::environment::Environment;
use domain::ids::{InboundSourceId, RefusedId, SystemUserId};
use domain::name::ConnectionName;
use domain::network::Network;
use domain::system_user::Status;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::types::{Creator, SecretText, SystemUserRef};

choice! {
    /// Whose calls a source takes.
    pub enum Provider {
        /// Sinch's WhatsApp API: MO and status, single and in bulk.
        SinchWhatsapp = "sinch_whatsapp",
        /// Sinch's SMS API: JSON by POST, or the query of a GET.
        SinchSms = "sinch_sms",
        /// Meta's WhatsApp Cloud API.
        MetaWhatsapp = "meta_whatsapp",
        /// Any JSON, read by a mapping.
        Generic = "generic",
    }
}

choice! {
    /// What carries messages.
    pub enum Medium {
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// SMS.
        Sms = "sms",
    }
}

choice! {
    /// How a carrier's calls prove where they are from.
    pub enum SourceAuthentication {
        /// `X-Hub-Signature-256` over the raw body, under the app secret.
        Signature = "signature",
        /// A system user's credential: the pair of headers or Bearer.
        SystemUser = "system_user",
        /// The address is the secret: it ends with `?key=…`.
        Address = "address",
    }
}

impl Provider {
    /// How its calls can prove where they are from, the best first. Meta signs; Sinch sends what its configuration says.
    pub const fn authentications(self) -> &'static [SourceAuthentication] {
        match self {
            Provider::MetaWhatsapp => &[SourceAuthentication::Signature],
            Provider::SinchWhatsapp | Provider::SinchSms => {
                &[SourceAuthentication::SystemUser, SourceAuthentication::Address]
            }
            Provider::Generic => {
                &[SourceAuthentication::Signature, SourceAuthentication::SystemUser, SourceAuthentication::Address]
            }
        }
    }

    /// What it carries, unless that is to be said.
    pub const fn medium(self) -> Option<Medium> {
        match self {
            Provider::SinchWhatsapp | Provider::MetaWhatsapp => Some(Medium::Whatsapp),
            Provider::SinchSms => Some(Medium::Sms),
            Provider::Generic => None,
        }
    }
}

/// Where each field is in one update of a generic source: JSON pointers (RFC 6901) such as `/message/text`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldMapping {
    /// The list of updates, from the root; none when a payload is one update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The carrier's id. Every update needs one.
    pub id: String,
    /// Who wrote, or who it was for.
    pub person: String,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Our number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// When: seconds or milliseconds since 1970, or RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The kind, by Meta's or Sinch's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where a file is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_url: Option<String>,
    /// A file's media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_name: Option<String>,
    /// The person's id with the business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The sender's own id of the message before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// `sent`, `delivered`, `read` or `failed`: an update that has one is a status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

reply! {
    /// A place where a carrier posts.
    pub struct InboundSource {
        /// The id.
        pub id: InboundSourceId,
        /// The name.
        pub name: String,
        /// Whose calls it takes.
        pub provider: Provider,
        /// What its messages are carried by.
        pub medium: Medium,
        /// Test or live.
        pub environment: Environment,
        /// Its address, for the carrier's configuration. A secret address's key is not in it.
        pub url: String,
        /// How calls prove where they are from.
        pub authentication: SourceAuthentication,
        /// The system user whose credential is asked for; null: any of the account.
        pub system_user_id: Option<SystemUserId>,
        /// The same, named; null when it is none or was deleted: then every call is refused.
        pub system_user: Option<SystemUserRef>,
        /// The networks that calls may come from; empty: from anywhere.
        pub networks: Vec<Network>,
        /// Where a generic payload has its fields.
        pub mapping: Option<FieldMapping>,
        /// An inactive source refuses every call.
        pub status: Status,
        /// When the newest message or state that it brought came; null when none is kept.
        pub last_received_at: Option<Instant>,
        /// When it last refused a call or a part of one; null when none is kept.
        pub last_refused_at: Option<Instant>,
        /// How many refusals are kept, at most a hundred.
        pub refused: i64,
        /// Who made it.
        pub created_by: Creator,
        /// When it was made.
        pub created_at: Instant,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

reply! {
    /// An inbound source with what is shown once.
    pub struct InboundSourceWithSecret {
        /// The source.
        pub inbound_source: InboundSource,
        /// The address with its key, for a source of a secret address. Keep it: it can't be shown again.
        pub secret_url: Option<String>,
        /// What Meta asks for as "Verify token". Keep it: it can't be shown again.
        pub verify_token: Option<String>,
    }
}

request! {
    /// A new inbound source.
    pub struct CreateInboundSource {
        /// The name.
        name: req ConnectionName,
        /// Whose calls it takes.
        provider: req Provider,
        /// What its messages are carried by. Needed for a generic source alone.
        medium: opt Medium,
        /// Test or live; by default as the system user that it names, or live. It never changes.
        environment: opt Environment,
        /// How calls prove where they are from: `signature` for Meta; `system_user` or `address` for Sinch; any for a generic
        /// one.
        authentication: req SourceAuthentication,
        /// The system user whose credential is asked for; by default any of the account.
        system_user_id: opt SystemUserId,
        /// The app secret that bodies are signed with. Needed for a signature.
        app_secret: opt SecretText,
        /// The networks that calls may come from (CIDR), at most 50; by default from anywhere.
        networks: opt Vec<Network>,
        /// Where a generic payload has its fields. Needed for a generic source.
        mapping: opt FieldMapping,
    }
}

request! {
    /// Changes to an inbound source.
    pub struct UpdateInboundSource {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt ConnectionName,
        /// Active or inactive.
        status: opt Status,
        /// The system user whose credential is asked for from now on; null: any of the account.
        system_user_id: set SystemUserId,
        /// The app secret that bodies are signed with from now on.
        app_secret: opt SecretText,
        /// The networks that calls may come from now on, at most 50; empty: from anywhere.
        networks: opt Vec<Network>,
        /// Where a generic payload has its fields from now on.
        mapping: opt FieldMapping,
    }
}

request! {
    /// Makes the secret address or the verify token anew. The old one stops at once.
    pub struct RotateSourceSecret {
        /// Must be true: the carrier is refused until it is given the new one.
        confirm: req crate::types::Confirmed,
    }
}

request! {
    /// A payload, to see what would be read of it. Nothing is stored.
    pub struct TryInbound {
        /// Whose payload it is.
        provider: req Provider,
        /// What it is carried by; by default WhatsApp for a generic one.
        medium: opt Medium,
        /// Where a generic payload has its fields. Needed for a generic one.
        mapping: opt FieldMapping,
        /// The payload: a body, or the query of a GET.
        sample: req String,
    }
}

reply! {
    /// What would be read of a payload.
    pub struct TriedInbound {
        /// What would be read, one for each update.
        pub updates: Vec<TriedUpdate>,
        /// Fields of the mapping whose pointer finds nothing in any update.
        pub missing: Vec<String>,
        /// Why the whole payload would be refused; null when it would not.
        pub refused: Option<RefusedWhy>,
    }
}

choice! {
    /// What an update is.
    pub enum UpdateKind {
        /// Somebody wrote.
        Message = "message",
        /// Something became of a message.
        Status = "status",
    }
}

reply! {
    /// What would be read of one update.
    pub struct TriedUpdate {
        /// A message or a status; null when it would be refused.
        pub kind: Option<UpdateKind>,
        /// Why it would be refused; null when it would not.
        pub refused: Option<RefusedWhy>,
        /// The carrier's id.
        pub carrier_id: Option<String>,
        /// The person, as one key for all forms of the number.
        pub person: Option<String>,
        /// Our number.
        pub origin: Option<String>,
        /// When, by the carrier's clock.
        pub at: Option<Instant>,
        /// What a message is made of.
        pub content_kind: Option<String>,
        /// Its text.
        pub text: Option<String>,
        /// Where its file is.
        pub media_url: Option<String>,
        /// The person's name.
        pub profile_name: Option<String>,
        /// The sender's own id of the message before.
        pub correlation_id: Option<String>,
        /// How far a message has come, for a status.
        pub state: Option<crate::types::MessageState>,
        /// Why it failed, for a status.
        pub reason: Option<String>,
        /// The update as it came, when it would be refused.
        pub raw: Option<String>,
    }
}

choice! {
    /// Why a call, or one update of it, was refused.
    pub enum RefusedWhy {
        /// The source is switched off.
        SourceInactive = "source_inactive",
        /// The address is of none of its networks.
        ForeignNetwork = "foreign_network",
        /// The signature is missing.
        NoSignature = "no_signature",
        /// The signature is another one.
        WrongSignature = "wrong_signature",
        /// The credential is missing, or it is none of a system user that may.
        WrongCredential = "wrong_credential",
        /// The key of the address is missing or another one.
        WrongKey = "wrong_key",
        /// Meta's handshake has another verify token.
        WrongVerifyToken = "wrong_verify_token",
        /// It is no handshake.
        NoHandshake = "no_handshake",
        /// The method is none that the carrier uses.
        WrongMethod = "wrong_method",
        /// The body is compressed or of another media type.
        WrongMediaType = "wrong_media_type",
        /// The body has more bytes than are taken.
        TooLarge = "too_large",
        /// It is no JSON.
        NotJson = "not_json",
        /// It is JSON of something else.
        WrongShape = "wrong_shape",
        /// It has more than 1,000 updates.
        TooManyUpdates = "too_many_updates",
        /// The update is no object.
        NotAnObject = "not_an_object",
        /// The update has no id.
        NoId = "no_id",
        /// The update does not say who wrote.
        NoPerson = "no_person",
        /// The update is neither a message nor a status.
        NeitherMessageNorStatus = "neither_message_nor_status",
        /// The update is too large to be kept.
        UpdateTooLarge = "update_too_large",
    }
}

reply! {
    /// Something that a source was sent and did not take.
    pub struct RefusedInbound {
        /// The id.
        pub id: RefusedId,
        /// When.
        pub at: Instant,
        /// Why.
        pub why: RefusedWhy,
        /// The first bytes of it, as text, without secrets; null for roles without the inbox right.
        pub excerpt: Option<String>,
    }
}

reply! {
    /// What became of a carrier's call.
    pub struct InboundAccepted {
        /// Updates that were stored, or were stored already.
        pub accepted: i64,
        /// Updates that could not be read. They are kept for an admin to look at.
        pub refused: i64,
    }
}
