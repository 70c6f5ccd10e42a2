//! A code host that reports tokens which it found, in the form of GitHub's secret scanning partner programme.

use std::sync::{Arc, PoisonError};

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use serde_json::{Value, json};
use service::deps::{CallError, OutsideAnswer};

use crate::{Actor, Answer, World, answered};

/// Where it reports.
pub const PATH: &str = "/v1/found-tokens/partner";

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let n = (0..3).fold(0u32, |n, i| n << 8 | u32::from(three.get(i).copied().unwrap_or(0)));
        for i in 0..4 {
            out.push(if i <= three.len() { char::from(LETTERS[(n >> (18 - 6 * i) & 63) as usize]) } else { '=' });
        }
    }
    out
}

/// A code host with a key.
pub struct Host {
    /// What the key is called.
    pub id: &'static str,
    key: SigningKey,
}

impl Host {
    /// One with a key of its own.
    pub fn new(id: &'static str, seed: u8) -> Self {
        Self { id, key: SigningKey::from_slice(&[seed; 32]).expect("a key") }
    }

    /// The key as it is published.
    pub fn published(&self) -> Value {
        let pem = self.key.verifying_key().to_public_key_pem(p256::pkcs8::LineEnding::LF).expect("pem");
        json!({ "key_identifier": self.id, "key": pem, "is_current": true })
    }

    /// Reports these lines.
    pub fn report(&self, to: &Actor, lines: &Value) -> Answer {
        self.report_text(to, &lines.to_string())
    }

    /// Reports this, as it stands.
    pub fn report_text(&self, to: &Actor, body: &str) -> Answer {
        let signature: Signature = self.key.sign(body.as_bytes());
        send(to, self.id, &base64(signature.to_der().as_bytes()), body.as_bytes())
    }
}

/// Sends a body as signed.
pub fn send(to: &Actor, key: &str, signature: &str, body: &[u8]) -> Answer {
    to.with("content-type", "application/json")
        .with("github-public-key-identifier", key)
        .with("github-public-key-signature", signature)
        .call("POST", PATH, body)
}

/// Publishes keys.
pub fn publish(world: &World, keys: &[Value]) {
    let body = json!({ "public_keys": keys }).to_string().into_bytes();
    answer(world, move || Ok(OutsideAnswer { body: body.clone(), ..answered(200)? }));
}

/// Answers whoever asks for the keys.
pub fn answer(world: &World, with: impl Fn() -> Result<OutsideAnswer, CallError> + Send + Sync + 'static) {
    *world.answers.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(move |_| with());
}

/// A line of a report.
pub fn line(token: &str, url: &str) -> Value {
    json!({ "token": token, "type": "tenure_token", "url": url, "source": "commit" })
}
