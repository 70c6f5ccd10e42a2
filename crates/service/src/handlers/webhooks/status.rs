//! Pausing a webhook, and letting it go on.

use contract::auth::Needs;
use contract::table::{PauseWebhook, ResumeWebhook};
use contract::{Code, Endpoint, Webhook, WebhookStatus};
use domain::audit::{self, Before, Detail};
use domain::ids::WebhookId;
use domain::permission::WebhooksManage;
use store::webhooks::{self, WebhookRow};
use store::{Change, Seen};

use super::show::show;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;

async fn found<D: Deps, E>(cx: &Cx<'_, D, E>) -> Result<Seen<WebhookRow>, Fail>
where
    E: Endpoint<Auth = Needs<WebhooksManage>, Path = WebhookId>,
{
    let seen = webhooks::get(&cx.proof, &cx.path, cx.meta.now).of(cx.db()).await?;
    seen.ok_or_else(|| Fail::new(Code::NotFound))
}

fn said(status: WebhookStatus) -> audit::Webhook {
    audit::Webhook { status: Some(status.as_str().to_owned()), ..Default::default() }
}

async fn set<D: Deps, E>(
    cx: &Cx<'_, D, E>,
    seen: &Seen<WebhookRow>,
    detail: &Detail,
    write: impl FnOnce(&mut Change, &Seen<WebhookRow>),
) -> Result<Webhook, Fail>
where
    E: Endpoint<Auth = Needs<WebhooksManage>, Path = WebhookId>,
{
    let mut change = webhooks::change(&cx.proof, cx.stamp()?, &seen.id, detail);
    write(&mut change, seen);
    let after = change.then(webhooks::get(&cx.proof, &seen.id, cx.meta.now));
    let after = cx.commit(change).await?.take(after)?.ok_or_else(|| Fail::new(Code::NotFound))?;
    show(cx.config, after.into_inner())
}

impl<D: Deps> Handler<D> for PauseWebhook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Webhook>, Fail> {
        let seen = found(&cx).await?;
        match seen.status.as_str() {
            "paused" => Ok(show(cx.config, seen.into_inner())?.into()),
            "disabled" => Err(Fail::new(Code::WebhookDisabled)),
            _ => {
                let after = said(WebhookStatus::Paused);
                let detail = Detail::WebhookPaused { before: Before::ReadInTheBatch, after };
                Ok(set(&cx, &seen, &detail, webhooks::pause).await?.into())
            }
        }
    }
}

impl<D: Deps> Handler<D> for ResumeWebhook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Webhook>, Fail> {
        let seen = found(&cx).await?;
        if seen.status == "active" {
            return Ok(show(cx.config, seen.into_inner())?.into());
        }
        let after = said(WebhookStatus::Active);
        let detail = Detail::WebhookResumed { before: Before::ReadInTheBatch, after };
        let webhook = set(&cx, &seen, &detail, webhooks::resume).await?;
        deliver::wake(cx.deps, &webhook.id);
        Ok(webhook.into())
    }
}
