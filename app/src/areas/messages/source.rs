//! One source: its address, what it brought, and what it refused.

use crate::areas::messages::channels::medium;
use crate::areas::messages::common::{Detail, ago, cell, detail, fact, facts, live, m, or_dash, table, trouble};
use crate::areas::messages::source_form::MAPPED;
use crate::areas::messages::source_try::why;
use crate::areas::messages::sources::{dialogs, proof, provider, rotates, switch};
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::environment::test_badge;
use crate::shared::row_menu::history_button;
use crate::shared::status::status_badge;
use crate::state::query::use_query;
use crate::state::view_as;
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::icon;
use crate::ui::notice::Notice;
use crate::ui::part;
use crate::ui::time::When;
use contract::table::{GetInboundSource, ListRefusedInbound};
use contract::{InboundSource, Limit, Nothing, PageQuery, Provider, RefusedInbound, SourceAuthentication};
use domain::ids::InboundSourceId;
use domain::system_user::Status;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here, id: InboundSourceId) -> AnyView {
    let own = StoredValue::new(id.to_string());
    let of = id.clone();
    let one = use_query::<GetInboundSource>(move || Some((id.clone(), Nothing {})));
    let refused = use_query::<ListRefusedInbound>(move || {
        Some((of.clone(), PageQuery { limit: Limit::try_from(100).ok(), cursor: None }))
    });
    live(here);
    let title = Memo::new(move |_| one.data.with(|one| one.as_ref().map(|one| one.name.clone())));
    let open = move |action: &'static str| Callback::new(move |()| here.open(action, ""));
    let turn = Callback::new(move |()| {
        if let Some(one) = one.data.get_untracked() {
            switch(&one);
        }
    });
    let active = Memo::new(move |_| one.data.with(|one| one.as_ref().is_some_and(|one| one.status == Status::Active)));
    let has_secret = Memo::new(move |_| one.data.with(|one| one.as_ref().is_some_and(|one| rotates(one))));
    let actions = Callback::new(move |()| {
        view! {
            <Button label=m().try_sample glyph=icon::SEARCH on_press=open("sample") />
            {part(move || {
                let label = if active.get() { t().bots.deactivate } else { t().bots.activate };
                view! { <Button label=label glyph=icon::POWER off=view_as::blocked() on_press=turn /> }
            })}
            {part(move || has_secret.get().then(|| view! { <Button label=m().rotate glyph=icon::KEY off=view_as::blocked() on_press=open("rotate") /> }))}
            <Button label=m().edit glyph=icon::PENCIL off=view_as::blocked() on_press=open("edit") />
            {history_button(&own.get_value())}
            <Button label=t().common.delete glyph=icon::TRASH off=view_as::blocked() on_press=open("delete") />
        }
        .into_any()
    });
    let frame = detail(Detail {
        list: ("/sources", t().nav.sources),
        lead: m().source_lead,
        title,
        failure: one.failure,
        beside: Callback::new(move |()| {
            one.data
                .with(|one| one.as_ref().map(|one| view! { {test_badge(one.environment)} {status_badge(one.status)} }))
                .into_any()
        }),
        actions,
        body: Callback::new(move |()| {
            view! {
                <div class="stack wide-gap">
                    {part(move || one.data.get().map(|one| body(&one)))}
                    <section class="stack">
                        <h2>{m().refused}</h2>
                        {trouble(refused.failure)}
                        {part(move || refused.data.get().map(|page| what_was_refused(&page.items)))}
                    </section>
                </div>
            }
            .into_any()
        }),
    });
    view! { {frame} {dialogs(here)} }.into_any()
}

fn what_was_refused(items: &[RefusedInbound]) -> AnyView {
    if items.is_empty() {
        return view! { <p class="muted">{m().nothing_refused}</p> }.into_any();
    }
    let row = |one: &RefusedInbound| {
        view! {
            <tr>
                {cell(m().when, view! { <When millis=one.at.millis() /> }.into_any())}
                {cell(m().why, why(one.why).into_any())}
                {cell(m().excerpt, view! { <code>{one.excerpt.clone()}</code> }.into_any())}
            </tr>
        }
        .into_any()
    };
    table(m().refused, &[m().when, m().why, m().excerpt], items.iter().map(row).collect())
}

fn body(one: &InboundSource) -> AnyView {
    let hint = match (one.provider, one.authentication) {
        (Provider::MetaWhatsapp, _) => m().paste_meta,
        (_, SourceAuthentication::Address) => m().paste_secret,
        _ => m().paste_sinch,
    };
    let bot = one.system_user.as_ref().map(|bot| bot.username.clone()).or_else(|| {
        (one.authentication == SourceAuthentication::SystemUser)
            .then(|| if one.system_user_id.is_some() { m().gone } else { m().any_system_user }.to_owned())
    });
    let networks = one.networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let networks = if networks.is_empty() { m().from_anywhere.to_owned() } else { networks };
    let mapped = one.mapping.as_ref().and_then(|of| serde_json::to_value(of).ok()).map(|of| {
        let found = |name: &&'static str| Some(fact(name, or_dash(Some(of.get(*name)?.as_str()?.to_owned()))));
        facts(m().mapping, MAPPED.iter().filter_map(found).collect())
    });
    view! {
        <Notice><p>{hint}</p></Notice>
        {facts(t().bots.facts, vec![
            fact(m().address, view! { <Copyable what=m().address text=one.url.clone() /> }.into_any()),
            fact(m().provider, provider(one.provider).into_any()),
            fact(m().medium, medium(one.medium).into_any()),
            fact(m().proof, proof(one.authentication).into_any()),
            fact(t().subaccounts.bot, or_dash(bot)),
            fact(m().networks, networks.into_any()),
            fact(m().last_received, ago(one.last_received_at)),
            fact(m().last_refused, ago(one.last_refused_at)),
            fact(t().bots.created_by, one.created_by.name.clone().into_any()),
            fact(t().bots.created, view! { <When millis=one.created_at.millis() /> }.into_any()),
        ])}
        {mapped}
    }
    .into_any()
}
