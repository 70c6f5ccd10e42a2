//! Asks before something that is shown once is left: by Back, by a link, by loading the page again or closing its tab.

use crate::routes::Here;
use leptos::{ev, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event};

/// Keeps the page until this scope ends, for as long as `unsaved` says so; `ask` is called instead of leaving.
pub fn keep(here: Here, unsaved: Signal<bool>, ask: Callback<()>) {
    let holds = move || unsaved.try_get_untracked().unwrap_or_default();
    // Of loading and closing the browser itself asks.
    let unload = window_event_listener(ev::beforeunload, move |event| {
        if holds() {
            event.prevent_default();
        }
    });
    on_cleanup(move || unload.remove());
    // Before the router hears of it: what it does not hear of, it does not draw.
    listen("popstate", move |event| {
        if holds() {
            event.stop_immediate_propagation();
            if let Ok(history) = window().history() {
                _ = history.push_state_with_url(&JsValue::NULL, "", Some(&here.address()));
            }
            ask.run(());
        }
    });
    listen("click", move |event| {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let link = target.and_then(|t| t.closest("a[href]:not([target])").ok().flatten());
        if holds() && link.is_some() {
            event.prevent_default();
            event.stop_immediate_propagation();
            ask.run(());
        }
    });
}

fn listen(name: &'static str, hear: impl Fn(Event) + 'static) {
    let heard = SendWrapper::new(Closure::<dyn Fn(Event)>::new(hear));
    _ = window().add_event_listener_with_callback_and_bool(name, heard.as_ref().unchecked_ref(), true);
    on_cleanup(move || {
        _ = window().remove_event_listener_with_callback_and_bool(name, heard.as_ref().unchecked_ref(), true);
    });
}
