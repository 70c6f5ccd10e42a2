//! What is shown once: until the reader says that it is saved, going away asks first, and a page that the browser puts
//! aside does not keep it.

use crate::ui::button::Button;
use crate::ui::leaving;
use crate::ui::notice::Notice;
use crate::ui::part;
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};

/// What is said about it.
#[derive(Clone, Copy)]
pub struct Words {
    pub saved: &'static str,
    pub save_first: &'static str,
    pub not_saved_yet: &'static str,
    pub stay: &'static str,
    pub leave: &'static str,
    pub done: &'static str,
}

/// Forgets when this scope ends, and when the page is put aside whole: it may be restored later.
pub fn aside(forget: impl Fn() + Copy + Send + Sync + 'static) {
    let listener = Closure::<dyn FnMut()>::new(forget);
    let listener = send_wrapper::SendWrapper::new(listener);
    _ = window().add_event_listener_with_callback("pagehide", listener.as_ref().unchecked_ref());
    on_cleanup(move || {
        _ = window().remove_event_listener_with_callback("pagehide", listener.as_ref().unchecked_ref());
        forget();
    });
}

/// The foot of the dialog: "I have saved it", what is asked of who goes without, and the way out. `on_tick` is told.
pub fn foot(
    there: Signal<bool>,
    saved: RwSignal<bool>,
    words: Words,
    on_tick: Callback<bool>,
    on_close: Callback<()>,
) -> AnyView {
    let asked = RwSignal::new(false);
    let unsaved = Signal::derive(move || !saved.get() && there.get());
    leaving::keep(unsaved, Callback::new(move |()| asked.set(true)));
    let tick = move |event| {
        saved.set(event_target_checked(&event));
        asked.set(false);
        on_tick.run(saved.get_untracked());
    };
    let off = Signal::derive(move || (!saved.get()).then(|| words.save_first.to_owned()));
    view! {
        <label class="check">
            <input type="checkbox" on:change=tick />
            <span>{words.saved}</span>
        </label>
        {part(move || asked.get().then(|| question(words, asked, on_close)))}
        <div class="form-foot">
            <Button label=words.done tone="primary" off=off on_press=on_close />
        </div>
    }
    .into_any()
}

/// What is asked of somebody who is about to go without it.
fn question(words: Words, asked: RwSignal<bool>, leave: Callback<()>) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(div) = node.get() {
            div.scroll_into_view();
            if let Ok(Some(stay)) = div.query_selector("button") {
                _ = stay.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    });
    view! {
        <div node_ref=node>
            <Notice tone="bad" role="alert">
                <p>{words.not_saved_yet}</p>
                <p class="row">
                    <Button label=words.stay on_press=Callback::new(move |()| asked.set(false)) />
                    <Button label=words.leave tone="danger" on_press=leave />
                </p>
            </Notice>
        </div>
    }
    .into_any()
}
