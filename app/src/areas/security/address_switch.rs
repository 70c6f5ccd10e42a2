//! The dialogs that restrict people or system users, and lift the restriction. Before it restricts it says whom that would
//! lock out.

use crate::areas::security::addresses::add_for_everybody;
use crate::i18n::{counted, t};
use crate::net::api;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::ip_rules::{anyway, m};
use crate::ui::button::Button;
use crate::ui::icon;
use crate::ui::notice::{Notice, Trouble};
use crate::ui::part;
use contract::client::call;
use contract::table::{DryRunIpRules, UpdateAccount};
use contract::{Account, IpSwitches, LockedOut, LockedOutOne, Nothing};
use domain::network::Network;
use leptos::{prelude::*, task::spawn_local};

type Asked = RwSignal<Option<Result<LockedOut, Failure>>>;

/// The dialog about people, or about system users.
pub fn dialog(here: Here, account: &Account, people: bool) -> AnyView {
    let m = m();
    let now = &account.ip_restriction;
    let on = if people { now.people } else { now.system_users };
    let title = match (people, on) {
        (true, false) => m.restrict_people,
        (true, true) => m.lift_people,
        (false, false) => m.restrict_system_users,
        (false, true) => m.lift_system_users,
    };
    let (force, version) = (RwSignal::new(false), account.version);
    let switch = move || {
        let mut switches = IpSwitches::default();
        *(if people { &mut switches.people } else { &mut switches.system_users }) = Some(!on);
        let force = force.get_untracked().then_some(true);
        call::<UpdateAccount>(&(), &Nothing {}, &body(version, switches, force))
    };
    let text = match (on, people) {
        (true, _) => m.lifted_text,
        (false, true) => m.people_text,
        (false, false) => m.system_users_text,
    };
    let label = if on { m.switch_off } else { m.switch_on };
    let asked = Question::new(title.to_owned(), label, vec![text.to_owned()], switch, t().common.saved.to_owned());
    asked.form.reopen_when_stale(here);
    let found = (!on).then(|| dry_run(people));
    let children = view! { {found} {anyway(asked.form.failure, force)} };
    confirm(here, Question { children: Some(children.into_any()), ..asked })
}

/// Nothing is changed but the switches.
const fn body(version: i64, switches: IpSwitches, force: Option<bool>) -> contract::UpdateAccount {
    contract::UpdateAccount {
        version,
        ip_restriction: Some(switches),
        force,
        name: None,
        locale: None,
        attribution_hours: None,
        message_days: None,
        hold_seconds: None,
        audit_days: None,
        require_two_factor: None,
        two_factor_from: None,
        mail_codes: None,
        session_idle_minutes: None,
        session_hours: None,
        token_default_days: None,
        token_max_days: None,
        token_never: None,
        token_scopes: None,
        partner_finds: None,
        attestation_days: None,
        attestation_grace_days: None,
        access_level: None,
    }
}

fn ask(people: bool, found: Asked) {
    spawn_local(async move {
        let body = contract::DryRunIpRules { people: Some(people), system_users: Some(!people) };
        let answer = api::exchange(call::<DryRunIpRules>(&(), &Nothing {}, &body), None).await;
        found.try_set(Some(answer.and_then(|body| api::parse::<LockedOut>(&body))));
    });
}

/// Whom it would lock out, as far as is known.
fn dry_run(people: bool) -> AnyView {
    let found: Asked = RwSignal::new(None);
    ask(people, found);
    let shown = move || match found.get() {
        None => view! { <p class="muted">{m().looking}</p> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure=failure /> }.into_any(),
        Some(Ok(out)) => locked_out(&out, people, found),
    };
    view! { <div role="status" class="stack">{part(shown)}</div> }.into_any()
}

fn locked_out(out: &LockedOut, people: bool, found: Asked) -> AnyView {
    let m = m();
    let (count, unknown) =
        if people { (out.people, out.people_unknown) } else { (out.system_users, out.system_users_unknown) };
    let said = match count {
        0 => m.nobody_out.to_owned(),
        n if people => counted(m.people_out, n.unsigned_abs()),
        n => counted(m.system_users_out, n.unsigned_abs()),
    };
    let more = (unknown > 0).then(|| view! { <p class="muted small">{counted(m.unknown, unknown.unsigned_abs())}</p> });
    let names = out.locked_out.iter().map(named).collect_view();
    view! {
        <p>
            <strong>{said}</strong>
        </p>
        {out.you.then(|| you(out, people, found))}
        {(!out.locked_out.is_empty()).then(|| view! { <ul class="small">{names}</ul> })}
        {more}
    }
    .into_any()
}

/// The reader is among them: with one press they are not.
fn you(out: &LockedOut, people: bool, found: Asked) -> AnyView {
    let m = m();
    let network = out.your_address.clone().and_then(|address| Network::try_from(address).ok());
    let button = network.map(|network| {
        let busy = RwSignal::new(false);
        // Once it is listed the question is asked again.
        Effect::new(move |before: Option<bool>| {
            let now = busy.get();
            if before == Some(true) && !now {
                ask(people, found);
            }
            now
        });
        let press = Callback::new(move |()| add_for_everybody(network, busy));
        view! { <Button label=m.add_mine glyph=icon::PLUS pending=busy on_press=press /> }
    });
    let address = out.your_address.clone();
    view! {
        <Notice tone="bad">
            <p>{m.you_out}</p>
            <div class="row">{address.map(|address| view! { <code>{address}</code> })} {button}</div>
        </Notice>
    }
    .into_any()
}

fn named(one: &LockedOutOne) -> AnyView {
    let m = m();
    let from = one.address.as_ref().map_or_else(|| m.nothing_listed.to_owned(), |ip| format!("{} {ip}", m.last_here));
    view! { <li>{one.name.clone()} " · " {from}</li> }.into_any()
}
