//! How often something guessable may be tried (limits.md 2.3).
//!
//! NIST SP 800-63B-4 §3.2.2 allows at most 100 failed attempts in a row on one account. The counter is of the pair
//! of address and source: nobody can lock a person out from elsewhere.

use std::net::IpAddr;

use domain::audit::Action;
use domain::time::{Instant, MINUTE};
use store::attempts::Counter;

use crate::crypto::Keys;

/// The length of a window, in milliseconds.
pub const WINDOW: i64 = 15 * MINUTE;
const PER_PERSON: i64 = 100;
const PER_SOURCE: i64 = 1_000;
const TRIES: i64 = 30;
/// Where no trusted hop names the client, everybody is one source: a low budget would let anybody lock anybody out.
/// Then the person's budget is this, and the source has none.
const PER_PERSON_UNKNOWN_SOURCE: i64 = 1_000;
const NONE: i64 = 1 << 50;

/// The number of the window that an instant is in.
pub const fn window(now: Instant) -> i64 {
    now.millis() / WINDOW
}

/// Seconds until the window ends, for `Retry-After`.
pub fn retry_after(now: Instant) -> u32 {
    u32::try_from((WINDOW - now.millis().rem_euclid(WINDOW)) / 1_000 + 1).unwrap_or(60)
}

/// The counters of an attempt to sign in: the person's (by address and source), then the source's.
pub fn sign_in(keys: &Keys, email_key: &str, ip: Option<&str>, now: Instant) -> [Counter; 2] {
    let source = source_key(ip);
    let counter = |kind: &str, who: &str, budget| Counter {
        key: keys.blind(&[kind.as_bytes(), source.as_bytes(), who.as_bytes()]),
        window: window(now),
        budget,
    };
    let (per_person, per_source) = match is_known(ip) {
        true => (PER_PERSON, PER_SOURCE),
        false => (PER_PERSON_UNKNOWN_SOURCE, NONE),
    };
    [counter("sign-in/person", email_key, per_person), counter("sign-in/source", "", per_source)]
}

/// How many refusals of an action an account's log tells in a window, whoever tries.
const REFUSALS_TOLD: i64 = 20;

/// The counters of telling the audit log that somebody was refused: one event of an action, person and source, and not too
/// many an account, so that no outsider fills it.
pub fn refused(
    keys: &Keys,
    action: Action,
    account: &str,
    person: &str,
    ip: Option<&str>,
    now: Instant,
) -> [Counter; 2] {
    let source = source_key(ip);
    let counter = |who: &str, source: &str, budget| Counter {
        key: keys.blind(&[b"refused", action.as_str().as_bytes(), source.as_bytes(), who.as_bytes()]),
        window: window(now),
        budget,
    };
    [counter(person, &source, 1), counter(account, "", REFUSALS_TOLD)]
}

/// The counter of wrong one-time links. A right one is not counted and is never refused: with 256 random bits nobody
/// finds one by trying, so all that is bounded is the work that wrong ones make.
pub fn wrong_link(keys: &Keys, ip: Option<&str>, now: Instant) -> [Counter; 1] {
    let source = source_key(ip);
    [Counter { key: keys.blind(&[b"link", source.as_bytes(), b""]), window: window(now), budget: PER_SOURCE }]
}

/// The counter of asking for a mail with a link, by source alone: nobody uses up what is another's. That no mailbox is
/// flooded is seen to where the mails are written ([`crate::resets`]). Where no trusted hop names the client there is
/// no budget: everybody would have it together.
pub fn forgot(keys: &Keys, ip: Option<&str>, now: Instant) -> [Counter; 1] {
    let source = source_key(ip);
    let budget = if is_known(ip) { PER_PERSON } else { NONE };
    [Counter { key: keys.blind(&[b"forgot/source", source.as_bytes(), b""]), window: window(now), budget }]
}

/// The counter of fetching what came: one call a second from one address. The second is in the key, so that the counters go
/// with those of their quarter of an hour. Where no trusted hop names the client there is no budget.
pub fn pull(keys: &Keys, ip: Option<&str>, now: Instant) -> [Counter; 1] {
    let (source, second) = (source_key(ip), now.millis().div_euclid(1_000).to_string());
    let budget = if is_known(ip) { 1 } else { NONE };
    [Counter { key: keys.blind(&[b"pull/source", source.as_bytes(), second.as_bytes()]), window: window(now), budget }]
}

/// The counter of a signed-in person's attempts at their own password.
pub fn own_password(keys: &Keys, user: &str, now: Instant) -> [Counter; 1] {
    [Counter { key: keys.blind(&[b"own-password", user.as_bytes(), b""]), window: window(now), budget: PER_PERSON }]
}

/// How many codes of a second step may be wrong in a window. Whoever tries them knows the password already: with two codes
/// of a million right at any time, a day of trying finds one in about a thousand people.
const CODES: i64 = 5;
/// How many codes are sent to one mailbox in a window.
const MAIL_CODES: i64 = 5;

/// The counter of a person's codes: of an app, by mail, and recovery codes together. Whoever gets here has given the right
/// password, so no outsider uses it up.
pub fn codes(keys: &Keys, user: &str, now: Instant) -> [Counter; 1] {
    [Counter { key: keys.blind(&[b"codes", user.as_bytes(), b""]), window: window(now), budget: CODES }]
}

/// The counter of codes that are sent by mail.
pub fn mail_codes(keys: &Keys, user: &str, now: Instant) -> [Counter; 1] {
    [Counter { key: keys.blind(&[b"mail-codes", user.as_bytes(), b""]), window: window(now), budget: MAIL_CODES }]
}

/// The counter of a person's tries of webhooks, or of channels: each calls somebody else's server while they wait.
pub fn tries(keys: &Keys, what: &str, user: &str, now: Instant) -> [Counter; 1] {
    [Counter { key: keys.blind(&[b"try", user.as_bytes(), what.as_bytes()]), window: window(now), budget: TRIES }]
}

/// The counter of attempts at the setup token.
pub fn setup(keys: &Keys, ip: Option<&str>, now: Instant) -> [Counter; 1] {
    let source = source_key(ip);
    [Counter { key: keys.blind(&[b"setup", source.as_bytes(), b""]), window: window(now), budget: PER_PERSON }]
}

fn is_known(ip: Option<&str>) -> bool {
    ip.is_some_and(|text| text.trim().parse::<IpAddr>().is_ok())
}

/// One bucket for all spellings of an address, and for all addresses of an IPv6 /64, which one subscriber has.
fn source_key(ip: Option<&str>) -> String {
    match ip.and_then(|text| text.trim().parse::<IpAddr>().ok()).map(|ip| ip.to_canonical()) {
        Some(IpAddr::V4(v4)) => v4.to_string(),
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_trusted_address_nobody_is_locked_out_by_a_low_budget() {
        let keys = Keys::parse(&format!("k:{}", "00".repeat(32))).expect("a key");
        let budgets = |ip| sign_in(&keys, "ana@example.com", ip, Instant::from_millis(0)).map(|c| c.budget);
        assert_eq!(budgets(Some("203.0.113.7")), [PER_PERSON, PER_SOURCE]);
        assert_eq!(budgets(None), [PER_PERSON_UNKNOWN_SOURCE, NONE]);
        assert_eq!(budgets(Some("not an address")), [PER_PERSON_UNKNOWN_SOURCE, NONE]);
    }

    #[test]
    fn nobody_uses_up_what_another_may_ask() {
        let keys = Keys::parse(&format!("k:{}", "00".repeat(32))).expect("a key");
        let [of_one] = forgot(&keys, Some("203.0.113.7"), Instant::from_millis(0));
        let [of_another] = forgot(&keys, Some("198.51.100.9"), Instant::from_millis(0));
        assert_ne!(of_one.key, of_another.key);
        assert_eq!(forgot(&keys, None, Instant::from_millis(0))[0].budget, NONE, "all are one source then");
    }

    #[test]
    fn all_spellings_of_an_address_and_all_of_a_64_share_a_bucket() {
        for same in
            [["203.0.113.7", "::ffff:203.0.113.7"], ["2001:db8:0:1::1", "2001:0DB8::1:ffff:0:0:2"], ["nonsense", ""]]
        {
            assert_eq!(source_key(Some(same[0])), source_key(Some(same[1])), "{same:?}");
        }
        assert_ne!(source_key(Some("2001:db8:0:1::1")), source_key(Some("2001:db8:0:2::1")));
    }
}
