//! The present language: its texts, and numbers and times by the browser's own `Intl`.

use domain::locale::Locale;
use domain::role::BuiltIn;
use js_sys::{Array, Date, Function, Intl, Object, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use locale::{Later, Messages};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

struct Formats {
    exact: Function,
    hour: Function,
    /// Of the clock on the wall.
    wall: Function,
    number: Function,
    relative: Intl::RelativeTimeFormat,
}

thread_local! {
    static LOCALE: Cell<Locale> = const { Cell::new(Locale::En) };
    // The language that was chosen last; its texts may be on their way.
    static CHOSEN: Cell<Locale> = const { Cell::new(Locale::En) };
    static READ: RefCell<Vec<(Locale, &'static Messages)>> = const { RefCell::new(Vec::new()) };
    // The texts of what is opened rarely, and whether it was opened.
    static READ_LATER: RefCell<Vec<(Locale, &'static Later)>> = const { RefCell::new(Vec::new()) };
    static OPENED: Cell<bool> = const { Cell::new(false) };
    static CHANGED: Cell<Option<RwSignal<Locale>>> = const { Cell::new(None) };
    // Making one costs more than a hundred uses of it.
    static ZONE: RefCell<Option<String>> = const { RefCell::new(None) };
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

/// Reads the texts that the boot script has fetched, in the language that the page has already. False: they are not
/// this build's, and nothing can be shown.
pub fn open() -> bool {
    let tag = document().document_element().and_then(|r| r.get_attribute("lang")).unwrap_or_default();
    let locale = Locale::from_tag(&tag).unwrap_or_default();
    let Some(texts) = boot("said").and_then(|text| read(locale, &text)) else { return false };
    LOCALE.set(locale);
    CHOSEN.set(locale);
    locale::show(texts);
    true
}

/// Starts with the language that was opened.
pub fn start() -> RwSignal<Locale> {
    let changed = RwSignal::new(LOCALE.get());
    CHANGED.set(Some(changed));
    changed
}

/// A member of the object through which the boot script and the program speak.
fn boot(name: &str) -> Option<JsValue> {
    let boot = Reflect::get(&js_sys::global(), &"tenure".into()).ok()?;
    Reflect::get(&boot, &name.into()).ok()
}

/// Calls a function of the boot script.
fn call(name: &str, argument: &str) -> Option<JsValue> {
    boot(name)?.dyn_into::<Function>().ok()?.call1(&JsValue::UNDEFINED, &argument.into()).ok()
}

/// Says in the boot script's own words why the console can't start.
pub fn failed() {
    call("failed", "texts");
}

fn read(locale: Locale, text: &JsValue) -> Option<&'static Messages> {
    let text = Box::leak(text.as_string()?.into_boxed_str());
    let texts: &'static Messages = Box::leak(Box::new(Messages::read(text).ok()?));
    READ.with_borrow_mut(|read| read.push((locale, texts)));
    Some(texts)
}

/// The texts of a language, from its file unless it was read before.
async fn texts(locale: Locale) -> Option<&'static Messages> {
    let known = READ.with_borrow(|all| all.iter().find(|(of, _)| *of == locale).map(|(_, texts)| *texts));
    if known.is_some() {
        return known;
    }
    read(locale, &fetched(locale.as_str()).await?)
}

async fn fetched(name: &str) -> Option<JsValue> {
    JsFuture::from(call("texts", name)?.dyn_into::<Promise>().ok()?).await.ok()
}

async fn later_of(locale: Locale) -> Option<&'static Later> {
    let known = READ_LATER.with_borrow(|all| all.iter().find(|(of, _)| *of == locale).map(|(_, texts)| *texts));
    if known.is_some() {
        return known;
    }
    let text = Box::leak(fetched(&format!("{}-later", locale.as_str())).await?.as_string()?.into_boxed_str());
    let texts: &'static Later = Box::leak(Box::new(Later::read(text).ok()?));
    READ_LATER.with_borrow_mut(|read| read.push((locale, texts)));
    Some(texts)
}

/// Fetches the texts of what is opened rarely, beside its part of the program.
pub async fn later() -> Result<(), ()> {
    OPENED.set(true);
    loop {
        let locale = LOCALE.get();
        let texts = later_of(locale).await.ok_or(())?;
        // Another language may have been chosen meanwhile.
        if locale == LOCALE.get() {
            locale::show_later(texts);
            return Ok(());
        }
    }
}

/// The texts.
pub fn t() -> &'static Messages {
    locale::shown()
}

/// The language.
pub fn locale() -> Locale {
    LOCALE.get()
}

/// A role's name: a built-in one's in the reader's language, a custom one's as it was given.
pub fn role_name(role: &str) -> String {
    BuiltIn::parse(role)
        .map_or_else(|| role.to_owned(), |built_in| locale::roles::role(LOCALE.get(), built_in).to_owned())
}

/// A language's own name for itself.
pub const fn own_name(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "English",
        Locale::Es => "Español",
        Locale::Pt => "Português (Brasil)",
    }
}

fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::Pt => "pt-BR",
        other => other.as_str(),
    }
}

/// Changes the language as soon as its texts are there; everything that is shown is drawn anew. Without them the
/// present language stays, and `failed` says so.
pub fn set(locale: Locale, failed: fn()) {
    if CHOSEN.replace(locale) == locale {
        return;
    }
    spawn_local(async move {
        let texts = texts(locale).await;
        let later = if OPENED.get() { Some(later_of(locale).await) } else { None };
        // Another may have been chosen meanwhile.
        if CHOSEN.get() != locale {
            return;
        }
        match (texts, later) {
            (Some(texts), None) => turn(locale, texts),
            (Some(texts), Some(Some(later))) => {
                locale::show_later(later);
                turn(locale, texts);
            }
            _ => {
                CHOSEN.set(LOCALE.get());
                failed();
            }
        }
    });
}

fn turn(locale: Locale, texts: &'static Messages) {
    locale::show(texts);
    LOCALE.set(locale);
    FORMATS.with_borrow_mut(|formats| *formats = None);
    if let Some(root) = document().document_element() {
        _ = root.set_attribute("lang", tag(locale));
    }
    if let Some(changed) = CHANGED.get() {
        call("keep", "");
        changed.set(locale);
    }
}

/// Changes the time zone; none is the browser's. Everything that is shown is drawn anew.
pub fn set_zone(zone: Option<String>) {
    if ZONE.with_borrow(|now| *now == zone) {
        return;
    }
    ZONE.set(zone);
    FORMATS.with_borrow_mut(|formats| *formats = None);
    if let Some(changed) = CHANGED.get() {
        call("keep", "");
        changed.notify();
    }
}

/// The time zones that the browser knows.
pub fn zones() -> Vec<String> {
    let known = || -> Option<Vec<String>> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let list: Function = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into().ok()?;
        let names = list.call1(&intl, &"timeZone".into()).ok()?;
        Some(Array::from(&names).iter().filter_map(|name| name.as_string()).collect())
    };
    known().unwrap_or_default()
}

/// Does the browser know this zone? It takes more names than it lists: old ones, and new ones of places renamed.
fn is_known(zone: &str) -> bool {
    let options = options(&[("timeZone", zone)]);
    let make = || -> Result<JsValue, JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let format: Function = Reflect::get(&intl, &"DateTimeFormat".into())?.dyn_into()?;
        Reflect::construct(&format, &Array::of2(&JsValue::UNDEFINED, &options))
    };
    make().is_ok()
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in pairs {
        _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object
}

fn with<T>(read: impl FnOnce(&Formats) -> T) -> T {
    FORMATS.with_borrow_mut(|formats| {
        read(formats.get_or_insert_with(|| {
            // The reader's own region decides on the order of day and month where it speaks this language.
            let own = window().navigator().language().filter(|own| Locale::from_tag(own) == Some(LOCALE.get()));
            let tags = Array::of1(&JsValue::from_str(own.as_deref().unwrap_or(tag(LOCALE.get()))));
            let zone = ZONE.with_borrow(Clone::clone).filter(|z| is_known(z));
            let date = |tags: &Array, pairs: &[(&str, &str)]| {
                let options = options(pairs);
                if let Some(zone) = &zone {
                    _ = Reflect::set(&options, &"timeZone".into(), &zone.into());
                }
                Intl::DateTimeFormat::new(tags, &options).format()
            };
            Formats {
                exact: date(&tags, &[("dateStyle", "medium"), ("timeStyle", "short")]),
                hour: date(&tags, &[("hour", "2-digit"), ("minute", "2-digit")]),
                // Swedish writes a time as ISO 8601 does.
                wall: date(&Array::of1(&"sv-SE".into()), &[("dateStyle", "short"), ("timeStyle", "medium")]),
                number: Intl::NumberFormat::new(&tags, &Object::new()).format(),
                relative: Intl::RelativeTimeFormat::new(&tags, &options(&[("numeric", "auto")])),
            }
        }))
    })
}

fn apply(function: &Function, value: &JsValue) -> String {
    function.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn date(millis: i64) -> Date {
    Date::new(&JsValue::from_f64(millis as f64))
}

/// Date and time in the reader's zone.
pub fn exact(millis: i64) -> String {
    with(|f| apply(&f.exact, &date(millis)))
}

/// The time of day in the reader's zone.
pub fn hour(millis: i64) -> String {
    with(|f| apply(&f.hour, &date(millis)))
}

/// For the `datetime` attribute.
pub fn iso(millis: i64) -> String {
    String::from(date(millis).to_iso_string())
}

/// What the clock on the wall says in the reader's zone, in one form for all languages: "2026-11-30 18:05:00".
pub fn wall(millis: i64) -> String {
    with(|f| apply(&f.wall, &date(millis)))
}

/// A number with the separators of the language.
pub fn number(n: u64) -> String {
    with(|f| apply(&f.number, &JsValue::from_f64(n as f64)))
}

/// A text about a count, with the number written as the language does.
pub fn counted(text: &dyn Fn(u64) -> String, n: u64) -> String {
    let said = text(n);
    if n < 1_000 { said } else { said.replacen(&n.to_string(), &number(n), 1) }
}

/// How long ago, or in how long.
pub fn relative(millis: i64, now: i64) -> String {
    let (value, unit) = step(millis - now);
    with(|f| String::from(f.relative.format(value as f64, unit)))
}

/// The largest unit of which there is at least one.
fn step(delta: i64) -> (i64, &'static str) {
    const UNITS: [(i64, &str); 6] = [
        (31_557_600_000, "year"),
        (2_629_800_000, "month"),
        (86_400_000, "day"),
        (3_600_000, "hour"),
        (60_000, "minute"),
        (1_000, "second"),
    ];
    for (size, unit) in UNITS {
        if delta.abs() >= size {
            return (delta / size, unit);
        }
    }
    (0, "second")
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn the_largest_whole_unit_is_used() {
        assert_eq!(step(-999), (0, "second"));
        assert_eq!(step(-2_500), (-2, "second"));
        assert_eq!(step(-3 * 60_000), (-3, "minute"));
        assert_eq!(step(90 * 60_000), (1, "hour"));
        assert_eq!(step(-400 * 86_400_000), (-1, "year"));
    }
}
