//! What is done for the log behind answers and by the clock: seals, heads, another key, and letting go.

use domain::ids::AccountId;
use domain::time::{DAY, Instant, MINUTE};
use store::chain::prune::{self, Cut};
use store::chain::{self, Link, Resealing};
use store::{Db, both};

use super::verify::{Found, verify};
use super::{Head, checkpoint_mac, held, place_parts, sealed_parts, seals};
use crate::config::Config;
use crate::crypto::KeyedDigest;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::log;
use crate::stamp::own_stamp;
use crate::turns::turn;

/// How many events are sealed at once, and how often a round looks for more.
const BATCH: i64 = 200;
const BATCHES: usize = 10;

/// Seals what waits for it. Of several that do it at once each does the same.
pub async fn seal<D: Deps>(deps: &D, config: &Config) -> Result<(), Fail> {
    for _ in 0..BATCHES {
        let waiting = chain::waiting(BATCH).of(deps.db()).await?;
        let all = seals(&config.keys, &waiting);
        if let Some(strange) = all.iter().find(|one| one.origin == super::UNKNOWN) {
            let why = format!("{} has an event at {} that the service did not write", strange.account, strange.seq);
            log::event(deps, true, "audit_inserted", &why);
        }
        if !all.is_empty() {
            deps.db().commit(&chain::seal(&all)).await?;
        }
        if i64::try_from(all.len()).is_ok_and(|n| n < BATCH) {
            break;
        }
    }
    Ok(())
}

/// Seals behind an answer. While that is done in this isolate, what else asks for it is done with it.
pub fn seal_behind<D: Deps>(deps: &D, config: &Config, state: &State, now: Instant) {
    if !state.begin_sealing(now) {
        return;
    }
    let (outside, config, state) = (deps.clone(), config.clone(), state.clone());
    deps.spawn(async move {
        loop {
            if let Err(fail) = seal(&outside, &config).await {
                // The clock does it then.
                log::event(&outside, true, "audit_seal", &format!("{fail:?}"));
            }
            if !state.end_sealing() {
                break;
            }
        }
    });
}

/// How many accounts' heads a round writes down: two statements each.
const HEADS: usize = 50;
/// As long as the cache keeps anything.
const KEEP_HEAD: u32 = 10 * 365 * 24 * 3_600;

/// Writes the heads of the logs down where the database's administrator can't write.
pub async fn heads<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    for account in turn(chain::accounts().of(deps.db()).await?, now, HEADS) {
        let known = deps.cache_get(&Head::key(&account)).await;
        let known = known.and_then(|text| Head::read(&config.keys, &account, &text));
        let seq = known.as_ref().map_or(0, |head| head.seq);
        let (newest, there) = both(deps.db(), chain::head(&account), chain::at(&account, seq)).await?;
        if let Some(known) = &known {
            let is_there = there.as_ref().is_some_and(|there| there.hash == known.hash);
            let cut = newest.as_ref().is_none_or(|newest| newest.seq < seq);
            // It may be gone because it was let go; then what is newer vouches for it.
            let gone =
                there.is_none() && chain::checkpoint(&account).of(deps.db()).await?.is_some_and(|c| c.place.seq >= seq);
            if cut || !(is_there || gone) {
                // What is written down stays: it is the proof.
                let why = format!("{account}: the log's event {seq} is not the one that was written down");
                log::event(deps, true, "audit_head", &why);
                continue;
            }
            if newest.as_ref().is_some_and(|newest| newest.seq == seq) && known.kid == config.keys.current_kid() {
                continue;
            }
        }
        if let Some(newest) = newest {
            let head = Head::new(&config.keys, &account, newest, now.millis());
            let text = serde_json::to_string(&head).map_err(|e| Fail::internal(format!("head: {e}")))?;
            deps.cache_put(&Head::key(&account), &text, KEEP_HEAD).await;
        }
    }
    Ok(())
}

/// How many seals a round puts in the place of older ones.
const RESEAL: i64 = 1_000;

/// Puts seals of the present key in the place of those of older ones, where these hold: then the old key may go.
pub async fn reseal<D: Deps>(deps: &D, config: &Config) -> Result<(), Fail> {
    let keys = &config.keys;
    let (known, lost): (Vec<String>, Vec<String>) =
        chain::kids().of(deps.db()).await?.into_iter().partition(|kid| keys.knows(kid));
    if !lost.is_empty() {
        // They stay as they are, and hold nobody up: their key may come back.
        log::event(deps, true, "audit_reseal", &format!("there are seals of keys that are gone: {}", lost.join(", ")));
    }
    let older: Vec<String> = known.into_iter().filter(|kid| kid != keys.current_kid()).collect();
    if older.is_empty() {
        return Ok(());
    }
    let (links, checkpoints) = chain::under(&older, RESEAL);
    let (links, checkpoints) = both(deps.db(), links, checkpoints).await?;
    let anew = |account: &str, what: &str, seq: i64, parts: &[Vec<u8>], kid: &str, mac: &str| {
        (keys.is_audit_mac(kid, account, what, parts, mac) == Some(true)).then(|| {
            let KeyedDigest { kid: new, hex } = keys.audit_mac(account, what, parts);
            Resealing { account: account.to_owned(), seq, old: kid.to_owned(), kid: new, mac: hex }
        })
    };
    let of_link = |link: &Link| {
        let seal = link.seal.as_ref()?;
        let parts = sealed_parts(link.seq, &seal.origin, &seal.hash, &held(link));
        anew(link.content().account, "event", link.seq, &parts, &seal.kid, &seal.mac)
    };
    let events: Vec<Resealing> = links.iter().filter_map(of_link).collect();
    let cuts: Vec<Resealing> = checkpoints
        .iter()
        .filter_map(|cut| {
            let parts = place_parts(&cut.place);
            anew(cut.account.as_str(), "checkpoint", cut.place.seq, &parts, &cut.kid, &cut.mac)
        })
        .collect();
    let left = links.len() + checkpoints.len() - events.len() - cuts.len();
    if left > 0 {
        log::event(deps, true, "audit_reseal", &format!("{left} seals do not hold"));
    }
    deps.db().commit(&chain::reseal(&events, &cuts)).await?;
    Ok(())
}

/// How many accounts' logs a round looks at, and how many of their events it lets go at most (a page of `verify`).
const PRUNE_ACCOUNTS: usize = 25;
const PRUNE: i64 = 500;

/// Lets go what is older than its account keeps it, if it is as it was: nobody gets rid of a trace by waiting.
pub async fn let_go<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    for (account, days) in turn(prune::kept().of(deps.db()).await?, now, PRUNE_ACCOUNTS) {
        if let Some((cut, ranges)) = due(deps, config, now, &account, days).await? {
            let change = prune::let_go(&account, own_stamp(deps, config, now)?, &cut, &ranges);
            deps.db().commit(&change.seal()).await?;
        }
    }
    Ok(())
}

async fn due<D: Deps>(
    deps: &D,
    config: &Config,
    now: Instant,
    account: &AccountId,
    days: i64,
) -> Result<Option<(Cut, Vec<(i64, i64)>)>, Fail> {
    let from = chain::checkpoint(account).of(deps.db()).await?.map_or(0, |cut| cut.place.seq);
    let oldest_kept = now.plus(-days * DAY);
    let links = chain::page(account, from, PRUNE).of(deps.db()).await?;
    let old = links.iter().take_while(|link| link.seal.is_some() && link.content().at < oldest_kept).count();
    // The newest one stays: the next one's place follows it.
    let old = if links.get(old).is_some_and(|next| next.seal.is_some()) { old } else { old.saturating_sub(1) };
    let Some(place) = old.checked_sub(1).and_then(|last| chain::place_of(links.get(last)?)) else { return Ok(None) };
    let Found { bad, .. } = verify(deps.db(), &config.keys, account, None, from, 1).await?;
    if let Some(bad) = bad.filter(|bad| bad.seq.is_none_or(|seq| seq <= place.seq)) {
        let why = format!("{account}: nothing is let go, because {bad:?}");
        log::event(deps, true, "audit_let_go", &why);
        return Ok(None);
    }
    let KeyedDigest { kid, hex } = checkpoint_mac(&config.keys, account, &place);
    // What was kept for what refers to it is looked at again from time to time.
    let parts = (from + PRUNE - 1) / PRUNE;
    let part = if parts > 0 { (now.millis() / (15 * MINUTE)) % parts } else { 0 };
    let again = (part * PRUNE, from.min((part + 1) * PRUNE));
    let ranges = vec![(from, place.seq), again];
    Ok(Some((Cut { days, place, kid, mac: hex }, ranges)))
}
