//! A block of code with a copy button. What is shown and what is copied may differ: secrets stay masked.

use crate::ui::copy::CopyButton;
use crate::ui::part;
use leptos::prelude::*;

/// The block; it can be scrolled by keyboard.
#[component]
pub fn Code(
    #[prop(into)] what: String,
    #[prop(into)] shown: Signal<String>,
    copied: Callback<(), String>,
    #[prop(optional, into)] on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let label = what.clone();
    let done = move |()| {
        if let Some(then) = on_copied {
            then.run(());
        }
    };
    view! {
        <div class="code">
            <pre tabindex="0" role="region" aria-label=label>
                <code>{part(move || shown.get())}</code>
            </pre>
            <CopyButton what=what text=copied on_copied=Callback::new(done) />
        </div>
    }
    .into_any()
}
