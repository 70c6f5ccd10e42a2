//! What apps have subscribed: webhooks, which are looked at and deleted as all others are.

use crate::areas::business::common::m;
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::pieces::{actions_head, cell, heads, table_of};
use crate::shared::reading::trouble;
use crate::shared::row_menu::removal_cell;
use crate::state::query::use_all;
use crate::state::{session, view_as};
use crate::ui::{attr, part};
use contract::client::percent_encode;
use contract::table::ListWebhooks;
use contract::{EventKind, Limit, Webhook, WebhookQuery};
use domain::ids::{AppId, WhatsappAccountId};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// Of what.
#[derive(Clone)]
pub enum Of {
    /// By an app.
    App(AppId),
    /// To a WhatsApp account.
    Line(WhatsappAccountId),
}

/// The table of them, for whoever may see webhooks; `back` is where its reader came from.
pub fn table(here: Here, of: Of, title: &'static str, back: String) -> AnyView {
    if !session::may(P::WebhooksManage) {
        return ().into_any();
    }
    let is_of_app = matches!(of, Of::App(_));
    let list = use_all::<ListWebhooks>(move || {
        let query = WebhookQuery { limit: Limit::try_from(200).ok(), ..WebhookQuery::default() };
        let query = match of.clone() {
            Of::App(id) => WebhookQuery { app_id: Some(id), ..query },
            Of::Line(id) => WebhookQuery { whatsapp_account_id: Some(id), ..query },
        };
        Some(((), query))
    });
    let shown = move || {
        let Some(all) = list.data.get() else { return view! { <span class="bone" data-w="l"></span> }.into_any() };
        if all.items.is_empty() {
            return view! { <p class="muted">{m().none_subscribed}</p> }.into_any();
        }
        let whose = if is_of_app { m().account } else { m().app };
        let heads = view! { {heads(&[whose, m().told, m().callback])} {actions_head()} };
        table_of(title, heads.into_any(), all.items.iter().map(|one| row(here, one, is_of_app, &back)).collect())
    };
    view! {
        {trouble(list.failure)}
        <div aria-busy=attr(move || if list.busy.get() { "true" } else { "false" })>{part(shown)}</div>
    }
    .into_any()
}

fn row(here: Here, one: &Webhook, is_of_app: bool, back: &str) -> AnyView {
    let of = one.subscription.as_ref();
    let name = of.map(|of| if is_of_app { of.whatsapp_account.clone() } else { of.app.clone() });
    let told = if one.kind == EventKind::Mo { m().messages } else { m().states };
    let page = format!("/webhooks/{}", one.id);
    // Over the list, since the webhook's own page is gone behind it.
    let removes = format!("/webhooks?action=delete&id={}&back={}", one.id, percent_encode(back));
    let press = Callback::new(move |()| here.go(&removes));
    view! {
        <tr>
            <th scope="row" class="leads"><a class="go" href=page>{name.unwrap_or_default()}</a></th>
            {cell(m().told, told.into_any())}
            {cell(m().callback, one.url.clone().into_any())}
            {removal_cell(format!("{} {}", t().common.delete, one.name), view_as::blocked(), press)}
        </tr>
    }
    .into_any()
}
