//! The bot's side.

mod introspect;
mod send_whatsapp;
mod whoami;
