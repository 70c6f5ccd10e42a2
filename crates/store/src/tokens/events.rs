//! What webhooks are told of tokens: an event and its deliveries, in the batch of what happened (ADR 0041).

use domain::ids::{EventId, TokenId, WebhookId};
use serde_json::Value;

use crate::change::Change;
use crate::db::Reading;
use crate::messages::{TO_WAKE, delivery_id, takes};
use crate::params;

/// Something that happened to a token.
#[derive(Debug)]
pub struct Happened<'a> {
    /// The id of the event.
    pub id: &'a EventId,
    /// The token.
    pub token: &'a TokenId,
    /// What makes it the same as one that was told before, such as `expiring:30`: it is told once (unique).
    pub once: &'a str,
    /// The fields that only the caller knows, beside those of the token's row.
    pub more: Value,
}

// What was bought has the name of its rule. It has no message: in the place of one stands an id of the same time, by which it is cleared away and sent again like others.
const EVENT: &str = "INSERT INTO event (id, account_id, kind, message_id, subaccount_id, conversation, sequence, once_key, detail, at, topic, environment) \
     SELECT ?1, t.account_id, 'status', 'msg_' || substr(?1, 5), u.subaccount_id, 't:' || t.id, \
       1 + coalesce((SELECT max(e.sequence) FROM event e WHERE e.account_id = t.account_id AND e.conversation = 't:' || t.id), 0), \
       't:' || t.id || ':' || ?3, json_patch(json_object('token', t.id, 'name', t.name, 'holder', t.holder, 'tail', t.tail, \
         'system_user', u.id, 'username', u.username, 'environment', u.environment, 'expires_at', t.expires_at), ?4), ?5, 'token', u.environment \
     FROM (SELECT id, account_id, system_user_id, name, holder, tail, expires_at FROM token WHERE id = ?2 \
       UNION ALL SELECT b.id, b.account_id, b.system_user_id, r.name, '', b.tail, b.expires_at \
         FROM bought_token b JOIN trust_rule r ON r.id = b.rule_id WHERE b.id = ?2) t CROSS JOIN system_user u ON u.id = t.system_user_id";
const DELIVER: &str = concat!(
    "INSERT INTO delivery (id, account_id, event_id, webhook_id, message_id, subaccount_id, conversation, sequence, next_attempt_at, created_at) \
     SELECT ",
    delivery_id!(),
    ", e.account_id, e.id, w.id, e.message_id, e.subaccount_id, e.conversation, e.sequence, ?2, ?2 \
     FROM event e CROSS JOIN webhook w INDEXED BY webhook_by_kind ON w.account_id = e.account_id AND w.kind = e.kind AND w.topic IS e.topic \
     WHERE e.id = ?1 AND w.status <> 'disabled' AND ",
    takes!()
);

/// Tells the webhooks that take it. They are woken once it is committed: [`to_wake`].
pub fn tell(change: &mut Change, what: &Happened<'_>) {
    let at = change.at();
    change.push(EVENT, params![what.id.as_str(), what.token.as_str(), what.once, what.more.to_string(), at]);
    change.push(DELIVER, params![what.id.as_str(), at]);
}

/// The webhooks that have something of these events to be sent now.
pub fn to_wake<'a>(events: impl IntoIterator<Item = &'a EventId>) -> Reading<Vec<WebhookId>> {
    let ids = crate::people::json_ids(events.into_iter().map(EventId::as_str));
    Reading::new(TO_WAKE, params![ids], |rows| rows.into_iter().map(|mut row| row.parse()).collect())
}
