//! Banners, error panels and empty states.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::icon::{self, Glyph, icon};
use leptos::prelude::*;

/// A framed remark. `tone` is `warn`, `bad`, `ok` or empty.
#[component]
pub fn Notice(
    #[prop(optional)] tone: &'static str,
    #[prop(optional)] role: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        "warn" | "bad" => icon::WARN,
        "ok" => icon::OK,
        _ => icon::INFO,
    };
    view! {
        <div class="notice" data-tone=tone role=role>
            {icon(glyph)}
            <div>{children()}</div>
        </div>
    }
    .into_any()
}

/// What went wrong, its request id, what is known about it, and a retry when one can help.
#[component]
pub fn Trouble(failure: Failure, #[prop(optional, into)] retry: Option<Callback<()>>) -> impl IntoView {
    let retry = retry.filter(|_| failure.may_pass());
    let Failure { title, detail, code, request_id, .. } = failure;
    view! {
        <Notice tone="bad" role="alert">
            <p>
                <strong>{title}</strong>
            </p>
            {detail.map(|d| view! { <p>{d}</p> })}
            <div class="row">
                {request_id
                    .map(|id| {
                        view! {
                            <span class="muted small">{t().common.request_id} ": " <Copyable what=t().common.request_id text=id /></span>
                        }
                    })}
                {code.map(|c| view! { <a class="small" href=format!("/problems/{}", c.as_str())>{t().errors.more_about}</a> })}
                {retry.map(|r| view! { <Button label=t().common.retry on_press=r /> })}
            </div>
        </Notice>
    }
    .into_any()
}

/// What to see where nothing is yet: what the thing is, and the first step.
#[component]
pub fn Empty(
    glyph: Glyph,
    title: &'static str,
    why: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon(glyph)}
            <h2>{title}</h2>
            <p>{why}</p>
            {children.map(|c| c())}
        </div>
    }
    .into_any()
}
