//! The edge Worker: adapters between the runtime and the service, and no decision of its own.
//!
//! An event comes in, becomes the service's plain request, is answered by the service through the bindings that
//! [`deps`] wraps, and goes out. What may be done, and what is said about it, is the service's business.

mod border;
mod clock;
mod d1;
mod deps;
mod entropy;
mod env;
mod hasher;
mod kv;
mod log;
mod within;
