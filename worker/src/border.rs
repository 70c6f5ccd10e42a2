//! The border to JavaScript on the path of every request: one call reads the request, one makes the response.
//!
//! Each object or string that crosses the border costs about as much as checking a token, and workers-rs' own
//! `Request` and `Response` make a dozen of them. Here a request crosses as bytes that are written where they are read,
//! and an answer as one short string and one array of bytes: its headers are on the other side already.

use std::cell::{Cell, RefCell};

use service::http::{Headers, Reply};
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::web_sys;

#[wasm_bindgen(inline_js = r#"
const encoder = new TextEncoder();
// What did not fit is given by the next call.
let unfit;
export function requestHead(request, into) {
  let head = request.method + "\n" + request.url;
  for (const [name, value] of request.headers) head += "\n" + name + "\n" + value;
  const { read, written } = encoder.encodeInto(head, into);
  if (read === head.length) return written;
  unfit = head;
  return -1;
}
export function unfitHead() {
  const head = unfit;
  unfit = undefined;
  return head;
}
const init = { status: 200, headers: undefined };
const kept = [];
let common;
export function setCommonHeaders(head) {
  common = append(new Headers(), head);
}
export function keepHeaders(place, head) {
  kept[place] = append(new Headers(common), head);
}
export function makeResponse(status, place, own, body) {
  const headers = kept[place];
  const end = own.indexOf("\n");
  if (end < 0) {
    headers.set("x-request-id", own);
  } else {
    headers.set("x-request-id", own.slice(0, end));
    headers.set("ratelimit", own.slice(end + 1));
  }
  init.status = status;
  init.headers = headers;
  const response = new Response(body.length === 0 ? null : body, init);
  if (place === 0) kept[0] = init.headers = undefined;
  return response;
}
function append(headers, head) {
  const lines = head === "" ? [] : head.split("\n");
  for (let i = 0; i < lines.length; i += 2) headers.append(lines[i], lines[i + 1]);
  return headers;
}
"#)]
extern "C" {
    /// Writes method, address, and then each header's name (lower case) and value, one a line, as UTF-8. No part can hold
    /// a line break: HTTP forbids it in names and values, and an address is percent-encoded. Gives the length, or -1 when
    /// it does not fit: then [`unfit_head`] has it.
    #[wasm_bindgen(js_name = requestHead, catch)]
    fn request_head(request: &web_sys::Request, into: &mut [u8]) -> Result<i32, JsValue>;

    #[wasm_bindgen(js_name = unfitHead)]
    fn unfit_head() -> String;

    /// Sets the headers that every response begins with. Copying an object of the runtime is a third of the cost of
    /// building it from text, and these never change.
    #[wasm_bindgen(js_name = setCommonHeaders, catch)]
    fn set_common_headers(head: &str) -> Result<(), JsValue>;

    /// Makes the headers of one kind of answer and keeps them at a place. Names and values alternate, one a line; a name
    /// may come several times (`Set-Cookie`).
    #[wasm_bindgen(js_name = keepHeaders, catch)]
    fn keep_headers(place: usize, head: &str) -> Result<(), JsValue>;

    /// An answer with the headers that are kept at a place (at the first one: for this answer alone), and its own: the request's
    /// id, and behind a line break the value of `RateLimit` if it has one.
    #[wasm_bindgen(js_name = makeResponse, catch)]
    fn make_response(status: u16, place: usize, own: &str, body: Vec<u8>) -> Result<web_sys::Response, JsValue>;
}

/// The headers whose values no two answers share: they are set anew where the others are kept.
const REQUEST_ID: &str = "x-request-id";
const RATE_LIMIT: &str = "ratelimit";

/// As large a head is written into memory that is there already.
const ROOM: usize = 8 * 1024;

thread_local! {
    static HEAD: RefCell<Box<[u8]>> = RefCell::new(vec![0; ROOM].into_boxed_slice());
}

/// A request without its body, as text.
pub struct Head {
    text: String,
    /// Where the lines end; the last one's end is the text's.
    ends: Vec<usize>,
}

impl Head {
    /// Reads it from the runtime's object.
    pub fn read(request: &web_sys::Request) -> Option<Self> {
        let text = HEAD.with_borrow_mut(|room| {
            let length = request_head(request, room).ok()?;
            // It may hold a credential: what was written does not stay.
            let Ok(length) = usize::try_from(length) else {
                room.fill(0);
                return Some(unfit_head());
            };
            let written = room.get_mut(..length)?;
            let text = String::from_utf8(written.to_vec()).ok();
            written.fill(0);
            text
        })?;
        Some(Self::new(text))
    }

    fn new(text: String) -> Self {
        // It is asked for a dozen headers.
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at);
        let ends = breaks.chain([text.len()]).collect();
        Self { text, ends }
    }

    fn line(&self, n: usize) -> Option<&str> {
        let begin = match n.checked_sub(1) {
            Some(before) => self.ends.get(before)? + 1,
            None => 0,
        };
        self.text.get(begin..*self.ends.get(n)?)
    }

    /// The method, the path and the query (without `?`).
    pub fn target(&self) -> (&str, &str, Option<&str>) {
        let (path, query) = split_address(self.line(1).unwrap_or_default());
        (self.line(0).unwrap_or_default(), path, query)
    }

    /// A header's value, by its name in lower case. The runtime has joined the values of a repeated name.
    pub fn header(&self, wanted: &str) -> Option<&str> {
        let at = (2..self.ends.len()).step_by(2).find(|n| self.line(*n) == Some(wanted))?;
        self.line(at + 1)
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

/// As many kinds of answers have their headers kept. Those of one kind differ in the request's id and in what is left of a
/// limit alone.
const KINDS: usize = 32;

/// The place of what the next answer alone has; makeResponse clears it.
const USED_ONCE: usize = 0;

/// The kinds that are kept, by their texts, and whose place the next one takes.
struct Kinds {
    texts: Vec<String>,
    next: usize,
}

impl Kinds {
    /// The place of the headers of this text.
    fn place(&mut self, text: String) -> Result<usize, JsValue> {
        if let Some(at) = self.texts.iter().position(|known| *known == text) {
            return Ok(at + 1);
        }
        // A cookie is a secret: it is not kept.
        if text.contains("set-cookie") {
            keep_headers(USED_ONCE, &text)?;
            return Ok(USED_ONCE);
        }
        let at = self.next;
        keep_headers(at + 1, &text)?;
        match self.texts.get_mut(at) {
            Some(taken) => *taken = text,
            None => self.texts.push(text),
        }
        self.next = (at + 1) % KINDS;
        Ok(at + 1)
    }
}

/// Makes the runtime's response object.
pub fn response(reply: Reply) -> Result<web_sys::Response, JsValue> {
    thread_local! {
        static COMMON_IS_SET: Cell<bool> = const { Cell::new(false) };
        static KEPT: RefCell<Kinds> = const { RefCell::new(Kinds { texts: Vec::new(), next: 0 }) };
    }
    if !COMMON_IS_SET.get() {
        // What a reply without any header of its own has, all replies have.
        let bare = Reply { status: 200, own_headers: Vec::new(), body: Vec::new() };
        set_common_headers(&lines(bare.headers())?)?;
        COMMON_IS_SET.set(true);
    }
    let all = || reply.own_headers.iter().map(|(name, value)| (*name, value.as_str()));
    let value = |wanted: &str| all().find(|(name, _)| *name == wanted).map(|(_, value)| value);
    let mut own = value(REQUEST_ID).unwrap_or_default().to_owned();
    let limit = value(RATE_LIMIT);
    if let Some(limit) = limit {
        own.push('\n');
        own.push_str(limit);
    }
    // That there is a limit is of the kind, so that no answer has what another one's headers were left with.
    let kind = all().filter(|(name, _)| *name != REQUEST_ID).map(|(name, value)| match name {
        RATE_LIMIT => (name, ""),
        _ => (name, value),
    });
    let place = KEPT.with_borrow_mut(|kinds| kinds.place(lines(kind)?))?;
    make_response(reply.status, place, &own, reply.body)
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
