//! The first page: what matters now, each with a way to it.

use crate::areas::account::attention::attention;
use crate::i18n::{counted, number, t};
use crate::state::query::{refresh, use_query};
use crate::state::session;
use crate::ui::button::LinkButton;
use crate::ui::icon::{self, Glyph, icon};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::page::Head;
use crate::ui::part;
use crate::ui::spark::chart;
use contract::table::{GetAttention, GetOverview};
use contract::{Nothing, Overview};
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// The page.
pub fn page() -> AnyView {
    let o = &t().overview;
    let bots = session::may(P::SystemUsersManage);
    if !bots && !session::may(P::UsersManage) {
        return view! {
            <div class="page">
                <Head title=o.title lead=o.lead />
                <Notice>{o.no_figures}</Notice>
            </div>
        }
        .into_any();
    }
    let figures = use_query::<GetOverview>(move || bots.then_some(((), Nothing {})));
    let named = use_query::<GetAttention>(|| Some(((), Nothing {})));
    // Both come at once, and are drawn at once: nothing jumps.
    let waits = move || {
        (bots && figures.data.with(Option::is_none) && figures.failure.with(Option::is_none))
            || (named.data.with(Option::is_none) && named.failure.with(Option::is_none))
    };
    let failure = move || figures.failure.get().or_else(|| named.failure.get());
    view! {
        <div class="page">
            <Head title=o.title lead=o.lead />
            {part(move || failure().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))}
            {part(move || {
                if waits() {
                    return waiting();
                }
                let attention = named.data.get().map(|all| attention(&all));
                match figures.data.get() {
                    Some(f) => body(&f, attention),
                    None => attention.into_any(),
                }
            })}
        </div>
    }
    .into_any()
}

fn waiting() -> AnyView {
    let one = || view! { <div class="figure"><span class="bone" data-w="m"></span><span class="bone" data-w="s"></span></div> };
    view! { <div class="figures" aria-hidden="true">{one()}{one()}{one()}{one()}</div> }.into_any()
}

fn figure(value: i64, word: &'static str, glyph: Glyph, href: &'static str) -> AnyView {
    view! {
        <a class="figure" href=href>
            <span>{icon(glyph)}{word}</span>
            <b>{number(value.unsigned_abs())}</b>
        </a>
    }
    .into_any()
}

fn body(f: &Overview, attention: Option<AnyView>) -> AnyView {
    let o = &t().overview;
    let used = f.system_users_active + f.system_users_inactive > f.system_users_never_used
        && f.calls_24h + f.system_users_active > 0;
    let begun = f.system_users_active + f.system_users_inactive > 0 && used;
    let values: Vec<u64> = f.activity.iter().map(|n| n.unsigned_abs()).collect();
    view! {
        {(!begun).then(|| steps(f))}
        <div class="figures">
            {figure(f.system_users_active, o.active, icon::OK, "/system-users?status=active")}
            {figure(f.system_users_inactive, o.inactive, icon::OFF, "/system-users?status=inactive")}
            {figure(f.subaccounts_without_system_user, o.without_bot, icon::LAYERS, "/subaccounts")}
            {figure(f.calls_24h, o.calls, icon::BOT, "/system-users?sort=-last_used_at")}
        </div>
        {begun.then_some(attention)}
        {(f.calls_24h > 0)
            .then(|| {
                view! {
                    <section class="card">
                        <div class="card-head">
                            <h2>{o.calls}</h2>
                            <p>{counted(t().bots.activity_24h, f.calls_24h.unsigned_abs())}</p>
                        </div>
                        <div class="card-body">
                            {chart(&values)}
                        </div>
                    </section>
                }
            })}
    }
    .into_any()
}

fn steps(f: &Overview) -> AnyView {
    let o = &t().overview;
    let bots = f.system_users_active + f.system_users_inactive > 0;
    let step = |done: bool, title: &'static str, why: &'static str, action: Option<AnyView>| {
        view! {
            <li data-done=done.then_some("")>
                {icon(if done { icon::OK } else { icon::CIRCLE })}
                <div>
                    <h3>{title} {done.then(|| view! { <span class="sr">" (" {o.step_done} ")"</span> })}</h3>
                    <p class="muted">{why}</p>
                </div>
                {(!done).then_some(action).flatten()}
            </li>
        }
    };
    let subaccount = view! {
        <LinkButton label=t().subaccounts.create href="/subaccounts/new" off=session::unless(P::SubaccountsManage) />
    };
    let bot = view! { <LinkButton label=t().bots.create href="/system-users/new" tone="primary" off=None /> };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{o.first_steps}</h2>
            </div>
            <ol class="steps">
                {step(f.subaccounts > 0, o.step_subaccount, o.step_subaccount_why, Some(subaccount.into_any()))}
                {step(bots, o.step_bot, o.step_bot_why, Some(bot.into_any()))}
                {step(false, o.step_call, o.step_call_why, None)}
            </ol>
        </section>
    }
    .into_any()
}
