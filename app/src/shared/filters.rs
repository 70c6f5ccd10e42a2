//! What a list shows: filters that are in the address.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::zone;
use crate::ui::attr;
use crate::ui::button::Button;
use crate::ui::part;
use domain::time::Instant;
use leptos::{ev, prelude::*};

/// One filter; the empty value is all.
pub fn filter(here: Here, key: &'static str, label: &'static str, options: Vec<(String, String)>) -> AnyView {
    let now = move || here.param(key).unwrap_or_default();
    let options = std::iter::once((String::new(), label.to_owned()))
        .chain(options)
        .map(|(value, word)| {
            let mine = value.clone();
            view! { <option value=value selected=attr(move || now() == mine)>{word}</option> }
        })
        .collect_view();
    let pick = move |event: ev::Event| here.set(&[(key, &event_target_value(&event)), ("cursor", "")]);
    view! { <select class="input pick" aria-label=label on:change=pick>{options}</select> }.into_any()
}

/// A day from which or until which a list goes.
pub fn day(here: Here, key: &'static str, label: &'static str) -> AnyView {
    let pick = move |event: ev::Event| here.set(&[(key, &event_target_value(&event)), ("cursor", "")]);
    let value = attr(move || here.param(key).unwrap_or_default());
    view! {
        <label class="row small">
            {label}
            <input class="input pick" type="date" prop:value=value on:change=pick />
        </label>
    }
    .into_any()
}

/// When a day of the address begins, or when it has ended, in the reader's zone.
pub fn at(here: Here, key: &str, ended: bool) -> Option<Instant> {
    let day = here.param(key)?;
    if ended { zone::ended(&day) } else { zone::begins(&day) }
}

/// Takes filters out of the address that can't be read: a list that is not filtered by what stands above it would be taken for
/// one that is.
pub fn only_read(here: Here, reads: fn(&str, &str) -> bool, all: &'static [&'static str]) {
    Effect::new(move |_| {
        let unread = |name: &&&str| here.param(name).is_some_and(|value| !reads(name, &value));
        let gone: Vec<(&str, &str)> = all.iter().filter(unread).map(|name| (*name, "")).collect();
        if !gone.is_empty() {
            here.set(&gone);
        }
    });
}

/// Takes all filters away, while there is one.
pub fn clear(here: Here, all: &'static [&'static str]) -> AnyView {
    let press = move |()| here.set(&all.iter().map(|one| (*one, "")).chain([("cursor", "")]).collect::<Vec<_>>());
    part(move || {
        let any = all.iter().any(|one| here.param(one).is_some());
        any.then(|| view! { <Button label=t().common.clear tone="quiet" on_press=Callback::new(press) /> })
    })
}
