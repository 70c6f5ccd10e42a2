//! The dialogs about one person: edit, capacity, password by mail, temporary password, transfer of ownership.

use crate::areas::people::person_fields::{Places, role_field};
use crate::i18n::t;
use crate::net::api;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm, form_dialog};
use crate::shared::lists::roles;
use crate::shared::reading::gone;
use crate::state::query::{refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::confirm::{feet, is_typed, typed_name};
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::part;
use contract::client::call;
use contract::table::{
    ActivateUser, DeactivateUser, GetUser, ResetTwoFactor, SendPasswordReset, SetCapacity, SetTemporaryPassword,
    TransferOwnership, UpdateUser,
};
use contract::{FieldError, Fields, HandOver, Nothing, RoleInfo, User, UserDetail};
use domain::field::FieldCode;
use domain::ids::UserId;
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// Gives access again, at once; undone by taking it back.
pub fn activate(id: UserId, name: String) {
    spawn_local(async move {
        match api::send::<ActivateUser>(&id).await {
            Ok(_) => {
                let said = (t().people.activated)(&name);
                toasts::done_with_undo(said, Callback::new(move |()| deactivate(id.clone(), name.clone())));
            }
            Err(f) => toasts::failed(f.title),
        }
        refresh();
    });
}

fn deactivate(id: UserId, name: String) {
    spawn_local(async move {
        let body = HandOver { successor_user_id: None, successors: None };
        match api::exchange(call::<DeactivateUser>(&id, &Nothing {}, &body), None).await {
            Ok(_) => toasts::done((t().people.deactivated)(&name)),
            Err(f) => toasts::failed(f.title),
        }
        refresh();
    });
}

/// Whatever dialog about a person the address asks for.
pub fn dialogs(here: Here) -> AnyView {
    const KNOWN: [&str; 6] = ["edit", "capacity", "reset", "temporary", "two-factor", "transfer"];
    let ask = Memo::new(move |_| here.ask().filter(|a| KNOWN.contains(&a.action.as_str())));
    part(move || {
        let ask = ask.get()?;
        let id = UserId::try_from(ask.id);
        Some(untrack(|| id.map_or_else(|_| gone(here), |id| asked(here, id, ask.action))))
    })
}

fn asked(here: Here, id: UserId, action: String) -> AnyView {
    let one = use_query::<GetUser>(move || Some((id.clone(), Nothing {})));
    let list = roles();
    let there = Memo::new(move |_| one.data.with(Option::is_some) && list.data.with(Option::is_some));
    let failure = move || one.failure.get().or_else(|| list.failure.get()).filter(|_| !there.get());
    view! {
        {part(move || {
            if !there.get() {
                return None;
            }
            let detail = one.data.get_untracked()?;
            let all = list.data.get_untracked()?;
            Some(untrack(|| match action.as_str() {
                "edit" => edit(here, &detail, &all.items),
                "capacity" => capacity(here, &detail.user),
                "reset" => reset(here, &detail.user),
                "temporary" => temporary(here, &detail.user),
                "two-factor" => two_factor(here, &detail.user),
                _ => transfer(here, &detail),
            }))
        })}
        {part(move || {
            failure()
                .map(|f| {
                    view! {
                        <Dialog title=t().errors.title on_close=here.closing()>
                            <Trouble failure=f retry=Callback::new(|()| refresh()) />
                        </Dialog>
                    }
                })
        })}
    }
    .into_any()
}

/// It is done: the lists are read again, the dialog goes.
fn finish(here: Here, said: String) {
    refresh();
    here.close();
    toasts::done(said);
}

fn edit(here: Here, detail: &UserDetail, all: &[RoleInfo]) -> AnyView {
    let p = &t().people;
    let form = Form::new();
    let user = &detail.user;
    let picked = RwSignal::new(user.role_id.to_string());
    let places = Places::new(
        all,
        picked,
        detail.teams.iter().map(|one| one.id.to_string()).collect(),
        detail.subaccounts.iter().map(|one| one.id.to_string()).collect(),
    );
    form.reopen_when_stale(here);
    let (id, version, owner, now) = (user.id.clone(), user.version, user.owner, user.role_id.to_string());
    let submit = Callback::new(move |()| {
        let mut fields = form.fields(&["name", "role_id"]);
        if !fields.contains_key("name") {
            form.refuse(&[FieldError::at("name", FieldCode::Required)]);
            return;
        }
        if owner || fields.get("role_id").is_some_and(|chosen| *chosen == now) {
            fields.remove("role_id");
        }
        places.write(&mut fields);
        fields.insert("version".to_owned(), version.into());
        form.submit::<UpdateUser>(id.clone(), fields, move |reply| {
            if session::me().is_some_and(|me| me.user.id == reply.user.id) {
                session::changed();
            }
            finish(here, t().common.saved.to_owned());
        });
    });
    let role = if owner {
        view! { <p class="hint">{p.role_fixed}</p> }.into_any()
    } else {
        role_field(form, t().roles.one, all, picked)
    };
    let fields = view! {
        <Text form=form name="name" label=t().profile.name value=user.name.clone() autofocus=true />
        <p>
            {user.email.clone()} " " <span class="hint">{p.email_fixed}</span>
        </p>
        {role}
        {places.view(form)}
    }
    .into_any();
    form_dialog(here, (p.edit_title)(&user.name), form, t().common.save, submit, fields)
}

fn capacity(here: Here, user: &User) -> AnyView {
    let p = &t().people;
    let form = Form::new();
    let id = user.id.clone();
    let submit = Callback::new(move |()| {
        let mut fields = Fields::new();
        let errors = form.numbers(&["capacity"], &mut fields);
        // Left empty there is no limit.
        if !errors.is_empty() && !form.text("capacity").trim().is_empty() {
            return form.refuse(&errors);
        }
        form.submit::<SetCapacity>(id.clone(), fields, move |_| finish(here, t().common.saved.to_owned()));
    });
    let value = user.capacity.map(|n| n.to_string()).unwrap_or_default();
    let fields =
        view! { <Text form=form name="capacity" label=p.capacity hint=p.capacity_hint value=value autofocus=true /> }
            .into_any();
    form_dialog(here, format!("{}: {}", p.capacity, user.name), form, t().common.save, submit, fields)
}

fn reset(here: Here, user: &User) -> AnyView {
    let p = &t().people;
    let form = Form::new();
    let id = user.id.clone();
    let submit = Callback::new(move |()| {
        form.submit::<SendPasswordReset>(id.clone(), Fields::new(), move |()| {
            finish(here, t().people.reset_sent.to_owned())
        });
    });
    let fields = view! {
        <p>{p.reset_text}</p>
        <p>
            <strong>{user.email.clone()}</strong>
        </p>
    }
    .into_any();
    form_dialog(here, (p.reset_title)(&user.name), form, p.reset_send, submit, fields)
}

fn two_factor(here: Here, user: &User) -> AnyView {
    let p = &t().people;
    let id = user.id.clone();
    let reset = move || call::<ResetTwoFactor>(&id, &Nothing {}, &Nothing {});
    let (title, stops) = ((p.two_factor_reset_title)(&user.name), vec![p.two_factor_reset_text.to_owned()]);
    let asked = Question::new(title, p.two_factor_reset, stops, reset, p.two_factor_reset_done.to_owned());
    confirm(here, Question { name: user.name.clone(), ..asked })
}

fn temporary(here: Here, user: &User) -> AnyView {
    let p = &t().people;
    let form = Form::new();
    let id = user.id.clone();
    let submit = Callback::new(move |()| {
        let fields = form.fields(&["password"]);
        form.submit::<SetTemporaryPassword>(id.clone(), fields, move |()| {
            finish(here, t().people.temporary_set.to_owned())
        });
    });
    let fields = view! {
        <Notice tone="warn">{p.temporary_text}</Notice>
        <Text form=form name="password" kind="password" label=p.temporary_password hint=p.temporary_hint complete="new-password" autofocus=true />
    }
    .into_any();
    form_dialog(here, (p.temporary_title)(&user.name), form, p.temporary, submit, fields)
}

fn transfer(here: Here, detail: &Arc<UserDetail>) -> AnyView {
    let p = &t().people;
    let form = Form::new();
    let user = detail.user.clone();
    let (id, email, name) = (user.id.clone(), user.email.clone(), user.name.clone());
    let submit = Callback::new(move |()| {
        if !is_typed(form, |text| text.eq_ignore_ascii_case(&email)) {
            return;
        }
        let mut fields = Fields::new();
        fields.insert("to_user_id".to_owned(), id.to_string().into());
        fields.insert("confirm".to_owned(), true.into());
        let name = name.clone();
        form.submit::<TransferOwnership>((), fields, move |_| {
            session::changed();
            finish(here, (t().people.transferred)(&name));
        });
    });
    let off = (!session::me().is_some_and(|me| me.user.owner)).then(|| p.transfer_off.to_owned());
    let primary =
        view! { <Button label=p.transfer tone="danger" submit=true pending=form.pending off=off.clone() /> }.into_any();
    let guarded = Callback::new(move |()| {
        if off.is_none() {
            submit.run(());
        }
    });
    view! {
        <Dialog title=(p.transfer_title)(&user.name) on_close=here.closing()>
            <FormBox form=form on_submit=guarded>
                <Notice tone="bad">
                    <p>{(p.transfer_text)(&user.name)}</p>
                    <p>{p.transfer_back}</p>
                </Notice>
                {typed_name(form, &user.email, true)}
                {feet(here.closing(), primary)}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
