//! The dialogs that generate a token: they ask, and turn into the one that shows it, or, where the page was loaded again
//! meanwhile, into the one that says what happened.

use crate::areas::bots::credential::{Credential, Made};
use crate::areas::bots::unsaved;
use crate::routes::Here;
use crate::ui::part;
use contract::SystemUser;
use leptos::prelude::*;

/// The dialog; `ask` draws the question.
pub fn dialog(here: Here, bot: SystemUser, ask: fn(Here, &SystemUser, Made) -> AnyView) -> AnyView {
    let made = Made::new();
    part(move || {
        if made.is_there() {
            return view! { <Credential made=made on_close=here.closing() here=here /> }.into_any();
        }
        match here.param("made").and_then(|id| bot.tokens.iter().find(|one| one.id.as_str() == id)) {
            Some(token) => unsaved::dialog(here, &bot, token),
            None => untrack(|| ask(here, &bot, made)),
        }
    })
}
