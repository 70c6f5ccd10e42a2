//! The reader's clock, as a signal that moves on, so that "2 minutes ago" does not stay.

use leptos::prelude::*;
use std::cell::Cell;
use std::time::Duration;

thread_local!(static NOW: Cell<Option<RwSignal<i64>>> = const { Cell::new(None) });

thread_local!(static AHEAD: Cell<i64> = const { Cell::new(0) });

/// A difference up to this is the way of the answer, in milliseconds.
const SAME: i64 = 2_500;

/// Sets the clock by the id of a request, which tells when the service took it (`Date` is kept from scripts of another
/// origin): a browser whose clock is wrong must not say "tomorrow".
pub fn set_by(request_id: &str) {
    if let Some(server) = domain::ids::made_at(request_id) {
        let ahead = server - js_sys::Date::now() as i64;
        AHEAD.set(if ahead.abs() > SAME { ahead } else { 0 });
    }
}

fn read() -> i64 {
    js_sys::Date::now() as i64 + AHEAD.get()
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
