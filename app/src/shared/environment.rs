//! Test or live: chosen when something is made, and shown wherever it is drawn.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::filters;
use crate::ui::badge::badge;
use crate::ui::field::{is_refused, refusal};
use crate::ui::form::Form;
use crate::ui::{attr, icon, part, unique};
use domain::environment::Environment;
use leptos::prelude::*;

/// The field, and the parameter of addresses.
pub const NAME: &str = "environment";

/// It in a word.
pub fn word(of: Environment) -> &'static str {
    match of {
        Environment::Test => t().common.env_test,
        Environment::Live => t().common.env_live,
    }
}

/// What is for trying out has a badge; what is live is what nobody needs to be told of.
pub fn test_badge(of: Environment) -> AnyView {
    if of.is_test() { badge("test", icon::FLASK, word(of)).into_any() } else { ().into_any() }
}

/// What the address asks for.
pub fn asked(here: Here) -> Option<Environment> {
    here.param(NAME).and_then(|text| Environment::try_from(text).ok())
}

/// The filter of a list.
pub fn filter(here: Here) -> AnyView {
    let option = |of: Environment| (of.as_str().to_owned(), word(of).to_owned());
    filters::filter(here, NAME, t().common.any_environment, vec![option(Environment::Live), option(Environment::Test)])
}

/// What is chosen in a form: live, unless the address says otherwise.
pub fn choosing(form: Form, first: Option<Environment>) -> RwSignal<Environment> {
    let of = RwSignal::new(first.unwrap_or_default());
    form.keep(
        NAME,
        move || vec![of.get().as_str().to_owned()],
        move |kept| {
            if let Some(known) = kept.into_iter().next().and_then(|text| Environment::try_from(text).ok()) {
                of.set(known);
            }
        },
    );
    of
}

/// The choice, folded away: most of what is made is live.
pub fn field(form: Form, of: RwSignal<Environment>) -> AnyView {
    let c = &t().common;
    let error = unique(NAME);
    let choices = [Environment::Live, Environment::Test].into_iter().map(|one| {
        let take = move |_| {
            of.set(one);
            form.errors.update(|errors| _ = errors.remove(&format!("/{NAME}")));
        };
        view! {
            <label class="choice">
                <input type="radio" name=NAME value=one.as_str() prop:checked=attr(move || of.get() == one) on:change=take />
                <span>{word(one)}</span>
            </label>
        }
    });
    let open = attr(move || of.get().is_test() || is_refused(form, NAME)().is_some());
    view! {
        <details class="more" prop:open=open>
            <summary>{c.environment} ": " {part(move || word(of.get()))}</summary>
            <fieldset class="field">
                <legend class="sr">{c.environment}</legend>
                <div
                    class="choices few"
                    role="radiogroup"
                    aria-label=c.environment
                    aria-describedby=error.clone()
                    aria-invalid=is_refused(form, NAME)
                    on:input=|event| event.stop_propagation()
                >
                    {choices.collect_view()}
                </div>
                <p class="hint">{c.environment_hint}</p>
                {refusal(form, NAME, error)}
            </fieldset>
        </details>
    }
    .into_any()
}
