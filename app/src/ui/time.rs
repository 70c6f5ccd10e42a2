//! Times: relative for the eye, exact on hover and for screen readers, both in the reader's own zone.

use crate::i18n::{exact, iso, relative};
use crate::state::clock::now;
use crate::ui::{attr, part};
use leptos::prelude::*;

/// "3 minutes ago", with the exact time beside it for those who want it.
#[component]
pub fn Ago(millis: i64) -> impl IntoView {
    let full = exact(millis);
    let hover = full.clone();
    view! {
        <time class="nowrap" datetime=iso(millis) title=hover>
            {part(move || relative(millis, now()))}
            <span class="sr">" (" {full} ")"</span>
        </time>
    }
    .into_any()
}

/// Date and time, with how long ago on hover.
#[component]
pub fn When(millis: i64) -> impl IntoView {
    view! {
        <time class="nowrap" datetime=iso(millis) title=attr(move || relative(millis, now()))>
            {exact(millis)}
        </time>
    }
    .into_any()
}
