//! The tokens of all system users: who holds them, to whom they were shown, when they end. Several are rotated at once.

use crate::areas::bots::system_user_dialogs::AskDialogs;
use crate::areas::bots::token_end::is_accepted;
use crate::areas::bots::token_fields::{called, held, holders, m};
use crate::areas::bots::token_list::{actions, ends, held_by, status};
use crate::areas::bots::token_rotate::{self, AT_ONCE, EVERY};
use crate::i18n::{iso, t};
use crate::routes::{self, Here};
use crate::shared::environment;
use crate::shared::file;
use crate::shared::filters::{at, clear, day, filter, only_read};
use crate::shared::list_page::{List, cursor, each, find, list_page};
use crate::shared::lists::all as whole;
use crate::shared::pieces::{ago, cell, heads};
use crate::shared::row_menu::menu_cell;
use crate::shared::selection::Selection;
use crate::shared::zone;
use crate::state::query::{Query, use_all, use_query};
use crate::state::{session, view_as};
use crate::ui::button::Button;
use crate::ui::each::For;
use crate::ui::icon;
use crate::ui::notice::Empty;
use crate::ui::page::{Forbidden, Head};
use crate::ui::part;
use contract::table::{ListCustodians, ListTokens};
use contract::{HeldToken, Limit, Page, TokenInfo, TokenQuery, TokenState};
use domain::ids::UserId;
use domain::name::Holder;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

const FILTERS: &[&str] = &["environment", "holder", "shown_to", "before", "state"];
const ALL: &str = "all";

/// Can another token take its place? Not if one did.
pub fn is_rotatable(token: &TokenInfo) -> bool {
    is_accepted(token) && token.successor_id.is_none()
}

/// What the address asks for. As many at a time as can be rotated at once.
fn asked(here: Here) -> TokenQuery {
    TokenQuery {
        limit: Limit::try_from(AT_ONCE as i64).ok(),
        cursor: cursor(here),
        holder: here.param("holder").and_then(|text| Holder::try_from(text).ok()),
        shown_to: here.param("shown_to").and_then(|id| UserId::try_from(id).ok()),
        environment: environment::asked(here),
        // What ends with that day ends by it.
        expires_before: at(here, "before", true).map(|end| end.plus(1)),
        state: here.param("state").filter(|state| state == ALL).map(|_| TokenState::All),
    }
}

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::SystemUsersManage) {
        return view! { <Forbidden permission=P::SystemUsersManage.as_str() /> }.into_any();
    }
    only_read(
        here,
        |name, value| match name {
            "holder" => Holder::try_from(value.to_owned()).is_ok(),
            "shown_to" => UserId::try_from(value.to_owned()).is_ok(),
            "before" => zone::ended(value).is_some(),
            _ => true,
        },
        FILTERS,
    );
    let list = use_query::<ListTokens>(move || Some(((), asked(here))));
    let rows = Memo::new(move |_| {
        let some = each(list, |one| is_rotatable(&one.token).then(|| one.token.id.to_string()));
        some.into_iter().flatten().collect::<Vec<_>>()
    });
    let chosen = Selection::new(rows);
    let rotate = Callback::new(move |()| {
        let ids = untrack(|| chosen.ids()).join(",");
        here.open_over(&[("action", "rotate-many"), ("ids", &ids)]);
    });
    let button =
        move || view! { <Button label=m().rotate glyph=icon::KEY off=view_as::blocked() on_press=rotate /> }.into_any();
    let done = Callback::new(move |()| chosen.clear());
    let many = Memo::new(move |_| here.ask().is_some_and(|ask| ask.action == "rotate-many"));
    let export = move || {
        let filtered = asked(here);
        file::of::<ListTokens>(
            "tokens.csv",
            COLUMNS,
            move |cursor| TokenQuery { limit: file::most(), cursor, ..filtered.clone() },
            |page| file::rows(page, line),
        )
    };
    view! {
        <div class="page">
            <Head title=t().bots.tokens lead=m().lead />
            {toolbar(here, list, file::button(export))}
            {part(move || {
                // All that a vendor holds, or that somebody saw: a breach is one press.
                let narrow = here.param("holder").or_else(|| here.param("shown_to")).is_some();
                (narrow && !rows.with(Vec::is_empty)).then(|| {
                    let all = move |()| here.open_over(&[("action", "rotate-many"), ("ids", EVERY)]);
                    view! {
                        <div class="row">
                            <Button label=m().rotate_all glyph=icon::KEY off=view_as::blocked() on_press=Callback::new(all) />
                        </div>
                    }
                })
            })}
            {chosen.bar_of(button)}
            {table(here, list, chosen)}
        </div>
        {part(move || many.get().then(|| untrack(|| token_rotate::many(here, list, done))))}
        <AskDialogs here=here />
    }
    .into_any()
}

fn toolbar(here: Here, list: Query<Page<HeldToken>>, export: AnyView) -> AnyView {
    let all = held(|| true);
    let people = use_all::<ListCustodians>(|| Some(((), whole())));
    // What the address asks for is a choice even where nobody is listed for it.
    let holder = Memo::new(move |_| {
        let mut known = holders(all);
        known.extend(here.param("holder").filter(|one| !known.contains(one)));
        known.into_iter().map(|one| (one.clone(), one)).collect::<Vec<_>>()
    });
    let person = Memo::new(move |_| {
        let mut known: Vec<(String, String)> = people.data.with(|page| {
            page.iter().flat_map(|page| &page.items).map(|one| (one.id.to_string(), one.name.clone())).collect()
        });
        if let Some(id) = here.param("shown_to").filter(|id| known.iter().all(|(known, _)| known != id)) {
            // Whoever left is named by what they saw.
            let name = find(list, |one| one.shown_to.id.as_str() == id).map(|one| one.shown_to.name);
            known.push((id.clone(), name.unwrap_or(id)));
        }
        known
    });
    view! {
        <div class="toolbar">
            {part(move || filter(here, "holder", m().any_holder, holder.get()))}
            {part(move || filter(here, "shown_to", m().anybody, person.get()))}
            {environment::filter(here)}
            {filter(here, "state", m().state_accepted, vec![(ALL.to_owned(), m().state_all.to_owned())])}
            {day(here, "before", m().ends_by)}
            {clear(here, FILTERS)}
            <span class="push">{export}</span>
        </div>
    }
    .into_any()
}

fn table(here: Here, list: Query<Page<HeldToken>>, chosen: Selection) -> AnyView {
    let b = &t().bots;
    let items = move || list.data.get().map(|page| page.items.clone()).unwrap_or_default();
    let words = heads(&[b.token, t().bots.tab, m().holder, m().shown_to, b.last_used, b.ends]);
    let key = |one: &HeldToken| {
        let token = &one.token;
        let used = token.last_used_at.map_or(0, domain::time::Instant::millis);
        let bot = &one.system_user;
        format!("{} {} {:?} {used} {} {:?}", token.id, token.version, token.status, bot.username, bot.status)
    };
    list_page(
        here,
        list,
        List {
            caption: t().bots.tokens,
            class: "table",
            bones: &["s", "m", "m", "m", "m", "m", "m", "s"],
            heads: view! { {chosen.tick_all()} {words} }.into_any(),
            actions: true,
            rows: view! { <For each=items key=key let:one>{row(here, chosen, &one)}</For> }.into_any(),
            none: Box::new(move || {
                if FILTERS.iter().any(|one| here.param(one).is_some()) {
                    view! { <Empty glyph=icon::SEARCH title=m().no_match why=m().no_match_why /> }.into_any()
                } else {
                    view! { <Empty glyph=icon::KEY title=m().empty why=m().empty_why /> }.into_any()
                }
            }),
        },
    )
}

fn row(here: Here, chosen: Selection, one: &HeldToken) -> AnyView {
    let (b, token, bot) = (&t().bots, &one.token, &one.system_user);
    let (id, of) = (token.id.to_string(), bot.id.to_string());
    let name = format!("{} {}", bot.username, called(token));
    let tail =
        token.name.as_ref().map(|_| view! { <span class="sub"><code>{format!("…{}", token.tail)}</code></span> });
    let tick =
        if is_rotatable(token) { chosen.tick(id.clone(), &name) } else { view! { <td class="tick"></td> }.into_any() };
    let menu = if is_accepted(token) {
        let (id, of) = (id.clone(), of.clone());
        menu_cell(&name, Callback::new(move |()| actions(here, Some(&of), &id, session::unless(P::SystemUsersManage))))
    } else {
        view! { <td class="actions"></td> }.into_any()
    };
    let ending = view! { {status(token, bot.status)} <span class="sub">{ends(token)}</span> };
    view! {
        <tr>
            {tick}
            <th scope="row" class="leads">
                <a class="go" href=format!("{}?tab=tokens", routes::system_user(&of))>{called(token)}</a>
                {tail}
                {environment::test_badge(token.environment)}
            </th>
            {cell(b.tab, view! { <span class="cut" title=bot.username.clone()>{bot.username.clone()}</span> }.into_any())}
            {cell(m().holder, held_by(token.holder.clone()))}
            {cell(m().shown_to, view! { <span class="cut" title=one.shown_to.name.clone()>{one.shown_to.name.clone()}</span> }.into_any())}
            {cell(b.last_used, ago(token.last_used_at))}
            {cell(b.ends, ending.into_any())}
            {menu}
        </tr>
    }
    .into_any()
}

const COLUMNS: &[&str] = &[
    "id",
    "name",
    "token_end",
    "system_user_id",
    "username",
    "holder",
    "scopes",
    "environment",
    "subaccounts",
    "status",
    "shown_to",
    "created_at",
    "last_used_at",
    "ends_at",
    "reason",
    "networks",
];

fn line(one: &HeldToken) -> Vec<String> {
    let token = &one.token;
    let time = |at: Option<domain::time::Instant>| at.map(|at| iso(at.millis())).unwrap_or_default();
    vec![
        token.id.to_string(),
        token.name.clone().unwrap_or_default(),
        token.tail.clone(),
        one.system_user.id.to_string(),
        one.system_user.username.clone(),
        token.holder.clone().unwrap_or_default(),
        token.scopes.join(" "),
        token.environment.as_str().to_owned(),
        token.subaccounts.iter().flatten().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "),
        token.status.as_str().to_owned(),
        one.shown_to.name.clone(),
        time(Some(token.created_at)),
        time(token.last_used_at),
        time(token.ends_at),
        token.reason.clone().unwrap_or_default(),
        token.networks.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    ]
}
