//! Signatures of webhooks: Standard Webhooks 1.0.0 and Meta's `X-Hub-Signature-256`. Source: product.md 6 and 6.1.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use domain::secret::Secret;
use domain::time::{Instant, MINUTE, SECOND};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

type HmacSha256 = Hmac<Sha256>;

/// What a secret begins with when it is shown.
const PREFIX: &str = "whsec_";
/// How far the time of a signature may be from now, in both directions. Milliseconds.
const TOLERANCE: i64 = 5 * MINUTE;

/// Secrets are written with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The secret of one webhook: 24 to 64 bytes.
#[derive(Debug, Clone)]
pub struct SigningSecret(Secret<Vec<u8>>);

/// Why a text is no secret. It has no part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretRefusal {
    /// Nothing is there.
    Empty,
    /// What follows `whsec_` is no base64.
    NotBase64,
    /// Less than 24 bytes.
    TooShort,
    /// More than 64 bytes.
    TooLong,
}

impl SigningSecret {
    /// Reads `whsec_` with base64, or base64 alone; the padding may be left out.
    pub fn parse(text: &str) -> Result<Self, SecretRefusal> {
        let text = text.trim();
        let body = text.strip_prefix(PREFIX).unwrap_or(text);
        if body.is_empty() {
            return Err(SecretRefusal::Empty);
        }
        Self::from_bytes(BASE64.decode(body).map_err(|_| SecretRefusal::NotBase64)?)
    }

    /// The secret of these bytes; new ones are made of 32 random ones.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SecretRefusal> {
        match bytes.len() {
            0 => Err(SecretRefusal::Empty),
            1..24 => Err(SecretRefusal::TooShort),
            24..=64 => Ok(Self(Secret::new(bytes))),
            _ => Err(SecretRefusal::TooLong),
        }
    }

    /// The text that is shown once: `whsec_` and base64.
    pub fn to_text(&self) -> Secret<String> {
        Secret::new(format!("{PREFIX}{}", BASE64.encode(self.0.expose())))
    }

    fn tag(&self, id: &str, seconds: i64, body: &[u8]) -> Option<Vec<u8>> {
        hmac(self.0.expose(), &[id.as_bytes(), b".", seconds.to_string().as_bytes(), b".", body])
    }
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Option<Vec<u8>> {
    // HMAC takes keys of any length: there is no error to tell of.
    let mut mac = HmacSha256::new_from_slice(key).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(mac.finalize().into_bytes().to_vec())
}

/// Why something can't be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignRefusal {
    /// No secret was given.
    NoSecret,
    /// An id must not be empty and has no dot: the signed text would have two meanings.
    BadId,
}

/// The value of `webhook-signature`: one signature for each secret, so that a receiver knows either one while the secret
/// is changed. `seconds` since 1970 go into `webhook-timestamp`.
pub fn sign(id: &str, seconds: i64, body: &[u8], secrets: &[&SigningSecret]) -> Result<String, SignRefusal> {
    if id.is_empty() || id.contains('.') {
        return Err(SignRefusal::BadId);
    }
    let signatures: Vec<String> = secrets
        .iter()
        .filter_map(|secret| secret.tag(id, seconds, body))
        .map(|tag| format!("v1,{}", BASE64.encode(tag)))
        .collect();
    if signatures.is_empty() { Err(SignRefusal::NoSecret) } else { Ok(signatures.join(" ")) }
}

/// The three headers of a signed call, as they came.
#[derive(Debug, Clone, Copy, Default)]
pub struct Headers<'a> {
    /// `webhook-id`
    pub id: Option<&'a str>,
    /// `webhook-timestamp`
    pub timestamp: Option<&'a str>,
    /// `webhook-signature`
    pub signature: Option<&'a str>,
}

/// Why a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerifyRefusal {
    /// A header is missing or empty.
    MissingHeader,
    /// The timestamp is no number.
    BadTimestamp,
    /// More than five minutes old.
    TooOld,
    /// More than five minutes ahead.
    TooNew,
    /// None of the signatures is of this body and any of the secrets.
    NoMatch,
    /// There is no secret to verify with.
    NoSecret,
}

/// Is the body signed with one of the secrets, within five minutes of `now`? Signatures of other versions are passed over.
pub fn verify(
    headers: &Headers<'_>,
    body: &[u8],
    secrets: &[&SigningSecret],
    now: Instant,
) -> Result<(), VerifyRefusal> {
    let (Some(id), Some(timestamp), Some(signatures)) = (headers.id, headers.timestamp, headers.signature) else {
        return Err(VerifyRefusal::MissingHeader);
    };
    if id.is_empty() || timestamp.is_empty() || signatures.is_empty() {
        return Err(VerifyRefusal::MissingHeader);
    }
    if secrets.is_empty() {
        return Err(VerifyRefusal::NoSecret);
    }
    // Signed is the text that came: `+1` and `01` would be other texts than the one that is computed below.
    let seconds: i64 = timestamp.parse().map_err(|_| VerifyRefusal::BadTimestamp)?;
    if seconds.to_string() != timestamp {
        return Err(VerifyRefusal::BadTimestamp);
    }
    let age = now.since(Instant::from_millis(seconds.saturating_mul(SECOND)));
    if age > TOLERANCE {
        return Err(VerifyRefusal::TooOld);
    }
    if age < -TOLERANCE {
        return Err(VerifyRefusal::TooNew);
    }
    let expected: Vec<Vec<u8>> = secrets.iter().filter_map(|secret| secret.tag(id, seconds, body)).collect();
    let found = signatures
        .split(' ')
        .filter_map(|signature| BASE64.decode(signature.strip_prefix("v1,")?).ok())
        .any(|given| expected.iter().any(|tag| bool::from(tag.as_slice().ct_eq(given.as_slice()))));
    if found { Ok(()) } else { Err(VerifyRefusal::NoMatch) }
}

/// The value of Meta's `X-Hub-Signature-256`: `sha256=` and HMAC-SHA256 of the raw body under the app's secret, in hex.
pub fn sign_meta(app_secret: &Secret<String>, body: &[u8]) -> String {
    let tag = hmac(app_secret.expose().as_bytes(), &[body]).unwrap_or_default();
    tag.iter().fold(String::from("sha256="), |text, byte| text + &format!("{byte:02x}"))
}

/// Is the raw body signed with one of the apps' secrets? In constant time; an empty secret verifies nothing.
pub fn verify_meta(app_secrets: &[&Secret<String>], body: &[u8], header: Option<&str>) -> Result<(), VerifyRefusal> {
    let given = header.filter(|it| !it.is_empty()).ok_or(VerifyRefusal::MissingHeader)?.to_ascii_lowercase();
    let mut secrets = app_secrets.iter().filter(|secret| !secret.expose().is_empty()).peekable();
    if secrets.peek().is_none() {
        return Err(VerifyRefusal::NoSecret);
    }
    let found = secrets.any(|secret| bool::from(sign_meta(secret, body).as_bytes().ct_eq(given.as_bytes())));
    if found { Ok(()) } else { Err(VerifyRefusal::NoMatch) }
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
