//! What mails and webhooks share: rows that wait are taken one by one, tried, and marked, within what the platform allows
//! one invocation. What fails is due again later; whoever keeps the rows says when, and when they are given up.

use std::cell::RefCell;
use std::collections::VecDeque;

use domain::time::Instant;
use futures_util::future::join_all;
use store::{Db, DbError, Sealed};

use crate::deps::Deps;
use crate::{log, platform};

/// How many tries are on their way at the same time; one connection is left for the database.
const AT_ONCE: usize = platform::CONNECTIONS - 1;

/// How long after its beginning a round begins new tries. A try takes up to 15 seconds and a little for the database.
const TRIES_BEGIN_WITHIN: i64 = platform::BEHIND_ANSWER / 2;

/// Rows that wait.
#[allow(async_fn_in_trait, reason = "one thread per isolate: no Send bound is wanted")]
pub trait Outbox {
    /// One of them.
    type Item;
    /// What came of a try.
    type Outcome;

    /// What it is called in the log.
    const NAME: &'static str;

    /// Some of what is due now. Those of a queue are tried one after the other, each when the one before it went.
    async fn due(&self) -> Result<Vec<VecDeque<Self::Item>>, DbError>;

    /// Takes one for a try: guard `stale` when somebody else was faster.
    fn claim(&self, item: &Self::Item) -> Sealed;

    /// Tries.
    async fn attempt(&self, item: &Self::Item) -> Self::Outcome;

    /// Did it go?
    fn went(outcome: &Self::Outcome) -> bool;

    /// Writes down what came of it.
    async fn mark(&self, item: &Self::Item, outcome: Self::Outcome) -> Result<(), DbError>;
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Nothing is due any more.
    Empty,
    /// There may be more: its time or its budget was over.
    Budget,
    /// The database failed, which is in the log: what is still due is tried later, not at once and round and round.
    Failed,
}

/// Sends what is due, several at a time, because most of a try is waiting. No try begins long after `began`, so that the
/// round ends before the platform ends it; what is left is due in the next one.
pub async fn round<D: Deps, O: Outbox>(deps: &D, outbox: &O, began: Instant, batches: usize) -> Ended {
    let in_time = || deps.now().since(began) < TRIES_BEGIN_WITHIN;
    for _ in 0..batches {
        if !in_time() {
            return Ended::Budget;
        }
        let due = match outbox.due().await {
            Ok(due) => due,
            Err(error) => {
                log::event(deps, true, O::NAME, &format!("{error:?}"));
                return Ended::Failed;
            }
        };
        if due.is_empty() {
            return Ended::Empty;
        }
        let waiting = RefCell::new(VecDeque::from(due));
        let all_of_them = async || {
            while in_time() {
                let next = waiting.borrow_mut().pop_front();
                let Some(queue) = next else { return Ended::Empty };
                if let Err(error) = one_by_one(deps, outbox, queue, &in_time).await {
                    log::event(deps, true, O::NAME, &format!("{error:?}"));
                    return Ended::Failed;
                }
            }
            Ended::Budget
        };
        let ends = join_all((0..AT_ONCE).map(|_| all_of_them())).await;
        if let Some(end) = [Ended::Failed, Ended::Budget].into_iter().find(|end| ends.contains(end)) {
            return end;
        }
    }
    Ended::Budget
}

async fn one_by_one<D: Deps, O: Outbox>(
    deps: &D,
    outbox: &O,
    queue: VecDeque<O::Item>,
    in_time: &impl Fn() -> bool,
) -> Result<(), DbError> {
    for item in queue {
        if !in_time() {
            return Ok(());
        }
        match deps.db().commit(&outbox.claim(&item)).await {
            // Whoever took it has the ones behind it, too.
            Err(error) if error.is_guard("stale") => return Ok(()),
            other => other?,
        };
        let outcome = outbox.attempt(&item).await;
        let went = O::went(&outcome);
        outbox.mark(&item, outcome).await?;
        if !went {
            return Ok(());
        }
    }
    Ok(())
}
