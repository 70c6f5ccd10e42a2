//! Console sessions.

use domain::audit::Detail;
use domain::ids::{AccountId, SessionId, UserId};
use domain::permission::UsersManage;
use domain::principal::{Can, Own, StoredSession};
use domain::session::Ends;
use domain::time::Instant;
use domain::two_factor::{Passed, Rule};

use crate::change::{Change, Stamp};
use crate::db::{AFTER_ALL_IDS, Db, DbError, Query, Reading, Sealed, Statement};
use crate::ip_rules::{self, person_addresses};
use crate::params;
use crate::people::{self, Standing, own_subaccounts, person_columns, person_joins};
use crate::seen::Seen;

// A session that is alive, as its account has set. `$now` is a parameter, the time.
macro_rules! alive {
    ($now:literal) => {
        concat!(
            "s.created_at > ",
            $now,
            " - a.session_hours * 3600000 AND s.last_seen_at > ",
            $now,
            " - a.session_idle_minutes * 60000"
        )
    };
}

// Life and status are conditions of the WHERE clause, too: an expired session or an inactive person needs no cleaner to
// be refused.
const LIVE: &str = concat!(
    "SELECT s.id AS session_id, s.digest, s.last_seen_at AS session_seen_at, s.created_at AS session_created_at, \
     a.session_idle_minutes, a.session_hours, s.proven_at, ",
    person_columns!(),
    own_subaccounts!(),
    person_addresses!(),
    ", s.second_factor, a.two_factor_from, a.mail_codes",
    " FROM session s JOIN person p ON p.id = s.person_id JOIN account a ON a.id = p.account_id ",
    person_joins!(),
    " WHERE s.digest IN (SELECT value FROM json_each(?1)) AND p.status = 'active' AND ",
    alive!("?2"),
);

/// The session of a cookie, if it is alive and its person is active.
pub fn live(digests: &[String], now: Instant) -> Reading<Option<StoredSession>> {
    let digests = serde_json::to_string(digests).unwrap_or_default();
    Reading::first(LIVE, params![digests, now], |mut row| {
        let (id, digest, last_seen_at, created_at) = (row.parse()?, row.text()?, row.at()?, row.at()?);
        let ends = Ends::of(row.int()?, row.int()?);
        let proven_at = row.at()?;
        let person = people::read(&mut row)?;
        Ok(StoredSession {
            id,
            digest,
            created_at,
            last_seen_at,
            proven_at,
            ends,
            person: person.id,
            account: person.account,
            status: person.status,
            role: person.role,
            subaccounts: people::read_subaccounts(&mut row)?,
            addresses: ip_rules::read_addresses(&mut row)?,
            passed: row.opt_parse()?,
            rule: Rule { from: row.opt_at()?, mail_codes: row.int()? == 1 },
            two_factor: person.two_factor,
            version: person.version,
            owner: person.owner,
            must_change_password: person.must_change_password,
            name: person.name,
            locale: person.locale,
        })
    })
}

/// A new session.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// The id.
    pub id: &'a SessionId,
    /// Whose.
    pub person: &'a UserId,
    /// The digest of the cookie's value.
    pub digest: &'a str,
    /// From where.
    pub ip: Option<&'a str>,
    /// The browser, as it names itself.
    pub user_agent: Option<&'a str>,
    /// By what it has passed its second step; none where that is still to come, or nobody asks for one.
    pub passed: Option<Passed>,
}

const INSERT: &str = "INSERT INTO session (id, account_id, person_id, digest, created_at, last_seen_at, proven_at, ip, user_agent, event_id, \
     second_factor) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5, ?6, ?7, ?8, ?9)";

/// Begins a session (invariant `session_active`).
pub fn insert(change: &mut Change, session: &NewSession<'_>) {
    let params = params![
        session.id.as_str(),
        change.account().as_str(),
        session.person.as_str(),
        session.digest,
        change.at(),
        session.ip,
        session.user_agent,
        change.event().as_str(),
        session.passed.map(Passed::as_str),
    ];
    change.push(INSERT, params);
}

const PROVE: &str = "UPDATE session SET proven_at = ?4, digest = ?5, event_id = ?6 \
     WHERE account_id = ?1 AND id = ?2 AND digest = ?3";

/// The session is proved: it goes on under the digest of another cookie, and whoever has a copy of the old one is out
/// (guard `moved`, when its cookie is another one already).
pub fn prove<P>(change: &mut Change, can: &Can<P>, digest: &str) {
    let human = can.human();
    let params = params![
        change.account().as_str(),
        human.session.as_str(),
        human.session_digest.as_str(),
        change.at(),
        digest,
        change.event().as_str(),
    ];
    change.push(PROVE, params);
    change.expect_one("moved");
}

const TOUCH: &str = "UPDATE session SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2";

/// Notes that a session was used. A figure, not a change.
pub fn touch(id: &SessionId, now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: TOUCH, params: params![id.as_str(), now] }])
}

/// A session in the list.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// The id.
    pub id: SessionId,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub last_seen_at: Instant,
    /// When it ends.
    pub ends: Ends,
    /// From where.
    pub ip: Option<String>,
    /// The browser.
    pub user_agent: Option<String>,
}

const LIST: &str = concat!(
    "SELECT s.id, s.created_at, s.last_seen_at, a.session_idle_minutes, a.session_hours, s.ip, s.user_agent \
     FROM session s JOIN account a ON a.id = s.account_id WHERE s.account_id = ?1 AND s.person_id = ?2 AND ",
    alive!("?3"),
    " AND s.id < ?4 ORDER BY s.id DESC LIMIT ?5"
);

/// A page of a person's live sessions.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// The time.
    pub now: Instant,
    /// The session after which it begins.
    pub after: Option<&'a str>,
    /// How many.
    pub limit: i64,
}

fn list(account: &AccountId, person: &UserId, window: Window<'_>) -> Reading<Vec<SessionRow>> {
    let after = window.after.unwrap_or(AFTER_ALL_IDS);
    let params = params![account.as_str(), person.as_str(), window.now, after, window.limit];
    Reading::new(LIST, params, |rows| {
        rows.into_iter()
            .map(|mut row| {
                Ok(SessionRow {
                    id: row.parse()?,
                    created_at: row.at()?,
                    last_seen_at: row.at()?,
                    ends: Ends::of(row.int()?, row.int()?),
                    ip: row.opt_text()?,
                    user_agent: row.opt_text()?,
                })
            })
            .collect()
    })
}

/// One's own live sessions, the newest first.
pub fn list_own(can: &Can<Own>, window: Window<'_>) -> Reading<Vec<SessionRow>> {
    list(can.account(), &can.human().user, window)
}

/// The live sessions of somebody in the account, the newest first.
pub fn list_of(can: &Can<UsersManage>, person: &UserId, window: Window<'_>) -> Reading<Vec<SessionRow>> {
    list(can.account(), person, window)
}

const DELETE: &str = "DELETE FROM session WHERE account_id = ?1 AND person_id = ?2 AND id = ?3";

/// Ends one of one's own sessions (guard `not_found`).
pub fn delete_own<P>(change: &mut Change, can: &Can<P>, id: &SessionId) {
    change.push(DELETE, params![can.account().as_str(), can.human().user.as_str(), id.as_str()]);
    change.expect_one("not_found");
}

const DELETE_OTHERS: &str = "DELETE FROM session WHERE account_id = ?1 AND person_id = ?2 AND id <> ?3";

/// Ends all of one's own sessions but the one that the change is made with, whose life is a condition of it.
pub fn delete_others(change: &mut Change, can: &Can<Own>) {
    let human = can.human();
    change.push(DELETE_OTHERS, params![can.account().as_str(), human.user.as_str(), human.session.as_str()]);
}

/// Ends all sessions of a person but the one that the change is made with: who ends their own this way goes on.
pub fn delete_of(change: &mut Change, can: &Can<UsersManage>, person: &Seen<Standing>) {
    change.rely_on(person);
    let own = can.human().session.as_str();
    change.push(DELETE_OTHERS, params![can.account().as_str(), person.id.as_str(), own]);
}

// By the longest that an account may set: what died earlier is refused by its account's own, and goes a little later.
// Each half reads the dead ones alone, by their age. Most die by lying idle; one that is used all day by its age.
const DEAD: &str = "SELECT account_id, json_group_array(id) FROM ( \
     SELECT account_id, id FROM (SELECT account_id, id FROM session INDEXED BY session_by_last_seen WHERE last_seen_at <= ?2 LIMIT ?3) UNION \
     SELECT account_id, id FROM (SELECT account_id, id FROM session INDEXED BY session_by_created_at WHERE created_at <= ?1 LIMIT ?3)) \
     GROUP BY account_id";

/// The most dead sessions of each kind that are looked for at once.
pub const DEAD_AT_ONCE: i64 = 500;

/// An account that the clock has something to do for, and the proof of whoever does it. Only this crate makes one.
#[derive(Debug)]
pub struct Upkeep(AccountId);

impl Upkeep {
    /// An account that the clock found something to do for.
    pub(crate) const fn of(account: AccountId) -> Self {
        Self(account)
    }

    /// The account.
    pub const fn account(&self) -> &AccountId {
        &self.0
    }
}

/// Some dead sessions to clear away, by account; none when there are no more.
pub async fn dead(db: &impl Db, now: Instant) -> Result<Vec<(Upkeep, Vec<String>)>, DbError> {
    let rows = db
        .query(&Query::new(
            DEAD,
            params![now.plus(-Ends::LONGEST.absolute), now.plus(-Ends::LONGEST.idle), DEAD_AT_ONCE],
        ))
        .await?;
    rows.into_iter().map(|mut row| Ok((Upkeep(row.parse()?), row.json()?))).collect()
}

const DELETE_DEAD: &str = "DELETE FROM session WHERE id IN (SELECT value FROM json_each(?4)) AND account_id = ?1 \
     AND (created_at <= ?2 OR last_seen_at <= ?3)";

/// Clears these of an account's sessions away, if they are dead.
pub fn delete_dead(change: &mut Change, ids: &[String]) {
    let (now, ids) = (change.at(), people::json_ids(ids.iter().map(String::as_str)));
    let Ends { idle, absolute } = Ends::LONGEST;
    change.push(DELETE_DEAD, params![change.account().as_str(), now.plus(-absolute), now.plus(-idle), ids]);
}

const COUNT: &str = concat!(
    "SELECT count(*) FROM session s JOIN account a ON a.id = s.account_id WHERE s.account_id = ?1 AND s.person_id = ?2 AND ",
    alive!("?3")
);

/// How many live sessions a person has.
pub fn count(can: &Can<UsersManage>, id: &UserId, now: Instant) -> Reading<i64> {
    let params = params![can.account().as_str(), id.as_str(), now];
    Reading::first(COUNT, params, |mut row| row.int()).map(|n| Ok(n.unwrap_or_default()))
}

impl Change {
    /// An event of somebody who was refused: the person, where it is known that it was they, or nobody knows who.
    pub fn by_refused(
        account: AccountId,
        (person, name): (&UserId, Option<&str>),
        stamp: Stamp,
        detail: &Detail,
    ) -> Self {
        let mut change = Self::new(account, stamp);
        change.event_by(name.map(|name| (person, name)), person.as_str(), detail);
        change
    }

    /// A change that is due by the clock.
    pub fn by_upkeep(upkeep: &Upkeep, stamp: Stamp, detail: &Detail) -> Self {
        Self::by_upkeep_of(upkeep, upkeep.account().as_str(), stamp, detail)
    }

    /// The same, of something in the account.
    pub fn by_upkeep_of(upkeep: &Upkeep, subject: &str, stamp: Stamp, detail: &Detail) -> Self {
        let mut change = Self::new(upkeep.account().clone(), stamp);
        change.event_by(None, subject, detail);
        change
    }
}
