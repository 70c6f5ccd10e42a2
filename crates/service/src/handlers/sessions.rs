//! Console sessions.

mod create;
mod delete;
mod list;
mod mail_code;
mod of_person;
mod prove;
mod two_factor;

pub use create::{NOBODY, begin_session};
