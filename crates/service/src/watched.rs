//! Notes calls of system users that somebody watches, behind their answers.

use domain::time::Instant;
use store::tail::{self, Line, Seen};
use store::{Db, DbError};

use crate::deps::Deps;
use crate::gate::State;
use crate::refusals::Holder;
use crate::tails::Tails;

/// How long lines wait for others, in milliseconds.
const TOGETHER: u64 = 1_000;

/// Notes an answered or refused call, if somebody watches.
pub fn note<D: Deps>(deps: &D, state: &State, whose: &Holder, at: Instant, line: impl FnOnce() -> Line) {
    let begins = state.tails(|tails| {
        if !tails.is_on(&whose.system_user, at) {
            return false;
        }
        let seen = Seen { system_user: whose.system_user.clone(), at: at.millis(), line: line() };
        tails.note(seen, at)
    });
    if begins {
        let (outside, state) = (deps.clone(), state.clone());
        deps.spawn(async move {
            // Nobody ends this wait: others come meanwhile.
            let (tell, told) = outside.told(TOGETHER);
            drop(tell);
            told.await;
            let lines = state.tails(Tails::take);
            if let Err(error) = written(&outside, &lines).await {
                crate::log::event(&outside, true, "tail", &format!("{error:?}"));
            }
        });
    }
}

async fn written<D: Deps>(deps: &D, lines: &[Seen]) -> Result<(), DbError> {
    deps.db().commit(&tail::write(lines)).await.map(drop)
}
