//! What an access token says.

use domain::ids::{CredentialId, SystemUserId};
use domain::lease::Record;
use domain::time::{Instant, SECOND};
use serde_json::Value;

use crate::config::Config;
use crate::jwt;

/// What an access token says that we have signed.
#[derive(Debug, Clone)]
pub struct Claims {
    /// What bought it.
    pub credential: CredentialId,
    /// Whose it is.
    pub system_user: SystemUserId,
    /// The service that it is for.
    pub audience: String,
    scopes: Vec<String>,
    issued_at: Instant,
    ends_at: Instant,
}

impl Claims {
    /// Reads what was verified; none when it is another deployment's.
    pub fn read(claims: &jwt::Fields, config: &Config) -> Option<Self> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let at = |name: &str| Some(Instant::from_millis(claims.get(name)?.as_i64()?.checked_mul(SECOND)?));
        if text("iss") != Some(&config.origin) {
            return None;
        }
        Some(Self {
            credential: CredentialId::try_from(text("credential_id")?.to_owned()).ok()?,
            system_user: SystemUserId::try_from(text("sub")?.to_owned()).ok()?,
            audience: text("aud")?.to_owned(),
            scopes: text("scope").unwrap_or_default().split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            issued_at: at("iat")?,
            ends_at: at("exp")?,
        })
    }

    /// The record of what bought it, as far as the access token goes. None when that is another's.
    pub fn narrow(&self, mut record: Record) -> Option<Record> {
        if record.system_user != self.system_user {
            return None;
        }
        record.scopes.retain(|scope| self.scopes.contains(scope));
        record.issued_at = self.issued_at;
        record.expires_at = Some(record.expires_at.map_or(self.ends_at, |end| end.min(self.ends_at)));
        Some(record)
    }
}
