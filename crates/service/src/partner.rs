//! Is a report of found tokens the code host's own? Its keys are published at an address, which is called under the same
//! guard as those of webhooks. Nothing here touches our storage.

use contract::Code;
use domain::time::Instant;

use crate::awaited;
use crate::config::Config;
use crate::credential::base64;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::http::Headers;
use crate::meta::Meta;
use crate::partner_keys::{Known, published};
use crate::published::fetch;

/// The header that names the key.
const KEY: &str = "github-public-key-identifier";
/// The header with the signature of the body.
const SIGNATURE: &str = "github-public-key-signature";
/// How long the host may take to tell its keys.
const PATIENCE_MS: u32 = 10_000;
/// What is read of them.
const READ_AT_MOST: usize = 64 * 1024;
/// When a host tries again whose keys can't be had, and while very many wait for them. Seconds.
const LATER: u32 = 60;
const SOON: u32 = 2;
/// How often is looked whether they are there.
const LOOKS: usize = 3;

/// Is the body signed by the code host?
///
/// # Errors
/// `bad_signature`, or `unavailable` when its keys can't be had: then it tries again.
pub async fn verify<D: Deps>(
    (deps, config, state, meta): (&D, &Config, &State, &Meta),
    headers: &dyn Headers,
    body: &[u8],
) -> Result<(), Fail> {
    let refused = || Fail::new(Code::BadSignature);
    let header = |name| headers.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let (Some(id), Some(signature)) = (header(KEY), header(SIGNATURE)) else { return Err(refused()) };
    let signature = base64(&signature).ok_or_else(refused)?;
    let mut now = meta.now;
    for _ in 0..LOOKS {
        match state.partner_keys(|keys| keys.find(&id, now)) {
            Known::Key(key) => return if key.has_signed(body, &signature) { Ok(()) } else { Err(refused()) },
            Known::Unknown => return Err(refused()),
            Known::AskLater => return Err(unavailable(LATER, "they were asked for a moment ago")),
            Known::Ask => ask(deps, config, state, now).await.map_err(|why| unavailable(LATER, &why))?,
            // It sends a report once; one that is sent away may be lost.
            Known::Wait => {
                if !awaited::wait(deps, PATIENCE_MS, |tell| state.partner_keys(|keys| keys.wait(tell))).await {
                    break;
                }
                now = deps.now();
            }
        }
    }
    Err(unavailable(SOON, "other requests ask for them"))
}

fn unavailable(after: u32, why: &str) -> Fail {
    let internal = Some(format!("the code host's keys: {why}"));
    Fail { internal, ..Fail::new(Code::Unavailable) }.retry_after(after)
}

async fn ask<D: Deps>(deps: &D, config: &Config, state: &State, now: Instant) -> Result<(), String> {
    let read = fetch((deps, config), &config.partner_keys_url, PATIENCE_MS, READ_AT_MOST).await;
    let keys = read.and_then(|body| published(&body).ok_or_else(|| "no keys".to_owned()));
    let (keys, why) = keys.map_or_else(|why| (None, Err(why)), |keys| (Some(keys), Ok(())));
    for tell in state.partner_keys(|known| known.keep(keys, now)) {
        tell();
    }
    why
}
