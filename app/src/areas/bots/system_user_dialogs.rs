//! The dialogs about one system user: deactivate, rename, generate a new token, delete. Each has an address.

use crate::areas::bots::credential::{Credential, Made};
use crate::i18n::{counted, t};
use crate::net::api;
use crate::net::failure::Failure;
use crate::routes;
use crate::routes::{Ask, Here};
use crate::state::query::{refresh, use_query};
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Choose, Text};
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::part;
use contract::table::{
    ActivateSystemUser, DeactivateSystemUser, DeleteSystemUser, GenerateToken, GetSystemUser, UpdateSystemUser,
};
use contract::{Code, FieldError, Nothing, SystemUser};
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
    if !matches!(ask.action.as_str(), "deactivate" | "rename" | "token" | "revoke" | "delete" | "custodians") {
        return None;
    }
    let id = SystemUserId::try_from(ask.id).ok()?;
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
                        "token" => token(here, bot),
                        "revoke" => crate::areas::bots::token_end::dialog(here, bot),
                        "custodians" => crate::areas::bots::custodians::dialog(here, bot),
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
                            <Dialog title=t().errors.title on_close=Callback::new(move |()| here.close())>
                                <Trouble failure=failure retry=Callback::new(|()| refresh()) />
                            </Dialog>
                        }
                    })
            })}
        }
        .into_any(),
    )
}

/// Cancel, and what the dialog is for.
pub fn feet(here: Here, primary: AnyView) -> AnyView {
    view! {
        <div class="form-foot">
            <Button label=t().common.cancel on_press=Callback::new(move |()| here.close()) />
            {primary}
        </div>
    }
    .into_any()
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
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let (text, calls) = ((b.deactivate_text)(&bot.username), used(&bot));
    let title = (b.deactivate_title)(&bot.username);
    let press = move |()| {
        let (id, name) = (bot.id.clone(), bot.username.clone());
        pending.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api::send::<DeactivateSystemUser>(&id).await;
            pending.try_set(false);
            match answer {
                Ok(_) => {
                    refresh();
                    here.close();
                    let text = (t().bots.deactivated_toast)(&name);
                    toasts::done_with_undo(text, Callback::new(move |()| switch_on(id.clone(), name.clone())));
                }
                Err(f) => _ = failure.try_set(Some(f)),
            }
        });
    };
    view! {
        <Dialog title=title on_close=Callback::new(move |()| here.close())>
            <div class="stack">
                {part(move || failure.get().map(|f| view! { <Trouble failure=f /> }))}
                <Notice tone="warn">
                    <p>{text}</p>
                    <p>{calls}</p>
                </Notice>
                {feet(here, view! { <Button label=b.deactivate tone="danger" pending=pending on_press=Callback::new(press) /> }.into_any())}
            </div>
        </Dialog>
    }
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
    // Somebody else was faster: the next try is about what is there now.
    let id = bot.id.clone();
    form.on(Code::Stale, move || {
        let id = id.clone();
        spawn_local(async move {
            if let Ok(now) = api::send::<GetSystemUser>(&id).await {
                version.try_set_value(now.system_user.version);
                refresh();
            }
        });
    });
    view! {
        <Dialog title=(b.rename_title)(&bot.username) on_close=Callback::new(move |()| here.close())>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Notice tone="warn">{b.rename_warn}</Notice>
                <Text form=form name="username" label=b.username value=bot.username autofocus=true />
                {feet(here, view! { <Button label=t().common.rename tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// A field in which the name must be typed, and whether it was.
fn confirmed(form: Form, name: &str) -> bool {
    let same = form.text("confirm_name").trim() == name;
    if !same {
        form.errors.update(|errors| _ = errors.insert("/confirm_name".to_owned(), t().common.not_the_same));
        if let Some(input) =
            form.node.get_untracked().and_then(|f| f.query_selector("[name=confirm_name]").ok().flatten())
        {
            use wasm_bindgen::JsCast;
            _ = input.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    }
    same
}

fn token(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let made = Made::new();
    let form = Form::new();
    let name = bot.username.clone();
    let title = (b.new_token_title)(&name);
    let label = (t().common.type_to_confirm)(&name);
    let calls = used(&bot);
    let old = format!("{} (…{})", b.old_token, bot.tail);
    let id = bot.id.clone();
    let submit = Callback::new(move |()| {
        if !confirmed(form, &name) {
            return;
        }
        let overlap: i64 = form.text("overlap_seconds").parse().unwrap_or_default();
        let mut fields = contract::Fields::new();
        fields.insert("confirm".to_owned(), true.into());
        fields.insert("overlap_seconds".to_owned(), overlap.into());
        form.submit::<GenerateToken>(id.clone(), fields, move |reply| {
            made.set(reply);
            refresh();
        });
    });
    let options = vec![
        ("0", b.overlap_none.to_owned()),
        ("3600", (b.overlap_hours)(1)),
        ("86400", (b.overlap_hours)(24)),
        ("604800", (b.overlap_days)(7)),
    ];
    let asking = move || {
        let (title, calls, old, label, options) =
            (title.clone(), calls.clone(), old.clone(), label.clone(), options.clone());
        view! {
            <Dialog title=title on_close=Callback::new(move |()| here.close())>
                <FormBox form=form on_submit=submit>
                    <Notice tone="warn">
                        <p>{b.new_token_warn}</p>
                        <p>{calls}</p>
                    </Notice>
                    <Choose form=form name="overlap_seconds" label=old options=options value="0" />
                    <Text form=form name="confirm_name" label=label autofocus=true />
                    {feet(here, view! { <Button label=b.new_token tone="primary" submit=true pending=form.pending /> }.into_any())}
                </FormBox>
            </Dialog>
        }
        .into_any()
    };
    view! {
        {part(move || {
            if made.is_there() {
                view! { <Credential made=made on_close=Callback::new(move |()| here.close()) /> }.into_any()
            } else {
                asking()
            }
        })}
    }
    .into_any()
}

fn delete(here: Here, bot: SystemUser) -> AnyView {
    let b = &t().bots;
    let form = Form::new();
    let title = (b.delete_title)(&bot.username);
    let text = (b.delete_text)(&bot.username);
    let calls = used(&bot);
    let label = (t().common.type_to_confirm)(&bot.username);
    let off = (bot.status == Status::Active).then(|| b.delete_first_deactivate.to_owned());
    let blocked = off.is_some();
    let why = off.clone();
    let submit = move |()| {
        let name = bot.username.clone();
        if blocked || form.pending.get_untracked() || !confirmed(form, &name) {
            return;
        }
        let id = bot.id.clone();
        form.pending.set(true);
        form.failure.set(None);
        spawn_local(async move {
            let answer = api::send::<DeleteSystemUser>(&id).await;
            form.pending.try_set(false);
            match answer {
                Ok(()) => {
                    if here.page() == routes::Page::SystemUser(id.to_string()) {
                        here.replace("/system-users");
                    } else {
                        here.close();
                    }
                    refresh();
                    toasts::done((t().bots.deleted_toast)(&name));
                }
                Err(f) => _ = form.failure.try_set(Some(f)),
            }
        });
    };
    view! {
        <Dialog title=title on_close=Callback::new(move |()| here.close())>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Notice tone="bad">
                    <p>{text}</p>
                    <p>{calls}</p>
                </Notice>
                {why.map(|why| view! { <p>{why}</p> })}
                <Text form=form name="confirm_name" label=label autofocus=true />
                {feet(here, view! { <Button label=t().common.delete tone="danger" submit=true pending=form.pending off=off /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
