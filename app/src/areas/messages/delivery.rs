//! One delivery: what was sent and answered, each try, and the next one.

use crate::areas::messages::common::{Detail, ago, at_once, card, detail, fact, facts, live, m, or_dash, table};
use crate::areas::messages::deliveries::{again, answer, state, subject};
use crate::areas::messages::webhooks::kind;
use crate::i18n::{number, t};
use crate::routes::Here;
use crate::state::query::use_query;
use crate::state::view_as;
use crate::ui::button::Button;
use crate::ui::code::Code;
use crate::ui::copy::Copyable;
use crate::ui::icon;
use crate::ui::part;
use crate::ui::time::When;
use contract::table::GetDelivery;
use contract::{Delivery, DeliveryDetail, Nothing, SentRequest};
use domain::ids::DeliveryId;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here, id: DeliveryId) -> AnyView {
    let mine = id.clone();
    let one = use_query::<GetDelivery>(move || Some((mine.clone(), Nothing {})));
    live(here);
    let title =
        Memo::new(move |_| one.data.with(|one| one.as_ref().map(|one| (m().delivery_of)(&subject(&one.delivery)))));
    let press = Callback::new(move |()| at_once(again(&id), (m().replayed)(1)));
    detail(Detail {
        list: ("/deliveries", t().nav.deliveries),
        lead: m().delivery_lead,
        title,
        failure: one.failure,
        beside: Callback::new(move |()| {
            one.data.with(|one| one.as_ref().map(|one| state(one.delivery.state))).into_any()
        }),
        actions: Callback::new(move |()| {
            view! { <Button label=m().replay tone="primary" glyph=icon::SENDS off=view_as::blocked() on_press=press /> }
                .into_any()
        }),
        body: Callback::new(move |()| {
            view! { <div class="stack wide-gap">{part(move || one.data.get().map(|one| body(&one)))}</div> }.into_any()
        }),
    })
}

fn body(one: &DeliveryDetail) -> AnyView {
    let d = &one.delivery;
    let webhook = d.webhook_name.clone().unwrap_or_else(|| m().gone.to_owned());
    let tries = one.tries.iter().map(|tried| {
        let said = answer(tried.status, Some(tried.ms), tried.error.as_deref());
        view! { <tr><td data-label=m().when><When millis=tried.at.millis() /></td><td data-label=m().answer_head>{said}</td></tr> }.into_any()
    });
    let next = if d.next_attempt_at.is_some() { ago(d.next_attempt_at) } else { "—".into_any() };
    view! {
        {facts(t().bots.facts, vec![
            fact(m().kind, kind(d.kind).into_any()),
            fact(m().webhook, view! { <a href=format!("/webhooks/{}", d.webhook_id)>{webhook}</a> }.into_any()),
            about(d),
            fact(m().event, view! { <Copyable what=m().event text=d.event_id.to_string() /> }.into_any()),
            fact(m().sequence, number(d.sequence.unsigned_abs()).into_any()),
            fact(m().tries, number(d.attempts.unsigned_abs()).into_any()),
            fact(m().answer_head, answer(d.last_status, d.last_ms, d.last_error.as_deref()).into_any()),
            fact(m().next_try, next),
        ])}
        {one.request.as_ref().map(sent)}
        {card(m().answer_head, view! { <p class="card-body mono">{or_dash(one.excerpt.clone())}</p> }.into_any())}
        {table(m().tries, &[m().when, m().answer_head], tries.collect())}
    }
    .into_any()
}

/// The message or the token that it tells of.
fn about(d: &Delivery) -> AnyView {
    let link = |href: String| view! { <a href=href>{subject(d)}</a> }.into_any();
    match (&d.message_id, &d.token) {
        (_, Some(token)) => fact(m().token, link(format!("/system-users/{}?tab=tokens", token.system_user_id))),
        (Some(id), None) => fact(m().message, link(format!("/messages/{id}"))),
        (None, None) => fact(m().message, "—".into_any()),
    }
}

fn sent(request: &SentRequest) -> AnyView {
    let heads = request
        .headers
        .iter()
        .map(|one| format!("{}: {}", one.name, one.value.as_deref().unwrap_or("••••")))
        .collect::<Vec<_>>();
    let text = format!("POST {}\n{}", request.url, heads.join("\n"));
    let block = |what: &'static str, text: String| {
        let shown = text.clone();
        view! { <Code what=what shown=Signal::derive(move || shown.clone()) copied=Callback::new(move |()| text.clone()) /> }
    };
    let told = request.body.clone().map_or_else(
        || view! { <p class="muted">{m().hidden}</p> }.into_any(),
        |text| block(m().body, pretty(text)).into_any(),
    );
    card(m().request, view! { <div class="card-body stack">{block(m().request, text)}{told}</div> }.into_any())
}

/// JSON with a line a field; other text as it is.
pub fn pretty(text: String) -> String {
    let shown = js_sys::JSON::parse(&text).and_then(|value| {
        js_sys::JSON::stringify_with_replacer_and_space(&value, &wasm_bindgen::JsValue::NULL, &2.into())
    });
    shown.map_or(text, String::from)
}
