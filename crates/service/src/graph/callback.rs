//! Whether a callback wants what it is to be told. Meta asks it before it tells it anything: the challenge comes back from who
//! knows the verify token, so that nobody has another one's address called.

use contract::SecretText;
use contract::client::percent_encode;

use crate::cx::random;
use crate::deps::{CallError, Deps, OutsideCall};
use crate::fail::Fail;

/// How long a callback may take to answer: its program waits meanwhile.
const PATIENCE_MS: u32 = 10_000;
/// What is read of the answer: a challenge and no more.
const READ_AT_MOST: usize = 64;

/// Asks the callback of an address that may be called; or says, in Meta's words, how it did not answer 200 with the challenge and
/// nothing else.
pub async fn verify<D: Deps>(deps: &D, url: &str, token: &SecretText) -> Result<Result<(), String>, Fail> {
    let challenge = format!("{:010}", u32::from_be_bytes(random::<4>(deps)?));
    let sign = if url.contains('?') { '&' } else { '?' };
    let token = percent_encode(token.expose());
    let url = format!("{url}{sign}hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={token}");
    let headers = vec![("user-agent".to_owned(), "Tenure-Webhooks/1".to_owned())];
    let call = OutsideCall {
        method: "GET",
        url,
        headers,
        body: Vec::new(),
        timeout_ms: PATIENCE_MS,
        read_at_most: READ_AT_MOST,
    };
    // What it answered is not said: it may be anybody's page.
    let why = match deps.call(call).await {
        Ok(answer) if answer.status != 200 => format!("HTTP Status Code = {}", answer.status),
        Ok(answer) if answer.body == challenge.as_bytes() => return Ok(Ok(())),
        Ok(_) => format!("Response does not match challenge, expected value=\"{challenge}\""),
        Err(CallError::TimedOut) => "Operation timed out".to_owned(),
        Err(CallError::Unreachable(_)) => "Couldn't connect to server".to_owned(),
    };
    Ok(Err(why))
}
