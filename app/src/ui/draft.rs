//! What was typed into a form and not sent yet. It is kept while the program runs, so that going back, Esc, another
//! language, a session that ended or somebody else's change cost none of it. It is never stored, and holds no secret.

use crate::state::session;
use leptos::{ev, prelude::*};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

/// As many forms are remembered; the oldest goes when there are more.
const MOST: usize = 50;
/// Fields that are read from the API first are waited for this many times, [`PAUSE`] apart.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(50);

/// A field that was changed: what the form began with, and what was typed.
#[derive(Clone)]
struct Kept {
    base: String,
    mine: String,
}

#[derive(Default)]
struct Draft {
    fields: BTreeMap<String, Kept>,
    stale: bool,
    /// The turn in which it was changed last.
    turn: u32,
}

thread_local! {
    static DRAFTS: RefCell<BTreeMap<String, Draft>> = const { RefCell::new(BTreeMap::new()) };
    static TURN: Cell<u32> = const { Cell::new(0) };
    /// The forms that are on the screen, and how many of a name.
    static OPEN: RefCell<BTreeMap<String, u32>> = const { RefCell::new(BTreeMap::new()) };
}

/// A field whose value was changed by somebody else as well.
#[derive(Clone, PartialEq, Eq)]
pub struct Clash {
    /// What the field is called.
    pub label: String,
    /// What it holds now.
    pub theirs: String,
    /// What was typed here.
    pub mine: String,
}

/// What was put back into a form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// Did somebody else save the same thing meanwhile?
    pub stale: bool,
    /// Where their change and what was typed differ.
    pub clashes: Vec<Clash>,
}

/// The name of the draft of a form at the present address: its path, what is asked, by whom, and which of several.
pub fn key(which: &str) -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    let asked = query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| ["action=", "id=", "token=", "subaccount=", "clone="].iter().any(|name| pair.starts_with(name)));
    let reader = untrack(session::me).map(|me| me.user.id.to_string()).unwrap_or_default();
    format!("{reader} {path}?{}#{which}", asked.collect::<Vec<_>>().join("&"))
}

/// The name of a control that may be kept: no secret, no file, nothing typed to confirm. Boxes are ticked into a list of
/// the form's own ([`Form::keep`](crate::ui::form::Form::keep)), and what acts when it is changed is known by what it did.
fn named(element: &Element) -> Option<String> {
    let name = element.get_attribute("name").filter(|name| !name.is_empty() && name != "confirm_name")?;
    let kind = element.get_attribute("type").unwrap_or_default();
    let left_out = ["data-secret", "data-acts"].iter().any(|mark| element.has_attribute(mark));
    (!left_out && !matches!(kind.as_str(), "password" | "file" | "hidden" | "checkbox" | "radio")).then_some(name)
}

/// What a control began with, and what it holds now.
fn values(element: &Element) -> Option<(String, String)> {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        return Some((input.default_value(), input.value()));
    }
    if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        let options = select.options();
        let mut all = (0..options.length()).filter_map(|n| options.item(n)?.dyn_into::<HtmlOptionElement>().ok());
        let begun = all.rfind(HtmlOptionElement::default_selected).map(|option| option.value());
        return Some((begun.unwrap_or_default(), select.value()));
    }
    let area = element.dyn_ref::<web_sys::HtmlTextAreaElement>()?;
    Some((area.default_value().ok()?, area.value()))
}

/// Fills a control in, and has whoever follows it hear of it as if it had been typed.
pub fn set(element: &Element, value: &str) {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
    } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
    } else if let Some(area) = element.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        area.set_value(value);
    }
    for kind in ["input", "change"] {
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict(kind, &init) {
            _ = element.dispatch_event(&event);
        }
    }
}

/// Takes note of what was typed.
pub fn note(key: &str, event: &Event) {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if let (Some(name), Some((base, mine))) = (named(&element), values(&element)) {
        note_value(key, &name, base, mine);
    }
}

/// Takes note of a value that a form keeps itself.
pub fn note_value(key: &str, name: &str, base: String, mine: String) {
    DRAFTS.with_borrow_mut(|drafts| {
        if base == mine && !drafts.contains_key(key) {
            return;
        }
        let turn = TURN.get().wrapping_add(1);
        TURN.set(turn);
        let draft = drafts.entry(key.to_owned()).or_default();
        draft.turn = turn;
        if base == mine {
            draft.fields.remove(name);
        } else {
            draft.fields.insert(name.to_owned(), Kept { base, mine });
        }
        if draft.fields.is_empty() && !draft.stale {
            drafts.remove(key);
        }
        if drafts.len() > MOST
            && let Some(oldest) = drafts.iter().min_by_key(|(_, draft)| draft.turn).map(|(key, _)| key.clone())
        {
            drafts.remove(&oldest);
        }
    });
}

/// What is kept of a value that a form keeps itself.
pub fn kept_value(key: &str, name: &str) -> Option<String> {
    DRAFTS.with_borrow(|drafts| drafts.get(key)?.fields.get(name).map(|kept| kept.mine.clone()))
}

/// It was sent, or is not wanted any more.
pub fn drop(key: &str) {
    DRAFTS.with_borrow_mut(|drafts| drafts.remove(key));
}

/// Somebody else saved the same thing first: the form will be drawn again, over what is there now.
pub fn stale(key: &str) {
    DRAFTS.with_borrow_mut(|drafts| drafts.entry(key.to_owned()).or_default().stale = true);
}

/// Is there something that somebody who is signed in typed into a form on the screen and did not send?
fn is_open() -> bool {
    let asked = |key: &&String| !key.starts_with(' ');
    OPEN.with_borrow(|open| DRAFTS.with_borrow(|drafts| open.keys().filter(asked).any(|key| drafts.contains_key(key))))
}

/// A form is on the screen until this scope ends.
pub fn open(key: String) {
    OPEN.with_borrow_mut(|open| *open.entry(key.clone()).or_default() += 1);
    on_cleanup(move || {
        OPEN.with_borrow_mut(|open| {
            if let Some(count) = open.get_mut(&key) {
                *count -= 1;
            }
            open.retain(|_, count| *count > 0);
        });
    });
}

/// Asks before the page is left or loaded again while something that was typed is on it.
pub fn guard() {
    std::mem::forget(window_event_listener(ev::beforeunload, |event| {
        if is_open() {
            event.prevent_default();
        }
    }));
}

/// Puts what is kept into a form; `said` tells what was put back.
pub fn restore(key: &str, form: &HtmlFormElement, said: RwSignal<Option<Restored>>) {
    let Some((fields, stale)) = DRAFTS.with_borrow_mut(|drafts| {
        let draft = drafts.get_mut(key)?;
        Some((draft.fields.clone(), std::mem::take(&mut draft.stale)))
    }) else {
        return;
    };
    if stale {
        said.update(|said| said.get_or_insert_default().stale = true);
    }
    put(form.clone(), fields, TRIES, said);
}

fn put(form: HtmlFormElement, mut waiting: BTreeMap<String, Kept>, tries: u32, said: RwSignal<Option<Restored>>) {
    let controls = form.elements();
    for control in (0..controls.length()).filter_map(|n| controls.item(n)) {
        let (Some(name), Some((theirs, now))) = (named(&control), values(&control)) else { continue };
        let Some(kept) = waiting.remove(&name) else { continue };
        if now == kept.mine {
            continue;
        }
        set(&control, &kept.mine);
        said.try_update(|said| {
            let said = said.get_or_insert_default();
            if theirs != kept.base {
                said.clashes.push(Clash { label: label_of(&control), theirs, mine: kept.mine });
            }
        });
    }
    if !waiting.is_empty() && tries > 0 {
        set_timeout(
            move || {
                if form.is_connected() {
                    put(form, waiting, tries - 1, said);
                }
            },
            PAUSE,
        );
    }
}

fn label_of(control: &Element) -> String {
    let by_id = format!("label[for=\"{}\"]", control.id());
    let label = document().query_selector(&by_id).ok().flatten().or_else(|| control.closest("label").ok().flatten());
    label.and_then(|label| label.text_content()).unwrap_or_default()
}

/// Takes a form back to what it began with.
pub fn start_over(key: &str, form: &HtmlFormElement) {
    let controls = form.elements();
    for control in (0..controls.length()).filter_map(|n| controls.item(n)) {
        if named(&control).is_some()
            && let Some((base, now)) = values(&control)
            && base != now
        {
            set(&control, &base);
        }
    }
    drop(key);
}
