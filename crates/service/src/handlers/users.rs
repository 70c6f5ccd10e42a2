//! People: list, add, change, deactivate, remove, explain.

mod activate;
mod capacity;
mod create;
mod explain;
mod get;
mod leave;
pub mod list;
mod offboarding;
mod passwords;
mod reset_two_factor;
mod update;
