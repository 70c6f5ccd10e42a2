//! One message: what it is, what became of it, and to whom that was told.

use crate::areas::messages::common::{Detail, ago, card, cell, detail, fact, facts, live, m, or_dash, table, whose};
use crate::areas::messages::deliveries::{answer, state as delivery_state};
use crate::areas::messages::delivery::pretty;
use crate::areas::messages::log::{kept_days, state, state_word, word};
use crate::areas::messages::webhooks::kind;
use crate::i18n::{number, t};
use crate::routes::Here;
use crate::state::query::use_query;
use crate::state::view_as;
use crate::ui::button::LinkButton;
use crate::ui::code::Code;
use crate::ui::copy::Copyable;
use crate::ui::notice::Notice;
use crate::ui::part;
use crate::ui::time::When;
use contract::client::percent_encode;
use contract::table::GetMessage;
use contract::{Message, MessageDelivery, MessageDetail, MessageEvent, Nothing};
use domain::ids::MessageId;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here, id: MessageId) -> AnyView {
    let one = use_query::<GetMessage>(move || Some((id.clone(), Nothing {})));
    live(here);
    let title = Memo::new(move |_| {
        one.data.with(|one| one.as_ref().map(|one| format!("{} · {}", word(one.message.direction), one.message.person)))
    });
    detail(Detail {
        list: ("/messages", t().nav.messages),
        lead: m().message_lead,
        title,
        failure: one.failure,
        beside: Callback::new(move |()| {
            one.data.with(|one| one.as_ref().map(|one| state(one.message.state))).into_any()
        }),
        actions: Callback::new(|()| ().into_any()),
        body: Callback::new(move |()| {
            view! { <div class="stack wide-gap">{part(move || one.data.get().map(|one| body(&one)))}</div> }.into_any()
        }),
    })
}

fn id(what: &'static str, text: Option<String>) -> AnyView {
    let shown = match text {
        Some(text) => view! { <Copyable what=what text=text /> }.into_any(),
        None => "—".into_any(),
    };
    fact(what, shown)
}

fn body(one: &MessageDetail) -> AnyView {
    let d = &one.message;
    let hidden = d.masked.then(|| view! { <Notice>{m().masked}</Notice> });
    let content = one.content.as_ref().map(|content| {
        let text = pretty(content.to_string());
        let shown = text.clone();
        let code = view! { <Code what=m().content shown=Signal::derive(move || shown.clone()) copied=Callback::new(move |()| text.clone()) /> };
        card(m().content, view! { <div class="card-body">{code}</div> }.into_any())
    });
    view! {
        {hidden}
        {about(d)}
        {content}
        <section class="stack">
            <h2>{m().events}</h2>
            {table(m().events, &[m().when, m().kind, t().bots.status, m().sequence], one.events.iter().map(event).collect())}
        </section>
        <section class="stack">
            <h2>{t().nav.deliveries}</h2>
            {if one.deliveries.is_empty() {
                let since = d.received_at.to_rfc3339();
                let href = format!("/deliveries?action=replay&since={}", percent_encode(&since));
                view! {
                    <Notice tone="warn">
                        <p>{m().no_deliveries} " " {m().no_deliveries_fix}</p>
                        <p class="row">
                            <LinkButton label=t().nav.webhooks href="/webhooks" off=None />
                            <LinkButton label=m().replay_since href=href off=view_as::blocked() />
                        </p>
                    </Notice>
                }
                .into_any()
            } else {
                let heads = [m().webhook, t().bots.status, m().tries, m().answer_head, m().next_try];
                table(t().nav.deliveries, &heads, one.deliveries.iter().map(|it| delivery(it, &one.events)).collect())
            }}
        </section>
        <p class="muted small">{kept_days()}</p>
    }
    .into_any()
}

fn about(d: &Message) -> AnyView {
    let to = d.channel_id.as_ref().map(|id| format!("/channels/{id}"));
    let to = to.or_else(|| d.source_id.as_ref().map(|id| format!("/sources/{id}")));
    let by = match (&d.connection, to) {
        (Some(one), Some(href)) => view! { <a href=href>{one.name.clone()}</a> }.into_any(),
        _ => m().gone.into_any(),
    };
    facts(
        t().bots.facts,
        vec![
            id(m().person, Some(d.person.clone())),
            id(m().number, Some(d.origin.clone())),
            fact(
                t().bots.subaccount,
                whose(d.subaccount.as_ref(), d.subaccount_id.as_ref().map(ToString::to_string)).into_any(),
            ),
            fact(m().connection, by),
            fact(m().when, view! { <When millis=d.at.millis() /> }.into_any()),
            fact(m().failed, or_dash(d.error.clone())),
            id(m().correlation, d.correlation_id.clone()),
            id(m().carrier_id, d.carrier_id.clone()),
            id(t().bots.id, Some(d.id.to_string())),
        ],
    )
}

fn event(one: &MessageEvent) -> AnyView {
    view! {
        <tr>
            {cell(m().when, view! { <When millis=one.at.millis() /> }.into_any())}
            {cell(m().kind, kind(one.kind).into_any())}
            {cell(t().bots.status, view! { {one.state.map(state)} " " {one.reason.clone()} }.into_any())}
            {cell(m().sequence, number(one.sequence.unsigned_abs()).into_any())}
        </tr>
    }
    .into_any()
}

fn delivery(one: &MessageDelivery, events: &[MessageEvent]) -> AnyView {
    let of = events.iter().find(|event| event.id == one.event_id);
    let of = of.map(|event| event.state.map_or_else(|| kind(event.kind), state_word).to_owned()).unwrap_or_default();

    let name = one.webhook_name.clone().unwrap_or_else(|| m().gone.to_owned());
    let next = if one.next_attempt_at.is_some() { ago(one.next_attempt_at) } else { "—".into_any() };
    view! {
        <tr>
            {crate::areas::messages::common::lead(format!("/deliveries/{}", one.id), name, of)}
            {cell(t().bots.status, delivery_state(one.state))}
            {cell(m().tries, number(one.attempts.unsigned_abs()).into_any())}
            {cell(m().answer_head, answer(one.last_status, None, one.last_error.as_deref()).into_any())}
            {cell(m().next_try, next)}
        </tr>
    }
    .into_any()
}
