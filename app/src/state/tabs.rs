//! The tabs of one browser share one session: what changes in one is read again in all. The same when a tab comes to
//! the front, since a right may have changed elsewhere.

use crate::state::session;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::BroadcastChannel;

/// A tab that comes to the front again within this time does not ask again, in milliseconds.
const ASKED: f64 = 2_000.0;

thread_local! {
    static CHANNEL: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
    static LAST: Cell<f64> = const { Cell::new(0.0) };
}

/// Starts to listen.
pub fn start() {
    if let Ok(channel) = BroadcastChannel::new("tenure-session") {
        let heard = Closure::<dyn FnMut()>::new(session::reload);
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        CHANNEL.set(Some(channel));
    }
    let shown = Closure::<dyn FnMut()>::new(|| {
        let now = js_sys::Date::now();
        if crate::state::online::is_visible() && now - LAST.replace(now) > ASKED {
            session::reload();
        }
    });
    _ = document().add_event_listener_with_callback("visibilitychange", shown.as_ref().unchecked_ref());
    shown.forget();
}

/// Tells the other tabs that who is signed in, or what they may do, has changed.
pub fn tell() {
    CHANNEL.with_borrow(|channel| {
        if let Some(channel) = channel {
            _ = channel.post_message(&JsValue::TRUE);
        }
    });
}
