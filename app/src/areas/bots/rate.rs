//! How often a system user or a token may call: the fields, the sentence, the card of a system user and its dialog.

use crate::i18n::{number, t};
use crate::routes::Here;
use crate::state::query::refresh;
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Select, Text};
use crate::ui::form::{Form, FormBox};
use crate::ui::icon;
use contract::table::UpdateSystemUser;
use contract::{Fields, SystemUser};
use domain::permission::PermissionId as P;
use domain::rate::RateLimit;
use leptos::prelude::*;
use locale::rate::Rate;
use serde_json::{Value, json};

/// The field that the API knows: the calls.
const CALLS: &str = "rate_limit";
const WINDOW: &str = "rate_window";
/// The windows that are offered, in seconds.
const WINDOWS: [i64; 4] = [1, 10, 60, 3_600];

/// The texts.
pub fn m() -> &'static Rate {
    &locale::later().rate
}

fn window(seconds: i64) -> String {
    let m = m();
    match seconds {
        1 => m.second.to_owned(),
        60 => m.minute.to_owned(),
        3_600 => m.hour.to_owned(),
        n => (m.seconds)(n.unsigned_abs()),
    }
}

/// A limit in words.
pub fn said(limit: RateLimit) -> String {
    (m().said)(&number(limit.calls().unsigned_abs()), &window(limit.per_seconds()))
}

/// The fields.
pub fn fields(form: Form, limit: Option<RateLimit>, hint: &'static str) -> AnyView {
    let per = limit.map_or(60, RateLimit::per_seconds);
    let other = Some(per).filter(|per| !WINDOWS.contains(per));
    let options = WINDOWS.into_iter().chain(other).map(|n| (n.to_string(), window(n))).collect();
    let calls = limit.map(|limit| limit.calls().to_string()).unwrap_or_default();
    view! {
        <Text form=form name=CALLS label=m().calls hint=hint mode="numeric" value=calls />
        <Select form=form name=WINDOW label=m().window options=options value=per.to_string() />
    }
    .into_any()
}

/// What was typed: null where nothing was. What is no number is left for the contract's parser to refuse.
pub fn typed(form: Form) -> Value {
    let calls = form.text(CALLS);
    let calls = calls.trim();
    if calls.is_empty() {
        return Value::Null;
    }
    let seconds = form.text(WINDOW).parse::<i64>().unwrap_or_default();
    match calls.parse::<i64>() {
        Ok(calls) => json!({ "calls": calls, "per_seconds": seconds }),
        Err(_) => calls.into(),
    }
}

/// The part of a system user's page.
pub fn card(here: Here, bot: &SystemUser) -> AnyView {
    let change = Callback::new(move |()| here.open("limit", ""));
    view! {
        <section class="card">
            <div class="card-head">
                <div>
                    <h2>{m().limit}</h2>
                    <p class="muted small">{m().lead}</p>
                </div>
                <Button label=m().edit glyph=icon::PENCIL off=session::unless(P::SystemUsersManage) on_press=change />
            </div>
            <div class="card-body">
                <p>{bot.rate_limit.map_or_else(|| m().none.to_owned(), said)}</p>
            </div>
        </section>
    }
    .into_any()
}

/// The dialog.
pub fn dialog(here: Here, bot: SystemUser) -> AnyView {
    let form = Form::new();
    form.reopen_when_stale(here);
    let (id, version) = (bot.id.clone(), bot.version);
    let submit = move |()| {
        let mut fields = Fields::new();
        fields.insert("version".to_owned(), version.into());
        fields.insert(CALLS.to_owned(), typed(form));
        form.submit::<UpdateSystemUser>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(t().common.saved);
        });
    };
    view! {
        <Dialog title=(m().title)(&bot.username) on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                {fields(form, bot.rate_limit, m().calls_hint)}
                {feet(here.closing(), view! { <Button label=t().common.save tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
