//! What was done to a system user, by whom and when, from its audit events.

use crate::i18n::{locale, t};
use crate::shared::reading::trouble;
use crate::shared::trail::Trail;
use crate::state::query::use_query;
use crate::ui::copy::Copyable;
use crate::ui::part;
use crate::ui::table::bones;
use crate::ui::time::When;
use contract::table::GetSystemUserHistory;
use contract::{Fields, HistoryEvent, Limit, PageQuery};
use domain::ids::SystemUserId;
use leptos::prelude::*;

/// The panel.
pub fn panel(id: SystemUserId) -> AnyView {
    let b = &t().bots;
    let trail = Trail::new();
    let list = use_query::<GetSystemUserHistory>(move || {
        let cursor = trail.cursor();
        Some((id.clone(), PageQuery { limit: Limit::try_from(50).ok(), cursor }))
    });
    let rows = move || match list.data.get() {
        Some(page) => page.items.iter().map(event).collect_view().into_any(),
        None if list.failure.with(Option::is_none) => bones(&["m", "l", "m", "l"]),
        None => ().into_any(),
    };
    let next = move || list.data.with(|page| page.as_ref().and_then(|page| page.next_cursor.clone()));
    view! {
        <section class="stack">
            {trouble(list.failure)}
            <div class="table-box">
                <table class="table">
                    <caption class="sr">{b.history}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{b.history_when}</th>
                            <th scope="col">{b.history_what}</th>
                            <th scope="col">{b.history_who}</th>
                            <th scope="col">{t().common.request_id}</th>
                        </tr>
                    </thead>
                    <tbody>{part(rows)}</tbody>
                </table>
            </div>
            {trail.buttons(next)}
        </section>
    }
    .into_any()
}

fn event(event: &HistoryEvent) -> AnyView {
    let b = &t().bots;
    let who = event.actor.name.clone().unwrap_or_else(|| b.history_deployment.to_owned());
    view! {
        <tr>
            <th scope="row">
                <When millis=event.at.millis() />
            </th>
            <td data-label=b.history_what>
                {locale::audit::what(locale(), &event.action)} {said(event).map(|text| view! { <span class="sub">{text}</span> })}
            </td>
            <td data-label=b.history_who>{who}</td>
            <td data-label=t().common.request_id>
                {event.request_id.as_ref().map(|id| view! { <Copyable what=t().common.request_id text=id.to_string() /> })}
            </td>
        </tr>
    }
    .into_any()
}

fn text(side: Option<&Fields>, name: &str) -> Option<String> {
    side?.get(name)?.as_str().map(str::to_owned)
}

/// What there is to say besides: the names before and after, or the token's end.
fn said(event: &HistoryEvent) -> Option<String> {
    let (before, after) = (event.detail.before.as_ref(), event.detail.after.as_ref());
    if let Some(tail) = text(after, "tail") {
        return Some(format!("…{tail}"));
    }
    // Which token: its end, what it is called, who holds it, and whose place it took.
    let named = |name: &str| Some(format!("…{}", after?.get(name)?.get("name")?.as_str()?));
    if let Some(token) = named("token") {
        let words =
            [Some(token), text(after, "name"), text(after, "holder"), named("replaces").map(|old| format!("← {old}"))];
        return Some(words.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    }
    match (text(before, "username"), text(after, "username")) {
        (Some(before), Some(after)) => Some(format!("{before} → {after}")),
        (_, after) => after,
    }
}
