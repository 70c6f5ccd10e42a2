//! Setting up a second factor that the account requires: nothing else is open until then.

use crate::areas::entry::frame::gate;
use crate::areas::entry::onward::Onward;
use crate::routes::Here;
use crate::shared::two_factor::{f, set_up};
use contract::NextStep;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here) -> AnyView {
    let on = Onward::from(here);
    // While the recovery codes are on the screen nothing leads away from them.
    let showing = RwSignal::new(false);
    on.follow(Some(NextStep::EnrollTwoFactor), move || showing.get());
    let then = Callback::new(move |()| on.done(None));
    gate(
        f().must_title,
        f().must_lead,
        view! {
            {set_up(showing, then, None, false)}
            {on.sign_out()}
        }
        .into_any(),
    )
}
