//! The list of inbound sources, and what is asked about one.

use crate::areas::messages::common::{
    Question, ago, at_once, body, by_name, cell, confirm, gone, heads, known, m, or_dash,
};
use crate::areas::messages::{source_form, source_try};
use crate::i18n::{number, t};
use crate::routes::{Here, Page as Place};
use crate::shared::environment::test_badge;
use crate::shared::list_page::{List, cursor, list_page};
use crate::shared::row_menu::{About, menu_cell};
use crate::shared::secret::{Made, again_in, left, turning};
use crate::shared::status::status_badge;
use crate::state::query::use_query;
use crate::state::view_as;
use crate::ui::button::{Button, LinkButton};
use crate::ui::each::For;
use crate::ui::icon;
use crate::ui::menu::Item;
use crate::ui::notice::Empty;
use crate::ui::page::Head;
use crate::ui::part;
use contract::client::call;
use contract::table::{DeleteInboundSource, GetInboundSource, ListInboundSources, UpdateInboundSource};
use contract::{InboundSource, NameQuery, Nothing, Provider, Request, SourceAuthentication};
use domain::ids::InboundSourceId;
use domain::system_user::Status;
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
pub fn page(here: Here) -> AnyView {
    let list = use_query::<ListInboundSources>(move || {
        Some(((), NameQuery { limit: None, cursor: cursor(here), search: here.param("search") }))
    });
    let items = move || list.data.get().map(|page| page.items.clone()).unwrap_or_default();
    let create = || view! { <LinkButton label=t().palette.source href="/sources/new" tone="primary" glyph=icon::PLUS off=view_as::blocked() /> };
    view! {
        <div class="page">
            <Head title=t().nav.sources lead=m().sources_lead>
                <Button label=m().try_sample glyph=icon::SEARCH on_press=Callback::new(move |()| here.open("try", "")) />
                {create()}
            </Head>
            {by_name(here)}
            {list_page(
                here,
                list,
                List {
                    caption: t().nav.sources,
                    class: "table",
                    bones: &["l", "m", "m", "m", "s", "s", "s"],
                    heads: heads(&[m().name, m().provider, m().proof, m().last_received, m().refused_count, t().bots.status]),
                    actions: true,
                    rows: view! { <For each=items key=|one| format!("{} {} {}", one.id, one.version, one.refused) let:one>{row(here, &one)}</For> }.into_any(),
                    none: Box::new(move || view! { <Empty glyph=icon::DOWN title=m().sources_empty why=m().sources_empty_why>{create()}</Empty> }.into_any()),
                },
            )}
        </div>
        {source_form::new(here)}
        {dialogs(here)}
    }
    .into_any()
}

/// Whose calls it takes, in words.
pub fn provider(of: Provider) -> &'static str {
    match of {
        Provider::SinchWhatsapp => "Sinch WhatsApp",
        Provider::SinchSms => "Sinch SMS",
        Provider::MetaWhatsapp => "Meta WhatsApp Cloud API",
        Provider::Generic => m().generic,
    }
}

/// How its calls prove where they are from, in words.
pub fn proof(of: SourceAuthentication) -> &'static str {
    match of {
        SourceAuthentication::Signature => m().by_signature,
        SourceAuthentication::SystemUser => m().by_system_user,
        SourceAuthentication::Address => m().by_address,
    }
}

/// Switches a source on or off. Off, every call is refused until it is on again.
pub fn switch(one: &InboundSource) {
    let (to, said) = match one.status {
        Status::Active => (Status::Inactive, t().bots.deactivated_toast),
        Status::Inactive => (Status::Active, t().bots.activated_toast),
    };
    let fields = body([("version", one.version.into()), ("status", to.as_str().into())]);
    if let Ok(change) = contract::UpdateInboundSource::parse(fields) {
        at_once(call::<UpdateInboundSource>(&one.id, &Nothing {}, &change), said(&one.name));
    }
}

/// Does it have something that can be made anew?
pub fn rotates(one: &InboundSource) -> bool {
    one.authentication == SourceAuthentication::Address || one.provider == Provider::MetaWhatsapp
}

fn row(here: Here, one: &InboundSource) -> AnyView {
    let cells = view! {
        <th scope="row" class="leads">
            <a class="go" href=format!("/sources/{}", one.id)>{one.name.clone()}</a>
            {test_badge(one.environment)}
        </th>
        {cell(m().provider, provider(one.provider).into_any())}
        {cell(m().proof, proof(one.authentication).into_any())}
        {cell(m().last_received, ago(one.last_received_at))}
        {cell(m().refused_count, or_dash((one.refused > 0).then(|| number(one.refused.unsigned_abs()))))}
        {cell(t().bots.status, status_badge(one.status).into_any())}
    };
    let one = one.clone();
    let menu = menu_cell(&one.name.clone(), Callback::new(move |()| menu(here, &one)));
    view! { <tr>{cells}{menu}</tr> }.into_any()
}

/// What can be done with a source.
fn menu(here: Here, one: &InboundSource) -> Vec<Item> {
    let about = About::new(here, one.id.as_str(), view_as::blocked());
    let switched = one.clone();
    let turn = Callback::new(move |()| switch(&switched));
    let mut all = vec![about.asks(m().edit, icon::PENCIL, "edit")];
    if rotates(one) {
        all.push(about.asks(m().rotate, icon::KEY, "rotate"));
    }
    all.push(about.does(
        if one.status == Status::Active { t().bots.deactivate } else { t().bots.activate },
        icon::POWER,
        turn,
    ));
    all.extend(about.history());
    all.push(about.deletes());
    all
}

/// The dialogs of the address.
pub fn dialogs(here: Here) -> AnyView {
    let ask = Memo::new(move |_| here.ask());
    let asked = part(move || {
        let ask = ask.get()?;
        if ask.action == "try" {
            return Some(untrack(|| source_try::dialog(here, None)));
        }
        let Ok(id) = InboundSourceId::try_from(ask.id) else { return Some(untrack(|| gone(here))) };
        Some(untrack(|| {
            let one = use_query::<GetInboundSource>(move || Some((id.clone(), Nothing {})));
            known(here, one, move |one| about(here, &one, &ask.action))
        }))
    });
    view! { {asked} {left(here, again_in("/sources"))} }.into_any()
}

fn about(here: Here, one: &Arc<InboundSource>, action: &str) -> AnyView {
    let made = Made::new(here, "/sources");
    match action {
        "edit" => source_form::editor(here, Some(one), made),
        "sample" => source_try::dialog(here, Some(one)),
        "rotate" => {
            let one = Arc::clone(one);
            turning(made, move || source_form::rotate(here, &one, made))
        }
        "delete" => delete(here, one),
        _ => ().into_any(),
    }
}

fn delete(here: Here, one: &InboundSource) -> AnyView {
    let id = one.id.clone();
    let shown = matches!(here.page(), Place::Messages(_, Some(_)));
    confirm(
        here,
        Question {
            name: one.name.clone(),
            to: shown.then_some("/sources"),
            ..Question::new(
                (m().delete_title)(&one.name),
                t().common.delete,
                vec![m().delete_source.to_owned()],
                move || call::<DeleteInboundSource>(&id, &Nothing {}, &Nothing {}),
                (m().deleted)(&one.name),
            )
        },
    )
}
