//! Who is in a team: the members with who supervises it, and a search that adds people.

use crate::i18n::t;
use crate::state::announce::announce;
use crate::state::query::use_query;
use crate::ui::button::Button;
use crate::ui::each::For;
use crate::ui::field::Search;
use crate::ui::form::Form;
use crate::ui::notice::Trouble;
use crate::ui::{composes, icon, part};
use contract::table::ListUsers;
use contract::{Fields, Limit, Team, TeamMember, UserQuery};
use domain::ids::UserId;
use domain::system_user::Status;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The members while they are edited.
#[derive(Clone, Copy)]
pub struct Members {
    list: RwSignal<Vec<TeamMember>>,
}

impl Members {
    /// Those of a team, or none for a new one; what was put together before and not sent comes back.
    pub fn new(form: Form, team: Option<&Team>) -> Self {
        let list = RwSignal::new(team.map(|t| t.members.clone()).unwrap_or_default());
        let read = move || {
            let parts = |m: &TeamMember| [m.id.to_string(), m.name.clone(), m.supervisor.to_string()];
            list.with(|list| list.iter().flat_map(parts).collect())
        };
        form.keep("members", read, move |kept| {
            let one = |m: &[String]| match m {
                [id, name, supervisor] => Some(TeamMember {
                    id: UserId::try_from(id.clone()).ok()?,
                    name: name.clone(),
                    supervisor: supervisor == "true",
                }),
                _ => None,
            };
            list.set(kept.chunks(3).filter_map(one).collect());
        });
        Self { list }
    }

    /// Puts them into a body.
    pub fn write(self, fields: &mut Fields) {
        self.list.with_untracked(|list| {
            let ids =
                |all: bool| list.iter().filter(|m| all || m.supervisor).map(|m| m.id.to_string()).collect::<Vec<_>>();
            fields.insert("member_ids".to_owned(), ids(true).into());
            fields.insert("supervisor_ids".to_owned(), ids(false).into());
        });
    }

    fn has(self, id: &UserId) -> bool {
        self.list.with(|list| list.iter().any(|m| m.id == *id))
    }
}

/// The members and the search.
pub fn view(members: Members) -> AnyView {
    let m = &t().teams;
    view! {
        <fieldset class="field">
            <legend class="legend" id="team-members" tabindex="-1">
                {m.members}
            </legend>
            <ul class="picked">
                <For each=move || members.list.get() key=|one| format!("{} {}", one.id, one.supervisor) let:one>
                    {member(members, one)}
                </For>
            </ul>
            {part(move || members.list.with(Vec::is_empty).then(|| view! { <p class="muted">{m.nobody}</p> }))}
            {finder(members)}
        </fieldset>
    }
    .into_any()
}

fn member(members: Members, one: TeamMember) -> AnyView {
    let m = &t().teams;
    let TeamMember { id, name, supervisor } = one;
    let out = Callback::new({
        let id = id.clone();
        move |()| {
            members.list.update(|list| list.retain(|m| m.id != id));
            // The button that had the focus is gone.
            if let Some(legend) = document().get_element_by_id("team-members") {
                _ = legend.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    });
    let toggle = move |event: ev::Event| {
        let on = event_target_checked(&event);
        members.list.update(|list| {
            if let Some(one) = list.iter_mut().find(|m| m.id == id) {
                one.supervisor = on;
            }
        });
    };
    view! {
        <li>
            <span>{name.clone()}</span>
            <label class="check">
                <input type="checkbox" checked=supervisor aria-label=(m.supervises_what)(&name) on:change=toggle />
                <span aria-hidden="true">{m.supervises}</span>
            </label>
            <Button label=(m.take_out)(&name) square=true tone="quiet" glyph=icon::CLOSE on_press=out />
        </li>
    }
    .into_any()
}

fn finder(members: Members) -> AnyView {
    let m = &t().teams;
    let typed = RwSignal::new(String::new());
    let found = use_query::<ListUsers>(move || {
        let search = typed.get();
        (!search.trim().is_empty()).then(|| {
            let ask = UserQuery {
                limit: Limit::try_from(8).ok(),
                search: Some(search.trim().to_owned()),
                status: Some(Status::Active),
                ..UserQuery::default()
            };
            ((), ask)
        })
    });
    // Enter in the search box must not save the team.
    let keys = |event: ev::KeyboardEvent| {
        let on_input = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok()).is_some();
        if event.key() == "Enter" && on_input && !composes(&event) {
            event.prevent_default();
        }
    };
    let results = move || {
        if typed.with(|s| s.trim().is_empty()) {
            return ().into_any();
        }
        if let Some(f) = found.failure.get() {
            return view! { <Trouble failure=f /> }.into_any();
        }
        let Some(page) = found.data.get() else { return ().into_any() };
        if page.items.is_empty() {
            return view! { <p class="muted" role="status">{m.nobody_found}</p> }.into_any();
        }
        let people = page
            .items
            .iter()
            .filter(|u| !members.has(&u.id))
            .map(|u| {
                let one = TeamMember { id: u.id.clone(), name: u.name.clone(), supervisor: false };
                let label = (m.add)(&u.name);
                let said = label.clone();
                let add = move |_| {
                    announce(&said);
                    members.list.update(|list| list.push(one.clone()));
                    if let Ok(Some(input)) = document().query_selector(".finder input") {
                        _ = input.unchecked_into::<web_sys::HtmlElement>().focus();
                    }
                };
                view! {
                    <li>
                        <button type="button" class="choice" on:click=add>
                            {icon::icon(icon::PLUS)}
                            <span>{label} <span class="hint">{u.email.clone()}</span></span>
                        </button>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="choices">{people}</ul> }.into_any()
    };
    view! {
        <div class="finder stack" on:keydown=keys>
            <Search label=m.find value=typed on_search=Callback::new(move |text| typed.set(text)) />
            <p class="hint">{m.find_hint}</p>
            {part(results)}
        </div>
    }
    .into_any()
}
