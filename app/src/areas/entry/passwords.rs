//! Passwords: forgotten, chosen anew with a link, temporary ones that must be changed, and one's own.

use crate::areas::entry::frame::{frame, gate};
use crate::areas::entry::onward::Onward;
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::password::{change, new_password, weak};
use crate::state::{link, session};
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
    let on = Onward::from(here);
    // Once it is changed, nobody is told that they may change it.
    let changed = StoredValue::new(false);
    on.follow(Some(NextStep::ChangePassword), move || changed.get_value());
    let then = Callback::new(move |()| {
        changed.set_value(true);
        on.done(None);
    });
    gate(
        p.must,
        p.must_lead,
        view! {
            {change(p.reset_do, then)}
            {on.sign_out()}
        }
        .into_any(),
    )
}
