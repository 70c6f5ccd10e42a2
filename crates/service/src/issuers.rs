//! Whether an outside issuer has signed a token. Its keys are found by its metadata (OpenID Connect Discovery §4, RFC 8414), called
//! under the same guard as webhooks; what is known of them is in [`crate::known_issuers`].

use contract::{Code, json};
use domain::time::Instant;
use domain::trust::Issuer;
use serde_json::Value;

use crate::awaited;
use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::issuer_key::{IssuerKey, Way, published};
use crate::jwt::Parts;
use crate::known_issuers::{Found, may_have_signed};
use crate::published::fetch;

/// How long an issuer may take for each of the two answers.
const PATIENCE_MS: u32 = 4_000;
/// What is read of an answer.
const READ_AT_MOST: usize = 128 * 1_024;
/// When a workload tries again while very many wait for the keys, and when they can't be had. Seconds.
const SOON: u32 = 2;
const LATER: u32 = 10;
/// How often is looked whether they are there.
const LOOKS: usize = 6;

/// Whether an issuer has signed a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// Yes.
    Yes,
    /// None of its keys has.
    No,
    /// It publishes no key of this name and kind.
    UnknownKey,
}

/// Has the issuer signed it?
///
/// # Errors
/// `unavailable` when its keys can't be had: then the workload tries again.
pub async fn has_signed<D: Deps>(
    (deps, config, state): (&D, &Config, &State),
    issuer: &Issuer,
    (token, way): (&Parts<'_>, Way),
    now: Instant,
) -> Result<Signed, Fail> {
    let (kid, mut now) = (token.kid.as_deref(), now);
    let mut tried = None;
    for _ in 0..LOOKS {
        match state.issuers(|all| all.find(issuer.as_str(), (kid, way), tried, now)) {
            Found::Keys(keys, read_at) => {
                let mut those = keys.iter().filter(|key| may_have_signed(key, kid, way));
                if those.any(|key| key.has_signed(token)) {
                    return Ok(Signed::Yes);
                }
                // They may be of before it changed them.
                tried = Some(read_at);
            }
            Found::Unknown if tried.is_some() => return Ok(Signed::No),
            Found::Unknown => return Ok(Signed::UnknownKey),
            Found::InVain => return Err(unavailable(LATER, "it was asked a moment ago")),
            Found::Ask => {
                let read = ask(deps, config, issuer).await;
                let (keys, why) = read.map_or_else(|why| (None, Some(why)), |keys| (Some(keys), None));
                for tell in state.issuers(|all| all.keep(issuer.as_str(), keys, now)) {
                    tell();
                }
                if let Some(why) = why {
                    return Err(unavailable(LATER, &why));
                }
            }
            // The jobs of a pipeline begin at once, and few of them try again.
            Found::Wait => {
                let to_come = |tell| state.issuers(|all| all.wait(issuer.as_str(), tell));
                if !awaited::wait(deps, 2 * PATIENCE_MS, to_come).await {
                    break;
                }
                now = deps.now();
            }
        }
    }
    Err(unavailable(SOON, "other requests ask for its keys"))
}

fn unavailable(after: u32, why: &str) -> Fail {
    let internal = Some(format!("an issuer's keys: {why}"));
    Fail { internal, ..Fail::new(Code::Unavailable) }.retry_after(after)
}

/// What the log is told; never what an issuer answered.
async fn ask<D: Deps>(deps: &D, config: &Config, issuer: &Issuer) -> Result<Vec<IssuerKey>, String> {
    let get = |address| fetch((deps, config), address, PATIENCE_MS, READ_AT_MOST);
    let discovery = issuer.discovery();
    let metadata = get(&discovery).await?;
    let metadata = json::object(&metadata).map_err(|_| "no metadata")?;
    // Otherwise one who serves a part of another's addresses would speak for it (OpenID Connect Discovery §4.3).
    if metadata.get("issuer").and_then(Value::as_str) != Some(issuer.as_str()) {
        return Err("its metadata names another issuer".to_owned());
    }
    let address = metadata.get("jwks_uri").and_then(Value::as_str).ok_or("its metadata has no jwks_uri")?;
    published(&get(address).await?).ok_or_else(|| "no set of keys".to_owned())
}
