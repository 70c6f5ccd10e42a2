//! Passwords: forgotten, chosen anew with a link, temporary ones that must be changed, and one's own.

use crate::form::{Form, FormBox};
use crate::i18n::t;
use crate::pages::sign_in::{brand, languages};
use crate::routes::Here;
use crate::shell::sign_out;
use crate::state::session::{self, Session};
use crate::state::{link, query, toasts};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::page::Head;
use crate::ui::part;
use contract::table::{ChangePassword, ForgotPassword, ResetPassword};
use contract::{Code, FieldError};
use domain::password::{MIN_CHARS, NewPassword};
use leptos::prelude::*;

/// The frame of a lone page.
pub fn frame(inside: AnyView) -> AnyView {
    view! {
        <main class="gate" id="main">
            {brand()}
            <div class="gate-card">{inside}</div>
            {languages()}
        </main>
    }
    .into_any()
}

/// A lone page with a title and what follows it.
pub fn gate(title: &'static str, lead: &'static str, body: AnyView) -> AnyView {
    frame(view! { <Head title=title lead=lead /> {body} }.into_any())
}

/// The field of a new password, with its rules.
pub fn new_password(form: Form, name: &'static str, label: &'static str) -> AnyView {
    let hint = format!("{} {}", (t().gate.password_rules)(MIN_CHARS), t().gate.password_refused);
    view! { <Text form=form name=name kind="password" label=label hint=hint complete="new-password" /> }.into_any()
}

/// The rules for new passwords are the domain's, told before anything is sent.
pub fn weak(form: Form, name: &str, personal: &[&str]) -> Option<FieldError> {
    NewPassword::check(&form.text(name), personal).err().map(|code| FieldError::at(name, code))
}

fn to(href: &'static str, word: &'static str) -> AnyView {
    view! { <p><a href=href>{word}</a></p> }.into_any()
}

/// Asking for a link.
pub fn forgot() -> AnyView {
    let p = &t().passwords;
    let form = Form::new();
    let sent = RwSignal::new(false);
    let submit = move |()| {
        form.submit::<ForgotPassword>((), form.fields(&["email"]), move |()| sent.set(true));
    };
    frame(part(move || {
        if sent.get() {
            return view! { <Head title=p.forgot_sent lead=p.forgot_sent_why /> {to("/sign-in", p.to_sign_in)} }
                .into_any();
        }
        view! {
            <Head title=p.forgot lead=p.forgot_lead />
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="email" kind="email" label=t().gate.email complete="username" />
                <Button label=p.forgot_send tone="primary" submit=true pending=form.pending />
            </FormBox>
            {to("/sign-in", p.to_sign_in)}
        }
        .into_any()
    }))
}

/// Choosing a new password with the link of a mail.
pub fn reset() -> AnyView {
    #[derive(Clone, Copy, PartialEq)]
    enum Step {
        NoLink,
        Choose,
        Gone,
        Done,
    }
    let form = Form::new();
    let step = RwSignal::new(if link::token().is_some() { Step::Choose } else { Step::NoLink });
    form.on(Code::LinkGone, move || {
        link::spend();
        step.set(Step::Gone);
    });
    let submit = move |()| {
        let mut fields = form.fields(&["password"]);
        fields.insert("token".to_owned(), link::token().into());
        if let Some(error) = weak(form, "password", &[])
            && form.parse::<contract::ResetPassword>(fields.clone()).is_some()
        {
            form.refuse(&[error]);
            return;
        }
        form.submit::<ResetPassword>((), fields, move |()| {
            link::spend();
            session::left();
            step.set(Step::Done);
        });
    };
    frame(part(move || {
        let p = &t().passwords;
        match step.get() {
            Step::NoLink => {
                view! { <Head title=p.no_link lead=p.no_link_why /> {to("/forgot-password", p.forgot)} }.into_any()
            }
            Step::Gone => {
                view! { <Head title=p.gone lead=p.gone_reset /> {to("/forgot-password", p.forgot)} }.into_any()
            }
            Step::Done => {
                view! { <Head title=p.reset_done lead=p.reset_done_why /> {to("/sign-in", p.to_sign_in)} }.into_any()
            }
            Step::Choose => view! {
                <Head title=p.reset lead=p.reset_lead />
                <FormBox form=form on_submit=Callback::new(submit)>
                    {new_password(form, "password", p.new)}
                    <Button label=p.reset_do tone="primary" submit=true pending=form.pending />
                </FormBox>
            }
            .into_any(),
        }
    }))
}

/// The fields of a change, which two pages have; `then` goes on when it is done.
fn change(button: &'static str, then: Callback<()>) -> AnyView {
    let p = &t().passwords;
    let form = Form::new();
    let submit = move |()| {
        let fields = form.fields(&["current_password", "new_password"]);
        let me = untrack(session::me);
        let personal = me.as_ref().map(|me| [me.user.name.as_str(), me.user.email.as_str(), me.account.name.as_str()]);
        if let Some(error) = weak(form, "new_password", personal.as_ref().map_or(&[], |p| p.as_slice()))
            && form.parse::<contract::ChangePassword>(fields.clone()).is_some()
        {
            form.refuse(&[error]);
            return;
        }
        form.submit::<ChangePassword>((), fields, move |()| {
            if let Some(node) = form.node.get_untracked() {
                node.reset();
            }
            toasts::done(t().passwords.changed);
            then.run(());
        });
    };
    view! {
        <FormBox form=form on_submit=Callback::new(submit)>
            <Text form=form name="current_password" kind="password" label=p.current complete="current-password" />
            {new_password(form, "new_password", p.new)}
            <div class="form-foot">
                <Button label=button tone="primary" submit=true pending=form.pending />
            </div>
        </FormBox>
    }
    .into_any()
}

/// A temporary password must be changed before anything else can be done.
pub fn must_change(here: Here) -> AnyView {
    let p = &t().passwords;
    let changed = StoredValue::new(false);
    if matches!(session::state(), Session::Unknown) {
        session::reload();
    }
    Effect::new(move |_| {
        let to = match session::watched() {
            // Whoever need not is led to the page where one may.
            Session::In(_) if !changed.get_value() => "/profile",
            Session::Out { .. } => "/sign-in",
            _ => return,
        };
        request_animation_frame(move || here.replace(to));
    });
    let out = RwSignal::new(false);
    let then = Callback::new(move |()| {
        changed.set_value(true);
        query::forget();
        session::enter(move || here.replace("/"));
    });
    gate(
        p.must,
        p.must_lead,
        view! {
            {change(p.reset_do, then)}
            <Button label=t().nav.sign_out tone="quiet" pending=out on_press=Callback::new(move |()| sign_out(here, out)) />
        }
        .into_any(),
    )
}

/// One's own password, on the profile.
pub fn own() -> AnyView {
    let p = &t().passwords;
    view! {
        <section class="card narrow">
            <div class="card-head">
                <h2>{p.change}</h2>
                <p class="muted">{p.change_lead}</p>
            </div>
            <div class="card-body">{change(p.change, Callback::new(|()| query::refresh()))}</div>
        </section>
    }
    .into_any()
}
