//! System users and their tokens.

mod create;
mod delete;
mod generate_token;
mod get;
mod issue;
mod list;
mod rename;
mod set_status;
