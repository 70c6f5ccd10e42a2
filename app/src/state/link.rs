//! The one-time token of a link. It comes in the fragment, which no server sees, or in the query, and is taken out
//! of the address bar and the history before anything is drawn.

use leptos::prelude::*;
use std::cell::RefCell;

thread_local!(static TOKEN: RefCell<Option<String>> = const { RefCell::new(None) });

const PAGES: [&str; 3] = ["/setup", "/accept", "/reset-password"];

/// Takes the token out of the address. Runs before the router reads it.
pub fn take() {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    if !PAGES.contains(&path.trim_end_matches('/')) {
        return;
    }
    // A link that is opened over its own page changes the fragment alone: the page begins anew with it.
    _ = window_event_listener(leptos::ev::hashchange, |_| {
        let location = window().location();
        if location.hash().is_ok_and(|hash| find(&hash).is_some()) {
            _ = location.reload();
        }
    });
    let parts = [location.hash().unwrap_or_default(), location.search().unwrap_or_default()];
    if parts.iter().all(String::is_empty) {
        return;
    }
    TOKEN.with_borrow_mut(|kept| *kept = parts.iter().find_map(|part| find(part)));
    if let Ok(history) = window().history() {
        _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
}

fn find(part: &str) -> Option<String> {
    let pairs = part.trim_start_matches(['#', '?']).split('&');
    pairs.filter_map(|pair| pair.strip_prefix("token=")).find(|token| !token.is_empty()).map(str::to_owned)
}

/// The token, if the page was opened with one that has not done its work yet.
pub fn token() -> Option<String> {
    TOKEN.with_borrow(Clone::clone)
}

/// The token has done its work.
pub fn spend() {
    TOKEN.with_borrow_mut(|kept| *kept = None);
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_token_is_found_in_both_parts_of_an_address() {
        assert_eq!(find("#token=a-b_c"), Some("a-b_c".to_owned()));
        assert_eq!(find("?lang=es&token=x"), Some("x".to_owned()));
        assert_eq!(find("#token="), None);
        assert_eq!(find("?mytoken=x"), None);
    }
}
