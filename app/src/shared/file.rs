//! Handing a text over as a file, and a whole list as one: all pages of what is filtered.

use crate::i18n::t;
use crate::net::api::{self, Answer};
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
/// What an answer has of the file, line by line, and the call for what comes after it.
type Piece = (Vec<String>, Option<Call>);
type Read = Rc<dyn Fn(Answer) -> Result<Piece, Failure>>;

/// A page as rows.
pub fn rows<T>(page: Page<T>, row: fn(&T) -> Vec<String>) -> Rows {
    (page.items.iter().map(row).collect(), page.next_cursor)
}

/// A list that can be handed over as a file.
#[derive(Clone)]
pub struct Export {
    name: &'static str,
    begin: String,
    first: Call,
    read: Read,
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
    let ask = move |cursor| call::<E>(&(), &ask(cursor), &Nothing {});
    let first = ask(None);
    let read = move |answer: Answer| {
        let (rows, next) = read(api::parse::<E::Reply>(&answer.body)?);
        let line = |row: &Vec<String>| csv::write(&row.iter().map(String::as_str).collect::<Vec<_>>());
        Ok((rows.iter().map(line).collect(), next.map(|cursor| ask(Some(cursor)))))
    };
    Export { name, begin: csv::begin(head), first, read: Rc::new(read) }
}

/// A list that the API writes as files of this media type itself, each of which names the next one.
pub fn written<E>(name: &'static str, media: &'static str, query: &E::Query) -> Export
where
    E: Endpoint<Path = (), Body = Nothing>,
{
    let first = Call { accept: media, ..call::<E>(&(), query, &Nothing {}) };
    let again = first.clone();
    let read = move |Answer { body, next, .. }: Answer| {
        let text = String::from_utf8(body).map_err(|_| Failure::unreadable(200, None))?;
        let next = next.map(|target| Call { target, ..again.clone() });
        Ok((text.split_inclusive('\n').map(str::to_owned).collect(), next))
    };
    Export { name, begin: String::new(), first, read: Rc::new(read) }
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
    let Export { name, begin, first, read } = export;
    busy.set(true);
    spawn_local(async move {
        let (mut text, mut lines, mut next) = (begin, 0u64, first);
        loop {
            // The filters are those of the press: what is chosen meanwhile is for the next file.
            let answer = api::answered(next, None).await.and_then(|answer| untrack(|| read(answer)));
            // Whoever went to another page has no use for the file.
            if busy.try_get_untracked().is_none() {
                return;
            }
            let (page, more) = match answer {
                Ok(read) => read,
                Err(f) => {
                    toasts::failed(f.title);
                    break;
                }
            };
            lines += page.len() as u64;
            text.extend(page);
            match more {
                Some(more) => next = more,
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
