//! The frame of a list that is read a page at a time: what went wrong, bones, rows, nothing there, the pager. A page gives
//! its heads and its rows.

use crate::routes::Here;
use crate::shared::pieces::actions_head;
use crate::state::query::{Query, refresh};
use crate::ui::notice::Trouble;
use crate::ui::table::{Pager, SortHead, bones, emptied};
use crate::ui::{attr, part};
use contract::{Cursor, Page};
use leptos::prelude::*;

/// What a page gives to the frame.
pub struct List {
    /// What the table is called, for screen readers.
    pub caption: &'static str,
    /// The table's classes.
    pub class: &'static str,
    /// The shape of a row, a width each column (see [`bones`]).
    pub bones: &'static [&'static str],
    /// The heads of the columns; that of the actions comes by itself.
    pub heads: AnyView,
    /// Does each row end with a menu or a button?
    pub actions: bool,
    /// The rows.
    pub rows: AnyView,
    /// What is shown when nothing is there.
    pub none: Box<dyn Fn() -> AnyView + Send>,
}

/// The rows of the page that is shown, as far as something of each: an id, by which rows are kept apart.
pub fn each<T: Send + Sync + 'static, K>(list: Query<Page<T>>, of: fn(&T) -> K) -> Vec<K> {
    list.data.with(|page| page.as_ref().map(|page| page.items.iter().map(of).collect()).unwrap_or_default())
}

/// The first row that fits, as it is now.
pub fn find<T: Clone + Send + Sync + 'static>(list: Query<Page<T>>, fits: impl Fn(&T) -> bool) -> Option<T> {
    list.data.with(|page| page.as_ref()?.items.iter().find(|one| fits(one)).cloned())
}

/// The place in a list that the address names.
pub fn cursor(here: Here) -> Option<Cursor> {
    here.param("cursor").and_then(|text| Cursor::decode(&text).ok())
}

/// A head that sorts by `up`, the other way round when pressed again; `first` is the order of a list that nobody sorted,
/// and a column in which the last comes first begins with `down`.
pub fn sort_head(
    here: Here,
    label: &'static str,
    [up, down]: [&'static str; 2],
    first: &'static str,
    last_first: bool,
) -> AnyView {
    let sort = move || here.param("sort").unwrap_or_else(|| first.to_owned());
    let order = Signal::derive(move || match sort() {
        s if s == up => Some("ascending"),
        s if s == down => Some("descending"),
        _ => None,
    });
    let press = move |()| {
        let next = match order.get_untracked() {
            Some("ascending") => down,
            Some(_) => up,
            None if last_first => down,
            None => up,
        };
        here.set(&[("sort", next), ("cursor", "")]);
    };
    view! { <SortHead label=label order=order on_sort=Callback::new(press) /> }.into_any()
}

/// The frame around a list.
pub fn list_page<T: Send + Sync + 'static>(here: Here, list: Query<Page<T>>, shown: List) -> AnyView {
    let rows = Signal::derive(move || list.data.with(|page| page.as_ref().map(|page| page.items.len())));
    let next = Signal::derive(move || {
        let cursor = list.data.with(|page| page.as_ref().and_then(|p| p.next_cursor.as_ref().map(Cursor::encode)))?;
        // The address is that of the answer: it changes before the next one is there.
        Some(untrack(|| here.changed(&[("cursor", &cursor)])))
    });
    let trouble =
        move || list.failure.get().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> });
    let waits = Memo::new(move |_| rows.get().is_none() && list.failure.with(Option::is_none));
    frame(here, shown, rows, next, list.busy, waits, part(trouble))
}

/// The part of the frame that is the same whatever is listed: it is in the program once.
fn frame(
    here: Here,
    shown: List,
    rows: Signal<Option<usize>>,
    next: Signal<Option<String>>,
    busy: RwSignal<bool>,
    waits: Memo<bool>,
    trouble: AnyView,
) -> AnyView {
    let first = Signal::derive(move || here.param("cursor").map(|_| here.changed(&[("cursor", "")])));
    // A page of which nothing fits may still have a next one: the list is not empty, and goes on there.
    let rows_or_more = Signal::derive(move || rows.get().map(|count| count.max(next.with(Option::is_some).into())));
    let empty = emptied(rows_or_more, first, move |to| here.replace(to));
    let count = Signal::derive(move || rows.get().unwrap_or_default() as u64);
    let List { caption, class, bones: shape, heads, actions, rows, none } = shown;
    view! {
        {trouble}
        <div class="table-box" aria-busy=attr(move || if busy.get() { "true" } else { "false" })>
            {part(move || empty.get().then(&none))}
            <table class=class hidden=attr(move || empty.get())>
                <caption class="sr">{caption}</caption>
                <thead>
                    <tr>
                        {heads}
                        {actions.then(actions_head)}
                    </tr>
                </thead>
                <tbody>
                    {part(move || waits.get().then(|| bones(shape)))}
                    {rows}
                </tbody>
            </table>
        </div>
        <div hidden=attr(move || rows_or_more.get().unwrap_or_default() == 0)>
            <Pager count=count first=first next=next />
        </div>
    }
    .into_any()
}
