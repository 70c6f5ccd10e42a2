//! One's own second factor, on the profile: its state, setting it up, new recovery codes, turning it off.

use crate::i18n;
use crate::shared::reading::trouble;
use crate::shared::two_factor::{codes, f, head, password_field, set_up, typed};
use crate::state::query::{refresh, use_query};
use crate::state::{clock, session, toasts, view_as};
use crate::ui::badge::badge;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::icon;
use crate::ui::part;
use contract::table::{DeleteTwoFactor, GetTwoFactor, RenewRecoveryCodes};
use contract::{Nothing, TwoFactor};
use domain::time::Instant;
use leptos::prelude::*;

#[derive(Clone, PartialEq)]
enum Doing {
    Nothing,
    SetUp,
    Replace,
    Renew,
    Codes(Vec<String>),
    TurnOff,
}

/// The section.
pub fn section() -> AnyView {
    let own = use_query::<GetTwoFactor>(|| Some(((), Nothing {})));
    let doing = RwSignal::new(Doing::Nothing);
    let showing = RwSignal::new(false);
    let back = Callback::new(move |()| {
        doing.try_set(Doing::Nothing);
        session::changed();
        refresh();
    });
    let leave = Callback::new(move |()| doing.set(Doing::Nothing));
    view! {
        <section class="card narrow">
            {head(f().title, f().lead)}
            <div class="card-body">
                {trouble(own.failure)}
                {part(move || match doing.get() {
                    Doing::Nothing => own.data.get().map(|own| state(&own, doing)),
                    Doing::SetUp => Some(untrack(|| set_up(showing, back, Some(leave), false))),
                    Doing::Replace => Some(untrack(|| set_up(showing, back, Some(leave), true))),
                    Doing::Renew => Some(untrack(|| renew(doing, leave))),
                    Doing::Codes(all) => Some(untrack(|| codes(all, back))),
                    Doing::TurnOff => Some(untrack(|| turn_off(leave, back))),
                })}
            </div>
        </section>
    }
    .into_any()
}

fn state(own: &TwoFactor, doing: RwSignal<Doing>) -> AnyView {
    let to = move |next: Doing| Callback::new(move |()| doing.set(next.clone()));
    let blocked = Signal::derive(view_as::blocked);
    if !own.active {
        return view! {
            <p>{badge("", icon::OFF, f().is_off)}</p>
            <div class="form-foot">
                <Button label=f().set_up tone="primary" off=blocked on_press=to(Doing::SetUp) />
            </div>
        }
        .into_any();
    }
    let since = own.since.map(|at| (f().since)(&i18n::exact(at.millis())));
    let left = u64::try_from(own.recovery_codes_left.unwrap_or_default()).unwrap_or_default();
    let now = Instant::from_millis(clock::now());
    let mandatory = session::me().is_some_and(|me| me.account.needs_two_factor(now));
    let off = Signal::derive(move || mandatory.then(|| f().mandatory.to_owned()).or_else(view_as::blocked));
    view! {
        <p>{badge("ok", icon::OK, f().is_on)}</p>
        <p class="muted">{since}</p>
        <p>{(f().left)(left)}</p>
        <div class="form-foot">
            <Button label=f().replace off=blocked on_press=to(Doing::Replace) />
            <Button label=f().renew off=blocked on_press=to(Doing::Renew) />
            <Button label=f().turn_off tone="danger" off=off on_press=to(Doing::TurnOff) />
        </div>
    }
    .into_any()
}

fn renew(doing: RwSignal<Doing>, leave: Callback<()>) -> AnyView {
    let form = Form::one_of("recovery");
    let submit = move |()| {
        form.submit::<RenewRecoveryCodes>((), form.fields(&["password"]), move |reply| {
            doing.try_set(Doing::Codes(reply.recovery_codes));
        });
    };
    let button = view! { <Button label=f().renew tone="primary" submit=true pending=form.pending /> };
    view! {
        <FormBox form=form on_submit=Callback::new(submit)>
            <p>{f().renew_lead}</p>
            {password_field(form)}
            {feet(leave, button.into_any())}
        </FormBox>
    }
    .into_any()
}

fn turn_off(leave: Callback<()>, back: Callback<()>) -> AnyView {
    let form = Form::one_of("turn-off");
    let submit = move |()| {
        let mut fields = form.fields(&["password"]);
        fields.insert("code".to_owned(), typed(&form.text("code")).into());
        form.submit::<DeleteTwoFactor>((), fields, move |()| {
            toasts::done(f().turned_off);
            back.run(());
        });
    };
    let button = view! { <Button label=f().turn_off tone="danger" submit=true pending=form.pending /> };
    view! {
        <FormBox form=form on_submit=Callback::new(submit)>
            <p>{f().turn_off_lead}</p>
            {password_field(form)}
            <Text form=form name="code" label=f().code complete="one-time-code" passing=true />
            {feet(leave, button.into_any())}
        </FormBox>
    }
    .into_any()
}
