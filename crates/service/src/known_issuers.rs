//! The keys of outside issuers, as this isolate knows them: kept for an hour, and asked for again, some seconds apart, when a
//! token names one that is not known.

use std::num::NonZeroUsize;
use std::sync::Arc;

use domain::time::{HOUR, Instant, SECOND};
use lru::LruCache;

use crate::awaited::Awaited;
use crate::deps::Tell;
use crate::issuer_key::{IssuerKey, Way};

/// For how long keys are believed after they were read: one that its issuer has withdrawn signs nothing for us from then on.
const BELIEVED: i64 = HOUR;
/// How often an issuer is asked at the most, whatever is sent to us.
const ASKED_AGAIN: i64 = 10 * SECOND;
/// How long it is waited for both before another request asks.
const GIVEN_UP: i64 = 9 * SECOND;
/// How many issuers are remembered.
const MOST: NonZeroUsize = match NonZeroUsize::new(200) {
    Some(n) => n,
    None => NonZeroUsize::MIN,
};

/// What is known of all issuers.
pub struct Issuers(LruCache<String, Known>);

impl Default for Issuers {
    fn default() -> Self {
        Self(LruCache::new(MOST))
    }
}

/// What is known of one.
#[derive(Default)]
struct Known {
    keys: Arc<Vec<IssuerKey>>,
    read_at: Option<Instant>,
    asked_at: Option<Instant>,
    is_asking: bool,
    in_vain: bool,
    awaited: Awaited,
}

/// What is to be done about a key.
pub(crate) enum Found {
    /// These may have signed it: with the name that the token says, or without any. Read then.
    Keys(Arc<Vec<IssuerKey>>, Instant),
    /// The issuer has none of this name.
    Unknown,
    /// It is for the caller to ask the issuer.
    Ask,
    /// Another request asks it.
    Wait,
    /// It was asked a moment ago, in vain.
    InVain,
}

pub(crate) fn may_have_signed(key: &IssuerKey, kid: Option<&str>, way: Way) -> bool {
    let named = match (kid, key.kid.as_deref()) {
        (Some(said), Some(its)) => said == its,
        _ => true,
    };
    named && key.way() == way
}

impl Issuers {
    /// What is to be done about a key of an issuer. Those that were read when is said of `tried` have not signed it: an issuer can
    /// have another key under the same name, or under none.
    pub(crate) fn find(
        &mut self,
        issuer: &str,
        (kid, way): (Option<&str>, Way),
        tried: Option<Instant>,
        now: Instant,
    ) -> Found {
        let known = self.0.get_or_insert_mut(issuer.to_owned(), Known::default);
        let since = |at: Option<Instant>| at.map_or(i64::MAX, |at| now.since(at));
        let believed = (0..BELIEVED).contains(&since(known.read_at));
        if let Some(at) = known.read_at.filter(|at| believed && Some(*at) != tried)
            && known.keys.iter().any(|key| may_have_signed(key, kid, way))
        {
            return Found::Keys(known.keys.clone(), at);
        }
        let asked = since(known.asked_at);
        if known.is_asking && (0..GIVEN_UP).contains(&asked) {
            return Found::Wait;
        }
        if (0..ASKED_AGAIN).contains(&asked) {
            // What it has now is not known where it did not answer.
            return if believed && !known.in_vain { Found::Unknown } else { Found::InVain };
        }
        (known.asked_at, known.is_asking) = (Some(now), true);
        Found::Ask
    }

    /// Waits for the answer of an issuer; none where there is none to come, false where too many wait.
    pub(crate) fn wait(&mut self, issuer: &str, tell: Tell) -> Option<bool> {
        let known = self.0.get_mut(issuer).filter(|known| known.is_asking)?;
        Some(known.awaited.add(tell))
    }

    /// Keeps what the issuer has answered, and nothing of what it had before; or that it did not answer. Who waits for it is to
    /// be told.
    #[must_use]
    pub(crate) fn keep(&mut self, issuer: &str, keys: Option<Vec<IssuerKey>>, now: Instant) -> Vec<Tell> {
        let known = self.0.get_or_insert_mut(issuer.to_owned(), Known::default);
        (known.asked_at, known.is_asking, known.in_vain) = (Some(now), false, keys.is_none());
        if let Some(keys) = keys {
            (known.keys, known.read_at) = (Arc::new(keys), Some(now));
        }
        known.awaited.take()
    }
}
