//! The dialogs about one system user: deactivate, rename, generate a new token, delete. Each has an address.

use crate::areas::bots::beside::{self, Beside};
use crate::i18n::{counted, t};
use crate::net::api;
use crate::routes;
use crate::routes::{Ask, Here};
use crate::shared::reading::gone;
use crate::state::query::{refresh, use_query};
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::confirm::{ConfirmDialog, Doing, feet};
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::lazy::lazy_dialog;
use crate::ui::notice::{Notice, Trouble};
use crate::ui::part;
use contract::table::{ActivateSystemUser, DeactivateSystemUser, DeleteSystemUser, GetSystemUser, UpdateSystemUser};
use contract::{FieldError, Nothing, SystemUser};
use domain::field::FieldCode;
use domain::ids::SystemUserId;
use domain::system_user::Status;
use leptos::{prelude::*, task::spawn_local};

/// Switches on at once: it can be taken back.
pub fn switch_on(id: SystemUserId, name: String) {
    spawn_local(async move {
        match api::send::<ActivateSystemUser>(&id).await {
            Ok(_) => {
                refresh();
                let undo = Callback::new(move |()| {
                    let id = id.clone();
                    spawn_local(async move {
                        if let Err(failure) = api::send::<DeactivateSystemUser>(&id).await {
                            toasts::failed(failure.title);
                        }
                        refresh();
                    });
                });
                toasts::done_with_undo((t().bots.activated_toast)(&name), undo);
            }
            Err(failure) => {
                refresh();
                toasts::failed(failure.title);
            }
        }
    });
}

/// Whatever dialog the address asks for.
#[component]
pub fn AskDialogs(here: Here) -> impl IntoView {
    let ask = Memo::new(move |_| here.ask());
    move || ask.get().and_then(|ask| dialog(here, ask))
}

fn dialog(here: Here, ask: Ask) -> Option<AnyView> {
    if !matches!(
        ask.action.as_str(),
        "idle"
            | "purpose"
            | "deactivate"
            | "rename"
            | "token"
            | "edit"
            | "rotate"
            | "revoke"
            | "delete"
            | "custodians"
            | "limit"
            | "role"
    ) {
        return None;
    }
    if ask.action == "idle" {
        return Some(lazy_dialog(beside::load, here.closing(), move || beside::beside(here, Beside::Idle)));
    }
    let Ok(id) = SystemUserId::try_from(ask.id) else { return Some(gone(here)) };
    let one = use_query::<GetSystemUser>({
        let id = id.clone();
        move || Some((id.clone(), Nothing {}))
    });
    let there = Memo::new(move |_| one.data.with(Option::is_some));
    let action = ask.action;
    Some(
        view! {
            {part(move || {
                there.get().then(|| one.data.get_untracked()).flatten().map(|reply| {
                    let bot = reply.system_user.clone();
                    match action.as_str() {
                        "deactivate" => deactivate(here, bot),
                        "rename" => rename(here, bot),
                        "purpose" => crate::areas::bots::review::purpose(here, bot),
                        "token" => crate::areas::bots::token_new::dialog(here, bot),
                        "edit" => crate::areas::bots::token_edit::dialog(here, &bot),
                        "rotate" => crate::areas::bots::token_rotate::dialog(here, bot),
                        "revoke" => crate::areas::bots::token_end::dialog(here, &bot),
                        "custodians" => crate::areas::bots::custodians::dialog(here, bot),
                        "role" => crate::areas::bots::role::dialog(here, &bot),
                        "limit" => crate::areas::bots::rate::dialog(here, bot),
                        _ => delete(here, bot),
                    }
                })
            })}
            {part(move || {
                one.failure
                    .get()
                    .filter(|_| !there.get())
                    .map(|failure| {
                        view! {
                            <Dialog title=t().errors.title on_close=here.closing()>
                                <Trouble failure=failure retry=Callback::new(|()| refresh()) />
                            </Dialog>
                        }
                    })
            })}
        }
        .into_any(),
    )
}

/// How much its tokens are used, in one sentence: by the bot's own calls, and at services that asked about them.
pub fn used(bot: &SystemUser) -> String {
    match bot.calls_24h.saturating_add(bot.introspections_24h).unsigned_abs() {
        0 => t().bots.no_calls_24h.to_owned(),
        n => counted(t().bots.calls_24h, n),
    }
}

fn deactivate(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let title = (b.deactivate_title)(&bot.username);
    let stops = vec![(b.deactivate_text)(&bot.username), used(&bot)];
    let (id, name) = (bot.id.clone(), bot.username);
    let act = Callback::new(move |()| -> Doing {
        let id = bot.id.clone();
        Box::pin(async move { api::send::<DeactivateSystemUser>(&id).await.map(|_| ()) })
    });
    let done = Callback::new(move |()| {
        let (id, name) = (id.clone(), name.clone());
        refresh();
        here.close();
        let text = (t().bots.deactivated_toast)(&name);
        toasts::done_with_undo(text, Callback::new(move |()| switch_on(id.clone(), name.clone())));
    });
    view! { <ConfirmDialog title=title label=b.deactivate stops=stops on_close=here.closing() act=act done=done /> }
        .into_any()
}

fn rename(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let form = Form::new();
    let version = StoredValue::new(bot.version);
    let id = bot.id.clone();
    let submit = move |()| {
        let mut fields = form.fields(&["username"]);
        if !fields.contains_key("username") {
            form.refuse(&[FieldError::at("username", FieldCode::Required)]);
            return;
        }
        fields.insert("version".to_owned(), version.get_value().into());
        form.submit::<UpdateSystemUser>(id.clone(), fields, move |reply| {
            refresh();
            here.close();
            toasts::done((t().bots.renamed_toast)(&reply.system_user.username));
        });
    };
    form.reopen_when_stale(here);
    view! {
        <Dialog title=(b.rename_title)(&bot.username) on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Notice tone="warn">{b.rename_warn}</Notice>
                <Text form=form name="username" label=b.username value=bot.username autofocus=true />
                {feet(here.closing(), view! { <Button label=t().common.rename tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

fn delete(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let title = (b.delete_title)(&bot.username);
    let stops = vec![(b.delete_text)(&bot.username), used(&bot)];
    let off = (bot.status == Status::Active).then(|| b.delete_first_deactivate.to_owned());
    let (id, name, typed) = (bot.id.clone(), bot.username.clone(), bot.username);
    let act = Callback::new(move |()| -> Doing {
        let id = bot.id.clone();
        Box::pin(async move { api::send::<DeleteSystemUser>(&id).await })
    });
    let done = Callback::new(move |()| {
        if here.page() == routes::Page::SystemUser(id.to_string()) {
            here.replace("/system-users");
        } else {
            here.close();
        }
        refresh();
        toasts::done((t().bots.deleted_toast)(&name));
    });
    view! { <ConfirmDialog title=title label=t().common.delete stops=stops name=typed off=off on_close=here.closing() act=act done=done /> }
        .into_any()
}
