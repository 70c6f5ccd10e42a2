//! Going on and back through a list whose page has no place in the address.

use crate::i18n::t;
use crate::ui::part;
use contract::Cursor;
use leptos::prelude::*;

/// The pages that were gone on from, the newest last.
#[derive(Clone, Copy)]
pub struct Trail(RwSignal<Vec<Cursor>>);

impl Trail {
    /// At the first page.
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Where the page begins; the first one nowhere.
    pub fn cursor(self) -> Option<Cursor> {
        self.0.with(|trail| trail.last().cloned())
    }

    /// Back to the first page: another question is asked.
    pub fn restart(self) {
        self.0.set(Vec::new());
    }

    /// The buttons; `next` is where the page after this one begins, if there is one.
    pub fn buttons(self, next: impl Fn() -> Option<Cursor> + Send + 'static) -> AnyView {
        let button = |label: &'static str, press: Callback<()>| {
            view! { <button type="button" class="btn" on:click=move |_| press.run(())>{label}</button> }
        };
        let back = move || {
            let press = Callback::new(move |()| self.0.update(|trail| _ = trail.pop()));
            self.0.with(|trail| !trail.is_empty()).then(|| button(t().common.previous_page, press))
        };
        let on = move || {
            let press = |cursor: Cursor| Callback::new(move |()| self.0.update(|trail| trail.push(cursor.clone())));
            next().map(|cursor| button(t().common.next_page, press(cursor)))
        };
        view! { <div class="row">{part(back)} {part(on)}</div> }.into_any()
    }
}
