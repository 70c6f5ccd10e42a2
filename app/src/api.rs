//! The transport: `contract`'s calls over the browser's fetch.

use crate::i18n;
use crate::state::failure::Failure;
use crate::state::{session, view_as};
use contract::client::{Call, CallError, call, read};
use contract::table::{DeleteCurrentSession, Healthz};
use contract::{Code, Endpoint, Nothing};
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

/// Sends a call and gives the body of its success. An answer that there is no session ends ours, wherever it happens.
pub async fn exchange(call: Call, key: Option<String>) -> Result<Vec<u8>, Failure> {
    let leaves = call.target == DeleteCurrentSession::INFO.path;
    if let Some(why) = untrack(view_as::blocked).filter(|_| call.method != "GET" && !leaves) {
        return Err(Failure::blocked(&why));
    }
    let answer = transport(call, key.as_deref()).await.map_err(|_| Failure::unreachable())?;
    if (200..300).contains(&answer.status) {
        return Ok(answer.body);
    }
    let error = read::<Healthz>(answer.status, &answer.body).err().unwrap_or(CallError::Unreadable(answer.status));
    match &error {
        CallError::Problem(p) if p.code == Code::NotSignedIn => session::lost(),
        CallError::Problem(p) if p.code == Code::PasswordChangeRequired => session::bound(),
        _ => {}
    }
    Err(Failure::from_call(error, answer.request_id))
}

/// Reads the body of a success.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let body = if body.is_empty() { b"null" } else { body };
    serde_json::from_slice(body).map_err(|_| Failure::from_call(CallError::Unreadable(200), None))
}

/// Calls an endpoint that takes neither query nor body.
pub async fn send<E>(path: &E::Path) -> Result<E::Reply, Failure>
where
    E: Endpoint<Query = Nothing, Body = Nothing>,
    E::Reply: DeserializeOwned,
{
    parse(&exchange(call::<E>(path, &Nothing {}, &Nothing {}), None).await?)
}

/// A new idempotency key.
pub fn new_key() -> String {
    let random = || (js_sys::Math::random() * 1e16) as u64;
    format!("{:x}-{:x}-{:x}", js_sys::Date::now() as u64, random(), random())
}
