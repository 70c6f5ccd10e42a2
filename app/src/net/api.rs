//! The transport: `contract`'s calls over the browser's fetch.

use crate::i18n;
use crate::net::failure::Failure;
use crate::net::turns;
use contract::client::{Call, call};
use contract::{Code, Endpoint, Nothing};
use js_sys::{Promise, Uint8Array};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

/// A call that has no answer after this long is given up.
const PATIENCE: u32 = 30_000;

/// An answer.
pub struct Answer {
    status: u16,
    /// The body.
    pub body: Vec<u8>,
    request_id: Option<String>,
    /// Path and query of what comes after it (RFC 8288, `rel="next"`).
    pub next: Option<String>,
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

async fn transport(call: &Call, key: Option<&str>) -> Result<Answer, JsValue> {
    let base = base();
    let headers = Headers::new()?;
    headers.set("accept", call.accept)?;
    headers.set("accept-language", i18n::locale().as_str())?;
    if let Some(key) = key.filter(|_| call.idempotent) {
        headers.set("idempotency-key", key)?;
    }
    if let Some(reader) = WATCH.get().and_then(|watch| (watch.reader)()) {
        headers.set("x-tenure-user", &reader)?;
    }
    let request = RequestInit::new();
    request.set_method(call.method);
    request.set_credentials(if base.is_empty() { RequestCredentials::SameOrigin } else { RequestCredentials::Include });
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    if let Some((media_type, text)) = &call.body {
        headers.set("content-type", media_type)?;
        request.set_body(&text.into());
    }
    request.set_headers(&headers);
    let sent = window().fetch_with_str_and_init(&format!("{base}{}", call.target), &request);
    let response: Response = JsFuture::from(sent).await?.unchecked_into();
    let request_id = response.headers().get("x-request-id")?;
    let next = response.headers().get("link")?.and_then(|link| following(&link));
    if let (Some(watch), Some(id)) = (WATCH.get(), &request_id) {
        (watch.dated)(id);
    }
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Answer { status: response.status(), request_id, next, body: Uint8Array::new(&body).to_vec() })
}

/// What the session has to do with every call.
#[derive(Clone, Copy)]
pub struct Watch {
    /// Why a call is not sent now.
    pub hold: fn(&Call) -> Option<String>,
    /// The reader for whom the page was drawn; the API refuses a call if another one is signed in by now.
    pub reader: fn() -> Option<String>,
    /// The id of an answered request.
    pub dated: fn(&str),
    /// A call was refused with this code.
    pub refused: fn(Code),
    /// How often the reader has proved who they are.
    pub proofs: fn() -> u32,
    /// Has them prove it, because a call was refused without; false when they don't.
    pub prove: fn() -> Pin<Box<dyn Future<Output = bool>>>,
}

thread_local!(static WATCH: Cell<Option<Watch>> = const { Cell::new(None) });

/// From now on each call is watched.
pub fn watch(watch: Watch) {
    WATCH.set(Some(watch));
}

/// The target of a link to what comes next.
fn following(link: &str) -> Option<String> {
    let (target, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
    rest.contains("rel=\"next\"").then(|| target.to_owned())
}

/// Sends a call and gives the body of its success.
pub async fn exchange(call: Call, key: Option<String>) -> Result<Vec<u8>, Failure> {
    Ok(answered(call, key).await?.body)
}

/// Sends a call and gives the answer that is its success.
pub async fn answered(call: Call, key: Option<String>) -> Result<Answer, Failure> {
    if let Some(why) = WATCH.get().and_then(|watch| (watch.hold)(&call)) {
        return Err(Failure::blocked(&why));
    }
    let mut waited = false;
    loop {
        let proofs = WATCH.get().map(|watch| (watch.proofs)());
        let sent = transport(&call, key.as_deref());
        let answer = if call.method == "GET" { sent.await } else { turns::writing(PATIENCE, sent).await };
        let answer = answer.map_err(|_| Failure::unreachable())?;
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        let failure = Failure::from_answer(answer.status, &answer.body, answer.request_id);
        let (Some(watch), Some(code)) = (WATCH.get(), failure.code) else { return Err(failure) };
        match code {
            // The same call is sent again, under the same key, when the reader has proved who they are.
            Code::FreshProofRequired if proofs != Some((watch.proofs)()) || (watch.prove)().await => {}
            Code::FreshProofRequired => return Err(failure.unproven()),
            // A proof gives the session another cookie, in another tab too: a call that was on its way then came with the
            // old one. Nothing was done. On a slow line the new cookie may be long in coming.
            Code::NotSignedIn if !waited && (watch.reader)().is_some() => {
                waited = true;
                turns::none_writing(PATIENCE).await;
                a_moment().await;
            }
            code => {
                (watch.refused)(code);
                return Err(failure);
            }
        }
    }
}

/// Long enough for an answer that is on its way to have come.
async fn a_moment() {
    let passed = Promise::new(&mut |resolve, _| {
        set_timeout(move || _ = resolve.call0(&JsValue::NULL), Duration::from_millis(300));
    });
    _ = JsFuture::from(passed).await;
}

/// Reads the body of a success. It goes through `Value`, because the forms read that too: what takes each type
/// apart is in the program once and not twice.
#[inline(never)]
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    value(body).and_then(|value| serde_json::from_value(value).ok()).ok_or_else(|| Failure::unreadable(200, None))
}

/// The JSON of a body; an empty one is null.
pub fn value(body: &[u8]) -> Option<Value> {
    if body.is_empty() { Some(Value::Null) } else { serde_json::from_slice(body).ok() }
}

/// Calls an endpoint that takes neither query nor body.
pub async fn send<E>(path: &E::Path) -> Result<E::Reply, Failure>
where
    E: Endpoint<Query = Nothing, Body = Nothing>,
    E::Reply: DeserializeOwned,
{
    parse(&exchange(call::<E>(path, &Nothing {}, &Nothing {}), None).await?)
}

/// A new idempotency key. The API seals what it keeps for a retry with it, so nobody may guess it.
pub fn new_key() -> String {
    let random = || {
        let mut bytes = [0; 8];
        _ = window().crypto().and_then(|c| c.get_random_values_with_u8_array(&mut bytes)).expect_throw("no randomness");
        u64::from_ne_bytes(bytes)
    };
    format!("{:016x}{:016x}", random(), random())
}
