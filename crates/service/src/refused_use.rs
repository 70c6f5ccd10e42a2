//! Refused calls with tokens that are known, counted until they are written: the console names the bots that call in vain,
//! and says why. The first with a token and for a reason is written at once, the others once a minute.

use std::collections::BTreeMap;

use domain::ids::{CredentialId, RequestId};
use domain::time::{Instant, MINUTE};
use store::usage::RefusedUse;

use crate::refusals::{Holder, Reason};

/// How many kinds are counted at a time; refused calls of more than these are not.
const MOST: usize = 1_000;
/// Of how many requests of a kind the id is kept until it is written.
const MOST_REQUESTS: usize = 20;

/// What was refused and is not yet written.
#[derive(Debug, Default)]
pub struct RefusedUses(BTreeMap<(CredentialId, Reason), Pending>);

#[derive(Debug)]
struct Pending {
    noted_at: Option<Instant>,
    since: RefusedUse,
}

/// A refused call.
#[derive(Debug, Clone, Copy)]
pub struct RefusedCall<'a> {
    /// Its id.
    pub request: &'a RequestId,
    /// From where it came.
    pub ip: Option<&'a str>,
    /// When.
    pub at: Instant,
}

impl RefusedUses {
    /// Counts a refused call, and takes what is to be written now.
    pub fn note(&mut self, of: &Holder, why: (Reason, Option<&String>), call: RefusedCall<'_>) -> Vec<RefusedUse> {
        let (reason, claim) = why;
        let (key, now) = ((of.token.clone(), reason), call.at);
        if !self.0.contains_key(&key) {
            self.0.retain(|_, p| !p.since.hours.is_empty() || !is_due(p, now, MINUTE));
            if self.0.len() >= MOST {
                return Vec::new();
            }
        }
        let pending = self.0.entry(key).or_insert_with(|| Pending { noted_at: None, since: nothing(of, reason, now) });
        let since = &mut pending.since;
        since.count(now);
        since.ip = call.ip.map(str::to_owned);
        since.claim = claim.cloned();
        if since.requests.len() < MOST_REQUESTS {
            since.requests.push(call.request.clone());
        }
        if is_due(pending, now, MINUTE) { self.due(now, MINUTE) } else { Vec::new() }
    }

    /// Counts what was taken and could not be written, before what came meanwhile.
    pub fn put_back(&mut self, taken: &RefusedUse) {
        let is_it = |(token, reason): &(CredentialId, Reason)| *token == taken.token && reason.as_str() == taken.reason;
        let Some((_, pending)) = self.0.iter_mut().find(|(key, _)| is_it(key)) else { return };
        let since = &mut pending.since;
        if since.hours.is_empty() {
            *since = taken.clone();
            return;
        }
        since.first = taken.first;
        let mut hours = taken.hours.clone();
        for (hour, calls) in std::mem::take(&mut since.hours) {
            match hours.last_mut() {
                Some((last, n)) if *last == hour => *n += calls,
                _ => hours.push((hour, calls)),
            }
        }
        since.hours = hours;
        let requests = taken.requests.iter().chain(&since.requests).take(MOST_REQUESTS).cloned().collect();
        since.requests = requests;
    }

    /// Shows what is not yet written.
    pub fn each(&self, show: impl FnMut(&RefusedUse)) {
        self.0.values().map(|pending| &pending.since).for_each(show);
    }

    /// Takes the counts of which the last note is at least `age` ago.
    pub fn due(&mut self, now: Instant, age: i64) -> Vec<RefusedUse> {
        let fresh = self.0.values_mut().filter(|p| !p.since.hours.is_empty() && is_due(p, now, age));
        fresh
            .map(|p| {
                p.noted_at = Some(now);
                RefusedUse {
                    hours: std::mem::take(&mut p.since.hours),
                    requests: std::mem::take(&mut p.since.requests),
                    ..p.since.clone()
                }
            })
            .collect()
    }
}

fn nothing(of: &Holder, reason: Reason, now: Instant) -> RefusedUse {
    RefusedUse {
        system_user: of.system_user.clone(),
        token: of.token.clone(),
        reason: reason.as_str(),
        claim: None,
        first: now,
        at: now,
        ip: None,
        requests: Vec::new(),
        hours: Vec::new(),
    }
}

fn is_due(pending: &Pending, now: Instant, age: i64) -> bool {
    pending.noted_at.is_none_or(|at| now.since(at) >= age)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{AccountId, SystemUserId, TokenId};

    fn holder(n: u32) -> Holder {
        let at = Instant::from_millis(i64::from(n));
        Holder {
            account: AccountId::new(at, [0; 10]),
            system_user: SystemUserId::new(at, [0; 10]),
            token: TokenId::new(at, [0; 10]).into(),
        }
    }

    fn note(all: &mut RefusedUses, n: u32, reason: Reason, at: Instant) -> Vec<RefusedUse> {
        let request = RequestId::new(at, [0; 10]);
        all.note(&holder(n), (reason, None), RefusedCall { request: &request, ip: Some("203.0.113.7"), at })
    }

    #[test]
    fn the_first_is_written_at_once_and_the_others_once_a_minute() {
        let (mut all, t) = (RefusedUses::default(), Instant::from_millis(1_000));
        let first = note(&mut all, 1, Reason::Revoked, t);
        assert_eq!(first.iter().map(|one| one.hours.clone()).collect::<Vec<_>>(), [[(0, 1)]]);
        for _ in 0..500 {
            assert_eq!(note(&mut all, 1, Reason::Revoked, t.plus(10)), []);
        }
        let another = note(&mut all, 1, Reason::Address, t.plus(20));
        assert_eq!(another.first().map(|one| (one.reason, one.requests.len())), Some(("address", 1)));
        let later = note(&mut all, 1, Reason::Revoked, t.plus(MINUTE));
        let said = later.first().map(|one| (one.hours.clone(), one.first, one.at, one.requests.len()));
        assert_eq!(said, Some((vec![(0, 501)], t.plus(10), t.plus(MINUTE), MOST_REQUESTS)));
        assert_eq!(all.due(t.plus(MINUTE), 0), [], "written");
    }

    #[test]
    fn memory_is_bounded() {
        let (mut all, t) = (RefusedUses::default(), Instant::from_millis(1_000));
        for n in 0..5_000 {
            note(&mut all, n, Reason::Expired, t);
        }
        assert_eq!(all.0.len(), MOST);
        note(&mut all, 9_999, Reason::Expired, t.plus(MINUTE));
        assert_eq!(all.0.len(), 1, "what was written long ago is forgotten");
    }
}
