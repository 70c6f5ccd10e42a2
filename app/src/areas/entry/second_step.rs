//! The second step of signing in: a code of the app, a recovery code, or a code by mail.

use crate::areas::entry::frame::gate;
use crate::areas::entry::onward::Onward;
use crate::net::api;
use crate::routes::Here;
use crate::shared::reading::trouble;
use crate::shared::two_factor::{f, typed};
use crate::state::query::use_query;
use crate::state::toasts;
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
    let on = Onward::from(here);
    on.follow(Some(NextStep::TwoFactor), || false);
    let recovery = RwSignal::new(false);
    // May a code come by mail, and is that the only way? Nothing is said of it before that is known.
    let ways =
        Memo::new(move |_| way.data.with(|way| way.as_ref().map(|way| (way.by_mail, way.by_mail && !way.active))));
    let lead = move || {
        let lead = ways.get().map(|(_, mail_only)| if mail_only { f().step_lead_mail } else { f().step_lead });
        lead.map(|lead| view! { <p class="lead">{lead}</p> })
    };
    let other = move || {
        ways.get().filter(|(_, mail_only)| !mail_only)?;
        let label = if recovery.get() { f().use_app } else { f().use_recovery };
        Some(
            view! { <Button label=label tone="quiet" on_press=Callback::new(move |()| recovery.update(|now| *now = !*now)) /> },
        )
    };
    gate(
        f().step_title,
        "",
        view! {
            {part(lead)}
            {trouble(way.failure)}
            {part(move || asked(on, recovery.get()))}
            {part(move || ways.get().filter(|(by_mail, _)| *by_mail).map(|_| mail()))}
            {part(other)}
            {on.sign_out()}
        }
        .into_any(),
    )
}

fn asked(on: Onward, recovery: bool) -> AnyView {
    let form = Form::one_of(if recovery { "recovery" } else { "code" });
    let submit = move |()| {
        let mut fields = Fields::new();
        fields.insert("code".to_owned(), typed(&form.text("code")).into());
        form.submit::<PassTwoFactor>((), fields, move |reply| on.done(reply.next));
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
