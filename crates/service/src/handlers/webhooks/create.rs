//! Making a webhook.

use contract::table::CreateWebhook;
use contract::{Code, EventKind, SecretText, WebhookFormat, WebhookWithSecret};
use domain::audit::{self, Detail};
use domain::field::FieldCode;
use domain::ids::WebhookId;
use store::DbError;
use store::webhooks::{self, WebhookRow};

use super::secret::new_secret;
use super::settings::{address, headers, of_kind, takes};
use super::show::show;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::webhook_call::seal_headers;

/// The rules of the schema about webhooks, as the errors that name them.
pub fn refused(error: DbError) -> Fail {
    match error {
        // A subaccount was deleted while it was being written.
        DbError::ForeignKey => Fail::field("subaccount_ids", FieldCode::NotFound),
        error if error.is_invariant(webhooks::LIMIT) => Fail::new(Code::WebhookLimit),
        error => error.into(),
    }
}

impl<D: Deps> Handler<D> for CreateWebhook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WebhookWithSecret>, Fail> {
        let (body, can, now) = (&cx.body, &cx.proof, cx.meta.now);
        let ids = body.subaccount_ids.as_deref().unwrap_or_default();
        // Who is told of the tokens of all subaccounts misses none of the account-wide ones without having said so.
        let is_of_tokens = body.kind == EventKind::Token;
        let all_tokens = is_of_tokens && body.all_subaccounts.unwrap_or(ids.is_empty()) && can.within().is_none();
        let accept_null = body.accept_null_subaccount.unwrap_or(all_tokens);
        let format = of_kind(body.kind, body.format.unwrap_or(WebhookFormat::Standard))?.as_str();
        let own_headers = headers(body.headers.as_deref().unwrap_or_default())?;
        let takes = takes(cx.deps, can, (ids, body.environment), body.all_subaccounts, accept_null).await?;
        let url = address(cx.deps, cx.config, "url", &body.url).await?;
        let id = WebhookId::new(now, random(cx.deps)?);
        let sealed = seal_headers(cx.config, random(cx.deps)?, (can.account(), &id), &own_headers)?;
        let secret = new_secret(cx.deps, cx.config, can.account(), now)?;
        let after = audit::Webhook {
            name: Some(body.name.as_str().to_owned()),
            kind: Some(body.kind.as_str().to_owned()),
            url: Some(url.clone()),
            format: Some(format.to_owned()),
            subaccounts: Some(takes.named()),
            accept_null_subaccount: Some(accept_null),
            headers_changed: sealed.is_some().then_some(true),
            environment: takes.environment.is_test().then_some(takes.environment),
            ..Default::default()
        };
        let mut change = cx.change(can, id.as_str(), &Detail::WebhookCreated { after })?;
        let new = webhooks::New {
            id: &id,
            name: body.name.as_str(),
            kind: body.kind.as_str(),
            url: &url,
            format,
            all_subaccounts: takes.all,
            accept_null,
            environment: takes.environment,
            headers: sealed.as_deref(),
        };
        webhooks::insert(&mut change, can, &new);
        webhooks::set_subaccounts(&mut change, can, &id, &takes.ids());
        webhooks::change_secret(&mut change, &id, secret.stored());
        let human = can.human();
        let row = WebhookRow {
            account: can.account().clone(),
            name: body.name.as_str().to_owned(),
            name_key: String::new(),
            kind: body.kind.as_str().to_owned(),
            url,
            format: format.to_owned(),
            all_subaccounts: takes.all,
            accept_null,
            headers: sealed,
            status: "active".to_owned(),
            paused_at: None,
            failing_since: None,
            last_success_at: None,
            version: 1,
            created_by: (human.user.clone().into(), human.name.clone(), "active".to_owned()),
            created_at: now,
            environment: takes.environment,
            subscription: None,
            subaccounts: takes.subaccounts,
            secrets: vec![(secret.id.clone(), secret.tail.clone(), now, None)],
            waiting: 0,
            id,
        };
        let secret = SecretText::new(secret.text.expose().clone());
        let reply = WebhookWithSecret { webhook: show(cx.config, row)?, secret };
        cx.commit_with(change, &reply).await.map_err(refused)?;
        Ok(reply.into())
    }
}
