//! The parts that screens are made of. Nothing in here knows what the product is about.

pub mod badge;
pub mod button;
pub mod code;
pub mod confirm;
pub mod copy;
pub mod csv;
pub mod dialog;
pub mod draft;
pub mod each;
pub mod field;
pub mod form;
pub mod icon;
pub mod lazy;
pub mod leaving;
pub mod menu;
pub mod notice;
pub mod page;
pub mod secret;
pub mod spark;
pub mod table;
pub mod tabs;
pub mod time;
pub mod toast;

use leptos::prelude::*;

/// A part of a view that changes. Behind a box, so that each such closure does not bring renderers of its own:
/// this is a third of the program's size.
pub fn part<V: IntoView + 'static>(mut draw: impl FnMut() -> V + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || draw().into_any());
    draw.into_any()
}

/// An attribute that changes; for the same reason.
pub fn attr<V: Send + Sync + 'static>(read: impl Fn() -> V + Send + Sync + 'static) -> Signal<V> {
    Signal::derive(read)
}

/// An id that no other element of the document has, for `aria-labelledby` and its like.
pub fn unique(prefix: &str) -> String {
    use std::cell::Cell;
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
    let n = NEXT.get();
    NEXT.set(n.wrapping_add(1));
    format!("{prefix}-{n}")
}

/// Does a key belong to an input method that is writing a word? Safari says so by the code alone.
pub fn composes(event: &leptos::ev::KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
