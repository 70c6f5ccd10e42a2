//! Standard Webhooks' body: our own names, everything that we know.

use domain::time::Instant;
use serde_json::{Value, json};

use super::{EventOut, FoundAt, Happening, TokenEvent, TokenOut};

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
        Happening::Token(token) => self::token(token),
    };
    let mut data = shared;
    if let (Some(fields), Value::Object(own)) = (data.as_object_mut(), own) {
        fields.extend(own);
    }
    json!({ "type": name, "timestamp": event.at.to_rfc3339(), "data": data })
}

fn token(token: &TokenOut) -> (&'static str, Value) {
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    let mut own = json!({
        "token": { "id": token.token, "name": said(&token.name), "holder": said(&token.holder), "tail": token.tail },
        "system_user": { "id": token.system_user, "username": token.username },
        "environment": token.environment,
        "expires_at": token.expires_at.map(|at| Instant::from_millis(at).to_rfc3339()),
    });
    let (name, more) = match token.what {
        TokenEvent::Expiring => ("token.expiring", json!({ "days_left": token.days_left })),
        TokenEvent::Found => {
            let place = |place: &FoundAt| json!({ "url": said(&place.url), "source": said(&place.source) });
            let places: Vec<Value> = token.places.iter().map(place).collect();
            ("token.found", json!({ "ended": token.ended, "places": places }))
        }
    };
    if let (Some(own), Value::Object(more)) = (own.as_object_mut(), more) {
        own.extend(more);
    }
    (name, own)
}
