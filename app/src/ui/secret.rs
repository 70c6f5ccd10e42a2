//! A box for credentials: a row is masked until it is revealed or copied, and until then it is not in the document.

use crate::i18n::t;
use crate::ui::button::Button;
use crate::ui::copy::{CopyButton, select};
use crate::ui::icon;
use crate::ui::{attr, part};
use leptos::{html, prelude::*};

/// How a secret looks while it is masked: as long as it is, with its known end.
pub fn masked(tail: &str) -> String {
    format!("{}{tail}", "•".repeat(24))
}

/// A row that may be read by anybody, such as a username.
#[component]
pub fn OpenRow(label: &'static str, #[prop(into)] text: String) -> impl IntoView {
    let shown = text.clone();
    let node = NodeRef::<html::Dd>::new();
    view! {
        <div class="secret-row">
            <dt>{label}</dt>
            <dd node_ref=node>{shown}</dd>
            <dd>
                <CopyButton what=label text=Callback::new(move |()| text.clone()) by_hand=Callback::new(move |()| selected(node)) />
            </dd>
        </div>
    }
    .into_any()
}

fn selected(node: NodeRef<html::Dd>) {
    if let Some(row) = node.get_untracked() {
        select(&row);
    }
}

/// A row that is masked. The text is asked for when it is shown or copied.
#[component]
pub fn SecretRow(
    #[prop(into)] label: String,
    #[prop(into)] tail: String,
    text: Callback<(), String>,
    revealed: RwSignal<bool>,
    #[prop(into)] on_copied: Callback<()>,
) -> impl IntoView {
    let shown = move || if revealed.get() { text.run(()) } else { masked(&tail) };
    let node = NodeRef::<html::Span>::new();
    // What can't be copied for the reader is shown and selected for their own hands.
    let by_hand = move |()| {
        revealed.set(true);
        request_animation_frame(move || {
            if let Some(span) = node.get_untracked() {
                select(&span);
            }
        });
    };
    let word = Signal::derive(move || (if revealed.get() { t().common.hide } else { t().common.show }).to_owned());
    view! {
        <div class="secret-row">
            <dt>{label.clone()}</dt>
            <dd>
                <span data-secret="" node_ref=node aria-hidden=attr(move || (!revealed.get()).then_some("true"))>
                    {shown}
                </span>
                {part(move || (!revealed.get()).then(|| view! { <span class="sr">{t().credential.hidden}</span> }))}
            </dd>
            <dd>
                <Button label=word square=true tone="quiet" glyph=icon::EYE on_press=Callback::new(move |()| revealed.update(|r| *r = !*r)) />
                <CopyButton what=label text=text on_copied=on_copied by_hand=Callback::new(by_hand) />
            </dd>
        </div>
    }
    .into_any()
}
