//! `Idempotency-Key`: the same key and body within 24 hours answers the same (api.md).
//!
//! The answer may hold a token. It is kept sealed under a key that is derived from the client's own
//! `Idempotency-Key`, of which only a digest is stored: the database, even with the deployment key, does not open it.

use std::collections::BTreeMap;

use contract::endpoint::Info;
use contract::{Code, FieldError};
use domain::field::FieldCode;
use domain::ids::AccountId;
use domain::secret::Secret;
use domain::time::Instant;
use serde_json::Value;
use store::idempotency::Around;
use store::{Change, DbError, idempotency};

use crate::authn::Caller;
use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::http::Headers;

/// After how many seconds to ask again while the first call is under way.
const IN_PROGRESS_SECONDS: u32 = 5;

/// A call that may be a retry.
#[derive(Debug, Clone)]
pub struct Retry {
    account: AccountId,
    key: Secret<String>,
    key_digest: String,
    request_digest: String,
    /// As it was made before: over the bytes. What was kept so is known for the day that it is kept.
    bytes_digest: String,
}

impl Retry {
    /// Reads the header; none when it is absent. The key is the caller's own: two people's keys never meet.
    pub fn read(
        headers: &dyn Headers,
        config: &Config,
        caller: &Caller,
        info: &Info,
        (args, query): (&[&str], &str),
        body: &[u8],
    ) -> Result<Option<Self>, Fail> {
        let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
        let (Some(account), Some(actor)) = (&caller.account, &caller.actor) else { return Ok(None) };
        let refuse = |code| Err(Fail::fields(vec![FieldError { pointer: "/idempotency-key".to_owned(), code }]));
        if key.is_empty() || key.len() > 255 {
            return refuse(FieldCode::OutOfRange);
        }
        // The draft of the header has an sf-string here, which is ASCII (RFC 8941 §3.3.3). Other bytes may arrive as
        // one and the same U+FFFD: two keys would be one, and the second call would be given the first one's answer.
        if !key.bytes().all(|b| matches!(b, b' '..=b'~')) {
            return refuse(FieldCode::InvalidCharacters);
        }
        let account = AccountId::try_from(account.clone()).map_err(|_| Fail::internal("caller without an account"))?;
        let digest = |parts: &[&[u8]]| config.keys.blind(parts);
        let path = if query.is_empty() { args.join("/") } else { format!("{}?{query}", args.join("/")) };
        // Whoever may do less than when the answer was kept does not get it.
        let within = caller.within.join(" ");
        let of_request =
            |label: &[u8], body: &[u8]| digest(&[label, info.id.as_bytes(), path.as_bytes(), within.as_bytes(), body]);
        Ok(Some(Self {
            key_digest: digest(&[b"idempotency-key", account.as_str().as_bytes(), actor.as_bytes(), key.as_bytes()]),
            request_digest: of_request(b"idempotency-request/2", canonical(body).as_deref().unwrap_or(body)),
            bytes_digest: of_request(b"idempotency-request", body),
            key: Secret::new(key),
            account,
        }))
    }

    fn context<'a>(&'a self, request_digest: &'a str) -> [&'a [u8]; 3] {
        [self.account.as_str().as_bytes(), self.key.expose().as_bytes(), request_digest.as_bytes()]
    }

    /// The kept answer, when there is one.
    pub async fn replay(&self, deps: &impl Deps, config: &Config, now: Instant) -> Result<Option<Vec<u8>>, Fail> {
        let Some(kept) = idempotency::get(deps.db(), &self.account, &self.key_digest, now).await? else {
            return Ok(None);
        };
        if ![&self.request_digest, &self.bytes_digest].contains(&&kept.request_digest) {
            return Err(Fail::new(Code::IdempotencyMismatch));
        }
        if kept.open_until.is_some_and(|until| until > now) {
            return Err(Fail::new(Code::IdempotencyInProgress).retry_after(IN_PROGRESS_SECONDS));
        }
        let opened = config.keys.unseal(&self.context(&kept.request_digest), &kept.sealed_reply);
        opened.map(Some).ok_or_else(|| Fail::internal("a kept answer does not open"))
    }

    /// Keeps the answer in the batch of its change.
    pub fn keep(
        &self,
        deps: &impl Deps,
        config: &Config,
        change: &mut Change,
        reply: &impl serde::Serialize,
    ) -> Result<(), DbError> {
        let sealed = self.sealed(deps, config, reply)?;
        idempotency::put(change, &self.key_digest, &self.request_digest, &sealed);
        Ok(())
    }

    /// The same for something that is no change: what keeps the answer in the batch that does what it tells of, and what
    /// becomes of it.
    pub fn around(&self, deps: &impl Deps, config: &Config, reply: &impl serde::Serialize) -> Result<Around, DbError> {
        let sealed = self.sealed(deps, config, reply)?;
        Ok(Around::new(self.account.clone(), self.key_digest.clone(), self.request_digest.clone(), sealed))
    }

    fn sealed(&self, deps: &impl Deps, config: &Config, reply: &impl serde::Serialize) -> Result<String, DbError> {
        let fault = |what: &str| DbError::Other(format!("idempotency: {what}"));
        let mut nonce = [0; 12];
        if !deps.fill(&mut nonce) {
            return Err(fault("no randomness"));
        }
        let plain = serde_json::to_vec(reply).map_err(|_| fault("reply"))?;
        config.keys.seal(&self.context(&self.request_digest), nonce, &plain).ok_or_else(|| fault("seal"))
    }

    /// Did the change fail because another request with the same key was first?
    pub fn lost(&self, fail: &Fail) -> bool {
        // Either the guard fired, or a rule did that the winner's change now stands behind.
        fail.code.status() == 409 || fail.internal.as_deref().is_some_and(|text| text.contains("idempotency"))
    }
}

/// A body in one form: fields by their names, without spaces, text without escapes that say nothing. A client that writes the
/// fields of a retry in another order asks for the same. None where it is no JSON.
fn canonical(body: &[u8]) -> Option<Vec<u8>> {
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let by_name: BTreeMap<String, Value> =
                    fields.into_iter().map(|(name, it)| (name, sorted(it))).collect();
                Value::Object(by_name.into_iter().collect())
            }
            Value::Array(all) => Value::Array(all.into_iter().map(sorted).collect()),
            other => other,
        }
    }
    serde_json::to_vec(&sorted(serde_json::from_slice(body).ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn one_body_has_one_form_and_another_has_another() {
        let one = canonical(br#"{"a":{"x":1,"y":[1,2]},"b":"\u0041"}"#);
        assert!(one.is_some());
        assert_eq!(one, canonical(b" { \"b\" : \"A\", \"a\": {\"y\":[1, 2],\"x\":1} }\n"));
        for other in [
            r#"{"a":{"x":1,"y":[2,1]},"b":"A"}"#,
            r#"{"a":{"x":1,"y":[1,2]},"b":"A","c":null}"#,
            r#"{"a":{"x":"1","y":[1,2]},"b":"A"}"#,
        ] {
            assert_ne!(one, canonical(other.as_bytes()), "{other}");
        }
        assert_eq!(canonical(b"a=b"), None);
    }
}
