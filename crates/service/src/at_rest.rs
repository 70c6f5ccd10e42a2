//! Secrets at rest: sealed under a key of the account's own, for one row of one column. Copied to another row, column or
//! account, or under a key that is gone, nothing opens.

use domain::ids::AccountId;
use store::at_rest::Sealed;

use crate::config::Config;
use crate::fail::Fail;

/// Where a sealed text lies.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The column.
    pub what: Sealed,
    /// Whose it is.
    pub account: &'a AccountId,
    /// The row.
    pub id: &'a str,
}

impl<'a> Place<'a> {
    /// A row of an account's.
    pub const fn new(what: Sealed, account: &'a AccountId, id: &'a str) -> Self {
        Self { what, account, id }
    }

    fn parts(&self) -> [&[u8]; 4] {
        let (table, column) = self.what.column();
        [self.account.as_str().as_bytes(), table.as_bytes(), self.id.as_bytes(), column.as_bytes()]
    }
}

/// Seals a text under the present key.
///
/// # Errors
///
/// If the cipher refuses, which is a fault of ours.
pub fn seal(config: &Config, place: Place<'_>, nonce: [u8; 12], plain: &[u8]) -> Result<String, Fail> {
    let sealed = config.keys.seal_at_rest(place.account, &place.parts(), nonce, plain);
    sealed.ok_or_else(|| Fail::internal(format!("{:?}: does not seal", place.what)))
}

/// Opens a text, under whichever of the deployment's keys it was sealed. None when that key is gone, or the text is another
/// row's.
pub fn open(config: &Config, place: Place<'_>, sealed: &str) -> Option<Vec<u8>> {
    config.keys.open_at_rest(place.account, &place.parts(), sealed).or_else(|| first_form(config, place, sealed))
}

/// What was sealed before there were keys of accounts; the clock seals it anew.
fn first_form(config: &Config, Place { what, id, .. }: Place<'_>, sealed: &str) -> Option<Vec<u8>> {
    let id = id.as_bytes();
    let context: &[&[u8]] = match what {
        Sealed::Source => &[b"inbound-source", id],
        Sealed::Channel => &[b"channel", id],
        Sealed::WebhookHeaders => &[b"webhook", id, b"headers"],
        Sealed::WebhookSecret => &[b"webhook_secret", id],
        // There were such keys from the beginning.
        Sealed::SecondFactor | Sealed::App => return None,
    };
    config.keys.unseal(context, sealed)
}
