//! One channel: who carries it, for whom, and what can be done.

use crate::areas::messages::channels::{credential, dialogs, kind, medium, renewal, scope_of, switch};
use crate::areas::messages::common::{Detail, detail, fact, facts, m, or_dash};
use crate::i18n::t;
use crate::routes::Here;
use crate::shared::environment::{test_badge, word};
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
use contract::table::GetChannel;
use contract::{Channel, ChannelKind, Nothing};
use domain::ids::ChannelId;
use domain::renewal::Renewal;
use domain::system_user::Status;
use leptos::prelude::*;

/// The page.
pub fn page(here: Here, id: ChannelId) -> AnyView {
    let own = StoredValue::new(id.to_string());
    let one = use_query::<GetChannel>(move || Some((id.clone(), Nothing {})));
    let title = Memo::new(move |_| one.data.with(|one| one.as_ref().map(|one| one.name.clone())));
    let is = move |of: fn(&Channel) -> bool| Memo::new(move |_| one.data.with(|one| one.as_deref().is_some_and(of)));
    let active = is(|one| one.status == Status::Active);
    let simulated = is(|one| one.kind == ChannelKind::Simulator);
    let open = move |action: &'static str| Callback::new(move |()| here.open(action, ""));
    let turn = Callback::new(move |()| {
        if let Some(one) = one.data.get_untracked() {
            switch(&one);
        }
    });
    let actions = Callback::new(move |()| {
        view! {
            <Button label=m().send_test glyph=icon::SENDS off=view_as::blocked() on_press=open("test") />
            {part(move || simulated.get().then(|| view! { <Button label=m().simulate glyph=icon::BUBBLE off=view_as::blocked() on_press=open("simulate") /> }))}
            {part(move || {
                let label = if active.get() { t().bots.deactivate } else { t().bots.activate };
                view! { <Button label=label glyph=icon::POWER off=view_as::blocked() on_press=turn /> }
            })}
            <Button label=m().edit glyph=icon::PENCIL off=view_as::blocked() on_press=open("edit") />
            {history_button(&own.get_value())}
            <Button label=t().common.delete glyph=icon::TRASH off=view_as::blocked() on_press=open("delete") />
        }
        .into_any()
    });
    let frame = detail(Detail {
        list: ("/channels", t().nav.channels),
        lead: m().channel_lead,
        title,
        failure: one.failure,
        beside: Callback::new(move |()| {
            one.data
                .with(|one| one.as_ref().map(|one| view! { {test_badge(one.environment)} {status_badge(one.status)} }))
                .into_any()
        }),
        actions,
        body: Callback::new(move |()| {
            view! { <div class="stack wide-gap">{part(move || one.data.get().map(|one| body(&one)))}</div> }.into_any()
        }),
    });
    view! { {frame} {dialogs(here)} }.into_any()
}

/// What is to be done about a credential that does not renew itself.
fn about_renewal(one: &Channel) -> Option<AnyView> {
    let (tone, text) = match one.renewal? {
        Renewal::ByHand => ("warn", m().renewed_by_hand),
        Renewal::Failing => ("bad", m().renewal_failed),
        Renewal::Ended => ("bad", m().credential_ended),
        Renewal::Unknown if one.renewal_error.is_some() => ("", m().end_not_said),
        Renewal::Unknown | Renewal::NotNeeded | Renewal::Automatic => return None,
    };
    let said = one.renewal_error.clone().map(|said| view! { <p class="mono">{said}</p> });
    Some(view! { <Notice tone=tone><p>{text}</p>{said}</Notice> }.into_any())
}

/// When its credential ends, and how the renewal stands.
fn renewal_facts(one: &Channel) -> Option<AnyView> {
    let state = one.renewal?;
    let end = one.credential_expires_at.map(|at| view! { <When millis=at.millis() /> }.into_any());
    let app = one
        .app_id
        .clone()
        .map(|id| fact(m().renewing_app, view! { <Copyable what=m().renewing_app text=id /> }.into_any()));
    Some(
        view! {
            {fact(m().credential_ends, end.unwrap_or_else(|| or_dash(None)))}
            {fact(m().renewal, renewal(state).into_any())}
            {app}
        }
        .into_any(),
    )
}

fn body(one: &Channel) -> AnyView {
    let hint = (one.kind == ChannelKind::Simulator).then(|| view! { <Notice><p>{m().simulator_text}</p></Notice> });
    let source = match &one.source {
        Some(of) => view! { <a href=format!("/sources/{}", of.id)>{of.name.clone()}</a> }.into_any(),
        None => "—".into_any(),
    };
    view! {
        {hint}
        {about_renewal(one)}
        {facts(t().bots.facts, vec![
            fact(t().common.environment, word(one.environment).into_any()),
            fact(m().carrier, kind(one.kind).into_any()),
            fact(m().medium, medium(one.medium).into_any()),
            fact(m().number, view! { <Copyable what=m().number text=one.origin.clone() /> }.into_any()),
            fact(m().scope, scope_of(one).into_any()),
            fact(m().credential, or_dash(credential(one))),
            renewal_facts(one).into_any(),
            fact(m().address, or_dash(one.address.clone())),
            fact(m().source_of, source),
            fact(t().bots.id, view! { <Copyable what=t().bots.id text=one.id.to_string() /> }.into_any()),
            fact(t().bots.created_by, one.created_by.name.clone().into_any()),
            fact(t().bots.created, view! { <When millis=one.created_at.millis() /> }.into_any()),
        ])}
    }
    .into_any()
}
