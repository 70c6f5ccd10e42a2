//! Sending deliveries again.

use domain::ids::{DeliveryId, WebhookId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{Reading, Value};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};
use crate::webhooks::webhook_in_scope;

/// Which deliveries are sent again.
#[derive(Debug)]
pub enum Which<'a> {
    /// These, whatever became of them.
    These(&'a [DeliveryId]),
    /// Those to a webhook that were made since and are not delivered; the oldest thousand.
    Since(&'a WebhookId, Instant),
}

/// Deliveries `d` with their webhooks `w` that may be sent again: those to webhooks that are gone or disabled are not.
macro_rules! meant {
    ($which:literal) => {
        concat!(
            "SELECT d.id, d.webhook_id FROM ",
            $which,
            " AND w.status <> 'disabled' AND ",
            webhook_in_scope!(),
            "AND ",
            in_scope!("d.account_id", "d.subaccount_id"),
            " ORDER BY d.id LIMIT 1000"
        )
    };
}

const THESE: &str =
    meant!("json_each(?2) j CROSS JOIN delivery d ON d.id = j.value JOIN webhook w ON w.id = d.webhook_id WHERE 1");
const SINCE: &str = meant!(
    "delivery d INDEXED BY delivery_by_webhook JOIN webhook w ON w.id = d.webhook_id \
     WHERE d.webhook_id = ?2 AND d.id >= ?3 AND d.state <> 'delivered'"
);

/// Those that are there, and may be sent again, each with its webhook.
pub fn meant(can: &Can<WebhooksManage>, which: &Which<'_>) -> Reading<Vec<(DeliveryId, WebhookId)>> {
    let (sql, params): (_, Vec<Value>) = match which {
        Which::These(ids) => (THESE, params![scope(can), json_ids(ids.iter().map(DeliveryId::as_str))]),
        Which::Since(webhook, since) => {
            let first = DeliveryId::new(*since, [0; 10]);
            (SINCE, params![scope(can), webhook.as_str(), first.as_str()])
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
