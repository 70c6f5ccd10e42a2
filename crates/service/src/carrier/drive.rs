//! What runs by the clock: messages that wait for their carrier, and those of which nobody knows whether it has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{ChannelId, MessageId};
use domain::system_user::Status as Standing;
use domain::time::{DAY, Instant, MINUTE, SECOND};
use futures_util::future::join_all;
use messaging::carrier::{CarrierError, Meaning};
use messaging::message::{Failure, Service, Status, Tags};
use messaging::phone;
use messaging::send::{self, OutMessage};
use serde_json::Value;
use store::channels::{self, ChannelRow};
use store::messages::{Batch, Doubtful, StateOf, Waiting, drivers_due, due, forget_heard, in_doubt, next_due};
use store::{Db, both};

use super::calls::{Called, Outcome};
use super::submit::{AT_ONCE, after, commit, mark, state};
use super::{Carrier, service};
use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{log, platform};

/// After how many seconds a carrier that takes nothing now is asked again, by try; the last one counts for all others.
const AGAIN: [i64; 6] = [5, 30, 120, 600, 1_800, 3_600];
/// How long after a call that was cut off its message is given up: callbacks come within seconds.
const UNHEARD: i64 = 15 * MINUTE;
/// No wave of calls begins later than this after the beginning of a round: each may take 15 seconds.
const WAVES_BEGIN_WITHIN: i64 = platform::BEHIND_ANSWER / 2 - 3 * SECOND;
/// When a driver runs again after the database failed.
pub const AFTER_FAILURE: i64 = 30 * SECOND;
/// Messages in doubt of how many accounts a round gives up together, and how many one by one: some seven statements each.
const ACCOUNTS: usize = 30;
const ONE_BY_ONE: usize = 20;
/// How many messages a round passes on at most: each is some seven statements.
const MOST: usize = 100;

/// Passes on what waits at a channel; when there may be more.
pub async fn drive<D: Deps>(deps: &D, config: &Config, channel: &ChannelId) -> Option<Instant> {
    match run(deps, config, channel).await {
        Ok(next) => next,
        Err(fail) => {
            log::event(deps, true, "send", &format!("{fail:?}"));
            Some(deps.now().plus(AFTER_FAILURE))
        }
    }
}

/// Passes on what waits at a channel, some at a time: claim, call, mark. The mark of a wave and the claim of the next one are
/// one batch.
async fn run<D: Deps>(deps: &D, config: &Config, channel: &ChannelId) -> Result<Option<Instant>, Fail> {
    let began = deps.now();
    let most = i64::try_from(MOST).unwrap_or(1);
    let waiting = due(channel, began, most).of(deps.db()).await?;
    let Some(first) = waiting.first() else { return Ok(next_due(channel).of(deps.db()).await?) };
    let account = first.account.clone();
    let row = channels::by_id(&account, channel).of(deps.db()).await?;
    let carrier = row.as_deref().filter(|row| row.status == Standing::Active).and_then(|row| Carrier::of(config, row));
    let mut marks = Batch::of(account.clone(), began);
    let mut waves = waiting.chunks(AT_ONCE);
    while deps.now().since(began) < WAVES_BEGIN_WITHIN {
        let wave = waves.next().unwrap_or_default();
        let ids: Vec<MessageId> = wave.iter().map(|one| one.id.clone()).collect();
        let now = deps.now();
        let before = std::mem::replace(&mut marks, Batch::of(account.clone(), now));
        let mut batch = before.clone();
        if !ids.is_empty() {
            batch.claim(&ids);
        }
        match commit(deps, batch).await {
            // Another run of this driver has them. What became of those before them is written all the same.
            Err(error) if error.is_guard("claimed") => {
                commit(deps, before).await?;
                return Ok(Some(now.plus(SECOND)));
            }
            other => other?,
        }
        if wave.is_empty() {
            break;
        }
        let called = join_all(wave.iter().map(|one| pass_on(deps, config, carrier.as_ref(), one))).await;
        let now = deps.now();
        marks = Batch::of(account.clone(), now);
        for (one, called) in wave.iter().zip(&called) {
            after_call(deps, &mut marks, row.as_deref(), one, called, now)?;
        }
    }
    commit(deps, marks).await?;
    Ok(next_due(channel).of(deps.db()).await?)
}

async fn pass_on<D: Deps>(deps: &D, config: &Config, carrier: Option<&Carrier>, one: &Waiting) -> Called {
    let refused = |words: &str| {
        let error = CarrierError { code: "channel".to_owned(), message: words.to_owned(), meaning: Meaning::NoChannel };
        Called { outcome: Outcome::Refused { error, retry_after: None }, ms: 0 }
    };
    match (carrier, read(&one.content)) {
        (None, _) => refused("the channel is gone, inactive, or its credential does not open"),
        (_, None) => refused("the message can't be read any more"),
        (Some(carrier), Some((_, message))) => carrier.call(deps, config, &one.id, &message).await,
    }
}

fn after_call<D: Deps>(
    deps: &D,
    marks: &mut Batch,
    row: Option<&ChannelRow>,
    one: &Waiting,
    called: &Called,
    now: Instant,
) -> Result<(), Fail> {
    let (service, ttl) = read(&one.content).map_or((Service::Sms, 1), |(service, message)| (service, message.ttl_days));
    match (&called.outcome, row) {
        (Outcome::Refused { error, retry_after }, _) if error.meaning.is_retryable() => {
            let tries = usize::try_from(one.tries).unwrap_or(usize::MAX);
            let seconds = AGAIN.get(tries).copied().unwrap_or(3_600);
            // What the carrier asks for makes it later, never earlier: "at once" again and again would be a loop.
            let seconds = retry_after.map_or(seconds, |asked| seconds.max(asked));
            let at = after(now, seconds);
            if at > one.received_at.plus(ttl * DAY) {
                let why = Some((Failure::Expired, super::submit::words(error)));
                marks.apply_status(None, &[state(deps, service, &one.id, None, Status::Failed, why, now)?]);
                marks.answered(&one.id);
            } else {
                marks.again(&one.id, at);
            }
        }
        (outcome, Some(row)) => mark(deps, marks, row, service, &one.id, outcome, now)?,
        (_, None) => {
            let why = Some((Failure::InternalError, "the channel is gone".to_owned()));
            marks.apply_status(None, &[state(deps, service, &one.id, None, Status::Failed, why, now)?]);
            marks.answered(&one.id);
        }
    }
    Ok(())
}

/// A message as it was stored.
fn read(content: &str) -> Option<(Service, OutMessage)> {
    let content: Value = serde_json::from_str(content).ok()?;
    let text = |key: &str| content.get(key).and_then(Value::as_str);
    let tags: Tags = serde_json::from_value(content.get("tags")?.clone()).ok()?;
    let message = content.get("message")?.clone();
    Some((
        service(text("service")?)?,
        OutMessage {
            to: phone::whatsapp_destination(text("to")?).ok()?,
            tags,
            content: Arc::new(send::content(&message).ok()?),
            message: Arc::new(message),
            ttl_days: content.get("ttl_days").and_then(Value::as_i64)?,
        },
    ))
}

/// Once a minute: wakes drivers whose alarm was lost, and gives up what a carrier may have and nothing was heard of.
pub async fn settle<D: Deps>(deps: &D) -> Result<(), Fail> {
    let now = deps.now();
    let before = now.plus(-UNHEARD);
    let (drivers, doubtful) = both(deps.db(), drivers_due(now), in_doubt(before)).await?;
    for driver in drivers {
        deps.wake(&driver, now);
    }
    let mut accounts: BTreeMap<&str, Vec<&Doubtful>> = BTreeMap::new();
    for one in &doubtful {
        accounts.entry(one.account.as_str()).or_default().push(one);
    }
    for of_account in accounts.into_values().take(ACCOUNTS) {
        if give_up(deps, &of_account, now).await? {
            continue;
        }
        // Of one of them something was heard just now: the others one by one.
        for one in of_account.into_iter().take(ONE_BY_ONE) {
            give_up(deps, &[one], now).await?;
        }
    }
    deps.db().commit(&forget_heard(before)).await?;
    Ok(())
}

/// Gives up messages of one account. False: of one of them something was heard meanwhile, and nothing was written.
async fn give_up<D: Deps>(deps: &D, doubtful: &[&Doubtful], now: Instant) -> Result<bool, Fail> {
    let Some(first) = doubtful.first() else { return Ok(true) };
    let mut batch = Batch::of(first.account.clone(), now);
    batch.unheard(&doubtful.iter().map(|one| &one.id).collect::<Vec<_>>());
    let supposed = |one: &&Doubtful| {
        let service = one.service.as_deref().and_then(service).unwrap_or(Service::Sms);
        let why = Some((Failure::InternalError, "nobody knows whether the carrier has it".to_owned()));
        let supposed = state(deps, service, &one.id, None, Status::Failed, why, now)?;
        Ok(StateOf { rank: Status::SUPPOSED, ..supposed })
    };
    batch.apply_status(None, &doubtful.iter().map(supposed).collect::<Result<Vec<_>, Fail>>()?);
    match commit(deps, batch).await {
        Err(error) if error.is_guard("claimed") => Ok(false),
        other => other.map(|()| true).map_err(Fail::from),
    }
}
