//! Console sessions.

mod create;
mod delete;
mod list;

pub use create::begin_session;
