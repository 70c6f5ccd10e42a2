//! Reminders of the date from which an account requires two-factor, to those who would be stopped then.

use contract::MailKind;
use domain::audit::{self, Detail};
use domain::time::{DAY, Instant};
use domain::two_factor::REMINDERS;
use locale::mail::Expires;
use store::two_factor::{self as rows, Due};
use store::{Change, Db, Sealed};

use crate::config::Config;
use crate::cx::own_stamp;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::second_factor;

/// How many are reminded in a round of each kind. Each is six statements.
const AT_ONCE: i64 = 30;

/// Reminds those whom it is time to remind, each once of each kind: that they were is noted in the batch of their mail.
pub async fn remind<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    // The nearer one first: whoever has got it has no use for the other one.
    let [week, day] = REMINDERS;
    for days in [day, week] {
        let due = rows::due(deps.db(), now, days, AT_ONCE).await?;
        let all = due.iter().map(|due| Ok::<_, Fail>(reminder(deps, config, due, days, now)?.seal()));
        let Some(all) = Sealed::together(all.collect::<Result<Vec<_>, _>>()?) else { continue };
        match deps.db().commit(&all).await {
            Ok(_) => {}
            // Somebody changed meanwhile, or another round was faster: the next one looks again.
            Err(error) if error.is_guard("moved") || error.is_unique("two_factor_reminder.person_id") => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn reminder<D: Deps>(deps: &D, config: &Config, due: &Due, days: i64, now: Instant) -> Result<Change, Fail> {
    let stamp = own_stamp(deps, config, now)?;
    let after = audit::User::named(&due.person.name, &due.person.email);
    let detail = Detail::TwoFactorReminded { after };
    let mut change = Change::by_upkeep_of(&due.account, due.person.id.as_str(), stamp, &detail);
    rows::reminded(&mut change, due, days);
    let left = due.due_at.since(now).div_euclid(DAY) + i64::from(due.due_at.since(now) % DAY > 0);
    let letter = Letter {
        expires: Expires::Days(u32::try_from(left.max(1)).unwrap_or(1)),
        ..second_factor::letter(config, MailKind::TwoFactorDue, &due.person, &due.account_name, "")
    };
    mail::put(deps, config, &mut change, &letter)?;
    Ok(change)
}
