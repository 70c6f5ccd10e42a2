//! The roles: a list with how many people have each, and the matrix of what each permits.

use crate::areas::access::role_dialogs::RoleDialogs;
use crate::i18n::{locale, number, t};
use crate::routes::Here;
use crate::shared::file::{self, Export, most};
use crate::shared::lists::roles;
use crate::shared::pieces::actions_head;
use crate::shared::reading::trouble;
use crate::shared::role_text::{described, grants_of, name_of};
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::sections;
use crate::state::{session, view_as};
use crate::ui::badge::{badge, tag};
use crate::ui::button::LinkButton;
use crate::ui::each::For;
use crate::ui::icon::{self, Glyph, icon};
use crate::ui::menu::Item;
use crate::ui::page::{Forbidden, Head};
use crate::ui::table::bones;
use crate::ui::{attr, part};
use contract::table::ListRoles;
use contract::{NameQuery, RoleInfo, RoleList};
use domain::permission::{PermissionGroup, PermissionId as P, Reach};
use domain::role::Grants;
use leptos::prelude::*;
use std::sync::Arc;

fn export() -> Export {
    file::of::<ListRoles>(
        "roles.csv",
        &["id", "name", "description", "built_in", "people", "permissions"],
        |cursor| NameQuery { limit: most(), cursor, search: None },
        |list| (list.items.iter().map(csv_line).collect(), list.next_cursor),
    )
}

fn csv_line(role: &RoleInfo) -> Vec<String> {
    let permissions: Vec<&str> = role.permissions.iter().map(|p| p.as_str()).collect();
    let (id, name, text) = (role.id.to_string(), role.name.clone(), role.description.clone());
    vec![id, name, text, role.built_in.to_string(), role.people.to_string(), permissions.join(" ")]
}

/// The page: the list, or the matrix.
pub fn page(here: Here, matrix: bool) -> AnyView {
    if !session::may(P::UsersManage) && !session::may(P::RolesManage) {
        return view! { <Forbidden permission=P::RolesManage.as_str() /> }.into_any();
    }
    let r = &t().roles;
    let list = roles();
    let waiting = Memo::new(move |_| list.data.with(Option::is_none) && list.failure.with(Option::is_none));
    let crumb = matrix.then(|| view! { <a class="crumb" href="/roles">{icon(icon::LEFT)}{r.title}</a> }.into_any());
    view! {
        <div class="page">
            <Head title=if matrix { r.matrix } else { r.title } lead=r.lead crumb=crumb.into_any()>
                {(!matrix).then(|| file::button(export))}
                {(!matrix).then(|| view! { <LinkButton label=r.matrix href="/roles/matrix" glyph=icon::LAYERS /> })}
                <LinkButton label=r.create href="/roles/new" tone="primary" glyph=icon::PLUS off=session::unless(P::RolesManage) />
            </Head>
            {(!matrix).then(|| sections::people("/roles"))}
            {trouble(list.failure)}
            {if matrix { part(move || list.data.get().map(|l| grid(&l))) } else { table(here, list.data, waiting) }}
        </div>
        <RoleDialogs here=here list=list.data />
    }
    .into_any()
}

type Data = RwSignal<Option<Arc<RoleList>>>;

fn table(here: Here, data: Data, waiting: Memo<bool>) -> AnyView {
    let r = &t().roles;
    let items = move || data.get().map(|l| l.items.clone()).unwrap_or_default();
    view! {
        <div class="table-box" aria-busy=attr(move || if waiting.get() { "true" } else { "false" })>
            <table class="table">
                <caption class="sr">{r.list}</caption>
                <thead>
                    <tr>
                        <th scope="col">{r.one}</th>
                        <th scope="col">{r.kind}</th>
                        <th scope="col">{r.people}</th>
                        {actions_head()}
                    </tr>
                </thead>
                <tbody>
                    {part(move || waiting.get().then(|| bones(&["l", "m", "s", "s"])))}
                    <For each=items key=|role| format!("{} {} {}", role.id, role.version, role.people) let:role>
                        {row(here, role)}
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(here: Here, role: RoleInfo) -> AnyView {
    let r = &t().roles;
    let name = name_of(&role);
    let people = role.people.unsigned_abs();
    let text = described(&role);
    let id = role.id.to_string();
    let kind = if role.built_in { tag(r.built_in).into_any() } else { badge("ok", icon::PENCIL, r.custom).into_any() };
    let href = format!("/users?role={id}");
    let items = Callback::new({
        let name = name.clone();
        move |()| menu(here, &role, &name)
    });
    view! {
        <tr>
            <th scope="row">
                <strong>{name.clone()}</strong>
                <span class="sub">{text}</span>
            </th>
            <td data-label=r.kind>{kind}</td>
            <td data-label=r.people>
                {if session::may(P::UsersManage) {
                    view! { <a href=href aria-label=(r.people_of)(people, &name)>{number(people)}</a> }.into_any()
                } else {
                    number(people).into_any()
                }}
            </td>
            {menu_cell(&name, items)}
        </tr>
    }
    .into_any()
}

fn menu(here: Here, role: &RoleInfo, name: &str) -> Vec<Item> {
    let r = &t().roles;
    let id = role.id.to_string();
    let lens = view_as::Lens { name: name.to_owned(), grants: grants_of(role) };
    let look = Callback::new(move |()| {
        view_as::set(Some(lens.clone()));
        here.go("/");
    });
    let fixed =
        role.built_in.then(|| r.read_only.to_owned()).or_else(|| (!role.assignable).then(|| r.beyond.to_owned()));
    let manages = session::unless(P::RolesManage);
    let about = About::new(here, &id, manages.clone());
    let mut all = vec![
        Item { off: None, ..about.does(r.view_as, icon::EYE, look) },
        about.asks(r.edit, icon::PENCIL, "edit").unless(fixed.clone()),
        about.leads(r.clone, icon::COPY, format!("/roles/new?clone={id}")).unless(manages),
    ];
    all.extend(about.history().filter(|_| !role.built_in));
    all.push(about.deletes().unless(fixed));
    all
}

/// The icon of a reach.
const fn glyph(reach: Reach) -> Glyph {
    match reach {
        Reach::Own => icon::PERSON,
        Reach::Subaccounts => icon::LAYERS,
        Reach::Account => icon::OK,
    }
}

/// The matrix: a row for each permission, a column for each role. It scrolls within its box, heads stay.
fn grid(list: &RoleList) -> AnyView {
    let r = &t().roles;
    let columns: Vec<Grants> = list.items.iter().map(grants_of).collect();
    let span = columns.len() + 1;
    let heads = list.items.iter().map(|role| view! { <th scope="col">{name_of(role)}</th> }).collect_view();
    let bodies = PermissionGroup::ALL
        .iter()
        .map(|group| {
            let rows = P::ALL.iter().filter(|p| p.group() == *group).map(|p| line(*p, &columns)).collect_view();
            view! {
                <tbody>
                    <tr>
                        <th scope="rowgroup" colspan=span>
                            <span>{locale::roles::group(locale(), *group)}</span>
                        </th>
                    </tr>
                    {rows}
                </tbody>
            }
            .into_any()
        })
        .collect_view();
    let legend = Reach::ALL
        .iter()
        .map(|reach| view! { <li data-reach=reach.as_str()>{icon(glyph(*reach))}{locale::roles::reach(locale(), *reach)}</li> })
        .collect_view();
    view! {
        <ul class="reaches" aria-hidden="true">{legend}<li>"— "{r.not_held}</li></ul>
        <div class="matrix" tabindex="0" role="region" aria-label=r.matrix>
            <table>
                <caption class="sr">{r.matrix_lead}</caption>
                <thead>
                    <tr>
                        <th scope="col">{r.permission}</th>
                        {heads}
                    </tr>
                </thead>
                {bodies}
            </table>
        </div>
    }
    .into_any()
}

fn line(permission: P, columns: &[Grants]) -> AnyView {
    let cells = columns
        .iter()
        .map(|grants| match grants.reach(permission) {
            Some(reach) => view! {
                <td data-reach=reach.as_str() title=locale::roles::reach(locale(), reach)>
                    {icon(glyph(reach))}
                    <span class="sr">{locale::roles::reach(locale(), reach)}</span>
                </td>
            }
            .into_any(),
            None => view! { <td><span aria-hidden="true">"—"</span><span class="sr">{t().roles.not_held}</span></td> }
                .into_any(),
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">
                {locale::roles::permission(locale(), permission)}
                <code>{permission.as_str()}</code>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}
