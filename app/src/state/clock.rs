//! The reader's clock, as a signal that moves on, so that "2 minutes ago" does not stay.

use leptos::prelude::*;
use std::cell::Cell;
use std::time::Duration;

thread_local!(static NOW: Cell<Option<RwSignal<i64>>> = const { Cell::new(None) });

fn read() -> i64 {
    js_sys::Date::now() as i64
}

/// Starts the clock.
pub fn start() {
    let now = RwSignal::new(read());
    NOW.set(Some(now));
    set_interval(move || now.set(read()), Duration::from_secs(5));
}

/// The present time in milliseconds; what reads it is read again as time goes on.
pub fn now() -> i64 {
    NOW.get().map_or_else(read, |now| {
        now.track();
        read()
    })
}
