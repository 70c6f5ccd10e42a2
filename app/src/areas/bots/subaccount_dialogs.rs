//! The dialogs about subaccounts: create, rename, delete.

use crate::i18n::t;
use crate::net::api;
use crate::net::failure::Failure;
use crate::routes::{self, Here};
use crate::state::query::{Query, refresh};
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::part;
use contract::table::{CreateSubaccount, DeleteSubaccount, UpdateSubaccount};
use contract::{FieldError, Page, Subaccount, SystemUserRef};
use domain::field::FieldCode;
use leptos::{prelude::*, task::spawn_local};

fn feet(here: Here, primary: AnyView) -> AnyView {
    view! {
        <div class="form-foot">
            <Button label=t().common.cancel on_press=Callback::new(move |()| here.close()) />
            {primary}
        </div>
    }
    .into_any()
}

/// A new subaccount.
#[component]
pub fn CreateDialog(here: Here) -> impl IntoView {
    let s = &t().subaccounts;
    let form = Form::new();
    let submit = move |()| {
        let fields = form.fields(&["name", "reference_name"]);
        form.submit::<CreateSubaccount>((), fields, move |reply| {
            refresh();
            here.close();
            toasts::done((t().subaccounts.created_toast)(&reply.name));
        });
    };
    view! {
        <Dialog title=s.create on_close=Callback::new(move |()| here.close())>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="name" label=s.name hint=s.name_hint autofocus=true />
                <Text form=form name="reference_name" label=s.reference hint=s.reference_hint />
                {feet(here, view! { <Button label=s.create tone="primary" submit=true pending=form.pending /> }.into_any())}
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
        let one = list.data.with_untracked(|p| p.as_ref()?.items.iter().find(|s| s.id.as_str() == ask.id).cloned())?;
        match ask.action.as_str() {
            "rename" => Some(rename(here, one)),
            "delete" => Some(delete(here, one)),
            _ => None,
        }
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
        <Dialog title=(s.rename_title)(&one.name) on_close=Callback::new(move |()| here.close())>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Text form=form name="name" label=s.name hint=s.name_hint value=one.name.clone() autofocus=true />
                <Text form=form name="reference_name" label=s.reference hint=s.reference_hint value=one.reference_name.clone() />
                {feet(here, view! { <Button label=t().common.save tone="primary" submit=true pending=form.pending /> }.into_any())}
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
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let off = one.system_user.as_ref().map(|bot| (s.delete_blocked)(&bot.username));
    let blocked = one.system_user.clone().map(hangs);
    let id = one.id.clone();
    let name = one.name.clone();
    let press = move |()| {
        let (id, name) = (id.clone(), name.clone());
        pending.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api::send::<DeleteSubaccount>(&id).await;
            pending.try_set(false);
            match answer {
                Ok(()) => {
                    refresh();
                    here.close();
                    toasts::done((t().subaccounts.deleted_toast)(&name));
                }
                Err(f) => _ = failure.try_set(Some(f)),
            }
        });
    };
    view! {
        <Dialog title=(s.delete_title)(&one.name) on_close=Callback::new(move |()| here.close())>
            <div class="stack">
                {part(move || {
                    failure
                        .get()
                        .map(|f| match f.holder() {
                            // A bot that was made a moment ago.
                            Some(bot) => hangs(bot),
                            None => view! { <Trouble failure=f /> }.into_any(),
                        })
                })}
                <p>{s.delete_text}</p>
                {blocked}
                {feet(here, view! { <Button label=t().common.delete tone="danger" pending=pending off=off on_press=Callback::new(press) /> }.into_any())}
            </div>
        </Dialog>
    }
    .into_any()
}
