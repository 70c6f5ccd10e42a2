//! The deployment's keys for access tokens (ADR 0038): made here, published a day before they sign and for an hour after the
//! next one does, changed by the clock. The private half is sealed under a deployment key: a row that does not open signs
//! and proves nothing.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use domain::base64url;
use domain::client_key::{Algorithm, PublicKey};
use domain::secret::Secret;
use domain::time::{DAY, HOUR, Instant, MINUTE, SECOND};
use lru::LruCache;
use serde_json::{Value, json};
use store::Db;
use store::signing_keys::{self, SigningKeyRow};

use crate::claims::Claims;
use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::jwt::{Signer, Verifier};
use crate::stamp::random;

/// How long a key signs, in milliseconds.
pub const SIGNS_FOR: i64 = 30 * DAY;
/// How long it is published before, so that whoever keeps the list for a while has it by then.
pub const LEAD: i64 = DAY;
/// How long it is published after the next one has begun: far longer than an access token lives.
pub const KEEP: i64 = HOUR;
/// How long an isolate goes by what it has read: less than the lead.
const READ_EVERY: i64 = 10 * MINUTE;
/// How often it reads again because of a key that it does not know: anybody can name one.
const ASK_AGAIN: i64 = SECOND;
/// How many verified tokens an isolate remembers.
const VERIFIED: NonZeroUsize = match NonZeroUsize::new(5_000) {
    Some(n) => n,
    None => NonZeroUsize::MIN,
};

/// A key that opened.
pub struct Key {
    /// What tokens name it by.
    pub kid: String,
    signer: Signer,
    public: PublicKey,
    /// Verifies what it signed.
    pub verifier: Verifier,
    number: i64,
    signs_from: Instant,
}

impl Key {
    /// A token that it signs.
    pub fn sign(&self, typ: &str, claims: &Value) -> String {
        self.signer.sign(typ, &self.kid, claims)
    }
}

/// What an isolate remembers of them.
pub struct Ring {
    keys: Vec<Arc<Key>>,
    read_at: Option<Instant>,
    /// Tokens whose signature was checked, by their digest.
    pub verified: LruCache<[u8; 32], Claims>,
}

/// The same, shared by the requests of an isolate.
#[derive(Clone, Default)]
pub struct Rings(Arc<Mutex<Ring>>);

impl Rings {
    /// Never across an await.
    pub fn with<R>(&self, of: impl FnOnce(&mut Ring) -> R) -> R {
        of(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Default for Ring {
    fn default() -> Self {
        Self { keys: Vec::new(), read_at: None, verified: LruCache::new(VERIFIED) }
    }
}

impl Ring {
    fn is_younger(&self, age: i64, now: Instant) -> bool {
        self.read_at.is_some_and(|at| (0..age).contains(&now.since(at)))
    }

    fn by_kid(&self, kid: &str) -> Option<Arc<Key>> {
        self.keys.iter().find(|key| key.kid == kid).cloned()
    }
}

/// Where keys are asked for.
#[derive(Clone, Copy)]
pub struct Place<'a, D: Deps> {
    /// The outside.
    pub deps: &'a D,
    /// The configuration.
    pub config: &'a Config,
    /// What the isolate remembers of keys.
    pub rings: &'a Rings,
}

fn bound_to<'a>(id: &'a str, algorithm: &'a str) -> [&'a [u8]; 3] {
    [b"signing_key", id.as_bytes(), algorithm.as_bytes()]
}

fn opened(config: &Config, row: &SigningKeyRow) -> Option<Key> {
    let plain = config.keys.open_own_at_rest(&bound_to(&row.id, &row.algorithm), &row.sealed)?;
    let algorithm = Algorithm::try_from(row.algorithm.clone()).ok()?;
    let signer = Signer::new(algorithm, &Secret::new(plain.try_into().ok()?))?;
    let public = signer.public()?;
    Some(Key {
        kid: row.id.clone(),
        signer,
        verifier: Verifier::new(&public)?,
        public,
        number: row.number,
        signs_from: row.signs_from,
    })
}

/// Makes one. False when somebody else has made the one of this number.
async fn make<D: Deps>(
    deps: &D,
    config: &Config,
    (algorithm, number): (Algorithm, i64),
    signs_from: Instant,
    now: Instant,
) -> Result<(), Fail> {
    let id = base64url::encode(&random::<16>(deps)?);
    // Of random bytes, one row in 2³² is no key of P-256.
    let mut bytes = Secret::new(random::<32>(deps)?);
    while Signer::new(algorithm, &bytes).is_none() {
        bytes = Secret::new(random::<32>(deps)?);
    }
    let sealed = config.keys.seal_own_at_rest(&bound_to(&id, algorithm.as_str()), random(deps)?, bytes.expose());
    let sealed = sealed.ok_or_else(|| Fail::internal("a signing key does not seal"))?;
    let row =
        SigningKeyRow { id, algorithm: algorithm.as_str().to_owned(), number, sealed, created_at: now, signs_from };
    match deps.db().commit(&signing_keys::insert(&row)).await {
        Err(error) if error.is_unique(signing_keys::UNIQUE) => Ok(()),
        other => Ok(other.map(drop)?),
    }
}

impl<D: Deps> Place<'_, D> {
    /// All keys, as they were read lately.
    async fn all(&self, now: Instant) -> Result<Vec<Arc<Key>>, Fail> {
        let known = self.rings.with(|ring| ring.is_younger(READ_EVERY, now).then(|| ring.keys.clone()));
        match known {
            Some(keys) => Ok(keys),
            None => self.read(now).await,
        }
    }

    async fn read(&self, now: Instant) -> Result<Vec<Arc<Key>>, Fail> {
        let rows = signing_keys::all().of(self.deps.db()).await?;
        let keys: Vec<_> = rows.iter().filter_map(|row| opened(self.config, row)).map(Arc::new).collect();
        self.rings.with(|ring| {
            ring.keys.clone_from(&keys);
            ring.read_at = Some(now);
        });
        Ok(keys)
    }

    /// The key of this id; no I/O for one that is known. None when there is none.
    pub async fn by_kid(&self, kid: &str, now: Instant) -> Result<Option<Arc<Key>>, Fail> {
        let (known, lately) = self.rings.with(|ring| (ring.by_kid(kid), ring.is_younger(ASK_AGAIN, now)));
        match (known, lately) {
            (Some(key), _) => Ok(Some(key)),
            (None, true) => Ok(None),
            (None, false) => Ok(self.read(now).await?.into_iter().find(|key| key.kid == kid)),
        }
    }

    /// The key that signs now. Where there is none that opens, one is made that signs at once.
    pub async fn that_signs(&self, algorithm: Algorithm, now: Instant) -> Result<Arc<Key>, Fail> {
        let pick = |keys: Vec<Arc<Key>>| {
            let of = keys.into_iter().filter(|key| key.verifier.algorithm() == algorithm);
            of.max_by_key(|key| (key.signs_from <= now, key.number))
        };
        if let Some(key) = pick(self.all(now).await?) {
            return Ok(key);
        }
        let rows = signing_keys::all().of(self.deps.db()).await?;
        let last = rows.iter().filter(|row| row.algorithm == algorithm.as_str()).map(|row| row.number).max();
        make(self.deps, self.config, (algorithm, last.unwrap_or_default() + 1), now, now).await?;
        pick(self.read(now).await?).ok_or_else(|| Fail::internal("no signing key opens"))
    }

    /// The public halves of all, as a set of JSON Web Keys (RFC 7517 §5). Those that are to sign next are in it before they do.
    pub async fn published(&self, now: Instant) -> Result<Value, Fail> {
        for algorithm in Algorithm::ALL {
            self.that_signs(*algorithm, now).await?;
        }
        let keys = self.all(now).await?.into_iter().map(|key| {
            let mut jwk: Value = serde_json::from_str(&key.public.to_jwk()).unwrap_or_default();
            if let Some(fields) = jwk.as_object_mut() {
                fields.insert("kid".to_owned(), key.kid.as_str().into());
                fields.insert("use".to_owned(), "sig".into());
                fields.insert("alg".to_owned(), key.verifier.algorithm().as_str().into());
            }
            jwk
        });
        Ok(json!({ "keys": keys.collect::<Vec<_>>() }))
    }
}

/// By the clock: makes the next ones in time, and clears away those in whose place others have signed for long enough. A key
/// that an older deployment key has sealed is changed, too: whoever changes that has a reason.
pub async fn rotate<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let rows = signing_keys::all().of(deps.db()).await?;
    let (present, _) = config.keys.prefixes_at_rest();
    for algorithm in Algorithm::ALL {
        let of = rows.iter().filter(|row| row.algorithm == algorithm.as_str());
        // Where nobody has asked for one there is none.
        let Some(newest) = of.max_by_key(|row| row.number) else { continue };
        let is_old = now.since(newest.signs_from) >= SIGNS_FOR - LEAD;
        if is_old || !newest.sealed.starts_with(&present) {
            let next = (*algorithm, newest.number + 1);
            make(deps, config, next, now.plus(LEAD), now).await?;
        }
    }
    deps.db().commit(&signing_keys::retire(now.plus(-KEEP))).await?;
    Ok(())
}
