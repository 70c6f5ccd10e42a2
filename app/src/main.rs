//! The console of Tenure: a program in the browser that speaks to the API and holds no power of its own. What it
//! hides or switches off is a courtesy; the edge decides.

mod api;
mod app;
mod csv;
mod form;
mod i18n;
mod pages;
mod palette;
mod routes;
mod shell;
mod state;
mod ui;

use leptos::prelude::*;

fn main() {
    std::panic::set_hook(Box::new(|info| fallen(&info.to_string())));
    state::link::take();
    if let Some(waiting) = document().get_element_by_id("boot") {
        waiting.remove();
    }
    leptos::mount::mount_to_body(app::App);
}

/// A panic ends the program; the reader gets words and a way on instead of a frozen page.
fn fallen(what: &str) {
    leptos::logging::error!("{what}");
    let Some(body) = document().body() else { return };
    let (Ok(panel), Ok(text), Ok(link)) =
        (document().create_element("div"), document().create_element("p"), document().create_element("a"))
    else {
        return;
    };
    _ = panel.set_attribute("role", "alert");
    _ = panel.set_attribute("class", "offline");
    text.set_text_content(Some(i18n::t().errors.title));
    link.set_text_content(Some(i18n::t().common.retry));
    _ = link.set_attribute("href", "");
    _ = link.set_attribute("rel", "external");
    _ = panel.append_child(&text);
    _ = panel.append_child(&link);
    _ = body.prepend_with_node_1(&panel);
}
