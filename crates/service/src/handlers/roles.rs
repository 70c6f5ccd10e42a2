//! Roles and the permission catalogue.

mod change;
pub mod create;
mod list;
