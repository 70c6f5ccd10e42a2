//! What an older key sealed is sealed anew under the present one.

use domain::ids::{AuditId, RequestId};
use domain::time::Instant;
use store::at_rest::{self, Old, Sealed};
use store::{Change, Db, Stamp};

use crate::at_rest::{open, seal};
use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::log;

/// How many texts of a column are sealed anew in a round.
const AT_ONCE: i64 = 50;

/// Seals what an older key sealed under the present one, so that the old one can go.
pub async fn reseal<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let prefix = config.keys.prefix();
    for what in Sealed::ALL {
        for old in at_rest::old(deps.db(), what, &prefix, AT_ONCE).await? {
            // One that does not open is said, and stays as it is: its key may come back.
            let Some(plain) = open(config, what, &old.id, &old.sealed) else {
                log::event(deps, true, "reseal", &format!("{what:?} {} does not open", old.id));
                continue;
            };
            let new = seal(config, what, &old.id, random(deps)?, &plain)?;
            reseal_one(deps, what, &old, &new, now).await?;
        }
    }
    Ok(())
}

async fn reseal_one<D: Deps>(deps: &D, what: Sealed, old: &Old, new: &str, now: Instant) -> Result<(), Fail> {
    let stamp = Stamp {
        at: now,
        event: AuditId::new(now, random(deps)?),
        request: RequestId::new(now, random(deps)?),
        ip: None,
    };
    let mut change = Change::by_upkeep(&old.account, stamp, &at_rest::detail());
    at_rest::put(&mut change, what, old, new);
    deps.db().commit(&change.seal()).await?;
    Ok(())
}
