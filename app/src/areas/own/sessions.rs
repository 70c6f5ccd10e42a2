//! The reader's own sessions; any but the present one can be revoked.

use crate::i18n::{iso, t};
use crate::net::api;
use crate::routes::Here;
use crate::shared::file::{self, Export, most, rows};
use crate::shared::list_page::{List, cursor, list_page};
use crate::state::query::{refresh, use_query};
use crate::state::{toasts, view_as};
use crate::ui::badge::tag;
use crate::ui::button::Button;
use crate::ui::each::For;
use crate::ui::page::Head;
use crate::ui::time::{Ago, When};
use contract::table::{DeleteOtherSessions, DeleteSession, ListSessions};
use contract::{PageQuery, Session};
use leptos::{prelude::*, task::spawn_local};

fn export() -> Export {
    file::of::<ListSessions>(
        "sessions.csv",
        &["id", "current", "created_at", "last_seen_at", "expires_at", "ip", "user_agent"],
        |cursor| PageQuery { limit: most(), cursor },
        |page| {
            rows(page, |one| {
                let at = |at: domain::time::Instant| iso(at.millis());
                let (ip, agent) = (one.ip.clone().unwrap_or_default(), one.user_agent.clone().unwrap_or_default());
                let (made, seen, ends) = (at(one.created_at), at(one.last_seen_at), at(one.expires_at));
                vec![one.id.to_string(), one.current.to_string(), made, seen, ends, ip, agent]
            })
        },
    )
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let s = &t().sessions;
    let list =
        use_query::<ListSessions>(move || Some(((), PageQuery { cursor: cursor(here), ..PageQuery::default() })));
    // The session that asks comes first.
    let items = move || {
        let mut items = list.data.get().map(|p| p.items.clone()).unwrap_or_default();
        items.sort_by_key(|one| !one.current);
        items
    };
    let alone = Signal::derive(move || list.data.with(|page| page.as_ref().is_none_or(|p| p.items.len() < 2)));
    let ending = RwSignal::new(false);
    let end_others = move |()| {
        ending.set(true);
        spawn_local(async move {
            let answer = api::send::<DeleteOtherSessions>(&()).await;
            ending.try_set(false);
            match answer {
                Ok(()) => toasts::done(t().sessions.others_ended),
                Err(f) => toasts::failed(f.title),
            }
            refresh();
        });
    };
    let off = Signal::derive(move || alone.get().then(|| t().sessions.no_others.to_owned()).or_else(view_as::blocked));
    view! {
            <div class="page">
                <Head title=s.title lead=s.lead>
                    {file::button(export)}
                    <Button label=s.end_others pending=ending off=off on_press=Callback::new(end_others) />
                </Head>
                {list_page(
            here,
            list,
            List {
                caption: s.title,
                class: "table",
                bones: &["l", "m", "m", "m", "s"],
                heads: view! { <th scope="col">{s.device}</th>
    <th scope="col">{s.address}</th>
    <th scope="col">{s.started}</th>
    <th scope="col">{s.seen}</th> }.into_any(),
                actions: true,
                rows: view! { <For each=items key=|s| format!("{} {}", s.id, s.last_seen_at.millis()) let:one>
                                {row(one)}
                            </For> }.into_any(),
                none: Box::new(move || ().into_any()),
            },
        )}
            </div>
        }
    .into_any()
}

fn row(one: Session) -> AnyView {
    let s = &t().sessions;
    let device = one.user_agent.as_deref().map_or_else(|| s.unknown.to_owned(), browser);
    let full = one.user_agent.clone().unwrap_or_default();
    let pending = RwSignal::new(false);
    let off = one.current.then(|| s.current_reason.to_owned()).or_else(view_as::blocked);
    let label = (s.revoke_what)(&device);
    let id = one.id.clone();
    let press = move |()| {
        let id = id.clone();
        pending.set(true);
        spawn_local(async move {
            let answer = api::send::<DeleteSession>(&id).await;
            pending.try_set(false);
            match answer {
                Ok(()) => toasts::done(t().sessions.revoked),
                Err(f) => toasts::failed(f.title),
            }
            refresh();
        });
    };
    view! {
        <tr>
            <th scope="row">
                <span class="row">
                    <span title=full>{device}</span>
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
            <td class="actions">
                <Button label=s.revoke name=label pending=pending off=off on_press=Callback::new(press) />
            </td>
        </tr>
    }
    .into_any()
}

/// Browser and system, as far as the browser's own account of itself can be believed.
fn browser(agent: &str) -> String {
    let has = |part: &&(&str, &str)| agent.contains(part.0);
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    match (BROWSERS.iter().find(has), SYSTEMS.iter().find(has)) {
        (Some(b), Some(s)) => format!("{} · {}", b.1, s.1),
        (Some(one), None) | (None, Some(one)) => one.1.to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn browsers_that_pose_as_others_are_told_apart() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0";
        assert_eq!(browser(edge), "Edge · Windows");
        assert_eq!(
            browser("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"),
            "Safari · iOS"
        );
        assert_eq!(browser("something else"), "something else");
    }
}
