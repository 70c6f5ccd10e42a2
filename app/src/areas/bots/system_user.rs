//! One system user: its state, its facts, its tokens, what it did in the last 24 hours, who looks after it, and what can be
//! done.

use crate::areas::bots::beside::{self, Beside};
use crate::areas::bots::system_user_dialogs::{AskDialogs, switch_on};
use crate::areas::bots::{
    client_keys, custodians, history, own_addresses, rate, recipes, review, role, token_list, trust,
};
use crate::i18n::{counted, hour, number, t};
use crate::routes::Here;
use crate::shared::environment::{test_badge, word};
use crate::shared::reading::trouble;
use crate::shared::refused;
use crate::shared::status::status_badge;
use crate::state::clock::now;
use crate::state::query::use_query;
use crate::state::{session, view_as};
use crate::ui::button::Button;
use crate::ui::copy::Copyable;
use crate::ui::icon::{self, icon};
use crate::ui::lazy::lazy_page;
use crate::ui::page::{Forbidden, Head, Missing};
use crate::ui::part;
use crate::ui::spark::chart;
use crate::ui::tabs::Tabs;
use crate::ui::time::{Ago, When};
use contract::table::GetSystemUser;
use contract::{Nothing, RefusalQuery, SystemUser};
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
    let shown = shown_tabs();
    let [past, refused, addresses, used, keys, trusted, watched, installed, assigned] =
        std::array::from_fn(|_| id.clone());
    let one = use_query::<GetSystemUser>(move || Some((id.clone(), Nothing {})));
    // The head is drawn again only when what is in it changes.
    let title = Memo::new(move |_| one.data.with(|d| d.as_ref().map(|d| d.system_user.username.clone())));
    let gone = Memo::new(move |_| one.failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)));
    let bot = move || one.data.with(|d| d.as_ref().map(|d| d.system_user.clone()));
    let panel = Callback::new(move |index: usize| match shown.get(index).copied().unwrap_or_default() {
        Tab::Overview => part(move || bot().map(|b| body(here, &b))),
        Tab::Tokens => view! { <div class="stack wide-gap">{token_list::panel(here, one)}</div> }.into_any(),
        Tab::Apps => more(here, Beside::Apps(installed.clone())),
        Tab::Assets => more(here, Beside::Assets(assigned.clone())),
        Tab::Keys => more(here, Beside::Keys(keys.clone())),
        Tab::Trust => more(here, Beside::Trust(trusted.clone())),
        Tab::Addresses => own_addresses::section(here, &addresses).into_any(),
        Tab::Custodians => part(move || bot().map(|b| custodians::card(here, &b))),
        Tab::Usage => more(here, Beside::Usage(used.clone())),
        Tab::Live => more(here, Beside::Live(watched.clone())),
        Tab::Refused => {
            let refused = refused.clone();
            refused::list(
                move || Some(RefusalQuery { system_user_id: Some(refused.clone()), ..RefusalQuery::default() }),
                false,
            )
        }
        Tab::History => history::panel(past.clone()),
    });
    let chosen = in_address(here, shown);
    view! {
        {part(move || {
            if gone.get() {
                return view! { <Missing /> }.into_any();
            }
            view! {
                <div class="page">
                    {part(move || head(here, title.get().unwrap_or_default(), Signal::derive(move || one.data.with(|d| d.as_ref().map(|d| d.system_user.status))), bot))}
                    {trouble(one.failure)}
                    <Tabs label=t().bots.tab names=shown.iter().map(|tab| tab.word()).collect() panel=panel chosen=chosen />
                </div>
            }
                .into_any()
        })}
        <AskDialogs here=here />
    }
    .into_any()
}

/// What the page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Overview,
    Tokens,
    Apps,
    Assets,
    Keys,
    Trust,
    Addresses,
    Custodians,
    Usage,
    Live,
    Refused,
    History,
}

impl Tab {
    const ALL: [Self; 12] = [
        Self::Overview,
        Self::Tokens,
        Self::Apps,
        Self::Assets,
        Self::Keys,
        Self::Trust,
        Self::Addresses,
        Self::Custodians,
        Self::Usage,
        Self::Live,
        Self::Refused,
        Self::History,
    ];

    /// How an address calls it; the first one needs no name.
    const fn name(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Tokens => "tokens",
            Self::Apps => "apps",
            Self::Assets => "assets",
            Self::Keys => "keys",
            Self::Trust => "trust",
            Self::Addresses => "addresses",
            Self::Custodians => "custodians",
            Self::Usage => "usage",
            Self::Live => "live",
            Self::Refused => "refused",
            Self::History => "history",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Overview => t().nav.overview,
            Self::Tokens => t().bots.tokens,
            Self::Apps => t().nav.apps,
            Self::Assets => role::m().assets,
            Self::Keys => client_keys::word(),
            Self::Trust => trust::word(),
            Self::Addresses => t().nav.addresses,
            Self::Custodians => t().teams.custodians,
            Self::Usage => rate::m().usage,
            Self::Live => rate::m().live,
            Self::Refused => t().nav.refusals,
            Self::History => t().bots.history,
        }
    }
}

/// A tab that is in a part of its own.
fn more(here: Here, what: Beside) -> AnyView {
    lazy_page(beside::load, move || beside::beside(here, what.clone()))
}

/// Those that the reader may see.
fn shown_tabs() -> &'static [Tab] {
    const WITHOUT: [Tab; 11] = [
        Tab::Overview,
        Tab::Tokens,
        Tab::Apps,
        Tab::Assets,
        Tab::Keys,
        Tab::Trust,
        Tab::Custodians,
        Tab::Usage,
        Tab::Live,
        Tab::Refused,
        Tab::History,
    ];
    if session::may(PermissionId::AccountManage) { &Tab::ALL } else { &WITHOUT }
}

/// Which is shown; the address says it too, and a change of either changes the other.
fn in_address(here: Here, shown: &'static [Tab]) -> RwSignal<usize> {
    let named = Memo::new(move |_| {
        let name = here.param("tab").unwrap_or_default();
        shown.iter().position(|tab| tab.name() == name).unwrap_or_default()
    });
    let chosen = RwSignal::new(named.get_untracked());
    Effect::new(move |was: Option<()>| {
        let index = named.get();
        if was.is_some() && chosen.get_untracked() != index {
            chosen.set(index);
        }
    });
    Effect::new(move |was: Option<()>| {
        let index = chosen.get();
        if was.is_some() && named.get_untracked() != index {
            here.set(&[("tab", shown.get(index).copied().unwrap_or_default().name())]);
        }
    });
    chosen
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
    let of = Memo::new(move |_| bot().map(|bot| bot.environment));
    let admin = Memo::new(move |_| bot().map(|bot| bot.role));
    let beside =
        view! { {part(move || admin.get().map(role::admin_badge))} {part(move || of.get().map(test_badge))} {part(move || status.get().map(status_badge))} }.into_any();
    let active = move || status.get() == Some(Status::Active);
    let on = move |()| {
        if let Some(u) = untrack(bot) {
            switch_on(u.id, u.username);
        }
    };
    let off =
        Signal::derive(move || view_as::blocked().or_else(|| active().then(|| b.delete_first_deactivate.to_owned())));
    // One without secrets gets none.
    let secretless = Memo::new(move |_| bot().is_some_and(|bot| bot.secretless));
    let no_token = Signal::derive(move || {
        view_as::blocked().or_else(|| secretless.get().then(|| trust::why_no_token().to_owned()))
    });
    view! {
        <Head title=name lead=b.detail_lead crumb=crumb() beside=beside>
            {part(move || {
                if active() {
                    view! { <Button label=b.deactivate glyph=icon::POWER off=view_as::blocked() on_press=open("deactivate") /> }.into_any()
                } else {
                    view! { <Button label=b.activate glyph=icon::POWER off=view_as::blocked() on_press=Callback::new(on) /> }.into_any()
                }
            })}
            <Button label=b.new_token glyph=icon::KEY off=no_token on_press=open("token") />
            <Button label=role::m().change_role glyph=icon::CROWN off=view_as::blocked() on_press=open("role") />
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
        {review::notice(u)}
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
                    <dt>{role::m().role}</dt>
                    <dd>{role::word(u.role)} " · " <Copyable what="Graph ID" text=u.graph_id.to_string() /></dd>
                </div>
                <div>
                    <dt>{b.subaccount}</dt>
                    <dd>{place}</dd>
                </div>
                <div>
                    <dt>{t().common.environment}</dt>
                    <dd>{word(u.environment)}</dd>
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
                <div>
                    <dt>{b.purpose}</dt>
                    <dd>{review::purpose_said(here, u)}</dd>
                </div>
                {review::facts(u)}
                {off}
            </dl>
        </section>
        {activity(u)}
        {rate::card(here, u)}
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
