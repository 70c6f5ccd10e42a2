//! What a system user did in the last 30 days, day by day: drawings, and a table behind.

use crate::areas::bots::rate::m;
use crate::i18n::{locale, number, t};
use crate::shared::reading::trouble;
use crate::shared::zone;
use crate::state::clock::now;
use crate::state::query::use_query;
use crate::ui::part;
use crate::ui::spark::columns;
use contract::table::GetSystemUserUsage;
use contract::{Nothing, RefusalReason, Usage};
use domain::ids::SystemUserId;
use domain::latency::{BOUNDS, Quantile, Took};
use domain::time::{DAY, Instant};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// How many days are drawn.
const DAYS: i64 = 30;
/// How high a column is drawn of what took longer than every bound.
const BEYOND: i64 = 10_000;

/// What was counted on a day.
#[derive(Default)]
struct Day {
    calls: i64,
    introspections: i64,
    refused: i64,
    reasons: BTreeMap<&'static str, (RefusalReason, i64)>,
    took: Took,
}

/// The tab.
pub fn panel(id: SystemUserId) -> AnyView {
    let read = use_query::<GetSystemUserUsage>(move || Some((id.clone(), Nothing {})));
    let drawn = part(move || read.data.get().map(|usage| draw(&usage)));
    view! {
        <section class="card">
            <div class="card-head">
                <div>
                    <h2>{m().usage_30}</h2>
                    <p class="muted small">{m().usage_lead}</p>
                </div>
            </div>
            <div class="card-body stack">{trouble(read.failure)}{drawn}</div>
        </section>
    }
    .into_any()
}

/// By day of the reader's zone.
fn by_day(usage: &Usage) -> BTreeMap<String, Day> {
    let mut days: BTreeMap<String, Day> = BTreeMap::new();
    for hour in &usage.hours {
        let day = days.entry(zone::day(hour.hour)).or_default();
        day.calls += hour.calls;
        day.introspections += hour.introspections;
        day.refused += hour.refused;
        for one in &hour.reasons {
            day.reasons.entry(one.reason.as_str()).or_insert((one.reason, 0)).1 += one.calls;
        }
        for (place, calls) in hour.latency.iter().enumerate() {
            day.took.add_at(place, *calls);
        }
    }
    days
}

fn millis(quantile: Option<Quantile>) -> String {
    match quantile {
        None => "–".to_owned(),
        Some(Quantile::Within(bound)) => (m().within)(&number(bound.unsigned_abs())),
        Some(Quantile::Beyond) => (m().beyond)(&number(BOUNDS.last().copied().unwrap_or_default().unsigned_abs())),
    }
}

fn draw(usage: &Usage) -> AnyView {
    let days = by_day(usage);
    if days.is_empty() {
        return view! { <p class="muted">{m().usage_none}</p> }.into_any();
    }
    let today = untrack(now);
    let names: Vec<String> = (0..DAYS).rev().map(|n| zone::day(Instant::from_millis(today - n * DAY))).collect();
    let one = |word: &'static str, tone: &'static str, of: &dyn Fn(&Day) -> i64| {
        let values: Vec<u64> = names.iter().map(|name| days.get(name).map_or(0, of).unsigned_abs()).collect();
        view! { <div data-tone=tone><p class="small">{word}</p>{columns(&values, m().days_ago)}</div> }
    };
    let high = |permille: i64| {
        move |day: &Day| match day.took.quantile(permille) {
            None => 0,
            Some(Quantile::Within(bound)) => bound,
            Some(Quantile::Beyond) => BEYOND,
        }
    };
    let charts = view! {
        {one(t().bots.calls, "", &|day| day.calls)}
        {one(m().refused, "bad", &|day| day.refused)}
        {one(m().p50, "plain", &high(500))}
        {one(m().p95, "plain", &high(950))}
    };
    let line = |(name, day): (&String, &Day)| {
        let cell = |n: i64| view! { <td>{number(n.unsigned_abs())}</td> };
        let why = day.reasons.values().map(|(reason, calls)| {
            let words = locale::addresses::reason(locale(), *reason);
            view! { <li>{words} ": " {number(calls.unsigned_abs())}</li> }
        });
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                {cell(day.calls)}
                {cell(day.introspections)}
                <td>{number(day.refused.unsigned_abs())} <ul class="small">{why.collect_view()}</ul></td>
                <td>{millis(day.took.quantile(500))}</td>
                <td>{millis(day.took.quantile(950))}</td>
            </tr>
        }
    };
    let heads = [m().day, t().bots.calls, m().introspections, m().refused, m().p50, m().p95];
    view! {
        <div class="charts">{charts}</div>
        <details>
            <summary>{t().bots.as_table}</summary>
            <table class="table">
                <caption class="sr">{m().usage_30}</caption>
                <thead>
                    <tr>{heads.into_iter().map(|word| view! { <th scope="col">{word}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{days.iter().rev().map(line).collect_view()}</tbody>
            </table>
        </details>
    }
    .into_any()
}
