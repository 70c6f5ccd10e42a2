//! The public keys under which a code host signs what it reports, as this isolate knows them.

use std::collections::BTreeMap;

use domain::time::{HOUR, Instant, MINUTE, SECOND};
use serde::Deserialize;
use serde_json::Value;

use crate::awaited::Awaited;
use crate::deps::Tell;
use crate::signature::PublicKey;

/// For how long keys are believed after they were read: one that its host has withdrawn signs nothing for us from then on.
const BELIEVED: i64 = HOUR;
/// How often they are asked for at the most, whatever is sent to us.
const ASKED_AGAIN: i64 = MINUTE;
/// How long it is waited for the answer before another request asks: whoever asked may be gone.
const GIVEN_UP: i64 = 12 * SECOND;
/// The most keys that are kept.
const MOST: usize = 100;

/// The keys.
#[derive(Default)]
pub struct PartnerKeys {
    keys: BTreeMap<String, PublicKey>,
    read_at: Option<Instant>,
    asked_at: Option<Instant>,
    is_asking: bool,
    awaited: Awaited,
}

/// What is known of a key.
#[derive(Debug, Clone)]
pub enum Known {
    /// This is it.
    Key(PublicKey),
    /// The host has none of this name.
    Unknown,
    /// It is for the caller to ask the host.
    Ask,
    /// Another request asks the host.
    Wait,
    /// The host was asked a moment ago, in vain.
    AskLater,
}

impl PartnerKeys {
    /// The key of this name.
    pub fn find(&mut self, id: &str, now: Instant) -> Known {
        let since = |at: Option<Instant>| at.map_or(i64::MAX, |at| now.since(at));
        let believed = since(self.read_at) < BELIEVED;
        if let Some(key) = self.keys.get(id).filter(|_| believed) {
            return Known::Key(key.clone());
        }
        let asked = since(self.asked_at);
        if self.is_asking && (0..GIVEN_UP).contains(&asked) {
            return Known::Wait;
        }
        // One that was given up has had no answer.
        if !self.is_asking && asked < ASKED_AGAIN {
            return if believed { Known::Unknown } else { Known::AskLater };
        }
        (self.asked_at, self.is_asking) = (Some(now), true);
        Known::Ask
    }

    /// Waits for the answer; none where there is none to come, false where too many wait.
    pub fn wait(&mut self, tell: Tell) -> Option<bool> {
        self.is_asking.then(|| self.awaited.add(tell))
    }

    /// Keeps what the host has answered, and nothing of what it had before; or that it did not answer. Who waits for it is to be
    /// told.
    #[must_use]
    pub fn keep(&mut self, keys: Option<BTreeMap<String, PublicKey>>, now: Instant) -> Vec<Tell> {
        self.is_asking = false;
        if let Some(keys) = keys {
            (self.keys, self.read_at) = (keys, Some(now));
        }
        self.awaited.take()
    }
}

#[derive(Deserialize)]
struct Published {
    public_keys: Vec<Value>,
}

#[derive(Deserialize)]
struct One {
    key_identifier: String,
    key: String,
}

/// The keys in a host's answer; none when it is not one. A key of another kind is left out, and so is one that can't be read.
pub fn published(body: &[u8]) -> Option<BTreeMap<String, PublicKey>> {
    let all: Published = serde_json::from_slice(body).ok()?;
    let keys = all.public_keys.into_iter().filter_map(|one| One::deserialize(one).ok());
    Some(keys.filter_map(|one| Some((one.key_identifier, PublicKey::from_pem(&one.key)?))).take(MOST).collect())
}
