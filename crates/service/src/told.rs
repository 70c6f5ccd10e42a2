//! What the audit log is told, seldom, of somebody who was refused.

use domain::audit::Detail;
use domain::ids::{AccountId, UserId};
use store::{Change, attempts};

use crate::chain::clock;
use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::meta::Meta;
use crate::stamp::stamp;
use crate::{limits, log};

/// A refusal.
#[derive(Debug)]
pub struct Refused {
    /// In which account.
    pub account: AccountId,
    /// For whom somebody wanted to be taken.
    pub person: UserId,
    /// The person's name, where it is known that it was they.
    pub name: Option<String>,
    /// What was refused.
    pub detail: Detail,
}

/// Tells the audit log of it behind the answer, once a quarter of an hour, person and network: it takes as long whether there
/// is such a person or not.
pub fn tell<D: Deps>((deps, config, state, meta): (&D, &Config, &State, &Meta), refused: Refused) {
    let (deps, config, state, meta) = (deps.clone(), config.clone(), state.clone(), meta.clone());
    deps.clone().spawn(async move {
        let Refused { account, person, name, detail } = refused;
        let (keys, ip) = (&config.keys, meta.ip.as_deref());
        let counters = limits::refused(keys, detail.action(), account.as_str(), person.as_str(), ip, meta.now);
        let told = match stamp(&deps, &config, &meta) {
            Ok(stamp) => {
                let event = Change::by_refused(account, (&person, name.as_deref()), stamp, &detail).seal();
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
