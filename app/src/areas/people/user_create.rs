//! A new person: invited by mail, or created with a first password.

use crate::areas::people::person_fields::{Places, first_role, role_field};
use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::{self, Here};
use crate::shared::asking::form_dialog;
use crate::shared::lists::languages;
use crate::shared::lists::roles;
use crate::state::query::refresh;
use crate::state::{session, toasts};
use crate::ui::dialog::Dialog;
use crate::ui::field::{Choose, Text};
use crate::ui::form::Form;
use crate::ui::notice::Trouble;
use crate::ui::part;
use contract::table::{CreateInvitation, CreateUser};
use contract::{Code, FieldError, Fields, RoleInfo};
use domain::field::FieldCode;
use leptos::prelude::*;

/// The fields that both ways share.
fn fields(form: Form, all: &[RoleInfo], role: RwSignal<String>, places: Places) -> AnyView {
    let account = session::me().map(|me| (me.account.email_domain.clone(), me.account.locale.as_str()));
    let (domain, locale) = account.unwrap_or_default();
    view! {
        <Text form=form name="email" kind="email" label=t().gate.email hint=(t().invitations.domain)(&domain) autofocus=true />
        <Text form=form name="name" label=t().profile.name />
        {role_field(form, t().roles.one, all, role)}
        {places.view(form)}
        <Choose form=form name="locale" label=t().gate.language options=languages() value=locale />
    }
    .into_any()
}

fn read(form: Form, places: Places) -> Fields {
    let mut fields = form.fields(&["email", "name", "role_id", "locale"]);
    places.write(&mut fields);
    fields
}

/// An address that somebody has is the fault of its field.
fn blame_email(form: Form) {
    form.on(Code::EmailTaken, move || {
        form.failure.set(None);
        form.refuse(&[FieldError::at("email", FieldCode::Taken)]);
    });
}

/// Opens once the roles are known.
fn with_roles(here: Here, open: fn(Here, &[RoleInfo]) -> AnyView) -> AnyView {
    let list = roles();
    let failed = move || list.failure.get().filter(|_| list.data.with(Option::is_none));
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    let trouble = move |f: Failure| {
        view! { <Dialog title=t().errors.title on_close=here.closing()><Trouble failure=f retry=Callback::new(|()| refresh()) /></Dialog> }
    };
    view! {
        {part(move || {
            if !there.get() {
                return None;
            }
            list.data.get_untracked().map(|all| untrack(|| open(here, &all.items)))
        })}
        {part(move || failed().map(trouble))}
    }
    .into_any()
}

/// Invites by mail.
#[component]
pub fn InviteDialog(here: Here) -> impl IntoView {
    with_roles(here, invite)
}

fn invite(here: Here, all: &[RoleInfo]) -> AnyView {
    let i = &t().invitations;
    let form = Form::new();
    let role = RwSignal::new(first_role(all));
    let places = Places::new(all, role, Vec::new(), Vec::new());
    blame_email(form);
    let submit = Callback::new(move |()| {
        form.submit::<CreateInvitation>((), read(form, places), move |reply| {
            refresh();
            here.close();
            toasts::done((t().invitations.sent_to)(&reply.email));
        });
    });
    let inner = view! {
        <p class="muted">{i.invite_lead}</p>
        {fields(form, all, role, places)}
    }
    .into_any();
    form_dialog(here, i.invite.to_owned(), form, i.send, submit, inner)
}

/// Creates without an invitation.
#[component]
pub fn CreateDialog(here: Here) -> impl IntoView {
    with_roles(here, create)
}

fn create(here: Here, all: &[RoleInfo]) -> AnyView {
    let p = &t().people;
    let form = Form::new();
    let role = RwSignal::new(first_role(all));
    let places = Places::new(all, role, Vec::new(), Vec::new());
    let temporary = RwSignal::new(false);
    blame_email(form);
    let submit = Callback::new(move |()| {
        let mut fields = read(form, places);
        if temporary.get_untracked() {
            fields.extend(form.fields(&["temporary_password"]));
            fields.insert("first_password".to_owned(), "temporary".into());
            if !fields.contains_key("temporary_password") {
                form.refuse(&[FieldError::at("temporary_password", FieldCode::Required)]);
                return;
            }
        }
        form.submit::<CreateUser>((), fields, move |reply| {
            refresh();
            here.go(&routes::user(reply.user.id.as_str()));
            toasts::done((t().people.created)(&reply.user.name));
        });
    });
    let way = move |value: bool, word: &'static str| {
        view! {
            <label class="check">
                <input type="radio" name="first_password" checked=!value on:change=move |_| temporary.set(value) />
                <span>{word}</span>
            </label>
        }
        .into_any()
    };
    let inner = view! {
        <p class="muted">{p.create_lead}</p>
        {fields(form, all, role, places)}
        <fieldset class="field">
            <legend class="legend">{p.first_password}</legend>
            {way(false, p.first_link)}
            {way(true, p.first_temporary)}
        </fieldset>
        {part(move || {
            temporary
                .get()
                .then(|| view! { <Text form=form name="temporary_password" kind="password" label=p.temporary_password hint=p.temporary_hint complete="new-password" /> })
        })}
    }
    .into_any();
    form_dialog(here, p.create.to_owned(), form, p.create, submit, inner)
}
