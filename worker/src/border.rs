//! The border to JavaScript on the path of every request: one call reads the request, one makes the response.
//!
//! Each object or string that crosses the border costs about as much as checking a token, and workers-rs' own
//! `Request` and `Response` make a dozen of them. Here a request crosses as one string and an answer as one
//! string and one array of bytes.

use std::cell::Cell;

use service::http::{Headers, Reply};
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::web_sys;

#[wasm_bindgen(inline_js = r#"
export function requestHead(request) {
  let head = request.method + "\n" + request.url;
  for (const [name, value] of request.headers) head += "\n" + name + "\n" + value;
  return head;
}
const init = { status: 200, headers: undefined };
let common;
let ownHead;
export function setCommonHeaders(head) {
  common = append(new Headers(), head);
}
export function makeResponse(status, id, head, body) {
  if (head !== ownHead) {
    init.headers = append(new Headers(common), head);
    // A cookie is a secret: it is not kept.
    ownHead = head.includes("set-cookie") ? undefined : head;
  }
  init.status = status;
  init.headers.set("x-request-id", id);
  const response = new Response(body.length === 0 ? null : body, init);
  if (ownHead === undefined) init.headers = undefined;
  return response;
}
function append(headers, head) {
  const lines = head === "" ? [] : head.split("\n");
  for (let i = 0; i < lines.length; i += 2) headers.append(lines[i], lines[i + 1]);
  return headers;
}
"#)]
extern "C" {
    /// Method, address, and then each header's name (lower case) and value, one a line. No part can hold a line
    /// break: HTTP forbids it in names and values, and an address is percent-encoded.
    #[wasm_bindgen(js_name = requestHead, catch)]
    fn request_head(request: &web_sys::Request) -> Result<String, JsValue>;

    /// Sets the headers that every response begins with. Copying an object of the runtime is a third of the cost of
    /// building it from text, and these never change.
    #[wasm_bindgen(js_name = setCommonHeaders, catch)]
    fn set_common_headers(head: &str) -> Result<(), JsValue>;

    /// Header names and values alternate, one a line; a name may come several times (`Set-Cookie`). Answers of one
    /// kind differ only in the request's id, so the headers of the last answer are kept for the next.
    #[wasm_bindgen(js_name = makeResponse, catch)]
    fn make_response(status: u16, id: &str, head: &str, body: Vec<u8>) -> Result<web_sys::Response, JsValue>;
}

/// The one header that no two answers share.
const REQUEST_ID: &str = "x-request-id";

/// A request without its body, as text.
pub struct Head(String);

impl Head {
    /// Reads it from the runtime's object.
    pub fn read(request: &web_sys::Request) -> Option<Self> {
        request_head(request).ok().map(Self)
    }

    /// The method, the path and the query (without `?`).
    pub fn target(&self) -> (&str, &str, Option<&str>) {
        let mut lines = self.0.split('\n');
        let method = lines.next().unwrap_or_default();
        let (path, query) = split_address(lines.next().unwrap_or_default());
        (method, path, query)
    }

    /// A header's value, by its name in lower case. The runtime has joined the values of a repeated name.
    pub fn header(&self, wanted: &str) -> Option<&str> {
        let mut lines = self.0.split('\n').skip(2);
        while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
            if name == wanted {
                return Some(value);
            }
        }
        None
    }
}

impl Headers for Head {
    fn get(&self, name: &str) -> Option<String> {
        self.header(name).map(str::to_owned)
    }
}

/// Path and query of an address that the runtime has already parsed and written out again: the path begins at the
/// first slash after the host, and `?` and `#` within it are percent-encoded.
fn split_address(address: &str) -> (&str, Option<&str>) {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let target = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or("/");
    let target = target.split_once('#').map_or(target, |(before, _)| before);
    target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)))
}

/// Why there is no body.
pub enum NoBody {
    /// Longer than the limit.
    TooLarge,
    /// The client went away, or sent what its headers don't say.
    Broken,
}

/// The body, up to `limit` bytes. `stated` is the value of `Content-Length`: more than the limit is refused at once;
/// without it the bytes are counted while they arrive.
pub async fn body(request: &web_sys::Request, stated: Option<&str>, limit: usize) -> Result<Vec<u8>, NoBody> {
    let Some(stream) = request.body() else { return Ok(Vec::new()) };
    match stated.map(|text| text.parse::<usize>()) {
        Some(Ok(length)) if length <= limit => {
            // The runtime holds a sender to the length that it stated.
            let promise = request.array_buffer().map_err(|_| NoBody::Broken)?;
            let buffer = JsFuture::from(promise).await.map_err(|_| NoBody::Broken)?;
            let bytes = Uint8Array::new(&buffer);
            if bytes.length() as usize > limit { Err(NoBody::TooLarge) } else { Ok(bytes.to_vec()) }
        }
        Some(_) => Err(NoBody::TooLarge),
        None => count_while_reading(&stream, limit).await,
    }
}

async fn count_while_reading(stream: &web_sys::ReadableStream, limit: usize) -> Result<Vec<u8>, NoBody> {
    let reader: web_sys::ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|_| NoBody::Broken)?;
        let chunk = Reflect::get(&step, &"value".into()).map_err(|_| NoBody::Broken)?;
        if chunk.is_undefined() {
            return Ok(body);
        }
        let chunk = chunk.dyn_into::<Uint8Array>().map_err(|_| NoBody::Broken)?;
        if body.len().saturating_add(chunk.length() as usize) > limit {
            // Nobody waits for the cancellation: the answer goes out meanwhile.
            let _ = reader.cancel();
            return Err(NoBody::TooLarge);
        }
        body.extend_from_slice(&chunk.to_vec());
    }
}

/// Makes the runtime's response object.
pub fn response(reply: Reply) -> Result<web_sys::Response, JsValue> {
    thread_local! {
        static COMMON_IS_SET: Cell<bool> = const { Cell::new(false) };
    }
    if !COMMON_IS_SET.get() {
        // What a reply without any header of its own has, all replies have.
        let bare = Reply { status: 200, own_headers: Vec::new(), body: Vec::new() };
        set_common_headers(&lines(bare.headers())?)?;
        COMMON_IS_SET.set(true);
    }
    let own = || reply.own_headers.iter().map(|(name, value)| (*name, value.as_str()));
    let id = own().find(|(name, _)| *name == REQUEST_ID).map(|(_, value)| value).unwrap_or_default();
    let head = lines(own().filter(|(name, _)| *name != REQUEST_ID))?;
    make_response(reply.status, id, &head, reply.body)
}

fn lines<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> Result<String, JsValue> {
    let mut lines = String::with_capacity(512);
    for (name, value) in headers {
        if name.contains('\n') || value.contains('\n') {
            return Err(JsValue::from_str("line break in a header"));
        }
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(name);
        lines.push('\n');
        lines.push_str(value);
    }
    Ok(lines)
}
