//! Modal dialogs on the native element: focus stays inside, the page behind is inert, and focus goes back to
//! what opened them. Keyboard: Esc closes, unless the dialog is locked.

use crate::i18n::t;
use crate::ui::button::Button;
use crate::ui::{composes, icon, part, unique};
use leptos::{ev, html, prelude::*};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The element that has the focus, to give it back later.
pub fn focused() -> Option<HtmlElement> {
    document().active_element().and_then(|e| e.dyn_into::<HtmlElement>().ok()).filter(|e| e.tag_name() != "BODY")
}

/// Gives the focus back, or to the page's heading when the element is gone.
pub fn restore(to: Option<&HtmlElement>) {
    if let Some(element) = to.filter(|e| e.is_connected()) {
        _ = element.focus();
    } else if let Ok(Some(heading)) = document().query_selector("main h1") {
        _ = heading.unchecked_into::<HtmlElement>().focus();
    }
}

thread_local! {
    // What opened the first of a chain of dialogs: each later one was opened from inside another.
    static OPENER: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

fn remember() {
    let outside = focused().filter(|e| !matches!(e.closest("dialog"), Ok(Some(_))));
    if outside.is_some() {
        OPENER.with_borrow_mut(|opener| *opener = outside);
    }
}

/// A modal dialog that is open for as long as it is mounted.
#[component]
pub fn Dialog(
    #[prop(into)] title: String,
    /// Called when the reader wants it closed; the owner unmounts it.
    on_close: Callback<()>,
    /// While true, neither Esc nor a button of the frame closes it.
    #[prop(optional, into)]
    locked: Signal<bool>,
    #[prop(optional)] wide: bool,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = unique("dialog");
    let labelled = heading.clone();
    remember();
    let shut = move || {
        if !locked.get_untracked() {
            on_close.run(());
        }
    };
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if !dialog.open() {
            _ = dialog.show_modal();
            let first = ["[data-autofocus]", ".dialog-body :is(input,select,textarea):not([disabled])"]
                .iter()
                .find_map(|s| dialog.query_selector(s).ok().flatten())
                .or_else(|| dialog.query_selector("h2").ok().flatten());
            if let Some(element) = first {
                _ = element.unchecked_into::<HtmlElement>().focus();
            }
        }
    });
    on_cleanup(move || {
        // The element leaves the document in this same turn; the focus can move only after that.
        request_animation_frame(move || {
            if !matches!(document().query_selector("dialog[open]"), Ok(Some(_))) {
                let opener = OPENER.with_borrow_mut(Option::take);
                // Of two that close in one turn, the first has given it back already.
                if opener.is_some() || focused().is_none() {
                    restore(opener.as_ref());
                }
            }
        });
    });
    // Esc is taken at the key, because a browser honours a refused `cancel` event only once.
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !composes(&event) && !event.default_prevented() {
            event.prevent_default();
            event.stop_propagation();
            shut();
        }
    };
    // Only its own: that of a file chooser inside bubbles up to here.
    let cancel = move |event: ev::Event| {
        if event.target() == event.current_target() {
            event.prevent_default();
            shut();
        }
    };
    // Whatever closed it, a dialog that is still mounted is open.
    let reopen = move |_| {
        if let Some(dialog) = node.get_untracked()
            && dialog.is_connected()
            && !dialog.open()
        {
            _ = dialog.show_modal();
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            data-wide=wide.then_some("")
            aria-labelledby=labelled
            on:keydown=key
            on:cancel=cancel
            on:close=reopen
        >
            <div class="dialog-head">
                <h2 id=heading tabindex="-1">
                    {title}
                </h2>
                {part(move || {
                    (!locked.get())
                        .then(|| {
                            view! { <Button label=t().common.close square=true tone="quiet" glyph=icon::CLOSE on_press=Callback::new(move |()| shut()) /> }
                        })
                })}
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
    .into_any()
}
