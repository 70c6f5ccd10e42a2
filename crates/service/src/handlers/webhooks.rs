//! Webhooks.

mod change;
mod create;
mod list;
mod secret;
pub mod settings;
mod show;
mod status;
mod test;
