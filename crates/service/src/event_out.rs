//! An event of the database as the bodies of webhooks are made of it.

use messaging::message::{InboundMessage, StatusUpdate, Tags};
use messaging::outgoing::{Before, EventOut, GraphRef, Happening, StatusOut, SubaccountRef};
use serde::Deserialize;
use store::deliveries::EventRow;

/// The part of a sent message's content that its events repeat.
#[derive(Debug, Default, Deserialize)]
struct Sent {
    #[serde(default)]
    tags: Tags,
}

/// The event; none when its message is gone, or it can't be read.
pub fn event_out(row: &EventRow) -> Option<EventOut> {
    let content = row.content.as_deref();
    let happening = match row.kind.as_str() {
        "token" => Happening::Token(serde_json::from_str(&row.detail).ok()?),
        "mo" => {
            let mut message: InboundMessage = serde_json::from_str(content?).ok()?;
            if let Some(tags) = row.before.as_ref().and_then(|before| before.tags.clone()) {
                message.tags = serde_json::from_value(tags).unwrap_or_default();
            }
            let before = row.before.as_ref();
            let before = before.map(|it| Before { id: it.id.clone(), username: it.username.clone() });
            Happening::Message { message: Box::new(message), before }
        }
        _ => Happening::Status(Box::new(status(row, content?)?)),
    };
    let graph = row.graph.as_ref().map(|it| GraphRef { number: it.number.clone(), account: it.account.clone() });
    let subaccount = row.subaccount.clone().map(|(id, reference_name)| SubaccountRef { id, reference_name });
    Some(EventOut {
        id: row.id.to_string(),
        account_id: row.account.to_string(),
        subaccount,
        sequence: row.sequence,
        at: row.at,
        happening,
        graph,
    })
}

fn status(row: &EventRow, content: &str) -> Option<StatusOut> {
    let update: StatusUpdate = serde_json::from_str(&row.detail).ok()?;
    let mut tags = serde_json::from_str::<Sent>(content).unwrap_or_default().tags;
    tags.correlation_id = tags.correlation_id.or_else(|| row.correlation_id.clone());
    Some(StatusOut {
        service: update.service,
        message_id: row.message.clone(),
        to: row.person.clone()?,
        origin: row.origin.clone().filter(|it| !it.is_empty()),
        origin_id: update.origin,
        status: update.status,
        failure: update.failure,
        reason: update.reason,
        times: update.times,
        user_id: update.user_id,
        tags,
    })
}
