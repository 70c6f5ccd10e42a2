//! One WhatsApp account: its phone numbers, and the system users that are assigned to it.

use crate::areas::business::common::{form_dialog, m};
use crate::areas::business::people;
use crate::areas::business::subscribed::{self, Of};
use crate::i18n::t;
use crate::routes::{self, Here, Page};
use crate::shared::asking::{Question, confirm};
use crate::shared::pieces::{actions_head, cell, fact, facts, heads, table_of};
use crate::shared::reading::{gone, known, trouble};
use crate::shared::row_menu::{About, history_button, menu_cell, removal_cell};
use crate::shared::status::status_badge;
use crate::state::query::{refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::field::Text;
use crate::ui::form::Form;
use crate::ui::icon::{self, icon};
use crate::ui::page::{Head, Missing};
use crate::ui::part;
use crate::ui::time::When;
use contract::client::call;
use contract::table::{
    AddWhatsappNumber, DeleteWhatsappAccount, GetWhatsappAccount, RemoveWhatsappNumber, UpdateWhatsappAccount,
};
use contract::{AssignedSystemUser, Nothing, WhatsappAccountWithPeople, WhatsappNumber};
use domain::ids::WhatsappAccountId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here, id: WhatsappAccountId) -> AnyView {
    let history = id.to_string();
    let one = use_query::<GetWhatsappAccount>(move || Some((id.clone(), Nothing {})));
    let absent = Memo::new(move |_| one.failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)));
    let name = Memo::new(move |_| one.data.with(|d| d.as_ref().map(|d| d.whatsapp_account.name.clone())));
    let off = || session::unless(P::SystemUsersManage);
    let open = move |action: &'static str| Callback::new(move |()| here.open(action, ""));
    let history = StoredValue::new(history);
    part(move || {
        if absent.get() {
            return view! { <Missing /> }.into_any();
        }
        let crumb = view! { <a class="crumb" href="/whatsapp-accounts">{icon(icon::LEFT)}{t().nav.whatsapp_accounts}</a> };
        view! {
            <div class="page">
                <Head title=name.get().unwrap_or_default() lead=m().account_lead crumb=crumb.into_any()>
                    <Button label=m().add_people tone="primary" glyph=icon::PLUS off=off() on_press=open("add-people") />
                    <Button label=t().common.rename glyph=icon::PENCIL off=off() on_press=open("rename") />
                    {history.with_value(|id| history_button(id))}
                    <Button label=t().common.delete glyph=icon::TRASH off=off() on_press=open("delete") />
                </Head>
                {trouble(one.failure)}
                {part(move || match one.data.get() {
                    Some(one) => untrack(|| shown(here, &one)),
                    None => view! { <span class="bone" data-w="l"></span> }.into_any(),
                })}
            </div>
            {dialogs(here)}
        }
        .into_any()
    })
    .into_any()
}

fn shown(here: Here, one: &WhatsappAccountWithPeople) -> AnyView {
    let m = m();
    let account = &one.whatsapp_account;
    let made = view! { <When millis=account.created_at.millis() /> " · " {account.created_by.name.clone()} };
    view! {
        <div class="stack wide-gap">
            {facts(t().bots.facts, vec![
                fact(m.account_id, view! { <Copyable what=m.account_id text=account.graph_id.to_string() /> }.into_any()),
                fact(t().bots.created, made.into_any()),
            ])}
            {assigned(here, &one.system_users)}
            {numbers(here, &account.numbers)}
            {subscribed(here, &account.id)}
        </div>
    }
    .into_any()
}

fn assigned(here: Here, all: &[AssignedSystemUser]) -> AnyView {
    let m = m();
    let words = [t().bots.username, t().bots.status, m.access, m.since];
    section((m.people, m.no_people), &words, all.iter().map(|one| person(here, one)).collect(), ().into_any())
}

/// A part of the page: its rows, or what is said where there are none, and what adds one.
fn section(
    (title, none): (&'static str, &'static str),
    words: &[&'static str],
    rows: Vec<AnyView>,
    add: AnyView,
) -> AnyView {
    let body = if rows.is_empty() {
        view! { <p class="muted">{none}</p> }.into_any()
    } else {
        table_of(title, view! { {heads(words)} {actions_head()} }.into_any(), rows)
    };
    view! {
        <section class="stack">
            <div class="row between">
                <h2>{title}</h2>
                {add}
            </div>
            {body}
        </section>
    }
    .into_any()
}

fn person(here: Here, one: &AssignedSystemUser) -> AnyView {
    let m = m();
    let access = if one.full_control { m.full_control.to_owned() } else { one.tasks.texts().join(", ") };
    let id = one.id.to_string();
    let about = move || About::new(here, "", session::unless(P::SystemUsersManage));
    let menu = Callback::new(move |()| {
        let ask = |action: &'static str| {
            let id = id.clone();
            Callback::new(move |()| here.open_part(action, "user", &id))
        };
        let m = self::m();
        vec![
            about().does(m.change_tasks, icon::PENCIL, ask("access")),
            about().does(m.remove, icon::TRASH, ask("remove")).dangerous(),
        ]
    });
    view! {
        <tr>
            <th scope="row" class="leads">
                <a class="go" href=format!("{}?tab=assets", routes::system_user(one.id.as_str()))>{one.username.clone()}</a>
            </th>
            {cell(t().bots.status, status_badge(one.status).into_any())}
            {cell(m.access, access.into_any())}
            {cell(m.since, view! { <When millis=one.assigned_at.millis() /> }.into_any())}
            {menu_cell(&one.username, menu)}
        </tr>
    }
    .into_any()
}

fn numbers(here: Here, all: &[WhatsappNumber]) -> AnyView {
    let m = m();
    let row = |one: &WhatsappNumber| {
        let id = one.id.to_string();
        let press = Callback::new(move |()| here.open_part("remove-number", "number", &id));
        view! {
            <tr>
                <th scope="row">{one.display_number.clone()}</th>
                {cell(m.number_id, view! { <Copyable what=m.number_id text=one.graph_id.to_string() /> }.into_any())}
                {removal_cell((m.remove_title)(&one.display_number), session::unless(P::SystemUsersManage), press)}
            </tr>
        }
        .into_any()
    };
    let add = Callback::new(move |()| here.open("add-number", ""));
    let add =
        view! { <Button label=m.add_number glyph=icon::PLUS off=session::unless(P::SystemUsersManage) on_press=add /> };
    section((m.numbers, m.no_numbers), &[m.number, m.number_id], all.iter().map(row).collect(), add.into_any())
}

/// The apps that are told of it; nothing for whoever may not see webhooks.
fn subscribed(here: Here, id: &WhatsappAccountId) -> AnyView {
    if !session::may(P::WebhooksManage) {
        return ().into_any();
    }
    let back = super::accounts::address(id.as_str());
    view! {
        <section class="stack">
            <h2>{m().subscribed_apps}</h2>
            {subscribed::table(here, Of::Line(id.clone()), m().subscribed_apps, back)}
        </section>
    }
    .into_any()
}

/// The dialogs about one, over its page and over the list.
pub fn dialogs(here: Here) -> AnyView {
    let ask = Memo::new(move |_| here.ask());
    part(move || {
        let ask = ask.get()?;
        let Ok(id) = WhatsappAccountId::try_from(ask.id) else { return Some(untrack(|| gone(here))) };
        Some(untrack(|| {
            let one = use_query::<GetWhatsappAccount>(move || Some((id.clone(), Nothing {})));
            known(here, one, move |one| match ask.action.as_str() {
                "add-people" => people::add(here, &one),
                "access" => people::access(here, &one),
                "remove" => people::remove(here, &one),
                "add-number" => add_number(here, &one.whatsapp_account.id),
                "remove-number" => remove_number(here, &one),
                "rename" => rename(here, &one),
                "delete" => delete(here, &one),
                _ => ().into_any(),
            })
        }))
    })
    .into_any()
}

fn rename(here: Here, one: &WhatsappAccountWithPeople) -> AnyView {
    let m = m();
    let account = &one.whatsapp_account;
    let form = Form::new();
    form.reopen_when_stale(here);
    let (id, version) = (account.id.clone(), account.version);
    let submit = move |()| {
        let mut fields = form.fields(&["name"]);
        fields.insert("version".to_owned(), version.into());
        form.submit::<UpdateWhatsappAccount>(id.clone(), fields, move |_| {
            refresh();
            here.close();
            toasts::done(self::m().saved);
        });
    };
    let field = view! { <Text form=form name="name" label=m.name value=account.name.clone() /> };
    let title = (m.edit_title)(&account.name);
    form_dialog(here, title, form, t().common.rename, Callback::new(submit), field.into_any())
}

fn add_number(here: Here, id: &WhatsappAccountId) -> AnyView {
    let m = m();
    let form = Form::new();
    let id = id.clone();
    let submit = move |()| {
        form.submit::<AddWhatsappNumber>(id.clone(), form.fields(&["display_number"]), move |_| {
            refresh();
            here.close();
            toasts::done(self::m().saved);
        });
    };
    let field = view! { <Text form=form name="display_number" label=m.number hint=m.number_hint mode="tel" /> };
    form_dialog(here, m.add_number.to_owned(), form, m.add_number, Callback::new(submit), field.into_any())
}

fn remove_number(here: Here, of: &WhatsappAccountWithPeople) -> AnyView {
    let m = m();
    let named = untrack(|| here.param("number")).unwrap_or_default();
    let account = &of.whatsapp_account;
    let Some(one) = account.numbers.iter().find(|one| one.id.as_str() == named) else { return gone(here) };
    let path = (account.id.clone(), one.id.clone());
    let take = move || call::<RemoveWhatsappNumber>(&path, &Nothing {}, &Nothing {});
    let (title, said) = ((m.remove_title)(&one.display_number), (m.removed)(&one.display_number));
    confirm(here, Question::new(title, m.remove, vec![m.remove_number_text.to_owned()], take, said))
}

fn delete(here: Here, one: &WhatsappAccountWithPeople) -> AnyView {
    let m = m();
    let account = &one.whatsapp_account;
    let id = account.id.clone();
    let take = move || call::<DeleteWhatsappAccount>(&id, &Nothing {}, &Nothing {});
    let stops = vec![m.delete_account_text.to_owned()];
    let (title, said) = ((m.delete_title)(&account.name), (m.deleted)(&account.name));
    let to = matches!(here.page(), Page::WhatsappAccount(_)).then_some("/whatsapp-accounts");
    let asked = Question::new(title, t().common.delete, stops, take, said);
    confirm(here, Question { name: account.name.clone(), to, ..asked })
}
