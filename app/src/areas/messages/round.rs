//! The guide's live test: it goes round the circle by the simulator. A message is sent as the bot would, the person answers,
//! a webhook takes that and the bot answers; then the same with somebody new. How far it went is read from the messages
//! themselves, so the test can be left and taken up again.

use crate::areas::messages::chatlayer::{Known, g, step};
use crate::areas::messages::common::{body, every, m, trouble};
use crate::net::api;
use crate::routes::Here;
use crate::state::query::{Query, refresh, use_query};
use crate::state::{toasts, view_as};
use crate::ui::button::Button;
use crate::ui::icon::{self, icon};
use crate::ui::part;
use contract::client::{Call, call};
use contract::table::{GetMessage, ListMessages, SimulateMessage, TestChannel};
use contract::{
    Channel, ChannelKind, DeliveryState, Direction, Fields, Limit, Message, MessageDetail, MessageQuery, MessageState,
    Nothing, OfSubaccount, Request, Webhook,
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// The number that the test is about: nobody's.
pub const TESTER: &str = "5519900009999";

/// How far a part of the round is.
#[derive(Clone, PartialEq, Eq)]
enum Far {
    Open,
    /// Done; where it is seen.
    Done(String),
    /// It went wrong; what is said, and where it is seen.
    Wrong(&'static str, String),
}

/// The messages of the newest round, as far as they are there.
#[derive(Clone, Default)]
struct Round {
    sent: Option<Message>,
    answer: Option<Message>,
    reply: Option<Message>,
    first: Option<Message>,
    first_reply: Option<Message>,
}

/// Is it this person? Of those whom the reader may not see there is the end of the number alone.
fn same(one: &str, other: &str) -> bool {
    let end = |text: &str| text.chars().rev().take(4).collect::<String>();
    if one.starts_with('…') || other.starts_with('…') { end(one) == end(other) } else { one == other }
}

/// The round in these lists, which begin with the newest: what is the bot's, and what is nobody's.
fn round(bot: &str, channel: &str, mine: &[Message], nobodys: &[Message]) -> Round {
    let by_bot = |one: &&Message| one.system_user_id.as_ref().is_some_and(|id| id.as_str() == bot);
    let sent = mine
        .iter()
        .find(|one| one.direction == Direction::Out && one.system_user_id.is_none() && same(&one.person, TESTER));
    let after = |one: &&Message, begun: &Message| one.received_at >= begun.received_at;
    let oldest = |way: Direction, person: &str, begun: &Message| {
        let fits = |one: &&Message| one.direction == way && same(&one.person, person) && after(one, begun);
        mine.iter().filter(fits).rfind(|one| way == Direction::In || by_bot(one)).cloned()
    };
    let answer = sent.and_then(|sent| oldest(Direction::In, TESTER, sent));
    let first = sent.and_then(|sent| {
        let here = |one: &&Message| one.channel_id.as_ref().is_some_and(|id| id.as_str() == channel);
        nobodys.iter().filter(here).rfind(|one| after(one, sent) && !same(&one.person, TESTER)).cloned()
    });
    Round {
        reply: answer.as_ref().and_then(|answer| oldest(Direction::Out, TESTER, answer)),
        first_reply: first.as_ref().and_then(|first| oldest(Direction::Out, &first.person, first)),
        sent: sent.cloned(),
        answer,
        first,
    }
}

fn shown(one: Option<&Message>) -> Far {
    one.map_or(Far::Open, |one| Far::Done(format!("/messages/{}", one.id)))
}

fn read(one: Option<&Message>) -> Far {
    match one {
        Some(one) if one.state == MessageState::Read => shown(Some(one)),
        Some(one) if one.state == MessageState::Failed => Far::Wrong(m().failed, format!("/messages/{}", one.id)),
        _ => Far::Open,
    }
}

/// Did a webhook take it?
fn taken(one: Option<&MessageDetail>) -> Far {
    let Some(one) = one else { return Far::Open };
    let way = |id: &dyn std::fmt::Display| format!("/deliveries/{id}");
    let find = |state| one.deliveries.iter().find(|it| it.state == state);
    let tried = || one.deliveries.iter().find(|it| it.attempts > 0 && it.last_attempt_at.is_some());
    match find(DeliveryState::Delivered) {
        Some(it) => Far::Done(way(&it.id)),
        None if one.deliveries.is_empty() => Far::Wrong(g().no_taker, format!("/messages/{}", one.message.id)),
        None => tried().map_or(Far::Open, |it| Far::Wrong(g().took_not, way(&it.id))),
    }
}

/// The last step of the guide.
pub fn test(here: Here, known: Known) -> AnyView {
    let of = move || known.bot.with(|bot| bot.as_ref().map(|bot| bot.subaccount.as_ref().map(|sub| sub.id.clone())));
    let mine = use_query::<ListMessages>(move || {
        let subaccount_id = Some(of()?.map_or(OfSubaccount::None, OfSubaccount::Of));
        Some(((), MessageQuery { limit: Limit::try_from(100).ok(), subaccount_id, ..MessageQuery::default() }))
    });
    let channel = Memo::new(move |_| known.channel().map(|one| (one.id.to_string(), one.kind)));
    let simulated = Memo::new(move |_| channel.with(|one| matches!(one, Some((_, ChannelKind::Simulator)))));
    let nobodys = use_query::<ListMessages>(move || {
        let (limit, direction) = (Limit::try_from(100).ok(), Some(Direction::In));
        let subaccount_id = Some(OfSubaccount::None);
        let ask = MessageQuery { limit, direction, subaccount_id, ..MessageQuery::default() };
        simulated.get().then_some(((), ask))
    });
    let items = |list: Query<contract::Page<Message>>| list.data.get().map(|page| page.items.clone());
    let now = Signal::derive(move || {
        let bot = known.bot.with(|bot| bot.as_ref().map(|bot| bot.id.to_string())).unwrap_or_default();
        let channel = channel.get().map(|(id, _)| id).unwrap_or_default();
        round(&bot, &channel, &items(mine).unwrap_or_default(), &items(nobodys).unwrap_or_default())
    });
    let detail = move |of: fn(Round) -> Option<Message>| {
        let id = Memo::new(move |_| of(now.get()).map(|one| one.id));
        let read = use_query::<GetMessage>(move || Some((id.get()?, Nothing {})));
        // What was read of the round before is not this one's.
        Signal::derive(move || read.data.get().filter(|one| Some(&one.message.id) == id.get().as_ref()))
    };
    let (answer, first) = (detail(|round| round.answer), detail(|round| round.first));
    let known_stages = move || {
        let (round, g) = (now.get(), g());
        vec![
            (g.was_sent, shown(round.sent.as_ref())),
            (g.was_read, read(round.sent.as_ref())),
            (g.was_answered, shown(round.answer.as_ref())),
            (g.took, taken(answer.get().as_deref())),
            (g.bot_answered, shown(round.reply.as_ref())),
        ]
    };
    let new_stages = move || {
        let (round, g) = (now.get(), g());
        vec![
            (g.wrote_first, shown(round.first.as_ref())),
            (g.took, taken(first.get().as_deref())),
            (g.bot_answered, shown(round.first_reply.as_ref())),
        ]
    };
    let all = move |stages: Vec<(&str, Far)>| stages.iter().all(|(_, far)| matches!(far, Far::Done(_)));
    let went = Memo::new(move |_| all(known_stages()) && all(new_stages()));
    let took = |one: Option<Webhook>| one.is_some_and(|one| one.last_success_at.is_some());
    let by_hand = move || {
        let far = |one: &Message| {
            one.system_user_id.is_some() && matches!(one.state, MessageState::Delivered | MessageState::Read)
        };
        items(mine).is_some_and(|all| all.iter().any(far)) && took(known.answers()) && took(known.null())
    };
    let done = Signal::derive(move || if simulated.get() { went.get() } else { by_hand() });
    every(here, Duration::from_millis(1_500), move || now.with(|round| round.sent.is_some()) && !went.get());
    let pending = RwSignal::new(false);
    let run = Callback::new(move |()| {
        if let Some(one) = known.channel() {
            begin(&one, of().flatten().map(|id| id.to_string()), pending);
        }
    });
    let body = part(move || {
        match channel.get() {
        None => view! { <p>{g().no_channel}</p> }.into_any(),
        Some((_, kind)) if kind != ChannelKind::Simulator => view! { <p>{g().by_hand}</p> }.into_any(),
        Some(_) => view! {
            <p>{g().test_text}</p>
            {trouble(mine.failure)}
            <div class="row">
                <Button label=g().run tone="primary" glyph=icon::SENDS pending=pending off=view_as::blocked() on_press=run />
            </div>
            <div class="rounds">
                {stages(g().to_somebody, Signal::derive(known_stages))}
                {stages(g().from_new, Signal::derive(new_stages))}
            </div>
        }
        .into_any(),
    }
    });
    step(5, g().step_test, done, body)
}

/// Begins a round.
fn begin(channel: &Channel, subaccount: Option<String>, pending: RwSignal<bool>) {
    let mut sent: Fields = body([("to", TESTER.into()), ("text", format!("echo: {}", m().hello).into())]);
    if let Some(id) = subaccount {
        sent.insert("subaccount_id".to_owned(), id.into());
    }
    let said = body([("text", m().hello.into()), ("organic", true.into())]);
    let (Ok(sent), Ok(said)) = (contract::TestChannel::parse(sent), contract::SimulateMessage::parse(said)) else {
        return;
    };
    let calls: [Call; 2] = [
        call::<TestChannel>(&channel.id, &Nothing {}, &sent),
        call::<SimulateMessage>(&channel.id, &Nothing {}, &said),
    ];
    pending.set(true);
    spawn_local(async move {
        let mut failed = None;
        for call in calls {
            if failed.is_none() {
                failed = api::exchange(call, None).await.err();
            }
        }
        pending.try_set(false);
        refresh();
        match failed {
            None => toasts::done(g().begun.to_owned()),
            Some(failure) => toasts::failed(failure.title),
        }
    });
}

/// A list of stages, each of which turns green by itself.
fn stages(title: &'static str, all: Signal<Vec<(&'static str, Far)>>) -> AnyView {
    let line = |(word, far): (&'static str, Far)| {
        let (tone, glyph, word, href) = match far {
            Far::Open => ("", icon::CIRCLE, word, None),
            Far::Done(href) => ("ok", icon::OK, word, Some(href)),
            Far::Wrong(said, href) => ("bad", icon::WARN, said, Some(href)),
        };
        let link = href.map(|href| {
            let name = format!("{}: {word}", m().open_message);
            view! { <a href=href aria-label=name>{m().open_message}</a> }
        });
        view! { <li><span class="badge" data-tone=tone>{icon(glyph)}{word}</span> {link}</li> }
    };
    view! {
        <section class="stack">
            <h3>{title}</h3>
            <div role="status"><ol class="stages">{part(move || all.get().into_iter().map(line).collect_view())}</ol></div>
        </section>
    }
    .into_any()
}
