//! Console sessions.

mod create;
mod delete;
mod list;

pub use create::{NOBODY, begin_session};
