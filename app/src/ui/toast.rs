//! Where toasts are shown. They are never the only place of a piece of information, and wait while looked at.

use crate::i18n::t;
use crate::state::toasts::{Toast, Toasts};
use crate::ui::button::Button;
use crate::ui::each::For;
use crate::ui::icon::{self, icon};
use leptos::prelude::*;

/// The live regions; mounted once, before there is anything to say.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = Toasts::start();
    let hold = move |on: bool| toasts.hold.set(on);
    view! {
        <section
            class="toasts"
            aria-label=t().common.notifications
            on:pointerenter=move |_| hold(true)
            on:pointerleave=move |_| hold(false)
            on:focusin=move |_| hold(true)
            on:focusout=move |_| hold(false)
        >
            <div class="stack" role="status">
                <For each=move || toasts.list(false) key=|toast| toast.id.to_string() let:toast>
                    {one(toasts, toast)}
                </For>
            </div>
            <div class="stack" role="alert">
                <For each=move || toasts.list(true) key=|toast| toast.id.to_string() let:toast>
                    {one(toasts, toast)}
                </For>
            </div>
        </section>
    }
    .into_any()
}

fn one(toasts: Toasts, toast: Toast) -> AnyView {
    let Toast { id, text, bad, undo } = toast;
    view! {
        <div class="toast" data-tone=bad.then_some("bad")>
            {icon(if bad { icon::WARN } else { icon::OK })}
            <p>{text}</p>
            {undo
                .map(|undo| {
                    let press = move |()| {
                        toasts.drop(id);
                        undo.run(());
                    };
                    view! { <Button label=t().common.undo on_press=Callback::new(press) /> }
                })}
            <Button label=t().common.dismiss square=true tone="quiet" glyph=icon::CLOSE on_press=Callback::new(move |()| toasts.drop(id)) />
        </div>
    }
    .into_any()
}
