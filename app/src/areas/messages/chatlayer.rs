//! The guide that connects a bot of Chatlayer. Each step is done when the API says so: the page keeps nothing, so it can
//! be left and taken up again. Which bot it is about is in the address.

use crate::areas::messages::common::{ago, live, m, trouble};
use crate::areas::messages::round::{self, TESTER};
use crate::areas::messages::webhooks::{all as webhooks, null_taker, told_twice};
use crate::i18n::t;
use crate::net::api;
use crate::routes::{self, Here};
use crate::shared::lists;
use crate::state::query::use_all;
use crate::state::{session, view_as};
use crate::ui::button::LinkButton;
use crate::ui::code::Code;
use crate::ui::icon::{self, icon};
use crate::ui::notice::Notice;
use crate::ui::page::Head;
use crate::ui::secret::OpenRow;
use crate::ui::{attr, part};
use contract::client::percent_encode;
use contract::table::{ListChannels, ListSystemUsers};
use contract::{Channel, ChannelQuery, EventKind, Limit, SystemUser, SystemUserQuery, Webhook, WebhookStatus};
use domain::environment::Environment;
use domain::permission::PermissionId as P;
use domain::system_user::Status;
use leptos::prelude::*;
use locale::guide::Guide;

/// The texts of the guide.
pub fn g() -> &'static Guide {
    &locale::later().guide
}

/// What the page knows.
#[derive(Clone, Copy)]
pub struct Known {
    /// The bot that it is about.
    pub bot: Signal<Option<SystemUser>>,
    webhooks: Signal<Vec<Webhook>>,
    channels: Signal<Vec<Channel>>,
}

impl Known {
    /// The webhook that takes the answers to the bot.
    pub fn answers(self) -> Option<Webhook> {
        let of = self.bot.with(|bot| bot.as_ref().map(|bot| bot.subaccount.as_ref().map(|sub| sub.id.clone())))?;
        let takes = |one: &&Webhook| {
            one.environment == self.environment()
                && is_of_answers(one)
                && (one.all_subaccounts
                    || of.as_ref().is_some_and(|id| one.subaccounts.iter().any(|sub| sub.id == *id)))
        };
        self.webhooks.with(|all| all.iter().find(takes).cloned())
    }

    /// The webhook that takes what belongs to no subaccount.
    pub fn null(self) -> Option<Webhook> {
        self.webhooks.with(|all| {
            all.iter()
                .find(|one| one.environment == self.environment() && is_of_answers(one) && one.accept_null_subaccount)
                .cloned()
        })
    }

    /// The channel that the bot sends by: its own subaccount's, or that for all.
    pub fn channel(self) -> Option<Channel> {
        let of = self.bot.with(|bot| bot.as_ref().and_then(|bot| bot.subaccount.as_ref().map(|sub| sub.id.clone())));
        let own = |one: &&Channel| of.as_ref().is_some_and(|id| one.subaccounts.iter().any(|sub| sub.id == *id));
        self.channels.with(|all| {
            let fits = |one: &&Channel| one.environment == self.environment() && one.status == Status::Active;
            let active = || all.iter().filter(fits);
            active().find(own).or_else(|| active().find(|one| one.all_subaccounts)).cloned()
        })
    }

    /// The bot's: what is of the other one has nothing to do with it.
    fn environment(self) -> Environment {
        self.bot.with(|bot| bot.as_ref().map(|bot| bot.environment)).unwrap_or_default()
    }

    /// The address where something of a list is made for the bot's subaccount; the reader comes back here.
    pub fn create(self, list: &str, ask: &str) -> String {
        let environment = untrack(|| self.environment());
        let of = |bot: &SystemUser| (bot.id.to_string(), bot.subaccount.as_ref().map(|sub| sub.id.to_string()));
        let (bot, sub) = self.bot.with(|bot| bot.as_ref().map(of)).unzip();
        let back = percent_encode(&format!("/chatlayer?bot={}", bot.unwrap_or_default()));
        let of = sub.flatten().map(|id| format!("&for={id}")).unwrap_or_default();
        format!("{list}/new?{ask}{of}&environment={environment}&back={back}")
    }
}

fn is_of_answers(one: &Webhook) -> bool {
    one.kind == EventKind::Mo && one.status == WebhookStatus::Active
}

/// The page.
pub fn page(here: Here) -> AnyView {
    live(here);
    let bots = use_all::<ListSystemUsers>(|| {
        let all = SystemUserQuery { limit: Limit::try_from(200).ok(), ..SystemUserQuery::default() };
        session::may(P::SystemUsersManage).then_some(((), all))
    });
    let hooks = webhooks();
    let channels =
        use_all::<ListChannels>(|| Some(((), ChannelQuery { limit: lists::all().limit, ..ChannelQuery::default() })));
    let known = Known {
        // Where the address says none: the one that was made last.
        bot: Signal::derive(move || {
            let wanted = here.param("bot");
            bots.data.with(|page| {
                let mut all = page.as_ref()?.items.iter();
                match wanted {
                    Some(wanted) => all.find(|bot| bot.id.as_str() == wanted).cloned(),
                    None => all.max_by_key(|bot| bot.created_at).cloned(),
                }
            })
        }),
        webhooks: Signal::derive(move || {
            hooks.data.with(|page| page.as_ref().map(|page| page.items.clone()).unwrap_or_default())
        }),
        channels: Signal::derive(move || {
            channels.data.with(|page| page.as_ref().map(|page| page.items.clone()).unwrap_or_default())
        }),
    };
    let pick = part(move || {
        // Where there is none yet there is nothing to choose from.
        let page = bots.data.get().filter(|page| !page.items.is_empty())?;
        let options = page.items.iter().map(|bot| (bot.id.to_string(), bot.username.clone())).collect();
        Some(untrack(|| choose(here, known, options)))
    });
    let active = move || known.bot.with(|bot| bot.as_ref().is_some_and(|bot| bot.status == Status::Active));
    let called = move || known.bot.with(|bot| bot.as_ref().is_some_and(|bot| bot.last_used_at.is_some()));
    let g = g();
    view! {
        <div class="page">
            <Head title=t().nav.chatlayer lead=g.lead />
            {trouble(bots.failure)}
            {trouble(hooks.failure)}
            {trouble(channels.failure)}
            <ol class="stack guide">
                {step(1, g.step_bot, Signal::derive(active), view! {
                    <p>{g.step_bot_text}</p>
                    <div class="row">
                        {pick}
                        <LinkButton label=t().bots.create href="/system-users/new?back=/chatlayer" off=session::unless(P::SystemUsersManage) />
                    </div>
                }.into_any())}
                {step(2, g.step_answer, Signal::derive(move || known.answers().is_some()), answers(known))}
                {step(3, g.step_null, Signal::derive(move || known.null().is_some()), nulls(known))}
                {step(4, g.step_values, Signal::derive(move || called() && known.channel().is_some()), values(known))}
                {round::test(here, known)}
            </ol>
        </div>
    }
    .into_any()
}

/// The choice of the bot.
fn choose(here: Here, known: Known, options: Vec<(String, String)>) -> AnyView {
    let now = move || known.bot.with(|bot| bot.as_ref().map(|bot| bot.id.to_string())).unwrap_or_default();
    let options = options
        .into_iter()
        .map(|(value, word)| {
            let mine = value.clone();
            view! { <option value=value selected=attr(move || now() == mine)>{word}</option> }
        })
        .collect_view();
    let pick = move |event| here.set(&[("bot", &event_target_value(&event))]);
    view! { <select class="input pick" aria-label=g().choose_bot on:change=pick>{options}</select> }.into_any()
}

/// A step, which turns green by itself.
pub fn step(number: u8, title: &'static str, done: Signal<bool>, body: AnyView) -> AnyView {
    let done = Memo::new(move |_| done.get());
    let state = part(move || {
        if done.get() {
            view! { <span class="badge" data-tone="ok">{icon(icon::OK)}{g().done}</span> }
        } else {
            view! { <span class="badge" data-tone="">{icon(icon::CIRCLE)}{g().open}</span> }
        }
    });
    view! {
        <li class="card">
            <div class="card-head">
                <h2>{format!("{number}. {title}")}</h2>
                <span role="status">{state}</span>
            </div>
            <div class="card-body stack">{body}</div>
        </li>
    }
    .into_any()
}

fn webhook_line(one: &Webhook) -> AnyView {
    let href = format!("/webhooks/{}", one.id);
    view! { <p><a href=href>{one.name.clone()}</a> " · " <span class="mono">{one.url.clone()}</span></p> }.into_any()
}

fn answers(known: Known) -> AnyView {
    view! {
        <p>{g().step_answer_text}</p>
        {part(move || match known.answers() {
            Some(one) => view! { {webhook_line(&one)} {untrack(told_twice)} }.into_any(),
            None => {
                let href = known.create("/webhooks", "kind=mo&format=sinch");
                view! { <LinkButton label=t().palette.webhook href=href tone="primary" off=view_as::blocked() /> }.into_any()
            }
        })}
    }
    .into_any()
}

fn nulls(known: Known) -> AnyView {
    view! {
        <p>{g().step_null_text}</p>
        {part(move || match known.null() {
            Some(one) => webhook_line(&one),
            None => view! {
                {untrack(null_taker)}
                <LinkButton label=t().palette.webhook href=known.create("/webhooks", "kind=mo&format=sinch&null=1") off=view_as::blocked() />
            }
            .into_any(),
        })}
    }
    .into_any()
}

fn values(known: Known) -> AnyView {
    let rows = move || {
        let bot = known.bot.get()?;
        let channel = known.channel();
        let back = percent_encode(&format!("/chatlayer?bot={}", bot.id));
        let href = format!("{}?action=token&back={back}", routes::system_user(bot.id.as_str()));
        let number = channel.as_ref().map(|one| view! { <OpenRow label=m().number text=one.origin.clone() /> });
        let lacks = channel.is_none().then(|| {
            let href = known.create("/channels", "kind=simulator");
            view! {
                <Notice tone="warn">
                    <p>{g().no_channel}</p>
                    <p class="row"><LinkButton label=t().palette.channel href=href off=view_as::blocked() /></p>
                </Notice>
            }
        });
        Some(view! {
            <dl class="secret">
                <OpenRow label="UserName" text=bot.username.clone() />
                <div class="secret-row">
                    <dt>"AuthenticationToken"</dt>
                    <dd class="mono">{format!("…{}", bot.tail)}</dd>
                    <dd><a href=href>{t().bots.new_token}</a></dd>
                </div>
                {number}
                <OpenRow label=g().send_address text=format!("{}/v1/whatsapp/send", api::address()) />
            </dl>
            {lacks}
            {curl(bot.username.clone())}
            <p class="muted">{g().first_use} ": " {ago(bot.last_used_at)}</p>
        })
    };
    view! { <p>{g().step_values_text}</p> {part(rows)} }.into_any()
}

/// The call that a bot makes, to try it without one.
fn curl(name: String) -> AnyView {
    let command = format!(
        "curl {}/v1/whatsapp/send \\\n  -H 'UserName: {}' \\\n  -H 'AuthenticationToken: YOUR_TOKEN' \\\n  -H 'content-type: application/json' \\\n  -d '{{\"destinations\":[{{\"destination\":\"{TESTER}\"}}],\"message\":{{\"messageText\":\"{}\"}}}}'",
        api::address(),
        name.replace('\'', "'\\''"),
        m().hello
    );
    let shown = command.clone();
    view! { <Code what="curl" shown=Signal::derive(move || shown.clone()) copied=Callback::new(move |()| command.clone()) /> }
        .into_any()
}
