//! Is a report of found tokens the code host's own? Its keys are published at an address, which is called under the same
//! guard as those of webhooks. Nothing here touches our storage.

use contract::Code;

use crate::config::Config;
use crate::credential::base64;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::State;
use crate::http::Headers;
use crate::meta::Meta;
use crate::partner_keys::{Known, published};
use crate::published::fetch;
use crate::signature::PublicKey;

/// The header that names the key.
const KEY: &str = "github-public-key-identifier";
/// The header with the signature of the body.
const SIGNATURE: &str = "github-public-key-signature";
/// How long the host may take to tell its keys.
const PATIENCE_MS: u32 = 10_000;
/// What is read of them.
const READ_AT_MOST: usize = 64 * 1024;
/// When a host tries again whose keys can't be had. Seconds.
const LATER: u32 = 60;

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
    let find = || state.partner_keys(|keys| keys.find(&id, meta.now));
    let known = match find() {
        Known::Ask => {
            read(deps, config, state, meta).await?;
            find()
        }
        known => known,
    };
    let key: PublicKey = match known {
        Known::Key(key) => key,
        Known::Unknown => return Err(refused()),
        Known::Ask | Known::AskLater => return Err(later("the keys were asked for a moment ago")),
    };
    if key.has_signed(body, &signature) { Ok(()) } else { Err(refused()) }
}

fn later(why: &str) -> Fail {
    let internal = Some(format!("the code host's keys: {why}"));
    Fail { internal, ..Fail::new(Code::Unavailable) }.retry_after(LATER)
}

async fn read<D: Deps>(deps: &D, config: &Config, state: &State, meta: &Meta) -> Result<(), Fail> {
    let read = fetch((deps, config), &config.partner_keys_url, PATIENCE_MS, READ_AT_MOST).await;
    let body = read.map_err(|why| later(&why))?;
    let keys = published(&body).ok_or_else(|| later("no keys"))?;
    state.partner_keys(|known| known.keep(keys, meta.now));
    Ok(())
}
