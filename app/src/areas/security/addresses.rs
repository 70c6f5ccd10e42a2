//! From where people and system users may come: the switches, the reader's own address, the lists.

use crate::areas::security::{address_add, address_switch};
use crate::i18n::t;
use crate::net::api;
use crate::routes::Here;
use crate::shared::ip_rules::{m, rules, take_away};
use crate::shared::pieces::card;
use crate::shared::trail::Trail;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{session, toasts};
use crate::ui::badge::badge;
use crate::ui::button::{Button, LinkButton};
use crate::ui::icon;
use crate::ui::notice::{Empty, Notice, Trouble};
use crate::ui::page::{Forbidden, Head};
use crate::ui::part;
use contract::client::call;
use contract::table::{CreateIpRule, GetAccount, ListIpRules};
use contract::{Account, Code, IpRuleQuery, IpRules, Limit, Nothing};
use domain::addresses::AppliesTo;
use domain::network::Network;
use domain::permission::PermissionId as P;
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// How many networks are shown at once.
const AT_ONCE: i64 = 200;

/// The page.
pub fn page(here: Here) -> AnyView {
    if !session::may(P::AccountManage) {
        return view! { <Forbidden permission=P::AccountManage.as_str() /> }.into_any();
    }
    let m = m();
    let account = use_query::<GetAccount>(|| Some(((), Nothing {})));
    let trail = Trail::new();
    let list = use_query::<ListIpRules>(move || {
        let cursor = trail.cursor();
        Some(((), IpRuleQuery { limit: Limit::try_from(AT_ONCE).ok(), cursor, ..IpRuleQuery::default() }))
    });
    let add = session::unless(P::AccountManage);
    let failed = move || list.failure.get().or_else(|| account.failure.get());
    let next = move || list.data.with(|page| page.as_ref().and_then(|page| page.next_cursor.clone()));
    view! {
        <div class="page">
            <Head title=t().nav.addresses lead=m.lead>
                <LinkButton label=m.add href="/addresses/new" tone="primary" glyph=icon::PLUS off=add />
            </Head>
            {part(move || failed().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))}
            <div class="stack wide-gap">
                {part(move || list.data.get().zip(account.data.get()).map(|(list, account)| switches(here, &list, &account)))}
                {part(move || list.data.get().map(|list| listed(here, &list)))}
                {trail.buttons(next)}
            </div>
        </div>
        {dialogs(here, account, list)}
    }
    .into_any()
}

/// Why nothing can be restricted here.
fn unable(list: &IpRules) -> Option<&'static str> {
    (!list.addresses_known).then(|| locale::problem::detail(crate::i18n::locale(), Code::NoClientAddress))
}

fn switches(here: Here, list: &IpRules, account: &Account) -> AnyView {
    let m = m();
    let why = unable(list);
    let one = |title: &'static str,
               text: &'static str,
               on: bool,
               [lift, restrict]: [&'static str; 2],
               action: &'static str| {
        let state = if on {
            badge("warn", icon::SHIELD, m.restricted).into_any()
        } else {
            badge("ok", icon::OK, m.open).into_any()
        };
        let off = session::unless(P::AccountManage).or_else(|| why.filter(|_| !on).map(str::to_owned));
        let (label, name) = if on { (m.switch_off, lift) } else { (m.switch_on, restrict) };
        let press = Callback::new(move |()| here.open(action, ""));
        view! {
            <li>
                <div>
                    <h3>{title}</h3>
                    <p class="muted small">{text}</p>
                </div>
                <div class="row">{state} <Button label=label name=name.to_owned() off=off on_press=press /></div>
            </li>
        }
        .into_any()
    };
    let now = &account.ip_restriction;
    let (people, bots) = ([m.lift_people, m.restrict_people], [m.lift_system_users, m.restrict_system_users]);
    let body = view! {
        {why.map(|why| view! { <div class="card-body"><Notice tone="warn"><p>{why}</p></Notice></div> })}
        <ul class="lines">
            {one(m.people, m.people_text, now.people, people, "people")}
            {one(m.system_users, m.system_users_text, now.system_users, bots, "system_users")}
        </ul>
        {mine(list)}
    };
    card(m.restriction, body.into_any())
}

/// The reader's own address, with one press to list it.
fn mine(list: &IpRules) -> Option<AnyView> {
    let m = m();
    let address = list.your_address.clone()?;
    let network = Network::try_from(address.clone()).ok()?;
    let is_listed = list.items.iter().any(|one| one.applies_to == AppliesTo::Everybody && one.network == network);
    let busy = RwSignal::new(false);
    let press = Callback::new(move |()| add_for_everybody(network, busy));
    let button = (!is_listed).then(|| {
        view! { <Button label=m.add_mine glyph=icon::PLUS pending=busy off=session::unless(P::AccountManage) on_press=press /> }
    });
    Some(
        view! {
            <div class="card-body row">
                <span>{m.your_address} ": " <code>{address}</code></span>
                {button}
            </div>
        }
        .into_any(),
    )
}

/// Lists a network for everybody.
pub fn add_for_everybody(network: Network, busy: RwSignal<bool>) {
    busy.set(true);
    spawn_local(async move {
        let body = contract::CreateIpRule { applies_to: AppliesTo::Everybody, subject_id: None, network, note: None };
        let answer = api::exchange(call::<CreateIpRule>(&(), &Nothing {}, &body), Some(api::new_key())).await;
        busy.try_set(false);
        match answer {
            Ok(_) => toasts::done(m().added_toast),
            Err(failure) => toasts::failed(failure.title),
        }
        refresh();
    });
}

fn listed(here: Here, list: &IpRules) -> AnyView {
    if list.items.is_empty() {
        return view! { <Empty glyph=icon::SHIELD title=m().empty why=m().empty_why /> }.into_any();
    }
    view! {
        <section class="stack">
            <h2>{m().list}</h2>
            {rules(here, &list.items, true)}
        </section>
    }
    .into_any()
}

/// Whatever dialog the address asks for.
fn dialogs(here: Here, account: Query<Account>, list: Query<IpRules>) -> AnyView {
    let asked = Memo::new(move |_| (here.is_new(), here.ask(), here.param("rule")));
    let there = Memo::new(move |_| list.data.with(Option::is_some) && account.data.with(Option::is_some));
    part(move || {
        let (new, ask, _) = asked.get();
        let there = there.get();
        untrack(|| {
            if new {
                return Some(address_add::dialog(here));
            }
            let (list, account): (Arc<IpRules>, Arc<Account>) =
                list.data.get().zip(account.data.get()).filter(|_| there)?;
            match ask?.action.as_str() {
                "take" => Some(take_away(here, &list.items)),
                "people" => Some(address_switch::dialog(here, &account, true)),
                "system_users" => Some(address_switch::dialog(here, &account, false)),
                _ => None,
            }
        })
    })
}
