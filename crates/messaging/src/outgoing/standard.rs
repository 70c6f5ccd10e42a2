//! Standard Webhooks' body: our own names, everything that we know.

use serde_json::{Value, json};

use super::{EventOut, Happening};

pub fn body(event: &EventOut) -> Value {
    let shared = json!({
        "event_id": event.id,
        "sequence": event.sequence,
        "account_id": event.account_id,
        "subaccount_id": event.subaccount.as_ref().map(|it| &it.id),
        "subaccount": event.subaccount.as_ref().map(|it| &it.reference_name),
    });
    let (name, own) = match &event.happening {
        Happening::Message { message, before } => (
            "message.received",
            json!({
                "id": message.provider_id,
                "service": message.service,
                "from": message.from,
                "person": message.person,
                "to": message.origin,
                "content": message.content,
                "profile_name": message.profile_name,
                "user_id": message.user_id,
                "in_reply_to": before.as_ref().map(|it| &it.id),
                "tags": message.tags,
            }),
        ),
        Happening::Status(status) => (
            "message.status",
            json!({
                "id": status.message_id,
                "service": status.service,
                "to": status.to,
                "from": status.origin,
                "status": status.status,
                "failure": status.failure,
                "reason": status.reason,
                "times": status.times,
                "user_id": status.user_id,
                "tags": status.tags,
            }),
        ),
    };
    let mut data = shared;
    if let (Some(fields), Value::Object(own)) = (data.as_object_mut(), own) {
        fields.extend(own);
    }
    json!({ "type": name, "timestamp": event.at.to_rfc3339(), "data": data })
}
