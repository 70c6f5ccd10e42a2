//! What a system user is for, and whether it is still needed.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::asking::at_once;
use crate::shared::pieces::fact;
use crate::state::query::refresh;
use crate::state::{clock, toasts, view_as};
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::icon;
use crate::ui::notice::Notice;
use crate::ui::time::When;
use contract::client::call;
use contract::table::{AttestSystemUser, UpdateSystemUser};
use contract::{Fields, Nothing, SystemUser};
use domain::attestation::BEFORE_DUE;
use domain::system_user::Status;
use domain::time::{DAY, Instant};
use leptos::prelude::*;
use locale::reviews::Reviews;
use serde_json::Value;

const PURPOSE: &str = "purpose";

/// The texts of this.
pub fn m() -> &'static Reviews {
    &locale::later().reviews
}

/// The purpose, with the way to change it.
pub fn purpose_said(here: Here, u: &SystemUser) -> AnyView {
    let open = Callback::new(move |()| here.open("purpose", ""));
    let said = match u.purpose.clone() {
        Some(text) => text.into_any(),
        None => crate::shared::pieces::or_dash(None),
    };
    view! {
        {said}
        " "
        <Button label=m().purpose_edit glyph=icon::PENCIL off=view_as::blocked() on_press=open />
    }
    .into_any()
}

/// When it was confirmed last, and when it is to be.
pub fn facts(u: &SystemUser) -> AnyView {
    let when = |at: Instant| view! { <When millis=at.millis() /> }.into_any();
    let last = u.attested_at.map(|at| fact(m().last, when(at)));
    let due = u.review_at.filter(|_| u.status == Status::Active).map(|at| fact(m().by_day, when(at)));
    view! { {last} {due} }.into_any()
}

/// That somebody has to confirm it: two weeks before it is due, and from then on.
pub fn notice(u: &SystemUser) -> Option<AnyView> {
    let (due, lapses) = u.review_at.zip(u.lapses_at)?;
    let soon = untrack(clock::now) + BEFORE_DUE[0] * DAY;
    if u.status != Status::Active || due.millis() > soon {
        return None;
    }
    let id = u.id.clone();
    let confirm = move |()| {
        at_once(call::<AttestSystemUser>(&id, &Nothing {}, &Nothing {}), m().confirmed.to_owned());
    };
    let view = view! {
        <Notice tone="warn">
            <p>
                {m().review} " " {m().by_day} " " <When millis=due.millis() /> ". " {m().lapses} " "
                <When millis=lapses.millis() />
            </p>
            <Button label=m().still tone="primary" glyph=icon::OK off=view_as::blocked() on_press=Callback::new(confirm) />
        </Notice>
    };
    Some(view.into_any())
}

/// The dialog that says what it is for.
pub fn purpose(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let form = Form::new();
    let (id, version) = (bot.id.clone(), bot.version);
    let submit = move |()| {
        let text = form.text(PURPOSE);
        let value = if text.trim().is_empty() { Value::Null } else { text.into() };
        let mut fields = Fields::new();
        fields.insert(PURPOSE.to_owned(), value);
        fields.insert("version".to_owned(), version.into());
        form.submit::<UpdateSystemUser>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(t().common.saved);
        });
    };
    form.reopen_when_stale(here);
    let value = bot.purpose.unwrap_or_default();
    view! {
        <Dialog title=m().purpose_edit on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name=PURPOSE label=b.purpose hint=b.purpose_hint value=value autofocus=true />
                {feet(here.closing(), view! { <Button label=t().common.save tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
