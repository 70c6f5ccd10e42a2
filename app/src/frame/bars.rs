//! What is there once, on every page: the polite live region, and the bar that says that there is no connection.

use crate::i18n::t;
use crate::state::announce;
use crate::state::online::is_online;
use crate::ui::icon::{self, icon};
use crate::ui::part;
use leptos::prelude::*;

/// The polite live region; mounted once.
#[component]
pub fn Announcer() -> impl IntoView {
    let said = announce::region();
    view! {
        <div class="sr" role="status" aria-live="polite">
            {part(move || said.get())}
        </div>
    }
}

/// The bar that says that there is no connection.
#[component]
pub fn OfflineBar() -> impl IntoView {
    view! {
        <div role="status">
            {part(move || (!is_online()).then(|| view! { <p class="offline">{icon(icon::CLOUD_OFF)}{t().errors.offline}</p> }))}
        </div>
    }
}
