//! Sending deliveries again.

use domain::ids::{DeliveryId, WebhookId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{Later, Reading, Row};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};
use crate::webhooks::webhook_in_scope;

/// The most deliveries that one call sends again.
pub const MOST: i64 = 1_000;

/// Sends what `$which` names again: it begins anew, at once. Those to webhooks that are gone or disabled are left out.
macro_rules! again {
    ($which:literal) => {
        concat!(
            "UPDATE delivery SET state = 'pending', attempts = 0, first_attempt_at = NULL, next_attempt_at = ?2 \
             WHERE id IN (SELECT d.id FROM ",
            $which,
            " AND w.status <> 'disabled' AND ",
            webhook_in_scope!(),
            "AND ",
            in_scope!("d.account_id", "d.subaccount_id"),
            " ORDER BY d.id LIMIT 1000)"
        )
    };
}

const AGAIN: &str =
    again!("json_each(?3) j CROSS JOIN delivery d ON d.id = j.value JOIN webhook w ON w.id = d.webhook_id WHERE 1");
const SINCE: &str = again!(
    "delivery d INDEXED BY delivery_by_webhook JOIN webhook w ON w.id = d.webhook_id \
     WHERE d.webhook_id = ?3 AND d.id >= ?4 AND d.state <> 'delivered'"
);
const COUNT: &str = "SELECT changes()";

fn count(change: &mut Change) -> Later<i64> {
    let read = |rows: Vec<Row>| rows.into_iter().next().map_or(Ok(0), |mut row| row.int());
    change.then(Reading::new(COUNT, params![], read))
}

/// Sends these again, whatever became of them; how many is there once it is committed.
pub fn again(change: &mut Change, can: &Can<WebhooksManage>, ids: &[&DeliveryId]) -> Later<i64> {
    let ids = json_ids(ids.iter().map(|id| id.as_str()));
    change.push(AGAIN, params![scope(can), change.at(), ids]);
    count(change)
}

/// Sends those to a webhook again that were made since and are not delivered.
pub fn again_since(change: &mut Change, can: &Can<WebhooksManage>, webhook: &WebhookId, since: Instant) -> Later<i64> {
    let first = DeliveryId::new(since, [0; 10]);
    change.push(SINCE, params![scope(can), change.at(), webhook.as_str(), first.as_str()]);
    count(change)
}
