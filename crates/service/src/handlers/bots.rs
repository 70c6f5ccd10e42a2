//! The bot's side.

mod found;
mod found_partner;
mod found_tell;
mod gate;
mod introspect;
mod metadata;
mod pull;
pub(super) mod reach;
mod revoke;
mod send;
mod token;
mod whoami;
