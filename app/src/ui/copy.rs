//! Copying to the clipboard, said to everybody: the button changes, a live region speaks.

use crate::i18n::t;
use crate::state::announce::announce;
use crate::ui::button::Button;
use crate::ui::icon;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Copies a text, then calls back with whether it worked.
pub fn copy(text: &str, then: impl Fn(bool) + 'static) {
    let promise = window().navigator().clipboard().write_text(text);
    spawn_local(async move { then(JsFuture::from(promise).await.is_ok()) });
}

/// A button that copies; the text is asked for at the moment of the press and is not kept.
#[component]
pub fn CopyButton(
    /// What is copied, for the accessible name: "token", "username".
    #[prop(into)]
    what: String,
    text: Callback<(), String>,
    #[prop(optional)] wordy: bool,
    #[prop(optional, into)] on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let done = RwSignal::new(false);
    let name = (t().common.copy_what)(&what);
    let press = move |()| {
        copy(&text.run(()), move |ok| {
            announce(if ok { t().common.copied } else { t().common.copy_failed });
            if !ok {
                return;
            }
            done.try_set(true);
            if let Some(then) = on_copied {
                then.try_run(());
            }
            set_timeout(move || _ = done.try_set(false), std::time::Duration::from_secs(2));
        });
    };
    let label = Signal::derive(move || if done.get() { t().common.copied.to_owned() } else { name.clone() });
    let glyph = Signal::derive(move || Some(if done.get() { icon::CHECK } else { icon::COPY }));
    view! { <Button label=label square=!wordy tone=if wordy { "" } else { "quiet" } glyph=glyph on_press=Callback::new(press) /> }
        .into_any()
}

/// An id or another short text in monospace with its copy button.
#[component]
pub fn Copyable(#[prop(into)] what: String, #[prop(into)] text: String) -> impl IntoView {
    let shown = text.clone();
    view! {
        <span class="copy-line">
            <code>{shown}</code>
            <CopyButton what=what text=Callback::new(move |()| text.clone()) />
        </span>
    }
    .into_any()
}
