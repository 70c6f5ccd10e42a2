//! The list of system users. What is searched, filtered and sorted is in the address.

use crate::areas::bots::parts::{self, Over};
use crate::areas::bots::role::admin_badge;
use crate::areas::bots::system_user_dialogs::switch_on;
use crate::i18n::{counted, number, t};
use crate::routes::{self, Here};
use crate::shared::environment;
use crate::shared::filters::clear;
use crate::shared::list_page::{List, cursor, each, find, list_page, sort_head};
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::sections;
use crate::shared::selection::Selection;
use crate::shared::status::status_badge;
use crate::state::query::{Query, use_query};
use crate::state::session;
use crate::ui::button::{Button, LinkButton};
use crate::ui::each::For;
use crate::ui::field::{Pick, Search};
use crate::ui::icon;
use crate::ui::lazy::{ahead, lazy_dialog};
use crate::ui::menu::Item;
use crate::ui::notice::Empty;
use crate::ui::page::{Forbidden, Head};
use crate::ui::part;
use crate::ui::spark::spark;
use crate::ui::time::{Ago, When};
use contract::table::ListSystemUsers;
use contract::{Page, SystemUser, SystemUserQuery, SystemUserSort};
use domain::ids::SystemUserId;
use domain::permission::PermissionId;
use domain::system_user::Status;
use leptos::prelude::*;
use std::sync::Arc;

const FILTERS: &[&str] = &["search", "status", environment::NAME];

/// What the address asks for.
pub fn asked(here: Here) -> SystemUserQuery {
    SystemUserQuery {
        cursor: cursor(here),
        search: here.param("search"),
        status: here.param("status").and_then(|s| Status::try_from(s).ok()),
        environment: environment::asked(here),
        sort: here.param("sort").and_then(|s| SystemUserSort::parse(&s)),
        ..SystemUserQuery::default()
    }
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(PermissionId::SystemUsersManage) {
        return view! { <Forbidden permission=PermissionId::SystemUsersManage.as_str() /> }.into_any();
    }
    let list = use_query::<ListSystemUsers>(move || Some(((), asked(here))));
    let new = Memo::new(move |_| here.is_new());
    let asks = Memo::new(move |_| here.ask().is_some());
    let close = here.closing();
    let chosen = Selection::new(Memo::new(move |_| each(list, |one| one.id.to_string())));
    // The bar comes with the first tick, and stays: it says what failed.
    let ticked = Memo::new(move |before| before == Some(&true) || chosen.any());
    let exporting = RwSignal::new(false);
    let exported = Callback::new(move |()| exporting.set(false));
    let over = move |when: Memo<bool>, close, what| {
        part(move || when.get().then(|| lazy_dialog(parts::load_over, close, move || parts::over(here, what))))
    };
    // Both say something of texts that are a file of their own.
    let asking = move |when: Memo<bool>, what| {
        part(move || when.get().then(|| lazy_dialog(parts::load_dialogs, close, move || parts::over(here, what))))
    };
    view! {
        <div class="page">
            <Head title=t().bots.title lead=t().bots.lead>
                <LinkButton label=t().bots.create href="/system-users/new" tone="primary" glyph=icon::PLUS off=session::unless(PermissionId::SystemUsersManage) />
            </Head>
            {session::may(PermissionId::SubaccountsRead).then(|| sections::bots(true))}
            {toolbar(here, exporting)}
            {over(ticked, Callback::new(move |()| chosen.clear()), Over::Bulk(list, chosen))}
            {table(here, list, chosen)}
        </div>
        {over(Memo::new(move |_| exporting.get()), exported, Over::Export(exporting))}
        {asking(new, Over::Create)}
        {asking(asks, Over::Dialogs)}
    }
    .into_any()
}

fn toolbar(here: Here, exporting: RwSignal<bool>) -> AnyView {
    let search = Signal::derive(move || here.param("search").unwrap_or_default());
    let status = Signal::derive(move || here.param("status").unwrap_or_default());
    let options = vec![("", t().bots.any_status), ("active", t().bots.active), ("inactive", t().bots.inactive)];
    view! {
        <div class="toolbar">
            <Search
                label=t().bots.search
                value=search
                on_search=Callback::new(move |text: String| here.set(&[("search", text.trim()), ("cursor", "")]))
            />
            <Pick
                label=t().bots.filter_status
                options=options
                value=status
                on_pick=Callback::new(move |value: String| here.set(&[("status", &value), ("cursor", "")]))
            />
            {environment::filter(here)}
            {clear(here, FILTERS)}
            <span class="push row">
                <Button label=t().bots.idle glyph=icon::BOT on_press=Callback::new(move |()| here.open("idle", "")) />
                <Button label=t().common.export glyph=icon::DOWN pending=exporting on_press=Callback::new(move |()| exporting.set(true)) />
            </span>
        </div>
    }
    .into_any()
}

/// A head that sorts.
fn head(here: Here, label: &'static str, up: SystemUserSort, down: SystemUserSort) -> AnyView {
    let last_first = matches!(up, SystemUserSort::CreatedAt | SystemUserSort::LastUsedAt);
    sort_head(here, label, [up.as_str(), down.as_str()], SystemUserSort::CreatedAtDesc.as_str(), last_first)
}

fn table(here: Here, list: Query<Page<SystemUser>>, chosen: Selection) -> AnyView {
    use SystemUserSort as S;
    let b = &t().bots;
    let ids = move || each(list, |one| one.id.clone());
    // One scale for all rows: a bot that is called ten times as much has a line ten times as high.
    let top = Memo::new(move |_| {
        let most =
            |page: &Arc<Page<SystemUser>>| page.items.iter().flat_map(|u| &u.activity).map(|n| n.unsigned_abs()).max();
        list.data.with(|page| page.as_ref().and_then(most)).unwrap_or_default()
    });
    let heads = (
        head(here, b.username, S::Username, S::UsernameDesc),
        head(here, b.subaccount, S::Subaccount, S::SubaccountDesc),
        head(here, b.created, S::CreatedAt, S::CreatedAtDesc),
        head(here, b.last_used, S::LastUsedAt, S::LastUsedAtDesc),
        head(here, b.status, S::Status, S::StatusDesc),
    );
    list_page(
        here,
        list,
        List {
            caption: b.title,
            class: "table one-line",
            bones: &["s", "l", "m", "s", "m", "m", "m", "m", "s", "s"],
            heads: view! { {chosen.tick_all()}
            {heads.0}
            {heads.1}
            <th scope="col">{b.token}</th>
            <th scope="col">{b.created_by}</th>
            {heads.2}
            {heads.3}
            <th scope="col">{b.activity_head}</th>
            {heads.4} }
            .into_any(),
            actions: true,
            rows: view! { <For each=ids key=|id| id.to_string() let:id>
                {row(here, list, top, chosen, id)}
            </For> }
            .into_any(),
            none: Box::new(move || nothing(here)),
        },
    )
}

fn nothing(here: Here) -> AnyView {
    let b = &t().bots;
    if FILTERS.iter().any(|one| here.param(one).is_some()) {
        view! { <Empty glyph=icon::SEARCH title=b.none_match why=b.none_match_why /> }.into_any()
    } else {
        view! {
            <Empty glyph=icon::BOT title=b.empty why=b.empty_why>
                <LinkButton label=b.create href="/system-users/new" tone="primary" glyph=icon::PLUS off=session::unless(PermissionId::SystemUsersManage) />
            </Empty>
        }
        .into_any()
    }
}

fn row(here: Here, list: Query<Page<SystemUser>>, top: Memo<u64>, chosen: Selection, id: SystemUserId) -> AnyView {
    let tick = id.to_string();
    let bot = {
        let id = id.clone();
        move || find(list, |one| one.id == id)
    };
    let items = {
        let bot = bot.clone();
        Callback::new(move |()| {
            ahead(parts::load_over);
            untrack(&bot).map(|u| actions(here, &u)).unwrap_or_default()
        })
    };
    let name = untrack(&bot).map(|u| u.username).unwrap_or_default();
    view! {
        // The bar over the list is there when a row is ticked.
        <tr on:pointerenter=move |_| ahead(parts::load_over)>
            {chosen.tick(tick, &name)}
            {part(move || bot().map(|u| cells(u, top.get())))}
            {menu_cell(&name, items)}
        </tr>
    }
    .into_any()
}

fn cells(u: SystemUser, top: u64) -> AnyView {
    let b = &t().bots;
    let activity: Vec<u64> = u.activity.iter().map(|n| n.unsigned_abs()).collect();
    let calls = u.calls_24h.unsigned_abs();
    let tail = format!("…{}", u.tail);
    view! {
        <th scope="row">
            <a class="go" href=routes::system_user(u.id.as_str()) title=u.username.clone()>
                {u.username.clone()}
            </a>
            {admin_badge(u.role)}
            {environment::test_badge(u.environment)}
        </th>
        <td data-label=b.subaccount>
            {match u.subaccount {
                Some(s) => view! { <span class="cut" title=s.name.clone()>{s.name.clone()}</span> }.into_any(),
                None => view! { <span class="muted">{b.account_wide}</span> }.into_any(),
            }}
        </td>
        <td data-label=b.token>
            <code title=(b.token_ending)(&u.tail)>{tail}</code>
        </td>
        <td data-label=b.created_by>
            <span class="cut" title=u.created_by.name.clone()>
                {u.created_by.name.clone()}
            </span>
        </td>
        <td data-label=b.created>
            <When millis=u.created_at.millis() />
        </td>
        <td data-label=b.last_used>
            {match u.last_used_at {
                Some(at) => view! { <Ago millis=at.millis() /> }.into_any(),
                None => view! { <span class="muted">{t().common.never}</span> }.into_any(),
            }}
        </td>
        <td data-label=b.activity_head>
            {if calls > 0 {
                view! {
                    <span class="spark-line" title=counted(b.activity_24h, calls)>
                        {spark(&activity, top)}
                        <span aria-hidden="true">{number(calls)}</span>
                        <span class="sr">{counted(b.activity_24h, calls)}</span>
                    </span>
                }
                    .into_any()
            } else {
                view! { <span class="muted">{number(0)}</span> }.into_any()
            }}
        </td>
        <td data-label=b.status>{status_badge(u.status)}</td>
    }
    .into_any()
}

/// What can be done with a system user, for its menu.
pub fn actions(here: Here, u: &SystemUser) -> Vec<Item> {
    let b = &t().bots;
    let about = About::new(here, u.id.as_str(), session::unless(PermissionId::SystemUsersManage));
    let active = u.status == Status::Active;
    let switch = if active {
        about.asks(b.deactivate, icon::POWER, "deactivate")
    } else {
        let (id, name) = (u.id.clone(), u.username.clone());
        about.does(b.activate, icon::POWER, Callback::new(move |()| switch_on(id.clone(), name.clone())))
    };
    let mut delete = about.deletes();
    delete.off = delete.off.or_else(|| active.then(|| b.delete_first_deactivate.to_owned()));
    vec![
        switch,
        about.asks(b.new_token, icon::KEY, "token"),
        about.asks(b.role, icon::CROWN, "role"),
        about.asks(b.rename, icon::PENCIL, "rename"),
        delete,
    ]
}
