//! One polite live region for things that happen without a change of focus.

use leptos::prelude::*;
use std::cell::Cell;

thread_local!(static SAID: Cell<Option<RwSignal<String>>> = const { Cell::new(None) });

/// Has screen readers say a text.
pub fn announce(text: &str) {
    let Some(said) = SAID.get() else { return };
    // The same words twice are a change only when something stood between them.
    said.set(String::new());
    let text = text.to_owned();
    set_timeout(move || said.set(text), std::time::Duration::from_millis(60));
}

/// What is to be said now, for the one region that says it.
pub fn region() -> RwSignal<String> {
    let said = RwSignal::new(String::new());
    SAID.set(Some(said));
    said
}
