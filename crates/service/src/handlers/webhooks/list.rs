//! The list of webhooks, one of them, its figures, and which of them get an event.

use contract::page::CursorKey;
use contract::table::{GetWebhook, GetWebhookFigures, ListWebhooks, RouteWebhooks};
use contract::{Code, Cursor, EventKind, Page, Route, RouteWhy, Routing, Webhook, WebhookFigures, WebhookHour};
use domain::environment::Environment;
use domain::field::FieldCode;
use domain::ids::{SubaccountId, WhatsappAccountId};
use domain::time::{DAY, HOUR, Instant};
use messaging::routing::{self, Kind, State, Why};
use store::webhooks::{self, Filter, HourRow, WebhookRow};

use super::show::show;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::users::list::by_name;
use crate::view;

/// The longest time whose figures are shown at once.
const LONGEST: i64 = 31 * DAY;
/// More webhooks than an account can have.
const ALL: i64 = 1_000;

impl<D: Deps> Handler<D> for ListWebhooks {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Webhook>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = cx.query.cursor.as_ref().map(by_name).transpose()?;
        let search = view::search(cx.query.search.as_deref());
        let size = i64::from(limit.get()) + 1;
        let filter = Filter {
            search: search.as_deref(),
            app: cx.query.app_id.as_ref(),
            whatsapp_account: cx.query.whatsapp_account_id.as_ref(),
        };
        let rows = webhooks::list(cx.db(), &cx.proof, cx.meta.now, &filter, after, size).await?;
        let position = |row: &WebhookRow| Cursor { key: CursorKey::Text(row.name_key.clone()), id: row.id.to_string() };
        let Page { items, next_cursor } = view::page(rows, limit, position, |row| row);
        let items = items.into_iter().map(|row| show(cx.config, row)).collect::<Result<_, Fail>>()?;
        Ok(Page { items, next_cursor }.into())
    }
}

impl<D: Deps> Handler<D> for GetWebhook {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Webhook>, Fail> {
        let seen = webhooks::get(&cx.proof, &cx.path, cx.meta.now).of(cx.db()).await?;
        Ok(show(cx.config, seen.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner())?.into())
    }
}

impl<D: Deps> Handler<D> for GetWebhookFigures {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WebhookFigures>, Fail> {
        let to = cx.query.to.unwrap_or(cx.meta.now);
        let from = cx.query.from.unwrap_or(to.plus(-DAY));
        if !(0..=LONGEST).contains(&to.since(from)) {
            return Err(Fail::field("from", FieldCode::OutOfRange));
        }
        let seen = webhooks::get(&cx.proof, &cx.path, cx.meta.now).of(cx.db()).await?;
        let seen = seen.ok_or_else(|| Fail::new(Code::NotFound))?;
        let rows = webhooks::figures(&seen, from.millis() / HOUR, to.millis() / HOUR).of(cx.db()).await?;
        let hour = |row: HourRow| WebhookHour {
            hour: Instant::from_millis(row.hour * HOUR),
            delivered: row.delivered,
            failed: row.failed,
            mean_ms: row.ms / (row.delivered + row.failed).max(1),
            longest_ms: row.longest_ms,
        };
        Ok(WebhookFigures { hours: rows.into_iter().map(hour).collect() }.into())
    }
}

impl<D: Deps> Handler<D> for RouteWebhooks {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Routing>, Fail> {
        let subaccount = cx.body.subaccount_id.0.as_ref();
        let of = match subaccount {
            None => None,
            Some(id) => {
                let found = webhooks::subaccounts(&cx.proof, std::slice::from_ref(id)).of(cx.db()).await?;
                let (.., its) = found.first().ok_or_else(|| Fail::field("subaccount_id", FieldCode::NotFound))?;
                Some((id, *its))
            }
        };
        let rows = webhooks::list(cx.db(), &cx.proof, cx.meta.now, &Filter::default(), None, ALL).await?;
        let kind = kind(cx.body.kind.as_str());
        let about = cx.body.whatsapp_account_id.as_ref();
        let webhooks = rows.into_iter().map(|row| route(row, kind, of, about)).collect();
        Ok(Routing { webhooks }.into())
    }
}

fn kind(text: &str) -> Kind {
    match EventKind::parse(text) {
        Some(EventKind::Mo) => Kind::Mo,
        Some(EventKind::Token) => Kind::Token,
        Some(EventKind::Status) | None => Kind::Status,
    }
}

fn route(
    row: WebhookRow,
    of: Kind,
    subaccount: Option<(&SubaccountId, Environment)>,
    about: Option<&WhatsappAccountId>,
) -> Route {
    let named: Vec<SubaccountId> = row.subaccounts.iter().map(|(id, ..)| id.clone()).collect();
    let state = match row.status.as_str() {
        "active" => State::Active,
        "paused" => State::Paused,
        _ => State::Disabled,
    };
    let webhook = routing::Webhook {
        kind: kind(&row.kind),
        subaccounts: (!row.all_subaccounts).then_some(&*named),
        accept_null: row.accept_null,
        subscribed: row.subscription.as_ref().map(|(_, (line, _))| line),
        state,
    };
    let verdict = routing::takes(&webhook, of, subaccount.map(|(id, _)| id), about);
    // What belongs to no subaccount is taken of one's own environment.
    if subaccount.is_some_and(|(_, its)| its != row.environment) && verdict.why != Why::OtherKind {
        return Route { id: row.id, name: row.name, takes: false, why: RouteWhy::OtherEnvironment };
    }
    let why = match verdict.why {
        Why::Takes => RouteWhy::Takes,
        Why::OtherKind => RouteWhy::OtherKind,
        Why::OtherSubaccount => RouteWhy::OtherSubaccount,
        Why::NullNotAccepted => RouteWhy::NullNotAccepted,
        Why::OtherNumber => RouteWhy::OtherNumber,
        Why::Paused => RouteWhy::Paused,
        Why::Disabled => RouteWhy::Disabled,
    };
    Route { id: row.id, name: row.name, takes: verdict.takes, why }
}
