//! The Worker's shell: HTTP in, a place in the queue, one hash, HTTP out.

// The salt's randomness is this Worker's own.
#![allow(clippy::disallowed_methods)]

use std::cell::RefCell;
use std::sync::Once;
use std::time::Duration;

use futures_channel::oneshot;
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use worker::{Context, Delay, Env, Method, Request, Response, ResponseBuilder, console_error, event};
use zeroize::Zeroizing;

use crate::hash::{self, Refused, SALT_BYTES, Stored};
use crate::queue::{Full, Queue, Ticket, Turn};

/// Enough for a password of the longest kind, each byte written as a six-character JSON escape, and its hash.
const MAX_BODY_BYTES: usize = 8 * 1_024;

/// How often a waiting request asks for its turn.
const POLL: Duration = Duration::from_millis(2);

thread_local! {
    static QUEUE: RefCell<Queue> = const { RefCell::new(Queue::new()) };
}

/// Why a request gets no hash. The texts are part of the contract with the edge.
#[derive(Clone, Copy)]
enum Refusal {
    UnknownPath,
    WrongMethod,
    BodyTooLarge,
    BadBody,
    Hash(Refused),
    Busy,
}

impl Refusal {
    const fn parts(self) -> (u16, &'static str) {
        match self {
            Self::UnknownPath => (404, "unknown_path"),
            Self::WrongMethod => (405, "wrong_method"),
            Self::BodyTooLarge => (413, "body_too_large"),
            Self::BadBody => (400, "bad_body"),
            Self::Hash(Refused::PasswordTooLong) => (422, "password_too_long"),
            Self::Hash(Refused::NotArgon2id) => (422, "not_argon2id"),
            Self::Hash(Refused::TooExpensive) => (422, "too_expensive"),
            Self::Hash(Refused::Failed) => (500, "failed"),
            Self::Busy => (503, "busy"),
        }
    }
}

impl From<Full> for Refusal {
    fn from(_: Full) -> Self {
        Self::Busy
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Hash(refused)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HashBody {
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifyBody {
    password: String,
    phc: String,
}

/// What is left to do once everything that costs nothing has been checked.
enum Job {
    Hash(Zeroizing<String>),
    Verify(Zeroizing<String>, Box<Stored>),
}

impl Job {
    fn run(self) -> Result<Value, Refusal> {
        match self {
            Self::Hash(password) => {
                let mut salt = [0; SALT_BYTES];
                getrandom::fill(&mut salt).map_err(|_| Refused::Failed)?;
                Ok(json!({ "phc": hash::hash(&password, &salt)? }))
            }
            Self::Verify(password, stored) => {
                Ok(json!({ "ok": hash::verify(&password, &stored)?, "outdated": hash::is_outdated(&stored) }))
            }
        }
    }
}

/// A place in the queue that is given up however its holder ends.
struct Place(Ticket);

impl Place {
    fn take() -> Result<Self, Full> {
        QUEUE.with_borrow_mut(|queue| queue.arrive(now())).map(Self)
    }

    /// Waits for the turn. The first wait is unconditional: hashing blocks the isolate, so a request that hashed
    /// on arrival would keep later ones from being counted and refused.
    async fn turn(&self) -> Result<(), Refusal> {
        loop {
            Delay::from(POLL).await;
            match QUEUE.with_borrow_mut(|queue| queue.ask(self.0, now())) {
                Turn::Yours => break,
                Turn::Wait => {}
                Turn::Lost => return Err(Refusal::Busy),
            }
        }
        // After a predecessor's hash this timer was overdue; arrivals that came meanwhile get their answer first.
        Delay::from(Duration::ZERO).await;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        QUEUE.with_borrow_mut(|queue| queue.leave(self.0));
    }
}

/// Replaces workers-rs' own hook, whose line holds the panic's message: a message may quote what was worked on.
/// The flag asks the Worker's entry for a fresh instance, as that hook does.
fn guard_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let at = panic.location().map(ToString::to_string);
            console_error!("{}", json!({ "level": "error", "event": "panic", "at": at }));
            let state = js_sys::Reflect::get(&js_sys::global(), &"__worker_init_state".into());
            let _ = state.and_then(|state| js_sys::Reflect::set(&state, &"criticalError".into(), &true.into()));
        }));
    });
}

#[event(fetch)]
async fn fetch(request: Request, _env: Env, context: Context) -> worker::Result<Response> {
    guard_panics();
    let (status, body) = match answer(request, &context).await {
        Ok(body) => (200, body),
        Err(refusal) => {
            let (status, code) = refusal.parts();
            if status == 500 {
                console_error!("{}", json!({ "level": "error", "event": "hash_failed" }));
            }
            (status, json!({ "error": code }))
        }
    };
    let mut builder = ResponseBuilder::new().with_status(status).with_header("cache-control", "no-store")?;
    if status == 503 {
        builder = builder.with_header("retry-after", "1")?;
    }
    builder.from_json(&body)
}

async fn answer(mut request: Request, context: &Context) -> Result<Value, Refusal> {
    let path = request.path();
    if path != "/hash" && path != "/verify" {
        return Err(Refusal::UnknownPath);
    }
    if request.method() != Method::Post {
        return Err(Refusal::WrongMethod);
    }
    if QUEUE.with_borrow_mut(|queue| queue.is_full(now())) {
        return Err(Refusal::Busy);
    }
    let body = read(&mut request).await?;
    let job = if path == "/hash" {
        let HashBody { password } = parse(&body)?;
        let password = Zeroizing::new(password);
        hash::admit(&password)?;
        Job::Hash(password)
    } else {
        let VerifyBody { password, phc } = parse(&body)?;
        let password = Zeroizing::new(password);
        hash::admit(&password)?;
        Job::Verify(password, Box::new(hash::read(&phc)?))
    };
    drop(body);

    let place = Place::take()?;
    let (done, result) = oneshot::channel();
    // When the caller goes away the runtime forgets a request's pending work without running any destructor.
    // Under `wait_until` it goes on to the end, so the place is always given up.
    context.wait_until(async move {
        let outcome = match place.turn().await {
            Ok(()) => job.run(),
            Err(refusal) => Err(refusal),
        };
        drop(place);
        // The receiver may be gone; then nobody wants the result.
        let _ = done.send(outcome);
    });
    result.await.unwrap_or(Err(Refusal::Busy))
}

/// The body, bounded while it is read: the length that a sender states is not relied on.
async fn read(request: &mut Request) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut body = Zeroizing::new(Vec::with_capacity(1_024));
    // No body at all is an error of the caller like any other unreadable one.
    let mut chunks = request.stream().map_err(|_| Refusal::BadBody)?;
    while let Some(chunk) = chunks.next().await {
        let chunk = Zeroizing::new(chunk.map_err(|_| Refusal::BadBody)?);
        if body.len().saturating_add(chunk.len()) > MAX_BODY_BYTES {
            return Err(Refusal::BodyTooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::BadBody)
}

/// Milliseconds; used for the life of a place only.
fn now() -> u64 {
    // A float above u64's range or below zero saturates, which is harmless here.
    js_sys::Date::now() as u64
}
