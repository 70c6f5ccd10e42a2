//! The WhatsApp accounts, and the dialog that adds one: by hand, or read from a channel.

use crate::areas::business::common::{form_dialog, m};
use crate::i18n::{counted, t};
use crate::routes::Here;
use crate::shared::later::later;
use crate::shared::pieces::{cell, lead, or_dash};
use crate::shared::reading::whole;
use crate::shared::row_menu::{About, menu_cell};
use crate::state::query::{refresh, use_all, use_query};
use crate::state::session;
use crate::ui::button::LinkButton;
use crate::ui::field::Text;
use crate::ui::form::Form;
use crate::ui::icon;
use crate::ui::notice::Empty;
use crate::ui::page::Head;
use crate::ui::part;
use crate::ui::time::When;
use contract::table::{CreateWhatsappAccount, ListChannels, ListWhatsappAccounts};
use contract::{Channel, ChannelQuery, Limit, Medium, Nothing, Page, WhatsappAccount};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// The address of one.
pub fn address(id: &str) -> String {
    format!("/whatsapp-accounts/{id}")
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let m = m();
    let list = use_query::<ListWhatsappAccounts>(|| Some(((), Nothing {})));
    let add = || {
        view! { <LinkButton label=self::m().add_account href="/whatsapp-accounts/new" tone="primary" glyph=icon::PLUS off=session::unless(P::SystemUsersManage) /> }
    };
    let open = Memo::new(move |_| here.is_new());
    view! {
        <div class="page">
            <Head title=t().nav.whatsapp_accounts lead=m.accounts_lead>{add()}</Head>
            {whole(
                list,
                t().nav.whatsapp_accounts,
                &[m.name, m.account_id, m.numbers, m.people, t().bots.created],
                move |all| all.items.iter().map(|one| row(here, one)).collect(),
                move || view! { <div class="table-box"><Empty glyph=icon::BUBBLE title=m.accounts_empty why=m.accounts_empty_why>{add()}</Empty></div> }.into_any(),
            )}
        </div>
        {part(move || open.get().then(|| untrack(|| create(here))))}
        {super::account::dialogs(here)}
    }
    .into_any()
}

fn row(here: Here, one: &WhatsappAccount) -> AnyView {
    let m = m();
    let numbers: Vec<&str> = one.numbers.iter().map(|number| number.display_number.as_str()).collect();
    let made = view! { <When millis=one.created_at.millis() /> <span class="sub">{one.created_by.name.clone()}</span> };
    let id = one.id.to_string();
    let to = address(&id);
    let menu = Callback::new(move |()| {
        let about = About::new(here, &id, session::unless(P::SystemUsersManage));
        let people = about.leads(self::m().people, icon::PEOPLE, address(&id));
        let mut all = vec![people, about.asks(t().common.rename, icon::PENCIL, "rename")];
        all.extend(about.history());
        all.push(about.deletes());
        all
    });
    view! {
        <tr>
            {lead(to, one.name.clone(), String::new())}
            {cell(m.account_id, view! { <code>{one.graph_id.to_string()}</code> }.into_any())}
            {cell(m.numbers, or_dash(Some(numbers.join(", "))))}
            {cell(m.people, counted(m.users, one.assigned.unsigned_abs()).into_any())}
            {cell(t().bots.created, made.into_any())}
            {menu_cell(&one.name, menu)}
        </tr>
    }
    .into_any()
}

fn of_whatsapp(page: &Page<Channel>) -> Vec<(String, String)> {
    let fitting = page.items.iter().filter(|one| one.medium == Medium::Whatsapp);
    fitting.map(|one| (one.id.to_string(), format!("{} ({})", one.name, one.origin))).collect()
}

fn create(here: Here) -> AnyView {
    let m = m();
    let form = Form::new();
    let submit = move |()| {
        form.submit::<CreateWhatsappAccount>((), form.fields(&["name", "channel_id"]), move |made| {
            refresh();
            here.replace(&address(made.id.as_str()));
        });
    };
    // Who may not see channels adds by hand.
    let channels = session::may(P::WebhooksManage).then(|| {
        let list = use_all::<ListChannels>(|| {
            Some(((), ChannelQuery { limit: Limit::try_from(200).ok(), ..ChannelQuery::default() }))
        });
        later(form, ("channel_id", m.from_channel, m.channel_hint), (String::new(), m.by_hand), list, of_whatsapp)
    });
    let fields = view! {
        <Text form=form name="name" label=m.name />
        {channels}
    };
    form_dialog(here, m.add_account.to_owned(), form, m.add_account, Callback::new(submit), fields.into_any())
}
