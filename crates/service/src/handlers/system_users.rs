//! System users and their tokens.

mod create;
mod delete;
mod end_token;
mod generate_token;
mod get;
mod issue;
mod list;
mod list_tokens;
mod rename;
mod rotate;
mod set_status;
mod tail;
mod update_token;
mod usage;
