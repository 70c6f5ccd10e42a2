//! The public keys under which a code host signs what it reports, as this isolate knows them.

use std::collections::BTreeMap;

use domain::time::{HOUR, Instant, MINUTE};
use serde::Deserialize;

use crate::signature::PublicKey;

/// For how long keys are believed after they were read: one that its host has withdrawn signs nothing for us from then on.
const BELIEVED: i64 = HOUR;
/// How often they are asked for at the most, whatever is sent to us.
const ASKED_AGAIN: i64 = MINUTE;
/// The most keys that are kept.
const MOST: usize = 100;

/// The keys.
#[derive(Debug, Default)]
pub struct PartnerKeys {
    keys: BTreeMap<String, PublicKey>,
    read_at: Option<Instant>,
    asked_at: Option<Instant>,
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
    /// The host was asked a moment ago, and did not answer yet.
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
        if since(self.asked_at) < ASKED_AGAIN {
            return if believed { Known::Unknown } else { Known::AskLater };
        }
        self.asked_at = Some(now);
        Known::Ask
    }

    /// Keeps what the host has answered, and nothing of what it had before.
    pub fn keep(&mut self, keys: BTreeMap<String, PublicKey>, now: Instant) {
        (self.keys, self.read_at) = (keys, Some(now));
    }
}

#[derive(Deserialize)]
struct Published {
    public_keys: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    key_identifier: String,
    key: String,
}

/// The keys in a host's answer; none when it is not one. A key of another kind is left out.
pub fn published(body: &[u8]) -> Option<BTreeMap<String, PublicKey>> {
    let all: Published = serde_json::from_slice(body).ok()?;
    let keys = all.public_keys.into_iter().take(MOST);
    Some(keys.filter_map(|one| Some((one.key_identifier, PublicKey::from_pem(&one.key)?))).collect())
}
