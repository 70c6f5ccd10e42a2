//! What a message and its fate are to us, whoever carries it. This is also the form in which they are stored.

mod status;

use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::phone::PersonKey;

pub use status::{Failure, Status};

/// The longest id of a carrier, in bytes: WhatsApp's have about a hundred.
const LONGEST_ID: usize = 255;

/// Is it an id that a carrier's message may have? Callbacks with another one are refused.
pub fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && !text.chars().any(char::is_control)
}

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
    fn kinds_have_their_names() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(Kind::of(&kind.as_str().to_uppercase()), kind);
        }
        assert_eq!(Kind::of("hologram"), Kind::Unsupported);
    }
}
