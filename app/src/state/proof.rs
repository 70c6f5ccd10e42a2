//! That it is the reader who is at the console: asked for in place when a call is refused because it is not certain enough
//! any more. Whatever calls wait for the answer go on together.

use js_sys::{Function, Promise};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static ASKED: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
    static GIVEN: Cell<u32> = const { Cell::new(0) };
}

/// Starts without a question.
pub fn start() {
    ASKED.set(Some(RwSignal::new(false)));
}

/// Is it asked for now? Read inside a view it stays current.
pub fn is_asked() -> bool {
    ASKED.get().is_some_and(|asked| asked.get())
}

/// How many proofs were given here: a call that was sent before the last one may be sent again without a question.
pub fn given() -> u32 {
    GIVEN.get()
}

/// Asks for it, together with whoever asks already. False when it was not given.
pub async fn ask() -> bool {
    let Some(asked) = ASKED.get() else { return false };
    let answer = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
    asked.set(true);
    JsFuture::from(answer).await.is_ok_and(|given| given.is_truthy())
}

/// The proof was given, or will not be.
pub fn answer(proven: bool) {
    if proven {
        GIVEN.set(GIVEN.get().wrapping_add(1));
    }
    if let Some(asked) = ASKED.get() {
        asked.set(false);
    }
    for waiting in WAITING.take() {
        _ = waiting.call1(&JsValue::NULL, &proven.into());
    }
}
