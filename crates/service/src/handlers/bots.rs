//! The bot's side.

mod found;
mod gate;
mod introspect;
mod metadata;
mod pull;
mod revoke;
mod send;
mod token;
mod whoami;
