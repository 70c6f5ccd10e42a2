//! Forms: inputs keep their own text; on submit it is read, parsed by the contract's own parser, sent, and what
//! either side refuses lands on the same fields.

use crate::i18n::t;
use crate::net::api;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::state::announce::announce;
use crate::state::query;
use crate::ui::button::Button;
use crate::ui::draft::{self, Restored};
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::client::{Call, call};
use contract::{Code, Endpoint, FieldError, Fields, Nothing, Request};
use domain::field::FieldCode;
use leptos::{ev, html, prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::num::{IntErrorKind, ParseIntError};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlElement};

/// Between the parts of a value that is kept: no text that a person types holds it.
const BETWEEN: char = '\u{1f}';

/// Reads the body of a success and goes on with it.
type Then = Box<dyn FnOnce(&[u8]) -> Result<(), Failure>>;

/// The state of one form.
#[derive(Clone, Copy)]
pub struct Form {
    /// What is wrong, by JSON pointer.
    pub errors: RwSignal<BTreeMap<String, &'static str>>,
    /// The refusal that came last.
    pub failure: RwSignal<Option<Failure>>,
    /// Is it being sent?
    pub pending: RwSignal<bool>,
    /// The form in the document.
    pub node: NodeRef<html::Form>,
    /// What was typed before and put back.
    pub restored: RwSignal<Option<Restored>>,
    // The name of what is typed and not sent.
    draft: StoredValue<String>,
    // What takes the form's own values back to what they began with.
    resets: StoredValue<Vec<Rc<dyn Fn()>>, LocalStorage>,
    // Does it only ask, so that an answer saves nothing?
    asks: StoredValue<bool>,
    // The body that was sent last and its idempotency key: a retry of the same is the same request.
    sent: StoredValue<(String, String)>,
}

impl Form {
    /// A form that was not sent yet.
    pub fn new() -> Self {
        Self::one_of("")
    }

    /// One of several forms at the same address: what is typed into each is kept apart.
    pub fn one_of(which: &str) -> Self {
        Self {
            errors: RwSignal::new(BTreeMap::new()),
            failure: RwSignal::new(None),
            pending: RwSignal::new(false),
            node: NodeRef::new(),
            restored: RwSignal::new(None),
            draft: StoredValue::new(draft::key(which)),
            resets: StoredValue::new_local(Vec::new()),
            asks: StoredValue::new(false),
            sent: StoredValue::new((String::new(), String::new())),
        }
    }

    fn data(self) -> Option<FormData> {
        let form = self.node.get_untracked()?;
        FormData::new_with_form(&form).ok()
    }

    /// The text of a field; empty when there is no such field.
    pub fn text(self, name: &str) -> String {
        self.data().and_then(|d| d.get(name).as_string()).unwrap_or_default()
    }

    /// The named fields as a body; blank ones are missing.
    pub fn fields(self, names: &[&str]) -> Fields {
        let mut fields = Fields::new();
        for name in names {
            let text = self.text(name);
            if !text.is_empty() {
                fields.insert((*name).to_owned(), Value::String(text));
            }
        }
        fields
    }

    /// The named fields as whole numbers, into a body; what is none is refused.
    pub fn numbers(self, names: &[&str], fields: &mut Fields) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for name in names {
            match self.text(name).trim().parse::<i64>() {
                Ok(n) => _ = fields.insert((*name).to_owned(), n.into()),
                Err(error) => errors.push(FieldError::at(name, no_number(&error))),
            }
        }
        errors
    }

    /// Puts refusals on their fields and takes the reader to the first.
    pub fn refuse(self, errors: &[FieldError]) {
        self.failure.set(None);
        let mut map = BTreeMap::new();
        for error in errors {
            if let Some(name) = self.control(&error.pointer) {
                map.entry(format!("/{name}")).or_insert_with(|| explain(error.code));
            }
        }
        let count = map.len() as u64;
        self.errors.set(map);
        if count > 0 {
            announce(&(t().errors.form_has)(count));
            // The messages are in the document only after this turn.
            request_animation_frame(move || {
                let first =
                    self.node.get_untracked().and_then(|f| f.query_selector("[aria-invalid=true]").ok().flatten());
                if let Some(first) = first {
                    // What is folded away can't take it.
                    if let Ok(Some(folded)) = first.closest("details:not([open])") {
                        _ = folded.set_attribute("open", "");
                    }
                    // A group of choices takes the focus on one of them.
                    let inside = first.query_selector("input:not([disabled])").ok().flatten();
                    _ = inside.unwrap_or(first).unchecked_into::<HtmlElement>().focus();
                }
            });
        }
    }

    /// The name of the control that a pointer is about: a part of something has one of its own, or is in that of the whole, as one
    /// of several lines is.
    fn control(self, pointer: &str) -> Option<&str> {
        let name = pointer.strip_prefix('/')?;
        let (whole, part) = name.split_once('/').unwrap_or((name, ""));
        let form = self.node.get_untracked()?;
        let is_there = |name: &&str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && form.query_selector(&format!("[name={name}]")).is_ok_and(|found| found.is_some())
        };
        [part, whole].into_iter().find(is_there)
    }

    /// Parses a body as the API will; refusals are put on their fields.
    pub fn parse<B: Request>(self, fields: Fields) -> Option<B> {
        match B::parse(fields) {
            Ok(body) => {
                self.errors.update(BTreeMap::clear);
                Some(body)
            }
            Err(errors) => {
                self.refuse(&errors);
                None
            }
        }
    }

    /// Parses and sends a body. `then` gets the answer; a refusal stays with the form.
    pub fn submit<E>(self, path: E::Path, fields: Fields, then: impl FnOnce(E::Reply) + 'static)
    where
        E: Endpoint<Query = Nothing>,
        E::Reply: DeserializeOwned,
    {
        if self.pending.get_untracked() {
            return;
        }
        let Some(body) = self.parse::<E::Body>(fields) else { return };
        let call = call::<E>(&path, &Nothing {}, &body);
        self.send(call, Box::new(move |body| api::parse(body).map(then)));
    }

    fn send(self, call: Call, then: Then) {
        let text = call.body.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
        if self.sent.with_value(|(last, _)| *last != text) {
            self.sent.set_value((text, api::new_key()));
        }
        let key = self.sent.with_value(|(_, key)| key.clone());
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = api::exchange(call, Some(key)).await;
            self.pending.try_set(false);
            let outcome = answer.and_then(|body| {
                // The key has done its work.
                self.sent.try_update_value(|sent| *sent = Default::default());
                if self.asks.try_get_value() == Some(false) {
                    self.forget();
                }
                then(&body)
            });
            if let Err(failure) = outcome {
                self.fail(failure);
            }
        });
    }

    /// Puts a refusal on the fields that it names, and shows it.
    pub fn fail(self, failure: Failure) {
        if self.node.try_get_untracked().flatten().is_none() {
            return;
        }
        self.refuse(&failure.errors);
        self.failure.set(Some(failure));
    }

    /// Does a failure say more than its fields do?
    fn is_of_the_whole(self, failure: &Failure) -> bool {
        failure.errors.is_empty() || failure.errors.iter().any(|e| self.control(&e.pointer).is_none())
    }

    /// Does something whenever the API refuses with this code. Boxed, because each effect of its own type costs size.
    pub fn on(self, code: Code, act: impl Fn() + 'static) {
        let act: Box<dyn Fn()> = Box::new(act);
        Effect::new(move |_| {
            if self.failure.with(|f| f.as_ref().is_some_and(|f| f.code == Some(code))) {
                act();
            }
        });
    }

    /// If somebody else saves the same thing first, the dialog is drawn anew over what is there now, and what was typed
    /// is laid over it.
    pub fn reopen_when_stale(self, here: Here) {
        self.on(Code::Stale, move || {
            self.draft.with_value(|key| draft::stale(key));
            let address = here.address();
            here.close();
            let closed = here.address();
            query::refresh();
            query::settled(move || {
                // Who went on meanwhile is not called back.
                if here.address() == closed {
                    here.replace(&address);
                }
            });
        });
    }

    /// The same for a form that is drawn anew by itself when a new version of what it shows is read.
    pub fn reread_when_stale(self, read: impl Fn() + 'static) {
        self.on(Code::Stale, move || {
            self.draft.with_value(|key| draft::stale(key));
            read();
        });
    }

    /// The form asks and saves nothing: what was typed stays when it is answered.
    pub fn asking(self) -> Self {
        self.asks.set_value(true);
        self
    }

    /// What was typed has done its work, or is not wanted any more.
    pub fn forget(self) {
        self.draft.try_with_value(|key| draft::drop(key));
    }

    /// Keeps a value that is no text of a field: what was ticked, picked or put together, as parts of a text each. It is
    /// put back now, before anything is drawn by it. `read` follows it.
    pub fn keep(
        self,
        name: &'static str,
        read: impl Fn() -> Vec<String> + 'static,
        write: impl Fn(Vec<String>) + 'static,
    ) {
        self.keep_text(name, Box::new(move || read().iter().map(|part| format!("{part}{BETWEEN}")).collect()), {
            Rc::new(move |text| write(text.split_terminator(BETWEEN).map(str::to_owned).collect()))
        });
    }

    fn keep_text(self, name: &'static str, read: Box<dyn Fn() -> String>, write: Rc<dyn Fn(&str)>) {
        let base = untrack(&read);
        let kept = self.draft.with_value(|key| draft::kept_value(key, name)).filter(|mine| *mine != base);
        if let Some(mine) = kept {
            write(&mine);
            self.restored.update(|said| _ = said.get_or_insert_default());
        }
        let began = base.clone();
        self.resets.update_value(|all| all.push(Rc::new(move || write(&began))));
        Effect::new(move |_| {
            let mine = read();
            self.draft.with_value(|key| draft::note_value(key, name, base.clone(), mine));
        });
    }

    /// The same of a list of ids.
    pub fn keep_ids(self, name: &'static str, ids: RwSignal<Vec<String>>) {
        self.keep(name, move || ids.get(), move |kept| ids.set(kept));
    }

    fn start_over(self) {
        for reset in self.resets.get_value() {
            reset();
        }
        if let Some(form) = self.node.get_untracked() {
            self.draft.with_value(|key| draft::start_over(key, &form));
        }
        self.restored.set(None);
    }

    /// Forgets the refusal of a field that is being corrected, and keeps what was typed.
    fn touched(self, event: &ev::Event) {
        self.draft.with_value(|key| draft::note(key, event));
        let name =
            event.target().and_then(|t| js_sys::Reflect::get(&t, &"name".into()).ok()).and_then(|n| n.as_string());
        if let Some(name) = name {
            let pointer = format!("/{name}");
            if self.errors.with_untracked(|e| e.contains_key(&pointer)) {
                self.errors.update(|e| _ = e.remove(&pointer));
            }
        }
    }
}

/// The `<form>` around the fields, with what is wrong with the whole on top.
#[component]
pub fn FormBox(form: Form, on_submit: Callback<()>, children: Children) -> impl IntoView {
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    form.draft.with_value(|key| draft::open(key.clone()));
    Effect::new(move |_| {
        if let Some(node) = form.node.get() {
            form.draft.with_value(|key| draft::restore(key, &node, form.restored));
        }
    });
    view! {
        <form class="form" novalidate node_ref=form.node on:submit=submit on:input=move |event| form.touched(&event)>
            {part(move || form.failure.get().filter(|f| form.is_of_the_whole(f)).map(|failure| view! { <crate::ui::notice::Trouble failure=failure /> }))}
            {part(move || form.restored.get().map(|restored| put_back(form, restored)))}
            {children()}
        </form>
    }
    .into_any()
}

/// Says that what was typed is back, and where somebody else wrote something else.
fn put_back(form: Form, restored: Restored) -> AnyView {
    let c = &t().common;
    let clashes = restored.clashes.into_iter().map(|clash| {
        view! { <li>{(c.theirs_and_yours)(&clash.label, &clash.theirs, &clash.mine)}</li> }
    });
    view! {
        <Notice tone=if restored.stale { "warn" } else { "" } role="status">
            <p>{if restored.stale { c.changed_meanwhile } else { c.typed_is_back }}</p>
            <ul>{clashes.collect_view()}</ul>
            <Button label=c.start_over tone="quiet" on_press=Callback::new(move |()| form.start_over()) />
        </Notice>
    }
    .into_any()
}

/// Why a text is no whole number.
const fn no_number(error: &ParseIntError) -> FieldCode {
    match error.kind() {
        IntErrorKind::Empty => FieldCode::Required,
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => FieldCode::OutOfRange,
        _ => FieldCode::InvalidCharacters,
    }
}

/// A field's refusal in words.
pub fn explain(code: FieldCode) -> &'static str {
    let f = &t().fields;
    match code {
        FieldCode::Required => f.required,
        FieldCode::TooShort => f.too_short,
        FieldCode::TooLong => f.too_long,
        FieldCode::InvalidCharacters => f.invalid_characters,
        FieldCode::InvalidEmail => f.invalid_email,
        FieldCode::InvalidChoice => f.invalid_choice,
        FieldCode::OutOfRange => f.out_of_range,
        FieldCode::NotFound => f.not_found,
        FieldCode::TooCommon => f.too_common,
        FieldCode::Personal => f.personal,
        FieldCode::MustConfirm => f.must_confirm,
        FieldCode::Taken => f.taken,
        FieldCode::WrongToken => f.wrong_token,
        FieldCode::FreeMail => f.free_mail,
        FieldCode::ForeignDomain => f.foreign_domain,
        FieldCode::Immutable => f.immutable,
        FieldCode::BeyondYourOwn => f.beyond_your_own,
        FieldCode::OtherEnvironment => f.other_environment,
        FieldCode::WrongPassword => f.wrong_password,
        FieldCode::InvalidCode => f.invalid_code,
        FieldCode::WrongCode => f.wrong_code,
        FieldCode::NotActive => f.not_active,
        FieldCode::Duplicate => f.duplicate,
        FieldCode::LooksLikeAToken => f.looks_like_a_token,
        FieldCode::Wildcard => f.wildcard,
        FieldCode::Unpinned => f.unpinned,
        FieldCode::InvalidKey => f.invalid_key,
        FieldCode::PrivateKey => f.private_key,
        FieldCode::InvalidPhone => f.invalid_phone,
        FieldCode::InvalidNetwork => f.invalid_network,
        FieldCode::InvalidPointer => f.invalid_pointer,
        FieldCode::InvalidAddress => f.invalid_address,
        FieldCode::NotHttps => f.not_https,
        FieldCode::BadPort => f.bad_port,
        FieldCode::NotPublic => f.not_public,
        FieldCode::OwnAddress => f.own_address,
        FieldCode::Unresolved => f.unresolved,
        FieldCode::Unverified => f.unverified,
        FieldCode::ReservedHeader => f.reserved_header,
        FieldCode::RoleNotFound => f.role_not_found,
        FieldCode::RoleAmbiguous => f.role_ambiguous,
        FieldCode::InvalidType | FieldCode::UnknownField | FieldCode::InvalidId | FieldCode::InvalidCursor => f.invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::no_number;
    use domain::field::FieldCode;

    #[test]
    fn what_is_no_number_is_not_called_missing() {
        let why = |text: &str| text.parse::<i64>().as_ref().map_err(no_number).copied();
        assert_eq!(why("1000"), Ok(1000));
        assert_eq!(why(""), Err(FieldCode::Required));
        assert_eq!(why("1e3"), Err(FieldCode::InvalidCharacters));
        assert_eq!(why("99999999999999999999"), Err(FieldCode::OutOfRange));
    }
}
