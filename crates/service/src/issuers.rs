//! Whether an outside issuer has signed a token. Its keys are found by its metadata (OpenID Connect Discovery §4, RFC 8414), called
//! under the same guard as webhooks; what is known of them is in [`crate::known_issuers`].

use contract::{Code, json};
use domain::time::Instant;
use domain::trust::Issuer;
use serde_json::Value;

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
/// When a workload tries again while the keys are being asked for, and when they can't be had. Seconds.
const SOON: u32 = 2;
const LATER: u32 = 10;

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
    let kid = token.kid.as_deref();
    let find = || state.issuers(|all| all.find(issuer.as_str(), kid, way, now));
    let found = match find() {
        Found::Ask => {
            let read = ask(deps, config, issuer).await;
            let (keys, why) = match read {
                Ok(keys) => (Some(keys), None),
                Err(why) => (None, Some(why)),
            };
            state.issuers(|all| all.keep(issuer.as_str(), keys, now));
            if let Some(why) = why {
                return Err(unavailable(LATER, &why));
            }
            find()
        }
        other => other,
    };
    match found {
        Found::Keys(keys) => {
            let mut those = keys.iter().filter(|key| may_have_signed(key, kid, way));
            Ok(if those.any(|key| key.has_signed(token)) { Signed::Yes } else { Signed::No })
        }
        Found::Unknown | Found::Ask => Ok(Signed::UnknownKey),
        Found::Wait => Err(unavailable(SOON, "another request asks for its keys")),
        Found::InVain => Err(unavailable(LATER, "it was asked a moment ago")),
    }
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
