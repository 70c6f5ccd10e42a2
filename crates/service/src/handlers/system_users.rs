//! System users and their tokens.

mod create;
mod delete;
mod end_token;
mod generate_token;
mod get;
mod issue;
mod list;
mod rename;
mod set_status;
