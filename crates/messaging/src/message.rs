//! What a message and its fate are to us, whoever carries it. This is also the form in which they are stored.

use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::phone::PersonKey;

/// What carries a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// WhatsApp.
    Whatsapp,
    /// SMS.
    Sms,
}

/// What a message is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Kind {
    Text,
    Image,
    Audio,
    Video,
    Document,
    Sticker,
    Location,
    Contacts,
    /// A button of a template was pressed.
    Button,
    /// A list or buttons, and what was chosen of them.
    Interactive,
    Template,
    Order,
    Reaction,
    /// A kind that the carrier or we don't know. Its raw form is kept.
    Unsupported,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 14] = [
        Kind::Text,
        Kind::Image,
        Kind::Audio,
        Kind::Video,
        Kind::Document,
        Kind::Sticker,
        Kind::Location,
        Kind::Contacts,
        Kind::Button,
        Kind::Interactive,
        Kind::Template,
        Kind::Order,
        Kind::Reaction,
        Kind::Unsupported,
    ];

    /// The name, as Meta writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Image => "image",
            Kind::Audio => "audio",
            Kind::Video => "video",
            Kind::Document => "document",
            Kind::Sticker => "sticker",
            Kind::Location => "location",
            Kind::Contacts => "contacts",
            Kind::Button => "button",
            Kind::Interactive => "interactive",
            Kind::Template => "template",
            Kind::Order => "order",
            Kind::Reaction => "reaction",
            Kind::Unsupported => "unsupported",
        }
    }

    /// The kind of that name, in small or capital letters.
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(name)).unwrap_or(Kind::Unsupported)
    }

    /// Does its content lie in a file?
    pub const fn is_media(self) -> bool {
        matches!(self, Kind::Image | Kind::Audio | Kind::Video | Kind::Document | Kind::Sticker)
    }
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Media {
    /// Where it can be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The carrier's id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its media type, as the carrier says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// SHA-256 as the carrier writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A place. Degrees as the carrier writes them: a number would round them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: String,
    /// Degrees east.
    pub longitude: String,
    /// What the place is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// How somebody answered something interactive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// A row of a list.
    List,
    /// A button of a message.
    Button,
    /// A button of a template.
    Template,
}

/// What somebody chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Of what.
    pub kind: ReplyKind,
    /// The sender's own id of the choice: row identifier or payload.
    pub id: String,
    /// What the person read.
    pub title: String,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What it is made of.
    pub kind: Kind,
    /// Its text: what was written, the caption of a file, the title of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// Its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// What was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

impl Content {
    /// Content of a kind, with nothing in it yet.
    pub const fn of(kind: Kind) -> Self {
        Self { kind, text: None, media: None, location: None, reply: None }
    }

    /// A text.
    pub fn text(text: String) -> Self {
        Self { text: Some(text), ..Self::of(Kind::Text) }
    }
}

/// What a sender said about a message for its own books; it comes back with every status and answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tags {
    /// The sender's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// Sinch's campaign, a number there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<String>,
    /// The campaign's alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_alias: Option<String>,
    /// The flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow_id: Option<String>,
    /// Anything, as a text; often JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra_info: Option<String>,
}

/// A message that somebody wrote to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundMessage {
    /// What brought it.
    pub service: Service,
    /// The carrier's id: the same message again has the same.
    pub provider_id: String,
    /// Who wrote.
    pub person: PersonKey,
    /// Who wrote, as the carrier says it.
    pub from: String,
    /// Our number or short code that it was sent to.
    pub origin: Option<String>,
    /// The carrier's id of our number, where it has one (Meta: `phone_number_id`).
    pub origin_id: Option<String>,
    /// When, by the carrier's clock. On the wire RFC 3339.
    pub stated: Option<Instant>,
    /// What.
    pub content: Content,
    /// The name that the person goes by there.
    pub profile_name: Option<String>,
    /// The person's id with this business (`BR.1234567890`), which outlives a change of number.
    pub user_id: Option<String>,
    /// The carrier's id of the message that this one answers.
    pub in_reply_to: Option<String>,
    /// What the sender of the message before it said about that.
    pub tags: Tags,
    /// This update as it came, JSON.
    pub raw: String,
}

/// How far a message has come. It never falls back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// With us or the carrier.
    Queued,
    /// With WhatsApp or the mobile network.
    Sent,
    /// On the person's device.
    Delivered,
    /// Read.
    Read,
    /// It will not arrive.
    Failed,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 5] = [Status::Queued, Status::Sent, Status::Delivered, Status::Read, Status::Failed];

    /// Its rank in the database: a higher one replaces a lower one, whatever the order of callbacks.
    pub const fn rank(self) -> i64 {
        match self {
            Status::Queued => 0,
            Status::Sent => 1,
            Status::Delivered => 2,
            Status::Read => 3,
            Status::Failed => 9,
        }
    }

    /// The status of that rank.
    pub fn of_rank(rank: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.rank() == rank)
    }

    /// The name, as Meta writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::Sent => "sent",
            Status::Delivered => "delivered",
            Status::Read => "read",
            Status::Failed => "failed",
        }
    }

    /// The status of that name, in small or capital letters.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(name))
    }

    /// The status after a callback says `next`.
    #[must_use]
    pub fn advance(self, next: Status) -> Status {
        if next.rank() > self.rank() { next } else { self }
    }
}

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $sent:literal, $delivered:expr;)+) => {
        /// Why a message fails, as Sinch tells senders (product.md 3.4).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Failure {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl Failure {
            /// Every reason.
            pub const ALL: [Failure; 15] = [$(Failure::$name),+];

            /// Sinch's name of it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Failure::$name => $text,)+ }
            }

            /// `sentStatusCode` and `deliveredStatusCode`. An internal error has another number for SMS.
            pub const fn codes(self, service: Service) -> (i64, Option<i64>) {
                match self {
                    Failure::InternalError if matches!(service, Service::Sms) => (301, None),
                    $(Failure::$name => ($sent, $delivered),)+
                }
            }
        }
    };
}

failures! {
    /// Its time ran out before it was delivered.
    Expired = "EXPIRED", 2, Some(101);
    /// The carrier could not deliver it.
    NotDelivered = "NOT_DELIVERED", 2, Some(104);
    /// The carrier can't be reached.
    CarrierCommunicationError = "CARRIER_COMMUNICATION_ERROR", 102, None;
    /// The carrier refused it.
    RejectedByCarrier = "REJECTED_BY_CARRIER", 103, None;
    /// Nothing is left to pay with.
    NoCredit = "NO_CREDIT", 201, None;
    /// There is no such number, or no WhatsApp there.
    InvalidDestinationNumber = "INVALID_DESTINATION_NUMBER", 202, None;
    /// The number is on the black list.
    Blacklisted = "BLACKLISTED", 203, None;
    /// The person wants nothing.
    BlockedByOptout = "DESTINATION_BLOCKED_BY_OPTOUT", 204, None;
    /// Too long.
    InvalidMessageLength = "INVALID_MESSAGE_LENGTH", 206, None;
    /// A text that can't be sent.
    InvalidMessageText = "INVALID_MESSAGE_TEXT", 207, None;
    /// A content that can't be sent.
    InvalidContent = "INVALID_CONTENT", 209, None;
    /// More than 24 hours since the person wrote: only templates may be sent.
    InvalidSession = "INVALID_SESSION", 210, None;
    /// The person has not agreed yet.
    BlockedByOptin = "DESTINATION_BLOCKED_BY_OPTIN", 211, None;
    /// The number is not on the white list.
    BlockedByWhitelist = "DESTINATION_BLOCKED_BY_WHITELIST", 212, None;
    /// Nobody knows.
    InternalError = "INTERNAL_ERROR", 311, None;
}

impl Failure {
    /// The reason that Sinch's two codes or its name tell of; none for what is no failure. A code of a failure that we
    /// don't know is an internal error.
    pub fn of_sinch(sent: Option<i64>, delivered: Option<i64>, name: Option<&str>) -> Option<Self> {
        if let Some(named) = name.and_then(|name| Self::ALL.into_iter().find(|it| it.as_str() == name)) {
            return Some(named);
        }
        let by_delivery = |code| Self::ALL.into_iter().find(|it| it.codes(Service::Whatsapp).1 == Some(code));
        let by_sending = |code| Self::ALL.into_iter().find(|it| it.codes(Service::Whatsapp) == (code, None));
        match (sent, delivered) {
            (Some(code), _) if code >= 100 => Some(by_sending(code).unwrap_or(Failure::InternalError)),
            (_, Some(code)) if code >= 100 => Some(by_delivery(code).unwrap_or(Failure::NotDelivered)),
            _ => None,
        }
    }

    /// A code of Meta's Cloud API that tells of this reason.
    pub const fn meta_code(self) -> i64 {
        match self {
            Failure::InvalidDestinationNumber => 131_026,
            Failure::InvalidSession => 131_047,
            Failure::BlockedByOptout => 131_050,
            Failure::NoCredit => 131_042,
            Failure::InvalidContent | Failure::InvalidMessageLength | Failure::InvalidMessageText => 131_009,
            Failure::RejectedByCarrier
            | Failure::Blacklisted
            | Failure::BlockedByOptin
            | Failure::BlockedByWhitelist => 131_049,
            Failure::CarrierCommunicationError => 131_016,
            Failure::Expired | Failure::NotDelivered | Failure::InternalError => 131_000,
        }
    }

    /// The reason that a code of Meta's Cloud API tells of.
    pub const fn of_meta(code: i64) -> Self {
        match code {
            131_026 | 131_030 | 133_010 => Failure::InvalidDestinationNumber,
            131_047 => Failure::InvalidSession,
            131_050 => Failure::BlockedByOptout,
            131_042 => Failure::NoCredit,
            131_051..=131_053 | 132_000..=132_016 | 131_008 | 131_009 | 100 => Failure::InvalidContent,
            131_049 | 130_472 | 368 | 131_031 => Failure::RejectedByCarrier,
            131_016 | 130_429 | 131_048 | 131_056 | 80_007 | 4 | 1 | 2 => Failure::CarrierCommunicationError,
            _ => Failure::NotDelivered,
        }
    }
}

/// When a message reached each status, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Times {
    /// With the carrier's network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<Instant>,
    /// On the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Instant>,
    /// Read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Instant>,
}

/// What became of a message that we sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusUpdate {
    /// What carried it.
    pub service: Service,
    /// The carrier's id of the message.
    pub provider_id: String,
    /// Who it was for, where the carrier says it.
    pub person: Option<PersonKey>,
    /// Our number.
    pub origin: Option<String>,
    /// How far it has come.
    pub status: Status,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The carrier's words about that; for people.
    pub reason: Option<String>,
    /// When the carrier says this happened.
    pub stated: Option<Instant>,
    /// When each status was reached.
    pub times: Times,
    /// The person's id with this business.
    pub user_id: Option<String>,
    /// What the sender said about it.
    pub tags: Tags,
    /// This update as it came, JSON.
    pub raw: String,
}

/// One thing that a carrier tells us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "update", rename_all = "snake_case")]
pub enum Update {
    /// Somebody wrote.
    Message(Box<InboundMessage>),
    /// Something became of a message.
    Status(Box<StatusUpdate>),
}

impl Update {
    /// What makes the same update the same, within its source: carriers send again what they got no answer for.
    pub fn dedupe_key(&self) -> String {
        match self {
            Update::Message(message) => format!("m:{}", message.provider_id),
            Update::Status(status) => format!("s:{}:{}", status.status.rank(), status.provider_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_never_falls_back() {
        for (from, a) in Status::ALL.iter().enumerate() {
            for (to, b) in Status::ALL.iter().enumerate() {
                assert_eq!(a.advance(*b), Status::ALL[from.max(to)]);
            }
            assert_eq!(Status::of_rank(a.rank()), Some(*a));
            assert_eq!(Status::of(&a.as_str().to_uppercase()), Some(*a));
        }
        assert_eq!(Status::ALL.map(Status::rank), [0, 1, 2, 3, 9]);
    }

    #[test]
    fn failures_are_sinchs() {
        for failure in Failure::ALL {
            let (sent, delivered) = failure.codes(Service::Whatsapp);
            assert_eq!(Failure::of_sinch(Some(sent), delivered, None), Some(failure));
            assert_eq!(Failure::of_sinch(None, None, Some(failure.as_str())), Some(failure));
        }
        assert_eq!(Failure::of_sinch(Some(2), Some(4), Some("DELIVERED_SUCCESS")), None);
        assert_eq!(Failure::of_sinch(Some(301), None, None), Some(Failure::InternalError));
        assert_eq!(Failure::InternalError.codes(Service::Sms).0, 301);
        for failure in Failure::ALL {
            let there_and_back = Failure::of_meta(failure.meta_code());
            assert_eq!(there_and_back.meta_code(), failure.meta_code(), "{failure:?}");
        }
    }

    #[test]
    fn kinds_have_their_names() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(Kind::of(&kind.as_str().to_uppercase()), kind);
        }
        assert_eq!(Kind::of("hologram"), Kind::Unsupported);
    }
}
