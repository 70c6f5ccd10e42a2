//! What is on the screen is read again while it is looked at.

use crate::routes::Here;
use crate::state::online;
use crate::state::query::refresh;
use leptos::prelude::*;
use std::time::Duration;

/// Is the reader at something that is drawn anew: with the focus in it, opened, or selected to be copied?
fn is_held() -> bool {
    const HELD: &str = "main :is(.facts, .code, .secret, .table):focus-within, main details[open]";
    let selected = window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    selected || matches!(document().query_selector(HELD), Ok(Some(_)))
}

/// Reads again what is on the screen every few seconds, while it is looked at and nothing is asked over it.
pub fn live(here: Here) {
    every(here, Duration::from_secs(5), || true);
}

/// The same, so often and only while something goes on.
pub fn every(here: Here, often: Duration, goes_on: impl Fn() -> bool + 'static) {
    let again = move || {
        let first = untrack(|| here.param("cursor").is_none() && here.ask().is_none());
        if first && untrack(&goes_on) && !is_held() && online::is_visible() && online::is_online() {
            refresh();
        }
    };
    if let Ok(timer) = set_interval_with_handle(again, often) {
        on_cleanup(move || timer.clear());
    }
}
