//! Passwords: forgotten, chosen anew with a link, temporary ones that must be changed, and one's own.

use crate::areas::entry::frame::{frame, gate};
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::password::{change, new_password, weak};
use crate::state::session::{self, Session};
use crate::state::{link, query};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::page::Head;
use crate::ui::part;
use contract::table::{ForgotPassword, ResetPassword};
use contract::{Code, NextStep};
use leptos::prelude::*;

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
            Session::Owing(step) if step != NextStep::ChangePassword => session::page_of(step),
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
            <Button label=t().nav.sign_out tone="quiet" pending=out on_press=Callback::new(move |()| session::sign_out(out, move || here.go("/sign-in"))) />
        }
        .into_any(),
    )
}
