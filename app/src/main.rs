//! The console of Tenure: a program in the browser that speaks to the API and holds no power of its own. What it
//! hides or switches off is a courtesy; the edge decides.

mod api;
mod app;
mod areas;
mod csv;
mod form;
mod i18n;
mod lazy;
mod pages;
mod palette;
mod routes;
mod shell;
mod state;
mod ui;

use leptos::prelude::*;

fn main() {
    state::link::take();
    if let Some(waiting) = document().get_element_by_id("boot") {
        waiting.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
