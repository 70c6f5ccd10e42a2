//! Reviews of system users by the clock: who is told that one is due, and what nobody confirms is switched off.

use contract::MailKind;
use domain::attestation::Notice;
use domain::ids::SystemUserId;
use domain::time::{DAY, Instant};
use locale::mail::Expires;
use store::attestation::{self, UNIQUE_NOTICE};
use store::tokens::{self, Keeper};
use store::{Db, Sealed};

use crate::config::Config;
use crate::cx::own_stamp;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::mail::{self, Letter};

/// How many are told of, or switched off, in a round: six statements each, and a mail to each of those who look after it.
const AT_ONCE: i64 = 20;

/// Tells those who look after system users that a review is due, each once of each kind: that they were told is noted in the
/// batch of their mails.
pub async fn announce<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let all = attestation::to_tell(deps.db(), now, AT_ONCE).await?;
    let mut changes = Vec::new();
    for one in &all {
        let mut change = attestation::tell(own_stamp(deps, config, now)?, one);
        let (kind, at) = match one.notice {
            Notice::Due(at) => (MailKind::ReviewDue, at),
            Notice::Overdue(at) => (MailKind::ReviewOverdue, at),
        };
        let about = About { kind, of: &one.system_user, username: &one.username, account: &one.account_name, at };
        for keeper in &one.keepers {
            mail::put(deps, config, &mut change, &letter(config, &about, keeper, now))?;
        }
        changes.push(change.seal());
    }
    let Some(sealed) = Sealed::together(changes) else { return Ok(()) };
    match deps.db().commit(&sealed).await {
        Ok(_) => Ok(()),
        // Somebody confirmed one, or another round was faster: the next one looks again.
        Err(error) if error.is_guard("moved") || error.is_unique(UNIQUE_NOTICE) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Switches off what nobody confirmed, each in a batch of its own: one that was confirmed or used meanwhile keeps no other.
pub async fn lapse<D: Deps>(deps: &D, config: &Config, state: &State, now: Instant) -> Result<(), Fail> {
    for one in attestation::lapsing(deps.db(), now, AT_ONCE).await? {
        let mut change = attestation::lapse(own_stamp(deps, config, now)?, &one);
        let (of, at) = (&*one.system_user, now);
        let about =
            About { kind: MailKind::SystemUserLapsed, of, username: &one.username, account: &one.account_name, at };
        for keeper in &one.keepers {
            mail::put(deps, config, &mut change, &letter(config, &about, keeper, now))?;
        }
        let generations = change.then(tokens::generations([of]));
        match deps.db().commit(&change.seal()).await {
            Ok(mut done) => {
                state.revoked_each(done.take(generations)?);
            }
            Err(error) if error.is_guard("moved") => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

struct About<'a> {
    kind: MailKind,
    of: &'a SystemUserId,
    username: &'a str,
    account: &'a str,
    /// When it is due, or ends.
    at: Instant,
}

fn letter<'a>(config: &Config, about: &About<'a>, keeper: &'a Keeper, now: Instant) -> Letter<'a> {
    let left = about.at.since(now).div_euclid(DAY) + i64::from(about.at.since(now).rem_euclid(DAY) > 0);
    Letter {
        kind: about.kind,
        to: &keeper.email,
        to_name: &keeper.name,
        locale: keeper.locale,
        account: about.account,
        by: about.username,
        role: "",
        link: format!("{}/system-users/{}", config.origin, about.of),
        expires: Expires::Days(u32::try_from(left.max(1)).unwrap_or(1)),
    }
}
