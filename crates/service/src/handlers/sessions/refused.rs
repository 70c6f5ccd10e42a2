//! What the audit log is told of somebody who did not know a secret.

use contract::Endpoint;
use domain::audit::Detail;
use domain::ids::{AccountId, UserId};
use store::{Change, attempts};

use crate::authn::Authenticate;
use crate::chain::clock;
use crate::cx::{Cx, stamp};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{limits, log};

/// Tells the audit log of an attempt, behind the answer: it takes as long whether there is such a person or not.
pub fn tell<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, account: AccountId, person: UserId, detail: Detail)
where
    E::Auth: Authenticate,
{
    let (deps, config, state, meta) = (cx.deps.clone(), cx.config.clone(), cx.state.clone(), cx.meta.clone());
    cx.deps.spawn(async move {
        let (keys, ip) = (&config.keys, meta.ip.as_deref());
        let counters = limits::refused(keys, detail.action(), account.as_str(), person.as_str(), ip, meta.now);
        let told = match stamp(&deps, &config, &meta) {
            Ok(stamp) => {
                let event = Change::by_refused(account, &person, stamp, &detail).seal();
                attempts::reserve_and(deps.db(), &counters, event).await.map_err(Fail::from)
            }
            Err(fail) => Err(fail),
        };
        match told {
            Ok(true) => clock::seal_behind(&deps, &config, &state, meta.now),
            Ok(false) => {}
            Err(fail) => log::event(&deps, true, "refused", &format!("{fail:?}")),
        }
    });
}
