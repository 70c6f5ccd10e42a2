//! Deliveries: an event on its way to a webhook.

use domain::ids::{DeliveryId, EventId, MessageId, SubaccountId, SystemUserId, TokenId, WebhookId};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::page::{Cursor, Limit};
use crate::types::{DeliveryState, EventKind};

request! {
    /// Filters of the list of deliveries.
    #[derive(Default)]
    pub struct DeliveryQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Those to this webhook.
        webhook_id: opt WebhookId,
        /// Those in this state.
        state: opt DeliveryState,
        /// Those made at this time or later.
        from: opt Instant,
        /// Those made before this time.
        to: opt Instant,
    }
}

request! {
    /// Filters of the list of a webhook's deliveries.
    #[derive(Default)]
    pub struct WebhookDeliveryQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Those in this state.
        state: opt DeliveryState,
        /// Those made at this time or later.
        from: opt Instant,
        /// Those made before this time.
        to: opt Instant,
    }
}

request! {
    /// What is sent again: these deliveries, or what a webhook has not got since a time. To that belongs what it takes now
    /// and was not told of when it happened.
    pub struct ReplayDeliveries {
        /// These; at most 200.
        ids: opt Vec<DeliveryId>,
        /// Those to this webhook.
        webhook_id: opt WebhookId,
        /// Made at this time or later.
        since: opt Instant,
    }
}

reply! {
    /// A token that an event is about, as it was then.
    pub struct DeliveredToken {
        /// The id.
        pub id: TokenId,
        /// Its last four characters.
        pub tail: String,
        /// Whose it is.
        pub system_user_id: SystemUserId,
        /// The username.
        pub username: String,
    }
}

reply! {
    /// The delivery of an event to a webhook.
    pub struct Delivery {
        /// The id.
        pub id: DeliveryId,
        /// The event: `webhook-id` of every try.
        pub event_id: EventId,
        /// What kind of event.
        pub kind: EventKind,
        /// The webhook.
        pub webhook_id: WebhookId,
        /// Its name; null when it is gone.
        pub webhook_name: Option<String>,
        /// The message; null where it is about a token.
        pub message_id: Option<MessageId>,
        /// The token; null where it is about a message.
        pub token: Option<DeliveredToken>,
        /// Whose it is; null: Subaccount Null.
        pub subaccount_id: Option<SubaccountId>,
        /// The person's number or id; for roles without the inbox right the last four characters. Empty where it is about a token.
        pub person: String,
        /// Counts up within the conversation.
        pub sequence: i64,
        /// What became of it.
        pub state: DeliveryState,
        /// How often it was tried.
        pub attempts: i64,
        /// When it was last tried.
        pub last_attempt_at: Option<Instant>,
        /// When it is tried next; null when it is not, or when its webhook is paused.
        pub next_attempt_at: Option<Instant>,
        /// The status of the last answer.
        pub last_status: Option<i64>,
        /// How long the last try took, in milliseconds.
        pub last_ms: Option<i64>,
        /// Why the last try failed without an answer, or why it was given up: `timed_out`, `unreachable`,
        /// `address_refused`, `webhook_deleted`, …
        pub last_error: Option<String>,
        /// When the event was made.
        pub created_at: Instant,
    }
}

reply! {
    /// A header of a call.
    pub struct SentHeader {
        /// The name.
        pub name: String,
        /// The value; null where it is a secret.
        pub value: Option<String>,
    }
}

reply! {
    /// What is sent.
    pub struct SentRequest {
        /// The address of the last try; the webhook's before the first one.
        pub url: String,
        /// The headers, without secrets.
        pub headers: Vec<SentHeader>,
        /// The body; null for roles without the inbox right where it is a message's, or when the message is gone.
        pub body: Option<String>,
    }
}

reply! {
    /// A try of a delivery.
    pub struct DeliveryTry {
        /// When.
        pub at: Instant,
        /// The status of the answer; null when there was none.
        pub status: Option<i64>,
        /// How long it took, in milliseconds.
        pub ms: i64,
        /// Why there was no answer.
        pub error: Option<String>,
    }
}

reply! {
    /// A delivery with what was sent and answered.
    pub struct DeliveryDetail {
        /// The delivery.
        pub delivery: Delivery,
        /// What is sent; null when the webhook is gone and nothing was sent.
        pub request: Option<SentRequest>,
        /// The beginning of the last answer, if it is text; null for roles without the inbox right.
        pub excerpt: Option<String>,
        /// The tries, the oldest first; the newest twenty.
        pub tries: Vec<DeliveryTry>,
    }
}

reply! {
    /// How much is sent again.
    pub struct ReplayedDeliveries {
        /// How many deliveries.
        pub deliveries: i64,
    }
}
