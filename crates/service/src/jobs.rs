//! What runs by the clock: mails that wait, and clearing away what is past its use.

use domain::audit::Detail;
use domain::ids::{AuditId, RequestId};
use domain::time::Instant;
use store::{Change, Db, Stamp, mails, purge, sessions};

use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{self, State};
use crate::{limits, log, mail};

/// The short round, every minute: mails that could not be sent are tried again.
pub async fn every_minute<D: Deps>(deps: &D, config: &Config) {
    mail::send_due(deps, config, deps.now()).await;
}

/// The whole round, every quarter of an hour. Every part goes on by itself when another one fails.
pub async fn scheduled<D: Deps>(deps: &D, config: &Config, state: &State) {
    let now = deps.now();
    mail::send_due(deps, config, now).await;
    gate::flush_use(deps, state, now).await;
    if let Err(fail) = purge_sessions(deps, now).await {
        log::event(deps, true, "purge_sessions", &format!("{fail:?}"));
    }
    if let Err(error) = deps.db().commit(&purge::figures(now, limits::window(now) - 1).and(mails::purge(now))).await {
        log::event(deps, true, "purge_figures", &format!("{error:?}"));
    }
}

/// Clears dead sessions away, under one audit row an account.
async fn purge_sessions<D: Deps>(deps: &D, now: Instant) -> Result<(), Fail> {
    for account in sessions::accounts_with_dead(deps.db(), now).await? {
        let stamp = Stamp {
            at: now,
            event: AuditId::new(now, random(deps)?),
            request: RequestId::new(now, random(deps)?),
            ip: None,
        };
        let mut change = Change::by_upkeep(&account, stamp, &Detail::SessionsPurged {});
        sessions::delete_dead(&mut change);
        deps.db().commit(&change.seal()).await?;
    }
    Ok(())
}
