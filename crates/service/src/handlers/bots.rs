//! The bot's side.

mod found;
mod gate;
mod introspect;
mod pull;
mod reach;
mod revoke;
mod send;
mod whoami;
