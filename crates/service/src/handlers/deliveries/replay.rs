//! Sending deliveries again.

use std::collections::BTreeSet;

use contract::table::{ReplayDeliveries, ReplayDelivery};
use contract::{Code, Delivery, ReplayedDeliveries};
use domain::audit::{self, Detail, Named};
use domain::field::FieldCode;
use domain::ids::{DeliveryId, WebhookId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use store::{deliveries, webhooks};

use super::list::show;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;

/// The most deliveries that are named.
const MOST: usize = 200;

impl<D: Deps> Handler<D> for ReplayDelivery {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Delivery>, Fail> {
        let (can, id) = (&cx.proof, &cx.path);
        let found = deliveries::get(can, id).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        let webhook = found.delivery.webhook.clone();
        let row = webhooks::get(can, &webhook, cx.meta.now).of(cx.db()).await?;
        let row = row.ok_or_else(|| Fail::new(Code::WebhookGone))?;
        if row.status == "disabled" {
            return Err(Fail::new(Code::WebhookDisabled));
        }
        let webhook_named = Named::new(webhook.as_str(), &*row.name);
        let after = audit::Replayed { deliveries: Some(1), webhook: Some(webhook_named) };
        let mut change = cx.change(can, id.as_str(), &Detail::DeliveriesReplayed { after })?;
        change.rely_on(&row);
        deliveries::again(&mut change, can, &[id]);
        let after = change.then(deliveries::get(can, id));
        let after = cx.commit(change).await?.take(after)?.ok_or_else(|| Fail::new(Code::NotFound))?;
        deliver::wake(cx.deps, &webhook);
        Ok(show(can.human(), after.delivery)?.into())
    }
}

impl<D: Deps> Handler<D> for ReplayDeliveries {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<ReplayedDeliveries>, Fail> {
        let (can, body) = (&cx.proof, &cx.body);
        match (&body.ids, &body.webhook_id, body.since) {
            (Some(ids), None, None) => named(&cx, can, ids).await,
            (None, Some(webhook), Some(since)) => {
                let row = webhooks::get(can, webhook, cx.meta.now).of(cx.db()).await?;
                let row = row.ok_or_else(|| Fail::field("webhook_id", FieldCode::NotFound))?;
                let which = deliveries::Which::Since(webhook, since);
                let named = Some(Named::new(webhook.as_str(), &*row.name));
                again(&cx, can, webhook.as_str(), which, named).await
            }
            (None, Some(_), None) => Err(Fail::field("since", FieldCode::Required)),
            (None, None, Some(_)) => Err(Fail::field("webhook_id", FieldCode::Required)),
            (None, None, None) => Err(Fail::field("ids", FieldCode::Required)),
            (Some(_), ..) => Err(Fail::field("ids", FieldCode::InvalidChoice)),
        }
    }
}

async fn named<D: Deps>(
    cx: &Cx<'_, D, ReplayDeliveries>,
    can: &Can<WebhooksManage>,
    ids: &[DeliveryId],
) -> Result<Answer<ReplayedDeliveries>, Fail> {
    match ids.first() {
        None => Err(Fail::field("ids", FieldCode::Required)),
        Some(_) if ids.len() > MOST => Err(Fail::field("ids", FieldCode::TooLong)),
        Some(first) => again(cx, can, first.as_str(), deliveries::Which::These(ids), None).await,
    }
}

/// The event says how many were meant when it was written: those that are there, and may be sent again.
async fn again<D: Deps>(
    cx: &Cx<'_, D, ReplayDeliveries>,
    can: &Can<WebhooksManage>,
    subject: &str,
    which: deliveries::Which<'_>,
    webhook: Option<Named>,
) -> Result<Answer<ReplayedDeliveries>, Fail> {
    let meant = deliveries::meant(can, &which).of(cx.db()).await?;
    let count = i64::try_from(meant.len()).unwrap_or(i64::MAX);
    if meant.is_empty() {
        return Ok(ReplayedDeliveries { deliveries: 0 }.into());
    }
    let ids: Vec<&DeliveryId> = meant.iter().map(|(id, _)| id).collect();
    let after = audit::Replayed { deliveries: Some(count), webhook };
    let mut change = cx.change(can, subject, &Detail::DeliveriesReplayed { after })?;
    if let deliveries::Which::Since(webhook, since) = which {
        deliveries::late(&mut change, can, &ids, webhook, since);
    }
    deliveries::again(&mut change, can, &ids);
    cx.commit(change).await?;
    let webhooks: BTreeSet<&WebhookId> = meant.iter().map(|(_, webhook)| webhook).collect();
    webhooks.into_iter().for_each(|webhook| deliver::wake(cx.deps, webhook));
    Ok(ReplayedDeliveries { deliveries: count }.into())
}
