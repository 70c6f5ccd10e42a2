//! Forgotten passwords. A request leaves one line, whoever has the address; the minute's round looks all of them up
//! together. So neither the answer, nor its time, nor the time of the next request tells who has an account here.
//!
//! Nothing that an outsider does stops the person: however often others ask in their name, the link of the latest mail
//! stays good for [`KEPT`] at least, and there is no budget to use up.

use contract::MailKind;
use domain::audit::{self, Detail};
use domain::ids::AuditId;
use domain::invitation::RESET_LIFE;
use domain::time::{Instant, MINUTE};
use locale::mail::Expires;
use store::resets::{self, Asked};
use store::{Change, Db, Sealed, Stamp, invitations};

use crate::config::Config;
use crate::crypto;
use crate::cx::{random, tagger};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};

/// A link that is younger stays, and no other mail is sent: this often a mailbox gets one at most.
pub const KEPT: i64 = 5 * MINUTE;
/// How many people are looked after in one batch. Each is five statements.
pub const AT_ONCE: i64 = 30;
/// How many batches a round takes.
pub const BATCHES: usize = 2;

/// Sends links to those who asked until now.
pub async fn answer<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    for _ in 0..BATCHES {
        let asked = resets::due(deps.db(), now, now.plus(-KEPT), AT_ONCE).await?;
        let links = asked.iter().map(|one| Ok::<_, Fail>(link(deps, config, now, one)?.seal()));
        let Some(all) = Sealed::together(links.collect::<Result<Vec<_>, _>>()?) else {
            deps.db().commit(&resets::clear(now.plus(-MINUTE))).await?;
            return Ok(());
        };
        match deps.db().commit(&all.and(resets::done(&asked))).await {
            // Somebody changed meanwhile: they are looked up again.
            Err(error) if error.is_guard("moved") => {}
            other => _ = other?,
        }
    }
    Ok(())
}

fn link<D: Deps>(deps: &D, config: &Config, now: Instant, asked: &Asked) -> Result<Change, Fail> {
    let person = &asked.person;
    let stamp = Stamp {
        at: now,
        event: AuditId::new(now, random(deps)?),
        request: asked.request.clone(),
        ip: asked.ip.clone(),
        tagger: tagger(config),
    };
    let detail = Detail::PasswordResetSent { after: audit::User::named(&person.name, &person.email) };
    let mut change = Change::by_person(person, stamp, person.id.as_str(), &detail);
    let token = crypto::hex(&random::<32>(deps)?);
    let digests = config.keys.link_digests(&token);
    invitations::put_link(&mut change, &person.id, digests.first().map_or("", String::as_str), now.plus(RESET_LIFE));
    let letter = Letter {
        kind: MailKind::PasswordReset,
        to: &person.email,
        to_name: &person.name,
        locale: person.locale,
        account: &asked.account_name,
        by: "",
        role: "",
        link: mail::link(config, "reset-password", &token),
        expires: Expires::Hours(1),
    };
    mail::put(deps, config, &mut change, &letter)?;
    Ok(change)
}
