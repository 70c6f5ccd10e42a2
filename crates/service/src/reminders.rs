//! Reminders: of the date from which an account requires two-factor, to those who would be stopped then; of the end of a
//! token, to those who look after its system user.

use contract::MailKind;
use domain::audit::{self, Detail};
use domain::ids::EventId;
use domain::time::{DAY, Instant};
use domain::{token_rules, two_factor};
use locale::mail::Expires;
use serde_json::json;
use store::two_factor::{self as rows, Due};
use store::{Change, Db, Sealed, tokens};

use crate::config::Config;
use crate::cx::{own_stamp, random};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::second_factor;

/// How many are reminded in a round of each kind. Each is six statements.
const AT_ONCE: i64 = 30;

/// Reminds those whom it is time to remind, each once of each kind: that they were is noted in the batch of their mail.
pub async fn remind<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    // The nearer one first: whoever has got it has no use for the other one.
    let [week, day] = two_factor::REMINDERS;
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
    let letter = Letter {
        expires: days_left(due.due_at, now),
        ..second_factor::letter(config, MailKind::TwoFactorDue, &due.person, &due.account_name, "")
    };
    mail::put(deps, config, &mut change, &letter)?;
    Ok(change)
}

/// The days until then, the one that has begun among them.
pub fn days_left(end: Instant, now: Instant) -> Expires {
    Expires::Days(u32::try_from(whole_days(end, now)).unwrap_or(1))
}

fn whole_days(end: Instant, now: Instant) -> i64 {
    (end.since(now).div_euclid(DAY) + i64::from(end.since(now) % DAY > 0)).max(1)
}

/// How many tokens' ends are announced in a round, and to how many people, those of the first token of a kind aside. A token is
/// seven statements, and one a letter.
const TOKENS_AT_ONCE: i64 = 30;
const LETTERS_AT_ONCE: usize = 60;

/// Tells those who look after a system user that a token of it ends soon, and the webhooks that are told of tokens, once of each
/// kind: that they were told is noted in the batch of their mails and deliveries.
pub async fn announce_ends<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let (mut room, mut letters) = (TOKENS_AT_ONCE, LETTERS_AT_ONCE);
    // The nearer one first: whoever was told of it has no use for the other ones, and the others can wait.
    for days in token_rules::REMINDERS.into_iter().rev() {
        let due = tokens::due(deps.db(), now, days, room).await?;
        let fits = |(n, due): (usize, &tokens::Due)| {
            let fits = n == 0 || letters >= due.keepers.len();
            letters = letters.saturating_sub(due.keepers.len());
            fits
        };
        let fitting = due.iter().enumerate().map(fits).take_while(|fits| *fits).count();
        room -= fitting as i64;
        let all = due.iter().take(fitting).map(|due| announcement(deps, config, due, days, now));
        let (mut all, events): (Vec<Change>, Vec<EventId>) = all.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        // In the last one: the deliveries are there then.
        let Some(to_wake) = all.last_mut().map(|last| last.then(tokens::to_wake(&events))) else { continue };
        let Some(all) = Sealed::together(all.into_iter().map(Change::seal)) else { continue };
        match deps.db().commit(&all).await {
            Ok(mut done) => done.take(to_wake)?.iter().for_each(|webhook| deliver::wake(deps, webhook)),
            // Something changed meanwhile, or another round was faster: the next one looks again.
            Err(error) if error.is_guard("moved") || error.is_unique("token_reminder.token_id") => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn announcement<D: Deps>(
    deps: &D,
    config: &Config,
    due: &tokens::Due,
    days: i64,
    now: Instant,
) -> Result<(Change, EventId), Fail> {
    let mut change = tokens::reminded(own_stamp(deps, config, now)?, due, days);
    let event = EventId::new(now, random(deps)?);
    let left = whole_days(due.ends, now);
    let happened = tokens::Happened {
        id: &event,
        token: &due.token,
        // It may have been said before it gave way to what has ended since.
        once: &format!("expiring:{days}:{}", due.successor.as_deref().unwrap_or_default()),
        more: json!({ "what": "expiring", "days_left": left, "expires_at": due.ends.millis() }),
    };
    tokens::tell(&mut change, &happened);
    let token = if due.name.is_empty() { format!("…{}", due.tail) } else { format!("{}, …{}", due.name, due.tail) };
    let by = format!("{} ({token})", due.username);
    for keeper in &due.keepers {
        let letter = Letter {
            kind: MailKind::TokenEnds,
            to: &keeper.email,
            to_name: &keeper.name,
            locale: keeper.locale,
            account: &due.account_name,
            by: &by,
            role: "",
            link: format!("{}/system-users/{}", config.origin, *due.system_user),
            expires: days_left(due.ends, now),
        };
        mail::put(deps, config, &mut change, &letter)?;
    }
    Ok((change, event))
}
