//! Writes what an isolate has counted: uses and refused calls. What can't be written goes back to what is counted, so that a bot
//! in use is never taken for one that is not.

use domain::ids::RefusalId;
use domain::time::{Instant, MINUTE};
use store::usage::{self, RefusedUse, Used};
use store::{Db, DbError};

use crate::deps::Deps;
use crate::fail::Fail;
use crate::log;
use crate::stamp::random;

/// The use of a token is written at most this often, in milliseconds.
pub(crate) const NOTE_EVERY: i64 = MINUTE;

/// What has counted them.
pub(crate) trait Counted: Clone + Send + 'static {
    /// Takes all that was counted and is not yet written.
    fn counted(&self, now: Instant) -> (Vec<Used>, Vec<RefusedUse>);

    /// Uses that could not be written count on. Where it is not known whether they were, a call may be counted twice, and is never
    /// lost.
    fn not_written(&self, all: &[Used]);

    /// The same of refused calls.
    fn refusals_not_written(&self, all: &[RefusedUse]);
}

/// Writes uses behind the answer.
pub(crate) fn write_used_behind<D: Deps>(deps: &D, state: &impl Counted, due: Vec<Used>) {
    if due.is_empty() {
        return;
    }
    let (outside, state) = (deps.clone(), state.clone());
    deps.spawn(async move { write_used(&outside, &state, &due).await });
}

/// The same for refused calls.
pub(crate) fn write_refused_behind<D: Deps>(deps: &D, state: &impl Counted, due: Vec<RefusedUse>) {
    if due.is_empty() {
        return;
    }
    let (outside, state) = (deps.clone(), state.clone());
    deps.spawn(async move { write_refused(&outside, &state, &due).await });
}

/// Writes what this isolate has counted so far, by the clock.
pub(crate) async fn flush<D: Deps>(deps: &D, state: &impl Counted, now: Instant) {
    let (used, refused) = state.counted(now);
    write_refused(deps, state, &refused).await;
    write_used(deps, state, &used).await;
}

async fn write_used<D: Deps>(deps: &D, state: &impl Counted, due: &[Used]) {
    for chunk in due.chunks(usage::TOGETHER) {
        if let Err(error) = deps.db().commit(&usage::note(chunk)).await {
            failed(deps, "note_use", &error.into());
            state.not_written(chunk);
        }
    }
}

async fn write_refused<D: Deps>(deps: &D, state: &impl Counted, due: &[RefusedUse]) {
    for chunk in due.chunks(usage::TOGETHER) {
        let with_ids: Result<Vec<_>, Fail> =
            chunk.iter().map(|one| Ok((RefusalId::new(one.at, random(deps)?), one))).collect();
        let done = match with_ids {
            Ok(all) => deps.db().commit(&usage::note_refused(all)).await.map(drop).map_err(|e: DbError| e.into()),
            Err(fail) => Err(fail),
        };
        if let Err(fail) = done {
            failed(deps, "note_refused", &fail);
            state.refusals_not_written(chunk);
        }
    }
}

fn failed(deps: &impl Deps, event: &'static str, fail: &Fail) {
    log::event(deps, true, event, &format!("{fail:?}"));
}
