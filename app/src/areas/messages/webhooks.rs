//! The list of webhooks, and what is said when nobody takes what belongs to no subaccount, or a bot is told twice.

use crate::areas::messages::common::{ago, at_once, body, by_name, cell, heads, m, scope};
use crate::areas::messages::{routing, webhook_dialogs, webhook_form};
use crate::i18n::{number, t};
use crate::routes::Here;
use crate::shared::environment::test_badge;
use crate::shared::list_page::{List, cursor, list_page};
use crate::shared::row_menu::{About, menu_cell};
use crate::state::query::{use_all, use_query};
use crate::state::{session, view_as};
use crate::ui::badge::badge;
use crate::ui::button::{Button, LinkButton};
use crate::ui::each::For;
use crate::ui::icon;
use crate::ui::menu::Item;
use crate::ui::notice::{Empty, Notice};
use crate::ui::page::Head;
use crate::ui::part;
use contract::client::call;
use contract::table::{ListWebhooks, ResumeWebhook, UpdateWebhook};
use contract::{EventKind, Limit, Nothing, Request, Webhook, WebhookFormat, WebhookQuery, WebhookStatus};
use domain::permission::{PermissionId as P, Reach};
use leptos::prelude::*;

/// All webhooks, to look through.
pub fn all() -> crate::state::query::Query<contract::Page<Webhook>> {
    use_all::<ListWebhooks>(|| Some(((), WebhookQuery { limit: Limit::try_from(200).ok(), ..WebhookQuery::default() })))
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let list = use_query::<ListWebhooks>(move || {
        Some(((), WebhookQuery { cursor: cursor(here), search: here.param("search"), ..WebhookQuery::default() }))
    });
    let items = move || list.data.get().map(|page| page.items.clone()).unwrap_or_default();
    let create = || view! { <LinkButton label=t().palette.webhook href="/webhooks/new" tone="primary" glyph=icon::PLUS off=view_as::blocked() /> };
    view! {
        <div class="page">
            <Head title=t().nav.webhooks lead=m().webhooks_lead>
                <Button label=m().tester glyph=icon::SEARCH on_press=Callback::new(move |()| here.open("route", "")) />
                {create()}
            </Head>
            {null_taker()}
            {told_twice()}
            {by_name(here)}
            {list_page(
                here,
                list,
                List {
                    caption: t().nav.webhooks,
                    class: "table",
                    bones: &["l", "m", "m", "s", "s", "m", "s"],
                    heads: heads(&[m().name, m().kind, m().scope, t().bots.status, m().waiting, m().last_success]),
                    actions: true,
                    rows: view! { <For each=items key=|one| format!("{} {} {} {}", one.id, one.version, one.status.as_str(), one.waiting) let:one>{row(here, &one)}</For> }.into_any(),
                    none: Box::new(move || view! { <Empty glyph=icon::HOOK title=m().webhooks_empty why=m().webhooks_empty_why>{create()}</Empty> }.into_any()),
                },
            )}
        </div>
        {webhook_form::new(here)}
        {webhook_dialogs::dialogs(here)}
        {routing::dialog(here)}
    }
    .into_any()
}

/// Says that what belongs to no subaccount has no taker, with the fix.
pub fn null_taker() -> AnyView {
    // Who sees a part of the webhooks can't tell.
    if session::own_grants().reach(P::WebhooksManage) != Some(Reach::Account) {
        return ().into_any();
    }
    let list = all();
    part(move || {
        let page = list.data.get()?;
        let answers =
            || page.items.iter().filter(|one| one.kind == EventKind::Mo && one.status != WebhookStatus::Disabled);
        // An app takes what comes to a number, whoever's it is.
        if page.items.is_empty() || answers().any(|one| one.accept_null_subaccount || one.subscription.is_some()) {
            return None;
        }
        // The one that takes most is the likeliest.
        let best = answers().max_by_key(|one| (one.all_subaccounts, one.subaccounts.len()));
        let fix = match best.map(|one| (one.id.clone(), one.version, one.name.clone())) {
            Some((id, version, name)) => {
                let label = (m().let_take)(&name);
                let said = (m().takes_null)(&name);
                let fix = move |()| {
                    let fields = body([("version", version.into()), ("accept_null_subaccount", true.into())]);
                    if let Ok(change) = contract::UpdateWebhook::parse(fields) {
                        at_once(call::<UpdateWebhook>(&id, &Nothing {}, &change), said.clone());
                    }
                };
                view! { <Button label=label off=view_as::blocked() on_press=Callback::new(fix) /> }.into_any()
            }
            None => {
                view! { <LinkButton label=t().palette.webhook href="/webhooks/new?null=1" off=view_as::blocked() /> }
                    .into_any()
            }
        };
        Some(view! {
            <Notice tone="warn">
                <p><strong>{m().null_lost}</strong></p>
                <p>{m().null_lost_why}</p>
                <p class="row">{fix}</p>
            </Notice>
        })
    })
}

/// Says which two webhooks tell one bot the same.
pub fn told_twice() -> AnyView {
    let list = all();
    part(move || {
        let items = &list.data.get()?.items;
        let (one, other) =
            items.iter().find_map(|one| Some((one, items.iter().find(|other| one.tells_the_same(other))?)))?;
        let said = (m().told_twice)(&one.name, &other.name);
        Some(view! { <Notice tone="warn"><p>{said}</p></Notice> })
    })
}

/// The kind in words.
pub fn kind(of: EventKind) -> &'static str {
    match of {
        EventKind::Mo => m().answer,
        EventKind::Status => m().status_kind,
        EventKind::Token => m().token_kind,
    }
}

/// The form of bodies in words.
pub fn format_of(of: WebhookFormat) -> &'static str {
    match of {
        WebhookFormat::Standard => "Standard Webhooks",
        WebhookFormat::Sinch => "Sinch",
        WebhookFormat::Meta => "Meta",
    }
}

/// How a webhook is.
pub fn status(one: &Webhook) -> AnyView {
    match one.status {
        WebhookStatus::Active if one.failing_since.is_some() => badge("bad", icon::WARN, m().failing).into_any(),
        WebhookStatus::Active => badge("ok", icon::OK, t().bots.active).into_any(),
        WebhookStatus::Paused => badge("warn", icon::OFF, m().paused).into_any(),
        WebhookStatus::Disabled => badge("bad", icon::OFF, m().disabled).into_any(),
    }
}

/// For whom it is.
pub fn scope_of(one: &Webhook) -> String {
    if let Some(of) = &one.subscription {
        return (m().subscribed)(&of.app, &of.whatsapp_account);
    }
    let names = one.subaccounts.iter().map(|sub| sub.name.clone()).collect();
    scope(one.all_subaccounts, names, one.accept_null_subaccount)
}

/// Lets a webhook go on: that is taken back by pausing it.
pub fn resume(one: &Webhook) {
    at_once(call::<ResumeWebhook>(&one.id, &Nothing {}, &Nothing {}), (m().resumed)(&one.name));
}

fn row(here: Here, one: &Webhook) -> AnyView {
    let href = format!("/webhooks/{}", one.id);
    let cells = view! {
        <th scope="row" class="leads">
            <a class="go" href=href>{one.name.clone()}</a>
            {test_badge(one.environment)}
            <span class="sub">{one.url.clone()}</span>
        </th>
        {cell(m().kind, kind(one.kind).into_any())}
        {cell(m().scope, scope_of(one).into_any())}
        {cell(t().bots.status, status(one))}
        {cell(m().waiting, number(one.waiting.unsigned_abs()).into_any())}
        {cell(m().last_success, ago(one.last_success_at))}
    };
    let one = one.clone();
    let menu = menu_cell(&one.name.clone(), Callback::new(move |()| menu(here, &one)));
    view! { <tr>{cells}{menu}</tr> }.into_any()
}

fn menu(here: Here, one: &Webhook) -> Vec<Item> {
    let about = About::new(here, one.id.as_str(), view_as::blocked());
    let again = one.clone();
    let on = Callback::new(move |()| resume(&again));
    let mut all = vec![about.asks(m().test, icon::SENDS, "test"), about.asks(m().edit, icon::PENCIL, "edit")];
    // The app's secret signs what the app has subscribed.
    all.extend(one.subscription.is_none().then(|| about.asks(m().rotate, icon::KEY, "rotate")));
    all.push(match one.status {
        WebhookStatus::Active => about.asks(m().pause, icon::POWER, "pause"),
        _ => about.does(m().resume, icon::POWER, on),
    });
    all.extend(about.history());
    all.push(about.deletes());
    all
}
