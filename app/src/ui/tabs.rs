//! Two kinds of tabs: links between pages, and panels within one (ARIA tabs: arrows move and choose).

use crate::ui::unique;
use crate::ui::{attr, part};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Links between pages that belong together; the present one is marked.
#[component]
pub fn LinkTabs(label: &'static str, tabs: Vec<(&'static str, &'static str, bool)>) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|(href, word, here)| view! { <a href=href aria-current=here.then_some("page")>{word}</a> })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            {links}
        </nav>
    }
    .into_any()
}

/// Panels of which one is shown.
#[component]
pub fn Tabs(
    #[prop(into)] label: String,
    names: Vec<&'static str>,
    panel: Callback<usize, AnyView>,
    /// Which is shown, for those who say it elsewhere too.
    #[prop(default = RwSignal::new(0))]
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let count = names.len();
    let id = unique("tab");
    let list = NodeRef::<html::Div>::new();
    let keys = move |event: ev::KeyboardEvent| {
        let now = chosen.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % count,
            "ArrowLeft" => (now + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        chosen.set(next);
        if let Some(tab) = list.get_untracked().and_then(|l| l.children().item(next as u32)) {
            _ = tab.unchecked_into::<HtmlElement>().focus();
        }
    };
    let panel_id = format!("{id}-panel");
    let controls = panel_id.clone();
    let labelled = id.clone();
    let buttons = names
        .into_iter()
        .enumerate()
        .map(|(i, name)| {
            view! {
                <button
                    type="button"
                    role="tab"
                    id=format!("{id}-{i}")
                    aria-controls=controls.clone()
                    aria-selected=attr(move || if chosen.get() == i { "true" } else { "false" })
                    tabindex=attr(move || if chosen.get() == i { "0" } else { "-1" })
                    on:click=move |_| chosen.set(i)
                >
                    {name}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="stack">
            <div class="tabs" role="tablist" aria-label=label node_ref=list on:keydown=keys>
                {buttons}
            </div>
            <div role="tabpanel" id=panel_id aria-labelledby=attr(move || format!("{labelled}-{}", chosen.get()))>
                {part(move || panel.run(chosen.get()))}
            </div>
        </div>
    }
    .into_any()
}
