//! What is shown of something that is read: what went wrong, a dialog about it, and that it is not there any more.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::state::query::{Query, refresh};
use crate::ui::dialog::Dialog;
use crate::ui::notice::Trouble;
use crate::ui::part;
use leptos::prelude::*;
use std::sync::Arc;

/// What went wrong while something was read.
pub fn trouble(failure: RwSignal<Option<Failure>>) -> AnyView {
    part(move || failure.get().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))
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
