//! Console sessions.

mod create;
mod delete;
mod list;
mod of_person;
mod prove;
mod refused;

pub use create::{NOBODY, begin_session};
pub use refused::tell;
