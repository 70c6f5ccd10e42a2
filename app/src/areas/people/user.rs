//! One person: the facts, and why they may do what they do.

use crate::areas::people::person_fields::beyond;
use crate::areas::people::user_dialogs::dialogs;
use crate::areas::people::user_sessions;
use crate::areas::people::users::{actions, marks, two_factor_badge};
use crate::i18n::{locale, own_name, role_name, t};
use crate::routes::{Here, menu};
use crate::shared::lists::roles;
use crate::shared::reading::trouble;
use crate::shared::status::status_badge;
use crate::state::query::use_query;
use crate::state::{session, view_as};
use crate::ui::badge::badge;
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::icon::{self, icon};
use crate::ui::menu::Menu;
use crate::ui::notice::Notice;
use crate::ui::page::{Forbidden, Head, Missing};
use crate::ui::tabs::Tabs;
use crate::ui::time::{Ago, When};
use crate::ui::{attr, part};
use contract::table::{ExplainUser, GetUser};
use contract::{Because, Explanation, Explanations, Nothing, UserDetail};
use domain::ids::UserId;
use domain::permission::{PermissionGroup, PermissionId as P};
use leptos::prelude::*;

/// The way back to the list.
pub fn crumb() -> AnyView {
    view! {
        <a class="crumb" href="/users">
            {icon(icon::LEFT)}
            {t().nav.users}
        </a>
    }
    .into_any()
}

/// The page.
pub fn page(here: Here, id: String) -> AnyView {
    if !session::may(P::UsersManage) {
        return view! { <Forbidden permission=P::UsersManage.as_str() /> }.into_any();
    }
    let Ok(id) = UserId::try_from(id) else { return view! { <Missing /> }.into_any() };
    let mine = id.clone();
    let one = use_query::<GetUser>(move || Some((mine.clone(), Nothing {})));
    let all_roles = roles();
    let gone = Memo::new(move |_| one.failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)));
    // The head is drawn again only when what is in it changes.
    let title =
        Memo::new(move |_| one.data.with(|d| d.as_ref().map(|d| (d.user.name.clone(), d.user.status, d.user.owner))));
    let p = &t().people;
    let head = move || {
        _ = title.get();
        let user = one.data.get_untracked().map(|d| d.user.clone());
        let name = user.as_ref().map(|u| u.name.clone()).unwrap_or_default();
        let beside = user.as_ref().map(|u| view! { {status_badge(u.status)} {marks(u)} }.into_any());
        let items = Callback::new(move |()| {
            let user = one.data.get_untracked().map(|d| d.user.clone());
            user.map(|u| untrack(|| actions(here, &u, all_roles, false))).unwrap_or_default()
        });
        let label = (t().common.actions_for)(&name);
        let off = attr(move || {
            let user = one.data.with(|d| d.as_ref().map(|d| d.user.clone()))?;
            view_as::blocked().or_else(|| beyond(&user, all_roles))
        });
        view! {
            <Head title=name crumb=crumb() beside=beside.into_any()>
                <Button label=p.edit glyph=icon::PENCIL off=off on_press=Callback::new(move |()| here.open("edit", "")) />
                <Menu label=label items=items />
            </Head>
        }
        .into_any()
    };
    let name = Signal::derive(move || one.data.with(|d| d.as_ref().map(|d| d.user.name.clone()).unwrap_or_default()));
    let sessions = user_sessions::dialog(here, id.clone(), name);
    let panel = Callback::new(move |tab: usize| {
        let id = id.clone();
        untrack(|| match tab {
            0 => view! { {part(move || one.data.get().map(|d| facts(here, &d)))} }.into_any(),
            1 => user_sessions::panel(here, id),
            _ => why(id),
        })
    });
    view! {
        {part(move || {
            if gone.get() {
                return view! { <Missing /> }.into_any();
            }
            view! {
                <div class="page">
                    {part(head)}
                    {trouble(one.failure)}
                    <Tabs label=p.person names=vec![p.facts, t().sessions.title, p.why] panel=panel />
                </div>
            }
                .into_any()
        })}
        {dialogs(here)}
        {sessions}
    }
    .into_any()
}

fn fact(label: &'static str, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

/// Names in a row, or a dash.
pub fn listed(names: Vec<String>) -> String {
    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
}

fn facts(here: Here, detail: &UserDetail) -> AnyView {
    let p = &t().people;
    let u = &detail.user;
    let teams = detail
        .teams
        .iter()
        .map(|one| if one.supervisor { format!("{} ({})", one.name, t().teams.supervises) } else { one.name.clone() })
        .collect();
    let subaccounts = detail.subaccounts.iter().map(|one| one.name.clone()).collect();
    let seen = match u.last_seen_at {
        Some(at) => view! { <Ago millis=at.millis() /> }.into_any(),
        None => t().common.never.into_any(),
    };
    let capacity = u.capacity.map_or_else(|| p.no_limit.to_owned(), |n| n.to_string());
    let capacity = view! {
        <span class="row">
            {capacity}
            <Button label=p.capacity_set square=true tone="quiet" glyph=icon::PENCIL off=view_as::blocked() on_press=Callback::new(move |()| here.open("capacity", "")) />
        </span>
    }
    .into_any();
    let zone = u.time_zone.clone().unwrap_or_else(|| p.browser_zone.to_owned());
    view! {
        <div class="stack">
            {detail.must_change_password.then(|| view! { <Notice>{p.must_change}</Notice> })}
            <section class="card">
                <dl class="facts">
                    {fact(t().gate.email, view! { <Copyable what=t().gate.email text=u.email.clone() /> }.into_any())}
                    {fact(t().roles.one, role_name(&u.role).into_any())}
                    {fact(p.two_factor, two_factor_badge(u.two_factor))}
                    {fact(t().teams.title, listed(teams).into_any())}
                    {fact(p.subaccounts, listed(subaccounts).into_any())}
                    {fact(p.capacity, capacity)}
                    {fact(p.seen, seen)}
                    {fact(p.added, view! { <When millis=u.created_at.millis() /> }.into_any())}
                    {fact(t().gate.language, own_name(u.locale).into_any())}
                    {fact(p.time_zone, zone.into_any())}
                    {fact(t().bots.id, view! { <Copyable what=t().bots.id text=u.id.to_string() /> }.into_any())}
                </dl>
            </section>
        </div>
    }
    .into_any()
}

fn why(id: UserId) -> AnyView {
    let list = use_query::<ExplainUser>(move || Some((id.clone(), Nothing {})));
    view! {
        {trouble(list.failure)}
        {part(move || list.data.get().map(|all| explained(&all)))}
    }
    .into_any()
}

fn explained(all: &Explanations) -> AnyView {
    let p = &t().people;
    let role = role_name(&all.role);
    let entries: Vec<&str> = all.menu.iter().filter_map(|item| menu(*item)).map(|(_, word)| word).collect();
    let groups = PermissionGroup::ALL
        .iter()
        .map(|group| {
            let lines =
                all.items.iter().filter(|e| e.permission.group() == *group).map(|e| line(e, &role)).collect_view();
            view! {
                <tbody>
                    <tr class="band">
                        <th colspan="4" scope="rowgroup">
                            <strong>{locale::roles::group(locale(), *group)}</strong>
                        </th>
                    </tr>
                    {lines}
                </tbody>
            }
        })
        .collect_view();
    view! {
        <div class="stack">
            <p>{(p.sees_menu)(&entries.join(", "))}</p>
            <div class="table-box">
                <table class="table">
                    <caption class="sr">{p.why}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{p.right}</th>
                            <th scope="col">{p.verdict}</th>
                            <th scope="col">{p.reach}</th>
                            <th scope="col">{p.reason}</th>
                        </tr>
                    </thead>
                    {groups}
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn line(e: &Explanation, role: &str) -> AnyView {
    let p = &t().people;
    let verdict = if e.allowed { badge("ok", icon::OK, p.allowed) } else { badge("", icon::OFF, p.refused) };
    let reason = match e.because {
        Because::RoleHolds => (p.role_holds)(role),
        Because::RoleLacks => (p.role_lacks)(role),
        Because::Inactive => p.because_inactive.to_owned(),
    };
    view! {
        <tr>
            <th scope="row">{locale::roles::permission(locale(), e.permission)}</th>
            <td data-label=p.verdict>{verdict}</td>
            <td data-label=p.reach>{e.reach.map_or("—", |reach| locale::roles::reach(locale(), reach))}</td>
            <td data-label=p.reason>{reason}</td>
        </tr>
    }
    .into_any()
}
