//! Setting up a second factor that the account requires: nothing else is open until then.

use crate::areas::entry::frame::gate;
use crate::i18n::t;
use crate::routes::{self, Here};
use crate::shared::two_factor::{f, set_up};
use crate::state::query;
use crate::state::session::{self, Session};
use crate::ui::button::Button;
use contract::NextStep;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here) -> AnyView {
    let to = StoredValue::new(untrack(|| routes::back(here)));
    if matches!(session::state(), Session::Unknown) {
        session::reload();
    }
    // While the recovery codes are on the screen nothing leads away from them.
    let showing = RwSignal::new(false);
    Effect::new(move |_| {
        if showing.get() {
            return;
        }
        let to = match session::watched() {
            Session::In(_) => to.get_value(),
            Session::Out { .. } => routes::leading_to("/sign-in", &to.get_value()),
            Session::Owing(step) if step != NextStep::EnrollTwoFactor => {
                routes::leading_to(session::page_of(step), &to.get_value())
            }
            _ => return,
        };
        request_animation_frame(move || here.replace(&to));
    });
    let then = Callback::new(move |()| {
        query::forget();
        session::enter(move || here.replace(&to.get_value()));
    });
    let out = RwSignal::new(false);
    gate(
        f().must_title,
        f().must_lead,
        view! {
            {set_up(showing, then)}
            <Button label=t().nav.sign_out tone="quiet" pending=out on_press=Callback::new(move |()| session::sign_out(out, move || here.go("/sign-in"))) />
        }
        .into_any(),
    )
}
