//! Parts of the program that are fetched when they are first needed (docs/adr/0007). They share memory, signals and
//! contexts with the rest: once it is there, such a part is like any other code.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::ui::dialog::Dialog;
use crate::ui::notice::Trouble;
use crate::ui::part;
use leptos::{prelude::*, task::spawn_local};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
pub use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// What a function of a lazy part returns: always `Ok`; the error says that the part could not be fetched.
pub type Drawn = Result<AnyView, SplitLoaderError>;

/// Where a fetch of a part stands.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    There,
    Missing,
}

/// A page of a lazy part: bones until the part is there, then what `draw` makes; words and a way on if it can't be
/// fetched. `load` is the one that stands above the function that `draw` calls.
pub fn lazy_page<L, E, D>(load: fn() -> L, draw: impl Fn() -> D + Send + 'static) -> AnyView
where
    L: Future<Output = Result<(), E>> + 'static,
    E: 'static,
    D: Future<Output = Drawn>,
{
    shown(fetch(load), at_once(draw), None)
}

/// A dialog of a lazy part: nothing until the part is there, then what `draw` makes. What stands in for it if it can't
/// be fetched is closed by `on_close`.
pub fn lazy_dialog<L, E, D>(load: fn() -> L, on_close: Callback<()>, draw: impl Fn() -> D + Send + 'static) -> AnyView
where
    L: Future<Output = Result<(), E>> + 'static,
    E: 'static,
    D: Future<Output = Drawn>,
{
    shown(fetch(load), at_once(draw), Some(on_close))
}

type Then = Box<dyn FnOnce(bool)>;
type Fetch = Box<dyn Fn(Then) + Send + Sync>;
type Draw = Box<dyn Fn() -> Option<AnyView> + Send>;

fn fetch<L, E>(load: fn() -> L) -> Fetch
where
    L: Future<Output = Result<(), E>> + 'static,
    E: 'static,
{
    Box::new(move |then| spawn_local(async move { then(load().await.is_ok()) }))
}

/// The part is there, so that nothing is waited for.
fn at_once<D: Future<Output = Drawn>>(draw: impl Fn() -> D + Send + 'static) -> Draw {
    Box::new(move || match pin!(draw()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(drawn) => drawn.ok(),
        Poll::Pending => None,
    })
}

/// What all lazy views have in common, whatever they draw.
fn shown(fetch: Fetch, draw: Draw, on_close: Option<Callback<()>>) -> AnyView {
    let state = RwSignal::new(State::Waiting);
    let tries = StoredValue::new(0u8);
    let start = Callback::new(move |()| {
        // Refused twice: a newer console may have taken the place of this one's files, and is fetched whole.
        if tries.get_value() > 1 && window().navigator().on_line() {
            _ = window().location().reload();
            return;
        }
        tries.update_value(|n| *n = n.saturating_add(1));
        state.set(State::Waiting);
        fetch(Box::new(move |there| {
            state.try_set(if there { State::There } else { State::Missing });
        }));
    });
    start.run(());
    part(move || {
        let drawn = match state.get() {
            State::Waiting => return waiting(on_close.is_none()),
            // What it reads while it is drawn is its own affair: a later change must not draw it anew.
            State::There => untrack(&draw),
            State::Missing => None,
        };
        uncover();
        drawn.unwrap_or_else(|| missing(on_close, start))
    })
}

/// Takes away the bones that were painted before the program was there: what takes their place is drawn.
pub fn uncover() {
    if let Some(bones) = document().get_element_by_id("boot") {
        bones.remove();
    }
}

fn waiting(page: bool) -> AnyView {
    page.then(|| {
        view! {
            <div class="page" aria-busy="true">
                <span class="bone" data-w="m"></span>
                <span class="bone" data-w="l"></span>
            </div>
        }
    })
    .into_any()
}

fn missing(on_close: Option<Callback<()>>, retry: Callback<()>) -> AnyView {
    let trouble = move || view! { <Trouble failure=Failure::unreachable() retry=retry /> };
    match on_close {
        None => view! { <div class="page">{trouble()}</div> }.into_any(),
        Some(close) => view! { <Dialog title=t().errors.title on_close=close>{trouble()}</Dialog> }.into_any(),
    }
}

/// Fetches a lazy part ahead of the page that will need it.
pub fn ahead<L, E>(load: fn() -> L)
where
    L: Future<Output = Result<(), E>> + 'static,
    E: 'static,
{
    spawn_local(async move { _ = load().await });
}
