//! Fields that several forms about people share: the role, teams and subaccounts, and what is read for them.

use crate::i18n::{role_name, t};
use crate::shared::lists::{subaccounts, teams};
use crate::state::query::Query;
use crate::state::session;
use crate::ui::field::{is_refused, refusal};
use crate::ui::form::Form;
use crate::ui::{part, unique};
use contract::{Fields, Page, RoleInfo, RoleList, Subaccount, Team, User};
use domain::role::BuiltIn;
use leptos::prelude::*;

/// A select of roles. Those that the reader can't give are off, with the reason.
pub fn role_field(form: Form, label: &'static str, hint: &'static str, list: &[RoleInfo], value: String) -> AnyView {
    let id = unique("role");
    let error = format!("{id}-error");
    let options = list
        .iter()
        .map(|role| {
            let (id, name) = (role.id.to_string(), role_name(&role.name));
            let selected = id == value;
            let off = !role.assignable && !selected;
            let word = if off { (t().invitations.cannot_give)(&name) } else { name };
            view! { <option value=id selected=selected disabled=off>{word}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="input" id=id name="role_id" aria-describedby=error.clone() aria-invalid=is_refused(form, "role_id")>
                {options}
            </select>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            // Beside the form, not in its place: what was typed stays.
            <p class="hint">
                <a href="/roles/matrix" target="_blank" rel="noopener external">
                    {t().roles.matrix}
                </a>
            </p>
            {refusal(form, "role_id", error)}
        </div>
    }
    .into_any()
}

/// The role that a form for a new person begins with: the least that can be given.
pub fn first_role(list: &[RoleInfo]) -> String {
    let wanted = BuiltIn::User.id();
    list.iter()
        .find(|r| r.id == wanted && r.assignable)
        .or_else(|| list.iter().filter(|r| r.assignable).min_by_key(|r| r.grants.len()))
        .map_or_else(|| wanted.to_string(), |r| r.id.to_string())
}

/// What is chosen of many.
pub type Chosen = RwSignal<Vec<String>>;

/// Boxes to tick, id and word; what is chosen but not listed stays chosen.
pub fn ticks(
    form: Form,
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
    options: Vec<(String, String)>,
    chosen: Chosen,
) -> AnyView {
    if options.is_empty() {
        return ().into_any();
    }
    let error = format!("{}-error", unique(name));
    let boxes = options
        .into_iter()
        .map(|(id, word)| {
            let on = chosen.with_untracked(|all| all.contains(&id));
            let toggle = move |_| {
                chosen.update(|all| match all.iter().position(|one| *one == id) {
                    Some(at) => _ = all.remove(at),
                    None => all.push(id.clone()),
                });
            };
            view! {
                <label class="choice">
                    <input type="checkbox" name=name checked=on on:change=toggle />
                    <span>{word}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend class="legend">{legend}</legend>
            <div class="choices few">{boxes}</div>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            {refusal(form, name, error)}
        </fieldset>
    }
    .into_any()
}

/// Teams and subaccounts of a person, as far as the reader may see what there is.
#[derive(Clone, Copy)]
pub struct Places {
    teams: Query<Page<Team>>,
    subaccounts: Query<Page<Subaccount>>,
    in_teams: Chosen,
    in_subaccounts: Chosen,
}

impl Places {
    /// With these chosen.
    pub fn new(teams_of: Vec<String>, subaccounts_of: Vec<String>) -> Self {
        Self {
            teams: teams(),
            subaccounts: subaccounts(),
            in_teams: RwSignal::new(teams_of),
            in_subaccounts: RwSignal::new(subaccounts_of),
        }
    }

    /// Puts what is chosen into a body, for all kinds that were shown.
    pub fn write(self, fields: &mut Fields) {
        if self.teams.data.with_untracked(Option::is_some) {
            fields.insert("team_ids".to_owned(), self.in_teams.get_untracked().into());
        }
        if self.subaccounts.data.with_untracked(Option::is_some) {
            fields.insert("subaccount_ids".to_owned(), self.in_subaccounts.get_untracked().into());
        }
    }

    /// The boxes.
    pub fn view(self, form: Form) -> AnyView {
        let p = &t().people;
        view! {
            {part(move || {
                let all = self.teams.data.get()?;
                let options = all.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
                Some(untrack(|| ticks(form, "team_ids", t().teams.title, "", options, self.in_teams)))
            })}
            {part(move || {
                let all = self.subaccounts.data.get()?;
                let options = all.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
                Some(untrack(|| ticks(form, "subaccount_ids", p.subaccounts, p.subaccounts_hint, options, self.in_subaccounts)))
            })}
        }
        .into_any()
    }
}

/// Why the reader can't act on this person: their role holds more than the reader does.
pub fn beyond(user: &User, roles: Query<RoleList>) -> Option<String> {
    let lacks = roles
        .data
        .with(|list| list.as_ref().is_some_and(|l| l.items.iter().any(|r| r.id == user.role_id && !r.assignable)));
    lacks.then(|| t().people.beyond.to_owned())
}

/// Is it the reader?
pub fn is_self(user: &User) -> bool {
    session::me().is_some_and(|me| me.user.id == user.id)
}

/// Why this person can't be deactivated or removed by the reader.
pub fn must_stay(user: &User, roles: Query<RoleList>) -> Option<String> {
    let p = &t().people;
    if user.owner {
        return Some(p.is_owner.to_owned());
    }
    if is_self(user) {
        return Some(p.yourself.to_owned());
    }
    let last = user.role_id == BuiltIn::Admin.id()
        && roles
            .data
            .with(|list| list.as_ref().is_some_and(|l| l.items.iter().any(|r| r.id == user.role_id && r.people == 1)));
    if last { Some(p.last_admin.to_owned()) } else { beyond(user, roles) }
}
