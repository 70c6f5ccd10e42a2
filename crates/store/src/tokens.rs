//! Tokens of system users: what a row holds, and each change of one. Their records for the gate are in `records`.

use domain::environment::Environment;
use domain::ids::{AppId, MakerId, SubaccountId, SystemUserId, TokenId};
use domain::lease;
use domain::name::{Holder, TokenName};
use domain::network::Network;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::rate::RateLimit;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;
use domain::token::Successor;
use serde::Deserialize;

use crate::business::{self, Business};
use crate::change::Change;
use crate::db::{Db, DbError, Query};
use crate::params;
use crate::rate;
use crate::scope::{in_scope, scope};
use crate::usage::Used;

mod due;
mod events;
mod found;
mod list;
mod shown;
mod silent;
pub use due::{Due, Keeper, due, reminded};
pub(crate) use due::{SAME_KEEPERS, keepers};
pub use events::{Happened, tell, to_wake};
pub use found::{Found, dismiss, end_found, found, report};
pub use list::{HeldRow, ListFilter, delete_over, held, list, mark_over, over};
pub use shown::{Custodian, Shown, custodians, end_shown, generations, shown, surrender};
pub use silent::{SilentRow, end_silent, silent};

/// A token as stored, without its digest.
#[derive(Debug, Clone)]
pub struct TokenRow {
    /// The id.
    pub id: TokenId,
    /// What it is called; empty where nobody said.
    pub name: String,
    /// Who holds it; empty where nobody said.
    pub holder: String,
    /// The app that it belongs to: id and name; none where it belongs to none. Of one that is gone the name is empty.
    pub app: Option<(AppId, String)>,
    /// Why it never ends; empty where nobody said.
    pub reason: String,
    /// The last four characters.
    pub tail: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The networks that it may be used from; none where it has no list of its own.
    pub networks: Option<Vec<Network>>,
    /// Test or live, as its system user.
    pub environment: Environment,
    /// The subaccounts that it reaches, by name; none: all that its system user does.
    pub subaccounts: Option<Vec<(SubaccountId, String)>>,
    /// Who saw it: whoever generated it.
    pub created_by: MakerId,
    /// Their name and status now; none when they left.
    pub creator: Option<(String, Status)>,
    /// Their name when they were last seen, of those who left.
    pub creator_then: String,
    /// When it was generated.
    pub created_at: Instant,
    /// The end that it was given.
    pub expires_at: Option<Instant>,
    /// When it stopped or stops because a newer one took its place.
    pub revoked_at: Option<Instant>,
    /// How often it may call; none where it has no limit of its own.
    pub rate_limit: Option<RateLimit>,
    /// The token that took its place.
    pub successor: Option<TokenId>,
    /// That, once it was used.
    pub next: Option<Successor>,
    /// Does it end by itself when it is silent?
    pub ends_when_silent: bool,
    /// Counts up with each change.
    pub version: i64,
    /// When it was first accepted.
    pub first_used_at: Option<Instant>,
    /// When it was last accepted.
    pub last_used_at: Option<Instant>,
    /// From where it last called.
    pub last_used_ip: Option<String>,
    /// By what program.
    pub last_used_agent: Option<String>,
    /// Where a code host found it, the newest first: address, kind of place, when. What was put aside is left out.
    pub finds: Vec<(String, String, Instant)>,
}

impl TokenRow {
    /// When it ends, for whichever reason comes first.
    pub fn ends_at(&self) -> Option<Instant> {
        lease::ends_at(self.expires_at, self.revoked_at)
    }

    /// Adds use that is not written yet.
    pub fn add(&mut self, used: &Used) {
        self.first_used_at = self.first_used_at.or(Some(used.at));
        if self.last_used_at.is_none_or(|at| at <= used.at) {
            self.last_used_at = Some(used.at);
            if used.ip.is_some() {
                self.last_used_ip.clone_from(&used.ip);
            }
            if used.agent.is_some() {
                self.last_used_agent.clone_from(&used.agent);
            }
        }
    }

    /// Is it accepted now, if its system user is active?
    pub fn is_accepted(&self, now: Instant) -> bool {
        self.ends_at().is_none_or(|end| end > now)
    }
}

// A token goes on after the time `$now`; `$of` is its alias with a dot behind it.
macro_rules! goes_on {
    ($now:literal) => {
        $crate::tokens::goes_on!("", $now)
    };
    ($of:literal, $now:literal) => {
        concat!(
            "min(coalesce(",
            $of,
            "revoked_at, ",
            $now,
            " + 1), coalesce(",
            $of,
            "expires_at, ",
            $now,
            " + 1)) > ",
            $now
        )
    };
}
pub(crate) use goes_on;

// The line of tokens each of which took the place of the one before, after the token `$of`: since when and until when it was
// used, and when the last of it ends, which is what is left when the others have given way. What was let go (`KEPT_OVER`) has
// ended long before: the one before it is the last, and ends when it was going to.
macro_rules! line_after {
    ($of:literal) => {
        concat!(
            "WITH RECURSIVE line (id, next, ends) AS (\
               SELECT f.id, f.successor_id, min(coalesce(f.expires_at, 253402300799999), coalesce(f.revoked_at, 253402300799999)) \
                 FROM token f WHERE f.id = ",
            $of,
            ".successor_id UNION \
               SELECT c.id, c.successor_id, min(coalesce(c.expires_at, 253402300799999), coalesce(c.revoked_at, 253402300799999)) \
                 FROM line JOIN token c ON c.id = line.next) \
             SELECT min(lu.first_used_at) AS first_used, max(lu.last_used_at) AS last_used, max(iif(NOT EXISTS (SELECT 1 FROM token after WHERE after.id = line.next), line.ends, NULL)) AS ends \
             FROM line LEFT JOIN token_use lu ON lu.token_id = line.id"
        )
    };
}
pub(crate) use line_after;

// A token `t` with its use `tu`, as JSON: what [`Stored`] reads. A function takes 32 arguments on D1.
macro_rules! token_json {
    () => {
        concat!("json_object('id', t.id, 'said', json_array(t.name, t.holder, t.reason, \
             json(CASE WHEN t.app_id IS NOT NULL THEN json_array(t.app_id, coalesce((SELECT name FROM app WHERE id = t.app_id), '')) END)), 'tail', t.tail, 'scopes', json(t.scopes), 'networks', json(t.networks), \
           'by', json((SELECT json_array(t.created_by, coalesce(p.name, mu.username), coalesce(p.status, mu.status), CASE WHEN p.id IS NULL THEN (SELECT e.actor_name FROM audit_event e INDEXED BY audit_event_by_actor \
             WHERE e.account_id = t.account_id AND e.actor_id = t.created_by ORDER BY e.id DESC LIMIT 1) END) \
             FROM (SELECT 1) LEFT JOIN person p ON p.account_id = t.account_id AND p.id = t.created_by \
               LEFT JOIN system_user mu ON mu.account_id = t.account_id AND mu.id = t.created_by)), 'made', t.created_at, 'expires', t.expires_at, 'revoked', t.revoked_at, 'successor', t.successor_id, 'next', json((SELECT json_array(line.first_used, line.last_used, line.ends) \
             FROM (", $crate::tokens::line_after!("t"), ") line WHERE line.first_used IS NOT NULL)), \
           'silent', t.ends_when_silent, 'version', t.version, \
           'where', json_array((SELECT environment FROM system_user WHERE id = t.system_user_id), \
             json(CASE WHEN t.subaccounts IS NOT NULL THEN (SELECT json_group_array(json_array(id, name)) FROM ( \
               SELECT own.id, own.name FROM json_each(t.subaccounts) j JOIN subaccount own ON own.id = j.value ORDER BY own.name_key, own.id)) END), t.rate_calls, t.rate_seconds), \
           'used', json_array(tu.first_used_at, tu.last_used_at, tu.last_used_ip, tu.last_used_agent), \
           'finds', json((SELECT json_group_array(json_array(url, source, found_at)) FROM \
             (SELECT url, source, found_at FROM token_find WHERE token_id = t.id AND dismissed_at IS NULL ORDER BY found_at DESC, url))))")
    };
}
pub(crate) use token_json;

/// Where it may be used and how often: its environment, the subaccounts that it reaches, the calls and seconds of its limit.
type Place = (Environment, Option<Vec<(SubaccountId, String)>>, Option<i64>, Option<i64>);

/// What [`token_json!`] selects.
#[derive(Debug, Deserialize)]
pub(crate) struct Stored {
    id: TokenId,
    said: (String, String, String, Option<(AppId, String)>),
    tail: String,
    scopes: Vec<String>,
    networks: Option<Vec<Network>>,
    by: (MakerId, Option<String>, Option<Status>, Option<String>),
    made: i64,
    expires: Option<i64>,
    revoked: Option<i64>,
    successor: Option<TokenId>,
    next: Option<(i64, i64, i64)>,
    silent: i64,
    version: i64,
    #[serde(rename = "where")]
    place: Place,
    used: (Option<i64>, Option<i64>, Option<String>, Option<String>),
    finds: Vec<(String, String, i64)>,
}

impl From<Stored> for TokenRow {
    fn from(row: Stored) -> Self {
        let at = |millis: Option<i64>| millis.map(Instant::from_millis);
        let ((name, holder, reason, app), (first, last, ip, agent)) = (row.said, row.used);
        let (by, name_now, status_now, name_then) = row.by;
        let mut finds = row.finds;
        finds.sort_unstable_by(|a, b| (b.2, &a.0).cmp(&(a.2, &b.0)));
        Self {
            id: row.id,
            name,
            holder,
            app,
            reason,
            tail: row.tail,
            scopes: row.scopes,
            networks: row.networks,
            // Its row is checked by the schema.
            rate_limit: rate::read(row.place.2, row.place.3).ok().flatten(),
            environment: row.place.0,
            subaccounts: row.place.1,
            created_by: by,
            creator: name_now.zip(status_now),
            creator_then: name_then.unwrap_or_default(),
            created_at: Instant::from_millis(row.made),
            expires_at: at(row.expires),
            revoked_at: at(row.revoked),
            successor: row.successor,
            next: row.next.map(|(first, last, ends)| Successor {
                used_since: Instant::from_millis(first),
                last_used: Instant::from_millis(last),
                ends_at: Instant::from_millis(ends),
            }),
            ends_when_silent: row.silent == 1,
            version: row.version,
            first_used_at: at(first),
            last_used_at: at(last),
            last_used_ip: ip,
            last_used_agent: agent,
            finds: finds.into_iter().map(|(url, kind, at)| (url, kind, Instant::from_millis(at))).collect(),
        }
    }
}

/// A new token.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// The id.
    pub id: &'a TokenId,
    /// Whose.
    pub system_user: &'a SystemUserId,
    /// The keyed digest of its text, in hex.
    pub digest: &'a str,
    /// The key of the digest.
    pub kid: &'a str,
    /// The last four characters.
    pub tail: &'a str,
    /// The app that it belongs to.
    pub app: Option<&'a AppId>,
    /// What it is called; empty where nobody said.
    pub name: &'a str,
    /// Who holds it; empty where nobody said.
    pub holder: &'a str,
    /// Why it never ends; empty where nobody said.
    pub reason: &'a str,
    /// What it may do, as JSON.
    pub scopes: &'a str,
    /// The networks that it may be used from, as JSON.
    pub networks: Option<&'a str>,
    /// How often it may call; none where it has no limit of its own.
    pub rate_limit: Option<RateLimit>,
    /// The subaccounts that it reaches, as JSON; none: all that its system user does.
    pub subaccounts: Option<&'a str>,
    /// Its end.
    pub expires_at: Option<Instant>,
}

const INSERT: &str = "INSERT INTO token (id, account_id, system_user_id, digest, kid, tail, name, holder, holder_key, scopes, networks, expires_at, \
     created_by, created_at, event_id, reason, rate_calls, rate_seconds, subaccounts, app_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";

/// Adds a token (invariants `token_limit`, `token_rules`, `token_subaccounts`, `app_not_installed`).
pub fn insert(change: &mut Change, of: &impl Business, token: &NewToken<'_>) {
    let [calls, seconds] = rate::columns(token.rate_limit);
    let params = params![
        token.id.as_str(),
        change.account().as_str(),
        token.system_user.as_str(),
        token.digest,
        token.kid,
        token.tail,
        token.name,
        token.holder,
        sort_key(token.holder),
        token.scopes,
        token.networks,
        token.expires_at,
        of.maker().0,
        change.at(),
        change.event().as_str(),
        token.reason,
        calls,
        seconds,
        token.subaccounts,
        token.app.map(AppId::as_str),
    ];
    change.push(INSERT, params);
}

/// How many tokens of one system user may be accepted at a time (the schema's trigger).
pub const MOST: i64 = 50;

const NEXT_GENERATION: &str = concat!(
    "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = ?3 WHERE id = ?2 AND version = ?4 AND ",
    in_scope!("account_id", "subaccount_id")
);

/// What becomes of the later one of two who change the tokens of a system user at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It is told (guard `stale`): it would stop the token that the other has just made.
    IsTold,
    /// It begins again with what is true then (guard `moved`): the two are not in each other's way.
    BeginsAgain,
}

/// Begins whatever changes the tokens of a system user that was read in this version: caches hear of it.
pub fn next_generation(change: &mut Change, can: &impl Business, id: &SystemUserId, (seen, late): (i64, Late)) {
    let event = change.event().to_string();
    change.push(NEXT_GENERATION, params![business::scope(can), id.as_str(), event, seen]);
    change.expect_one(match late {
        Late::IsTold => "stale",
        Late::BeginsAgain => "moved",
    });
}

const END_ALL: &str = "UPDATE token SET revoked_at = ?3, version = version + 1, event_id = ?4 \
     WHERE account_id = ?1 AND system_user_id = ?2 AND (revoked_at IS NULL OR revoked_at > ?3) AND (expires_at IS NULL OR expires_at > ?5)";

/// Lets all tokens so far end at `ends`; what is revoked earlier anyway stays as it is, and so does what has ended.
pub fn end_all(change: &mut Change, can: &impl Business, id: &SystemUserId, ends: Instant) {
    let (at, event) = (change.at(), change.event().to_string());
    change.push(END_ALL, params![can.account().as_str(), id.as_str(), ends, event, at]);
}

const REPLACE: &str = concat!(
    "UPDATE token SET revoked_at = min(coalesce(revoked_at, ?4), ?4), successor_id = ?5, ends_when_silent = ?6, version = version + 1, event_id = ?7 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?3 AND ",
    goes_on!("?8")
);

const FORGET_REMINDERS: &str = "DELETE FROM token_reminder WHERE token_id = ?1";

/// How a token gives way to its successor.
#[derive(Debug)]
pub struct Replaced<'a> {
    /// The token.
    pub token: &'a TokenId,
    /// The version that was seen.
    pub version: i64,
    /// When it ends at the latest.
    pub ends: Instant,
    /// What takes its place.
    pub successor: &'a TokenId,
    /// Does it end earlier when it is silent?
    pub when_silent: bool,
}

const NO_SUCCESSOR: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT NOT EXISTS (SELECT 1 FROM token t JOIN token s ON s.id = t.successor_id \
     WHERE t.account_id = ?1 AND t.id = ?2 AND ",
    goes_on!("s.", "?3"),
    "), 'token_rotated'"
);

/// Lets one token end for its successor (guards `token_rotated`: it has one that goes on, which a second one would leave to
/// nobody; `stale`: it was changed, or has ended).
pub fn replace(change: &mut Change, can: &Can<SystemUsersManage>, old: &Replaced<'_>) {
    let (at, event) = (change.at(), change.event().to_string());
    change.push(NO_SUCCESSOR, params![can.account().as_str(), old.token.as_str(), at]);
    let silent = i64::from(old.when_silent);
    let params = params![
        can.account().as_str(),
        old.token.as_str(),
        old.version,
        old.ends,
        old.successor.as_str(),
        silent,
        event,
        at
    ];
    change.push(REPLACE, params);
    change.expect_one("stale");
    // It ends at another time now; should its successor end first, that is said anew.
    change.push(FORGET_REMINDERS, params![old.token.as_str()]);
}

/// What may be changed of a token.
#[derive(Debug, Default)]
pub struct Update<'a> {
    /// What it is called; none takes the name away.
    pub name: Option<Option<&'a TokenName>>,
    /// Who holds it.
    pub holder: Option<Option<&'a Holder>>,
    /// The networks that it may be used from, as JSON.
    pub networks: Option<Option<&'a str>>,
    /// Does it end when it is silent?
    pub when_silent: Option<bool>,
    /// How often it may call; none takes the limit away.
    pub rate_limit: Option<Option<RateLimit>>,
}

const UPDATE: &str = "UPDATE token SET name = coalesce(?4, name), holder = coalesce(?5, holder), holder_key = coalesce(?6, holder_key), \
     networks = CASE ?7 WHEN 1 THEN ?8 ELSE networks END, ends_when_silent = coalesce(?9, ends_when_silent), \
     rate_calls = CASE ?11 WHEN 1 THEN ?12 ELSE rate_calls END, rate_seconds = CASE ?11 WHEN 1 THEN ?13 ELSE rate_seconds END, version = version + 1, event_id = ?10 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?3";

/// Changes a token of a system user that was read (guard `stale`).
pub fn update(change: &mut Change, can: &Can<SystemUsersManage>, id: &TokenId, update: &Update<'_>, seen: i64) {
    let event = change.event().to_string();
    let name = update.name.map(|name| name.map_or("", TokenName::as_str));
    let holder = update.holder.map(|holder| holder.map_or("", Holder::as_str));
    let [calls, seconds] = rate::columns(update.rate_limit.flatten());
    let params = params![
        can.account().as_str(),
        id.as_str(),
        seen,
        name,
        holder,
        holder.map(sort_key),
        i64::from(update.networks.is_some()),
        update.networks.flatten(),
        update.when_silent.map(i64::from),
        event,
        i64::from(update.rate_limit.is_some()),
        calls,
        seconds,
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const END_OF: &str = concat!(
    "SELECT t.tail, t.expires_at, t.revoked_at FROM token t JOIN system_user su ON su.id = t.system_user_id \
     WHERE su.id = ?2 AND t.id = ?3 AND ",
    in_scope!("su.account_id", "su.subaccount_id")
);

/// The tail of a token and its end, if it has one; none when there is no such token.
pub async fn end_of(
    db: &impl Db,
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    token: &TokenId,
) -> Result<Option<(String, Option<Instant>)>, DbError> {
    let rows = db.query(&Query::new(END_OF, params![scope(can), id.as_str(), token.as_str()])).await?;
    rows.into_iter().next().map(|mut row| Ok((row.text()?, lease::ends_at(row.opt_at()?, row.opt_at()?)))).transpose()
}

const ANOTHER_GENERATION: &str = concat!(
    "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = ?3 WHERE id = ?2 AND ",
    in_scope!("account_id", "subaccount_id")
);

/// The same as [`next_generation`] without a version that was seen (guard `not_found`).
pub fn another_generation(change: &mut Change, can: &impl Business, id: &SystemUserId) {
    let event = change.event().to_string();
    change.push(ANOTHER_GENERATION, params![business::scope(can), id.as_str(), event]);
    change.expect_one("not_found");
}

const END: &str = "UPDATE token SET revoked_at = ?3, version = version + 1, event_id = ?4 \
     WHERE account_id = ?1 AND system_user_id = ?2 AND id = ?5 AND (revoked_at IS NULL OR revoked_at > ?3)";

/// Ends one token now (guards `not_found`: no such system user; `unchanged`: the token has ended already).
pub fn end(change: &mut Change, can: &impl Business, id: &SystemUserId, token: &TokenId) {
    another_generation(change, can, id);
    let (at, event) = (change.at(), change.event().to_string());
    change.push(END, params![can.account().as_str(), id.as_str(), at, event, token.as_str()]);
    change.expect_one("unchanged");
}
