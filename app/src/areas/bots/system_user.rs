//! One system user: its state, its facts, its tokens, what it did in the last 24 hours, and what can be done.

use crate::areas::bots::system_user_dialogs::{AskDialogs, switch_on};
use crate::areas::bots::{history, own_addresses, recipes};
use crate::i18n::{counted, exact, hour, number, relative, t};
use crate::routes::Here;
use crate::shared::ip_rules::m;
use crate::shared::pieces::actions_head;
use crate::shared::reading::trouble;
use crate::shared::refused;
use crate::shared::status::status_badge;
use crate::state::clock::now;
use crate::state::query::use_query;
use crate::state::{session, view_as};
use crate::ui::badge::badge;
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::icon::{self, icon};
use crate::ui::page::{Forbidden, Head, Missing};
use crate::ui::part;
use crate::ui::spark::chart;
use crate::ui::tabs::Tabs;
use crate::ui::time::{Ago, When};
use contract::table::GetSystemUser;
use contract::{Nothing, RefusalQuery, SystemUser, TokenInfo, TokenStatus};
use domain::ids::SystemUserId;
use domain::permission::PermissionId;
use domain::system_user::Status;
use leptos::prelude::*;

const HOUR: i64 = 3_600_000;

/// The page.
pub fn page(here: Here, id: String) -> AnyView {
    if !session::may(PermissionId::SystemUsersManage) {
        return view! { <Forbidden permission=PermissionId::SystemUsersManage.as_str() /> }.into_any();
    }
    let Ok(id) = SystemUserId::try_from(id) else { return view! { <Missing /> }.into_any() };
    let (past, refused, addresses) = (id.clone(), id.clone(), id.clone());
    let one = use_query::<GetSystemUser>(move || Some((id.clone(), Nothing {})));
    // The head is drawn again only when what is in it changes.
    let title = Memo::new(move |_| one.data.with(|d| d.as_ref().map(|d| d.system_user.username.clone())));
    let gone = Memo::new(move |_| one.failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)));
    let bot = move || one.data.with(|d| d.as_ref().map(|d| d.system_user.clone()));
    let panel = Callback::new(move |index: usize| match index {
        0 => {
            let addresses = addresses.clone();
            view! {
                <div class="stack wide-gap">
                    {part(move || bot().map(|b| body(here, &b)))} {own_addresses::section(here, &addresses)}
                </div>
            }
            .into_any()
        }
        1 => {
            let refused = refused.clone();
            refused::list(
                move || Some(RefusalQuery { system_user_id: Some(refused.clone()), ..RefusalQuery::default() }),
                false,
            )
        }
        _ => history::panel(past.clone()),
    });
    view! {
        {part(move || {
            if gone.get() {
                return view! { <Missing /> }.into_any();
            }
            view! {
                <div class="page">
                    {part(move || head(here, title.get().unwrap_or_default(), Signal::derive(move || one.data.with(|d| d.as_ref().map(|d| d.system_user.status))), bot))}
                    {trouble(one.failure)}
                    <Tabs label=t().bots.tab names=vec![t().bots.facts, m().why_refused, t().bots.history] panel=panel />
                </div>
            }
                .into_any()
        })}
        <AskDialogs here=here />
    }
    .into_any()
}

fn crumb() -> AnyView {
    view! {
        <a class="crumb" href="/system-users">
            {icon(icon::LEFT)}
            {t().bots.title}
        </a>
    }
    .into_any()
}

fn head(
    here: Here,
    name: String,
    status: Signal<Option<Status>>,
    bot: impl Fn() -> Option<SystemUser> + Copy + Send + Sync + 'static,
) -> AnyView {
    let b = &t().bots;
    let open = move |action: &'static str| Callback::new(move |()| here.open(action, ""));
    let beside = view! { {part(move || status.get().map(status_badge))} }.into_any();
    let active = move || status.get() == Some(Status::Active);
    let on = move |()| {
        if let Some(u) = untrack(bot) {
            switch_on(u.id, u.username);
        }
    };
    let off =
        Signal::derive(move || view_as::blocked().or_else(|| active().then(|| b.delete_first_deactivate.to_owned())));
    view! {
        <Head title=name lead=b.detail_lead crumb=crumb() beside=beside>
            {part(move || {
                if active() {
                    view! { <Button label=b.deactivate glyph=icon::POWER off=view_as::blocked() on_press=open("deactivate") /> }.into_any()
                } else {
                    view! { <Button label=b.activate glyph=icon::POWER off=view_as::blocked() on_press=Callback::new(on) /> }.into_any()
                }
            })}
            <Button label=b.new_token glyph=icon::KEY off=view_as::blocked() on_press=open("token") />
            <Button label=b.rename glyph=icon::PENCIL off=view_as::blocked() on_press=open("rename") />
            <Button label=t().common.delete glyph=icon::TRASH off=off on_press=open("delete") />
        </Head>
    }
    .into_any()
}

fn body(here: Here, u: &SystemUser) -> AnyView {
    let b = &t().bots;
    let place = u
        .subaccount
        .as_ref()
        .map_or_else(|| b.account_wide.to_owned(), |s| format!("{} ({})", s.name, s.reference_name));
    let ip = u.last_used_ip.as_ref().map(|ip| (b.from_address)(ip));
    let off = u.deactivated_at.map(|at| {
        let by = u.deactivated_by.as_ref().map(|by| format!(" · {}", by.name));
        view! {
            <div>
                <dt>{b.deactivated}</dt>
                <dd>
                    <When millis=at.millis() />
                    {by}
                </dd>
            </div>
        }
    });
    view! {
        <div class="stack wide-gap">
        <section class="card">
            <div class="card-head">
                <h2>{b.facts}</h2>
            </div>
            <dl class="facts">
                <div>
                    <dt>{b.username}</dt>
                    <dd>
                        <Copyable what=b.username text=u.username.clone() />
                    </dd>
                </div>
                <div>
                    <dt>{b.id}</dt>
                    <dd>
                        <Copyable what=b.id text=u.id.to_string() />
                    </dd>
                </div>
                <div>
                    <dt>{b.subaccount}</dt>
                    <dd>{place}</dd>
                </div>
                <div>
                    <dt>{b.created_by}</dt>
                    <dd>{u.created_by.name.clone()}</dd>
                </div>
                <div>
                    <dt>{b.created}</dt>
                    <dd>
                        <When millis=u.created_at.millis() />
                    </dd>
                </div>
                <div>
                    <dt>{b.last_used}</dt>
                    <dd>
                        {match u.last_used_at {
                            Some(at) => view! { <Ago millis=at.millis() /> " " {ip} }.into_any(),
                            None => t().common.never.into_any(),
                        }}
                    </dd>
                </div>
                {off}
            </dl>
        </section>
        {activity(u)}
        {crate::areas::bots::custodians::card(here, u)}
        {tokens(here, &u.tokens)}
        {recipes::card(&u.username)}
        </div>
    }
    .into_any()
}

fn activity(u: &SystemUser) -> AnyView {
    let b = &t().bots;
    let values: Vec<u64> = u.activity.iter().map(|n| n.unsigned_abs()).collect();
    let total = u.calls_24h.unsigned_abs();
    let end = now() / HOUR * HOUR;
    let count = values.len() as i64;
    let rows = values
        .iter()
        .enumerate()
        .filter(|(_, n)| **n > 0)
        .map(|(i, n)| view! { <tr><th scope="row">{hour(end - (count - 1 - i as i64) * HOUR)}</th><td>{number(*n)}</td></tr> })
        .collect_view();
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{b.activity}</h2>
                <p>{counted(b.activity_24h, total)}</p>
            </div>
            <div class="card-body">
                {if total == 0 {
                    view! { <p class="muted">{b.no_calls_24h}</p> }.into_any()
                } else {
                    view! {
                        {chart(&values)}
                        <details>
                            <summary>{b.as_table}</summary>
                            <table class="table">
                                <caption class="sr">{b.activity}</caption>
                                <thead>
                                    <tr>
                                        <th scope="col">{b.hour}</th>
                                        <th scope="col">{b.calls}</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </details>
                    }
                        .into_any()
                }}
            </div>
        </section>
    }
    .into_any()
}

fn tokens(here: Here, list: &[TokenInfo]) -> AnyView {
    let b = &t().bots;
    let rows = list.iter().map(|info| token(here, info)).collect_view();
    view! {
        <section class="stack">
            <h2>{b.tokens}</h2>
            <div class="table-box">
                <table class="table">
                    <caption class="sr">{b.tokens}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{b.token}</th>
                            <th scope="col">{b.status}</th>
                            <th scope="col">{b.created}</th>
                            <th scope="col">{b.last_used}</th>
                            <th scope="col">{b.ends}</th>
                            {actions_head()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn token(here: Here, info: &TokenInfo) -> AnyView {
    let b = &t().bots;
    let revoke = matches!(info.status, TokenStatus::Live | TokenStatus::Ending).then(|| {
        let id = info.id.to_string();
        let press = move |()| here.open_part("revoke", "token", &id);
        let label = (b.end_token_what)(&info.tail);
        view! { <Button label=label square=true tone="quiet" glyph=icon::OFF off=view_as::blocked() on_press=Callback::new(press) /> }
    });
    let state = match info.status {
        TokenStatus::Live => badge("ok", icon::OK, b.token_live).into_any(),
        TokenStatus::Ending => badge("warn", icon::WARN, b.token_ending_soon).into_any(),
        TokenStatus::Revoked => badge("", icon::OFF, b.token_replaced).into_any(),
        TokenStatus::Expired => badge("", icon::OFF, b.token_expired).into_any(),
    };
    let end = match info.ends_at {
        Some(at) if info.status == TokenStatus::Ending => {
            let at = at.millis();
            view! { <span title=exact(at)>{part(move || (b.stops)(&relative(at, now())))}</span> }.into_any()
        }
        Some(at) => view! { <When millis=at.millis() /> }.into_any(),
        None => view! { <span class="muted">{b.no_expiry}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <code>{format!("…{}", info.tail)}</code>
            </th>
            <td data-label=b.status>{state}</td>
            <td data-label=b.created>
                <When millis=info.created_at.millis() />
            </td>
            <td data-label=b.last_used>
                {match info.last_used_at {
                    Some(at) => view! { <Ago millis=at.millis() /> }.into_any(),
                    None => view! { <span class="muted">{t().common.never}</span> }.into_any(),
                }}
            </td>
            <td data-label=b.ends>{end}</td>
            <td class="actions">{revoke}</td>
        </tr>
    }
    .into_any()
}
