//! Turns of many things, of which a round does a few.

use domain::time::{Instant, MINUTE};

/// Which of them have their turn in this round: other ones each quarter of an hour.
pub fn turn<T>(mut all: Vec<T>, now: Instant, at_once: usize) -> impl Iterator<Item = T> {
    let rounds = all.len().div_ceil(at_once).max(1);
    let quarter = usize::try_from(now.millis() / (15 * MINUTE)).unwrap_or(0);
    let skip = ((quarter % rounds) * at_once).min(all.len());
    all.rotate_left(skip);
    all.into_iter().take(at_once)
}
