//! Lists that change row by row.

use leptos::prelude::For as Keyed;
use leptos::prelude::*;

/// A row, whatever it shows: leptos' list would be compiled anew for each kind of thing that is listed, three kilobytes
/// every time (docs/adr/0007).
struct Row {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// The things that `each` gives, one after the other. One whose `key` was there already stays as it is.
#[component]
pub fn For<E, I, T, K, C, N>(
    /// What is listed; follows what it reads.
    each: E,
    /// What tells one from another, and from an older state of itself.
    key: K,
    /// Draws one.
    children: C,
) -> AnyView
where
    E: Fn() -> I + Send + 'static,
    I: IntoIterator<Item = T> + 'static,
    T: Send + 'static,
    K: Fn(&T) -> String + Send + 'static,
    C: Fn(T) -> N + Send + Clone + 'static,
    N: IntoView + 'static,
{
    rows(Box::new(move || {
        let row = |one: T| {
            let children = children.clone();
            Row { key: key(&one), draw: Box::new(move || children(one).into_any()) }
        };
        each().into_iter().map(row).collect()
    }))
}

fn rows(each: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <Keyed each=each key=|row| row.key.clone() children=|row: Row| (row.draw)() /> }.into_any()
}
