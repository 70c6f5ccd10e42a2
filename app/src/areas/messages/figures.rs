//! What a webhook took and refused in the last 24 hours, and how long it took: drawings, and a table behind.

use crate::areas::messages::common::{card, heads, m, trouble};
use crate::i18n::{hour, number, t};
use crate::state::clock::now;
use crate::state::query::use_query;
use crate::ui::part;
use crate::ui::spark::chart;
use contract::table::GetWebhookFigures;
use contract::{FigureQuery, WebhookHour};
use domain::ids::WebhookId;
use domain::time::HOUR;
use leptos::prelude::*;

/// The card.
pub fn figures(id: WebhookId) -> AnyView {
    let read = use_query::<GetWebhookFigures>(move || Some((id.clone(), FigureQuery::default())));
    let drawn = part(move || read.data.get().map(|all| draw(&all.hours)));
    card(m().last_day, view! { <div class="card-body stack">{trouble(read.failure)}{drawn}</div> }.into_any())
}

fn draw(hours: &[WebhookHour]) -> AnyView {
    if hours.is_empty() {
        return view! { <p class="muted">{m().no_tries}</p> }.into_any();
    }
    let end = now() / HOUR;
    let values = |of: fn(&WebhookHour) -> i64| -> Vec<u64> {
        let at = |hour: i64| {
            hours.iter().find(|one| one.hour.millis() / HOUR == hour).map_or(0, |one| of(one).unsigned_abs())
        };
        (end - 23..=end).map(at).collect()
    };
    let one = |word: &'static str, tone: &'static str, of: fn(&WebhookHour) -> i64| {
        view! { <div data-tone=tone><p class="small">{word}</p>{chart(&values(of))}</div> }
    };
    let line = |one: &WebhookHour| {
        let cell = |n: i64| view! { <td>{number(n.unsigned_abs())}</td> };
        view! {
            <tr>
                <th scope="row">{hour(one.hour.millis())}</th>
                {cell(one.delivered)}
                {cell(one.failed)}
                {cell(one.mean_ms)}
                {cell(one.longest_ms)}
            </tr>
        }
    };
    view! {
        <div class="charts">
            {one(m().delivered, "", |one| one.delivered)}
            {one(m().failed, "bad", |one| one.failed)}
            {one(m().mean_ms, "plain", |one| one.mean_ms)}
        </div>
        <details>
            <summary>{t().bots.as_table}</summary>
            <table class="table">
                <caption class="sr">{m().last_day}</caption>
                <thead>
                    <tr>{heads(&[t().bots.hour, m().delivered, m().failed, m().mean_ms, m().longest_ms])}</tr>
                </thead>
                <tbody>{hours.iter().map(line).collect_view()}</tbody>
            </table>
        </details>
    }
    .into_any()
}
