//! Reads what others publish for everybody, such as their keys, under the same guard as a webhook is called.

use crate::config::Config;
use crate::deps::{Deps, OutsideCall};
use crate::webhook_call::judge;

/// What is published at an address; or why it can't be had, for the log: never what was answered.
pub async fn fetch<D: Deps>(
    (deps, config): (&D, &Config),
    address: &str,
    timeout_ms: u32,
    read_at_most: usize,
) -> Result<Vec<u8>, String> {
    let url = judge(deps, config, address).await.map_err(|why| format!("address {why:?}"))?;
    // The API servers of Kubernetes give their keys (RFC 7517 §8.5) to nobody who takes plain JSON alone: 406.
    let accept = "application/json, application/jwk-set+json, */*;q=0.5";
    let headers = [("accept", accept), ("user-agent", "Tenure")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let call = OutsideCall { method: "GET", url, headers, body: Vec::new(), timeout_ms, read_at_most };
    let answer = deps.call(call).await.map_err(|why| format!("{why:?}"))?;
    if answer.status == 200 { Ok(answer.body) } else { Err(format!("status {}", answer.status)) }
}
