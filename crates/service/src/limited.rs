//! A permit for a machine's call, of each of its limits (ADR 0036).

use contract::Code;
use domain::principal::Machine;
use domain::rate::{Left, RateLimit, Whose};
use domain::time::Instant;
use store::rate::{self, Ask};

use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::meta::Meta;
use crate::permits::{Asked, Found, Trip};

/// How long a caller waits for another one's trip before it looks for itself, in milliseconds.
const PATIENCE: u64 = 1_000;
/// How often a caller looks at the most.
const LOOKS: usize = 500;

/// Takes a permit of each limit that counts for a machine's call, or refuses it with 429; one a request, however often the
/// call is begun again. What is left is kept with the request, for its answer. Without the database and without permits
/// nobody is let in.
pub async fn take<D: Deps>(deps: &D, state: &State, machine: &Machine, meta: &Meta) -> Result<(), Fail> {
    if !meta.left.borrow().is_empty() {
        return Ok(());
    }
    let mut left = Vec::new();
    let permit = take_of(deps, state, machine, meta.now, &mut left).await;
    meta.left.replace(left);
    permit
}

async fn take_of<D: Deps>(
    deps: &D,
    state: &State,
    machine: &Machine,
    now: Instant,
    left: &mut Vec<Left>,
) -> Result<(), Fail> {
    let of = |whose, subject, limit: Option<RateLimit>| limit.map(|limit| Asked { whose, subject, limit });
    let all: Vec<Asked<'_>> = [
        of(Whose::SystemUser, machine.system_user.as_str(), machine.limits.system_user),
        of(Whose::Token, machine.token.as_str(), machine.limits.token),
    ]
    .into_iter()
    .flatten()
    .collect();
    if all.is_empty() {
        return Ok(());
    }
    let mut at = now;
    for _ in 0..LOOKS {
        match state.permits(|permits| permits.look(&all, at)) {
            Found::Permit(shown, ahead) => {
                *left = shown;
                fetch_ahead(deps, state, ahead);
                return Ok(());
            }
            Found::Spent(shown) => {
                *left = shown;
                return Err(refusal(machine, left));
            }
            Found::Ask(trips) => ask(deps, state, &trips).await?,
            Found::Wait(index, failed) => {
                let Some(of) = all.get(index) else { break };
                let (tell, told) = deps.told(PATIENCE);
                // The trip may have come back between the two looks.
                if state.permits(|permits| permits.wait(of, failed, tell, at)) {
                    told.await;
                }
                if state.permits(|permits| permits.failed(of, at)) != failed {
                    return Err(Fail::new(Code::Unavailable));
                }
            }
        }
        at = deps.now();
    }
    Err(Fail::new(Code::Busy))
}

async fn ask<D: Deps>(deps: &D, state: &State, trips: &[Trip]) -> Result<(), Fail> {
    let asks: Vec<Ask<'_>> = trips
        .iter()
        .map(|trip| Ask { subject: &trip.subject, limit: trip.limit, ends: trip.ends, wanted: trip.wanted })
        .collect();
    let taken = rate::take(deps.db(), &asks).await;
    for tell in state.permits(|permits| permits.arrived(trips, &taken)) {
        tell();
    }
    taken.map(drop).map_err(Fail::from)
}

fn fetch_ahead<D: Deps>(deps: &D, state: &State, trips: Vec<Trip>) {
    if trips.is_empty() {
        return;
    }
    let (outside, state) = (deps.clone(), state.clone());
    deps.spawn(async move {
        if let Err(fail) = ask(&outside, &state, &trips).await {
            crate::log::event(&outside, true, "permits", &format!("{fail:?}"));
        }
    });
}

fn refusal(machine: &Machine, left: &[Left]) -> Fail {
    let spent = || left.iter().filter(|one| one.calls == 0);
    let wait = spent().map(|one| one.seconds).max().unwrap_or(1);
    // The name is the draft's, in which clients look for it.
    let names: Vec<&str> = spent().map(|one| one.whose.as_str()).collect();
    Fail::limited(machine.into(), u32::try_from(wait).unwrap_or(u32::MAX)).with("violated-policies", names)
}
