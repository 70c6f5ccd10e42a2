//! Reading a log again: is every event where it was, as it was?

use domain::ids::AccountId;
use store::chain::{self, Checkpoint, Link, Seal};
use store::{Db, DbError, both};

use super::{Head, UNKNOWN, chained, held, origin, place_parts, sealed_parts};
use crate::crypto::Keys;

/// What is wrong with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is another one than was sealed: something in it, or its place, was changed.
    Changed,
    /// There is none at this place.
    Missing,
    /// The service did not write it.
    Inserted,
    /// The log ends here, and went on when its head was last written down.
    CutOff,
    /// Its seal is under a key that the deployment does not have.
    UnknownKey,
}

impl Why {
    /// The stable text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Why::Changed => "changed",
            Why::Missing => "missing",
            Why::Inserted => "inserted",
            Why::CutOff => "cut_off",
            Why::UnknownKey => "unknown_key",
        }
    }
}

/// The first event that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Its place; none when it has none.
    pub seq: Option<i64>,
    /// Its id, if it is there.
    pub event: Option<String>,
    /// What is wrong.
    pub why: Why,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many events were looked at.
    pub checked: i64,
    /// How many of them wait for their seal: a change of these would not be seen.
    pub unsealed: i64,
    /// The first bad one.
    pub bad: Option<Bad>,
    /// The last place that was looked at; none when that was the end.
    pub next: Option<i64>,
}

/// How many events are read at once.
const PAGE: i64 = 500;

struct Walk<'k> {
    keys: &'k Keys,
    checkpoint: Option<Checkpoint>,
    head: Option<&'k Head>,
    seq: i64,
    hash: String,
    /// Request and origin of the last one.
    last: Option<(String, String)>,
    /// Is the rest not sealed?
    tail: bool,
    found: Found,
}

fn bad(link: &Link, why: Why) -> Bad {
    Bad { seq: Some(link.seq), event: Some(link.content().id.to_owned()), why }
}

/// Is the seal this event's? Needs nothing of its neighbours.
fn seal_holds(keys: &Keys, link: &Link, seal: &Seal, held: &str) -> Result<(), Bad> {
    let parts = sealed_parts(link.seq, &seal.origin, &seal.hash, held);
    match keys.is_audit_mac(&seal.kid, link.content().account, "event", &parts, &seal.mac) {
        None => Err(bad(link, Why::UnknownKey)),
        Some(false) => Err(bad(link, Why::Changed)),
        Some(true) if seal.origin == UNKNOWN => Err(bad(link, Why::Inserted)),
        Some(true) => Ok(()),
    }
}

impl<'k> Walk<'k> {
    fn new(keys: &'k Keys, head: Option<&'k Head>) -> Self {
        Self {
            keys,
            checkpoint: None,
            head,
            seq: 0,
            hash: String::new(),
            last: None,
            tail: false,
            found: Found::default(),
        }
    }

    /// Goes on behind the event where the last call ended: it proves itself, and so the digest of all before it.
    fn go_on(&mut self, position: i64, link: Option<&Link>) -> Result<(), Bad> {
        let link = link.filter(|link| link.seq == position);
        let link = link.ok_or(Bad { seq: Some(position), event: None, why: Why::Missing })?;
        let seal = link.seal.as_ref().ok_or_else(|| bad(link, Why::Changed))?;
        seal_holds(self.keys, link, seal, &held(link))?;
        self.seq = position;
        self.hash.clone_from(&seal.hash);
        self.last = Some((link.request.clone(), seal.origin.clone()));
        Ok(())
    }

    fn one(&mut self, link: &Link) -> Result<(), Bad> {
        self.found.checked += 1;
        if self.checkpoint.as_ref().is_some_and(|cut| link.seq <= cut.place.seq) {
            // What was let go left holes around it.
            let seal = link.seal.as_ref().ok_or_else(|| bad(link, Why::Changed))?;
            return seal_holds(self.keys, link, seal, &held(link));
        }
        self.enter();
        let expected = self.seq + 1;
        if link.seq < expected {
            return Err(bad(link, Why::Inserted));
        }
        if link.seq > expected {
            return Err(Bad { seq: Some(expected), event: None, why: Why::Missing });
        }
        let origin = match &link.seal {
            None => {
                // What was the head once was sealed.
                if self.head.is_some_and(|head| head.seq >= link.seq) {
                    return Err(bad(link, Why::Changed));
                }
                self.tail = true;
                self.found.unsealed += 1;
                let before = self.last.as_ref().map(|(request, origin)| (request.as_str(), origin.as_str()));
                let origin = origin(self.keys, link, before);
                if origin == UNKNOWN {
                    return Err(bad(link, Why::Inserted));
                }
                origin.to_owned()
            }
            // Seals are put on in order: somebody took the one before off.
            Some(_) if self.tail => return Err(Bad { seq: Some(self.seq), event: None, why: Why::Changed }),
            Some(seal) => {
                let held = held(link);
                seal_holds(self.keys, link, seal, &held)?;
                let known = self.head.filter(|head| head.seq == link.seq);
                if chained(&self.hash, link.seq, &held) != seal.hash || known.is_some_and(|head| head.hash != seal.hash)
                {
                    return Err(bad(link, Why::Changed));
                }
                self.hash.clone_from(&seal.hash);
                seal.origin.clone()
            }
        };
        self.seq = link.seq;
        self.last = Some((link.request.clone(), origin));
        Ok(())
    }

    /// What is gone may be gone: the chain begins behind it.
    fn enter(&mut self) {
        if let Some(cut) = &self.checkpoint
            && self.seq < cut.place.seq
        {
            self.seq = cut.place.seq;
            self.hash.clone_from(&cut.place.hash);
        }
    }
}

/// Looks at an account's log after a place (zero: from its beginning), at some `pages` of it. `head` is what was kept
/// outside of the database.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(
    db: &impl Db,
    keys: &Keys,
    account: &AccountId,
    head: Option<&Head>,
    after: i64,
    pages: usize,
) -> Result<Found, DbError> {
    let (checkpoint, unplaced) = both(db, chain::checkpoint(account), chain::unplaced(account)).await?;
    let mut walk = Walk::new(keys, head);
    if let Some(event) = unplaced {
        walk.found.bad = Some(Bad { seq: None, event: Some(event), why: Why::Inserted });
        return Ok(walk.found);
    }
    // Without a seal that holds nobody was allowed to let anything go.
    walk.checkpoint = checkpoint.filter(|cut| {
        let parts = place_parts(&cut.place);
        keys.is_audit_mac(&cut.kid, account.as_str(), "checkpoint", &parts, &cut.mac) == Some(true)
    });
    let mut position = after.max(0);
    if position > walk.checkpoint.as_ref().map_or(0, |cut| cut.place.seq) {
        let read = chain::page(account, position - 1, 1).of(db).await?;
        if let Err(bad) = walk.go_on(position, read.first()) {
            walk.found.bad = Some(bad);
            return Ok(walk.found);
        }
    }
    for _ in 0..pages {
        let links = chain::page(account, position, PAGE).of(db).await?;
        for link in &links {
            if let Err(bad) = walk.one(link) {
                walk.found.bad = Some(bad);
                return Ok(walk.found);
            }
        }
        position = links.last().map_or(position, |last| last.seq);
        // What is not sealed yet may be sealed while this is read; behind it nothing is.
        if walk.tail || i64::try_from(links.len()).is_ok_and(|n| n < PAGE) {
            walk.enter();
            if head.is_some_and(|head| head.seq > walk.seq) {
                walk.found.bad = Some(Bad { seq: Some(walk.seq + 1), event: None, why: Why::CutOff });
            }
            return Ok(walk.found);
        }
    }
    walk.found.next = Some(position);
    Ok(walk.found)
}
