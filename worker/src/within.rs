//! A bound for every wait on something outside.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::Delay;

/// The result of `work`, or nothing when it takes longer than `millis`.
pub async fn within<T>(millis: u64, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(Delay::from(Duration::from_millis(millis)))).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}
