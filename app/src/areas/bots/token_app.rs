//! The app that a new token is for, and Meta's four permissions ticked at once.

use crate::areas::bots::role::m;
use crate::shared::later::later;
use crate::shared::ticks::Chosen;
use crate::state::query::use_query;
use crate::ui::button::Button;
use crate::ui::form::Form;
use contract::table::ListInstalledApps;
use contract::{InstalledApps, Nothing};
use domain::ids::SystemUserId;
use domain::scope::Scope;
use domain::token_rules::TokenRules;
use leptos::prelude::*;

fn named(list: &InstalledApps) -> Vec<(String, String)> {
    list.items.iter().map(|one| (one.id.to_string(), format!("{} ({})", one.name, one.graph_id))).collect()
}

/// The choice of an app, out of those that are installed, once it is asked for.
pub fn field(form: Form, of: &SystemUserId, asked: impl Fn() -> bool + 'static) -> AnyView {
    let of = of.clone();
    let list = use_query::<ListInstalledApps>(move || asked().then(|| (of.clone(), Nothing {})));
    later(form, ("app_id", m().app, m().app_hint), (String::new(), m().app_none), list, named)
}

/// The button that ticks the permissions of Meta's guides; there is none where the account does not allow all of them.
pub fn preset(scopes: Chosen, rules: &TokenRules) -> AnyView {
    let allowed = |one: &Scope| rules.scopes.as_ref().is_none_or(|all| all.all().contains(one));
    if !Scope::WHATSAPP.iter().all(allowed) {
        return ().into_any();
    }
    let tick = Callback::new(move |()| {
        scopes.update(|all| {
            for name in Scope::WHATSAPP.iter().map(|scope| scope.as_str()) {
                if all.iter().all(|one| one != name) {
                    all.push(name.to_owned());
                }
            }
        });
    });
    view! {
        <div class="field">
            <p><Button label=m().preset on_press=tick /></p>
            <p class="hint">{m().preset_hint}</p>
        </div>
    }
    .into_any()
}
