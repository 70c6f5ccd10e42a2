//! What makes the audit log tamper-evident (ADR 0027): every event is chained to the one before it by a plain digest, and
//! sealed, with its place, under a key of the account's own that is not in the database.
//!
//! The digest of an event is over the digest of the one before, its place and what it holds. The seal is over the place,
//! the origin, that digest and what it holds: so an event proves itself without its neighbours, and a change of the
//! deployment's key changes seals and no digest.

pub mod clock;
pub mod verify;

use domain::ids::AccountId;
use serde::{Deserialize, Serialize};
use store::chain::{Link, Place, Sealing, Waiting};

use crate::crypto::{KeyedDigest, Keys, digest_of};

/// The service wrote it: its tag said so.
const SERVICE: &str = "service";
/// The schema wrote it, as a part of the batch of the event before it.
const BATCH: &str = "batch";
/// It is from before events had tags.
const BEFORE: &str = "before";
/// Nobody knows.
const UNKNOWN: &str = "unknown";

/// What an event is chained by: the digest before it (empty for the first), its place, what it holds.
fn chained(before: &str, seq: i64, held: &str) -> String {
    digest_of(&[before.into(), seq.to_string().into_bytes(), held.into()])
}

fn held(link: &Link) -> String {
    digest_of(&link.content().parts())
}

fn sealed_parts(seq: i64, origin: &str, hash: &str, held: &str) -> [Vec<u8>; 4] {
    [seq.to_string().into_bytes(), origin.into(), hash.into(), held.into()]
}

/// Where an event that is not sealed yet comes from. `before`: request and origin of the one before it.
fn origin(keys: &Keys, link: &Link, before: Option<(&str, &str)>) -> &'static str {
    let content = link.content();
    if let Some(tag) = &link.tag {
        // What is put together in the batch is not in the tag.
        let part = domain::audit::Content { detail: None, ..content.clone() };
        let ours = keys.is_audit_tag(&content, tag) || keys.is_audit_tag(&part, tag);
        return if ours { SERVICE } else { UNKNOWN };
    }
    // The only event that the schema and a statement of ours write without a tag: a session that ends with its person's
    // access or password.
    let by_itself = content.action == "session.deleted" && content.actor_kind == "deployment";
    match before {
        Some((request, _)) if by_itself && request == content.request => BATCH,
        None | Some((_, BEFORE)) => BEFORE,
        Some(_) => UNKNOWN,
    }
}

/// The seals of events that wait for them, account by account, in their order.
fn seals(keys: &Keys, waiting: &[Waiting]) -> Vec<Sealing> {
    let mut all: Vec<Sealing> = Vec::with_capacity(waiting.len());
    let mut request = "";
    for Waiting { link, request_before, origin_before, hash_before } in waiting {
        let account = link.content().account.to_owned();
        let last = all.last().filter(|last| last.account == account && last.seq + 1 == link.seq);
        let (before, hash) = match last {
            Some(last) => (Some((request, last.origin)), last.hash.as_str()),
            None => (
                request_before.as_deref().map(|request| (request, origin_before.as_deref().unwrap_or(UNKNOWN))),
                hash_before.as_deref().unwrap_or_default(),
            ),
        };
        let origin = origin(keys, link, before);
        let held = held(link);
        let hash = chained(hash, link.seq, &held);
        let KeyedDigest { kid, hex } = keys.audit_mac(&account, "event", &sealed_parts(link.seq, origin, &hash, &held));
        all.push(Sealing { account, seq: link.seq, origin, hash, kid, mac: hex });
        request = &link.request;
    }
    all
}

/// A seal over a checkpoint: the log may be gone up to here.
fn checkpoint_mac(keys: &Keys, account: &AccountId, place: &Place) -> KeyedDigest {
    keys.audit_mac(account.as_str(), "checkpoint", &place_parts(place))
}

fn place_parts(place: &Place) -> [Vec<u8>; 2] {
    [place.seq.to_string().into_bytes(), place.hash.clone().into_bytes()]
}

/// The newest sealed event of a log, as it is kept outside of the database: what is cut off is missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its place.
    pub seq: i64,
    /// The digest of it and of all before it.
    pub hash: String,
    /// When it was written down, in milliseconds since 1970.
    pub at: i64,
    /// The id of the seal's key.
    pub kid: String,
    /// The seal.
    pub mac: String,
}

impl Head {
    fn parts(seq: i64, hash: &str, at: i64) -> [Vec<u8>; 3] {
        [seq.to_string().into_bytes(), hash.into(), at.to_string().into_bytes()]
    }

    /// A head, sealed.
    pub fn new(keys: &Keys, account: &AccountId, place: Place, at: i64) -> Self {
        let Place { seq, hash } = place;
        let KeyedDigest { kid, hex } = keys.audit_mac(account.as_str(), "head", &Self::parts(seq, &hash, at));
        Self { seq, hash, at, kid, mac: hex }
    }

    /// Where it is kept.
    pub fn key(account: &AccountId) -> String {
        format!("audit-head:{account}")
    }

    /// Reads one that we wrote; none when anybody else did.
    pub fn read(keys: &Keys, account: &AccountId, text: &str) -> Option<Self> {
        let head: Self = serde_json::from_str(text).ok()?;
        let parts = Self::parts(head.seq, &head.hash, head.at);
        let ours = keys.is_audit_mac(&head.kid, account.as_str(), "head", &parts, &head.mac);
        (ours == Some(true)).then_some(head)
    }
}
