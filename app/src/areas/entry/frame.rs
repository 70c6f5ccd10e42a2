//! The frame of a lone page: the name above, the languages below.

use crate::i18n::{self, t};
use crate::state::prefs;
use crate::ui::icon::mark;
use crate::ui::page::Head;
use domain::locale::Locale;
use leptos::prelude::*;

/// The product's name above a lone form.
pub fn brand() -> impl IntoView {
    view! {
        <p class="brand">
            {mark()}
            "Tenure"
        </p>
    }
}

/// The languages, under a lone form.
pub fn languages() -> impl IntoView {
    let buttons = Locale::ALL
        .iter()
        .map(|locale| {
            let here = *locale == i18n::locale();
            view! {
                <button type="button" lang=locale.as_str() aria-pressed=if here { "true" } else { "false" } on:click=move |_| prefs::set_locale(*locale)>
                    {i18n::own_name(*locale)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="gate-foot" role="group" aria-label=t().gate.language>
            {buttons}
        </div>
    }
}

/// The frame of a lone page.
pub fn frame(inside: AnyView) -> AnyView {
    view! {
        <main class="gate" id="main">
            {brand()}
            <div class="gate-card">{inside}</div>
            {languages()}
        </main>
    }
    .into_any()
}

/// A lone page with a title and what follows it.
pub fn gate(title: &'static str, lead: &'static str, body: AnyView) -> AnyView {
    frame(view! { <Head title=title lead=lead /> {body} }.into_any())
}
