//! Calls that come in at one source while another one is being written are written together: one trip for all of them
//! (docs/adr/0032-written-together.md).
//!
//! A call that finds nobody writing writes at once, alone. Those that come meanwhile wait in line, and whoever wrote
//! writes for them afterwards, in their order. That this is one at a time only saves trips: nothing relies on it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::InboundSourceId;
use domain::time::{Instant, SECOND};
use store::messages::Batch;
use store::{Db, DbError};

use super::{Known, Rows};
use crate::deps::{Deps, Tell};
use crate::gate::State;

/// How many calls are written at once, and how many bytes of content one of them may have: larger ones go alone.
const CALLS: usize = 32;
const LARGEST: usize = 32 * 1024;
/// So many times somebody writes for others, then the next one in line does: what an invocation may do is bounded.
const TURNS: usize = 8;
/// How long somebody waits in line before they write by themselves, and then waits for one who is writing theirs, in
/// milliseconds: longer than the database is waited for.
const IN_LINE: u64 = 2_000;
const WRITING: u64 = 12_000;
/// Who has been writing for so long is not waited for by those who come.
const BUSY: i64 = 2 * SECOND;

/// What became of a call's rows.
#[derive(Debug, Clone)]
enum Stage {
    /// In line.
    Waiting,
    /// Being written.
    Taken,
    /// Written.
    Stored,
    /// Not written, together with others: perhaps because of them.
    Refused,
    /// Nobody knows.
    Unknown(DbError),
}

/// What a call brought, and the source as it was when the call proved where it is from.
struct Call {
    known: Arc<Known>,
    rows: Rows,
}

struct Place {
    call: Arc<Call>,
    stage: Stage,
    tell: Option<Tell>,
}

type Ticket = Arc<Mutex<Place>>;

fn at(ticket: &Ticket) -> std::sync::MutexGuard<'_, Place> {
    ticket.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Those in line at a source, and since when somebody is writing.
#[derive(Default)]
struct Line {
    busy_since: Option<Instant>,
    waiting: Vec<Ticket>,
}

/// The lines of an isolate. A source has one as long as somebody writes or waits.
#[derive(Default)]
pub struct Lines(HashMap<InboundSourceId, Line>);

impl Lines {
    /// Whether it is this call's turn; otherwise it waits in line.
    fn enter(&mut self, source: &InboundSourceId, ticket: &Ticket, now: Instant) -> bool {
        let line = self.0.entry(source.clone()).or_default();
        let busy = line.busy_since.is_some_and(|since| (0..BUSY).contains(&now.since(since)));
        if busy {
            line.waiting.push(Arc::clone(ticket));
        } else {
            line.busy_since = Some(now);
            at(ticket).stage = Stage::Taken;
        }
        !busy
    }

    /// Those whose turn it is, after somebody wrote.
    fn next(&mut self, source: &InboundSourceId, now: Instant) -> Vec<Ticket> {
        let Some(line) = self.0.get_mut(source) else { return Vec::new() };
        if line.waiting.is_empty() {
            self.0.remove(source);
            return Vec::new();
        }
        line.busy_since = Some(now);
        let group: Vec<_> = line.waiting.drain(..line.waiting.len().min(CALLS)).collect();
        for ticket in &group {
            at(ticket).stage = Stage::Taken;
        }
        group
    }

    /// Nobody writes any more; the first in line is told, if there is one.
    fn leave(&mut self, source: &InboundSourceId) -> Option<Tell> {
        let line = self.0.get_mut(source)?;
        line.busy_since = None;
        match line.waiting.first() {
            Some(first) => at(first).tell.take(),
            None => {
                self.0.remove(source);
                None
            }
        }
    }

    /// Takes this one out of the line, to write; false: somebody writes for it.
    fn step_out(&mut self, source: &InboundSourceId, ticket: &Ticket, now: Instant) -> bool {
        let Some(line) = self.0.get_mut(source) else { return false };
        let before = line.waiting.len();
        line.waiting.retain(|one| !Arc::ptr_eq(one, ticket));
        let was_in = before != line.waiting.len();
        if was_in {
            line.busy_since = Some(now);
        }
        was_in
    }
}

/// Stores the rows of a call: alone, or together with those of others.
pub async fn store<D: Deps>(deps: &D, state: &State, known: &Arc<Known>, rows: Rows) -> Result<(), DbError> {
    let source = &known.seen.id;
    let own = [Arc::new(Call { known: Arc::clone(known), rows })];
    let [call] = &own;
    if is_alone(&call.rows) {
        return write(deps, state, &own).await;
    }
    let ticket = Arc::new(Mutex::new(Place { call: Arc::clone(call), stage: Stage::Waiting, tell: None }));
    if state.lines(|lines| lines.enter(source, &ticket, deps.now())) {
        return write_and_lead(deps, state, source, &own).await;
    }
    for patience in [IN_LINE, WRITING] {
        let (tell, told) = deps.told(patience);
        at(&ticket).tell = Some(tell);
        if matches!(at(&ticket).stage, Stage::Waiting | Stage::Taken) {
            told.await;
        }
        let stage = at(&ticket).stage.clone();
        match stage {
            Stage::Stored => return Ok(()),
            Stage::Unknown(error) => return Err(error),
            Stage::Refused => return write(deps, state, &own).await,
            // Whoever wrote leaves the line to this one, or is gone.
            Stage::Waiting if state.lines(|lines| lines.step_out(source, &ticket, deps.now())) => {
                return write_and_lead(deps, state, source, &own).await;
            }
            Stage::Waiting | Stage::Taken => {}
        }
    }
    Err(DbError::Unavailable("who wrote this together with others did not come back".into()))
}

/// What is refused in part, or large, is nobody else's burden.
fn is_alone(rows: &Rows) -> bool {
    let contents = rows.messages.iter().map(|one| one.content.get().len());
    let details = rows.states.iter().map(|one| one.detail.get().len());
    !rows.refused.is_empty() || contents.chain(details).sum::<usize>() > LARGEST
}

/// Writes a call's own rows, and behind its answer those of whoever came meanwhile: they are served though its client goes
/// away.
async fn write_and_lead<D: Deps>(
    deps: &D,
    state: &State,
    source: &InboundSourceId,
    own: &[Arc<Call>],
) -> Result<(), DbError> {
    let written = write(deps, state, own).await;
    let group = state.lines(|lines| lines.next(source, deps.now()));
    if !group.is_empty() {
        deps.spawn(turns(deps.clone(), state.clone(), source.clone(), group));
    }
    written
}

async fn turns<D: Deps>(deps: D, state: State, source: InboundSourceId, mut group: Vec<Ticket>) {
    for turn in 1.. {
        let calls: Vec<_> = group.iter().map(|ticket| Arc::clone(&at(ticket).call)).collect();
        let stage = match write(&deps, &state, &calls).await {
            Ok(()) => Stage::Stored,
            Err(error @ DbError::Unavailable(_)) => Stage::Unknown(error),
            Err(_) => Stage::Refused,
        };
        for ticket in &group {
            let mut place = at(ticket);
            place.stage = stage.clone();
            let tell = place.tell.take();
            drop(place);
            if let Some(tell) = tell {
                tell();
            }
        }
        if turn == TURNS {
            if let Some(tell) = state.lines(|lines| lines.leave(&source)) {
                tell();
            }
            return;
        }
        group = state.lines(|lines| lines.next(&source, deps.now()));
        if group.is_empty() {
            return;
        }
    }
}

/// One batch of the rows of some calls of a source, which wakes the webhooks that are told of them.
async fn write<D: Deps>(deps: &D, state: &State, calls: &[Arc<Call>]) -> Result<(), DbError> {
    let Some(first) = calls.first() else { return Ok(()) };
    let (source, now) = (&first.known.seen, deps.now());
    let messages: Vec<_> = calls.iter().flat_map(|call| &call.rows.messages).collect();
    let states: Vec<_> = calls.iter().flat_map(|call| &call.rows.states).collect();
    let mut batch = Batch::of(source.account.clone(), now);
    // The source must still be what each of them proved itself to: one that knows an older one has them all refused.
    let mut known: Vec<&Arc<Known>> = Vec::new();
    for call in calls {
        if !known.iter().any(|one| Arc::ptr_eq(one, &call.known)) {
            known.push(&call.known);
            batch.rely_on(&call.known.seen);
        }
    }
    batch.insert_in(Some(&source.id), None, &messages);
    batch.apply_status(Some(&source.id), &states);
    for call in calls {
        batch.refuse(&source.id, &call.rows.refused);
    }
    let accepted = !messages.is_empty() || !states.is_empty();
    if accepted && state.sources(|sources| sources.is_to_note(&source.id, now)) {
        batch.received(&source.id);
    }
    let (sealed, wake) = batch.seal();
    let mut committed = deps.db().commit(&sealed).await.inspect_err(|error| {
        if matches!(error, DbError::Guard(label) if label == "moved") {
            state.sources(|sources| sources.forget(&source.id));
        }
    })?;
    for webhook in committed.take(wake)? {
        deps.wake(webhook.as_str(), now);
    }
    Ok(())
}
