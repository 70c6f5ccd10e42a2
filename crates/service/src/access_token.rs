//! Access tokens: signed, for one service, good for five minutes (RFC 9068). Each names the token or key that bought it: here
//! it is good as long as that is, within a second.

use contract::{AccessToken, Code};
use domain::base64url;
use domain::client_key::Algorithm;
use domain::lease::Record;
use domain::time::{Instant, SECOND};
use serde_json::{Value, json};

use crate::claims::Claims;
use crate::config::Config;
use crate::crypto;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::jwt::{self, Unverified};
use crate::refusals::Reason;
use crate::signing::Place;
use crate::stamp::random;

/// For how many seconds one is good.
pub const LIFE: i64 = 300;
/// What kind of token it is (RFC 9068 §2.1).
const TYPE: &str = "at+jwt";

/// Could it be one? A token of ours that is no signed one begins otherwise.
pub fn looks_like_one(text: &str) -> bool {
    text.starts_with("eyJ")
}

/// Is it for this API?
pub fn is_own(config: &Config, audience: &str) -> bool {
    audience.trim_end_matches('/') == config.origin
}

/// What is to be signed.
pub struct Wanted<'a> {
    /// The record of what buys it.
    pub record: &'a Record,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The service that it is for.
    pub audience: &'a str,
    /// How it is signed.
    pub algorithm: Algorithm,
}

/// Signs one. It ends no later than what bought it.
pub async fn issue<D: Deps>(place: Place<'_, D>, wanted: Wanted<'_>, now: Instant) -> Result<AccessToken, Fail> {
    let Wanted { record, scopes, audience, algorithm } = wanted;
    let key = place.that_signs(algorithm, now).await?;
    let seconds = |at: Instant| at.millis().div_euclid(SECOND);
    let issued = seconds(now);
    let ends = record.ends_at().map_or(issued + LIFE, |end| seconds(end).min(issued + LIFE));
    if ends <= issued {
        // Less than a second is left.
        return Err(Fail::new(Code::InvalidToken));
    }
    let scope = scopes.join(" ");
    let mut claims = json!({
        "iss": place.config.origin, "sub": record.system_user, "aud": audience, "client_id": record.system_user,
        "iat": issued, "exp": ends, "jti": base64url::encode(&random::<16>(place.deps)?),
        "account_id": record.account, "username": record.username, "credential_id": record.token,
        "environment": record.environment,
    });
    if let Some(fields) = claims.as_object_mut() {
        if !scope.is_empty() {
            fields.insert("scope".to_owned(), scope.as_str().into());
        }
        if let Some(id) = &record.subaccount {
            fields.insert("subaccount_id".to_owned(), id.as_str().into());
        }
        // Where it is left out it reaches what its system user does.
        if let Some(reached) = &record.subaccounts {
            fields.insert("subaccount_ids".to_owned(), json!(reached));
        }
    }
    Ok(AccessToken {
        access_token: key.sign(TYPE, &claims),
        issued_token_type: None,
        token_type: "Bearer".to_owned(),
        expires_in: ends - issued,
        scope: Some(scope).filter(|scope| !scope.is_empty()),
    })
}

/// What a signed token says, if we have signed it: whether it is good now, its record says. No I/O where its key is known.
pub async fn verify<D: Deps>(place: Place<'_, D>, text: &str, now: Instant) -> Result<Result<Claims, Reason>, Fail> {
    if text.len() > jwt::LONGEST {
        return Ok(Err(Reason::Malformed));
    }
    let digest = crypto::sha256(text);
    if let Some(claims) = place.rings.with(|ring| ring.verified.get(&digest).cloned()) {
        return Ok(Ok(claims));
    }
    let Some(read) = Unverified::parse(text) else { return Ok(Err(Reason::Malformed)) };
    let kid = match (&read.typ, &read.kid) {
        (Some(typ), Some(kid)) if typ == TYPE => kid.clone(),
        _ => return Ok(Err(Reason::Malformed)),
    };
    // Of what is not even said to be ours no key is looked for.
    if read.claimed().get("iss").and_then(Value::as_str) != Some(&place.config.origin) {
        return Ok(Err(Reason::Malformed));
    }
    let Some(key) = place.by_kid(&kid, now).await? else { return Ok(Err(Reason::Forged)) };
    let Some(claims) = read.verified(&key.verifier) else { return Ok(Err(Reason::Forged)) };
    let Some(claims) = Claims::read(&claims, place.config) else { return Ok(Err(Reason::Malformed)) };
    place.rings.with(|ring| ring.verified.put(digest, claims.clone()));
    Ok(Ok(claims))
}
