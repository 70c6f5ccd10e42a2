//! Secrets at rest: sealed for one row of one column. Copied to another row, or under a key that is gone, nothing opens.

use domain::ids::{AuditId, RequestId};
use domain::time::Instant;
use store::at_rest::{self, Old, Sealed};
use store::{Change, Db, Stamp};

use crate::config::Config;
use crate::cx::random;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::log;

/// How many texts of a column are sealed anew in a round.
const AT_ONCE: i64 = 50;

fn context(what: Sealed, id: &str) -> Vec<&[u8]> {
    match what {
        Sealed::Source => vec![b"inbound-source", id.as_bytes()],
        Sealed::Channel => vec![b"channel", id.as_bytes()],
        Sealed::WebhookHeaders => vec![b"webhook", id.as_bytes(), b"headers"],
        Sealed::WebhookSecret => vec![b"webhook_secret", id.as_bytes()],
    }
}

/// Seals a text under the present key.
///
/// # Errors
///
/// If the cipher refuses, which is a fault of ours.
pub fn seal(config: &Config, what: Sealed, id: &str, nonce: [u8; 12], plain: &[u8]) -> Result<String, Fail> {
    config.keys.seal(&context(what, id), nonce, plain).ok_or_else(|| Fail::internal(format!("{what:?}: does not seal")))
}

/// Opens a text, under whichever of the deployment's keys it was sealed. None when that key is gone, or the text is another
/// row's.
pub fn open(config: &Config, what: Sealed, id: &str, sealed: &str) -> Option<Vec<u8>> {
    config.keys.unseal(&context(what, id), sealed)
}

/// Seals what an older key sealed under the present one, so that the old one can go.
pub async fn reseal<D: Deps>(deps: &D, config: &Config, now: Instant) -> Result<(), Fail> {
    let prefix = config.keys.prefix();
    for what in Sealed::ALL {
        for old in at_rest::old(deps.db(), what, &prefix, AT_ONCE).await? {
            // One that does not open is said, and stays as it is: its key may come back.
            let Some(plain) = open(config, what, &old.id, &old.sealed) else {
                log::event(deps, true, "reseal", &format!("{what:?} {} does not open", old.id));
                continue;
            };
            let new = seal(config, what, &old.id, random(deps)?, &plain)?;
            reseal_one(deps, what, &old, &new, now).await?;
        }
    }
    Ok(())
}

async fn reseal_one<D: Deps>(deps: &D, what: Sealed, old: &Old, new: &str, now: Instant) -> Result<(), Fail> {
    let stamp = Stamp {
        at: now,
        event: AuditId::new(now, random(deps)?),
        request: RequestId::new(now, random(deps)?),
        ip: None,
    };
    let mut change = Change::by_upkeep(&old.account, stamp, &at_rest::detail());
    at_rest::put(&mut change, what, old, new);
    deps.db().commit(&change.seal()).await?;
    Ok(())
}
