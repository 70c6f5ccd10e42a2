//! What an isolate knows of inbound sources: their records, with their secrets opened.

use std::num::NonZeroUsize;
use std::sync::Arc;

use contract::{Medium, Provider, RefusedWhy, SourceAuthentication};
use domain::ids::{AccountId, InboundSourceId};
use domain::secret::Secret;
use domain::time::{Instant, MINUTE, SECOND};
use lru::LruCache;
use messaging::inbound::Mapping;
use serde::{Deserialize, Serialize};
use store::Seen;
use store::at_rest::Sealed;
use store::inbound_sources::Source;

use crate::at_rest::{self, Place};
use crate::config::Config;
use crate::crypto;
use crate::fail::Fail;

/// The secrets of a source. They are stored sealed; what is only compared is a digest.
#[derive(Debug, Default)]
pub struct Secrets {
    /// What bodies are signed with.
    pub app_secret: Option<Secret<String>>,
    /// What Meta's handshake brings.
    pub verify_token: Option<Secret<String>>,
    /// The digest of the secret address's key.
    pub key_digest: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(skip_serializing_if = "Option::is_none")]
    app_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_digest: Option<String>,
}

impl Secrets {
    /// Seals them for the row of this source; none when there is none.
    pub fn seal(
        &self,
        config: &Config,
        (account, id): (&AccountId, &InboundSourceId),
        nonce: [u8; 12],
    ) -> Result<Option<String>, Fail> {
        let text = |secret: &Option<Secret<String>>| secret.as_ref().map(|secret| secret.expose().clone());
        let stored = Stored {
            app_secret: text(&self.app_secret),
            verify_token: text(&self.verify_token),
            key_digest: self.key_digest.clone(),
        };
        if matches!(&stored, Stored { app_secret: None, verify_token: None, key_digest: None }) {
            return Ok(None);
        }
        let plain = Secret::new(serde_json::to_vec(&stored).map_err(|e| Fail::internal(format!("secrets: {e}")))?);
        at_rest::seal(config, Place::new(Sealed::Source, account, id.as_str()), nonce, plain.expose()).map(Some)
    }

    /// Opens what was sealed.
    pub fn open(config: &Config, source: &Source) -> Result<Self, Fail> {
        let Some(sealed) = &source.sealed else { return Ok(Self::default()) };
        let opened = at_rest::open(config, Place::new(Sealed::Source, &source.account, source.id.as_str()), sealed);
        let stored: Stored = opened
            .and_then(|plain| serde_json::from_slice(&plain).ok())
            .ok_or_else(|| Fail::internal("a source's secrets don't open"))?;
        Ok(Self {
            app_secret: stored.app_secret.map(Secret::new),
            verify_token: stored.verify_token.map(Secret::new),
            key_digest: stored.key_digest,
        })
    }
}

/// The digest under which the key of a secret address is stored. The key is random and the digest is sealed, so none of the
/// deployment's keys is in it: the address outlives them.
pub fn key_digest(id: &InboundSourceId, key: &str) -> String {
    crypto::digest(&format!("{id}:{key}"))
}

/// A source that an isolate knows, ready to look at calls.
#[derive(Debug)]
pub struct Known {
    /// The row, and the condition under which it still holds.
    pub seen: Seen<Source>,
    /// Whose calls it takes.
    pub provider: Provider,
    /// What its messages are carried by.
    pub medium: Medium,
    /// How calls prove where they are from.
    pub authentication: SourceAuthentication,
    /// Its secrets.
    pub secrets: Secrets,
    /// Where a generic payload has its fields.
    pub mapping: Option<Mapping>,
}

impl Known {
    /// Of a row.
    pub fn of(config: &Config, seen: Seen<Source>) -> Result<Self, Fail> {
        let unknown = |what: &str| Fail::internal(format!("a stored source has no known {what}"));
        let mapping = seen.mapping.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            provider: Provider::parse(&seen.provider).ok_or_else(|| unknown("provider"))?,
            medium: Medium::parse(&seen.medium).ok_or_else(|| unknown("medium"))?,
            authentication: SourceAuthentication::parse(&seen.authentication)
                .ok_or_else(|| unknown("authentication"))?,
            secrets: Secrets::open(config, &seen)?,
            mapping: mapping.map_err(|_| unknown("mapping"))?,
            seen,
        })
    }
}

/// How many sources an isolate knows, and how many kinds of refusals it remembers.
const CAPACITY: NonZeroUsize = match NonZeroUsize::new(1_000) {
    Some(n) => n,
    None => NonZeroUsize::MIN,
};
/// Of calls that prove nothing one of a kind is kept in this time, in milliseconds: a flood pushes nothing out of the list
/// and costs no writes.
const REFUSE_EVERY: i64 = SECOND;
/// How often it is written that a source brings something, in milliseconds.
const NOTE_EVERY: i64 = MINUTE;

/// What an isolate knows of sources. A record may be old: the batch that stores has its version as a condition, and a
/// refusal by a record from memory is looked at again with a new one.
pub struct Sources {
    known: LruCache<InboundSourceId, Arc<Known>>,
    noted: LruCache<InboundSourceId, Instant>,
    refused: LruCache<(InboundSourceId, &'static str), Instant>,
}

impl Default for Sources {
    fn default() -> Self {
        Self { known: LruCache::new(CAPACITY), noted: LruCache::new(CAPACITY), refused: LruCache::new(CAPACITY) }
    }
}

impl Sources {
    /// What is known of one.
    pub fn get(&mut self, id: &InboundSourceId) -> Option<Arc<Known>> {
        self.known.get(id).cloned()
    }

    /// Remembers one.
    pub fn put(&mut self, known: &Arc<Known>) {
        self.known.put(known.seen.id.clone(), Arc::clone(known));
    }

    /// Forgets one: it changed.
    pub fn forget(&mut self, id: &InboundSourceId) {
        self.known.pop(id);
    }

    /// Is it time to write that it brings something?
    pub fn is_to_note(&mut self, id: &InboundSourceId, now: Instant) -> bool {
        due(&mut self.noted, id.clone(), now, NOTE_EVERY)
    }

    /// Is a call that proved nothing to be kept?
    pub fn is_to_keep(&mut self, id: &InboundSourceId, why: RefusedWhy, now: Instant) -> bool {
        due(&mut self.refused, (id.clone(), why.as_str()), now, REFUSE_EVERY)
    }
}

fn due<K: std::hash::Hash + Eq>(last: &mut LruCache<K, Instant>, key: K, now: Instant, every: i64) -> bool {
    if last.get(&key).is_some_and(|at| (0..every).contains(&now.since(*at))) {
        return false;
    }
    last.put(key, now);
    true
}
