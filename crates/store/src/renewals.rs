//! When carriers' credentials end, and what became of renewing them (ADR 0045).

use domain::audit::{self, Detail};
use domain::ids::{AccountId, ChannelId};
use domain::time::{DAY, Instant};

use crate::change::{Change, Stamp};
use crate::db::{Db, DbError, Query, Reading, Row, Sealed, Statement};
use crate::params;
use crate::sessions::Upkeep;
use crate::tokens::Keeper;

/// A channel whose credential is to be asked about or renewed.
#[derive(Debug)]
pub struct Due {
    /// The account.
    pub account: Upkeep,
    /// The channel.
    pub channel: ChannelId,
    /// Its name.
    pub name: String,
    /// Where its carrier is called, when that was chosen.
    pub address: Option<String>,
    /// The sealed credential, as it was read.
    pub sealed: String,
    /// Has the carrier said when it ends?
    pub said: bool,
    /// When it ends.
    pub end: Option<Instant>,
    next_at: Instant,
}

// The longest due first: what fails is due again a day later, so that nobody waits behind it.
const DUE: &str = "SELECT c.account_id, c.id, c.name, c.address, c.sealed, r.said, r.expires_at, r.next_at \
     FROM channel_renewal r INDEXED BY channel_renewal_due CROSS JOIN channel c ON c.id = r.channel_id \
     WHERE r.next_at <= ?1 AND c.sealed IS NOT NULL ORDER BY r.next_at, r.channel_id LIMIT ?2";

/// The channels that are due, at most `limit`.
pub fn due(now: Instant, limit: i64) -> Reading<Vec<Due>> {
    let read = |mut row: Row| {
        Ok(Due {
            account: Upkeep::of(row.parse()?),
            channel: row.parse()?,
            name: row.text()?,
            address: row.opt_text()?,
            sealed: row.text()?,
            said: row.int()? == 1,
            end: row.opt_at()?,
            next_at: row.at()?,
        })
    };
    Reading::new(DUE, params![now, limit], move |rows| rows.into_iter().map(read).collect())
}

const CLAIM: &str = "UPDATE channel_renewal SET next_at = ?2 WHERE channel_id = ?1 AND next_at = ?3";
const CLAIMED: &str = "INSERT INTO guard (ok, label) VALUES (changes(), 'stale')";

/// Takes one for a try: guard `stale` when somebody else was faster. If nothing is heard of the try, the next one is then.
pub fn claim(due: &Due, again: Option<Instant>) -> Sealed {
    let params = params![due.channel.as_str(), again, due.next_at];
    Sealed::figures(vec![Statement { sql: CLAIM, params }, Statement { sql: CLAIMED, params: params![] }])
}

// What was heard is about the credential that was read: nothing is written where there is another one by now.
macro_rules! of_the_same {
    () => {
        "WHERE channel_id = ?1 AND EXISTS (SELECT 1 FROM channel WHERE id = ?1 AND sealed = ?2)"
    };
}

const ENDS: &str = concat!(
    "UPDATE channel_renewal SET said = 1, expires_at = ?3, next_at = ?4, failed_at = NULL, why = NULL ",
    of_the_same!()
);
const FAILED: &str = concat!("UPDATE channel_renewal SET failed_at = ?3, why = ?4 ", of_the_same!());

/// The carrier has said when the credential ends, or that it never does.
pub fn ends(due: &Due, end: Option<Instant>, next: Option<Instant>) -> Sealed {
    let params = params![due.channel.as_str(), due.sealed.as_str(), end, next];
    Sealed::figures(vec![Statement { sql: ENDS, params }])
}

/// A try failed.
pub fn failed(due: &Due, now: Instant, why: &str) -> Sealed {
    let params = params![due.channel.as_str(), due.sealed.as_str(), now, why];
    Sealed::figures(vec![Statement { sql: FAILED, params }])
}

// The version stays: what is on its way with the old credential goes on, which lives until its own end.
const PUT: &str = "UPDATE channel SET sealed = ?4, event_id = ?5 WHERE account_id = ?1 AND id = ?2 AND sealed = ?3";
const RENEWED: &str = "UPDATE channel_renewal SET said = 1, expires_at = ?2, next_at = ?3, failed_at = NULL, why = NULL, told = NULL \
     WHERE channel_id = ?1";

/// A new credential in the place of the one that was read (guard `moved` where there is another one by now), which ends then, none
/// being never, and is renewed at `next`.
pub fn renewed(due: &Due, stamp: Stamp, new: &str, end: Option<Instant>, next: Option<Instant>) -> Sealed {
    let after = audit::Channel {
        name: Some(due.name.clone()),
        credential_changed: Some(true),
        credential_expires_at: end,
        ..Default::default()
    };
    let detail = Detail::ChannelCredentialRenewed { after };
    let mut change = Change::by_upkeep_of(&due.account, due.channel.as_str(), stamp, &detail);
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(PUT, params![account, due.channel.as_str(), due.sealed.as_str(), new, event]);
    change.expect_one("moved");
    change.push(RENEWED, params![due.channel.as_str(), end, next]);
    change.expect_one("moved");
    change.seal()
}

/// A channel whose credential ends soon and does not renew itself.
#[derive(Debug)]
pub struct Ending {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The channel.
    pub channel: ChannelId,
    /// Its name.
    pub name: String,
    /// When its credential ends.
    pub end: Instant,
    /// Who is told: admins, the owner, and whoever looks after an active system user that sends by it.
    pub keepers: Vec<Keeper>,
    as_read: String,
}

macro_rules! keepers {
    ($channel:literal) => {
        concat!(
            "(SELECT json_group_array(json_object('email', email, 'name', name, 'locale', locale)) FROM ( \
               SELECT p.email, p.name, p.locale FROM channel c JOIN account a ON a.id = c.account_id JOIN person p ON p.account_id = c.account_id \
               WHERE c.id = ",
            $channel,
            " AND p.status = 'active' AND (p.role = 'admin' OR p.id = a.owner_id \
                 OR EXISTS (SELECT 1 FROM custodian k JOIN system_user u ON u.id = k.system_user_id WHERE k.person_id = p.id \
                   AND u.status = 'active' AND u.environment = c.environment AND CASE WHEN coalesce(c.all_subaccounts, c.all_test_subaccounts) = 1 \
                     THEN NOT EXISTS (SELECT 1 FROM channel_subaccount own WHERE own.account_id = c.account_id AND own.subaccount_id = u.subaccount_id \
                       AND own.medium = c.medium) \
                     ELSE u.subaccount_id IN (SELECT cs.subaccount_id FROM channel_subaccount cs WHERE cs.channel_id = c.id) END)) \
               ORDER BY (p.id = a.owner_id) DESC, (p.role = 'admin') DESC, p.id LIMIT 20))"
        )
    };
}

// An inactive channel sends nothing: nobody misses its credential.
macro_rules! does_not_renew_itself {
    () => {
        "c.status = 'active' AND (r.failed_at IS NOT NULL OR c.settings ->> '$.app_id' IS NULL)"
    };
}

const ENDING: &str = concat!(
    "SELECT a.id, a.name, c.id, c.name, r.expires_at, ",
    keepers!("r.channel_id"),
    " FROM channel_renewal r INDEXED BY channel_renewal_by_end CROSS JOIN channel c ON c.id = r.channel_id JOIN account a ON a.id = c.account_id \
     WHERE r.expires_at > ?1 AND r.expires_at <= ?2 AND (r.told IS NULL OR r.told > ?3) AND ",
    does_not_renew_itself!(),
    " ORDER BY r.expires_at, r.channel_id LIMIT ?4"
);

/// Those that end within `days` days and of which that was not said, at most `limit`.
pub async fn ending(db: &impl Db, now: Instant, days: i64, limit: i64) -> Result<Vec<Ending>, DbError> {
    let rows = db.query(&Query::new(ENDING, params![now, now.plus(days * DAY), days, limit])).await?;
    let read = |mut row: Row| {
        let (account, account_name, channel, name) = (row.parse()?, row.text()?, row.parse()?, row.text()?);
        let (end, as_read) = (row.at()?, row.text()?);
        let keepers = serde_json::from_str(&as_read).map_err(|e| DbError::Other(format!("stored JSON: {e}")))?;
        Ok(Ending { account, account_name, channel, name, end, keepers, as_read })
    };
    rows.into_iter().map(read).collect()
}

const SAME_KEEPERS: &str = concat!("INSERT INTO guard (ok, label) VALUES (", keepers!("?1"), " = ?2, 'moved')");
const TOLD: &str = concat!(
    "UPDATE channel_renewal AS r SET told = ?2 WHERE channel_id = ?1 AND expires_at = ?3 AND (told IS NULL OR told > ?2) \
     AND EXISTS (SELECT 1 FROM channel c WHERE c.id = ?1 AND ",
    does_not_renew_itself!(),
    ")"
);

/// Begins what says that the end is near, and notes it: never twice, and only while it still ends then and those who look after
/// it are the same (guard `moved`).
pub fn told(stamp: Stamp, ending: &Ending, days: i64) -> Change {
    let after = audit::Channel {
        name: Some(ending.name.clone()),
        credential_expires_at: Some(ending.end),
        ..Default::default()
    };
    let detail = Detail::ChannelCredentialEndAnnounced { after };
    let mut change = Change::by_clock(ending.account.clone(), stamp, ending.channel.as_str(), &detail);
    change.push(SAME_KEEPERS, params![ending.channel.as_str(), ending.as_read.as_str()]);
    change.push(TOLD, params![ending.channel.as_str(), days, ending.end]);
    change.expect_one("moved");
    change
}

/// Of a channel, whether its carrier has said when the credential ends, when, and why the last try failed: JSON, for the columns
/// of channels.
macro_rules! as_json {
    () => {
        "(SELECT json_array(json(iif(r.said = 1, 'true', 'false')), r.expires_at, r.why) FROM channel_renewal r WHERE r.channel_id = c.id)"
    };
}
pub(crate) use as_json;

/// What `as_json` says.
pub(crate) fn read(row: &mut Row) -> Result<Option<domain::renewal::Known>, DbError> {
    let said: Option<(bool, Option<i64>, Option<String>)> = row.opt_json()?;
    Ok(said.map(|(said, end, failed)| domain::renewal::Known { said, end: end.map(Instant::from_millis), failed }))
}
