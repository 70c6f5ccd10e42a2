//! Counters of attempts at something guessable. An attempt is counted before it is checked, in a statement of its
//! own: neither parallel requests nor a failing check get around it.

use crate::db::{Db, DbError, Sealed, Statement};
use crate::params;

const COUNT: &str =
    "INSERT INTO attempt (key, window, n) VALUES (?1, ?2, 1) ON CONFLICT (key, window) DO UPDATE SET n = n + 1";
const WITHIN: &str =
    "INSERT INTO guard (ok, label) SELECT n <= ?3, 'attempts' FROM attempt WHERE key = ?1 AND window = ?2";
const FORGIVE: &str = "UPDATE attempt SET n = n - 1 WHERE key = ?1 AND window = ?2 AND n > 0";

/// A counter: who (as a digest that names nobody), in which window of time, and how many attempts it takes.
#[derive(Debug, Clone)]
pub struct Counter {
    /// A digest.
    pub key: String,
    /// The number of the window.
    pub window: i64,
    /// The most attempts in a window.
    pub budget: i64,
}

/// Counts one attempt on each counter. False when one of them is over its budget; then none was counted.
pub async fn reserve(db: &impl Db, counters: &[Counter]) -> Result<bool, DbError> {
    reserve_and(db, counters, Sealed::figures(Vec::new())).await
}

/// The same with figures in the same transaction: they are written if the attempt was counted.
pub async fn reserve_and(db: &impl Db, counters: &[Counter], figures: Sealed) -> Result<bool, DbError> {
    let mut statements = Vec::new();
    for counter in counters {
        statements.push(Statement { sql: COUNT, params: params![counter.key.as_str(), counter.window] });
        statements
            .push(Statement { sql: WITHIN, params: params![counter.key.as_str(), counter.window, counter.budget] });
    }
    match db.commit(&Sealed::figures(statements).and(figures)).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_guard("attempts") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes an attempt back: it was a right one, so it was no guess.
pub fn forgive(counter: &Counter) -> Sealed {
    Sealed::figures(vec![Statement { sql: FORGIVE, params: params![counter.key.as_str(), counter.window] }])
}
