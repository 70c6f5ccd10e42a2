//! Waits that another request of this isolate ends.
//!
//! What goes on after a wait belongs to the request that waits: its subrequests, its answer. So the wait is a promise made
//! within that request, and the runtime itself takes the work up there, whoever keeps the promise
//! (`handle_cross_request_promise_resolution`, part of our compatibility date). A task woken by Rust alone would run
//! within the request that wakes it. The timer beside it is not for patience alone: who waits for nothing of their own is
//! taken for hung.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use service::deps::Tell;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Function, Promise};
use worker::wasm_bindgen::JsValue;

use crate::within::within;

thread_local! {
    /// What ends each wait that somebody is still in: it is no value that could be sent along.
    static OPEN: RefCell<BTreeMap<u64, Function>> = const { RefCell::new(BTreeMap::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// Who does not wait any more is not told.
struct Open(u64);

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(|open| open.remove(&self.0));
    }
}

/// See `Deps::told`.
pub fn wait(millis: u64) -> (Tell, impl Future<Output = ()>) {
    let id = NEXT.get();
    NEXT.set(id.wrapping_add(1));
    let promise = Promise::new(&mut |keep, _| {
        OPEN.with_borrow_mut(|open| open.insert(id, keep));
    });
    let open = Open(id);
    let tell = move || {
        if let Some(keep) = OPEN.with_borrow_mut(|open| open.remove(&id)) {
            // It has no receiver and can't fail.
            let _ = keep.call0(&JsValue::UNDEFINED);
        }
    };
    let told = async move {
        // Told, or too late: who waits looks for themselves.
        let _ = within(millis, JsFuture::from(promise)).await;
        drop(open);
    };
    (Box::new(tell), told)
}
