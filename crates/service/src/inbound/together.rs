//! Calls that come in at one source while another one is being written are written together: one trip for all of them
//! (docs/adr/0032-written-together.md).
//!
//! A call that finds nobody writing writes at once, alone. Those that come meanwhile wait in line, and whoever wrote
//! writes for them afterwards, in their order. That this is one at a time only saves trips: nothing relies on it.

use std::sync::{Arc, Mutex};

use domain::ids::InboundSourceId;
use futures_util::FutureExt;
use store::messages::Batch;
use store::{Db, DbError};

use super::Known;
use crate::deps::Deps;
use crate::gate::State;
use crate::lines::{Call, Place, Rows, Stage, at};

/// The most bytes of content that a call has whose rows are written with those of others.
const LARGEST: usize = 32 * 1024;
/// So many times somebody writes for others, then one of those in line does: what an invocation may do is bounded.
const TURNS: usize = 8;
/// How long somebody waits in line before they write by themselves, and then for one who is writing theirs, in milliseconds:
/// longer than the database is waited for.
const IN_LINE: u64 = 2_000;
const WRITING: u64 = 12_000;

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
        return write_and_lead(deps, state, source, own).await;
    }
    let mut patience = IN_LINE;
    loop {
        let (tell, told) = deps.told(patience);
        at(&ticket).tell = Some(tell);
        if matches!(at(&ticket).stage, Stage::Waiting | Stage::Taken) {
            told.await;
        }
        // Who tells takes what tells.
        let (stage, was_told) = {
            let mut place = at(&ticket);
            (place.stage.clone(), place.tell.take().is_none())
        };
        match stage {
            Stage::Stored => return Ok(()),
            Stage::Unknown(error) => return Err(error),
            Stage::Refused => return write(deps, state, &own).await,
            // Whoever wrote leaves the line to those in it, or is gone.
            Stage::Waiting if state.lines(|lines| lines.step_out(source, &ticket, was_told, deps.now())) => {
                return write_and_lead(deps, state, source, own).await;
            }
            Stage::Waiting if was_told => {}
            Stage::Waiting | Stage::Taken if patience == WRITING => break,
            Stage::Waiting | Stage::Taken => patience = WRITING,
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

/// Writes a call's own rows, and behind its answer those of whoever came meanwhile. Both go on though its client goes away:
/// who waits in line does not wait for somebody who is gone.
async fn write_and_lead<D: Deps>(
    deps: &D,
    state: &State,
    source: &InboundSourceId,
    own: [Arc<Call>; 1],
) -> Result<(), DbError> {
    let (to, with) = (deps.clone(), state.clone());
    let written = async move { write(&to, &with, &own).await }.shared();
    let (first, to, with, source) = (written.clone(), deps.clone(), state.clone(), source.clone());
    deps.spawn(async move {
        _ = first.await;
        turns(to, with, source).await;
    });
    written.await
}

/// Writes those in line, a group at a time.
async fn turns<D: Deps>(deps: D, state: State, source: InboundSourceId) {
    for _ in 0..TURNS {
        let group = state.lines(|lines| lines.next(&source, deps.now()));
        if group.is_empty() {
            return;
        }
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
    }
    for tell in state.lines(|lines| lines.leave(&source)) {
        tell();
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
