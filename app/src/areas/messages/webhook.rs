//! One webhook: how it is, what it did, its deliveries, and what can be done.

use crate::areas::messages::common::{Detail, ago, detail, fact, facts, live, m, or_dash};
use crate::areas::messages::webhooks::{format_of, kind, resume, scope_of, status};
use crate::areas::messages::{deliveries, figures, webhook_dialogs};
use crate::i18n::{number, t};
use crate::routes::Here;
use crate::shared::environment::test_badge;
use crate::shared::row_menu::history_button;
use crate::state::query::use_query;
use crate::state::view_as;
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::icon;
use crate::ui::notice::Notice;
use crate::ui::part;
use crate::ui::tabs::Tabs;
use crate::ui::time::When;
use contract::table::GetWebhook;
use contract::{Nothing, Webhook, WebhookStatus};
use domain::ids::WebhookId;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here, id: WebhookId) -> AnyView {
    let own = StoredValue::new(id.to_string());
    let mine = id.clone();
    let one = use_query::<GetWebhook>(move || Some((mine.clone(), Nothing {})));
    live(here);
    let title = Memo::new(move |_| one.data.with(|one| one.as_ref().map(|one| one.name.clone())));
    let shown = StoredValue::new(id);
    let panel = Callback::new(move |tab: usize| match tab {
        0 => view! {
            <div class="stack wide-gap">
                {part(move || one.data.get().map(|one| body(&one)))}
                {figures::figures(shown.get_value())}
            </div>
        }
        .into_any(),
        _ => deliveries::of_webhook(here, shown.get_value()),
    });
    let open = move |action: &'static str| Callback::new(move |()| here.open(action, ""));
    let go_on = Callback::new(move |()| {
        if let Some(one) = one.data.get_untracked() {
            resume(&one);
        }
    });
    let active =
        Memo::new(move |_| one.data.with(|one| one.as_ref().is_some_and(|one| one.status == WebhookStatus::Active)));
    let subscribed =
        Memo::new(move |_| one.data.with(|one| one.as_ref().is_some_and(|one| one.subscription.is_some())));
    let actions = Callback::new(move |()| {
        view! {
            <Button label=m().test glyph=icon::SENDS off=view_as::blocked() on_press=open("test") />
            {part(move || if active.get() {
                view! { <Button label=m().pause glyph=icon::POWER off=view_as::blocked() on_press=open("pause") /> }
            } else {
                view! { <Button label=m().resume tone="primary" glyph=icon::POWER off=view_as::blocked() on_press=go_on /> }
            })}
            {part(move || (!subscribed.get()).then(|| view! { <Button label=m().rotate glyph=icon::KEY off=view_as::blocked() on_press=open("rotate") /> }))}
            <Button label=m().edit glyph=icon::PENCIL off=view_as::blocked() on_press=open("edit") />
            {history_button(&own.get_value())}
            <Button label=t().common.delete glyph=icon::TRASH off=view_as::blocked() on_press=open("delete") />
        }
        .into_any()
    });
    let frame = detail(Detail {
        list: ("/webhooks", t().nav.webhooks),
        lead: m().webhook_lead,
        title,
        failure: one.failure,
        beside: Callback::new(move |()| {
            one.data
                .with(|one| one.as_ref().map(|one| view! { {test_badge(one.environment)} {status(one)} }))
                .into_any()
        }),
        actions,
        body: Callback::new(move |()| {
            view! { <Tabs label=t().nav.webhooks names=vec![t().bots.facts, t().nav.deliveries] panel=panel /> }
                .into_any()
        }),
    });
    view! { {frame} {webhook_dialogs::dialogs(here)} }.into_any()
}

fn body(one: &Webhook) -> AnyView {
    let secrets = one.secrets.iter().map(|secret| {
        let end = secret.ends_at.map(|at| view! { " " {t().bots.ends} " " <When millis=at.millis() /> });
        view! { <div><code>{format!("…{}", secret.tail)}</code>{end}</div> }
    });
    let secrets = match &one.subscription {
        Some(_) => m().apps_secret.into_any(),
        None => secrets.collect_view().into_any(),
    };
    let said = match one.status {
        WebhookStatus::Disabled => Some(m().disabled_text),
        WebhookStatus::Paused => Some(m().pause_text),
        WebhookStatus::Active => one.failing_since.map(|_| m().failing_text),
    };
    let since = one.failing_since.or(one.paused_at).map(|at| view! { " " <When millis=at.millis() /> });
    view! {
        {said.map(|text| view! { <Notice tone="warn"><p>{text}{since}</p></Notice> })}
        {facts(t().bots.facts, vec![
            fact(m().kind, kind(one.kind).into_any()),
            fact(m().address, view! { <Copyable what=m().address text=one.url.clone() /> }.into_any()),
            fact(m().format, format_of(one.format).into_any()),
            fact(m().scope, scope_of(one).into_any()),
            fact(m().headers, or_dash(Some(one.header_names.join(", ")))),
            fact(m().secret, secrets),
            fact(m().waiting, number(one.waiting.unsigned_abs()).into_any()),
            fact(m().last_success, ago(one.last_success_at)),
            fact(t().bots.id, view! { <Copyable what=t().bots.id text=one.id.to_string() /> }.into_any()),
            fact(t().bots.created_by, one.created_by.name.clone().into_any()),
            fact(t().bots.created, view! { <When millis=one.created_at.millis() /> }.into_any()),
        ])}
    }
    .into_any()
}
