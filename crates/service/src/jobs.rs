//! What runs by the clock: mails that wait, and clearing away what is past its use; and what runs by an alarm of its own.

use domain::audit::Detail;
use domain::time::Instant;
use store::{
    Change, Db, Sealed, deliveries, devices, keys, mails, messages, purge, rate, sessions, tail, tokens, webhooks,
};

use crate::chain::clock;
use crate::config::Config;
use crate::cx::own_stamp;
use crate::deps::Deps;
use crate::drivers::Driver;
use crate::fail::Fail;
use crate::figures;
use crate::gate::State;
use crate::turns::turn;
use crate::{attest, carrier, deliver, limits, log, mail, recovery, reminders, reseal, resets, signing, silent};

/// The short round, every minute: links for those who forgot their password, messages whose carrier was silent, and mails
/// that wait.
pub async fn every_minute<D: Deps>(deps: &D, config: &Config) {
    let now = deps.now();
    report(deps, "answer_resets", resets::answer(deps, config, now).await);
    report(deps, "send_settle", carrier::settle(deps).await);
    report(deps, "recover_addresses", recovery::open(deps, config, now).await);
    report(deps, "wake_late", deliver::wake_late(deps).await);
    report(deps, "audit_seal", clock::seal(deps, config).await);
    mail::send_due(deps, config, now).await;
}

/// The whole round, every quarter of an hour. Every part goes on by itself when another one fails. Together they stay
/// within what the platform allows one invocation; what is left is done in the next round.
pub async fn scheduled<D: Deps>(deps: &D, config: &Config, state: &State) {
    let now = deps.now();
    report(deps, "answer_resets", resets::answer(deps, config, now).await);
    figures::flush(deps, state, now).await;
    report(deps, "purge_sessions", purge_sessions(deps, config, now).await);
    report(deps, "fold_names", fold_names(deps).await);
    let figures = purge::figures(now, limits::window(now) - 1).and(mails::purge(now));
    let figures = figures
        .and(deliveries::purge_figures(now))
        .and(webhooks::paused_too_long(now))
        .and(devices::purge(now))
        .and(rate::purge(now))
        .and(tail::purge(now))
        .and(tokens::mark_over(now));
    report(deps, "purge_figures", deps.db().commit(&figures).await.map(drop).map_err(Fail::from));
    report(deps, "purge_tokens", purge_tokens(deps, config, now).await);
    report(deps, "end_silent", silent::end(deps, config, state, now).await);
    report(deps, "announce_reviews", attest::announce(deps, config, now).await);
    report(deps, "lapse", attest::lapse(deps, config, state, now).await);
    report(deps, "remind", reminders::remind(deps, config, now).await);
    report(deps, "announce_ends", reminders::announce_ends(deps, config, now).await);
    report(deps, "renew_credentials", carrier::renewal::renew(deps, config, now).await);
    report(deps, "announce_credentials", carrier::renewal::announce(deps, config, now).await);
    report(deps, "reseal", reseal::reseal(deps, config, now).await);
    report(deps, "rotate_signing_keys", signing::rotate(deps, config, now).await);
    report(deps, "purge_messages", purge_messages(deps, now).await);
    report(deps, "audit_reseal", clock::reseal(deps, config).await);
    report(deps, "audit_let_go", clock::let_go(deps, config, now).await);
    report(deps, "audit_seal", clock::seal(deps, config).await);
    report(deps, "audit_heads", clock::heads(deps, config, now).await);
    mail::send_some(deps, config, now).await;
}

/// A driver's alarm went off: does what is due; when it is to go off again. A name of an older version means nothing.
pub async fn drive<D: Deps>(deps: &D, config: &Config, name: &str) -> Option<Instant> {
    match Driver::parse(name)? {
        Driver::Webhook(id) => deliver::drive(deps, config, &id).await,
        Driver::Send(id) => carrier::drive(deps, config, &id).await,
        Driver::Simulate(id) => carrier::simulator::drive(deps, &id).await,
    }
}

fn report<D: Deps>(deps: &D, what: &str, outcome: Result<(), Fail>) {
    if let Err(fail) = outcome {
        log::event(deps, true, what, &format!("{fail:?}"));
    }
}

/// How many times a round looks for dead sessions, and how many accounts it clears at once: two statements each.
const PURGE_BATCHES: usize = 4;
const PURGE_ACCOUNTS: usize = 25;

/// Clears dead sessions away, under one audit row an account and batch.
async fn purge_sessions<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    for _ in 0..PURGE_BATCHES {
        let dead = sessions::dead(deps.db(), now).await?;
        if dead.is_empty() {
            return Ok(());
        }
        let purge = |(account, ids): (_, Vec<String>)| {
            let mut change = Change::by_upkeep(&account, own_stamp(deps, config, now)?, &Detail::SessionsPurged {});
            sessions::delete_dead(&mut change, &ids);
            Ok::<_, Fail>(change.seal())
        };
        let all: Vec<Sealed> = dead.into_iter().take(PURGE_ACCOUNTS).map(purge).collect::<Result<_, _>>()?;
        if let Some(all) = Sealed::together(all) {
            deps.db().commit(&all).await?;
        }
    }
    Ok(())
}

/// Clears tokens away that ended long ago, under one audit row an account and round. What they did and who ended them stays in the
/// log.
async fn purge_tokens<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let purge = |(account, ids): (_, Vec<String>)| {
        let mut change = Change::by_upkeep(&account, own_stamp(deps, config, now)?, &Detail::TokensPurged {});
        tokens::delete_over(&mut change, &ids);
        Ok::<_, Fail>(change.seal())
    };
    let over = tokens::over(deps.db(), now).await?;
    let all: Vec<Sealed> = over.into_iter().take(PURGE_ACCOUNTS).map(purge).collect::<Result<_, _>>()?;
    if let Some(all) = Sealed::together(all) {
        deps.db().commit(&all).await?;
    }
    Ok(())
}

/// How many accounts' messages a round clears away: seven statements each at the most.
const PURGE_MESSAGES_OF: usize = 50;

/// Clears messages away that are older than their account keeps them. Which accounts go first is another thing each round:
/// with more of them than a round takes, each has its turn.
async fn purge_messages<D: Deps>(deps: &D, now: Instant) -> Result<(), Fail> {
    let kept = messages::kept().of(deps.db()).await?;
    let of_accounts = turn(kept, now, PURGE_MESSAGES_OF).map(|kept| messages::purge(&kept, now));
    for sealed in of_accounts.chain([messages::purge_early(now)]) {
        deps.db().commit(&sealed).await?;
    }
    Ok(())
}

/// Gives names their keys that were written without one.
async fn fold_names<D: Deps>(deps: &D) -> Result<(), Fail> {
    let names = keys::unfolded(deps.db()).await?;
    if !names.is_empty() {
        deps.db().commit(&keys::fold(&names)).await?;
    }
    Ok(())
}
