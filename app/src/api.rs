//! The transport: `contract`'s calls over the browser's fetch.

use crate::i18n;
use crate::state::failure::Failure;
use crate::state::session;
use contract::client::{Call, CallError, call, read};
use contract::{Code, Endpoint};
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use web_sys::{AbortSignal, RequestCredentials};

/// A call that has no answer after this long is given up.
const PATIENCE: u32 = 30_000;

struct Answer {
    status: u16,
    body: Vec<u8>,
    request_id: Option<String>,
}

/// Where the API is: empty for our own origin. The boot script read it from `config.json`.
pub fn base() -> String {
    document().document_element().and_then(|r| r.get_attribute("data-api")).unwrap_or_default()
}

/// The API's address as other programs must write it.
pub fn address() -> String {
    let base = base();
    if base.is_empty() { window().location().origin().unwrap_or_default() } else { base }
}

async fn transport(call: Call, key: Option<&str>) -> Result<Answer, gloo_net::Error> {
    let base = base();
    let credentials = if base.is_empty() { RequestCredentials::SameOrigin } else { RequestCredentials::Include };
    let method = match call.method {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "PATCH" => Method::PATCH,
        _ => Method::DELETE,
    };
    let mut request = RequestBuilder::new(&format!("{base}{}", call.target))
        .method(method)
        .credentials(credentials)
        .header("accept", "application/json")
        .header("accept-language", i18n::locale().as_str())
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    if let Some(key) = key.filter(|_| call.idempotent) {
        request = request.header("idempotency-key", key);
    }
    let request = match call.body {
        Some((media_type, text)) => request.header("content-type", media_type).body(text)?,
        None => request.build()?,
    };
    let response = request.send().await?;
    Ok(Answer {
        status: response.status(),
        request_id: response.headers().get("x-request-id"),
        body: response.binary().await?,
    })
}

/// Calls an endpoint. An answer that there is no session ends ours, wherever it happens.
pub async fn send<E>(path: &E::Path, query: &E::Query, body: &E::Body, key: Option<&str>) -> Result<E::Reply, Failure>
where
    E: Endpoint,
    E::Reply: DeserializeOwned,
{
    let answer = transport(call::<E>(path, query, body), key).await.map_err(|_| Failure::unreachable())?;
    read::<E>(answer.status, &answer.body).map_err(|error| {
        if matches!(&error, CallError::Problem(p) if p.code == Code::NotSignedIn) {
            session::lost();
        }
        Failure::from_call(error, answer.request_id)
    })
}

/// A new idempotency key.
pub fn new_key() -> String {
    let random = || (js_sys::Math::random() * 1e16) as u64;
    format!("{:x}-{:x}-{:x}", js_sys::Date::now() as u64, random(), random())
}
