//! What the audit log is told of somebody who was refused.

use contract::Endpoint;
use domain::audit::Detail;
use domain::ids::{AccountId, UserId};
use store::{Change, Stamp, attempts};

use crate::authn::Authenticate;
use crate::chain::clock;
use crate::config::Config;
use crate::cx::{Cx, stamp};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::meta::Meta;
use crate::{limits, log};

/// Tells the audit log of an attempt by nobody knows whom, behind the answer: it takes as long whether there is such a
/// person or not.
pub fn tell<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, account: AccountId, person: UserId, detail: Detail)
where
    E::Auth: Authenticate,
{
    let (of, subject) = ((account.clone(), person.clone(), detail.clone()), person);
    let event = move |stamp| Change::by_refused(account, &subject, stamp, &detail);
    tell_as((cx.deps, cx.config, cx.state, cx.meta), of, event);
}

/// The same with an event of one's own.
pub fn tell_as<D: Deps>(
    (deps, config, state, meta): (&D, &Config, &State, &Meta),
    (account, person, detail): (AccountId, UserId, Detail),
    event: impl FnOnce(Stamp) -> Change + 'static,
) {
    let (deps, config, state, meta) = (deps.clone(), config.clone(), state.clone(), meta.clone());
    deps.clone().spawn(async move {
        let (keys, ip) = (&config.keys, meta.ip.as_deref());
        let counters = limits::refused(keys, detail.action(), account.as_str(), person.as_str(), ip, meta.now);
        let told = match stamp(&deps, &config, &meta) {
            Ok(stamp) => attempts::reserve_and(deps.db(), &counters, event(stamp).seal()).await.map_err(Fail::from),
            Err(fail) => Err(fail),
        };
        match told {
            Ok(true) => clock::seal_behind(&deps, &config, &state, meta.now),
            Ok(false) => {}
            Err(fail) => log::event(&deps, true, "refused", &format!("{fail:?}")),
        }
    });
}
