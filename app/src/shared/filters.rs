//! What a list shows: filters that are in the address.

use crate::i18n::t;
use crate::routes::Here;
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

/// When a day of the address begins, or when it has ended.
pub fn at(here: Here, key: &str, ended: bool) -> Option<Instant> {
    begins(&here.param(key)?, ended.into())
}

/// When the day begins that comes so many days after this one, in the reader's zone.
pub fn begins(day: &str, after: u32) -> Option<Instant> {
    let date = js_sys::Date::new(&format!("{day}T00:00").into());
    if after > 0 {
        date.set_date(date.get_date() + after);
    }
    let millis = date.get_time();
    (!millis.is_nan()).then(|| Instant::from_millis(millis as i64))
}

/// The day that an instant is in, in the reader's zone, as [`begins`] takes it.
pub fn day_of(at: Instant) -> String {
    let date = js_sys::Date::new(&(at.millis() as f64).into());
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// Takes all filters away, while there is one.
pub fn clear(here: Here, all: &'static [&'static str]) -> AnyView {
    let press = move |()| here.set(&all.iter().map(|one| (*one, "")).chain([("cursor", "")]).collect::<Vec<_>>());
    part(move || {
        let any = all.iter().any(|one| here.param(one).is_some());
        any.then(|| view! { <Button label=t().common.clear tone="quiet" on_press=Callback::new(press) /> })
    })
}
