//! What is on its way to webhooks, was taken, or was given up; and sending it again.

use crate::areas::messages::common::{ago, body, cell, form_dialog, heads, known, live, m};
use crate::areas::messages::webhook_dialogs::why;
use crate::areas::messages::webhooks::{all, kind};
use crate::i18n::{counted, number, t};
use crate::routes::Here;
use crate::shared::filters::{at, clear, day, filter};
use crate::shared::list_page::{List, cursor, list_page};
use crate::shared::selection::{Action, Job, Selection};
use crate::shared::zone;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{toasts, view_as};
use crate::ui::badge::badge;
use crate::ui::button::Button;
use crate::ui::each::For;
use crate::ui::field::{Select, Text};
use crate::ui::form::Form;
use crate::ui::icon;
use crate::ui::notice::Empty;
use crate::ui::page::Head;
use crate::ui::part;
use contract::client::call;
use contract::table::{ListDeliveries, ReplayDeliveries, ReplayDelivery};
use contract::{Delivery, DeliveryQuery, DeliveryState, FieldError, Nothing, Page, Webhook};
use domain::field::FieldCode;
use domain::ids::{DeliveryId, WebhookId};
use domain::time::Instant;
use leptos::prelude::*;

const FILTERS: &[&str] = &["state", "webhook", "from", "to"];

/// The page.
pub fn page(here: Here) -> AnyView {
    live(here);
    let webhooks = all();
    let of = part(move || {
        let page = webhooks.data.get()?;
        let options = page.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
        Some(untrack(|| filter(here, "webhook", m().any_webhook, options)))
    });
    view! {
        <div class="page">
            <Head title=t().nav.deliveries lead=m().deliveries_lead>
                <Button label=m().replay_since glyph=icon::SENDS off=view_as::blocked() on_press=Callback::new(move |()| here.open("replay", "")) />
            </Head>
            <div class="toolbar">
                {states(here)}
                {of}
                {day(here, "from", m().from)}
                {day(here, "to", m().to)}
                {clear(here, FILTERS)}
            </div>
            {table(here, None)}
        </div>
        {replaying(here)}
    }
    .into_any()
}

/// The same list for one webhook, on its page.
pub fn of_webhook(here: Here, id: WebhookId) -> AnyView {
    view! { <div class="stack"><div class="toolbar">{states(here)}</div>{table(here, Some(id))}</div> }.into_any()
}

fn states(here: Here) -> AnyView {
    let options = DeliveryState::ALL.iter().map(|of| (of.as_str().to_owned(), word(*of).to_owned())).collect();
    filter(here, "state", t().bots.any_status, options)
}

fn word(of: DeliveryState) -> &'static str {
    match of {
        DeliveryState::Pending => m().waits,
        DeliveryState::Delivered => m().delivered,
        DeliveryState::Dead => m().dead,
    }
}

/// How a delivery is.
pub fn state(of: DeliveryState) -> AnyView {
    match of {
        DeliveryState::Pending => badge("", icon::CIRCLE, word(of)).into_any(),
        DeliveryState::Delivered => badge("ok", icon::OK, word(of)).into_any(),
        DeliveryState::Dead => badge("bad", icon::WARN, word(of)).into_any(),
    }
}

/// What was answered last.
pub fn answer(status: Option<i64>, ms: Option<i64>, error: Option<&str>) -> String {
    let status = status.map(|status| format!("HTTP {status}"));
    let ms = ms.map(|ms| format!("{} ms", number(ms.unsigned_abs())));
    let parts: Vec<String> = status.into_iter().chain(ms).chain(error.map(|error| why(error).to_owned())).collect();
    if parts.is_empty() { "—".to_owned() } else { parts.join(" · ") }
}

fn asked(here: Here, webhook: Option<WebhookId>) -> DeliveryQuery {
    DeliveryQuery {
        limit: None,
        cursor: cursor(here),
        webhook_id: webhook.or_else(|| here.param("webhook").and_then(|id| WebhookId::try_from(id).ok())),
        state: here.param("state").and_then(|of| DeliveryState::parse(&of)),
        from: at(here, "from", false),
        to: at(here, "to", true),
    }
}

fn table(here: Here, webhook: Option<WebhookId>) -> AnyView {
    let list = use_query::<ListDeliveries>(move || Some(((), asked(here, webhook.clone()))));
    let items = move || list.data.get().map(|page| page.items.clone()).unwrap_or_default();
    let ids = |page: &Page<Delivery>| page.items.iter().map(|one| one.id.to_string()).collect();
    let chosen =
        Selection::new(Memo::new(move |_| list.data.with(|page| page.as_deref().map(ids).unwrap_or_default())));
    let (b, m) = (&t().bots, m());
    view! {
        {chosen.bar(vec![Action { label: m.replay, glyph: icon::SENDS, ask: None, jobs: jobs(list) }])}
        {list_page(
            here,
            list,
            List {
                caption: t().nav.deliveries,
                class: "table",
                bones: &["s", "m", "m", "s", "s", "m", "m"],
                heads: view! { {chosen.tick_all()} {heads(&[m.person, m.webhook, b.status, m.tries, m.answer_head, m.next_try, b.created])} }.into_any(),
                actions: false,
                rows: view! {
                    <For each=items key=|one| format!("{} {} {}", one.id, one.attempts, one.state.as_str()) let:one>{row(chosen, &one)}</For>
                }
                .into_any(),
                none: Box::new(move || view! { <Empty glyph=icon::CHECK title=m.deliveries_empty why=m.deliveries_empty_why /> }.into_any()),
            },
        )}
    }
    .into_any()
}

fn jobs(list: Query<Page<Delivery>>) -> Callback<Vec<String>, Vec<Job>> {
    Callback::new(move |ids: Vec<String>| {
        let page = list.data.get_untracked();
        let chosen = page.iter().flat_map(|page| &page.items).filter(|one| ids.contains(&one.id.to_string()));
        chosen.map(|one| Job { id: one.id.to_string(), name: subject(one), call: again(&one.id) }).collect()
    })
}

/// The call that sends a delivery again.
pub fn again(id: &DeliveryId) -> contract::client::Call {
    call::<ReplayDelivery>(id, &Nothing {}, &Nothing {})
}

/// Of whom or what it tells: the person, or the system user and its token.
pub fn subject(one: &Delivery) -> String {
    one.token.as_ref().map_or_else(|| one.person.clone(), |token| format!("{} (…{})", token.username, token.tail))
}

fn row(chosen: Selection, one: &Delivery) -> AnyView {
    let m = m();
    let webhook = match &one.webhook_name {
        Some(name) => view! { <a href=format!("/webhooks/{}", one.webhook_id)>{name.clone()}</a> }.into_any(),
        None => m.gone.into_any(),
    };
    let next = match one.next_attempt_at {
        Some(_) => ago(one.next_attempt_at),
        None => "—".into_any(),
    };
    view! {
        <tr>
            {chosen.tick(one.id.to_string(), &subject(one))}
            {crate::areas::messages::common::lead(format!("/deliveries/{}", one.id), subject(one), kind(one.kind).to_owned())}
            {cell(m.webhook, webhook)}
            {cell(t().bots.status, state(one.state))}
            {cell(m.tries, number(one.attempts.unsigned_abs()).into_any())}
            {cell(m.answer_head, answer(one.last_status, one.last_ms, one.last_error.as_deref()).into_any())}
            {cell(m.next_try, next)}
            {cell(t().bots.created, ago(Some(one.created_at)))}
        </tr>
    }
    .into_any()
}

/// All to a webhook since a time are sent again.
fn replaying(here: Here) -> AnyView {
    let open = Memo::new(move |_| here.ask().is_some_and(|ask| ask.action == "replay"));
    // Nothing can be sent before there is something to choose from.
    part(move || open.get().then(|| untrack(|| known(here, all(), move |page| replay(here, &page)))))
}

fn replay(here: Here, webhooks: &Page<Webhook>) -> AnyView {
    let form = Form::new();
    let submit = move |()| {
        let since = zone::at(&form.text("since"));
        let mut errors = Vec::new();
        if since.is_none() {
            errors.push(FieldError::at("since", FieldCode::Required));
        }
        let id = form.text("webhook_id");
        if id.is_empty() {
            errors.push(FieldError::at("webhook_id", FieldCode::Required));
        }
        let Some(since) = since.filter(|_| errors.is_empty()) else { return form.refuse(&errors) };
        let since = since.to_rfc3339();
        form.submit::<ReplayDeliveries>((), body([("webhook_id", id.into()), ("since", since.into())]), move |reply| {
            refresh();
            here.close();
            toasts::done(counted(m().replayed, reply.deliveries.unsigned_abs()));
        });
    };
    let chosen = untrack(|| here.param("webhook")).unwrap_or_default();
    let since = untrack(|| here.param("since"))
        .and_then(|text| Instant::parse_rfc3339(&text).ok())
        .map(zone::minute)
        .unwrap_or_default();
    let options = webhooks.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
    let fields = view! {
        <p class="muted">{m().replay_text}</p>
        <Select form=form name="webhook_id" label=m().webhook options=options value=chosen />
        <Text form=form name="since" label=m().since kind="datetime-local" value=since />
    };
    form_dialog(here, m().replay_since.to_owned(), form, m().replay, Callback::new(submit), fields.into_any())
}
