//! The apps: made, renamed, given a new secret, deleted. A secret is shown once.

use crate::areas::business::common::{body, form_dialog, m};
use crate::areas::business::subscribed::{self, Of};
use crate::i18n::{counted, t};
use crate::routes::{Here, system_user};
use crate::shared::asking::{Question, confirm};
use crate::shared::pieces::{cell, heads, table_of};
use crate::shared::reading::{gone, known, trouble, whole};
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::secret::{Made, Row, left, turning_to};
use crate::shared::status::status_badge;
use crate::shared::ticks::{flag, is_on};
use crate::state::query::{refresh, use_all, use_query};
use crate::state::{session, toasts};
use crate::ui::button::{Button, LinkButton};
use crate::ui::copy::Copyable;
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::Form;
use crate::ui::icon;
use crate::ui::menu::Item;
use crate::ui::notice::{Empty, Notice};
use crate::ui::page::Head;
use crate::ui::time::When;
use crate::ui::{attr, part};
use contract::client::call;
use contract::table::{
    CreateApp, DeleteApp, DeleteAppCallback, GetApp, ListApps, ListInstalledFor, ReplaceAppSecret, SetAppCallback,
    UpdateApp,
};
use contract::{App, AppWithSecret, InstalledFor, Limit, Nothing, PageQuery};
use domain::ids::AppId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use std::sync::Arc;

const PROOF: &str = "require_proof";

/// The page.
pub fn page(here: Here) -> AnyView {
    let m = m();
    let list = use_query::<ListApps>(|| Some(((), Nothing {})));
    let create = || {
        view! { <LinkButton label=self::m().create_app href="/apps/new" tone="primary" glyph=icon::PLUS off=session::unless(P::SystemUsersManage) /> }
    };
    view! {
        <div class="page">
            <Head title=t().nav.apps lead=m.apps_lead>{create()}</Head>
            {whole(
                list,
                t().nav.apps,
                &[m.app_name, m.app_id, m.installed_for, m.proof, m.secret_made],
                move |all| all.items.iter().map(|one| row(here, one)).collect(),
                move || view! { <div class="table-box"><Empty glyph=icon::DEVICES title=m.apps_empty why=m.apps_empty_why>{create()}</Empty></div> }.into_any(),
            )}
        </div>
        {new(here)}
        {dialogs(here)}
        {left(here, again)}
    }
    .into_any()
}

fn row(here: Here, one: &App) -> AnyView {
    let m = m();
    let proof = if one.require_proof { m.required } else { m.not_required };
    let made =
        view! { <When millis=one.secret_created_at.millis() /> <span class="sub">{one.created_by.name.clone()}</span> };
    let (name, id) = (one.name.clone(), one.id.to_string());
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            {cell(m.app_id, view! { <Copyable what=m.app_id text=one.graph_id.to_string() /> }.into_any())}
            {cell(m.installed_for, counted(m.users, one.installed.unsigned_abs()).into_any())}
            {cell(m.proof, proof.into_any())}
            {cell(m.secret_made, made.into_any())}
            {menu_cell(&name, Callback::new(move |()| menu(here, &id)))}
        </tr>
    }
    .into_any()
}

fn menu(here: Here, id: &str) -> Vec<Item> {
    let about = About::new(here, id, session::unless(P::SystemUsersManage));
    let subscriptions = || Item { off: None, ..about.asks(m().subscriptions, icon::HOOK, "subscriptions") };
    let mut all = vec![
        Item { off: None, ..about.asks(m().installed_for, icon::DEVICES, "users") },
        about.asks(m().edit_app, icon::PENCIL, "edit"),
        about.asks(m().callback, icon::HOOK, "callback"),
        about.asks(m().new_secret, icon::KEY, "rotate"),
    ];
    all.extend(session::may(P::WebhooksManage).then(subscriptions));
    all.extend(about.history());
    all.push(about.deletes());
    all
}

/// Where a new secret is asked for.
fn again(id: &str) -> String {
    format!("/apps?action=rotate&id={id}")
}

fn rows(reply: &AppWithSecret) -> Vec<Row> {
    let m = m();
    vec![
        Row { label: m.app_name, text: reply.app.name.clone(), masked: false },
        Row { label: m.app_id, text: reply.app.graph_id.to_string(), masked: false },
        Row { label: m.app_secret, text: reply.secret.clone(), masked: true },
    ]
}

fn new(here: Here) -> AnyView {
    let open = Memo::new(move |_| here.is_new());
    part(move || {
        open.get().then(|| {
            untrack(|| {
                let made = Made::new(here, "/apps");
                turning_to(made, again, move || create(here, made))
            })
        })
    })
}

fn create(here: Here, made: Made) -> AnyView {
    let m = m();
    let form = Form::new();
    let flags = RwSignal::new(Vec::new());
    form.keep_ids("flags", flags);
    let submit = move |()| {
        let mut fields = form.fields(&["name"]);
        fields.insert(PROOF.to_owned(), untrack(|| is_on(flags, PROOF)).into());
        form.submit::<CreateApp>((), fields, move |reply| {
            made.set(reply.app.id.as_str(), rows(&reply));
            refresh();
        });
    };
    let fields = view! {
        <Text form=form name="name" label=m.app_name />
        {flag(flags, PROOF, m.proof, m.proof_hint)}
    };
    form_dialog(here, m.create_app.to_owned(), form, m.create_app, Callback::new(submit), fields.into_any())
}

fn dialogs(here: Here) -> AnyView {
    let ask = Memo::new(move |_| here.ask());
    part(move || {
        let ask = ask.get()?;
        let Ok(id) = AppId::try_from(ask.id) else { return Some(untrack(|| gone(here))) };
        Some(untrack(|| {
            let one = use_query::<GetApp>(move || Some((id.clone(), Nothing {})));
            known(here, one, move |one| about(here, &one, &ask.action))
        }))
    })
}

fn about(here: Here, one: &Arc<App>, action: &str) -> AnyView {
    match action {
        "users" => users(here, one),
        "subscriptions" => subscriptions(here, one),
        "callback" => callback(here, one),
        "remove-callback" => remove_callback(here, one),
        "edit" => edit(here, one),
        "rotate" => {
            let (made, one) = (Made::new(here, "/apps"), Arc::clone(one));
            turning_to(made, again, move || replace(here, &one, made))
        }
        "delete" => delete(here, one),
        _ => ().into_any(),
    }
}

/// For whom it is installed, and how many tokens end when it is taken away.
fn users(here: Here, one: &App) -> AnyView {
    let title = format!("{} · {}", m().installed_for, one.name);
    let id = one.id.clone();
    let list = use_all::<ListInstalledFor>(move || {
        Some((id.clone(), PageQuery { limit: Limit::try_from(200).ok(), ..PageQuery::default() }))
    });
    let shown = move || {
        let Some(all) = list.data.get() else { return view! { <span class="bone" data-w="l"></span> }.into_any() };
        if all.items.is_empty() {
            return view! { <p class="muted">{m().installed_for_none}</p> }.into_any();
        }
        let heads = heads(&[t().bots.username, t().bots.status, m().since, t().bots.tokens]);
        table_of(m().installed_for, heads.into_any(), all.items.iter().map(user).collect())
    };
    view! {
        <Dialog title=title on_close=here.closing() wide=true>
            {trouble(list.failure)}
            <div aria-busy=attr(move || if list.busy.get() { "true" } else { "false" })>{part(shown)}</div>
        </Dialog>
    }
    .into_any()
}

/// The WhatsApp accounts that it is subscribed to.
fn subscriptions(here: Here, one: &App) -> AnyView {
    let title = format!("{} · {}", m().subscriptions, one.name);
    let id = one.id.clone();
    view! {
        <Dialog title=title on_close=here.closing() wide=true>
            {subscribed::table(here, Of::App(id.clone()), m().subscriptions, "/apps".to_owned())}
        </Dialog>
    }
    .into_any()
}

fn user(one: &InstalledFor) -> AnyView {
    view! {
        <tr>
            <th scope="row" class="leads">
                <a class="go" href=format!("{}?tab=apps", system_user(one.id.as_str()))>{one.username.clone()}</a>
            </th>
            {cell(t().bots.status, status_badge(one.status).into_any())}
            {cell(m().since, view! { <When millis=one.installed_at.millis() /> }.into_any())}
            {cell(t().bots.tokens, one.live_tokens.to_string().into_any())}
        </tr>
    }
    .into_any()
}

fn edit(here: Here, one: &App) -> AnyView {
    let m = m();
    let form = Form::new();
    form.reopen_when_stale(here);
    let flags = RwSignal::new(one.require_proof.then(|| PROOF.to_owned()).into_iter().collect());
    form.keep_ids("flags", flags);
    let (id, version) = (one.id.clone(), one.version);
    let submit = move |()| {
        let mut fields = form.fields(&["name"]);
        fields.insert("version".to_owned(), version.into());
        fields.insert(PROOF.to_owned(), untrack(|| is_on(flags, PROOF)).into());
        form.submit::<UpdateApp>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(self::m().saved);
        });
    };
    let fields = view! {
        <Text form=form name="name" label=m.app_name value=one.name.clone() />
        {flag(flags, PROOF, m.proof, m.proof_hint)}
    };
    form_dialog(here, (m.edit_title)(&one.name), form, t().common.save, Callback::new(submit), fields.into_any())
}

/// As Meta's app dashboard asks for it.
fn callback(here: Here, one: &App) -> AnyView {
    let m = m();
    let form = Form::new();
    let (id, own) = (one.id.clone(), one.id.to_string());
    let submit = move |()| {
        form.submit::<SetAppCallback>(id.clone(), form.fields(&["url", "verify_token"]), move |_| {
            refresh();
            here.close();
            toasts::done(self::m().saved);
        });
    };
    let remove = one.callback_url.is_some().then(|| {
        let ask = Callback::new(move |()| here.open("remove-callback", &own));
        view! { <Button label=m.remove_callback glyph=icon::TRASH on_press=ask /> }
    });
    let url = one.callback_url.clone().unwrap_or_default();
    let fields = view! {
        <p class="muted">{m.callback_text}</p>
        <Text form=form name="url" label=m.callback kind="url" value=url />
        <Text form=form name="verify_token" label=m.verify_token hint=m.verify_token_hint />
        {remove}
    };
    form_dialog(here, (m.callback_title)(&one.name), form, m.verify, Callback::new(submit), fields.into_any())
}

fn remove_callback(here: Here, one: &App) -> AnyView {
    let m = m();
    let id = one.id.clone();
    let take = move || call::<DeleteAppCallback>(&id, &Nothing {}, &Nothing {});
    let stops = vec![m.remove_callback_text.to_owned()];
    confirm(
        here,
        Question::new((m.callback_title)(&one.name), m.remove_callback, stops, take, m.callback_removed.to_owned()),
    )
}

fn replace(here: Here, one: &App, made: Made) -> AnyView {
    let m = m();
    let form = Form::new();
    let id = one.id.clone();
    let submit = move |()| {
        form.submit::<ReplaceAppSecret>(id.clone(), body([("confirm", true.into())]), move |reply| {
            made.set(reply.app.id.as_str(), rows(&reply));
            refresh();
        });
    };
    let fields = view! { <Notice tone="warn"><p>{m.new_secret_text}</p></Notice> };
    form_dialog(here, (m.new_secret_title)(&one.name), form, m.new_secret, Callback::new(submit), fields.into_any())
}

fn delete(here: Here, one: &App) -> AnyView {
    let m = m();
    let id = one.id.clone();
    let stops = vec![m.delete_app_text.to_owned(), counted(m.users, one.installed.unsigned_abs())];
    let take = move || call::<DeleteApp>(&id, &Nothing {}, &Nothing {});
    let asked = Question::new((m.delete_title)(&one.name), t().common.delete, stops, take, (m.deleted)(&one.name));
    confirm(here, Question { name: one.name.clone(), ..asked })
}
