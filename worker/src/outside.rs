//! Calls to addresses of others, and what their names stand for.

use std::cell::RefCell;
use std::net::IpAddr;

use futures_util::future::join;
use futures_util::{Stream, StreamExt};
use service::deps::{CallError, OutsideAnswer, OutsideCall};
use service::dns;
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::JsValue;
use worker::{AbortController, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response};

use crate::clock;
use crate::within::within;

const RESOLVING_MS: u32 = 5_000;
/// What an answer of DNS fits into.
const RESOLVED_AT_MOST: usize = 16 * 1024;

/// Calls an address, and follows no redirect.
pub async fn call(call: OutsideCall) -> Result<OutsideAnswer, CallError> {
    // The runtime's error may quote a header's value or the address.
    let request = request(&call).map_err(|_| CallError::Unreachable("the request can't be made".to_owned()))?;
    let abort = AbortController::default();
    let signal = abort.signal();
    let began = clock::millis();
    // What was answered before the time was over counts, even if the body never ends.
    let head = RefCell::new(None);
    let work = async {
        let mut answer = Fetch::Request(request).send_with_signal(&signal).await.map_err(|_| unreachable())?;
        let headers = answer.headers().entries().collect();
        head.replace(Some((answer.status_code(), headers)));
        Ok(read(&mut answer, call.read_at_most).await)
    };
    let body = match within(u64::from(call.timeout_ms), work).await {
        Some(body) => body?,
        None => Vec::new(),
    };
    // Also what was read is let go of: a body that is not read holds its connection.
    abort.abort();
    let ms = u32::try_from(clock::millis() - began).unwrap_or(call.timeout_ms);
    match head.into_inner() {
        Some((status, headers)) => Ok(OutsideAnswer { status, headers, body, ms }),
        None => Err(CallError::TimedOut),
    }
}

fn unreachable() -> CallError {
    CallError::Unreachable("the connection failed".to_owned())
}

/// The beginning of a body. One that breaks off is as long as it came.
async fn read(answer: &mut Response, limit: usize) -> Vec<u8> {
    let Ok(stream) = answer.stream() else { return Vec::new() };
    up_to(stream, limit).await
}

async fn up_to<E>(mut stream: impl Stream<Item = Result<Vec<u8>, E>> + Unpin, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < limit
        && let Some(Ok(chunk)) = stream.next().await
    {
        body.extend(chunk.into_iter().take(limit - body.len()));
    }
    body
}

fn request(call: &OutsideCall) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in &call.headers {
        headers.append(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::from(call.method.to_owned())).with_headers(headers).with_redirect(RequestRedirect::Manual);
    if !call.body.is_empty() {
        init.with_body(Some(JsValue::from(Uint8Array::from(call.body.as_slice()))));
    }
    Request::new_with_init(&call.url, &init)
}

/// All addresses of a name, asked for at Cloudflare's resolver: what the runtime itself would call is not told.
pub async fn resolve(host: &str) -> Result<Vec<IpAddr>, CallError> {
    let (v4, v6) = join(ask(host, "A"), ask(host, "AAAA")).await;
    let mut all = v4?;
    all.extend(v6?);
    Ok(all)
}

async fn ask(host: &str, kind: &str) -> Result<Vec<IpAddr>, CallError> {
    let answer = call(OutsideCall {
        method: "GET",
        url: dns::address(host, kind),
        headers: vec![("accept".to_owned(), "application/dns-json".to_owned())],
        body: Vec::new(),
        timeout_ms: RESOLVING_MS,
        read_at_most: RESOLVED_AT_MOST,
    })
    .await?;
    dns::addresses(answer.status, &answer.body)
        .ok_or_else(|| CallError::Unreachable("the resolver gave no answer".to_owned()))
}
