//! A block of code with a copy button. What is shown and what is copied may differ: secrets stay masked.

use crate::ui::copy::{CopyButton, select};
use crate::ui::part;
use leptos::{html, prelude::*};

/// The block; it can be scrolled by keyboard.
#[component]
pub fn Code(
    #[prop(into)] what: String,
    #[prop(into)] shown: Signal<String>,
    copied: Callback<(), String>,
    #[prop(optional, into)] on_copied: Option<Callback<()>>,
    /// Shows all of it when it could not be copied.
    #[prop(optional, into)]
    by_hand: Option<Callback<()>>,
) -> impl IntoView {
    let label = what.clone();
    let done = move |()| {
        if let Some(then) = on_copied {
            then.run(());
        }
    };
    let node = NodeRef::<html::Code>::new();
    let by_hand = move |()| {
        if let Some(show) = by_hand {
            show.run(());
        }
        request_animation_frame(move || {
            if let Some(code) = node.get_untracked() {
                select(&code);
            }
        });
    };
    view! {
        <div class="code">
            <pre tabindex="0" role="region" aria-label=label>
                <code node_ref=node>{part(move || shown.get())}</code>
            </pre>
            <CopyButton what=what text=copied on_copied=Callback::new(done) by_hand=Callback::new(by_hand) />
        </div>
    }
    .into_any()
}
