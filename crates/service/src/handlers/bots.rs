//! The bot's side.

mod introspect;
mod pull;
mod send;
mod whoami;
