//! The way back for an account that nobody can come into any more: whoever has the deployment's database writes one row
//! into it (docs/deploy.md), and the clock switches the restriction off, with an event like any other.

use domain::audit::{self, Before, Detail};
use domain::time::Instant;
use store::{Db, accounts, ip_rules};

use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::stamp::own_stamp;

/// How many accounts a round takes.
const AT_ONCE: i64 = 20;

/// Switches off what was asked to be.
pub async fn open<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    for account in ip_rules::to_recover(deps.db(), AT_ONCE).await? {
        let after =
            audit::Account { restrict_people: Some(false), restrict_system_users: Some(false), ..Default::default() };
        let detail = Detail::AccountUpdated { before: Before::ReadInTheBatch, after };
        let lifted = accounts::lift(&account, own_stamp(deps, config, now)?, &detail).seal();
        deps.db().commit(&lifted.and(ip_rules::recovered(&account))).await?;
    }
    Ok(())
}
