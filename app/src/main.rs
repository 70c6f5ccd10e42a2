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
mod router;
mod routes;
mod shell;
mod state;
mod ui;

fn main() {
    state::link::take();
    if i18n::open() {
        leptos::mount::mount_to_body(app::App);
    } else {
        i18n::failed();
    }
}
