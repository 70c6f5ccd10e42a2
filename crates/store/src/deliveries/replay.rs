//! Sending deliveries again.

use domain::ids::{DeliveryId, MessageId, WebhookId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{Reading, Value};
use crate::messages::{delivery_id, takes};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};
use crate::webhooks::webhook_in_scope;

/// Which deliveries are sent again.
#[derive(Debug)]
pub enum Which<'a> {
    /// These, whatever became of them.
    These(&'a [DeliveryId]),
    /// What a webhook has not got since: deliveries that are not delivered, and events that it takes now and was not told
    /// of when they happened; the oldest thousand.
    Since(&'a WebhookId, Instant),
}

/// Deliveries `d` with their webhooks `w` that may be sent again: those to webhooks that are gone or disabled are not.
macro_rules! meant {
    ($which:literal) => {
        concat!(
            "SELECT d.id AS id, d.webhook_id FROM ",
            $which,
            " AND w.status <> 'disabled' AND ",
            webhook_in_scope!(),
            "AND ",
            in_scope!("d.account_id", "d.subaccount_id")
        )
    };
}

/// Events `e` since the message `$first` that the webhook `$webhook` (`w`) takes and has no delivery of.
macro_rules! untold {
    ($account:literal, $webhook:literal, $first:literal) => {
        concat!(
            "webhook w CROSS JOIN event e INDEXED BY event_by_message ON e.account_id = w.account_id AND e.message_id >= ",
            $first,
            " WHERE w.id = ",
            $webhook,
            " AND w.account_id = ",
            $account,
            " AND w.kind = e.kind AND w.topic IS e.topic AND w.status <> 'disabled' AND ",
            takes!(),
            " AND NOT EXISTS (SELECT 1 FROM delivery had WHERE had.event_id = e.id AND had.webhook_id = w.id)"
        )
    };
}

const THESE: &str = concat!(
    meant!("json_each(?2) j CROSS JOIN delivery d ON d.id = j.value JOIN webhook w ON w.id = d.webhook_id WHERE 1"),
    " ORDER BY 1 LIMIT 1000"
);
const SINCE: &str = concat!(
    meant!(
        "delivery d INDEXED BY delivery_by_webhook JOIN webhook w ON w.id = d.webhook_id \
         WHERE d.webhook_id = ?2 AND d.id >= ?3 AND d.state <> 'delivered'"
    ),
    " UNION ALL SELECT ",
    delivery_id!(),
    ", w.id FROM ",
    untold!("?1 ->> 'account'", "?2", "?4"),
    " AND ",
    webhook_in_scope!(),
    "AND ",
    in_scope!("e.account_id", "e.subaccount_id"),
    " ORDER BY 1 LIMIT 1000"
);

/// Those that are there, and may be sent again, each with its webhook.
pub fn meant(can: &Can<WebhooksManage>, which: &Which<'_>) -> Reading<Vec<(DeliveryId, WebhookId)>> {
    let (sql, params): (_, Vec<Value>) = match which {
        Which::These(ids) => (THESE, params![scope(can), json_ids(ids.iter().map(DeliveryId::as_str))]),
        Which::Since(webhook, since) => {
            let (first, message) = (DeliveryId::new(*since, [0; 10]), MessageId::new(*since, [0; 10]));
            (SINCE, params![scope(can), webhook.as_str(), first.as_str(), message.as_str()])
        }
    };
    Reading::new(sql, params, |rows| rows.into_iter().map(|mut row| Ok((row.parse()?, row.parse()?))).collect())
}

// It begins anew, at once. What was tried before stays listed.
const AGAIN: &str = "UPDATE delivery SET state = 'pending', attempts = 0, first_attempt_at = NULL, next_attempt_at = ?2 \
     WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?3)) \
     AND EXISTS (SELECT 1 FROM webhook w WHERE w.id = webhook_id AND w.status <> 'disabled')";

/// Sends these again; not those whose webhook has gone or was disabled since.
pub fn again(change: &mut Change, can: &Can<WebhooksManage>, ids: &[&DeliveryId]) {
    let ids = json_ids(ids.iter().map(|id| id.as_str()));
    change.push(AGAIN, params![can.account().as_str(), change.at(), ids]);
}

const LATE: &str = concat!(
    "INSERT INTO delivery (id, account_id, event_id, webhook_id, message_id, subaccount_id, conversation, sequence, \
       next_attempt_at, created_at) SELECT ",
    delivery_id!(),
    ", ?1, e.id, w.id, e.message_id, e.subaccount_id, e.conversation, e.sequence, ?2, ?2 FROM ",
    untold!("?1", "?4", "?5"),
    " AND ",
    delivery_id!(),
    " IN (SELECT value FROM json_each(?3))"
);

/// Makes those of these deliveries to a webhook that were never made: of what it was not told when it happened.
pub fn late(change: &mut Change, can: &Can<WebhooksManage>, ids: &[&DeliveryId], webhook: &WebhookId, since: Instant) {
    let ids = json_ids(ids.iter().map(|id| id.as_str()));
    let first = MessageId::new(since, [0; 10]);
    change.push(LATE, params![can.account().as_str(), change.at(), ids, webhook.as_str(), first.as_str()]);
}
