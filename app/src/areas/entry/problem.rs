//! `/problems/<code>`: what an error of the API means and what to do about it. Anybody may read it.

use crate::areas::entry::frame::{brand, languages};
use crate::i18n::{locale, t};
use crate::routes::{Here, Page};
use crate::ui::page::{Head, Missing};
use contract::Code;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here) -> AnyView {
    let body = move || {
        let Page::Problem(text) = here.page() else { return ().into_any() };
        let Some(code) = Code::parse(&text) else { return view! { <Missing /> }.into_any() };
        view! {
            <Head title=locale::problem::title(locale(), code) />
            <section>
                <h2>{t().errors.what_to_do}</h2>
                <p>{locale::problem::detail(locale(), code)}</p>
            </section>
            <dl class="keys">
                <dt>{t().errors.code}</dt>
                <dd>
                    <code>{code.as_str()}</code>
                </dd>
                <dt>{t().errors.http_status}</dt>
                <dd>
                    <code>{code.status()}</code>
                </dd>
            </dl>
            <p>
                <a href="/">{t().errors.to_overview}</a>
            </p>
        }
        .into_any()
    };
    view! {
        <main class="gate" id="main">
            {brand()}
            <div class="gate-card">{body}</div>
            {languages()}
        </main>
    }
    .into_any()
}
