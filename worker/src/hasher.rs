//! The password hasher, behind the service binding `HASHER`.

use serde_json::{Value, json};
use service::deps::{HasherError, Match};
use worker::wasm_bindgen::JsValue;
use worker::{Env, Method, RequestInit, Response};

use crate::within::within;

/// Five hashes of the most expensive kind that the hasher accepts, on a slow machine.
const PATIENCE_MS: u64 = 10_000;

/// How often a call is made at most. Connections to the hasher that were idle for a while may have been closed by its side
/// just when one is used, and there may be several of them.
const TRIES: usize = 3;

/// A new password's hash, as a PHC string.
pub async fn hash(env: &Env, password: &str) -> Result<String, HasherError> {
    let answer = call(env, "hash", &json!({ "password": password })).await?;
    answer.get("phc").and_then(Value::as_str).map(str::to_owned).ok_or_else(unreadable)
}

/// Whether the password fits the PHC string. A hasher from before does not say whether it is an old one.
pub async fn verify(env: &Env, password: &str, phc: &str) -> Result<Match, HasherError> {
    let answer = call(env, "verify", &json!({ "password": password, "phc": phc })).await?;
    let says = |name: &str| answer.get(name).and_then(Value::as_bool);
    match (says("ok").ok_or_else(unreadable)?, says("outdated")) {
        (false, _) => Ok(Match::No),
        (true, Some(true)) => Ok(Match::Outdated),
        (true, _) => Ok(Match::Yes),
    }
}

async fn call(env: &Env, path: &str, body: &Value) -> Result<Value, HasherError> {
    let binding = env.service("HASHER").map_err(|e| HasherError::Unavailable(format!("binding HASHER: {e}")))?;
    let body = body.to_string();
    let exchange = async {
        let mut tries = 1;
        loop {
            let mut init = RequestInit::new();
            init.with_method(Method::Post).with_body(Some(JsValue::from_str(&body)));
            // A service binding takes any host; the path is what counts.
            match binding.fetch(format!("http://hasher/{path}"), Some(init)).await {
                Ok(mut response) => {
                    let text = response.text().await?;
                    return Ok::<_, worker::Error>((response, text));
                }
                // No answer at all has begun, and a hash changes nothing: asking again is safe. What the hasher answered,
                // be it that it is busy, is its answer.
                Err(_) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    };
    let (response, text) = match within(PATIENCE_MS, exchange).await {
        Some(Ok(answer)) => answer,
        Some(Err(_)) => return Err(HasherError::Unavailable("the hasher can't be reached".into())),
        None => return Err(HasherError::Unavailable(format!("no answer within {PATIENCE_MS} ms"))),
    };
    match response.status_code() {
        200 => serde_json::from_str(&text).map_err(|_| unreadable()),
        503 => Err(HasherError::Busy(retry_after(&response))),
        status => Err(HasherError::Unavailable(format!("status {status}: {}", code(&text)))),
    }
}

fn retry_after(response: &Response) -> u32 {
    response.headers().get("retry-after").ok().flatten().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// The hasher's error code, or nothing: its answers hold no part of what it was sent.
fn code(text: &str) -> String {
    let body: Option<Value> = serde_json::from_str(text).ok();
    body.as_ref().and_then(|body| body.get("error")?.as_str()).unwrap_or_default().to_owned()
}

fn unreadable() -> HasherError {
    HasherError::Unavailable("the answer can't be read".into())
}
