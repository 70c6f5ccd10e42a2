//! Pieces of tables and cards that several areas are made of.

use crate::i18n::t;
use crate::ui::time::Ago;
use domain::time::Instant;
use leptos::prelude::*;

/// The heads of a table.
pub fn heads(words: &[&'static str]) -> AnyView {
    words.iter().map(|word| view! { <th scope="col">{*word}</th> }).collect_view().into_any()
}

/// The head of the cells that have what can be done with a row.
pub fn actions_head() -> AnyView {
    view! { <th scope="col"><span class="sr">{t().common.actions}</span></th> }.into_any()
}

/// A cell of a table, with its head for narrow screens.
pub fn cell(head: &'static str, value: AnyView) -> AnyView {
    view! { <td data-label=head><div>{value}</div></td> }.into_any()
}

/// The cell that a row begins with: it leads to the row's own page.
pub fn lead(href: String, word: String, below: String) -> AnyView {
    let below = (!below.is_empty()).then(|| view! { <span class="sub">{below}</span> });
    view! { <th scope="row" class="leads"><a class="go" href=href>{word}</a>{below}</th> }.into_any()
}

/// A table that is no list of its own.
pub fn table(caption: &'static str, words: &[&'static str], rows: Vec<AnyView>) -> AnyView {
    table_of(caption, heads(words), rows)
}

/// The same with other heads than words.
pub fn table_of(caption: &'static str, heads: AnyView, rows: Vec<AnyView>) -> AnyView {
    view! {
        <div class="table-box">
            <table class="table">
                <caption class="sr">{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A fact about something.
pub fn fact(label: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

/// A card of facts.
pub fn facts(title: &'static str, all: Vec<AnyView>) -> AnyView {
    card(title, view! { <dl class="facts">{all}</dl> }.into_any())
}

/// A card.
pub fn card(title: &'static str, body: AnyView) -> AnyView {
    view! { <section class="card"><div class="card-head"><h2>{title}</h2></div>{body}</section> }.into_any()
}

/// How long ago, or never.
pub fn ago(at: Option<Instant>) -> AnyView {
    match at {
        Some(at) => view! { <Ago millis=at.millis() /> }.into_any(),
        None => view! { <span class="muted">{t().common.never}</span> }.into_any(),
    }
}

/// A text, or a dash.
pub fn or_dash(text: Option<String>) -> AnyView {
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| "—".to_owned()).into_any()
}
