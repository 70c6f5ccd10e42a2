//! The head of a page, the title of the document, and the pages that stand in for one.

use crate::i18n::t;
use leptos::{html, prelude::*};

/// The first page of a visit is not announced: the browser does that itself.
#[derive(Clone, Copy)]
struct Visited(RwSignal<bool>);

/// Makes [`Head`] work below here.
pub fn provide_visited() {
    provide_context(Visited(RwSignal::new(false)));
}

/// Title, one line what the page is for, and its actions. A new page takes the focus to its heading, which is
/// how screen readers learn of it.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(optional)] lead: &'static str,
    #[prop(optional)] crumb: Option<AnyView>,
    #[prop(optional)] beside: Option<AnyView>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    // What is not known yet has a heading all the same.
    let title = if title.is_empty() { t().common.loading.to_owned() } else { title };
    document().set_title(&format!("{title} · Tenure"));
    if let Some(Visited(visited)) = use_context::<Visited>() {
        Effect::new(move |_| {
            let Some(h1) = heading.get() else { return };
            if visited.get_untracked() {
                let inside = document().query_selector("dialog[open]").ok().flatten().is_some();
                if !inside {
                    let options = web_sys::FocusOptions::new();
                    options.set_prevent_scroll(true);
                    _ = h1.focus_with_options(&options);
                }
            }
            visited.set(true);
        });
    }
    view! {
        <header class="page-head">
            <div>
                {crumb}
                <div class="title-line">
                    <h1 tabindex="-1" node_ref=heading>
                        {title}
                    </h1>
                    {beside}
                </div>
                {(!lead.is_empty()).then(|| view! { <p class="prose">{lead}</p> })}
            </div>
            {children.map(|c| view! { <div class="page-actions">{c()}</div> })}
        </header>
    }
    .into_any()
}

/// The page for an address that leads nowhere.
#[component]
pub fn Missing() -> impl IntoView {
    view! {
        <div class="page">
            <Head title=t().errors.not_found lead=t().errors.not_found_text />
            <p>
                <a href="/">{t().errors.to_overview}</a>
            </p>
        </div>
    }
    .into_any()
}

/// The page for a reader whose role lacks a permission: it says which.
#[component]
pub fn Forbidden(permission: &'static str) -> impl IntoView {
    view! {
        <div class="page">
            <Head title=t().errors.forbidden />
            <div class="prose">
                <p>{(t().errors.forbidden_needs)(permission)}</p>
                <p>{t().errors.forbidden_ask}</p>
            </div>
            <p>
                <a href="/">{t().errors.to_overview}</a>
            </p>
        </div>
    }
    .into_any()
}
