//! The list of channels, and what is asked about one.

use crate::areas::messages::channel_form;
use crate::areas::messages::common::{
    Outcome, Question, at_once, body, by_name_and, cell, confirm, flag, form_dialog, gone, heads, is_on, known, m,
    or_dash, scope, told,
};
use crate::i18n::{counted, locale, number, t};
use crate::routes::{Here, Page};
use crate::shared::environment;
use crate::shared::list_page::{List, cursor, list_page};
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::status::status_badge;
use crate::shared::ticks::Chosen;
use crate::state::query::{refresh, use_query};
use crate::state::view_as;
use crate::ui::button::LinkButton;
use crate::ui::each::For;
use crate::ui::field::Text;
use crate::ui::form::Form;
use crate::ui::icon;
use crate::ui::menu::Item;
use crate::ui::notice::Empty;
use crate::ui::page::Head;
use crate::ui::part;
use crate::ui::time::Ago;
use contract::client::call;
use contract::table::{DeleteChannel, GetChannel, ListChannels, SimulateMessage, TestChannel, UpdateChannel};
use contract::{Channel, ChannelKind, ChannelQuery, Medium, Nothing, Request, SimulatedMessage};
use domain::ids::ChannelId;
use domain::renewal::Renewal;
use domain::system_user::Status;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here) -> AnyView {
    let list = use_query::<ListChannels>(move || {
        Some((
            (),
            ChannelQuery {
                limit: None,
                cursor: cursor(here),
                search: here.param("search"),
                environment: environment::asked(here),
            },
        ))
    });
    let items = move || list.data.get().map(|page| page.items.clone()).unwrap_or_default();
    let create = || view! { <LinkButton label=t().palette.channel href="/channels/new" tone="primary" glyph=icon::PLUS off=view_as::blocked() /> };
    view! {
        <div class="page">
            <Head title=t().nav.channels lead=m().channels_lead>{create()}</Head>
            {by_name_and(here, environment::filter(here))}
            {list_page(
                here,
                list,
                List {
                    caption: t().nav.channels,
                    class: "table",
                    bones: &["l", "m", "m", "m", "m", "s", "s"],
                    heads: heads(&[m().name, m().carrier, m().number, m().scope, m().credential, t().bots.status]),
                    actions: true,
                    rows: view! { <For each=items key=|one| format!("{} {} {:?} {:?}", one.id, one.version, one.renewal, one.credential_expires_at) let:one>{row(here, &one)}</For> }.into_any(),
                    none: Box::new(move || view! { <Empty glyph=icon::SENDS title=m().channels_empty why=m().channels_empty_why>{create()}</Empty> }.into_any()),
                },
            )}
        </div>
        {channel_form::new(here)}
        {dialogs(here)}
    }
    .into_any()
}

/// The carrier in words.
pub fn kind(of: ChannelKind) -> &'static str {
    match of {
        ChannelKind::Sinch => "Sinch",
        ChannelKind::Meta => "Meta WhatsApp Cloud API",
        ChannelKind::Http => "HTTP",
        ChannelKind::Simulator => m().simulator,
    }
}

/// What carries it, in words.
pub fn medium(of: Medium) -> &'static str {
    match of {
        Medium::Whatsapp => "WhatsApp",
        Medium::Sms => "SMS",
    }
}

/// For whom it sends, in words.
pub fn scope_of(one: &Channel) -> String {
    scope(one.all_subaccounts, one.subaccounts.iter().map(|sub| sub.name.clone()).collect(), false)
}

/// What is shown of its credential.
pub fn credential(one: &Channel) -> Option<String> {
    let shown = one.username.clone().or_else(|| one.phone_number_id.clone()).or_else(|| {
        let names = one.header_names.join(", ");
        (!names.is_empty()).then_some(names)
    });
    shown.or_else(|| one.has_credential.then(|| m().stored.to_owned()))
}

/// How the renewal of its credential stands, in words.
pub fn renewal(of: Renewal) -> &'static str {
    locale::messages::renewal(locale(), of)
}

fn row(here: Here, one: &Channel) -> AnyView {
    // What stops the channel, or will.
    let trouble = match (one.renewal, one.credential_expires_at) {
        (Some(of @ (Renewal::Failing | Renewal::Ended)), _) => Some(renewal(of).into_any()),
        (Some(Renewal::ByHand), Some(end)) => {
            Some(view! { {m().credential_ends} " " <Ago millis=end.millis() /> }.into_any())
        }
        _ => None,
    };
    let kept = view! {
        {or_dash(credential(one))}
        {trouble.map(|trouble| view! { <span class="sub">{trouble}</span> })}
    };
    let source = one.source.as_ref().map(|of| of.name.clone()).unwrap_or_default();
    let cells = view! {
        <th scope="row" class="leads">
            <a class="go" href=format!("/channels/{}", one.id)>{one.name.clone()}</a>
            {environment::test_badge(one.environment)}
            {(!source.is_empty()).then(|| view! { <span class="sub">{source}</span> })}
        </th>
        {cell(m().carrier, format!("{} · {}", kind(one.kind), medium(one.medium)).into_any())}
        {cell(m().number, view! { <span class="mono">{one.origin.clone()}</span> }.into_any())}
        {cell(m().scope, scope_of(one).into_any())}
        {cell(m().credential, kept.into_any())}
        {cell(t().bots.status, status_badge(one.status).into_any())}
    };
    let one = one.clone();
    let menu = menu_cell(&one.name.clone(), Callback::new(move |()| menu(here, &one)));
    view! { <tr>{cells}{menu}</tr> }.into_any()
}

/// Switches a channel on or off.
pub fn switch(one: &Channel) {
    let (to, said) = match one.status {
        Status::Active => (Status::Inactive, t().bots.deactivated_toast),
        Status::Inactive => (Status::Active, t().bots.activated_toast),
    };
    let fields = body([("version", one.version.into()), ("status", to.as_str().into())]);
    if let Ok(change) = contract::UpdateChannel::parse(fields) {
        at_once(call::<UpdateChannel>(&one.id, &Nothing {}, &change), said(&one.name));
    }
}

fn menu(here: Here, one: &Channel) -> Vec<Item> {
    let about = About::new(here, one.id.as_str(), view_as::blocked());
    let switched = one.clone();
    let turn = Callback::new(move |()| switch(&switched));
    let mut all = vec![about.asks(m().send_test, icon::SENDS, "test")];
    if one.kind == ChannelKind::Simulator {
        all.push(about.asks(m().simulate, icon::BUBBLE, "simulate"));
    }
    all.push(about.asks(m().edit, icon::PENCIL, "edit"));
    all.push(about.does(
        if one.status == Status::Active { t().bots.deactivate } else { t().bots.activate },
        icon::POWER,
        turn,
    ));
    all.extend(about.history());
    all.push(about.deletes());
    all
}

/// The dialogs of the address.
pub fn dialogs(here: Here) -> AnyView {
    let ask = Memo::new(move |_| here.ask());
    part(move || {
        let ask = ask.get()?;
        let Ok(id) = ChannelId::try_from(ask.id) else { return Some(untrack(|| gone(here))) };
        Some(untrack(|| {
            let one = use_query::<GetChannel>(move || Some((id.clone(), Nothing {})));
            known(here, one, move |one| match ask.action.as_str() {
                "edit" => channel_form::editor(here, Some(&one)),
                "simulate" => simulate(here, &one),
                "test" => test(here, &one),
                "delete" => delete(here, &one),
                _ => ().into_any(),
            })
        }))
    })
}

/// What became of a message that was made up.
pub fn simulated(reply: &SimulatedMessage, names: &str) -> (&'static str, Vec<String>) {
    let count = reply.deliveries.unsigned_abs();
    let whose = if reply.subaccount_id.is_some() { names } else { m().null };
    (if count == 0 { "warn" } else { "ok" }, vec![(m().came_in)(&reply.from, whose), counted(m().told, count)])
}

fn simulate(here: Here, one: &Channel) -> AnyView {
    let form = Form::new().asking();
    let outcome: Outcome = RwSignal::new(None);
    let shown = RwSignal::new(None::<String>);
    let flags: Chosen = RwSignal::new(Vec::new());
    let id = one.id.clone();
    let submit = move |()| {
        let mut fields = form.fields(&["from", "text"]);
        fields.insert("organic".to_owned(), untrack(|| is_on(flags, "organic")).into());
        form.submit::<SimulateMessage>(id.clone(), fields, move |reply| {
            outcome.try_set(Some(simulated(&reply, m().a_subaccount)));
            shown.try_set(Some(format!("/messages/{}", reply.message_id)));
            refresh();
        });
    };
    let fields = view! {
        <p class="muted">{m().simulate_text}</p>
        <Text form=form name="from" label=m().person hint=m().from_hint kind="tel" autofocus=true />
        <Text form=form name="text" label=m().text value=m().hello />
        {flag(flags, "organic", m().organic, m().organic_hint)}
        {told(outcome)}
        {part(move || shown.get().map(|href| view! { <p><a href=href>{m().open_message}</a></p> }))}
    };
    form_dialog(here, (m().simulate_title)(&one.name), form, m().simulate, Callback::new(submit), fields.into_any())
}

fn test(here: Here, one: &Channel) -> AnyView {
    let form = Form::new().asking();
    let outcome: Outcome = RwSignal::new(None);
    let shown = RwSignal::new(None::<String>);
    let id = one.id.clone();
    let simulated = one.kind == ChannelKind::Simulator;
    let submit = move |()| {
        let mut fields = form.fields(&["to", "text"]);
        let code = form.text("code");
        if simulated && !code.trim().is_empty() {
            fields.insert("text".to_owned(), format!("{} fail:{}", form.text("text").trim(), code.trim()).into());
        }
        form.submit::<TestChannel>(id.clone(), fields, move |reply| {
            let tone = if reply.accepted { "ok" } else { "bad" };
            let line = if reply.accepted { m().carrier_took } else { m().carrier_refused };
            let mut lines = vec![format!("{line} {} ms", number(reply.ms.unsigned_abs()))];
            lines.extend(reply.error);
            outcome.try_set(Some((tone, lines)));
            shown.try_set(Some(format!("/messages/{}", reply.message_id)));
            refresh();
        });
    };
    let fields = view! {
        <p class="muted">{if simulated { m().simulator_text } else { m().send_test_text }}</p>
        <Text form=form name="to" label=m().person hint=m().from_hint kind="tel" autofocus=true />
        <Text form=form name="text" label=m().text value=m().hello />
        {simulated.then(|| view! { <Text form=form name="code" label=m().fail_code hint=m().fail_code_hint kind="number" /> })}
        {told(outcome)}
        {part(move || shown.get().map(|href| view! { <p><a href=href>{m().open_message}</a></p> }))}
    };
    form_dialog(here, (m().test_title)(&one.name), form, m().send_test, Callback::new(submit), fields.into_any())
}

fn delete(here: Here, one: &Channel) -> AnyView {
    let id = one.id.clone();
    let shown = matches!(here.page(), Page::Messages(_, Some(_)));
    confirm(
        here,
        Question {
            name: one.name.clone(),
            to: shown.then_some("/channels"),
            ..Question::new(
                (m().delete_title)(&one.name),
                t().common.delete,
                vec![(m().sends_for)(&scope_of(one)), m().delete_channel.to_owned()],
                move || call::<DeleteChannel>(&id, &Nothing {}, &Nothing {}),
                (m().deleted)(&one.name),
            )
        },
    )
}
