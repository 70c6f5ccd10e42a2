//! What is done with many at once: switching them on or off, and handing the lists over as files.

use crate::i18n::{iso, t};
use crate::shared::file::{self, Export, most, rows};
use crate::shared::selection::{Action, Job};
use crate::state::query::Query;
use crate::ui::icon;
use contract::client::{Call, call};
use contract::table::{ActivateSystemUser, DeactivateSystemUser, ListSubaccounts, ListSystemUsers};
use contract::{Nothing, Page, Subaccount, SubaccountQuery, SystemUser, SystemUserQuery};
use domain::ids::SystemUserId;
use domain::system_user::Status;
use leptos::prelude::*;

/// What is done with all that are ticked.
pub fn bulk(list: Query<Page<SystemUser>>) -> Vec<Action> {
    let b = &t().bots;
    let jobs = move |now: Status, call: fn(&SystemUserId) -> Call| {
        Callback::new(move |ids: Vec<String>| {
            let page = list.data.get_untracked();
            let bots = page.iter().flat_map(|page| &page.items);
            bots.filter(|u| u.status == now && ids.contains(&u.id.to_string()))
                .map(|u| Job { id: u.id.to_string(), name: u.username.clone(), call: call(&u.id) })
                .collect()
        })
    };
    let off = jobs(Status::Active, |id| call::<DeactivateSystemUser>(id, &Nothing {}, &Nothing {}));
    let on = jobs(Status::Inactive, |id| call::<ActivateSystemUser>(id, &Nothing {}, &Nothing {}));
    let ask = Some((b.deactivate_many, b.deactivate_many_what));
    vec![
        Action { label: b.deactivate, glyph: icon::POWER, ask, jobs: off },
        Action { label: b.activate, glyph: icon::OK, ask: None, jobs: on },
    ]
}

/// The system users as they are filtered and sorted.
pub fn system_users(filtered: SystemUserQuery) -> Export {
    file::of::<ListSystemUsers>(
        "system-users.csv",
        &[
            "id",
            "username",
            "subaccount",
            "subaccount_reference_name",
            "environment",
            "status",
            "token_end",
            "created_by",
            "created_at",
            "last_used_at",
            "calls_24h",
            "custodians",
        ],
        move |cursor| SystemUserQuery { limit: most(), cursor, ..filtered.clone() },
        |page| rows(page, system_user),
    )
}

fn system_user(u: &SystemUser) -> Vec<String> {
    let (name, reference) =
        u.subaccount.as_ref().map(|s| (s.name.clone(), s.reference_name.clone())).unwrap_or_default();
    let custodians: Vec<&str> = u.custodians.iter().map(|one| one.name.as_str()).collect();
    vec![
        u.id.to_string(),
        u.username.clone(),
        name,
        reference,
        u.environment.as_str().to_owned(),
        u.status.as_str().to_owned(),
        u.tail.clone(),
        u.created_by.name.clone(),
        iso(u.created_at.millis()),
        u.last_used_at.map(|at| iso(at.millis())).unwrap_or_default(),
        u.calls_24h.to_string(),
        custodians.join(", "),
    ]
}

/// The subaccounts as they are filtered.
pub fn subaccounts(filtered: SubaccountQuery) -> Export {
    file::of::<ListSubaccounts>(
        "subaccounts.csv",
        &["id", "name", "reference_name", "environment", "system_user", "created_at"],
        move |cursor| SubaccountQuery { limit: most(), cursor, ..filtered.clone() },
        |page| rows(page, subaccount),
    )
}

fn subaccount(one: &Subaccount) -> Vec<String> {
    vec![
        one.id.to_string(),
        one.name.clone(),
        one.reference_name.clone(),
        one.environment.as_str().to_owned(),
        one.system_user.as_ref().map(|bot| bot.username.clone()).unwrap_or_default(),
        iso(one.created_at.millis()),
    ]
}
