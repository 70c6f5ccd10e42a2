//! Asks Tenure whether a call may pass: [`Tenure::check`].
//!
//! ```no_run
//! use std::time::Duration;
//! use tenure_client::{Answer, Plain, Tenure};
//!
//! let tenure = Tenure::new(Plain::new("127.0.0.1:8787", "localhost:8787"), Duration::from_secs(2), Duration::ZERO);
//! match tenure.check("tnr_…", Some("send")) {
//!     Ok(Answer::Caller(caller)) => println!("{} may pass", caller.username),
//!     Ok(Answer::Refused(refusal)) => println!("{}", refusal.status()),
//!     // Nobody can tell: refuse the call (503), and say so in the log.
//!     Err(cannot_tell) => println!("503: {cannot_tell}"),
//! }
//! ```
//!
//! It has no dependencies, so it has no TLS either: [`Plain`] is for a Tenure on the same machine or behind a local proxy. For
//! `https://` give it your own HTTP client as a [`Transport`], which is one function: with redirects off, a timeout, no proxy
//! that caches, and connections that are used again.

mod plain;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use plain::Plain;

/// The longest time for which an answer may be kept: what a revocation takes anyway.
pub const MOST_KEPT: Duration = Duration::from_secs(1);
const MOST_ENTRIES: usize = 10_000;

/// What is in an answer: its status, and its headers with names in lower case.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: BTreeMap<String, String>,
}

/// Sends one GET.
pub trait Transport {
    /// Gets `path` (which begins with `/`) with this `Authorization`, within the time.
    ///
    /// # Errors
    /// Whatever kept the answer away. It must not hold the token.
    fn get(&self, path: &str, authorization: &str, within: Duration) -> Result<Reply, CannotTell>;
}

/// Nobody knows whether the token is good: Tenure did not answer, or something else did. Not a refusal, and never a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotTell(pub String);

impl fmt::Display for CannotTell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CannotTell {}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The system user's id.
    pub system_user: String,
    /// Its account.
    pub account: String,
    /// Its subaccount; none when account-wide.
    pub subaccount: Option<String>,
    /// `test` or `live`.
    pub environment: String,
    /// The subaccounts that its token reaches; none: all that it does.
    pub subaccounts: Option<Vec<String>>,
    /// Its username.
    pub username: String,
    /// What the token may do.
    pub scopes: Vec<String>,
}

/// Why a call may not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The token is not good.
    InvalidToken,
    /// The token is good, and may not do this.
    InsufficientScope(String),
    /// The token is good, and has called as often as it may for now.
    RateLimited,
}

impl Refusal {
    /// What to answer: 401, 403 or 429.
    pub const fn status(&self) -> u16 {
        match self {
            Self::InvalidToken => 401,
            Self::InsufficientScope(_) => 403,
            Self::RateLimited => 429,
        }
    }
}

/// What is known of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The call may pass.
    Caller(Caller),
    /// The call may not pass.
    Refused(Refusal),
}

type Kept = BTreeMap<(String, Option<String>), (Instant, Caller)>;

/// Asks one Tenure. Threads may share it.
pub struct Tenure<T> {
    transport: T,
    timeout: Duration,
    keep: Duration,
    kept: Mutex<Kept>,
}

impl<T: Transport> Tenure<T> {
    /// `timeout` is for the whole check. `keep` is for how long an accepted answer is used again: at most [`MOST_KEPT`], more is
    /// taken as that. It is added to the second within which a revocation is known; zero keeps nothing.
    pub const fn new(transport: T, timeout: Duration, keep: Duration) -> Self {
        let keep = if keep.as_millis() > MOST_KEPT.as_millis() { MOST_KEPT } else { keep };
        Self { transport, timeout, keep, kept: Mutex::new(BTreeMap::new()) }
    }

    /// Who calls with this token, or why it may not.
    ///
    /// # Errors
    /// [`CannotTell`]: refuse the call, as it is not known whether it may pass.
    pub fn check(&self, token: &str, scope: Option<&str>) -> Result<Answer, CannotTell> {
        // What can't be a header's value is no token; it is not sent.
        if token.is_empty() || token.len() > 512 || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Answer::Refused(Refusal::InvalidToken));
        }
        let key = (token.to_owned(), scope.map(str::to_owned));
        let begun = now();
        if !self.keep.is_zero() {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.retain(|_, (since, _)| begun.saturating_duration_since(*since) < self.keep);
            if let Some((_, caller)) = kept.get(&key) {
                return Ok(Answer::Caller(caller.clone()));
            }
        }
        let path = scope.map_or_else(|| "/v1/gate".to_owned(), |scope| format!("/v1/gate?scope={}", encoded(scope)));
        let reply = self.transport.get(&path, &format!("Bearer {token}"), self.timeout)?;
        let answer = read(&reply, scope)?;
        if let Answer::Caller(caller) = &answer
            && !self.keep.is_zero()
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < MOST_ENTRIES {
                kept.insert(key, (begun, caller.clone()));
            }
        }
        Ok(answer)
    }
}

#[allow(clippy::disallowed_methods, reason = "a library for others has no clock but the machine's")]
fn now() -> Instant {
    Instant::now()
}

fn read(reply: &Reply, scope: Option<&str>) -> Result<Answer, CannotTell> {
    let header = |name: &str| reply.headers.get(name).map(String::as_str).unwrap_or_default();
    let challenge = header("www-authenticate");
    let ours = challenge.starts_with("Bearer");
    match (reply.status, scope) {
        (401, _) if ours => Ok(Answer::Refused(Refusal::InvalidToken)),
        (403, Some(scope)) if ours && challenge.contains("error=\"insufficient_scope\"") => {
            Ok(Answer::Refused(Refusal::InsufficientScope(scope.to_owned())))
        }
        (429, _) if !header("ratelimit").is_empty() => Ok(Answer::Refused(Refusal::RateLimited)),
        (204, _) if !header("x-tenure-system-user").is_empty() => Ok(Answer::Caller(Caller {
            system_user: header("x-tenure-system-user").to_owned(),
            account: header("x-tenure-account").to_owned(),
            subaccount: Some(header("x-tenure-subaccount").to_owned()).filter(|id| !id.is_empty()),
            environment: header("x-tenure-environment").to_owned(),
            subaccounts: Some(header("x-tenure-subaccounts"))
                .filter(|some| *some != "*")
                .map(|some| some.split_whitespace().map(str::to_owned).collect()),
            username: decoded(header("x-tenure-username")),
            scopes: header("x-tenure-scopes").split_whitespace().map(str::to_owned).collect(),
        })),
        (status, _) => Err(CannotTell(format!("answered {status}"))),
    }
}

fn encoded(text: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Says(u16, Vec<(&'static str, &'static str)>, AtomicUsize);

    impl Transport for &Says {
        fn get(&self, path: &str, _: &str, _: Duration) -> Result<Reply, CannotTell> {
            assert!(path.starts_with("/v1/gate"));
            self.2.fetch_add(1, Ordering::SeqCst);
            let headers = self.1.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Ok(Reply { status: self.0, headers })
        }
    }

    fn asked(says: &Says, keep: u64) -> Tenure<&Says> {
        Tenure::new(says, Duration::from_secs(1), Duration::from_millis(keep))
    }

    #[test]
    fn only_what_tenure_says_is_an_answer() {
        for status in [200, 204, 301, 401, 403, 429, 500, 503] {
            let says = Says(status, Vec::new(), AtomicUsize::new(0));
            assert!(asked(&says, 0).check("tnr_x", Some("send")).is_err(), "{status}");
        }
        let headers = vec![("x-tenure-system-user", "su_1"), ("x-tenure-username", "Caf%C3%A9%20%2541")];
        let says = Says(204, headers, AtomicUsize::new(0));
        let Ok(Answer::Caller(caller)) = asked(&says, 0).check("tnr_x", None) else { panic!("it is one") };
        assert_eq!((caller.username.as_str(), caller.subaccount), ("Café %41", None));
        for bad in ["", "a b", "a\r\nb", "é"] {
            assert_eq!(asked(&says, 0).check(bad, None), Ok(Answer::Refused(Refusal::InvalidToken)));
        }
        assert_eq!(says.2.load(Ordering::SeqCst), 1, "what is no token is not sent");
    }

    #[test]
    fn an_answer_is_kept_as_long_as_was_asked_for_and_by_default_not_at_all() {
        let says = Says(204, vec![("x-tenure-system-user", "su_1")], AtomicUsize::new(0));
        let (none, some) = (asked(&says, 0), asked(&says, 60_000));
        for _ in 0..3 {
            assert!(none.check("tnr_x", None).is_ok());
        }
        assert_eq!(says.2.load(Ordering::SeqCst), 3);
        for _ in 0..3 {
            assert!(some.check("tnr_x", None).is_ok());
        }
        assert_eq!(says.2.load(Ordering::SeqCst), 4);
        assert_eq!(some.keep, MOST_KEPT);
    }
}
