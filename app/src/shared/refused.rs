//! Refused calls, each with its decision step by step, and what explains it.

use crate::i18n::{counted, locale, t};
use crate::routes;
use crate::shared::ip_rules::m;
use crate::shared::reading::trouble;
use crate::shared::trail::Trail;
use crate::state::query::use_query;
use crate::ui::badge::badge;
use crate::ui::copy::Copyable;
use crate::ui::icon::{self, Glyph};
use crate::ui::notice::Empty;
use crate::ui::part;
use crate::ui::time::{Ago, When};
use contract::client::call;
use contract::table::ListRefusals;
use contract::{Refusal, RefusalDecision, RefusalQuery};
use leptos::prelude::*;

/// How many are shown at once.
const AT_ONCE: i64 = 20;
/// How many requests of each are named.
const REQUESTS: usize = 3;

/// What is asked for, a page at a time; nothing when what is asked for can't be. `named` says whose each is.
pub fn list(asked: impl Fn() -> Option<RefusalQuery> + Send + Sync + 'static, named: bool) -> AnyView {
    let asked = StoredValue::new(asked);
    let asked = move || asked.with_value(|asked| asked());
    let trail = Trail::new();
    let question =
        Memo::new(move |_| asked().map(|asked| call::<ListRefusals>(&(), &asked, &contract::Nothing {}).target));
    Effect::new(move |_| {
        question.track();
        trail.restart();
    });
    let found = use_query::<ListRefusals>(move || {
        let cursor = trail.cursor();
        Some(((), RefusalQuery { limit: contract::Limit::try_from(AT_ONCE).ok(), cursor, ..asked()? }))
    });
    let rows = move || {
        let Some(asked) = asked() else { return empty(icon::SEARCH, m().unfit, m().unfit_why) };
        let items = found.data.with(|page| page.as_ref().map(|page| page.items.clone()));
        match items {
            Some(all) if !all.is_empty() => all.iter().map(|one| shown(one, named)).collect_view().into_any(),
            Some(_) if is_narrowed(&asked) => empty(icon::SEARCH, m().none, m().none_why),
            Some(_) => empty(icon::OK, m().nothing, m().none_why),
            None if found.failure.with(Option::is_none) => {
                view! { <p class="muted">{t().common.loading}</p> }.into_any()
            }
            None => ().into_any(),
        }
    };
    let next = move || {
        let next = found.data.with(|page| page.as_ref().and_then(|page| page.next_cursor.clone()));
        next.filter(|_| asked().is_some())
    };
    view! {
        <section class="stack">
            {trouble(found.failure)}
            {part(rows)}
            {trail.buttons(next)}
        </section>
    }
    .into_any()
}

/// Is it asked about less than all that is kept?
fn is_narrowed(asked: &RefusalQuery) -> bool {
    asked.token_end.is_some() || asked.request_id.is_some() || asked.from.is_some() || asked.to.is_some()
}

fn empty(glyph: Glyph, title: &'static str, why: &'static str) -> AnyView {
    view! { <Empty glyph=glyph title=title why=why /> }.into_any()
}

fn shown(one: &Refusal, named: bool) -> AnyView {
    let m = m();
    let steps = one.steps.iter().map(step).collect_view();
    let whose = named.then(|| {
        let href = routes::system_user(one.system_user_id.as_str());
        view! { <a href=href>{one.username.clone()}</a> " · " }
    });
    let address = one.address.clone().unwrap_or_else(|| m.unknown_address.to_owned());
    let cause = one.cause.as_ref().map(|cause| {
        let what = locale::audit::what(locale(), &cause.action);
        let by = cause.by.as_deref().map(|by| (m.by)(by));
        view! { <p>{what} " " {by} " · " <When millis=cause.at.millis() /></p> }
    });
    // A key is called by its name.
    let shown = one.key_name.clone().unwrap_or_else(|| format!("…{}", one.token_end));
    let ended = one.token_ends_at.map(|at| view! { <p>{m.token_ended} " · " <When millis=at.millis() /></p> });
    let requests = one
        .request_ids
        .iter()
        .take(REQUESTS)
        .map(|id| view! { <Copyable what=t().common.request_id text=id.to_string() /> })
        .collect_view();
    view! {
        <article class="card">
            <div class="card-head">
                <div>
                    <h2>{locale::addresses::reason(locale(), one.reason)} {one.claim.clone().map(|claim| view! { ": " <code>{claim}</code> })}</h2>
                    <p class="muted small">
                        {whose} <code>{shown}</code> " · " {counted(m.calls, one.calls.unsigned_abs())} " "
                        {m.from_address} " " {address} " · " <Ago millis=one.last_at.millis() />
                    </p>
                </div>
            </div>
            <div class="card-body stack">
                <ol class="row" aria-label=m.decision>
                    {steps}
                </ol>
                {cause}
                {ended}
                <div class="row small">{m.first_requests} ": " {requests}</div>
            </div>
        </article>
    }
    .into_any()
}

fn step(one: &RefusalDecision) -> AnyView {
    let word = locale::addresses::step(locale(), one.step);
    let shown = match one.passed {
        Some(true) => badge("ok", icon::OK, word).into_any(),
        Some(false) => badge("bad", icon::CLOSE, word).into_any(),
        None => badge("", icon::HALF, word).into_any(),
    };
    view! { <li>{shown}</li> }.into_any()
}
