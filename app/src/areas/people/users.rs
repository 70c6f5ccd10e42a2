//! The list of people. What is searched and filtered is in the address; one page of rows is in the document.

use crate::areas::people::invite_many;
use crate::areas::people::person_fields::{beyond, is_self, must_stay};
use crate::areas::people::user_create::{CreateDialog, InviteDialog};
use crate::areas::people::user_dialogs::{activate, dialogs};
use crate::i18n::{iso, role_name, t};
use crate::routes::{self, Here};
use crate::shared::file::{self, Export, most, rows};
use crate::shared::filters::{clear, filter};
use crate::shared::list_page::{List, cursor, each, find, list_page, sort_head};
use crate::shared::lists::{roles, teams};
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::sections;
use crate::shared::selection::{Action, Job, Selection};
use crate::shared::status::status_badge;
use crate::state::query::{Query, use_query};
use crate::state::{session, view_as};
use crate::ui::badge::{badge, tag};
use crate::ui::button::LinkButton;
use crate::ui::each::For;
use crate::ui::field::Search;
use crate::ui::icon;
use crate::ui::menu::Item;
use crate::ui::notice::Empty;
use crate::ui::page::{Forbidden, Head};
use crate::ui::part;
use crate::ui::time::Ago;
use contract::client::{Call, call};
use contract::table::{ActivateUser, DeactivateUser, ListUsers};
use contract::{HandOver, Nothing, Page, RoleList, User, UserQuery, UserSort};
use domain::ids::{TeamId, UserId};
use domain::permission::PermissionId as P;
use domain::role::RoleId;
use domain::system_user::Status;
use leptos::prelude::*;

/// The filters as they are in the address.
const FILTERS: [&str; 5] = ["search", "role", "team", "status", "two_factor"];

fn asked(here: Here) -> UserQuery {
    UserQuery {
        cursor: cursor(here),
        search: here.param("search"),
        role_id: here.param("role").and_then(|r| RoleId::try_from(r).ok()),
        team_id: here.param("team").and_then(|r| TeamId::try_from(r).ok()),
        status: here.param("status").and_then(|s| Status::try_from(s).ok()),
        two_factor: here.param("two_factor").filter(|v| v == "true" || v == "false"),
        sort: here.param("sort").and_then(|s| UserSort::parse(&s)),
        ..UserQuery::default()
    }
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::UsersManage) {
        return view! { <Forbidden permission=P::UsersManage.as_str() /> }.into_any();
    }
    let p = &t().people;
    let list = use_query::<ListUsers>(move || Some(((), asked(here))));
    let all_roles = roles();
    let new = Memo::new(move |_| here.is_new());
    let ids = move |page: &Page<User>| page.items.iter().map(|u| u.id.to_string()).collect();
    let chosen =
        Selection::new(Memo::new(move |_| list.data.with(|page| page.as_deref().map(ids).unwrap_or_default())));
    view! {
        <div class="page">
            <Head title=p.title lead=p.lead>
                <LinkButton label=t().invitations.bulk href="/users?action=bulk" glyph=icon::PEOPLE off=view_as::blocked() />
                <LinkButton label=p.create href="/users/new" glyph=icon::KEY off=view_as::blocked() />
                <LinkButton label=t().invitations.invite href="/users?action=invite" tone="primary" glyph=icon::PLUS off=view_as::blocked() />
            </Head>
            {sections::people("/users")}
            {toolbar(here, all_roles)}
            {chosen.bar(bulk(list))}
            {table(here, list, all_roles, chosen)}
        </div>
        {part(move || new.get().then(|| untrack(|| view! { <CreateDialog here=here /> })))}
        {dialogs(here)}
        {inviting(here)}
    }
    .into_any()
}

/// The dialogs that invite stand over the page where they were asked for.
fn inviting(here: Here) -> AnyView {
    let action = Memo::new(move |_| here.ask().map(|ask| ask.action).filter(|a| a == "invite" || a == "bulk"));
    part(move || {
        let action = action.get()?;
        Some(untrack(|| {
            if action == "bulk" { invite_many::dialog(here) } else { view! { <InviteDialog here=here /> }.into_any() }
        }))
    })
}

fn toolbar(here: Here, all_roles: Query<RoleList>) -> AnyView {
    let p = &t().people;
    let all_teams = teams();
    let search = Signal::derive(move || here.param("search").unwrap_or_default());
    let two = |a: &str, b: &str, c: &str, d: &str| vec![(a.to_owned(), b.to_owned()), (c.to_owned(), d.to_owned())];
    view! {
        <div class="toolbar">
            <Search
                label=p.search
                value=search
                on_search=Callback::new(move |text: String| here.set(&[("search", text.trim()), ("cursor", "")]))
            />
            {part(move || {
                let list = all_roles.data.get()?;
                let options = list.items.iter().map(|r| (r.id.to_string(), role_name(&r.name))).collect();
                Some(untrack(|| filter(here, "role", p.any_role, options)))
            })}
            {part(move || {
                let list = all_teams.data.get().filter(|l| !l.items.is_empty())?;
                let options = list.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
                Some(untrack(|| filter(here, "team", p.any_team, options)))
            })}
            {filter(here, "status", t().bots.any_status, two("active", t().bots.active, "inactive", t().bots.inactive))}
            {filter(here, "two_factor", p.any_two_factor, two("true", p.on, "false", p.off))}
            {clear(here, &FILTERS)}
            <span class="push">
                {file::button(move || export(here))}
            </span>
        </div>
    }
    .into_any()
}

/// The people as they are filtered and sorted.
fn export(here: Here) -> Export {
    let filtered = asked(here);
    file::of::<ListUsers>(
        "users.csv",
        &["name", "email", "role", "owner", "status", "two_factor", "last_seen_at"],
        move |cursor| UserQuery { limit: most(), cursor, ..filtered.clone() },
        |page| rows(page, line),
    )
}

fn line(u: &User) -> Vec<String> {
    let seen = u.last_seen_at.map(|at| iso(at.millis())).unwrap_or_default();
    let yes = |b: bool| b.to_string();
    let (name, email, status) = (u.name.clone(), u.email.clone(), u.status.as_str().to_owned());
    vec![name, email, u.role.clone(), yes(u.owner), status, yes(u.two_factor), seen]
}

/// What is done with all who are ticked.
fn bulk(list: Query<Page<User>>) -> Vec<Action> {
    let b = &t().bots;
    let jobs = move |now: Status, call: fn(&UserId) -> Call| {
        Callback::new(move |ids: Vec<String>| {
            let page = list.data.get_untracked();
            let people = page.iter().flat_map(|page| &page.items);
            people
                .filter(|u| u.status == now && ids.contains(&u.id.to_string()))
                .map(|u| Job { id: u.id.to_string(), name: u.name.clone(), call: call(&u.id) })
                .collect()
        })
    };
    let off = jobs(Status::Active, |id| {
        call::<DeactivateUser>(id, &Nothing {}, &HandOver { successor_user_id: None, successors: None })
    });
    let on = jobs(Status::Inactive, |id| call::<ActivateUser>(id, &Nothing {}, &Nothing {}));
    let ask = Some((t().people.deactivate_many, t().people.deactivate_now_many));
    vec![
        Action { label: b.deactivate, glyph: icon::POWER, ask, jobs: off },
        Action { label: b.activate, glyph: icon::OK, ask: None, jobs: on },
    ]
}

fn table(here: Here, list: Query<Page<User>>, all_roles: Query<RoleList>, chosen: Selection) -> AnyView {
    let p = &t().people;
    let ids = move || each(list, |one| one.id.clone());
    let searches = Memo::new(move |_| here.param("search").is_some());
    list_page(
        here,
        list,
        List {
            caption: p.title,
            class: "table",
            bones: &["s", "l", "m", "s", "s", "m", "s"],
            heads: view! { {chosen.tick_all()}
            {part(move || heads(here, searches.get()))}
            <th scope="col">{p.seen}</th> }
            .into_any(),
            actions: true,
            rows: view! { <For each=ids key=|id| id.to_string() let:id>
                {row(here, list, all_roles, chosen, id)}
            </For> }
            .into_any(),
            none: Box::new(move || {
                view! { <Empty glyph=icon::SEARCH title=p.none_match why=t().bots.none_match_why /> }.into_any()
            }),
        },
    )
}

/// The heads that sort. What is searched for comes in the order of the search.
fn heads(here: Here, searches: bool) -> AnyView {
    use UserSort as S;
    let p = &t().people;
    let heads = [
        (p.person, S::Name, S::NameDesc),
        (t().roles.one, S::Role, S::RoleDesc),
        (t().bots.status, S::Status, S::StatusDesc),
        (p.two_factor, S::TwoFactor, S::TwoFactorDesc),
    ];
    let head = |(label, up, down): (&'static str, S, S)| match searches {
        true => view! { <th scope="col">{label}</th> }.into_any(),
        false => sort_head(here, label, [up.as_str(), down.as_str()], S::Name.as_str(), false),
    };
    heads.map(head).into_iter().collect_view().into_any()
}

fn row(here: Here, list: Query<Page<User>>, all_roles: Query<RoleList>, chosen: Selection, id: UserId) -> AnyView {
    let tick = id.to_string();
    let one = move || find(list, |one| one.id == id);
    let items = {
        let one = one.clone();
        Callback::new(move |()| untrack(|| one().map(|u| actions(here, &u, all_roles, true)).unwrap_or_default()))
    };
    let name = untrack(&one).map(|u| u.name).unwrap_or_default();
    view! {
        <tr>
            {chosen.tick(tick, &name)}
            {part(move || one().map(cells))}
            {menu_cell(&name, items)}
        </tr>
    }
    .into_any()
}

/// What stands beside a name: the owner, the reader.
pub fn marks(u: &User) -> AnyView {
    let p = &t().people;
    view! {
        {u.owner.then(|| badge("", icon::CROWN, p.owner))}
        {is_self(u).then(|| tag(p.you))}
    }
    .into_any()
}

/// Is two-factor set up?
pub fn two_factor_badge(on: bool) -> AnyView {
    let p = &t().people;
    if on { badge("ok", icon::OK, p.on).into_any() } else { badge("", icon::OFF, p.off).into_any() }
}

fn cells(u: User) -> AnyView {
    let p = &t().people;
    view! {
        <th scope="row">
            <span class="row">
                <a class="go" href=routes::user(u.id.as_str())>
                    {u.name.clone()}
                </a>
                {marks(&u)}
            </span>
            <span class="sub">{u.email}</span>
        </th>
        <td data-label=t().roles.one>{role_name(&u.role)}</td>
        <td data-label=t().bots.status>{status_badge(u.status)}</td>
        <td data-label=p.two_factor>{two_factor_badge(u.two_factor)}</td>
        <td data-label=p.seen>
            {match u.last_seen_at {
                Some(at) => view! { <Ago millis=at.millis() /> }.into_any(),
                None => view! { <span class="muted">{t().common.never}</span> }.into_any(),
            }}
        </td>
    }
    .into_any()
}

/// What can be done with a person, for a menu; each with the reason when it can't.
pub fn actions(here: Here, u: &User, all_roles: Query<RoleList>, open: bool) -> Vec<Item> {
    let p = &t().people;
    let page = routes::user(u.id.as_str());
    let blocked = view_as::blocked();
    let about = About::new(here, u.id.as_str(), blocked.clone());
    let leave = |then: &str| format!("{page}/leave?then={then}");
    let beyond = beyond(u, all_roles);
    let stays = blocked.or_else(|| must_stay(u, all_roles));
    let yourself = is_self(u).then(|| p.yourself.to_owned());
    let switch = if u.status == Status::Active {
        about.leads(t().bots.deactivate, icon::POWER, leave("deactivate")).unless(stays.clone())
    } else {
        let (id, name) = (u.id.clone(), u.name.clone());
        let activate = Callback::new(move |()| activate(id.clone(), name.clone()));
        about.does(t().bots.activate, icon::POWER, activate).unless(beyond.clone())
    };
    let keeps = match () {
        () if u.owner => Some(p.transfer_self),
        () if !session::me().is_some_and(|me| me.user.owner) => Some(p.transfer_off),
        () if u.status != Status::Active => Some(p.transfer_inactive),
        () => None,
    };
    let owned = (u.owner && !is_self(u)).then(|| t().people.is_owner.to_owned());
    let no_factor =
        (!u.two_factor).then(|| p.two_factor_is_off.to_owned()).or_else(|| yourself.clone()).or_else(|| beyond.clone());
    let mut items: Vec<Item> = open.then(|| about.leads(p.open, icon::PERSON, page.clone())).into_iter().collect();
    items.extend([
        about.asks(p.edit, icon::PENCIL, "edit").unless(beyond.clone()),
        switch,
        about.asks(p.reset, icon::MAIL, "reset").unless(beyond.clone()),
        about.asks(p.temporary, icon::KEY, "temporary").unless(yourself.or(owned).or(beyond)),
        about.asks(p.two_factor_reset, icon::SHIELD, "two-factor").unless(no_factor),
        about.asks(p.transfer, icon::CROWN, "transfer").unless(keeps.map(str::to_owned)),
    ]);
    items.extend(about.history());
    items.push(about.leads(p.remove, icon::TRASH, leave("remove")).unless(stays).dangerous());
    items
}
