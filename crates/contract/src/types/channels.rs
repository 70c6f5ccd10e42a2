//! Channels: how messages leave.

use std::collections::BTreeMap;

use domain::environment::Environment;
use domain::ids::{ChannelId, InboundSourceId, MessageId, SubaccountId};
use domain::name::ConnectionName;
use domain::renewal::Renewal;
use domain::sender::SenderNumber;
use domain::system_user::Status;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::page::{Cursor, Limit};
use crate::types::{Medium, NamedSubaccount, PersonRef, SecretText};

choice! {
    /// The carrier that a channel calls.
    pub enum ChannelKind {
        /// Sinch's messaging API: credential `username` and `token`.
        Sinch = "sinch",
        /// Meta's WhatsApp Cloud API: credential `access_token` and `phone_number_id`.
        Meta = "meta",
        /// Any HTTP endpoint, which gets each message as JSON: an `address` and, as the credential, `headers`.
        Http = "http",
        /// No carrier at all: it takes everything and says what became of it, for trying out.
        Simulator = "simulator",
    }
}

/// A carrier's credential. Which fields there are is the kind's: Sinch `username` and `token`, Meta `access_token` and
/// `phone_number_id`, and `app_id` with `app_secret` if Tenure is to renew the token; HTTP `headers`. It is kept sealed; no answer has the secrets of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChannelCredential {
    /// Sinch: the username.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Sinch: the authentication token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretText>,
    /// Meta: the access token of a system user there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<SecretText>,
    /// Meta: the id of the number that messages are sent from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number_id: Option<String>,
    /// Meta: the id of the app that the token was made for. With its secret the token is renewed before it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// Meta: the secret of that app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_secret: Option<SecretText>,
    /// HTTP: headers by name, at most 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, SecretText>>,
}

request! {
    /// Which channels.
    #[derive(Default)]
    pub struct ChannelQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// A part of the name, in any case, with or without accents.
        search: opt String,
        /// Only those of this environment.
        environment: opt Environment,
    }
}

request! {
    /// A new channel.
    pub struct CreateChannel {
        /// The carrier.
        kind: req ChannelKind,
        /// What it carries.
        medium: req Medium,
        /// What people call it.
        name: req ConnectionName,
        /// Our number.
        origin: req SenderNumber,
        /// Test or live; by default as what it names, or live. It never changes.
        environment: opt Environment,
        /// The subaccounts that it sends for; none: all of its environment that have no channel of their own for this medium.
        subaccount_ids: opt Vec<SubaccountId>,
        /// Where the carrier is called; kind `http` needs one, the others have one of their own.
        address: opt String,
        /// The carrier's credential; not for the simulator.
        credential: opt ChannelCredential,
        /// The inbound source where the carrier's callbacks come in.
        source_id: opt InboundSourceId,
    }
}

request! {
    /// Changes to a channel.
    pub struct UpdateChannel {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt ConnectionName,
        /// Another number of ours.
        origin: opt SenderNumber,
        /// Exactly these subaccounts; an empty list: all that have no channel of their own.
        subaccount_ids: opt Vec<SubaccountId>,
        /// Another address; null: the carrier's own. The credential goes with it: it is sent to nobody who was not named
        /// together with it.
        address: set String,
        /// Another credential, from the next message on.
        credential: opt ChannelCredential,
        /// Another source; null: none.
        source_id: set InboundSourceId,
        /// Active or inactive: an inactive one sends nothing.
        status: opt Status,
    }
}

reply! {
    /// A channel. What is secret of its credential is in no answer.
    pub struct Channel {
        /// The id.
        pub id: ChannelId,
        /// The carrier.
        pub kind: ChannelKind,
        /// What it carries.
        pub medium: Medium,
        /// What people call it.
        pub name: String,
        /// Our number, digits alone.
        pub origin: String,
        /// Test or live.
        pub environment: Environment,
        /// Does it send for all of its environment that have no channel of their own for this medium?
        pub all_subaccounts: bool,
        /// The subaccounts that it sends for otherwise.
        pub subaccounts: Vec<NamedSubaccount>,
        /// Where the carrier is called, when that was chosen.
        pub address: Option<String>,
        /// Sinch: the username.
        pub username: Option<String>,
        /// Meta: the id of the number.
        pub phone_number_id: Option<String>,
        /// Meta: the id of the app that renews the token, where it was given.
        pub app_id: Option<String>,
        /// HTTP: the names of the headers.
        pub header_names: Vec<String>,
        /// Is there a credential?
        pub has_credential: bool,
        /// Meta: when the access token ends, where it does and Meta has said so.
        pub credential_expires_at: Option<Instant>,
        /// Meta: how its renewal stands.
        pub renewal: Option<Renewal>,
        /// Meta: why the last try to renew it, or to ask when it ends, failed: the carrier's number and words.
        pub renewal_error: Option<String>,
        /// The inbound source where the carrier's callbacks come in.
        pub source: Option<SourceRef>,
        /// Active or inactive.
        pub status: Status,
        /// Who made it.
        pub created_by: PersonRef,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When it was made.
        pub created_at: Instant,
    }
}

reply! {
    /// An inbound source, named.
    pub struct SourceRef {
        /// The id.
        pub id: InboundSourceId,
        /// The name.
        pub name: String,
    }
}

request! {
    /// A message as if a person had written it, by a channel of kind `simulator`.
    pub struct SimulateMessage {
        /// Who writes, a number; with `organic` it may be missing: somebody new writes then.
        from: opt String,
        /// What.
        text: req String,
        /// Is it from somebody to whom nothing was sent within the attribution window? It belongs to no subaccount
        /// then. Refused for somebody to whom something was.
        organic: opt bool,
    }
}

reply! {
    /// The message that came in.
    pub struct SimulatedMessage {
        /// The message.
        pub message_id: MessageId,
        /// Who wrote, digits alone.
        pub from: String,
        /// Whose it is; null: Subaccount Null.
        pub subaccount_id: Option<SubaccountId>,
        /// How many webhooks are told.
        pub deliveries: i64,
    }
}

request! {
    /// A message to try a channel with. It is sent for real.
    pub struct TestChannel {
        /// To which number.
        to: req String,
        /// What; a greeting when missing.
        text: opt String,
        /// For which of the subaccounts that the channel sends for: an answer is theirs then. When missing: the
        /// channel's only one, else none.
        subaccount_id: opt SubaccountId,
    }
}

reply! {
    /// What became of a test message so far.
    pub struct ChannelTest {
        /// The message; its later states are in it.
        pub message_id: MessageId,
        /// Did the carrier take it?
        pub accepted: bool,
        /// Why not: the carrier's words or Sinch's name of it.
        pub error: Option<String>,
        /// How long the carrier took, in milliseconds; 0 for the simulator.
        pub ms: i64,
    }
}
