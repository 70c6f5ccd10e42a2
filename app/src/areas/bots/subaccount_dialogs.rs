//! The dialogs about subaccounts: create, rename, delete.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::{self, Here};
use crate::shared::asking::{Question, confirm};
use crate::shared::environment;
use crate::shared::list_page::find;
use crate::shared::reading::gone;
use crate::state::query::{Query, refresh};
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use crate::ui::part;
use contract::client::call;
use contract::table::{CreateSubaccount, DeleteSubaccount, UpdateSubaccount};
use contract::{FieldError, Nothing, Page, Subaccount, SystemUserRef};
use domain::field::FieldCode;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// A name as programs write it: small letters without accents, digits, and single hyphens.
fn suggested(name: &str) -> String {
    let bare = String::from(js_sys::JsString::from(name).normalize("NFD"));
    let letters = bare.to_lowercase();
    let parts: Vec<&str> = letters.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || c == '·').collect();
    let clean = parts.iter().map(|part| part.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    clean.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").chars().take(64).collect()
}

/// A new subaccount.
#[component]
pub fn CreateDialog(here: Here) -> impl IntoView {
    let s = &t().subaccounts;
    let form = Form::new();
    let environment = environment::choosing(form, None);
    let submit = move |()| {
        let mut fields = form.fields(&["name", "reference_name"]);
        fields.insert(environment::NAME.to_owned(), environment.get_untracked().as_str().into());
        form.submit::<CreateSubaccount>((), fields, move |reply| {
            refresh();
            here.close();
            toasts::done((t().subaccounts.created_toast)(&reply.name));
        });
    };
    // The reference name follows the name until somebody writes one of their own.
    let own = StoredValue::new(false);
    let follow = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        if input.name() == "reference_name" {
            own.set_value(!input.value().is_empty());
        } else if !own.get_value()
            && let Some(form) = form.node.get_untracked()
            && let Ok(Some(other)) = form.query_selector("[name=reference_name]")
        {
            other.unchecked_into::<HtmlInputElement>().set_value(&suggested(&input.value()));
        }
    };
    view! {
        <Dialog title=s.create on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <div class="stack" on:input=follow>
                    <Text form=form name="name" label=s.name hint=s.name_hint autofocus=true />
                    <Text form=form name="reference_name" label=s.reference hint=s.reference_hint />
                    {environment::field(form, environment)}
                </div>
                {feet(here.closing(), view! { <Button label=s.create tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// Whatever dialog the address asks for about one of the list.
#[component]
pub fn SubaccountDialogs(here: Here, list: Query<Page<Subaccount>>) -> impl IntoView {
    let ask = Memo::new(move |_| here.ask());
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    move || {
        let ask = ask.get()?;
        if !there.get() {
            return None;
        }
        let draw = match ask.action.as_str() {
            "rename" => rename,
            "delete" => delete,
            _ => return None,
        };
        let one = untrack(|| find(list, |one| one.id.as_str() == ask.id));
        Some(one.map_or_else(|| gone(here), |one| draw(here, one)))
    }
}

fn rename(here: Here, one: Subaccount) -> AnyView {
    let s = &t().subaccounts;
    let form = Form::new();
    let id = one.id.clone();
    let submit = move |()| {
        let mut fields = form.fields(&["name", "reference_name"]);
        let missing: Vec<FieldError> = ["name", "reference_name"]
            .iter()
            .filter(|name| !fields.contains_key(**name))
            .map(|name| FieldError::at(name, FieldCode::Required))
            .collect();
        if !missing.is_empty() {
            form.refuse(&missing);
            return;
        }
        fields.insert("version".to_owned(), one.version.into());
        form.submit::<UpdateSubaccount>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(t().common.saved);
        });
    };
    form.reopen_when_stale(here);
    view! {
        <Dialog title=(s.rename_title)(&one.name) on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="name" label=s.name hint=s.name_hint value=one.name.clone() autofocus=true />
                <Text form=form name="reference_name" label=s.reference hint=s.reference_hint value=one.reference_name.clone() />
                {feet(here.closing(), view! { <Button label=t().common.save tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// Why it can't be deleted, with a way to what depends on it.
fn hangs(bot: SystemUserRef) -> AnyView {
    let text = (t().subaccounts.delete_blocked)(&bot.username);
    view! {
        <Notice tone="warn">
            <p>{text}</p>
            <p>
                <a href=routes::system_user(bot.id.as_str())>{bot.username.clone()}</a>
            </p>
        </Notice>
    }
    .into_any()
}

fn delete(here: Here, one: Subaccount) -> AnyView {
    let s = &t().subaccounts;
    let (title, id) = ((s.delete_title)(&one.name), one.id.clone());
    let delete = move || call::<DeleteSubaccount>(&id, &Nothing {}, &Nothing {});
    let said = (s.deleted_toast)(&one.name);
    let asked = Question::new(title, t().common.delete, vec![s.delete_text.to_owned()], delete, said);
    let (failure, off) = (asked.form.failure, one.system_user.as_ref().map(|bot| (s.delete_blocked)(&bot.username)));
    // The bot that is in the way, known before or made a moment ago.
    let known = one.system_user;
    let in_the_way =
        move || failure.with(|f| f.as_ref().and_then(Failure::holder)).or_else(|| known.clone()).map(hangs);
    confirm(here, Question { off, children: Some(part(in_the_way)), ..asked })
}
