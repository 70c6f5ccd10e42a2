//! Messages, in and out.

use domain::field::FieldCode;
use domain::ids::{ChannelId, DeliveryId, EventId, InboundSourceId, MessageId, SubaccountId, SystemUserId, WebhookId};
use domain::time::Instant;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::page::{Cursor, Limit};
use crate::types::SubaccountRef;

choice! {
    /// Which way a message goes.
    pub enum Direction {
        /// A person wrote it (MO).
        In = "in",
        /// A bot sent it (MT).
        Out = "out",
    }
}

choice! {
    /// How far a message has come.
    pub enum MessageState {
        /// It came in.
        Received = "received",
        /// With us or the carrier.
        Queued = "queued",
        /// With WhatsApp or the mobile network.
        Sent = "sent",
        /// On the person's device.
        Delivered = "delivered",
        /// Read.
        Read = "read",
        /// It will not arrive.
        Failed = "failed",
    }
}

choice! {
    /// What a webhook is told.
    pub enum EventKind {
        /// What people write: Answer (MO).
        Mo = "mo",
        /// What becomes of messages to them.
        Status = "status",
        /// What becomes of tokens: one ends soon, or was found.
        Token = "token",
    }
}

choice! {
    /// What became of a delivery.
    pub enum DeliveryState {
        /// Waits for its first or next try.
        Pending = "pending",
        /// The webhook took it.
        Delivered = "delivered",
        /// Given up, or the webhook is gone.
        Dead = "dead",
    }
}

/// A subaccount, or `null`: what belongs to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfSubaccount {
    /// Subaccount Null.
    None,
    /// This one.
    Of(SubaccountId),
}

impl OfSubaccount {
    /// The subaccount, if it is one.
    pub const fn id(&self) -> Option<&SubaccountId> {
        match self {
            OfSubaccount::None => None,
            OfSubaccount::Of(id) => Some(id),
        }
    }
}

impl Serialize for OfSubaccount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.id().map_or("null", SubaccountId::as_str))
    }
}

impl<'de> Deserialize<'de> for OfSubaccount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match String::deserialize(d)?.as_str() {
            "null" => Ok(OfSubaccount::None),
            text => SubaccountId::try_from(text.to_owned())
                .map(OfSubaccount::Of)
                .map_err(|_: FieldCode| D::Error::custom(FieldCode::InvalidId)),
        }
    }
}

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for OfSubaccount {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OfSubaccount".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^(null|sub_[0-9a-hjkmnp-tv-z]{26})$" })
    }
}

request! {
    /// Filters of the list of messages.
    #[derive(Default)]
    pub struct MessageQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// In or out.
        direction: opt Direction,
        /// Those of this subaccount; `null`: of none.
        subaccount_id: opt OfSubaccount,
        /// Those from or to this person: the number in any of its forms.
        person: opt String,
        /// Those with this id of the sender's own.
        correlation_id: opt String,
        /// Those with this id of the carrier.
        carrier_id: opt String,
        /// Those that came or left at this time or later.
        from: opt Instant,
        /// Those that came or left before this time.
        to: opt Instant,
    }
}

reply! {
    /// A source or channel, named.
    pub struct ConnectionRef {
        /// The name.
        pub name: String,
        /// `sinch_whatsapp`, `simulator`, …
        pub kind: String,
    }
}

reply! {
    /// A message.
    pub struct Message {
        /// The id.
        pub id: MessageId,
        /// In or out.
        pub direction: Direction,
        /// The source that brought it.
        pub source_id: Option<InboundSourceId>,
        /// The channel that it left by.
        pub channel_id: Option<ChannelId>,
        /// The source or channel, named; null when it is gone.
        pub connection: Option<ConnectionRef>,
        /// Whose it is; null: Subaccount Null.
        pub subaccount_id: Option<SubaccountId>,
        /// The same, named; null when it is gone.
        pub subaccount: Option<SubaccountRef>,
        /// The system user that sent it.
        pub system_user_id: Option<SystemUserId>,
        /// The person's number or id; for roles without the inbox right the last four characters.
        pub person: String,
        /// Our number.
        pub origin: String,
        /// What it is made of: `text`, `image`, …
        pub kind: String,
        /// Its text; null for roles without the inbox right.
        pub text: Option<String>,
        /// Are the person and the content kept from you?
        pub masked: bool,
        /// How far it has come.
        pub state: MessageState,
        /// Why it failed.
        pub error: Option<String>,
        /// The carrier's id.
        pub carrier_id: Option<String>,
        /// The sender's own id.
        pub correlation_id: Option<String>,
        /// When it was written, as far as the carrier's word is good.
        pub at: Instant,
        /// When it came, or was handed to us.
        pub received_at: Instant,
    }
}

reply! {
    /// A message with what became of it.
    pub struct MessageDetail {
        /// The message.
        pub message: Message,
        /// All of it, in our own form; null for roles without the inbox right.
        pub content: Option<serde_json::Value>,
        /// What webhooks are told of it, the oldest first.
        pub events: Vec<MessageEvent>,
        /// To whom that is delivered, the oldest first; at most 200.
        pub deliveries: Vec<MessageDelivery>,
    }
}

reply! {
    /// Something that webhooks are told of a message.
    pub struct MessageEvent {
        /// The id: `webhook-id` of all its deliveries.
        pub id: EventId,
        /// A message that came, or a new state.
        pub kind: EventKind,
        /// Counts up within the conversation.
        pub sequence: i64,
        /// The state that it tells of.
        pub state: Option<MessageState>,
        /// Why a message failed, in the carrier's words.
        pub reason: Option<String>,
        /// When.
        pub at: Instant,
    }
}

reply! {
    /// A delivery of an event of a message.
    pub struct MessageDelivery {
        /// The id.
        pub id: DeliveryId,
        /// The event.
        pub event_id: EventId,
        /// To which webhook.
        pub webhook_id: WebhookId,
        /// Its name; null when it is gone.
        pub webhook_name: Option<String>,
        /// What became of it.
        pub state: DeliveryState,
        /// How often it was tried.
        pub attempts: i64,
        /// The status of the last answer.
        pub last_status: Option<i64>,
        /// What went wrong at the last try.
        pub last_error: Option<String>,
        /// When it was last tried.
        pub last_attempt_at: Option<Instant>,
        /// When it is tried next.
        pub next_attempt_at: Option<Instant>,
    }
}
