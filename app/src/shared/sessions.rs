//! Where somebody is signed in: the table that one's own page and the page of a person have.

use crate::i18n::{iso, t};
use crate::routes::Here;
use crate::shared::file::{Rows, rows};
use crate::shared::list_page::{List, list_page};
use crate::state::query::Query;
use crate::ui::badge::tag;
use crate::ui::each::For;
use crate::ui::time::{Ago, When};
use contract::{Page, Session};
use leptos::prelude::*;

/// The columns of the file.
pub const COLUMNS: [&str; 9] =
    ["id", "current", "created_at", "last_seen_at", "expires_at", "ip", "browser", "system", "user_agent"];

/// The lines of the file.
pub fn lines(page: Page<Session>) -> Rows {
    rows(page, |one| {
        let at = |at: domain::time::Instant| iso(at.millis());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            one.id.to_string(),
            one.current.to_string(),
            at(one.created_at),
            at(one.last_seen_at),
            at(one.expires_at),
            text(&one.ip),
            text(&one.browser),
            text(&one.system),
            text(&one.user_agent),
        ]
    })
}

/// Browser and system in words; where neither is a common one, as the browser names itself.
pub fn device(one: &Session) -> String {
    let words: Vec<&str> = [&one.browser, &one.system].into_iter().filter_map(Option::as_deref).collect();
    match (words.is_empty(), &one.user_agent) {
        (false, _) => words.join(" · "),
        (true, Some(agent)) => agent.chars().take(40).collect(),
        (true, None) => t().sessions.unknown.to_owned(),
    }
}

/// The table; `action` is what can be done about one of them.
pub fn table(here: Here, list: Query<Page<Session>>, action: Option<Callback<Session, AnyView>>) -> AnyView {
    let s = &t().sessions;
    // The session that asks comes first.
    let items = move || {
        let mut items = list.data.get().map(|page| page.items.clone()).unwrap_or_default();
        items.sort_by_key(|one| !one.current);
        items
    };
    let heads = view! {
        <th scope="col">{s.device}</th>
        <th scope="col">{s.address}</th>
        <th scope="col">{s.started}</th>
        <th scope="col">{s.seen}</th>
    };
    let shown = List {
        caption: s.title,
        class: "table",
        bones: &["l", "m", "m", "m", "s"],
        heads: heads.into_any(),
        actions: action.is_some(),
        rows: view! {
            <For each=items key=|one| format!("{} {}", one.id, one.last_seen_at.millis()) let:one>
                {row(one, action)}
            </For>
        }
        .into_any(),
        none: Box::new(|| view! { <p class="none">{t().sessions.nowhere}</p> }.into_any()),
    };
    list_page(here, list, shown)
}

fn row(one: Session, action: Option<Callback<Session, AnyView>>) -> AnyView {
    let s = &t().sessions;
    let full = one.user_agent.clone().unwrap_or_default();
    let last = action.map(|action| view! { <td class="actions">{action.run(one.clone())}</td> });
    view! {
        <tr>
            <th scope="row">
                <span class="row">
                    <span title=full>{device(&one)}</span>
                    {one.current.then(|| tag(s.current))}
                </span>
            </th>
            <td data-label=s.address>
                <code>{one.ip.unwrap_or_else(|| "—".to_owned())}</code>
            </td>
            <td data-label=s.started>
                <When millis=one.created_at.millis() />
            </td>
            <td data-label=s.seen>
                <Ago millis=one.last_seen_at.millis() />
            </td>
            {last}
        </tr>
    }
    .into_any()
}
