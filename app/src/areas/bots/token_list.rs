//! The tokens of one system user: every one that is accepted, and below them those that have ended.

use crate::areas::bots::rate;
use crate::areas::bots::token_end::is_accepted;
use crate::areas::bots::token_fields::{called, m};
use crate::areas::bots::token_reach::reached;
use crate::i18n::{exact, relative, t};
use crate::routes::Here;
use crate::shared::asking::at_once;
use crate::shared::pieces::{actions_head, ago, cell, heads, or_dash};
use crate::shared::row_menu::{About, menu_cell};
use crate::state::clock::now;
use crate::state::query::Query;
use crate::state::{session, view_as};
use crate::ui::badge::badge;
use crate::ui::button::Button;
use crate::ui::each::For;
use crate::ui::icon;
use crate::ui::menu::Item;
use crate::ui::notice::Notice;
use crate::ui::part;
use crate::ui::time::When;
use contract::client::call;
use contract::table::{DismissTokenFinds, EndToken};
use contract::{Nothing, SystemUserReply, TokenInfo, TokenStatus};
use domain::ids::SystemUserId;
use domain::permission::PermissionId as P;
use domain::system_user::Status;
use leptos::prelude::*;

/// The panel.
pub fn panel(here: Here, one: Query<SystemUserReply>) -> AnyView {
    let of = move |accepted: bool| {
        move || {
            let list = one.data.get();
            let all = list.iter().flat_map(|reply| {
                let bot = &reply.system_user;
                bot.tokens.iter().map(move |token| ((bot.id.clone(), bot.status), token.clone()))
            });
            all.filter(|(_, token)| is_accepted(token) == accepted).collect::<Vec<_>>()
        }
    };
    let some = move |accepted: bool| Memo::new(move |_| one.data.with(Option::is_none) || !of(accepted)().is_empty());
    let (accepted, ended) = (some(true), some(false));
    let there = Memo::new(move |_| one.data.with(Option::is_some));
    view! {
        {part(move || (!accepted.get()).then(|| view! { <Notice tone="warn">{m().accepted_none}</Notice> }))}
        {part(move || (there.get() && accepted.get()).then(|| table(here, t().bots.tokens, of(true))))}
        {part(move || {
            (there.get() && ended.get())
                .then(|| {
                    view! {
                        <section class="stack muted">
                            <h2>{m().ended}</h2>
                            {table(here, m().ended, of(false))}
                        </section>
                    }
                })
        })}
    }
    .into_any()
}

type Line = ((SystemUserId, Status), TokenInfo);

fn table(here: Here, caption: &'static str, lines: impl Fn() -> Vec<Line> + Send + Sync + 'static) -> AnyView {
    let b = &t().bots;
    // A row is drawn anew when what it says is another thing.
    let key = |((_, status), one): &Line| {
        let times = [one.last_used_at, one.ends_at].map(|at| at.map_or(0, domain::time::Instant::millis));
        format!("{} {} {:?} {status:?} {times:?} {} {:?}", one.id, one.version, one.status, one.is_silent, one.finds)
    };
    view! {
        <div class="table-box">
            <table class="table tokens">
                <caption class="sr">{caption}</caption>
                <thead>
                    <tr>{heads(&[b.token, m().scopes, b.status, b.created, b.last_used, b.ends])} {actions_head()}</tr>
                </thead>
                <tbody>
                    <For each=lines key=key let:line>
                        {row(here, line)}
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(here: Here, ((bot, of), token): Line) -> AnyView {
    let b = &t().bots;
    let tail = format!("…{}", token.tail);
    let head = match token.name.clone() {
        Some(name) => view! { {name} <span class="sub"><code>{tail}</code></span> }.into_any(),
        None => view! { <code>{tail}</code> }.into_any(),
    };
    let holder = token.holder.clone().map(|holder| {
        view! { <span class="sub">{m().holder} ": " {held_by(Some(holder))}</span> }
    });
    let menu = if is_accepted(&token) {
        let (id, name) = (token.id.to_string(), called(&token));
        let off = session::unless(P::SystemUsersManage);
        let items = Callback::new(move |()| actions(here, None, &id, off.clone()));
        menu_cell(&name, items)
    } else {
        view! { <td class="actions"></td> }.into_any()
    };
    let by = (m().by)(&token.created_by.name);
    let created = view! { <When millis=token.created_at.millis() /> <span class="sub">{by}</span> };
    view! {
        <tr>
            <th scope="row">{head} {holder}</th>
            {cell(m().scopes, may_do(&token))}
            {cell(b.status, state(&bot, of, &token))}
            {cell(b.created, created.into_any())}
            {cell(b.last_used, last_use(&token))}
            {cell(b.ends, ends(&token))}
            {menu}
        </tr>
    }
    .into_any()
}

/// What can be done with a token that is accepted; `bot` says whose it is where the page is not its own.
pub fn actions(here: Here, bot: Option<&str>, token: &str, off: Option<String>) -> Vec<Item> {
    let about = About::new(here, token, off);
    let asks = |label, glyph, action: &'static str| {
        let (id, token) = (bot.unwrap_or_default().to_owned(), token.to_owned());
        let open = move |()| here.open_over(&[("action", action), ("id", &id), ("token", &token)]);
        about.does(label, glyph, Callback::new(open))
    };
    vec![
        asks(m().edit, icon::PENCIL, "edit"),
        asks(m().rotate, icon::KEY, "rotate"),
        asks(t().bots.end_token, icon::OFF, "revoke").dangerous(),
    ]
}

/// Who holds it; it leads to all that the same one holds.
pub fn held_by(holder: Option<String>) -> AnyView {
    match holder {
        Some(holder) => {
            let href = format!("/tokens?holder={}", contract::client::percent_encode(&holder));
            view! { <a class="cut" href=href title=holder.clone()>{holder.clone()}</a> }.into_any()
        }
        None => or_dash(None),
    }
}

fn may_do(token: &TokenInfo) -> AnyView {
    let m = m();
    let reach = reached(token).map(|words| view! { <span class="sub">{words}</span> });
    if token.scopes.is_empty() {
        return view! { <span class="muted">{m.scope_none}</span> {reach} }.into_any();
    }
    let words = token.scopes.iter().map(|name| match locale::tokens::scope(m, name) {
        Some(word) => view! { <li>{word}</li> }.into_any(),
        None => view! { <li><code>{name.clone()}</code></li> }.into_any(),
    });
    view! { <ul class="small">{words.collect_view()}</ul> {reach} }.into_any()
}

/// Its state in a word; of an inactive system user's every one is refused.
pub fn status(token: &TokenInfo, of: Status) -> AnyView {
    let b = &t().bots;
    if of == Status::Inactive && is_accepted(token) {
        return view! { {badge("", icon::OFF, b.inactive)} <span class="sub">{m().refused_inactive}</span> }.into_any();
    }
    match token.status {
        TokenStatus::Live => badge("ok", icon::OK, b.token_live).into_any(),
        TokenStatus::Ending => badge("warn", icon::WARN, b.token_ending_soon).into_any(),
        TokenStatus::Revoked => badge("", icon::OFF, b.token_replaced).into_any(),
        TokenStatus::Expired => badge("", icon::OFF, b.token_expired).into_any(),
    }
}

fn state(bot: &SystemUserId, of: Status, token: &TokenInfo) -> AnyView {
    let silent = (token.is_silent && is_accepted(token)).then(|| {
        let (path, tail) = ((bot.clone(), token.id.clone()), token.tail.clone());
        let end = move |()| at_once(call::<EndToken>(&path, &Nothing {}, &Nothing {}), (m().ended_toast)(&tail));
        let name = format!("{}: …{}", m().end, token.tail);
        view! {
            <span class="sub">{m().silent}</span>
            <Button label=m().end name=name glyph=icon::OFF off=view_as::blocked() on_press=Callback::new(end) />
        }
    });
    let waits = (token.ends_when_silent && !token.is_silent && is_accepted(token))
        .then(|| view! { <span class="sub">{m().ends_when_silent}</span> });
    view! { {status(token, of)} {finds(bot, token)} {silent} {waits} }.into_any()
}

/// Where a code host found it, while it is accepted and nobody has put that aside.
fn finds(bot: &SystemUserId, token: &TokenInfo) -> Option<AnyView> {
    if token.finds.is_empty() || !is_accepted(token) {
        return None;
    }
    let places = token.finds.iter().map(|one| {
        // Said by a stranger: it is shown, and opened in a page of its own that knows nothing of this one.
        let place = if one.url.is_empty() {
            m().found_unsaid.into_any()
        } else {
            view! { <a class="cut" href=one.url.clone() target="_blank" rel="noopener noreferrer nofollow">{one.url.clone()}</a> }
                .into_any()
        };
        let kind = (!one.source.is_empty()).then(|| format!(" · {}", one.source));
        view! { <li>{place} {kind} " · " <When millis=one.found_at.millis() /></li> }
    });
    let path = (bot.clone(), token.id.clone());
    let aside =
        move |()| at_once(call::<DismissTokenFinds>(&path, &Nothing {}, &Nothing {}), m().put_aside_done.to_owned());
    let name = format!("{}: …{}", m().put_aside, token.tail);
    let view = view! {
        <span class="sub">{badge("bad", icon::WARN, m().found)}</span>
        <details>
            <summary>{m().found_where}</summary>
            <ul class="small">{places.collect_view()}</ul>
        </details>
        <Button label=m().put_aside name=name glyph=icon::OK off=view_as::blocked() on_press=Callback::new(aside) />
    };
    Some(view.into_any())
}

fn last_use(token: &TokenInfo) -> AnyView {
    let from = token.last_used_ip.as_ref().map(|ip| view! { <span class="sub">{(t().bots.from_address)(ip)}</span> });
    let agent = token
        .last_used_agent
        .clone()
        .map(|agent| view! { <span class="sub agent" title=agent.clone()>{agent.clone()}</span> });
    view! { {ago(token.last_used_at)} {from} {agent} }.into_any()
}

/// When it ends, if it does, from where it may be used, and how often.
pub fn ends(token: &TokenInfo) -> AnyView {
    let b = &t().bots;
    let end = match token.ends_at {
        Some(at) if token.status == TokenStatus::Ending => {
            let at = at.millis();
            view! { <span title=exact(at)>{part(move || (b.stops)(&relative(at, now())))}</span> }.into_any()
        }
        Some(at) => view! { <When millis=at.millis() /> }.into_any(),
        None => {
            let why = token.reason.clone().map(|why| view! { <span class="sub">{why}</span> });
            view! { <span class="muted">{b.no_expiry}</span> {why} }.into_any()
        }
    };
    let networks = token.networks.as_ref().map(|all| {
        let all = all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        view! { <span class="sub agent" title=all.clone()>{m().networks_some} " " {all.clone()}</span> }
    });
    let limit = token.rate_limit.map(|limit| view! { <span class="sub">{rate::said(limit)}</span> });
    view! { {end} {networks} {limit} }.into_any()
}
