//! The second step of signing in: a code of the app, a recovery code, or a code by mail.

use crate::areas::entry::frame::gate;
use crate::i18n::t;
use crate::net::api;
use crate::routes::{self, Here};
use crate::shared::two_factor::{f, typed};
use crate::state::query::use_query;
use crate::state::session::{self, Session};
use crate::state::{query, toasts};
use crate::ui::button::Button;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::part;
use contract::table::{GetTwoFactor, PassTwoFactor, SendMailCode};
use contract::{Fields, NextStep, Nothing};
use leptos::{prelude::*, task::spawn_local};

/// The page.
pub fn page(here: Here) -> AnyView {
    let way = use_query::<GetTwoFactor>(|| Some(((), Nothing {})));
    let to = StoredValue::new(untrack(|| routes::back(here)));
    if matches!(session::state(), Session::Unknown) {
        session::reload();
    }
    // Whoever has passed it meanwhile, in another tab too, goes on; whoever has no session signs in.
    Effect::new(move |_| {
        let to = match session::watched() {
            Session::In(_) => to.get_value(),
            Session::Out { .. } => routes::leading_to("/sign-in", &to.get_value()),
            Session::Owing(step) if step != NextStep::TwoFactor => {
                routes::leading_to(session::page_of(step), &to.get_value())
            }
            _ => return,
        };
        request_animation_frame(move || here.replace(&to));
    });
    let recovery = RwSignal::new(false);
    let by_mail = Memo::new(move |_| way.data.with(|way| way.as_ref().is_some_and(|way| way.by_mail)));
    let mail_only = Memo::new(move |_| way.data.with(|way| way.as_ref().is_some_and(|way| way.by_mail && !way.active)));
    let out = RwSignal::new(false);
    let lead = move || if mail_only.get() { f().step_lead_mail } else { f().step_lead };
    gate(
        f().step_title,
        "",
        view! {
            <p class="lead">{part(lead)}</p>
            {part(move || asked(here, recovery.get(), to))}
            {part(move || by_mail.get().then(mail))}
            {part(move || {
                (!mail_only.get())
                    .then(|| {
                        let label = if recovery.get() { f().use_app } else { f().use_recovery };
                        view! { <Button label=label tone="quiet" on_press=Callback::new(move |()| recovery.update(|now| *now = !*now)) /> }
                    })
            })}
            <Button label=t().nav.sign_out tone="quiet" pending=out on_press=Callback::new(move |()| session::sign_out(out, move || here.go("/sign-in"))) />
        }
        .into_any(),
    )
}

fn asked(here: Here, recovery: bool, to: StoredValue<String>) -> AnyView {
    let form = Form::one_of(if recovery { "recovery" } else { "code" });
    let submit = move |()| {
        let mut fields = Fields::new();
        fields.insert("code".to_owned(), typed(&form.text("code")).into());
        form.submit::<PassTwoFactor>((), fields, move |reply| {
            query::forget();
            let to = to.get_value();
            if let Some(step) = reply.next {
                session::owes(step);
                here.replace(&routes::leading_to(session::page_of(step), &to));
                return;
            }
            session::enter(move || here.replace(&to));
        });
    };
    let field = if recovery {
        view! { <Text form=form name="code" label=f().recovery_code hint=f().recovery_hint passing=true autofocus=true /> }
            .into_any()
    } else {
        view! { <Text form=form name="code" label=f().code hint=f().code_hint complete="one-time-code" mode="numeric" passing=true autofocus=true /> }
            .into_any()
    };
    view! {
        <FormBox form=form on_submit=Callback::new(submit)>
            {field}
            <Button label=f().go_on tone="primary" submit=true pending=form.pending />
        </FormBox>
    }
    .into_any()
}

/// Sends a code by mail.
fn mail() -> AnyView {
    let pending = RwSignal::new(false);
    let press = move |()| {
        pending.set(true);
        spawn_local(async move {
            let answer = api::send::<SendMailCode>(&()).await;
            pending.try_set(false);
            match answer {
                Ok(()) => toasts::done(f().mail_sent),
                Err(failure) => toasts::failed(failure.title),
            }
        });
    };
    view! { <Button label=f().send_mail pending=pending on_press=Callback::new(press) /> }.into_any()
}
