//! Second factors, recovery codes and codes by mail.

use domain::ids::{AccountId, UserId};
use domain::permission::AccountManage;
use domain::principal::{Can, Human};
use domain::secret::Secret;
use domain::time::{DAY, Instant};
use domain::two_factor::{MAIL_TRIES, MANAGING, Rule};

use crate::change::Change;
use crate::db::{Db, DbError, Query, Reading, Row, Sealed, Statement};
use crate::params;
use crate::people::{self, PersonRow, json_ids, person_columns, person_joins};
use crate::seen::Seen;
use crate::sessions::Upkeep;

/// A person's second factor as stored.
#[derive(Debug, Clone)]
pub struct Factor {
    /// The app's key, sealed.
    pub sealed: String,
    /// The last step whose code was taken.
    pub step: i64,
    /// When a code confirmed it; none yet: it does not count.
    pub confirmed_at: Option<Instant>,
    /// The key of the app that is to take its place, sealed, and since when.
    pub next: Option<(String, Instant)>,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
}

const GET: &str = "SELECT sealed, totp_step, confirmed_at, next_sealed, next_at, (SELECT count(*) FROM recovery_code WHERE person_id = ?2) \
     FROM second_factor WHERE account_id = ?1 AND person_id = ?2";

/// One's own second factor.
pub fn own<P>(can: &Can<P>) -> Reading<Option<Factor>> {
    Reading::first(GET, params![can.account().as_str(), can.human().user.as_str()], |mut row| {
        Ok(Factor {
            sealed: row.text()?,
            step: row.int()?,
            confirmed_at: row.opt_at()?,
            next: row.opt_text()?.zip(row.opt_at()?),
            recovery_codes: row.int()?,
        })
    })
}

const FORGET_BEGUN: &str =
    "DELETE FROM second_factor WHERE account_id = ?1 AND person_id = ?2 AND confirmed_at IS NULL";
const INSERT: &str =
    "INSERT INTO second_factor (person_id, account_id, sealed, created_at, event_id) VALUES (?2, ?1, ?3, ?4, ?5)";

/// Begins to set one up, in place of one that was only begun (unique `second_factor.person_id` when one counts already).
pub fn begin<P>(change: &mut Change, can: &Can<P>, sealed: &str) {
    let (account, person, event) = (can.account().as_str(), can.human().user.as_str(), change.event().to_string());
    change.push(FORGET_BEGUN, params![account, person]);
    change.push(INSERT, params![account, person, sealed, change.at(), event]);
}

/// The unique rule on second factors, as [`DbError::is_unique`] knows it.
pub const UNIQUE: &str = "second_factor.person_id";

const CONFIRM: &str = "UPDATE second_factor SET confirmed_at = ?4, totp_step = ?5, event_id = ?6 \
     WHERE account_id = ?1 AND person_id = ?2 AND sealed = ?3 AND confirmed_at IS NULL";
const MARK: &str =
    "UPDATE person SET two_factor = ?3, version = version + 1, event_id = ?4 WHERE account_id = ?1 AND id = ?2";

/// It counts from now on: the code of this step confirmed it (guard `moved`). All sessions of the person end.
pub fn confirm<P>(change: &mut Change, can: &Can<P>, seen: &Factor, step: i64, codes: &[String]) {
    let (account, person, event) = (can.account(), &can.human().user, change.event().to_string());
    let params = params![account.as_str(), person.as_str(), seen.sealed.as_str(), change.at(), step, event.as_str()];
    change.push(CONFIRM, params);
    change.expect_one("moved");
    change.push(MARK, params![account.as_str(), person.as_str(), 1i64, event]);
    put_codes(change, person, codes);
    people::end_sessions(change, person);
}

const BEGIN_NEXT: &str = "UPDATE second_factor SET next_sealed = ?4, next_at = ?5, event_id = ?6 \
     WHERE account_id = ?1 AND person_id = ?2 AND sealed = ?3 AND confirmed_at IS NOT NULL";

/// Begins to put another app in the place of the one that counts (guard `moved`). That one counts until then.
pub fn begin_next<P>(change: &mut Change, can: &Can<P>, seen: &Factor, next: &str) {
    let (account, person, event) = (can.account().as_str(), can.human().user.as_str(), change.event().to_string());
    change.push(BEGIN_NEXT, params![account, person, seen.sealed.as_str(), next, change.at(), event]);
    change.expect_one("moved");
}

// A code of the older app may have been of a later step.
const REPLACE: &str = "UPDATE second_factor SET sealed = next_sealed, next_sealed = NULL, next_at = NULL, totp_step = max(totp_step, ?5), event_id = ?6 \
     WHERE account_id = ?1 AND person_id = ?2 AND sealed = ?3 AND next_sealed = ?4";

/// The other app counts from now on, with recovery codes of its own: the code of this step confirmed it (guard `moved`). All
/// sessions of the person end.
pub fn replace<P>(change: &mut Change, can: &Can<P>, seen: (&Factor, &str), step: i64, codes: &[String]) {
    let (account, person, event) = (can.account().as_str(), &can.human().user, change.event().to_string());
    change.push(REPLACE, params![account, person.as_str(), seen.0.sealed.as_str(), seen.1, step, event]);
    change.expect_one("moved");
    change.push(DROP_CODES, params![account, person.as_str()]);
    put_codes(change, person, codes);
    people::end_sessions(change, person);
}

const PUT_CODES: &str =
    "INSERT INTO recovery_code (digest, account_id, person_id, event_id) SELECT value, ?1, ?2, ?4 FROM json_each(?3)";

fn put_codes(change: &mut Change, person: &UserId, digests: &[String]) {
    let (account, event) = (change.account().to_string(), change.event().to_string());
    let digests = json_ids(digests.iter().map(String::as_str));
    change.push(PUT_CODES, params![account, person.as_str(), digests, event]);
}

const DROP_CODES: &str = "DELETE FROM recovery_code WHERE account_id = ?1 AND person_id = ?2";
const STILL: &str = "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM second_factor \
     WHERE account_id = ?1 AND person_id = ?2 AND sealed = ?3 AND confirmed_at IS NOT NULL), 'moved'";

/// Puts new recovery codes in the place of all older ones (guard `moved`).
pub fn renew_codes<P>(change: &mut Change, can: &Can<P>, seen: &Factor, digests: &[String]) {
    let (account, person) = (can.account().as_str(), can.human().user.as_str());
    change.push(STILL, params![account, person, seen.sealed.as_str()]);
    change.push(DROP_CODES, params![account, person]);
    put_codes(change, &can.human().user, digests);
}

/// The guard of a code that was used already, or by somebody else in the same moment.
pub const USED: &str = "code_used";

const USE_STEP: &str = "UPDATE second_factor SET totp_step = ?4, event_id = ?5 \
     WHERE account_id = ?1 AND person_id = ?2 AND sealed = ?3 AND confirmed_at IS NOT NULL AND totp_step < ?4";

/// Uses the code of a step: once, and none of an earlier step after it (guard [`USED`]). A factor that is another one by now
/// (guard `moved`) says nothing about the code.
pub fn use_step<P>(change: &mut Change, can: &Can<P>, seen: &Factor, step: i64) {
    let (account, person, event) = (can.account().as_str(), can.human().user.as_str(), change.event().to_string());
    change.push(STILL, params![account, person, seen.sealed.as_str()]);
    change.push(USE_STEP, params![account, person, seen.sealed.as_str(), step, event]);
    change.expect_one(USED);
}

const USE_RECOVERY: &str = "DELETE FROM recovery_code WHERE account_id = ?1 AND person_id = ?2 AND digest = ?3";

/// Uses a recovery code up (guard [`USED`]).
pub fn use_recovery<P>(change: &mut Change, can: &Can<P>, digest: &str) {
    change.push(USE_RECOVERY, params![can.account().as_str(), can.human().user.as_str(), digest]);
    change.expect_one(USED);
}

const REMOVE: &str = "DELETE FROM second_factor WHERE account_id = ?1 AND person_id = ?2";

/// Takes a person's second factor away with its recovery codes (guard `moved` when there is none). All their sessions end.
pub fn remove(change: &mut Change, account: &AccountId, person: &UserId) {
    let (account, person_id, event) = (account.as_str(), person.as_str(), change.event().to_string());
    change.push(MARK, params![account, person_id, 0i64, event]);
    change.push(DROP_CODES, params![account, person_id]);
    change.push(REMOVE, params![account, person_id]);
    change.expect_one("moved");
    people::end_sessions(change, person);
}

// ── Codes by mail ─────────────────────────────────────────────────────────────────────────────────────────────

/// A code that was sent by mail.
#[derive(Debug, Clone)]
pub struct MailCode {
    /// Its digest.
    pub digest: Secret<String>,
    /// When it ends.
    pub expires_at: Instant,
    /// How many tries are left; below zero: this one is one too many.
    pub tries: i64,
}

const FORGET_MAIL: &str = "DELETE FROM mail_code WHERE session_id = ?1";
const PUT_MAIL: &str = "INSERT INTO mail_code (session_id, digest, expires_at, tries) VALUES (?1, ?2, ?3, ?4)";

/// Puts a code for the session, in the place of an older one (invariant `mail_code`).
pub fn put_mail_code<P>(change: &mut Change, can: &Can<P>, digest: &str, expires_at: Instant) {
    let session = can.human().session.as_str();
    change.push(FORGET_MAIL, params![session]);
    change.push(PUT_MAIL, params![session, digest, expires_at, MAIL_TRIES]);
}

const TRY_MAIL: &str = "UPDATE mail_code SET tries = tries - 1 WHERE session_id = ?1";

/// Counts a try of the session's code, before it is looked at.
pub fn try_mail_code(human: &Human) -> Sealed {
    Sealed::figures(vec![Statement { sql: TRY_MAIL, params: params![human.session.as_str()] }])
}

const MAIL: &str = "SELECT digest, expires_at, tries FROM mail_code WHERE session_id = ?1";

/// The session's code by mail.
pub fn mail_code<P>(can: &Can<P>) -> Reading<Option<MailCode>> {
    Reading::first(MAIL, params![can.human().session.as_str()], |mut row: Row| {
        Ok(MailCode { digest: Secret::new(row.text()?), expires_at: row.at()?, tries: row.int()? })
    })
}

const USE_MAIL: &str = "DELETE FROM mail_code WHERE session_id = ?1 AND digest = ?2";

/// Uses the session's code up (guard [`USED`]).
pub fn use_mail_code<P>(change: &mut Change, can: &Can<P>, code: &MailCode) {
    change.push(USE_MAIL, params![can.human().session.as_str(), code.digest.expose().as_str()]);
    change.expect_one(USED);
}

// ── Required for all ──────────────────────────────────────────────────────────────────────────────────────────

// Whom mail does not stand for, where the account allows it: those whose role manages the account.
macro_rules! managing {
    ($mail:literal, $roles:literal, $permissions:literal) => {
        concat!(
            "(", $mail, " = 0 OR p.role IN (SELECT value FROM json_each(", $roles, ")) OR p.role IN ( \
             SELECT c.id FROM role c, json_each(c.grants) g WHERE c.account_id = p.account_id AND g.value = 'account' \
             AND g.key IN (SELECT value FROM json_each(", $permissions, "))))"
        )
    };
}

fn managing() -> [String; 2] {
    let roles = domain::role::BuiltIn::ALL.iter().filter(|role| domain::two_factor::manages(&role.grants()));
    [json_ids(roles.map(|role| role.as_str())), json_ids(MANAGING.iter().map(|permission| permission.as_str()))]
}

/// How many are counted at most.
pub const MOST_COUNTED: i64 = 1_000;

/// Who would be stopped: their number, up to [`MOST_COUNTED`] and one, and the first by name.
#[derive(Debug, Clone)]
pub struct Stopped {
    /// The number.
    pub count: i64,
    /// The first of them.
    pub first: Vec<(UserId, String)>,
}

const STOPPED: &str = concat!(
    "WITH stopped AS (SELECT p.id, p.name FROM person p INDEXED BY person_by_status_two_factor \
     WHERE p.account_id = ?1 AND p.status = 'active' AND p.two_factor = 0 AND ",
    managing!("?2", "?3", "?4"),
    " ORDER BY p.name_key, p.id LIMIT ?5) \
     SELECT (SELECT count(*) FROM stopped), (SELECT json_group_array(json_array(id, name)) FROM (SELECT id, name FROM stopped LIMIT ?6))"
);

/// Those whom requiring two-factor would stop: active people without it, and without a way by mail.
pub fn stopped(can: &Can<AccountManage>, mail_codes: bool, first: i64) -> Reading<Stopped> {
    let [roles, permissions] = managing();
    let params = params![can.account().as_str(), i64::from(mail_codes), roles, permissions, MOST_COUNTED + 1, first];
    Reading::first(STOPPED, params, |mut row| {
        let (count, first): (i64, Vec<(String, String)>) = (row.int()?, row.json()?);
        let bad = |_| DbError::Other("a stored id is not valid".into());
        let first = first.into_iter().map(|(id, name)| Ok((UserId::try_from(id).map_err(bad)?, name)));
        Ok(Stopped { count, first: first.collect::<Result<_, DbError>>()? })
    })
    .map(|found| found.ok_or_else(|| DbError::Other("no figures".into())))
}

/// Somebody who is to be reminded.
#[derive(Debug)]
pub struct Due {
    /// The account.
    pub account: Upkeep,
    /// Its name.
    pub account_name: String,
    /// When two-factor is required.
    pub due_at: Instant,
    /// The person, as they are.
    pub person: Seen<PersonRow>,
    /// What the account asks.
    pub rule: Rule,
}

const DUE: &str = concat!(
    "SELECT a.id, a.name, a.two_factor_from, a.mail_codes, ",
    person_columns!(),
    " FROM account a INDEXED BY account_two_factor_from CROSS JOIN person p INDEXED BY person_by_status_two_factor \
      ON p.account_id = a.id AND p.status = 'active' AND p.two_factor = 0 ",
    person_joins!(),
    " WHERE a.two_factor_from > ?1 AND a.two_factor_from <= ?2 \
      AND NOT EXISTS (SELECT 1 FROM two_factor_reminder m WHERE m.person_id = p.id AND m.due_at = a.two_factor_from AND m.days <= ?3) AND ",
    managing!("a.mail_codes", "?4", "?5"),
    " LIMIT ?6"
);

/// Those who are to be reminded that it is `days` days until they need two-factor, at most `limit`.
pub async fn due(db: &impl Db, now: Instant, days: i64, limit: i64) -> Result<Vec<Due>, DbError> {
    let [roles, permissions] = managing();
    let params = params![now, now.plus(days * DAY), days, roles, permissions, limit];
    let rows = db.query(&Query::new(DUE, params)).await?;
    rows.into_iter()
        .map(|mut row| {
            let (account, account_name, due_at) = (row.parse()?, row.text()?, row.at()?);
            let rule = Rule { from: Some(due_at), mail_codes: row.int()? == 1 };
            let person = people::seen_person(people::read(&mut row)?);
            Ok(Due { account: Upkeep::of(account), account_name, due_at, person, rule })
        })
        .collect()
}

const REMINDED: &str = "INSERT INTO two_factor_reminder (person_id, due_at, days) VALUES (?1, ?2, ?3)";

/// Notes that somebody was reminded, in the batch of the mail: never twice (unique).
pub fn reminded(change: &mut Change, due: &Due, days: i64) {
    change.rely_on(&due.person);
    change.push(REMINDED, params![due.person.id.as_str(), due.due_at, days]);
}
