//! System users and their tokens.

mod attest;
mod create;
mod delete;
mod dismiss_finds;
mod end_token;
mod generate_token;
mod get;
mod idle;
pub(super) mod issue;
mod list;
mod list_tokens;
mod rename;
pub(super) mod role;
mod rotate;
mod set_status;
mod tail;
mod update_token;
mod usage;

pub use get::load_with_rules;
