//! Changing and deleting a webhook.

use contract::table::{DeleteWebhook, UpdateWebhook};
use contract::{Code, DeletedWebhook, EventKind, Webhook, WebhookFormat};
use domain::audit::{self, Before, Detail};
use store::webhooks::{self, Update};

use super::create::refused;
use super::settings::{address, headers, of_kind, takes};
use super::show::show;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::webhook_call::seal_headers;

impl<D: Deps> Handler<D> for UpdateWebhook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Webhook>, Fail> {
        let (id, body, can, now) = (&cx.path, &cx.body, &cx.proof, cx.meta.now);
        let seen = webhooks::get(can, id, now).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        if let (Some(kind), Some(format)) = (EventKind::parse(&seen.kind), body.format) {
            of_kind(kind, format)?;
        }
        // Whose events it takes is decided as a whole: what is not said stays.
        let routed =
            body.subaccount_ids.is_some() || body.all_subaccounts.is_some() || body.accept_null_subaccount.is_some();
        // A callback is asked before it is called, by whoever knows what to ask it with: that is the app.
        if seen.subscription.is_some() && (routed || body.url.is_some() || body.format.is_some()) {
            return Err(Fail::new(Code::SubscribedByApp));
        }
        let takes = if routed {
            let there: Vec<_> = seen.subaccounts.iter().map(|(id, ..)| id.clone()).collect();
            let (ids, all) = match (&body.subaccount_ids, body.all_subaccounts) {
                (Some(ids), all) => (ids.as_slice(), all),
                (None, Some(true)) => (&[][..], Some(true)),
                (None, all) => (there.as_slice(), Some(all.unwrap_or(seen.all_subaccounts))),
            };
            let accept_null = body.accept_null_subaccount.unwrap_or(seen.accept_null);
            Some(takes(cx.deps, can, (ids, Some(seen.environment)), all, accept_null).await?)
        } else {
            None
        };
        let url = match &body.url {
            Some(text) => Some(address(cx.deps, cx.config, "url", text).await?),
            None => None,
        };
        let sealed = match &body.headers {
            Some(given) => Some(seal_headers(cx.config, random(cx.deps)?, (can.account(), id), &headers(given)?)?),
            None => None,
        };
        let (name, format) = (body.name.as_ref().map(|n| n.as_str()), body.format.map(WebhookFormat::as_str));
        let after = audit::Webhook {
            name: name.map(str::to_owned),
            url: url.clone(),
            format: format.map(str::to_owned),
            subaccounts: takes.as_ref().map(super::settings::Takes::named),
            accept_null_subaccount: body.accept_null_subaccount,
            headers_changed: sealed.is_some().then_some(true),
            ..Default::default()
        };
        let detail = Detail::WebhookUpdated { before: Before::ReadInTheBatch, after };
        let mut change = webhooks::change(can, cx.stamp()?, id, &detail);
        let new = Update {
            name,
            url: url.as_deref(),
            format,
            all_subaccounts: takes.as_ref().map(|takes| takes.all),
            accept_null: body.accept_null_subaccount,
            headers: sealed.as_ref().map(Option::as_deref),
        };
        webhooks::update(&mut change, can, id, &new, body.version);
        if let Some(takes) = &takes {
            webhooks::set_subaccounts(&mut change, can, id, &takes.ids());
        }
        let after = change.then(webhooks::get(can, id, now));
        let after = cx.commit(change).await.map_err(refused)?.take(after)?;
        // What waits is tried as the webhook is now.
        deliver::wake(cx.deps, id);
        Ok(show(cx.config, after.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner())?.into())
    }
}

impl<D: Deps> Handler<D> for DeleteWebhook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<DeletedWebhook>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let detail = Detail::WebhookDeleted { before: Before::ReadInTheBatch };
        let mut change = webhooks::change(can, cx.stamp()?, id, &detail);
        let lost = webhooks::delete(&mut change, can, id);
        let lost = cx.commit(change).await?.take(lost)?;
        Ok(DeletedWebhook { lost }.into())
    }
}
