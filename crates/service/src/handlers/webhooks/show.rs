//! A webhook as it is answered.

use contract::{
    Creator, CreatorStatus, EventKind, SubaccountRef, Subscription, Webhook, WebhookFormat, WebhookSecret,
    WebhookStatus,
};
use store::webhooks::WebhookRow;

use crate::config::Config;
use crate::fail::Fail;
use crate::webhook_call::open_headers;

/// Without anything secret.
pub fn show(config: &Config, row: WebhookRow) -> Result<Webhook, Fail> {
    let unknown = |what: &str| Fail::internal(format!("a stored webhook has no known {what}"));
    // Headers that don't open any more are listed by nobody; what is sent says so, try by try.
    let headers = open_headers(config, (&row.account, &row.id), row.headers.as_deref()).unwrap_or_default();
    let (by, name, status) = row.created_by;
    let subscription = row.subscription.map(|((app_id, app), (whatsapp_account_id, whatsapp_account))| Subscription {
        app_id,
        app,
        whatsapp_account_id,
        whatsapp_account,
    });
    Ok(Webhook {
        id: row.id,
        name: row.name,
        environment: row.environment,
        kind: EventKind::parse(&row.kind).ok_or_else(|| unknown("kind"))?,
        url: row.url,
        format: WebhookFormat::parse(&row.format).ok_or_else(|| unknown("format"))?,
        all_subaccounts: row.all_subaccounts,
        subaccounts: row
            .subaccounts
            .into_iter()
            .map(|(id, name, reference_name)| SubaccountRef { id, name, reference_name })
            .collect(),
        accept_null_subaccount: row.accept_null,
        subscription,
        header_names: headers.into_iter().map(|(name, _)| name).collect(),
        status: WebhookStatus::parse(&row.status).ok_or_else(|| unknown("status"))?,
        paused_at: row.paused_at,
        failing_since: row.failing_since,
        last_success_at: row.last_success_at,
        waiting: row.waiting,
        secrets: row
            .secrets
            .into_iter()
            .map(|(id, tail, created_at, ends_at)| WebhookSecret { id, tail, created_at, ends_at })
            .collect(),
        version: row.version,
        created_by: Creator { id: by, name, status: CreatorStatus::parse(&status).ok_or_else(|| unknown("creator"))? },
        created_at: row.created_at,
    })
}
