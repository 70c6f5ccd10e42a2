//! The console of Tenure: a program in the browser that speaks to the API and holds no power of its own. What it
//! hides or switches off is a courtesy; the edge decides.

mod app;
mod areas;
mod frame;
mod i18n;
mod net;
mod router;
mod routes;
mod shared;
mod state;
mod ui;

use leptos::prelude::*;

fn main() {
    state::link::take();
    go_home_from_nowhere();
    if i18n::open() {
        leptos::mount::mount_to_body(app::App);
    } else {
        i18n::failed();
    }
}

/// An address whose path begins with two slashes (`/users/../..//x` becomes one) is another site's to whoever resolves
/// it again, the router among them.
fn go_home_from_nowhere() {
    if window().location().pathname().is_ok_and(|path| path.starts_with("//"))
        && let Ok(history) = window().history()
    {
        _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/"));
    }
}
