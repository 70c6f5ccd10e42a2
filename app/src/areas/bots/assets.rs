//! What a system user is for in Meta's words, on its page: the apps that are installed for it, and the assets that it is
//! assigned to.

use crate::areas::bots::role::m;
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::asking::{Question, at_once, confirm};
use crate::shared::pieces::{actions_head, cell, heads, table_of};
use crate::shared::reading::{gone, trouble, whole};
use crate::shared::row_menu::removal_cell;
use crate::state::query::use_query;
use crate::state::session;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::copy::Copyable;
use crate::ui::dialog::Dialog;
use crate::ui::icon;
use crate::ui::part;
use crate::ui::time::When;
use contract::client::call;
use contract::table::{
    InstallApp, ListApps, ListAssignedAssets, ListInstalledApps, UnassignWhatsappAccount, UninstallApp,
};
use contract::{AssignedAsset, InstalledApp, Nothing};
use domain::ids::SystemUserId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// The apps.
pub fn apps(here: Here, id: &SystemUserId) -> AnyView {
    let m = m();
    let of = id.clone();
    let list = use_query::<ListInstalledApps>(move || Some((of.clone(), Nothing {})));
    let shown = whole(
        list,
        m.installed,
        &[m.app, m.app_id, m.since],
        move |list| list.items.iter().map(|one| app(here, one)).collect(),
        move || view! { <p class="muted">{m.none_installed}</p> }.into_any(),
    );
    let id = id.clone();
    let asked = Memo::new(move |_| (here.ask().map(|ask| ask.action), here.param("app")));
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    let dialogs = move || {
        let (action, named) = asked.get();
        let list = there.get().then(|| list.data.get_untracked()).flatten()?;
        untrack(|| match action.as_deref() {
            Some("install") => Some(install(here, id.clone(), &list.items)),
            Some("uninstall") => Some(uninstall(here, &id, &list.items, &named.unwrap_or_default())),
            _ => None,
        })
    };
    let open = Callback::new(move |()| here.open("install", ""));
    view! {
        <section class="stack">
            <div class="row between">
                <h2>{m.installed}</h2>
                <Button label=m.install glyph=icon::PLUS off=session::unless(P::SystemUsersManage) on_press=open />
            </div>
            <p class="muted small">{m.installed_lead}</p>
            {shown}
        </section>
        {part(dialogs)}
    }
    .into_any()
}

fn app(here: Here, one: &InstalledApp) -> AnyView {
    let m = m();
    let id = one.id.to_string();
    let press = Callback::new(move |()| here.open_part("uninstall", "app", &id));
    view! {
        <tr>
            <th scope="row">{one.name.clone()}</th>
            {cell(m.app_id, view! { <Copyable what=m.app_id text=one.graph_id.to_string() /> }.into_any())}
            {cell(m.since, view! { <When millis=one.installed_at.millis() /> }.into_any())}
            {removal_cell((m.uninstall_title)(&one.name), session::unless(P::SystemUsersManage), press)}
        </tr>
    }
    .into_any()
}

/// The dialog with the apps that can be installed: each has its button.
fn install(here: Here, of: SystemUserId, installed: &[InstalledApp]) -> AnyView {
    let m = m();
    let list = use_query::<ListApps>(|| Some(((), Nothing {})));
    let taken: Vec<String> = installed.iter().map(|one| one.id.to_string()).collect();
    let shown = move || {
        let all = list.data.get()?;
        let free = all.items.iter().filter(|one| !taken.contains(&one.id.to_string()));
        let rows: Vec<AnyView> = free
            .map(|one| {
                let (path, name) = ((of.clone(), one.id.clone()), one.name.clone());
                let take = Callback::new(move |()| {
                    at_once(call::<InstallApp>(&path, &Nothing {}, &Nothing {}), (self::m().installed_toast)(&name));
                    here.close();
                });
                view! {
                    <tr>
                        <th scope="row">{one.name.clone()} <span class="sub"><code>{one.graph_id.to_string()}</code></span></th>
                        <td class="actions">
                            <Button
                                label=m.install
                                name=format!("{}: {}", m.install, one.name)
                                off=session::unless(P::SystemUsersManage)
                                on_press=take
                            />
                        </td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        Some(if rows.is_empty() {
            view! { <p class="muted">{m.all_installed}</p> }.into_any()
        } else {
            table_of(m.install, view! { {heads(&[m.app])} {actions_head()} }.into_any(), rows)
        })
    };
    view! {
        <Dialog title=m.install on_close=here.closing()>
            <div class="stack">
                {trouble(list.failure)}
                {part(shown)}
                {feet(here.closing(), ().into_any())}
            </div>
        </Dialog>
    }
    .into_any()
}

fn uninstall(here: Here, of: &SystemUserId, all: &[InstalledApp], named: &str) -> AnyView {
    let m = m();
    let Some(one) = all.iter().find(|one| one.id.as_str() == named) else { return gone(here) };
    let path = (of.clone(), one.id.clone());
    let take = move || call::<UninstallApp>(&path, &Nothing {}, &Nothing {});
    let stops = vec![m.uninstall_text.to_owned()];
    confirm(here, Question::new((m.uninstall_title)(&one.name), m.uninstall, stops, take, (m.uninstalled)(&one.name)))
}

/// The WhatsApp accounts.
pub fn assets(here: Here, id: &SystemUserId) -> AnyView {
    let m = m();
    let of = id.clone();
    let list = use_query::<ListAssignedAssets>(move || Some((of.clone(), Nothing {})));
    let shown = whole(
        list,
        m.assets,
        &[m.account, m.access, m.since],
        move |list| list.items.iter().map(|one| asset(here, one)).collect(),
        move || {
            view! {
                <p class="muted">{m.no_assets} " " <a href="/whatsapp-accounts">{t().nav.whatsapp_accounts}</a></p>
            }
            .into_any()
        },
    );
    let id = id.clone();
    let asked = Memo::new(move |_| (here.ask().map(|ask| ask.action), here.param("asset")));
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    let dialogs = move || {
        let (action, named) = asked.get();
        let list = there.get().then(|| list.data.get_untracked()).flatten()?;
        let named = named.unwrap_or_default();
        untrack(|| (action.as_deref() == Some("unassign")).then(|| unassign(here, &id, &list.items, &named)))
    };
    view! {
        <section class="stack">
            <h2>{m.assets}</h2>
            <p class="muted small">{m.assets_lead}</p>
            {shown}
        </section>
        {part(dialogs)}
    }
    .into_any()
}

fn asset(here: Here, one: &AssignedAsset) -> AnyView {
    let m = m();
    let access = if one.full_control { m.full_control.to_owned() } else { one.tasks.texts().join(", ") };
    let id = one.id.to_string();
    let press = Callback::new(move |()| here.open_part("unassign", "asset", &id));
    view! {
        <tr>
            <th scope="row" class="leads">
                <a class="go" href=format!("/whatsapp-accounts/{}", one.id)>{one.name.clone()}</a>
                <span class="sub"><code>{one.graph_id.to_string()}</code></span>
            </th>
            {cell(m.access, access.into_any())}
            {cell(m.since, view! { <When millis=one.assigned_at.millis() /> }.into_any())}
            {removal_cell((m.remove_title)(&one.name), session::unless(P::SystemUsersManage), press)}
        </tr>
    }
    .into_any()
}

fn unassign(here: Here, of: &SystemUserId, all: &[AssignedAsset], named: &str) -> AnyView {
    let m = m();
    let Some(one) = all.iter().find(|one| one.id.as_str() == named) else { return gone(here) };
    let path = (one.id.clone(), of.clone());
    let take = move || call::<UnassignWhatsappAccount>(&path, &Nothing {}, &Nothing {});
    let stops = vec![m.unassign_text.to_owned()];
    confirm(here, Question::new((m.remove_title)(&one.name), m.remove, stops, take, (m.removed)(&one.name)))
}
