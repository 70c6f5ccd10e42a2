//! Who waits at an inbound source while somebody writes (docs/adr/0032-written-together.md). A line saves trips to the database
//! and nothing else: nothing relies on its order, or on one writing at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::{InboundSourceId, RefusedId};
use domain::time::{Instant, SECOND};
use store::DbError;
use store::messages::{In, StateOf};

use crate::deps::Tell;
use crate::sources::Known;

/// How many calls are written at once.
const CALLS: usize = 32;
/// Who has been writing for so long is not waited for by those who come.
const BUSY: i64 = 2 * SECOND;

/// What is stored of a call.
#[derive(Debug, Default)]
pub struct Rows {
    /// Messages.
    pub messages: Vec<In>,
    /// States.
    pub states: Vec<StateOf>,
    /// What could not be taken.
    pub refused: Vec<(RefusedId, &'static str, String)>,
}

/// What became of a call's rows.
#[derive(Debug, Clone)]
pub enum Stage {
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
pub struct Call {
    /// The source.
    pub known: Arc<Known>,
    /// What is stored of it.
    pub rows: Rows,
}

/// A place in line.
pub struct Place {
    /// Whose it is.
    pub call: Arc<Call>,
    /// How far it is.
    pub stage: Stage,
    /// What tells whose it is.
    pub tell: Option<Tell>,
}

/// A place, as those who write see it, too.
pub type Ticket = Arc<Mutex<Place>>;

/// What is at a place. Never across an await.
pub fn at(ticket: &Ticket) -> MutexGuard<'_, Place> {
    ticket.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Those in line at a source, and since when somebody is writing.
#[derive(Default)]
struct Line {
    busy_since: Option<Instant>,
    waiting: Vec<Ticket>,
}

impl Line {
    fn is_busy(&self, now: Instant) -> bool {
        self.busy_since.is_some_and(|since| (0..BUSY).contains(&now.since(since)))
    }
}

/// The lines of an isolate. A source has one as long as somebody writes or waits.
#[derive(Default)]
pub struct Lines(HashMap<InboundSourceId, Line>);

impl Lines {
    /// Whether it is this call's turn; otherwise it waits in line.
    pub fn enter(&mut self, source: &InboundSourceId, ticket: &Ticket, now: Instant) -> bool {
        let line = self.0.entry(source.clone()).or_default();
        let busy = line.is_busy(now);
        if busy {
            line.waiting.push(Arc::clone(ticket));
        } else {
            line.busy_since = Some(now);
            at(ticket).stage = Stage::Taken;
        }
        !busy
    }

    /// Those whose turn it is, after somebody wrote.
    pub fn next(&mut self, source: &InboundSourceId, now: Instant) -> Vec<Ticket> {
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

    /// Nobody writes any more: all in line are told, for the first of them may be gone. Whoever hears it first writes.
    pub fn leave(&mut self, source: &InboundSourceId) -> Vec<Tell> {
        let Some(line) = self.0.get_mut(source) else { return Vec::new() };
        line.busy_since = None;
        if line.waiting.is_empty() {
            self.0.remove(source);
            return Vec::new();
        }
        line.waiting.iter().filter_map(|ticket| at(ticket).tell.take()).collect()
    }

    /// Takes this one out of the line, to write; false: somebody writes for it, or will. Who was told that nobody writes
    /// any more stays where another one heard it first.
    pub fn step_out(&mut self, source: &InboundSourceId, ticket: &Ticket, was_told: bool, now: Instant) -> bool {
        let Some(line) = self.0.get_mut(source) else { return false };
        if was_told && line.is_busy(now) {
            return false;
        }
        let before = line.waiting.len();
        line.waiting.retain(|one| !Arc::ptr_eq(one, ticket));
        let was_in = before != line.waiting.len();
        if was_in {
            line.busy_since = Some(now);
        }
        was_in
    }
}
