//! The HTTP contract of Tenure: one table of endpoints ([`table`]) with the types of what goes in and out.
//!
//! The edge serves it, the console calls through it, the tests walk over it and the OpenAPI document is made
//! from it. Nothing here does I/O.

// A panic aborts the isolate: there is no panic path in request code.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
// A number that loses its sign or its upper half on the way is another number.
#![cfg_attr(not(test), deny(clippy::cast_possible_truncation, clippy::cast_sign_loss))]

#[macro_use]
mod request;
#[macro_use]
pub mod table;

pub mod auth;
pub mod client;
pub mod csv;
pub mod endpoint;
#[cfg(feature = "openapi")]
pub mod example;
pub mod graph;
pub mod headers;
pub mod json;
#[cfg(test)]
mod numbers;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod page;
pub mod problem;
pub mod types;

pub use auth::{AuthKind, Freshness};
pub use endpoint::{BodyFormat, Endpoint, ErrorShape, Info, Method, PathArgs};
pub use page::{Cursor, Limit, Page};
pub use problem::{Code, FieldError, Problem};
pub use request::{Fields, Request};
pub use types::*;
