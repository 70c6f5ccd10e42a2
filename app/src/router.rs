//! The address bar: where the reader is, links of our own, back and forward.

use leptos::{ev, prelude::*};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, Url};

/// The parameters of an address, decoded, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The parameters of a query, without its question mark.
    pub fn read(text: &str, decode: impl Fn(&str) -> String) -> Self {
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        };
        Self(text.split('&').filter(|part| !part.is_empty()).map(pair).collect())
    }

    /// The parameters as they stand there.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The last one of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Where the reader is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The path.
    pub path: String,
    /// The parameters.
    pub query: Query,
    /// The parameters as they were written, with the question mark.
    text: String,
}

/// Keeps the reader on a page.
#[derive(Clone)]
struct Holder {
    number: u32,
    holds: Rc<dyn Fn() -> bool>,
    ask: Callback<()>,
}

thread_local! {
    static HOLDER: RefCell<Option<Holder>> = const { RefCell::new(None) };
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// From now on Back and links ask first, for as long as it `holds`. The number is for [`release`].
pub fn hold(holds: Rc<dyn Fn() -> bool>, ask: Callback<()>) -> u32 {
    let number = NUMBER.get().wrapping_add(1);
    NUMBER.set(number);
    HOLDER.set(Some(Holder { number, holds, ask }));
    number
}

/// Nothing is asked any more, unless something else holds the page by now.
pub fn release(number: u32) {
    HOLDER.with_borrow_mut(|holder| _ = holder.take_if(|now| now.number == number));
}

fn holder() -> Option<Holder> {
    HOLDER.with_borrow(Clone::clone).filter(|holder| (holder.holds)())
}

/// Is there something that must not be left without a question?
pub fn is_held() -> bool {
    holder().is_some()
}

/// The same, and asks.
fn is_kept() -> bool {
    holder().inspect(|holder| holder.ask.run(())).is_some()
}

/// How an address is gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As a new entry of the history, from the top of the page.
    New,
    /// As a new entry, without a jump of the page.
    Over,
    /// In place of the present entry, without a jump of the page.
    Instead,
}

/// The router.
#[derive(Clone, Copy)]
pub struct Router {
    place: RwSignal<Place>,
}

impl Router {
    /// Starts where the browser is, and follows it.
    pub fn start() -> Self {
        let router = Self { place: RwSignal::new(place()) };
        let links = window_event_listener(ev::click, move |event| router.click(&event));
        let history = window_event_listener(ev::popstate, move |_| router.moved());
        on_cleanup(move || {
            links.remove();
            history.remove();
        });
        router
    }

    /// Where the reader is, current inside a view.
    pub fn place(self) -> ReadSignal<Place> {
        self.place.read_only()
    }

    /// Goes to an address. It is resolved first and judged then: what is not of our own origin leads home.
    pub fn go(self, to: &str, way: Way) {
        let location = window().location();
        let here = location.href().unwrap_or_default();
        let origin = location.origin().unwrap_or_default();
        let to = Url::new_with_base(to, &here).ok().filter(|url| url.origin() == origin).map(|url| url.href());
        let to = to.unwrap_or(origin);
        if let Ok(history) = window().history() {
            // The same address again is no new entry.
            _ = if way == Way::Instead || to == here {
                history.replace_state_with_url(&JsValue::UNDEFINED, "", Some(&to))
            } else {
                history.push_state_with_url(&JsValue::UNDEFINED, "", Some(&to))
            };
        }
        self.place.set(place());
        if way == Way::New {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// Back or forward was pressed: the page goes along, or takes its address back.
    fn moved(self) {
        if is_kept() {
            let (path, query) = self.place.with_untracked(|place| (place.path.clone(), place.text.clone()));
            if let Ok(history) = window().history() {
                _ = history.push_state_with_url(&JsValue::UNDEFINED, "", Some(&(path + &query)));
            }
        } else {
            self.place.set(place());
        }
    }

    /// Follows a link of our own, if nobody else has done so and the browser is not asked to.
    fn click(self, event: &ev::MouseEvent) {
        let keys = event.meta_key() || event.alt_key() || event.ctrl_key() || event.shift_key();
        if event.default_prevented() || event.button() != 0 || keys {
            return;
        }
        let link = || -> Option<HtmlAnchorElement> {
            event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into().ok()
        };
        let Some(link) = link() else { return };
        let external = link.rel().split_ascii_whitespace().any(|rel| rel == "external");
        let own = window().location().origin().is_ok_and(|origin| origin == link.origin());
        if own && !external && link.target().is_empty() && !link.has_attribute("download") {
            event.prevent_default();
            if !is_kept() {
                self.go(&link.href(), Way::New);
            }
        }
    }
}

fn place() -> Place {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    Place {
        path: location.pathname().unwrap_or_default(),
        query: Query::read(search.strip_prefix('?').unwrap_or(&search), decoded),
        text: search,
    }
}

/// A part of a query in plain text; as it is if it is no encoding of one.
fn decoded(part: &str) -> String {
    let part = part.replace('+', " ");
    js_sys::decode_uri_component(&part).map_or(part, String::from)
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn parameters_are_read_in_order_and_the_last_of_a_name_counts() {
        let query = Query::read("a=1&b&&a=2=3", str::to_owned);
        assert_eq!(query.pairs().len(), 3);
        assert_eq!((query.get("a"), query.get("b"), query.get("c")), (Some("2=3"), Some(""), None));
    }
}
