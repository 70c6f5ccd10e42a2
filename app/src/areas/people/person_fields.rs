//! Fields that several forms about people share: the role, teams and subaccounts, and what is read for them.

use crate::i18n::{role_name, t};
use crate::shared::lists::{subaccounts, teams};
use crate::shared::role_text::described;
use crate::shared::ticks::{Chosen, ticks};
use crate::state::query::Query;
use crate::state::session;
use crate::ui::field::{is_refused, refusal};
use crate::ui::form::Form;
use crate::ui::{part, unique};
use contract::{Fields, Page, RoleInfo, RoleList, Subaccount, Team, User};
use domain::permission::Reach;
use domain::role::BuiltIn;
use leptos::prelude::*;

/// A select of roles, with what the chosen one is for. Those that the reader can't give are off, with the reason.
pub fn role_field(form: Form, label: &'static str, list: &[RoleInfo], chosen: RwSignal<String>) -> AnyView {
    let id = unique("role");
    let (error, hint) = (format!("{id}-error"), format!("{id}-hint"));
    let value = chosen.get_untracked();
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
    let texts: Vec<(String, String)> = list.iter().map(|role| (role.id.to_string(), described(role))).collect();
    let what = move || {
        chosen.with(|now| texts.iter().find(|(id, _)| id == now).map(|(_, text)| text.clone())).unwrap_or_default()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                class="input"
                id=id
                name="role_id"
                aria-describedby=format!("{error} {hint}")
                aria-invalid=is_refused(form, "role_id")
                on:change=move |event| chosen.set(event_target_value(&event))
            >
                {options}
            </select>
            // Beside the form, not in its place: what was typed stays.
            <p class="hint">
                <span id=hint>{part(what)}</span>
                " "
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

/// Teams and subaccounts of a person, as far as the reader may see what there is.
#[derive(Clone, Copy)]
pub struct Places {
    teams: Query<Page<Team>>,
    subaccounts: Query<Page<Subaccount>>,
    in_teams: Chosen,
    in_subaccounts: Chosen,
    /// Does the chosen role reach as far as one's own subaccounts, so that they count?
    own_count: Memo<bool>,
}

impl Places {
    /// With these chosen, for whoever gets this role.
    pub fn new(all: &[RoleInfo], role: RwSignal<String>, teams_of: Vec<String>, subaccounts_of: Vec<String>) -> Self {
        let far: Vec<String> = all
            .iter()
            .filter(|one| one.grants.iter().any(|grant| grant.reach == Reach::Subaccounts))
            .map(|one| one.id.to_string())
            .collect();
        Self {
            teams: teams(),
            subaccounts: subaccounts(),
            in_teams: RwSignal::new(teams_of),
            in_subaccounts: RwSignal::new(subaccounts_of),
            own_count: Memo::new(move |_| role.with(|role| far.contains(role))),
        }
    }

    /// Puts what is chosen into a body, for all kinds that are shown: what is not stays as it was.
    pub fn write(self, fields: &mut Fields) {
        if self.teams.data.with_untracked(Option::is_some) {
            fields.insert("team_ids".to_owned(), self.in_teams.get_untracked().into());
        }
        if self.own_count.get_untracked() && self.subaccounts.data.with_untracked(Option::is_some) {
            fields.insert("subaccount_ids".to_owned(), self.in_subaccounts.get_untracked().into());
        }
    }

    /// The boxes.
    pub fn view(self, form: Form) -> AnyView {
        let p = &t().people;
        form.keep_ids("team_ids", self.in_teams);
        form.keep_ids("subaccount_ids", self.in_subaccounts);
        // Drawn once, from the first answer: a later one would empty the search that somebody is typing into.
        let teams = Memo::new(move |_| self.teams.data.with(Option::is_some));
        let subaccounts = Memo::new(move |_| self.own_count.get() && self.subaccounts.data.with(Option::is_some));
        view! {
            {part(move || {
                let all = teams.get().then(|| self.teams.data.get_untracked()).flatten()?;
                let options = all.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
                Some(untrack(|| ticks(form, "team_ids", t().teams.title, "", options, self.in_teams)))
            })}
            {part(move || {
                let all = subaccounts.get().then(|| self.subaccounts.data.get_untracked()).flatten()?;
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
