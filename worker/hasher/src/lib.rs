//! The hasher: a Worker of its own that hashes passwords and does nothing else.
//!
//! It is reached only through the edge Worker's service binding, never from outside. It is separate because a
//! hash blocks its isolate for tens of milliseconds, and the edge must keep answering meanwhile. It stores
//! nothing, it logs no body, and it never answers with anything that was sent to it.
//!
//! | call | body | answer |
//! |---|---|---|
//! | `POST /hash` | `{"password"}` | `{"phc"}` |
//! | `POST /verify` | `{"password", "phc"}` | `{"ok": bool}` |
//!
//! Refusals are `{"error": code}`: 400, 404, 405, 413 and 422 for what the caller did, 503 with `Retry-After`
//! when the queue is full, 500 when the computation failed.

// A panic ends the instance and whatever else it was answering: there is no panic path in request code.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod hash;
pub mod queue;

#[cfg(target_arch = "wasm32")]
mod serve;
