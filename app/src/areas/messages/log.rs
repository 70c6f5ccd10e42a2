//! The messages, in and out: found by person, ids, subaccount and day.

use crate::areas::messages::common::{ago, cell, heads, lead, live, m, or_dash, whose};
use crate::i18n::{counted, t};
use crate::routes::Here;
use crate::shared::filters::{at, clear, day, filter};
use crate::shared::list_page::{List, cursor, list_page};
use crate::shared::lists::subaccounts;
use crate::state::query::use_query;
use crate::state::session;
use crate::ui::badge::{badge, tag};
use crate::ui::each::For;
use crate::ui::field::Search;
use crate::ui::icon;
use crate::ui::notice::Empty;
use crate::ui::page::Head;
use crate::ui::part;
use contract::table::ListMessages;
use contract::{Direction, Message, MessageQuery, MessageState, OfSubaccount};
use domain::ids::{DeliveryId, MessageId, SubaccountId};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

const FILTERS: &[&str] = &["person", "correlation", "carrier", "direction", "subaccount", "from", "to"];

fn asked(here: Here) -> MessageQuery {
    let of = here.param("subaccount").and_then(|id| match id.as_str() {
        "null" => Some(OfSubaccount::None),
        _ => SubaccountId::try_from(id).ok().map(OfSubaccount::Of),
    });
    MessageQuery {
        cursor: cursor(here),
        direction: here.param("direction").and_then(|way| Direction::parse(&way)),
        subaccount_id: of,
        person: here.param("person"),
        correlation_id: here.param("correlation"),
        carrier_id: here.param("carrier"),
        from: at(here, "from", false),
        to: at(here, "to", true),
        ..MessageQuery::default()
    }
}

/// The page.
pub fn page(here: Here) -> AnyView {
    live(here);
    let list = use_query::<ListMessages>(move || Some(((), asked(here))));
    let items = move || list.data.get().map(|page| page.items.clone()).unwrap_or_default();
    let subs = subaccounts();
    let search = |key: &'static str, label: &'static str, beside: bool| {
        let value = Signal::derive(move || here.param(key).unwrap_or_default());
        view! { <Search label=label value=value beside=beside on_search=Callback::new(move |text: String| here.set(&[(key, text.trim()), ("cursor", "")])) /> }
    };
    // An id of ours leads to its page; the carrier's is looked for.
    let by_id = Callback::new(move |text: String| {
        let id = text.trim();
        if MessageId::try_from(id.to_owned()).is_ok() {
            here.go(&format!("/messages/{id}"));
        } else if DeliveryId::try_from(id.to_owned()).is_ok() {
            here.go(&format!("/deliveries/{id}"));
        } else {
            here.set(&[("carrier", id), ("cursor", "")]);
        }
    });
    let carrier = Signal::derive(move || here.param("carrier").unwrap_or_default());
    let of = part(move || {
        let page = subs.data.get();
        let named = page.iter().flat_map(|page| &page.items).map(|one| (one.id.to_string(), one.name.clone()));
        let options = std::iter::once(("null".to_owned(), m().null.to_owned())).chain(named).collect();
        untrack(|| filter(here, "subaccount", m().any_subaccount, options))
    });
    let ways = Direction::ALL.iter().map(|way| (way.as_str().to_owned(), word(*way).to_owned())).collect();
    let m = m();
    view! {
        <div class="page">
            <Head title=t().nav.messages lead=m.log_lead />
            <p class="muted small">{kept_days()} " " {session::may(P::AccountManage).then(|| view! { <a href="/settings/messages">{m.change}</a> })}</p>
            <div class="toolbar">
                {search("person", m.search_person, false)}
                {search("correlation", m.search_correlation, true)}
                <Search label=m.search_id value=carrier beside=true on_search=by_id />
                {filter(here, "direction", m.both_ways, ways)}
                {of}
                {day(here, "from", m.from)}
                {day(here, "to", m.to)}
                {clear(here, FILTERS)}
            </div>
            {list_page(
                here,
                list,
                List {
                    caption: t().nav.messages,
                    class: "table",
                    bones: &["m", "s", "l", "m", "s", "m"],
                    heads: heads(&[m.person, m.way, m.text, t().bots.subaccount, t().bots.status, m.when]),
                    actions: false,
                    rows: view! { <For each=items key=|one| format!("{} {}", one.id, one.state.as_str()) let:one>{row(&one)}</For> }.into_any(),
                    none: Box::new(move || view! { <Empty glyph=icon::BUBBLE title=m.log_empty why=m.log_empty_why /> }.into_any()),
                },
            )}
        </div>
    }
    .into_any()
}

/// The way in words.
pub fn word(way: Direction) -> &'static str {
    match way {
        Direction::In => m().way_in,
        Direction::Out => m().way_out,
    }
}

/// How far a message has come, in words.
pub fn state_word(of: MessageState) -> &'static str {
    let m = m();
    match of {
        MessageState::Received => m.received,
        MessageState::Queued => m.queued,
        MessageState::Sent => m.sent,
        MessageState::Delivered => m.delivered,
        MessageState::Read => m.read,
        MessageState::Failed => m.failed,
    }
}

/// How far a message has come.
pub fn state(of: MessageState) -> AnyView {
    let (tone, glyph) = match of {
        MessageState::Received => ("ok", icon::DOWN),
        MessageState::Queued => ("", icon::CIRCLE),
        MessageState::Sent => ("", icon::SENDS),
        MessageState::Delivered => ("ok", icon::CHECK),
        MessageState::Read => ("ok", icon::EYE),
        MessageState::Failed => ("bad", icon::WARN),
    };
    badge(tone, glyph, state_word(of)).into_any()
}

/// Its text, or what it is made of where the text is kept from the reader.
pub fn text(one: &Message) -> String {
    match &one.text {
        Some(text) => text.chars().take(80).collect(),
        None => one.kind.clone(),
    }
}

fn row(one: &Message) -> AnyView {
    let error = one.error.clone().map(|error| view! { <span class="sub nowrap">{error}</span> });
    view! {
        <tr>
            {lead(format!("/messages/{}", one.id), one.person.clone(), one.origin.clone())}
            {cell(m().way, tag(word(one.direction)).into_any())}
            {cell(m().text, or_dash(Some(text(one))))}
            {cell(t().bots.subaccount, whose(one.subaccount.as_ref(), one.subaccount_id.as_ref().map(ToString::to_string)).into_any())}
            {cell(t().bots.status, view! { {state(one.state)} {error} }.into_any())}
            {cell(m().when, ago(Some(one.at)))}
        </tr>
    }
    .into_any()
}

/// For how long messages are kept. Watched: who comes from the settings may be here before what was saved is known.
pub fn kept_days() -> impl IntoView {
    part(|| counted(m().kept_days, session::me().map_or(0, |me| me.account.message_days.unsigned_abs())))
}
