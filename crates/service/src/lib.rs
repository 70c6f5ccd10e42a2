//! The use cases of Tenure over HTTP: one dispatcher, one handler per endpoint of the contract's table.
//!
//! Nothing here knows of JavaScript, of a server or of a clock: the same code runs in the edge Worker and in
//! native tests (see [`deps::Deps`]).

// A panic aborts the isolate: there is no panic path in request code.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
// A number that loses its sign or its upper half on the way is another number.
#![cfg_attr(not(test), deny(clippy::cast_possible_truncation, clippy::cast_sign_loss))]

mod access_token;
pub mod answer;
pub mod at_rest;
mod attest;
mod authn;
mod awaited;
pub mod carrier;
pub mod chain;
mod claims;
mod client_auth;
pub mod config;
pub mod cookie;
pub mod credential;
pub mod crypto;
pub mod cx;
mod deliver;
pub mod deps;
mod device;
mod dispatch;
pub mod dns;
mod drivers;
mod entered;
mod event_out;
pub mod fail;
mod federation;
mod figures;
pub mod gate;
mod graph;
mod handlers;
pub mod http;
mod idempotency;
pub mod inbound;
mod issuer_key;
mod issuers;
mod jobs;
pub mod jwt;
mod known_issuers;
mod limited;
mod limits;
mod lines;
mod log;
mod mail;
mod masking;
mod meta;
mod new_password;
mod oauth;
mod origin;
mod otpauth;
mod outbox;
mod partner;
mod partner_keys;
mod people;
mod permits;
pub mod platform;
mod published;
mod recovery;
mod refusals;
mod refused_use;
mod reminders;
mod reseal;
mod resets;
mod role_names;
mod second_factor;
pub mod signature;
mod signing;
mod silent;
mod sources;
mod stamp;
mod tails;
pub mod tier;
mod time_zone;
mod told;
pub mod transport;
mod turned_away;
mod turns;
mod username;
mod view;
mod watched;
mod webhook_call;

pub use config::{Config, RawConfig};
pub use deps::{Deps, HasherError, MailError, Match, OutgoingMail};
pub use dispatch::{misconfigured, serve};
pub use gate::State;
pub use jobs::{drive, every_minute, scheduled};
