//! The keys of the console: one table, by which they are obeyed and listed.

use crate::ui::composes;
use leptos::ev::KeyboardEvent;
use leptos::prelude::{document, window};
use std::cell::Cell;
use wasm_bindgen::JsCast;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Opens the palette.
    Find,
    /// Goes to the search of the list that is shown.
    Search,
    /// Lists the keys.
    Help,
    /// Moves through a menu or the palette.
    Move,
    /// Takes what is marked there.
    Choose,
    /// Closes what is open.
    Close,
}

/// How it is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// With Ctrl, or with ⌘ on a Mac.
    Command(&'static str),
    /// Alone, and not while something is typed.
    Single(&'static str),
    /// Where it belongs to what has the focus, which obeys it itself.
    There(&'static [&'static str]),
}

/// All of them.
pub const ALL: [(Press, Act); 6] = [
    (Press::Command("k"), Act::Find),
    (Press::Single("/"), Act::Search),
    (Press::Single("?"), Act::Help),
    (Press::There(&["↑", "↓"]), Act::Move),
    (Press::There(&["Enter"]), Act::Choose),
    (Press::There(&["Esc"]), Act::Close),
];

thread_local! {
    /// Do single keys count? Who speaks to the browser may not want them to (WCAG 2.1.4).
    static SINGLE: Cell<bool> = const { Cell::new(true) };
}

/// Do single keys count?
pub fn single() -> bool {
    SINGLE.get()
}

/// Lets single keys count, or not, until the console is loaded again.
pub fn set_single(on: bool) {
    SINGLE.set(on);
}

/// Is it a Mac, on which ⌘ is pressed for Ctrl?
pub fn is_mac() -> bool {
    window().navigator().platform().is_ok_and(|name| name.starts_with("Mac"))
}

/// What the key asks for, if it is one of the table's.
pub fn asked(event: &KeyboardEvent) -> Option<Act> {
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    let alone = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !composes(event);
    let key = event.key();
    let fits = |press| match press {
        Press::Command(wanted) => command && key.eq_ignore_ascii_case(wanted),
        Press::Single(wanted) => alone && key == wanted && single() && !types(event),
        Press::There(_) => false,
    };
    ALL.iter().find(|(press, _)| fits(*press)).map(|(_, act)| *act)
}

/// Does the key belong to a field?
fn types(event: &KeyboardEvent) -> bool {
    let on = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    on.is_some_and(|one| one.closest("input, textarea, select, [contenteditable]").ok().flatten().is_some())
}

/// Goes to the search of the list that is shown; is there one?
pub fn search() -> bool {
    let field = document().query_selector("main input[type=search]").ok().flatten();
    field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()).is_some_and(|field| field.focus().is_ok())
}
