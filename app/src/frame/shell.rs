//! The frame of the console: sidebar, drawer on narrow screens, the page, the command palette.

use crate::areas::{account::overview, bots::system_users};
use crate::frame::keys::{self, Act};
use crate::frame::pages;
use crate::i18n::t;
use crate::router;
use crate::routes::{Here, Page, menu};
use crate::state::{proof, query, session, view_as};
use crate::ui::button::Button;
use crate::ui::icon::{self, icon, mark};
use crate::ui::lazy::{ahead as ahead_of, lazy_dialog};
use crate::ui::{attr, part};
use contract::table::{
    GetAccount, GetAttention, GetOverview, ListMails, ListSessions, ListSubaccounts, ListSystemUsers, ListTeams,
    ListUsers,
};
use contract::{NameQuery, Nothing, PageQuery, SubaccountQuery, SystemUserQuery, UserQuery};
use domain::menu::MenuItem;
use leptos::{ev, html, prelude::*};
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

const GROUPS: [&[MenuItem]; 6] = [
    &[MenuItem::Overview],
    &[MenuItem::SystemUsers, MenuItem::Tokens, MenuItem::Subaccounts, MenuItem::Apps, MenuItem::WhatsappAccounts],
    &[
        MenuItem::Webhooks,
        MenuItem::Sources,
        MenuItem::Channels,
        MenuItem::Messages,
        MenuItem::Deliveries,
        MenuItem::Chatlayer,
    ],
    &[MenuItem::Users, MenuItem::Teams, MenuItem::Roles, MenuItem::Mails],
    &[MenuItem::Sessions, MenuItem::AuditLog, MenuItem::Refusals, MenuItem::Addresses],
    &[MenuItem::Settings, MenuItem::Profile],
];

fn group_name(index: usize) -> Option<&'static str> {
    [
        None,
        Some(t().nav.bots),
        Some(t().nav.messages),
        Some(t().nav.people),
        Some(t().nav.security),
        Some(t().nav.settings),
    ]
    .get(index)
    .copied()
    .flatten()
}

/// Fetches what an entry's page is made of, and reads what it will ask for.
fn ahead(item: MenuItem) {
    pages::ahead(item);
    match item {
        MenuItem::Overview if session::may(domain::permission::PermissionId::SystemUsersManage) => {
            query::prefetch::<GetOverview>((), Nothing {});
            query::prefetch::<GetAttention>((), Nothing {});
        }
        MenuItem::SystemUsers => query::prefetch::<ListSystemUsers>((), SystemUserQuery::default()),
        MenuItem::Subaccounts => query::prefetch::<ListSubaccounts>((), SubaccountQuery::default()),
        MenuItem::Users => query::prefetch::<ListUsers>((), UserQuery::default()),
        MenuItem::Sessions => query::prefetch::<ListSessions>((), PageQuery::default()),
        MenuItem::Settings => query::prefetch::<GetAccount>((), Nothing {}),
        MenuItem::Teams => {
            query::prefetch::<ListTeams>((), NameQuery::default());
        }
        MenuItem::Mails => query::prefetch::<ListMails>((), PageQuery::default()),
        _ => {}
    }
}

thread_local!(static HOVERED: Cell<Option<MenuItem>> = const { Cell::new(None) });

/// Fetches ahead what is pointed at for a moment: a pointer that only crosses the menu asks for nothing.
fn soon(item: MenuItem) {
    HOVERED.set(Some(item));
    set_timeout(
        move || {
            if HOVERED.get() == Some(item) {
                ahead(item);
            }
        },
        Duration::from_millis(90),
    );
}

/// The console.
#[component]
pub fn Shell(here: Here) -> impl IntoView {
    let drawer = NodeRef::<html::Dialog>::new();
    let finding = RwSignal::new(false);
    let helping = RwSignal::new(false);
    let keys = window_event_listener(ev::keydown, move |event| {
        let Some(act) = keys::asked(&event) else { return };
        // Another dialog must be answered first.
        let free = document().query_selector("dialog[open]").ok().flatten().is_none();
        let done = match act {
            Act::Find => {
                finding.update(|on| *on |= free);
                true
            }
            Act::Help if free => {
                helping.set(true);
                true
            }
            Act::Search if free => keys::search(),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        keys.remove();
        // Without its frame the question is not there any more.
        proof::answer(false);
    });
    let close = move || {
        if let Some(dialog) = drawer.get_untracked() {
            dialog.close();
        }
    };
    let open = move |()| {
        if let Some(dialog) = drawer.get_untracked() {
            _ = dialog.show_modal();
        }
    };
    Effect::new(move |_| {
        _ = here.page();
        close();
    });
    let find = Callback::new(move |()| {
        close();
        finding.set(true);
    });
    // Nothing tells beforehand that its key will be pressed.
    ahead_of(pages::load_palette);
    let found = Callback::new(move |()| finding.set(false));
    let help = Callback::new(move |()| helping.set(true));
    let helped = Callback::new(move |()| helping.set(false));
    view! {
        <a class="skip" href="#main" rel="external" on:click=skip>
            {t().nav.skip}
        </a>
        <div class="shell">
            <header class="side">{side(here, find)}</header>
            <header class="topbar">
                <Button label=t().nav.open_menu square=true tone="quiet" glyph=icon::MENU on_press=Callback::new(open) />
                <p class="account">
                    <span class="account-name">{account}</span>
                </p>
                <Button label=t().nav.find square=true tone="quiet" glyph=icon::SEARCH on_press=find />
            </header>
            <main class="main" id="main" tabindex="-1">
                {part(move || view_as::lens().map(banner))}
                {page(here)}
            </main>
        </div>
        <dialog class="drawer" node_ref=drawer aria-label=t().nav.main>
            <div class="side">
                <div class="row">
                    <Button label=t().nav.close_menu square=true tone="quiet" glyph=icon::CLOSE on_press=Callback::new(move |()| close()) />
                </div>
                {side(here, find)}
            </div>
        </dialog>
        {part(move || finding.get().then(|| lazy_dialog(pages::load_palette, found, move || pages::palette(here, found, help))))}
        {part(|| proof::is_asked().then(|| lazy_dialog(pages::load_proof, Callback::new(|()| proof::answer(false)), pages::proof)))}
        {part(move || helping.get().then(|| lazy_dialog(pages::load_shortcuts, helped, move || pages::shortcuts(helped))))}
    }
    .into_any()
}

/// Says through which role the console is seen, for as long as it is.
fn banner(lens: view_as::Lens) -> AnyView {
    let r = &t().roles;
    view! {
        <div class="viewing" role="status">
            {icon(icon::EYE)}
            <p>{(r.banner)(&lens.name)}</p>
            <Button label=r.exit on_press=Callback::new(|()| view_as::set(None)) />
        </div>
    }
    .into_any()
}

fn skip(event: ev::MouseEvent) {
    event.prevent_default();
    if let Some(main) = document().get_element_by_id("main") {
        _ = main.unchecked_into::<HtmlElement>().focus();
    }
}

fn account() -> String {
    session::me().map(|me| me.account.name.clone()).unwrap_or_default()
}

fn side(here: Here, find: Callback<()>) -> AnyView {
    let name = || session::me().map(|me| me.user.name.clone());
    let email = || session::me().map(|me| me.user.email.clone());
    let out = RwSignal::new(false);
    view! {
        <div class="side-head">
            {mark()}
            <p class="account">
                <span class="account-name">{account}</span>
                <span class="muted small">"Tenure"</span>
            </p>
        </div>
        <button type="button" class="find" aria-keyshortcuts="Control+K Meta+K" on:click=move |_| find.run(())>
            {icon(icon::SEARCH)}
            {t().nav.find}
            <kbd aria-hidden="true">{if keys::is_mac() { "⌘ K" } else { "Ctrl K" }}</kbd>
        </button>
        <nav class="nav" aria-label=t().nav.main>
            {part(move || {
                let shown = session::menu();
                GROUPS
                    .iter()
                    .enumerate()
                    .map(|(i, items)| group(here, group_name(i), items.iter().copied().filter(|item| shown.contains(item)).collect()))
                    .collect_view()
            })}
        </nav>
        <div class="person">
            <a href="/profile">
                <strong>{name}</strong>
                <span class="muted small">{email}</span>
            </a>
            <Button
                label=t().nav.sign_out
                square=true
                tone="quiet"
                glyph=icon::SIGN_OUT
                pending=out
                on_press=Callback::new(move |()| session::sign_out(out, move || here.go("/sign-in")))
            />
        </div>
    }
    .into_any()
}

fn group(here: Here, name: Option<&'static str>, items: Vec<MenuItem>) -> AnyView {
    if items.is_empty() {
        return ().into_any();
    }
    let links = items
        .into_iter()
        .filter_map(|item| menu(item).map(|(href, word)| (item, href, word)))
        .map(|(item, href, word)| {
            view! {
                <li>
                    <a
                        href=href
                        aria-current=attr(move || here.page().is_under(item).then_some("page"))
                        on:pointerenter=move |_| soon(item)
                        on:pointerleave=move |_| HOVERED.set(None)
                        on:focus=move |_| ahead(item)
                    >
                        {icon(icon::of(item))}
                        {word}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div>
            {name.map(|n| view! { <h2>{n}</h2> })}
            <ul>{links}</ul>
        </div>
    }
    .into_any()
}

fn page(here: Here) -> impl IntoView {
    let page = Memo::new(move |_| here.page());
    // Drawn anew for another page, and for another reader's eyes, but not while something must not be left.
    let eyes = StoredValue::new(untrack(session::eyes));
    let turn = RwSignal::new(0u32);
    Effect::new(move |_| {
        let now = session::eyes();
        if eyes.with_value(|before| *before != now) && !router::is_held() {
            eyes.set_value(now);
            turn.update(|n| *n = n.wrapping_add(1));
        }
    });
    move || {
        turn.track();
        let page = page.get();
        untrack(|| match page {
            Page::Overview => overview::page(),
            Page::SystemUsers => system_users::page(here),
            page => pages::page(here, page),
        })
    }
}
