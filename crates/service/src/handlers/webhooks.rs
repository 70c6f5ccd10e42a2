//! Webhooks.

mod change;
mod create;
mod list;
mod secret;
mod settings;
mod show;
mod status;
mod test;
