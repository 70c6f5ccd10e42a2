//! The list of deliveries, and one of them with what was sent and answered.

use contract::page::CursorKey;
use contract::table::{GetDelivery, ListDeliveries, ListWebhookDeliveries};
use contract::{
    Code, Cursor, DeliveredToken, Delivery, DeliveryDetail, DeliveryState, DeliveryTry, EventKind, Page, SentHeader,
    SentRequest, WebhookStatus,
};
use domain::ids::{SystemUserId, TokenId};
use domain::permission::WebhooksManage;
use domain::principal::{Can, Human};
use domain::time::{Instant, SECOND};
use messaging::outgoing::{self, TokenOut};
use store::deliveries::{self, DeliveryRow, DetailRow, Filter};
use store::webhooks::{self, WebhookRow};

use crate::answer::Answer;
use crate::config::Config;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::event_out::event_out;
use crate::fail::Fail;
use crate::webhook_call::{format, open_headers, plain_headers, signature_header};
use crate::{masking, view};

impl<D: Deps> Handler<D> for ListDeliveries {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Delivery>>, Fail> {
        let query = &cx.query;
        let filter = Filter {
            webhook: query.webhook_id.as_ref(),
            state: query.state.map(DeliveryState::as_str),
            from: query.from,
            to: query.to,
        };
        Ok(page(cx.deps, &cx.proof, &filter, query.cursor.as_ref(), query.limit.unwrap_or_default()).await?.into())
    }
}

impl<D: Deps> Handler<D> for ListWebhookDeliveries {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Delivery>>, Fail> {
        let query = &cx.query;
        let webhook = webhooks::get(&cx.proof, &cx.path, cx.meta.now).of(cx.db()).await?;
        webhook.ok_or_else(|| Fail::new(Code::NotFound))?;
        let filter = Filter {
            webhook: Some(&cx.path),
            state: query.state.map(DeliveryState::as_str),
            from: query.from,
            to: query.to,
        };
        Ok(page(cx.deps, &cx.proof, &filter, query.cursor.as_ref(), query.limit.unwrap_or_default()).await?.into())
    }
}

async fn page<D: Deps>(
    deps: &D,
    can: &Can<WebhooksManage>,
    filter: &Filter<'_>,
    cursor: Option<&Cursor>,
    limit: contract::Limit,
) -> Result<Page<Delivery>, Fail> {
    let after = cursor.map(|cursor| cursor.id.as_str());
    let rows = deliveries::list(deps.db(), can, filter, after, i64::from(limit.get()) + 1).await?;
    let position =
        |row: &DeliveryRow| Cursor { key: CursorKey::Number(row.created_at.millis()), id: row.id.to_string() };
    let Page { items, next_cursor } = view::page(rows, limit, position, |row| row);
    let items = items.into_iter().map(|row| show(can.human(), row)).collect::<Result<_, Fail>>()?;
    Ok(Page { items, next_cursor })
}

/// A delivery as it is answered to this person.
pub fn show(human: &Human, row: DeliveryRow) -> Result<Delivery, Fail> {
    let unknown = |what: &str| Fail::internal(format!("a stored delivery has no known {what}"));
    let person = row.person.unwrap_or_default();
    let sees = masking::sees(human, row.subaccount.as_ref());
    let kind = EventKind::parse(&row.kind).ok_or_else(|| unknown("kind"))?;
    let token = row.about.as_deref().map(|text| about(text).ok_or_else(|| unknown("token"))).transpose()?;
    let runs = row.webhook_status.as_deref() == Some(WebhookStatus::Active.as_str());
    Ok(Delivery {
        id: row.id,
        event_id: row.event,
        kind,
        webhook_id: row.webhook,
        webhook_name: row.webhook_name,
        message_id: token.is_none().then_some(row.message),
        token,
        subaccount_id: row.subaccount,
        person: if sees || person.is_empty() { person } else { masking::tail(&person) },
        sequence: row.sequence,
        state: DeliveryState::parse(&row.state).ok_or_else(|| unknown("state"))?,
        attempts: row.attempts,
        last_attempt_at: row.last_attempt_at,
        next_attempt_at: row.next_attempt_at.filter(|_| runs),
        last_status: row.last_status,
        last_ms: row.last_ms,
        last_error: row.last_error,
        created_at: row.created_at,
    })
}

/// The token that an event is about.
fn about(detail: &str) -> Option<DeliveredToken> {
    let token: TokenOut = serde_json::from_str(detail).ok()?;
    Some(DeliveredToken {
        id: TokenId::try_from(token.token).ok()?,
        tail: token.tail,
        system_user_id: SystemUserId::try_from(token.system_user).ok()?,
        username: token.username,
    })
}

impl<D: Deps> Handler<D> for GetDelivery {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<DeliveryDetail>, Fail> {
        let can = &cx.proof;
        let row = deliveries::get(can, &cx.path).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        let webhook = webhooks::get(can, &row.delivery.webhook, cx.meta.now).of(cx.db()).await?;
        // What an event says of a token is nobody's message.
        let sees = row.delivery.about.is_some() || masking::sees(can.human(), row.delivery.subaccount.as_ref());
        let webhook = webhook.map(store::Seen::into_inner);
        let request = request(cx.config, &row, webhook.as_ref(), sees);
        let tries = row.tries.iter().map(|one| DeliveryTry {
            at: Instant::from_millis(one.at),
            status: one.status,
            ms: one.ms,
            error: one.error.clone(),
        });
        Ok(DeliveryDetail {
            request,
            excerpt: row.excerpt.clone().filter(|_| sees),
            tries: tries.collect(),
            delivery: show(can.human(), row.delivery)?,
        }
        .into())
    }
}

/// What is sent, made again as it was: secrets and signatures are left out. Of a webhook that is gone, or out of the
/// reader's reach, the address alone is known.
fn request(config: &Config, row: &DetailRow, webhook: Option<&WebhookRow>, sees: bool) -> Option<SentRequest> {
    let url = row.sent_to.clone().or_else(|| webhook.map(|webhook| webhook.url.clone()))?;
    let at = row.delivery.last_attempt_at.unwrap_or(row.delivery.created_at);
    let mut headers: Vec<SentHeader> = plain_headers(row.event.id.as_str(), row.event.sequence, at.millis() / SECOND)
        .into_iter()
        .map(|(name, value)| SentHeader { name, value: Some(value) })
        .collect();
    let mut body = None;
    if let Some(webhook) = webhook {
        let form = format(&webhook.format);
        let own = open_headers(config, (&webhook.account, &webhook.id), webhook.headers.as_deref()).unwrap_or_default();
        let secret = signature_header(form).map(str::to_owned).into_iter().chain(own.into_iter().map(|(name, _)| name));
        headers.extend(secret.map(|name| SentHeader { name, value: None }));
        let event = event_out(&row.event).filter(|_| sees);
        body = event.and_then(|event| outgoing::body(form, &event)).map(|body| body.to_string());
    }
    Some(SentRequest { url, headers, body })
}
