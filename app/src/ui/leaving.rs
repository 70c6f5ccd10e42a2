//! Asks before something that is shown once is left: by Back, by a link, by loading the page again or closing its tab.

use crate::router;
use leptos::{ev, prelude::*};
use std::rc::Rc;

/// Keeps the page until this scope ends, for as long as `unsaved` says so; `ask` is called instead of leaving.
pub fn keep(unsaved: Signal<bool>, ask: Callback<()>) {
    let holds = move || unsaved.try_get_untracked().unwrap_or_default();
    // Of loading and closing the browser itself asks.
    let unload = window_event_listener(ev::beforeunload, move |event| {
        if holds() {
            event.prevent_default();
        }
    });
    let number = router::hold(Rc::new(holds), ask);
    on_cleanup(move || {
        unload.remove();
        router::release(number);
    });
}
