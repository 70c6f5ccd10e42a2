//! Pieces of tables: heads that sort, rows of bones while loading, the pager.

use crate::i18n::t;
use crate::ui::icon::{self, icon};
use crate::ui::{attr, part};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;

/// A head that sorts. The order is in the URL, so `on_sort` is a navigation.
#[component]
pub fn SortHead(
    label: &'static str,
    /// "ascending", "descending" or nothing.
    #[prop(into)]
    order: Signal<Option<&'static str>>,
    on_sort: Callback<()>,
) -> impl IntoView {
    view! {
        <th scope="col" aria-sort=attr(move || order.get())>
            <button type="button" class="sort" on:click=move |_| on_sort.run(())>
                {label}
                {icon(icon::UP)}
            </button>
        </th>
    }
    .into_any()
}

/// Rows of the right shape while the first answer is on its way; each letter of `widths` is one column.
pub fn bones(widths: &[&'static str]) -> AnyView {
    (0..4)
        .map(|_| {
            let cells = widths.iter().map(|w| view! { <td><span class="bone" data-w=*w></span></td> }).collect_view();
            view! { <tr aria-hidden="true">{cells}</tr> }
        })
        .collect_view()
        .into_any()
}

/// How a page of a list was come to.
struct Step {
    /// The page before it.
    back: String,
    /// How many rows stand before its first.
    start: u64,
}

thread_local! {
    /// The steps that were taken, by the address of the page that each led to. A cursor knows no way back.
    static TRAIL: RefCell<HashMap<String, Step>> = RefCell::default();
}

fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Where to go on in a list that is longer than a page, where to go back, and which rows these are.
#[component]
pub fn Pager(
    #[prop(into)] count: Signal<u64>,
    #[prop(into)] first: Signal<Option<String>>,
    #[prop(into)] next: Signal<Option<String>>,
) -> impl IntoView {
    // The page that is shown: its address and what stands before it, when its answer came. The address alone changes
    // earlier, while the rows are still those of the page before.
    let shown = move || {
        let (count, next) = (count.get(), next.get());
        let here = untrack(address);
        let (start, back) = untrack(|| {
            let step = TRAIL.with_borrow(|trail| trail.get(&here).map(|step| (step.start, step.back.clone())));
            if first.get().is_none() { (Some(0), None) } else { step.unzip() }
        });
        if let (Some(next), Some(start)) = (next.clone(), start)
            && next != here
        {
            let step = Step { back: here, start: start.saturating_add(count) };
            TRAIL.with_borrow_mut(|trail| trail.insert(next, step));
        }
        (count, next.is_some(), start, back)
    };
    let range = move || match shown() {
        (0, true, ..) => (t().common.results)(0),
        // All there is, or a page that was not come to from the first one.
        (count, false, Some(0), _) | (count, _, None, _) => (t().common.results)(count),
        (count, _, Some(start), _) => (t().common.range)(start + 1, start + count),
    };
    let back = move || shown().3;
    view! {
        <nav class="pager" aria-label=t().common.next_page>
            <p class="muted" role="status">
                {part(range)}
            </p>
            <div class="row">
                {part(move || back().map(|href| view! { <a class="btn" href=href rel="prev">{t().common.previous_page}</a> }))}
                {part(move || first.get().map(|href| view! { <a class="btn" href=href>{t().common.first_page}</a> }))}
                {part(move || next.get().map(|href| view! { <a class="btn" href=href rel="next">{t().common.next_page}{icon(icon::RIGHT)}</a> }))}
            </div>
        </nav>
    }
    .into_any()
}

/// Is a list empty? An empty page is not an empty list: one that lies behind a cursor has lost its rows since, and the
/// reader is taken to the first page, which `first` names as long as there is a cursor.
pub fn emptied(rows: Signal<Option<usize>>, first: Signal<Option<String>>, go: impl Fn(&str) + 'static) -> Memo<bool> {
    // The page that was left is still in place until the next answer comes.
    let left = RwSignal::new(false);
    Effect::new(move |_| {
        // Judged when an answer comes, not when the address changes: what is in place then is the answer to another.
        let to = rows.get().filter(|count| *count == 0).and_then(|_| first.get_untracked());
        left.set(to.is_some());
        if let Some(to) = to {
            go(&to);
        }
    });
    Memo::new(move |_| rows.get() == Some(0) && first.with(Option::is_none) && !left.get())
}
