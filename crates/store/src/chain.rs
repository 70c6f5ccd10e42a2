//! The chain of an account's audit events: their places, and the seals over them. What a seal is, `service::chain` says.

use domain::audit::Content;
use domain::ids::AccountId;
use domain::time::Instant;
use serde::Serialize;

use crate::db::{DbError, Reading, Row, Sealed, Statement};
use crate::params;
use crate::people::json_ids;

pub mod prune;

/// An event with its place and its seal, as stored.
#[derive(Debug, Clone)]
pub struct Link {
    id: String,
    account: String,
    at: Instant,
    actor_kind: String,
    actor_id: Option<String>,
    actor_name: Option<String>,
    permission: Option<String>,
    /// What was done.
    pub action: String,
    subject: String,
    /// By which request.
    pub request: String,
    ip: Option<String>,
    detail: String,
    /// Its place.
    pub seq: i64,
    /// By what the service knows it again until it is sealed.
    pub tag: Option<String>,
    /// The seal; none when it waits for it.
    pub seal: Option<Seal>,
}

/// What is over an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Where the event came from.
    pub origin: String,
    /// The digest of it and of all before it.
    pub hash: String,
    /// The id of the key.
    pub kid: String,
    /// The seal.
    pub mac: String,
}

impl Link {
    /// What never changes of it.
    pub fn content(&self) -> Content<'_> {
        Content {
            id: &self.id,
            account: &self.account,
            at: self.at,
            actor_kind: &self.actor_kind,
            actor_id: self.actor_id.as_deref(),
            actor_name: self.actor_name.as_deref(),
            permission: self.permission.as_deref(),
            action: &self.action,
            subject: &self.subject,
            request: &self.request,
            ip: self.ip.as_deref(),
            detail: Some(&self.detail),
        }
    }
}

macro_rules! link {
    ($($rest:literal),*) => {
        concat!(
            "SELECT e.id AS id, e.account_id AS account_id, e.at AS at, e.actor_kind AS actor_kind, e.actor_id AS actor_id, \
               e.actor_name AS actor_name, e.permission AS permission, e.action AS action, e.subject_id AS subject_id, \
               e.request_id AS request_id, e.ip AS ip, e.detail AS detail, e.seq AS seq, e.tag AS tag, e.origin AS origin, \
               e.hash AS hash, e.kid AS kid, e.mac AS mac",
            $($rest),*
        )
    };
}

fn read(row: &mut Row) -> Result<Link, DbError> {
    let (id, account, at, actor_kind) = (row.text()?, row.text()?, row.at()?, row.text()?);
    let (actor_id, actor_name, permission) = (row.opt_text()?, row.opt_text()?, row.opt_text()?);
    let (action, subject, request, ip, detail) = (row.text()?, row.text()?, row.text()?, row.opt_text()?, row.text()?);
    let (seq, tag) = (row.int()?, row.opt_text()?);
    let parts = (row.opt_text()?, row.opt_text()?, row.opt_text()?, row.opt_text()?);
    let seal = match parts {
        (Some(origin), Some(hash), Some(kid), Some(mac)) => Some(Seal { origin, hash, kid, mac }),
        _ => None,
    };
    Ok(Link {
        id,
        account,
        at,
        actor_kind,
        actor_id,
        actor_name,
        permission,
        action,
        subject,
        request,
        ip,
        detail,
        seq,
        tag,
        seal,
    })
}

/// An event that waits for its seal, with what is said of the one before it.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The event.
    pub link: Link,
    /// The request of the one before it, if there is one.
    pub request_before: Option<String>,
    /// Where that came from, if it is sealed.
    pub origin_before: Option<String>,
    /// Its digest, if it is sealed.
    pub hash_before: Option<String>,
}

const WAITING: &str = link!(
    ", b.request_id AS request_before, b.origin AS origin_before, b.hash AS hash_before \
     FROM audit_event e INDEXED BY audit_event_unsealed LEFT JOIN audit_event b ON b.account_id = e.account_id AND b.seq = e.seq - 1 \
     WHERE e.mac IS NULL AND e.seq IS NOT NULL ORDER BY e.account_id, e.seq LIMIT ?1"
);

/// Events that wait for their seal, account by account, in their order.
pub fn waiting(limit: i64) -> Reading<Vec<Waiting>> {
    Reading::new(WAITING, params![limit], |rows| {
        let read = |mut row: Row| {
            let link = read(&mut row)?;
            let (request_before, origin_before, hash_before) = (row.opt_text()?, row.opt_text()?, row.opt_text()?);
            Ok(Waiting { link, request_before, origin_before, hash_before })
        };
        rows.into_iter().map(read).collect()
    })
}

/// A seal that is put on.
#[derive(Debug, Serialize)]
pub struct Sealing {
    /// The event's account.
    pub account: String,
    /// Its place.
    pub seq: i64,
    /// Where it came from.
    pub origin: &'static str,
    /// The digest of it and of all before it.
    pub hash: String,
    /// The id of the key.
    pub kid: String,
    /// The seal.
    pub mac: String,
}

const SEAL: &str = "UPDATE audit_event SET hash = j.value ->> 'hash', kid = j.value ->> 'kid', mac = j.value ->> 'mac', \
       origin = j.value ->> 'origin', tag = NULL \
     FROM json_each(?1) j WHERE audit_event.account_id = j.value ->> 'account' AND audit_event.seq = j.value ->> 'seq' AND audit_event.mac IS NULL";

/// Seals events. Whoever else seals the same ones does the same: what is sealed already stays as it is.
pub fn seal(all: &[Sealing]) -> Sealed {
    let all = serde_json::to_string(all).unwrap_or_default();
    Sealed::figures(vec![Statement { sql: SEAL, params: params![all] }])
}

const PAGE: &str = link!(" FROM audit_event e WHERE e.account_id = ?1 AND e.seq > ?2 ORDER BY e.seq LIMIT ?3");

/// A page of an account's log after this place, in its order.
pub fn page(account: &AccountId, after: i64, limit: i64) -> Reading<Vec<Link>> {
    Reading::new(PAGE, params![account.as_str(), after, limit], |rows| {
        rows.into_iter().map(|mut row| read(&mut row)).collect()
    })
}

const UNPLACED: &str = "SELECT id FROM audit_event WHERE account_id = ?1 AND seq IS NULL LIMIT 1";

/// An event without a place: written by nothing that the schema knew of.
pub fn unplaced(account: &AccountId) -> Reading<Option<String>> {
    Reading::first(UNPLACED, params![account.as_str()], |mut row| row.text())
}

/// A place in a log, with the digest of all up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The place.
    pub seq: i64,
    /// The digest.
    pub hash: String,
}

fn place(row: &mut Row) -> Result<Place, DbError> {
    Ok(Place { seq: row.int()?, hash: row.text()? })
}

/// The place of an event that is sealed.
pub fn place_of(link: &Link) -> Option<Place> {
    link.seal.as_ref().map(|seal| Place { seq: link.seq, hash: seal.hash.clone() })
}

const HEAD: &str =
    "SELECT seq, hash FROM audit_event WHERE account_id = ?1 AND mac IS NOT NULL ORDER BY seq DESC LIMIT 1";

/// The newest event of an account that is sealed.
pub fn head(account: &AccountId) -> Reading<Option<Place>> {
    Reading::first(HEAD, params![account.as_str()], |mut row| place(&mut row))
}

const AT: &str = "SELECT seq, hash FROM audit_event WHERE account_id = ?1 AND seq = ?2 AND mac IS NOT NULL";

/// What is at this place, if it is sealed.
pub fn at(account: &AccountId, seq: i64) -> Reading<Option<Place>> {
    Reading::first(AT, params![account.as_str(), seq], |mut row| place(&mut row))
}

const ACCOUNTS: &str = "SELECT id FROM account ORDER BY id";

/// All accounts of the deployment, for what the clock does.
pub fn accounts() -> Reading<Vec<AccountId>> {
    Reading::new(ACCOUNTS, params![], |rows| rows.into_iter().map(|mut row| row.parse()).collect())
}

/// Up to where a log was let go.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The account.
    pub account: AccountId,
    /// The last one that may be gone.
    pub place: Place,
    /// The id of the seal's key.
    pub kid: String,
    /// The seal.
    pub mac: String,
}

fn read_checkpoint(mut row: Row) -> Result<Checkpoint, DbError> {
    Ok(Checkpoint { account: row.parse()?, place: place(&mut row)?, kid: row.text()?, mac: row.text()? })
}

const CHECKPOINT: &str = "SELECT account_id, seq, hash, kid, mac FROM audit_checkpoint WHERE account_id = ?1";

/// Up to where an account's log was let go; none when it is whole.
pub fn checkpoint(account: &AccountId) -> Reading<Option<Checkpoint>> {
    Reading::first(CHECKPOINT, params![account.as_str()], read_checkpoint)
}

// ── Another key ───────────────────────────────────────────────────────────────────────────────────────────────

// A step from one id to the next one: as many rows as there are keys.
const KIDS: &str = "WITH RECURSIVE known(kid) AS (SELECT min(kid) FROM audit_event UNION ALL \
     SELECT (SELECT min(kid) FROM audit_event WHERE kid > known.kid) FROM known WHERE known.kid IS NOT NULL) \
     SELECT kid FROM known WHERE kid IS NOT NULL UNION SELECT kid FROM audit_checkpoint";
const UNDER: &str = link!(
    " FROM audit_event e INDEXED BY audit_event_by_kid WHERE e.kid IN (SELECT value FROM json_each(?1)) LIMIT ?2"
);
const CHECKPOINTS_UNDER: &str = "SELECT account_id, seq, hash, kid, mac FROM audit_checkpoint \
     WHERE kid IN (SELECT value FROM json_each(?1)) LIMIT ?2";

/// The ids of the keys that there are seals of.
pub fn kids() -> Reading<Vec<String>> {
    Reading::new(KIDS, Vec::new(), |rows| rows.into_iter().map(|mut row| row.text()).collect())
}

/// Events whose seal is under one of these keys, and checkpoints.
pub fn under(kids: &[String], limit: i64) -> (Reading<Vec<Link>>, Reading<Vec<Checkpoint>>) {
    let kids = json_ids(kids.iter().map(String::as_str));
    let links = Reading::new(UNDER, params![kids.as_str(), limit], |rows| {
        rows.into_iter().map(|mut row| read(&mut row)).collect()
    });
    let checkpoints =
        Reading::new(CHECKPOINTS_UNDER, params![kids, limit], |rows| rows.into_iter().map(read_checkpoint).collect());
    (links, checkpoints)
}

/// A seal in place of an older one.
#[derive(Debug, Serialize)]
pub struct Resealing {
    /// The account.
    pub account: String,
    /// The place.
    pub seq: i64,
    /// The old seal's key.
    pub old: String,
    /// The key.
    pub kid: String,
    /// The seal.
    pub mac: String,
}

const RESEAL: &str = "UPDATE audit_event SET kid = j.value ->> 'kid', mac = j.value ->> 'mac' FROM json_each(?1) j \
     WHERE audit_event.account_id = j.value ->> 'account' AND audit_event.seq = j.value ->> 'seq' AND audit_event.kid = j.value ->> 'old'";
const RESEAL_CHECKPOINT: &str = "UPDATE audit_checkpoint SET kid = j.value ->> 'kid', mac = j.value ->> 'mac' FROM json_each(?1) j \
     WHERE audit_checkpoint.account_id = j.value ->> 'account' AND audit_checkpoint.seq = j.value ->> 'seq' AND audit_checkpoint.kid = j.value ->> 'old'";

/// Puts other seals over the same.
pub fn reseal(links: &[Resealing], checkpoints: &[Resealing]) -> Sealed {
    let json = |all: &[Resealing]| serde_json::to_string(all).unwrap_or_default();
    Sealed::figures(vec![
        Statement { sql: RESEAL, params: params![json(links)] },
        Statement { sql: RESEAL_CHECKPOINT, params: params![json(checkpoints)] },
    ])
}
