//! Copying to the clipboard, said to everybody: the button changes, a live region speaks. Where the browser gives no
//! clipboard (plain http, a policy), the old way is tried, and when that fails as well it is said beside the button.

use crate::i18n::t;
use crate::state::announce::announce;
use crate::ui::button::Button;
use crate::ui::{icon, part};
use js_sys::{Function, Reflect};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlTextAreaElement, Node};

/// Copies a text, then calls back with whether it worked.
pub fn copy(text: &str, then: impl Fn(bool) + 'static) {
    // Only a secure context has it, whatever the type says.
    let there = Reflect::get(&window().navigator(), &"clipboard".into()).is_ok_and(|c| c.is_object());
    let promise = there.then(|| window().navigator().clipboard().write_text(text));
    let text = text.to_owned();
    spawn_local(async move {
        let copied = match promise {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        };
        then(copied || by_command(&text));
    });
}

/// The way of before there was a clipboard: a field that is selected, and the browser's own command.
fn by_command(text: &str) -> bool {
    let run = || -> Result<bool, JsValue> {
        let document = document();
        let command: Function = Reflect::get(&document, &"execCommand".into())?.dyn_into()?;
        let before = document.active_element();
        let field: HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
        field.set_class_name("sr");
        field.set_value(text);
        // What lies outside of an open dialog can't be selected.
        let dialog = document.query_selector("dialog[open]")?;
        let place: Option<Node> = dialog.map(Node::from).or_else(|| document.body().map(Node::from));
        place.ok_or(JsValue::NULL)?.append_child(&field)?;
        field.select();
        let copied = command.call1(&document, &"copy".into()).map(|done| done.is_truthy());
        field.set_value("");
        field.remove();
        if let Some(before) = before.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = before.focus();
        }
        copied
    };
    run().unwrap_or(false)
}

/// Selects what an element shows, so that it can be copied by hand.
pub fn select(element: &Node) {
    if let Ok(Some(selection)) = window().get_selection() {
        _ = selection.select_all_children(element);
    }
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
    /// Shows and selects the text when it could not be copied.
    #[prop(optional, into)]
    by_hand: Option<Callback<()>>,
) -> impl IntoView {
    let done = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let name = (t().common.copy_what)(&what);
    let press = move |()| {
        copy(&text.run(()), move |ok| {
            failed.try_set(!ok);
            if !ok {
                if let Some(by_hand) = by_hand {
                    by_hand.try_run(());
                }
                return;
            }
            announce(t().common.copied);
            done.try_set(true);
            if let Some(then) = on_copied {
                then.try_run(());
            }
            set_timeout(move || _ = done.try_set(false), std::time::Duration::from_secs(2));
        });
    };
    let label = Signal::derive(move || if done.get() { t().common.copied.to_owned() } else { name.clone() });
    let glyph = Signal::derive(move || Some(if done.get() { icon::CHECK } else { icon::COPY }));
    let why = if by_hand.is_some() { t().common.copy_by_hand } else { t().common.copy_failed };
    view! {
        <Button label=label square=!wordy tone=if wordy { "" } else { "quiet" } glyph=glyph on_press=Callback::new(press) />
        {part(move || failed.get().then(|| view! { <span class="copy-failed" role="alert">{why}</span> }))}
    }
    .into_any()
}

/// An id or another short text in monospace with its copy button.
#[component]
pub fn Copyable(#[prop(into)] what: String, #[prop(into)] text: String) -> impl IntoView {
    let shown = text.clone();
    let hover = text.clone();
    let node = NodeRef::<html::Code>::new();
    let by_hand = move |()| {
        if let Some(code) = node.get_untracked() {
            select(&code);
        }
    };
    view! {
        <span class="copy-line">
            <code title=hover node_ref=node>
                {shown}
            </code>
            <CopyButton what=what text=Callback::new(move |()| text.clone()) by_hand=Callback::new(by_hand) />
        </span>
    }
    .into_any()
}
