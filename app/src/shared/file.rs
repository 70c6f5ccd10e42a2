//! Handing a text over as a file, and a whole list as one: all pages of what is filtered.

use crate::i18n::t;
use crate::net::api;
use crate::net::failure::Failure;
use crate::state::{announce::announce, toasts};
use crate::ui::button::Button;
use crate::ui::{csv, icon};
use contract::client::{Call, call};
use contract::{Cursor, Endpoint, Limit, Nothing, Page};
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// Hands a text over as a file.
pub fn save(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a") {
        _ = link.set_attribute("href", &url);
        _ = link.set_attribute("download", name);
        link.unchecked_into::<web_sys::HtmlElement>().click();
    }
    set_timeout(move || _ = web_sys::Url::revoke_object_url(&url), std::time::Duration::from_secs(60));
}

/// The rows of a page, and where the next one begins.
pub type Rows = (Vec<Vec<String>>, Option<Cursor>);
type Ask = Rc<dyn Fn(Option<Cursor>) -> Call>;
/// The lines of a page as they are in the file, and where the next one begins.
pub type Lines = (Vec<String>, Option<Cursor>);
type Read = Rc<dyn Fn(&[u8]) -> Result<Lines, Failure>>;

/// A page as rows.
pub fn rows<T>(page: Page<T>, row: fn(&T) -> Vec<String>) -> Rows {
    (page.items.iter().map(row).collect(), page.next_cursor)
}

/// A list that can be handed over as a file.
#[derive(Clone)]
pub struct Export {
    name: &'static str,
    begin: String,
    first: Option<Call>,
    ask: Ask,
    read: Read,
}

impl Export {
    /// The same, once this call was answered.
    pub fn after(self, first: Call) -> Self {
        Self { first: Some(first), ..self }
    }
}

/// A list as a file: `ask` is the query of a page as it is filtered now, and `read` makes rows of an answer.
pub fn of<E>(
    name: &'static str,
    head: &'static [&'static str],
    ask: impl Fn(Option<Cursor>) -> E::Query + 'static,
    read: fn(E::Reply) -> Rows,
) -> Export
where
    E: Endpoint<Path = (), Body = Nothing>,
    E::Reply: DeserializeOwned,
{
    Export {
        name,
        begin: csv::begin(head),
        first: None,
        ask: Rc::new(move |cursor| call::<E>(&(), &ask(cursor), &Nothing {})),
        read: Rc::new(move |body| api::parse::<E::Reply>(body).map(read).map(as_csv)),
    }
}

fn as_csv((rows, next): Rows) -> Lines {
    let line = |row: &Vec<String>| csv::write(&row.iter().map(String::as_str).collect::<Vec<_>>());
    (rows.iter().map(line).collect(), next)
}

/// A list as a file of lines that `read` writes, without a head.
pub fn lines_of<E>(
    name: &'static str,
    ask: impl Fn(Option<Cursor>) -> E::Query + 'static,
    read: fn(E::Reply) -> Lines,
) -> Export
where
    E: Endpoint<Path = (), Body = Nothing>,
    E::Reply: DeserializeOwned,
{
    Export {
        name,
        begin: String::new(),
        first: None,
        ask: Rc::new(move |cursor| call::<E>(&(), &ask(cursor), &Nothing {})),
        read: Rc::new(move |body| api::parse::<E::Reply>(body).map(read)),
    }
}

/// The most rows of a page.
pub fn most() -> Option<Limit> {
    Limit::try_from(200).ok()
}

/// The button that reads all pages and hands them over.
pub fn button(make: impl Fn() -> Export + Send + Sync + 'static) -> AnyView {
    button_of(t().common.export, make)
}

/// The same under another label.
pub fn button_of(label: &'static str, make: impl Fn() -> Export + Send + Sync + 'static) -> AnyView {
    let busy = RwSignal::new(false);
    let press = Callback::new(move |()| untrack(|| write(make(), busy)));
    view! { <Button label=label glyph=icon::DOWN pending=busy on_press=press /> }.into_any()
}

/// Reads all pages and hands them over as a file; `busy` says that it is going on.
pub fn write(export: Export, busy: RwSignal<bool>) {
    let Export { name, begin, first, ask, read } = export;
    busy.set(true);
    // The filters are those of the press: what is chosen meanwhile is for the next file.
    let mut next = ask(None);
    spawn_local(async move {
        let (mut text, mut lines) = (begin, 0u64);
        if let Some(first) = first
            && let Err(f) = api::exchange(first, None).await
        {
            toasts::failed(f.title);
            busy.try_set(false);
            return;
        }
        loop {
            let answer = api::exchange(next, None).await.and_then(|body| read(&body));
            // Whoever went to another page has no use for the file.
            if busy.try_get_untracked().is_none() {
                return;
            }
            let (page, cursor) = match answer {
                Ok(read) => read,
                Err(f) => {
                    toasts::failed(f.title);
                    break;
                }
            };
            lines += page.len() as u64;
            text.extend(page);
            match cursor {
                Some(cursor) => next = untrack(|| ask(Some(cursor))),
                None => {
                    save(name, &text);
                    break;
                }
            }
            if lines.is_multiple_of(2_000) {
                announce(&(t().common.exporting)(lines));
            }
        }
        busy.try_set(false);
    });
}
