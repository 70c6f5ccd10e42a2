//! What is shown of something that is read: what went wrong, a dialog about it, and that it is not there any more.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::shared::pieces::{actions_head, heads, table_of};
use crate::state::query::{Query, refresh};
use crate::ui::dialog::Dialog;
use crate::ui::notice::Trouble;
use crate::ui::table::bones;
use crate::ui::{attr, part};
use leptos::prelude::*;
use std::sync::Arc;

/// What went wrong while something was read.
pub fn trouble(failure: RwSignal<Option<Failure>>) -> AnyView {
    part(move || failure.get().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))
}

/// A list that comes whole, each row with a cell of what can be done: what went wrong, bones, rows, or what is said where nothing is.
pub fn whole<T: Send + Sync + 'static>(
    list: Query<T>,
    caption: &'static str,
    words: &[&'static str],
    rows: impl Fn(&T) -> Vec<AnyView> + Send + 'static,
    none: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let waits = Memo::new(move |_| list.data.with(Option::is_none) && list.failure.with(Option::is_none));
    let rows = move || list.data.get().map(|all| rows(&all));
    framed((caption, words.to_vec()), list.failure, list.busy, waits, Box::new(rows), Box::new(none))
}

/// The part of it that is the same whatever is listed: it is in the program once.
fn framed(
    (caption, words): (&'static str, Vec<&'static str>),
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    waits: Memo<bool>,
    rows: Box<dyn Fn() -> Option<Vec<AnyView>> + Send>,
    none: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let widths: Vec<&str> = ["l"].into_iter().chain(words.iter().skip(1).map(|_| "m")).chain(["s"]).collect();
    let drawn =
        move |rows: Vec<AnyView>| table_of(caption, view! { {heads(&words)} {actions_head()} }.into_any(), rows);
    let shown = move || match rows() {
        Some(all) if all.is_empty() => none(),
        Some(all) => drawn(all),
        None if waits.get() => drawn(vec![bones(&widths)]),
        None => ().into_any(),
    };
    view! {
        {trouble(failure)}
        <div aria-busy=attr(move || if busy.get() { "true" } else { "false" })>{part(shown)}</div>
    }
    .into_any()
}

/// A dialog about something that is read first, anew: what it says of it must be so now.
pub fn known<T: Send + Sync + 'static>(
    here: Here,
    one: Query<T>,
    draw: impl Fn(Arc<T>) -> AnyView + Send + 'static,
) -> AnyView {
    let there = Memo::new(move |was| {
        let fresh = !one.busy.get() && one.failure.with(Option::is_none);
        was == Some(&true) || (fresh && one.data.with(Option::is_some))
    });
    let draw: Box<dyn Fn(Arc<T>) -> AnyView + Send> = Box::new(draw);
    view! {
        {part(move || there.get().then(|| one.data.get_untracked()).flatten().map(|one| untrack(|| draw(one))))}
        {part(move || {
            let failure = one.failure.get().filter(|_| !there.get());
            failure.map(|f| view! { <Dialog title=t().errors.title on_close=here.closing()><Trouble failure=f /></Dialog> })
        })}
    }
    .into_any()
}

/// The dialog about a thing that an address names and that is not there: ended, taken away, or on another page.
pub fn gone(here: Here) -> AnyView {
    view! { <Dialog title=t().errors.gone on_close=here.closing()><p>{t().errors.gone_text}</p></Dialog> }.into_any()
}
