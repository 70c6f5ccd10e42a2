//! What an older key sealed is sealed anew under the present one.

use domain::time::Instant;
use store::at_rest::{self, Old, Sealed};
use store::{Change, Db};

use crate::at_rest::{Place, open, seal};
use crate::config::Config;
use crate::cx::{own_stamp, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::log;

/// How many texts of a column are sealed anew in a round.
const AT_ONCE: i64 = 50;

/// Seals what an older key sealed under the present one, so that the old one can go.
pub async fn reseal<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let (present, older) = config.keys.prefixes_at_rest();
    let known: Vec<String> = older.iter().cloned().chain([present]).collect();
    for what in Sealed::ALL {
        let (old, lost) = at_rest::old(deps.db(), what, (&older, &known), AT_ONCE).await?;
        if lost > 0 {
            // They stay as they are, and hold nobody up: their key may come back.
            log::event(deps, true, "reseal", &format!("{what:?} does not open: the keys of {lost} texts are gone"));
        }
        for old in old {
            let place = Place::new(what, old.account.account(), &old.id);
            // One that does not open is said, and stays as it is: its key may come back.
            let Some(plain) = open(config, place, &old.sealed) else {
                log::event(deps, true, "reseal", &format!("{what:?} {} does not open", old.id));
                continue;
            };
            let new = seal(config, place, random(deps)?, &plain)?;
            reseal_one(deps, config, &old, (what, &new), now).await?;
        }
    }
    Ok(())
}

async fn reseal_one<D: Deps>(
    deps: &D,
    config: &Config,
    old: &Old,
    (what, new): (Sealed, &str),
    now: Instant,
) -> Result<(), Fail> {
    let stamp = own_stamp(deps, config, now)?;
    let mut change = Change::by_upkeep(&old.account, stamp, &at_rest::detail());
    at_rest::put(&mut change, what, old, new);
    deps.db().commit(&change.seal()).await?;
    Ok(())
}
