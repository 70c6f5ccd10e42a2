//! Is there a connection? Coming back, coming to the front and being restored by the browser all refresh what is shown.

use crate::state::{query, session};
use leptos::{ev, prelude::*};
use std::cell::Cell;
use wasm_bindgen::{JsCast, closure::Closure};

thread_local!(static ONLINE: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) });

/// A tab that was away for longer than this is refreshed when it comes back.
const AWAY: i64 = 30_000;

/// Starts to listen.
pub fn start() {
    let online = RwSignal::new(window().navigator().on_line());
    ONLINE.set(Some(online));
    std::mem::forget(window_event_listener(ev::online, move |_| {
        online.set(true);
        query::refresh();
    }));
    std::mem::forget(window_event_listener(ev::offline, move |_| online.set(false)));
    let left = StoredValue::new(0i64);
    let seen = Closure::<dyn FnMut()>::new(move || {
        let now = js_sys::Date::now() as i64;
        if is_visible() {
            if left.get_value() > 0 && now - left.get_value() > AWAY {
                query::refresh();
            }
        } else {
            left.set_value(now);
        }
    });
    _ = document().add_event_listener_with_callback("visibilitychange", seen.as_ref().unchecked_ref());
    seen.forget();
    // A page restored from the back/forward cache may belong to somebody who has signed out since.
    let shown = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        let persisted = js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|p| p.is_truthy());
        if persisted {
            session::reload();
            query::refresh();
        }
    });
    _ = window().add_event_listener_with_callback("pageshow", shown.as_ref().unchecked_ref());
    shown.forget();
}

/// Is there a connection, as far as the browser knows?
pub fn is_online() -> bool {
    ONLINE.get().is_none_or(|online| online.get())
}

/// Is the page looked at?
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}
