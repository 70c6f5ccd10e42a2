//! Storing messages and passing them on.

use contract::Code;
use domain::ids::{AccountId, EventId, MessageId, SubaccountId, SystemUserId};
use domain::time::{Instant, SECOND};
use futures_util::future::join_all;
use messaging::carrier::{CarrierError, Meaning};
use messaging::message::{Failure, Service, Status, StatusUpdate, Tags, Times};
use messaging::send::OutMessage;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use store::channels::ChannelRow;
use store::idempotency::Around;
use store::messages::{Batch, Queued, Sender, StateOf, Turn};
use store::whatsapp_accounts::Sending;
use store::{Db, DbError, Seen};

use super::calls::{Called, Outcome};
use super::{Carrier, medium, simulator};
use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::drivers::Driver;
use crate::fail::Fail;
use crate::inbound::conversation;
use crate::{deliver, log, platform};

/// How many messages' carriers are called before the answer, all at the same time; one connection is left for the
/// database. More messages are their channel's driver's.
pub const AT_ONCE: usize = platform::CONNECTIONS - 1;
/// How long a message is at its carrier at most while the bot waits: the name's addresses are asked for, then it is called.
const UNDER_WAY: i64 = 25 * SECOND;
/// The most bytes that the copies of a message to many people have together.
const MOST_COPIES: usize = 8 * 1024 * 1024;

/// Messages to be sent.
pub struct Submission<'a> {
    /// The account.
    pub account: &'a AccountId,
    /// Whose they are.
    pub subaccount: Option<&'a SubaccountId>,
    /// Who sends them.
    pub system_user: Option<&'a SystemUserId>,
    /// The channel that they leave by.
    pub channel: &'a Seen<ChannelRow>,
    /// That the system user may send from its number.
    pub sending: Option<&'a Seen<Sending>>,
    /// The messages.
    pub messages: &'a [OutMessage],
    /// Their ids.
    pub ids: &'a [MessageId],
    /// What keeps the answer for a retry.
    pub retry: Option<Around>,
}

/// Why none of the messages went out: the worst of what was said.
pub struct Refused {
    /// What it means.
    pub meaning: Meaning,
    /// After how many seconds to try again.
    pub retry_after: Option<i64>,
}

/// What became of messages so far.
pub struct Submitted {
    /// Why none of them went out, if so.
    pub refused: Option<Refused>,
    /// What the carrier said to each; nothing where it was not called yet.
    pub called: Vec<Called>,
}

/// JSON of something of ours.
pub fn raw(value: &impl Serialize) -> Result<Box<RawValue>, Fail> {
    to_raw_value(value).map_err(|error| Fail::internal(format!("a message does not serialize: {error}")))
}

impl Submission<'_> {
    /// The rows. A message that goes to many is written once and copied by the database.
    fn queued(&self, simulated: bool) -> Result<(Vec<Queued>, Option<String>), Fail> {
        let first = self.messages.first();
        let shared = first.filter(|first| {
            self.messages.len() > 1
                && self.messages.iter().all(|one| std::sync::Arc::ptr_eq(&one.message, &first.message))
        });
        let shared = shared.map(|first| first.message.to_string());
        if shared.as_ref().is_some_and(|text| text.len() * self.messages.len() > MOST_COPIES) {
            return Err(Fail::new(Code::PayloadTooLarge).with("limit_bytes", MOST_COPIES / self.messages.len()));
        }
        let one = |(message, id): (&OutMessage, &MessageId)| {
            let person = message.to.person();
            Ok(Queued {
                id: id.clone(),
                conversation: conversation(&self.channel.origin, &person),
                person_key: person.as_str().to_owned(),
                person: message.to.as_str().to_owned(),
                correlation_id: message.tags.correlation_id.clone(),
                kind: message.content.kind().as_str().to_owned(),
                text: message.content.words().map(str::to_owned),
                tags: raw(&message.tags)?,
                ttl_days: message.ttl_days,
                message: if shared.is_none() { Some(raw(&*message.message)?) } else { None },
                carrier_id: simulated.then(|| simulator::carrier_id(id)),
            })
        };
        let rows = self.messages.iter().zip(self.ids).map(one).collect::<Result<Vec<_>, Fail>>()?;
        Ok((rows, shared))
    }
}

/// Stores messages and passes them on, or leaves that to the channel's driver.
pub async fn submit<D: Deps>(
    deps: &D,
    config: &Config,
    now: Instant,
    submission: Submission<'_>,
) -> Result<Submitted, Fail> {
    let row = submission.channel;
    let Some(carrier) = Carrier::of(config, row) else {
        log::event(deps, true, "channel", "a channel's credential does not open under the present keys");
        return Err(Fail::new(Code::CarrierRefused));
    };
    let (queued, shared) = submission.queued(carrier.is_simulated())?;
    let turn = match () {
        () if carrier.is_simulated() => Turn::Nobody,
        () if queued.len() <= AT_ONCE => Turn::Now,
        () => Turn::Later,
    };
    let mut batch = Batch::of(submission.account.clone(), now);
    // Whoever took the channel out of service meanwhile has it so.
    batch.rely_on(row);
    // And whoever took the system user off the number's WhatsApp account.
    if let Some(sending) = submission.sending {
        batch.rely_on(sending);
    }
    if let Some(retry) = &submission.retry {
        batch.and(&retry.keep(now, (turn == Turn::Now).then(|| now.plus(UNDER_WAY))));
    }
    let sender = Sender {
        channel: &row.id,
        subaccount: submission.subaccount,
        system_user: submission.system_user,
        origin: &row.origin,
        service: medium(carrier.service),
        shared: shared.as_deref(),
    };
    batch.queue(&sender, &queued, turn);
    let mut wake = None;
    if turn == Turn::Nobody {
        let steps: Vec<_> = submission
            .messages
            .iter()
            .zip(submission.ids)
            .flat_map(|(message, id)| {
                simulator::plan(id, message.to.as_str(), message.content.words().unwrap_or_default(), now)
            })
            .collect();
        batch.plan(&row.id, &steps);
        wake = steps
            .iter()
            .map(|step| step.due_at)
            .min()
            .map(|at| (Driver::Simulate(row.id.clone()), Instant::from_millis(at)));
    } else if turn == Turn::Later {
        wake = Some((Driver::Send(row.id.clone()), now));
    }
    deps.db().commit(&batch.seal().0).await?;
    if let Some((driver, at)) = wake {
        deps.wake(&driver.to_string(), at);
    }
    if turn != Turn::Now {
        return Ok(Submitted { refused: None, called: Vec::new() });
    }
    let calls =
        submission.messages.iter().zip(submission.ids).map(|(message, id)| carrier.call(deps, config, id, message));
    let called = join_all(calls).await;
    let refused = verdict(&called);
    let told = called.iter().all(|one| matches!(one.outcome, Outcome::Refused { .. }));
    let mut marks = Batch::of(submission.account.clone(), now);
    if let Some(retry) = &submission.retry {
        marks.and(&if told { retry.forget() } else { retry.settle() });
    }
    for (id, one) in submission.ids.iter().zip(&called) {
        match &one.outcome {
            Outcome::Refused { error, .. } if told => marks.refused(id, error.meaning.failure().as_str()),
            outcome => mark(deps, &mut marks, row, carrier.service, id, outcome, now)?,
        }
    }
    // What can't be marked is in doubt, as after a crash; the carrier's callbacks tell.
    if let Err(fail) = commit(deps, marks).await {
        log::event(deps, true, "send_mark", &format!("{fail:?}"));
    }
    Ok(Submitted { refused, called })
}

/// What a bot is told when none of its messages went out for sure.
fn verdict(called: &[Called]) -> Option<Refused> {
    let mut worst: Option<Refused> = None;
    for one in called {
        let (meaning, retry_after) = match &one.outcome {
            Outcome::Taken(_) => return None,
            Outcome::Refused { error, retry_after } => (error.meaning, *retry_after),
            // One that may have gone out makes the whole answer one that says so.
            Outcome::Unknown(_) => (Meaning::Unavailable, None),
        };
        if worst.as_ref().is_none_or(|worst| worst.meaning < meaning) {
            worst = Some(Refused { meaning, retry_after });
        }
    }
    worst
}

/// Writes an outcome down and lets webhooks know; of what nobody knows nothing is written.
pub fn mark<D: Deps>(
    deps: &D,
    batch: &mut Batch,
    row: &ChannelRow,
    service: Service,
    id: &MessageId,
    outcome: &Outcome,
    now: Instant,
) -> Result<(), Fail> {
    match outcome {
        Outcome::Taken(carrier_id) => {
            batch.carried(id, carrier_id);
            batch.answered(id);
            // Of a carrier whose callbacks come in nowhere nothing more will be heard.
            if row.source.is_none() {
                batch.apply_status(None, &[state(deps, service, id, Some(carrier_id), Status::Sent, None, now)?]);
            }
        }
        Outcome::Refused { error, .. } => {
            let why = Some((error.meaning.failure(), words(error)));
            batch.apply_status(None, &[state(deps, service, id, None, Status::Failed, why, now)?]);
            batch.answered(id);
        }
        Outcome::Unknown(_) => {}
    }
    Ok(())
}

/// The carrier's words, for people.
pub fn words(error: &CarrierError) -> String {
    if error.message.is_empty() { error.code.clone() } else { format!("{}: {}", error.code, error.message) }
}

/// A state of a message that we know of ourselves.
pub fn state<D: Deps>(
    deps: &D,
    service: Service,
    id: &MessageId,
    carrier_id: Option<&str>,
    status: Status,
    why: Option<(Failure, String)>,
    at: Instant,
) -> Result<StateOf, Fail> {
    let (failure, reason) = why.unzip();
    let update = StatusUpdate {
        service,
        provider_id: carrier_id.unwrap_or(id.as_str()).to_owned(),
        person: None,
        origin: None,
        status,
        failure,
        reason,
        stated: Some(at),
        times: Times {
            sent: (status == Status::Sent).then_some(at),
            delivered: (status == Status::Delivered).then_some(at),
            read: (status == Status::Read).then_some(at),
        },
        user_id: None,
        tags: Tags::default(),
        raw: String::new(),
    };
    Ok(StateOf {
        message: Some(id.clone()),
        ours: None,
        carrier_id: carrier_id.map(str::to_owned),
        event: EventId::new(at, random(deps)?),
        state: status.as_str().to_owned(),
        rank: status.rank(),
        error: failure.map(|failure| failure.as_str().to_owned()),
        detail: raw(&update)?,
        at,
    })
}

/// Commits a batch of messages and lets the webhooks' drivers know.
pub async fn commit<D: Deps>(deps: &D, batch: Batch) -> Result<(), DbError> {
    let (sealed, wake) = batch.seal();
    let mut committed = deps.db().commit(&sealed).await?;
    for webhook in committed.take(wake)? {
        deliver::wake(deps, &webhook);
    }
    Ok(())
}

/// The seconds of a `Retry-After`, for an instant.
pub const fn after(now: Instant, seconds: i64) -> Instant {
    now.plus(seconds * SECOND)
}
