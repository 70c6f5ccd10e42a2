//! The cache of token records: KV. It may lose or delay anything; nothing is decided by it alone.

use worker::Env;
use worker::kv::KvStore;

use crate::within::within;

const BINDING: &str = "TOKENS";
/// A cache that is slower than the database is none.
const PATIENCE_MS: u64 = 2_000;
/// KV refuses a shorter life.
const SHORTEST_LIFE_SECONDS: u32 = 60;

/// The value, unless it is absent or anything goes wrong.
pub async fn get(env: &Env, key: &str) -> Option<String> {
    let store = KvStore::from_this(env, BINDING).ok()?;
    within(PATIENCE_MS, store.get(key).text()).await?.ok()?
}

/// Stores the value for some seconds, if it can.
pub async fn put(env: &Env, key: &str, value: &str, ttl_seconds: u32) {
    let Ok(store) = KvStore::from_this(env, BINDING) else { return };
    let Ok(put) = store.put(key, value) else { return };
    let life = ttl_seconds.max(SHORTEST_LIFE_SECONDS);
    let _ = within(PATIENCE_MS, put.expiration_ttl(life.into()).execute()).await;
}
