//! Fields: a label, a control, a hint and a refusal, tied together for screen readers.

use crate::i18n::t;
use crate::ui::form::Form;
use crate::ui::icon::{self, icon};
use crate::ui::unique;
use crate::ui::{attr, part};
use leptos::{ev, html, prelude::*};

/// The refusal under a control.
pub fn refusal(form: Form, name: &'static str, id: String) -> impl IntoView {
    let pointer = format!("/{name}");
    view! {
        <p class="error" id=id>
            {part(move || form.errors.with(|e| e.get(&pointer).copied()).map(|text| view! { {icon(icon::WARN)} <span>{text}</span> }))}
        </p>
    }
}

/// Is the field refused?
pub fn is_refused(form: Form, name: &'static str) -> impl Fn() -> Option<&'static str> + Copy {
    move || form.errors.with(|e| e.contains_key(&format!("/{name}"))).then_some("true")
}

/// A line of text.
#[component]
pub fn Text(
    form: Form,
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] value: String,
    /// The `autocomplete` token; `off` unless told.
    #[prop(default = "off")]
    complete: &'static str,
    #[prop(optional)] autofocus: bool,
    /// The keyboard of a phone, where the kind does not say it.
    #[prop(optional)]
    mode: Option<&'static str>,
    /// Is it kept nowhere, though it is shown?
    #[prop(optional)]
    passing: bool,
    /// The id of the list of what is suggested.
    #[prop(optional, into)]
    list: Option<String>,
) -> impl IntoView {
    let id = unique(name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = if hint.is_empty() { error_id.clone() } else { format!("{error_id} {hint_id}") };
    let secret = kind == "password";
    let shown = RwSignal::new(false);
    // A browser's spelling help may send what it reads to its maker.
    let as_is = (kind != "text" || passing).then_some(());
    let input = view! {
        <input
            class="input"
            id=id.clone()
            name=name
            type=attr(move || if secret && shown.get() { "text" } else { kind })
            value=value
            data-secret=(secret || passing).then_some("")
            autocomplete=complete
            inputmode=mode
            list=list
            autocapitalize=as_is.map(|()| "off")
            spellcheck=as_is.map(|()| "false")
            aria-describedby=described
            aria-invalid=is_refused(form, name)
            data-autofocus=autofocus.then_some("")
        />
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {input}
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {refusal(form, name, error_id)}
            {secret
                .then(|| {
                    view! {
                        <label class="check">
                            <input type="checkbox" on:change=move |_| shown.update(|s| *s = !*s) />
                            <span>{t().gate.show_password}</span>
                        </label>
                    }
                })}
        </div>
    }
    .into_any()
}

/// A choice of one from a few.
#[component]
pub fn Choose(
    form: Form,
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    options: Vec<(&'static str, String)>,
    value: &'static str,
) -> impl IntoView {
    let options = options.into_iter().map(|(value, word)| (value.to_owned(), word)).collect();
    view! { <Select form=form name=name label=label hint=hint options=options value=value /> }
}

/// A choice of one from what is not known beforehand.
#[component]
pub fn Select(
    form: Form,
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    options: Vec<(String, String)>,
    #[prop(into)] value: String,
    #[prop(optional, into)] on_pick: Option<Callback<String>>,
) -> impl IntoView {
    let id = unique(name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = if hint.is_empty() { error_id.clone() } else { format!("{error_id} {hint_id}") };
    let change = move |event| {
        if let Some(pick) = on_pick {
            pick.run(event_target_value(&event));
        }
    };
    // What was chosen stays chosen where the list has not come, is cut, or may not be seen.
    let unlisted = !value.is_empty() && options.iter().all(|(v, _)| *v != value);
    let options = unlisted
        .then(|| (value.clone(), value.clone()))
        .into_iter()
        .chain(options)
        .map(|(v, word)| {
            let selected = v == value;
            view! { <option value=v selected=selected>{word}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                class="input"
                id=id
                name=name
                data-acts=on_pick.map(|_| "")
                aria-describedby=described
                aria-invalid=is_refused(form, name)
                on:change=change
            >
                {options}
            </select>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {refusal(form, name, error_id)}
        </div>
    }
    .into_any()
}

/// A select outside of a form, for filters and preferences that work at once.
#[component]
pub fn Pick(
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    #[prop(into)] value: Signal<String>,
    on_pick: Callback<String>,
) -> impl IntoView {
    view! {
        <select class="input pick" aria-label=label on:change=move |event| on_pick.run(event_target_value(&event))>
            {options
                .into_iter()
                .map(|(v, word)| view! { <option value=v selected=attr(move || value.with(|now| now == v))>{word}</option> })
                .collect_view()}
        </select>
    }
    .into_any()
}

/// A search box. What is typed is passed on when the typing rests.
#[component]
pub fn Search(
    label: &'static str,
    #[prop(into)] value: Signal<String>,
    on_search: Callback<String>,
    /// Does it stand beside another one? A page has one landmark of searching.
    #[prop(optional)]
    beside: bool,
) -> impl IntoView {
    let turn = StoredValue::new(0u32);
    let node = NodeRef::<html::Input>::new();
    // The address follows the typing; the box follows the address only when nobody types in it.
    Effect::new(move |_| {
        let text = value.get();
        if let Some(input) = node.get()
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value(&text);
        }
    });
    let typed = move |event: ev::Event| {
        let text = event_target_value(&event);
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        set_timeout(
            move || {
                if turn.try_get_value() == Some(mine) {
                    on_search.run(text);
                }
            },
            std::time::Duration::from_millis(200),
        );
    };
    // Within a form, Enter here is not "send".
    let key = |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
        }
    };
    view! {
        <div class="search" role=(!beside).then_some("search")>
            {icon(icon::SEARCH)}
            <input class="input" type="search" aria-label=label placeholder=label autocomplete="off" spellcheck="false" node_ref=node on:input=typed on:keydown=key />
        </div>
    }
    .into_any()
}

/// Several lines of text.
pub fn area(form: Form, name: &'static str, label: &'static str, hint: String, value: String, secret: bool) -> AnyView {
    let id = unique(name);
    let (error, about) = (format!("{id}-error"), format!("{id}-hint"));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                class="input mono"
                id=id
                name=name
                rows="4"
                spellcheck="false"
                autocomplete="off"
                data-secret=secret.then_some("")
                aria-describedby=format!("{error} {about}")
                aria-invalid=is_refused(form, name)
            >
                {value}
            </textarea>
            <p class="hint" id=about>{hint}</p>
            {refusal(form, name, error)}
        </div>
    }
    .into_any()
}

/// The lines of a text, without blank ones.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
