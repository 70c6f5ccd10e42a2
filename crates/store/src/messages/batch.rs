//! One batch for whatever a carrier or a bot sends at once.

use std::borrow::Borrow;

use domain::ids::{AccountId, ChannelId, EventId, InboundSourceId, MessageId, WebhookId};
use domain::time::Instant;
use serde::Serialize;

use super::statements::{
    ADVANCE, ADVANCE_EARLY, CARRIED, DELIVER, DELIVER_EARLY, EVENTS_IN, FORGET_EARLY, INSERT_IN, KEEP_EARLY, TELL,
    TELL_EARLY, TO_WAKE,
};
use super::{In, StateOf, lists};
use crate::db::{Later, Reading, Sealed, Statement};
use crate::params;
use crate::seen::Seen;

/// A batch of messages and states of one account.
#[derive(Debug, Clone)]
pub struct Batch {
    pub(super) account: AccountId,
    pub(super) now: Instant,
    pub(super) statements: Vec<Statement>,
    reads: Vec<usize>,
    events: Vec<EventId>,
}

impl Batch {
    /// An empty one.
    pub const fn of(account: AccountId, now: Instant) -> Self {
        Self { account, now, statements: Vec::new(), reads: Vec::new(), events: Vec::new() }
    }

    pub(super) fn push(&mut self, sql: &'static str, params: Vec<crate::Value>) {
        self.statements.push(Statement { sql, params });
    }

    pub(crate) const fn now(&self) -> Instant {
        self.now
    }

    pub(crate) fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    /// What was read must still hold when this is written (guard `moved`).
    pub fn rely_on<T>(&mut self, seen: &Seen<T>) {
        self.statements.push(seen.still().clone());
    }

    /// Messages that came in, by a source or, for the simulator, by a channel. The same message again changes nothing.
    pub fn insert_in<M: Borrow<In> + Serialize>(
        &mut self,
        source: Option<&InboundSourceId>,
        channel: Option<&ChannelId>,
        messages: &[M],
    ) {
        for list in lists(messages) {
            let source = source.map(InboundSourceId::as_str);
            let channel = channel.map(ChannelId::as_str);
            self.push(INSERT_IN, params![self.account.as_str(), list, source, channel, self.now]);
        }
        let messages = || messages.iter().map(Borrow::borrow);
        let pairs: Vec<_> = messages().map(|message| (&message.id, &message.event)).collect();
        for list in lists(&pairs) {
            self.push(EVENTS_IN, params![self.account.as_str(), list, self.now]);
        }
        self.events.extend(messages().map(|message| message.event.clone()));
    }

    /// States of messages, as a source's callbacks or we ourselves say them. Each is told once; a message's own state
    /// never falls back; what nobody knows yet waits for [`Batch::carried`].
    pub fn apply_status<S: Borrow<StateOf> + Serialize>(&mut self, source: Option<&InboundSourceId>, states: &[S]) {
        for list in lists(states) {
            let source = source.map(InboundSourceId::as_str);
            self.push(KEEP_EARLY, params![self.account.as_str(), list.as_str(), source, self.now]);
            self.push(TELL, params![self.account.as_str(), list.as_str(), source]);
            self.push(ADVANCE, params![self.account.as_str(), list, source]);
        }
        self.events.extend(states.iter().map(|state| state.borrow().event.clone()));
    }

    /// The carrier took a message and calls it so; states that it told of before count from now on.
    pub fn carried(&mut self, id: &MessageId, carrier_id: &str) {
        let these = || params![self.account.as_str(), id.as_str(), carrier_id];
        let mut deliver = these();
        deliver.push(self.now.into());
        let all = [
            (CARRIED, these()),
            (TELL_EARLY, these()),
            (DELIVER_EARLY, deliver),
            (ADVANCE_EARLY, these()),
            (FORGET_EARLY, these()),
        ];
        self.statements.extend(all.map(|(sql, params)| Statement { sql, params }));
    }

    /// Reads something in the same batch.
    pub fn then<T>(&mut self, reading: Reading<T>) -> Later<T> {
        self.reads.push(self.statements.len());
        self.statements.push(reading.query.statement().clone());
        Later { place: self.reads.len() - 1, read: reading.read }
    }

    /// Makes the deliveries. The webhooks that have something to be sent now are there once it is committed.
    pub fn seal(mut self) -> (Sealed, Later<Vec<WebhookId>>) {
        let events = std::mem::take(&mut self.events);
        let lists = lists(&events);
        for list in &lists {
            self.push(DELIVER, params![self.account.as_str(), list.as_str(), self.now]);
        }
        let list = lists.into_iter().next().unwrap_or_else(|| "[]".to_owned());
        let read = |rows: Vec<crate::Row>| rows.into_iter().map(|mut row| row.parse()).collect();
        let wake = self.then(Reading::new(TO_WAKE, params![list], read));
        (Sealed::new(self.statements, self.reads), wake)
    }
}
