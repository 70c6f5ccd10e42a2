//! The guide that connects a bot of Chatlayer. Each step is done when the API says so: the page keeps nothing, so it can
//! be left and taken up again. Which bot it is about is in the address.

use crate::areas::messages::common::{ago, cell, lead, live, m, or_dash, table, trouble, whose};
use crate::areas::messages::log::{state, text, word};
use crate::areas::messages::webhooks::{all as webhooks, null_taker};
use crate::i18n::t;
use crate::net::api;
use crate::routes::{self, Here};
use crate::shared::filters::filter;
use crate::shared::lists;
use crate::state::query::{use_all, use_query};
use crate::state::{session, view_as};
use crate::ui::button::{Button, LinkButton};
use crate::ui::code::Code;
use crate::ui::icon::{self, icon};
use crate::ui::notice::Notice;
use crate::ui::page::Head;
use crate::ui::part;
use crate::ui::secret::OpenRow;
use contract::table::{ListChannels, ListMessages, ListSystemUsers};
use contract::{
    Channel, ChannelKind, EventKind, Limit, Message, MessageQuery, MessageState, OfSubaccount, SystemUser,
    SystemUserQuery, Webhook, WebhookStatus,
};
use domain::permission::PermissionId as P;
use domain::system_user::Status;
use leptos::prelude::*;

/// The number that the test is about: nobody's.
const TESTER: &str = "5519900009999";

/// What the page knows.
#[derive(Clone, Copy)]
struct Known {
    bot: Signal<Option<SystemUser>>,
    webhooks: Signal<Vec<Webhook>>,
    channels: Signal<Vec<Channel>>,
}

impl Known {
    /// The webhook that takes the answers to the bot.
    fn answers(self) -> Option<Webhook> {
        let of = self.bot.with(|bot| bot.as_ref().map(|bot| bot.subaccount.as_ref().map(|sub| sub.id.clone())))?;
        let takes = |one: &&Webhook| {
            is_of_answers(one)
                && (one.all_subaccounts
                    || of.as_ref().is_some_and(|id| one.subaccounts.iter().any(|sub| sub.id == *id)))
        };
        self.webhooks.with(|all| all.iter().find(takes).cloned())
    }

    /// The webhook that takes what belongs to no subaccount.
    fn null(self) -> Option<Webhook> {
        self.webhooks.with(|all| all.iter().find(|one| is_of_answers(one) && one.accept_null_subaccount).cloned())
    }

    /// The channel that the bot sends by: its own subaccount's, or that for all.
    fn channel(self) -> Option<Channel> {
        let of = self.bot.with(|bot| bot.as_ref().and_then(|bot| bot.subaccount.as_ref().map(|sub| sub.id.clone())));
        let own = |one: &&Channel| of.as_ref().is_some_and(|id| one.subaccounts.iter().any(|sub| sub.id == *id));
        self.channels.with(|all| {
            let active = || all.iter().filter(|one| one.status == Status::Active);
            active().find(own).or_else(|| active().find(|one| one.all_subaccounts)).cloned()
        })
    }

    /// The end of an address that creates something for the bot's subaccount.
    fn for_bot(self) -> String {
        let id =
            self.bot.with(|bot| bot.as_ref().and_then(|bot| bot.subaccount.as_ref().map(|sub| sub.id.to_string())));
        id.map(|id| format!("&for={id}")).unwrap_or_default()
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
    let channels = use_all::<ListChannels>(|| Some(((), lists::all())));
    let known = Known {
        bot: Signal::derive(move || {
            let wanted = here.param("bot")?;
            bots.data.with(|page| page.as_ref()?.items.iter().find(|bot| bot.id.as_str() == wanted).cloned())
        }),
        webhooks: Signal::derive(move || {
            hooks.data.with(|page| page.as_ref().map(|page| page.items.clone()).unwrap_or_default())
        }),
        channels: Signal::derive(move || {
            channels.data.with(|page| page.as_ref().map(|page| page.items.clone()).unwrap_or_default())
        }),
    };
    let pick = part(move || {
        let page = bots.data.get()?;
        let options = page.items.iter().map(|bot| (bot.id.to_string(), bot.username.clone())).collect();
        Some(untrack(|| filter(here, "bot", m().choose_bot, options)))
    });
    let active = move || known.bot.with(|bot| bot.as_ref().is_some_and(|bot| bot.status == Status::Active));
    let called = move || known.bot.with(|bot| bot.as_ref().is_some_and(|bot| bot.last_used_at.is_some()));
    let m = m();
    view! {
        <div class="page">
            <Head title=t().nav.chatlayer lead=m.chatlayer_lead />
            {trouble(bots.failure)}
            {trouble(hooks.failure)}
            {trouble(channels.failure)}
            <ol class="stack guide">
                {step(1, m.step_bot, Signal::derive(active), view! {
                    <p>{m.step_bot_text}</p>
                    <div class="row">
                        {pick}
                        <LinkButton label=t().bots.create href="/system-users/new" off=session::unless(P::SystemUsersManage) />
                    </div>
                }.into_any())}
                {step(2, m.step_answer, Signal::derive(move || known.answers().is_some()), answers(known))}
                {step(3, m.step_null, Signal::derive(move || known.null().is_some()), nulls(known))}
                {step(4, m.step_values, Signal::derive(move || called() && known.channel().is_some()), values(known))}
                {test(here, known)}
            </ol>
        </div>
    }
    .into_any()
}

/// A step, which turns green by itself.
fn step(number: u8, title: &'static str, done: Signal<bool>, body: AnyView) -> AnyView {
    let done = Memo::new(move |_| done.get());
    let state = part(move || {
        if done.get() {
            view! { <span class="badge" data-tone="ok">{icon(icon::OK)}{m().done}</span> }
        } else {
            view! { <span class="badge" data-tone="">{icon(icon::CIRCLE)}{m().open}</span> }
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
        <p>{m().step_answer_text}</p>
        {part(move || match known.answers() {
            Some(one) => webhook_line(&one),
            None => {
                let href = format!("/webhooks/new?kind=mo&format=sinch{}", known.for_bot());
                view! { <LinkButton label=m().webhook_create href=href tone="primary" off=view_as::blocked() /> }.into_any()
            }
        })}
    }
    .into_any()
}

fn nulls(known: Known) -> AnyView {
    view! {
        <p>{m().step_null_text}</p>
        {part(move || match known.null() {
            Some(one) => webhook_line(&one),
            None => view! {
                {untrack(null_taker)}
                <LinkButton label=m().webhook_create href="/webhooks/new?kind=mo&format=sinch&null=1" off=view_as::blocked() />
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
        let href = format!("{}?action=token", routes::system_user(bot.id.as_str()));
        let number = channel.as_ref().map(|one| view! { <OpenRow label=m().number text=one.origin.clone() /> });
        let lacks = channel.is_none().then(|| {
            let href = format!("/channels/new?kind=simulator{}", known.for_bot());
            view! {
                <Notice tone="warn">
                    <p>{m().no_channel}</p>
                    <p class="row"><LinkButton label=m().channel_create href=href off=view_as::blocked() /></p>
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
                <OpenRow label=m().send_address text=format!("{}/v1/whatsapp/send", api::address()) />
            </dl>
            {lacks}
            <p class="muted">{m().first_use} ": " {ago(bot.last_used_at)}</p>
        })
    };
    view! { <p>{m().step_values_text}</p> {part(rows)} }.into_any()
}

/// What went through for the bot lately.
fn test(here: Here, known: Known) -> AnyView {
    let few = Limit::try_from(5).ok();
    let sent = use_query::<ListMessages>(move || {
        let id = known.bot.with(|bot| bot.as_ref().map(|bot| bot.subaccount.as_ref().map(|sub| sub.id.clone())))?;
        let subaccount_id = Some(id.map_or(OfSubaccount::None, OfSubaccount::Of));
        Some(((), MessageQuery { limit: few, subaccount_id, ..MessageQuery::default() }))
    });
    let far = |one: &Message| matches!(one.state, MessageState::Delivered | MessageState::Read);
    let went = move || sent.data.with(|page| page.as_ref().is_some_and(|page| page.items.iter().any(far)));
    let took = |one: Option<Webhook>| one.is_some_and(|one| one.last_success_at.is_some());
    let done = Signal::derive(move || went() && took(known.answers()) && took(known.null()));
    let command = move || {
        let name = known.bot.with(|bot| bot.as_ref().map(|bot| bot.username.clone())).unwrap_or_default();
        format!(
            "curl {}/v1/whatsapp/send \\\n  -H 'UserName: {}' \\\n  -H 'AuthenticationToken: YOUR_TOKEN' \\\n  -H 'content-type: application/json' \\\n  -d '{{\"destinations\":[{{\"destination\":\"{TESTER}\"}}],\"message\":{{\"messageText\":\"{}\"}}}}'",
            api::address(),
            name.replace('\'', "'\\''"),
            m().hello
        )
    };
    let simulator = move || {
        known
            .channels
            .with(|all| all.iter().find(|one| one.kind == ChannelKind::Simulator).map(|one| one.id.to_string()))
    };
    let act = part(move || match simulator() {
        Some(id) => {
            let open = Callback::new(move |()| here.go(&format!("/channels?action=simulate&id={id}")));
            view! { <Button label=m().simulate glyph=icon::BUBBLE off=view_as::blocked() on_press=open /> }.into_any()
        }
        None => {
            let href = format!("/channels/new?kind=simulator{}", known.for_bot());
            view! { <LinkButton label=m().channel_create href=href off=view_as::blocked() /> }.into_any()
        }
    });
    let rows = move || {
        let page = sent.data.get().filter(|page| !page.items.is_empty())?;
        let heads = [m().person, m().way, m().text, t().bots.subaccount, t().bots.status];
        Some(table(t().nav.messages, &heads, page.items.iter().map(row).collect()))
    };
    let body = view! {
        <p>{m().step_test_text}</p>
        <Code what="curl" shown=Signal::derive(command) copied=Callback::new(move |()| untrack(command)) />
        <p>{m().step_test_organic}</p>
        <div class="row">{act}</div>
        {part(rows)}
    };
    step(5, m().step_test, done, body.into_any())
}

fn row(one: &Message) -> AnyView {
    view! {
        <tr>
            {lead(format!("/messages/{}", one.id), one.person.clone(), String::new())}
            {cell(m().way, word(one.direction).into_any())}
            {cell(m().text, or_dash(Some(text(one))))}
            {cell(t().bots.subaccount, whose(one.subaccount.as_ref(), None).into_any())}
            {cell(t().bots.status, state(one.state))}
        </tr>
    }
    .into_any()
}
