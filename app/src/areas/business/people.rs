//! Add People: system users are assigned to a WhatsApp account, given other access, and taken off it.

use crate::areas::business::common::{form_dialog, m};
use crate::areas::business::tasks::Access;
use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::reading::gone;
use crate::shared::ticks::{Chosen, ticks};
use crate::state::query::{refresh, use_all};
use crate::state::toasts;
use crate::ui::form::Form;
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::WhatsappAccountWithPeople as Account;
use contract::client::call;
use contract::table::{AssignWhatsappAccount, ListSystemUsers, UnassignWhatsappAccount};
use contract::{AssignedSystemUser, Endpoint, FieldError, Fields, Limit, Nothing, Request, SystemUserQuery};
use domain::field::FieldCode;
use domain::ids::{SystemUserId, WhatsappAccountId};
use leptos::{prelude::*, task::spawn_local};

const CHOSEN: &str = "system_user_ids";

/// The dialog Add People.
pub fn add(here: Here, of: &Account) -> AnyView {
    let m = m();
    let form = Form::new();
    let chosen: Chosen = RwSignal::new(Vec::new());
    form.keep_ids(CHOSEN, chosen);
    let access = Access::new(form, None);
    let taken: Vec<String> = of.system_users.iter().map(|one| one.id.to_string()).collect();
    let list = use_all::<ListSystemUsers>(|| {
        Some(((), SystemUserQuery { limit: Limit::try_from(200).ok(), ..SystemUserQuery::default() }))
    });
    let available = move || {
        let Some(page) = list.data.get() else {
            let waits = list.failure.with(Option::is_none);
            return waits.then(|| view! { <span class="bone" data-w="l"></span> }.into_any());
        };
        let free = page.items.iter().filter(|one| !taken.contains(&one.id.to_string()));
        let options: Vec<(String, String)> = free.map(|one| (one.id.to_string(), one.username.clone())).collect();
        Some(untrack(|| {
            if options.is_empty() {
                return view! { <p class="muted">{self::m().none_available}</p> }.into_any();
            }
            ticks(form, CHOSEN, self::m().available, "", options, chosen)
        }))
    };
    let id = of.whatsapp_account.id.clone();
    let submit = move |()| {
        let mut fields = Fields::new();
        let ids: Vec<SystemUserId> =
            chosen.get_untracked().into_iter().filter_map(|id| SystemUserId::try_from(id).ok()).collect();
        if ids.is_empty() {
            form.refuse(&[FieldError::at(CHOSEN, FieldCode::Required)]);
            return;
        }
        if access.put(&mut fields) {
            assign(here, form, id.clone(), ids, fields, chosen);
        }
    };
    let fields = view! {
        <Notice>{m.trusted}</Notice>
        {crate::shared::reading::trouble(list.failure)}
        {part(available)}
        {access.fields()}
    };
    form_dialog(here, m.add_people.to_owned(), form, m.assign, Callback::new(submit), fields.into_any())
}

/// One after the other: those that are done are no longer chosen when one fails.
fn assign(here: Here, form: Form, of: WhatsappAccountId, ids: Vec<SystemUserId>, fields: Fields, chosen: Chosen) {
    let Ok(body) = <AssignWhatsappAccount as Endpoint>::Body::parse(fields) else { return };
    form.pending.set(true);
    form.failure.set(None);
    let calls: Vec<_> = ids
        .into_iter()
        .map(|id| (id.to_string(), call::<AssignWhatsappAccount>(&(of.clone(), id), &Nothing {}, &body)))
        .collect();
    spawn_local(async move {
        let mut failed: Option<Failure> = None;
        for (id, call) in calls {
            match crate::net::api::exchange(call, None).await {
                Ok(_) => _ = chosen.try_update(|all| all.retain(|one| *one != id)),
                Err(failure) => {
                    failed = Some(failure);
                    break;
                }
            }
        }
        form.pending.try_set(false);
        match failed {
            Some(failure) => _ = form.failure.try_set(Some(failure)),
            None => {
                form.forget();
                here.close();
                toasts::done(m().saved);
            }
        }
        refresh();
    });
}

/// The one that the address names.
fn named(here: Here, of: &Account) -> Option<AssignedSystemUser> {
    let id = untrack(|| here.param("user"))?;
    of.system_users.iter().find(|one| one.id.as_str() == id).cloned()
}

/// The dialog that changes what one may do.
pub fn access(here: Here, of: &Account) -> AnyView {
    let Some(one) = named(here, of) else { return gone(here) };
    let form = Form::new();
    let access = Access::new(form, Some((one.full_control, one.tasks.texts())));
    let path = (of.whatsapp_account.id.clone(), one.id.clone());
    let submit = move |()| {
        let mut fields = Fields::new();
        if access.put(&mut fields) {
            form.submit::<AssignWhatsappAccount>(path.clone(), fields, move |_| {
                refresh();
                here.close();
                toasts::done(m().saved);
            });
        }
    };
    let title = (m().tasks_title)(&one.username);
    form_dialog(here, title, form, t().common.save, Callback::new(submit), access.fields())
}

/// The question before one is taken off.
pub fn remove(here: Here, of: &Account) -> AnyView {
    let m = m();
    let Some(one) = named(here, of) else { return gone(here) };
    let path = (of.whatsapp_account.id.clone(), one.id.clone());
    let take = move || call::<UnassignWhatsappAccount>(&path, &Nothing {}, &Nothing {});
    let stops = vec![m.unassign_text.to_owned()];
    confirm(here, Question::new((m.remove_title)(&one.username), m.remove, stops, take, (m.removed)(&one.username)))
}
