//! Secrets at rest: sealed for one row of one column. Copied to another row, or under a key that is gone, nothing opens.

use store::at_rest::Sealed;

use crate::config::Config;
use crate::fail::Fail;

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
