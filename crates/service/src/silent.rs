//! Tokens that end by themselves: rotated, and silent while their successor is in use.

use domain::time::Instant;
use store::{Db, Sealed, tokens};

use crate::config::Config;
use crate::cx::own_stamp;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;

/// How many end in a round. Each is five statements.
const AT_ONCE: i64 = 50;

/// Ends those that are silent. Whatever was used in the meantime goes on: that is a condition of the batch.
pub async fn end<D: Deps>(deps: &D, config: &Config, state: &State, now: Instant) -> Result<(), Fail> {
    let all = tokens::silent(deps.db(), now, AT_ONCE).await?;
    let each = all.iter().map(|row| Ok(tokens::end_silent(own_stamp(deps, config, now)?, row).seal()));
    let Some(sealed) = Sealed::together(each.collect::<Result<Vec<_>, Fail>>()?) else { return Ok(()) };
    match deps.db().commit(&sealed).await {
        Ok(_) => {
            for row in &all {
                state.revoked(&row.system_user, row.generation + 1);
            }
            Ok(())
        }
        // One was used, changed or ended in the meantime: the next round looks again.
        Err(error) if error.is_guard("moved") => Ok(()),
        Err(error) => Err(error.into()),
    }
}
