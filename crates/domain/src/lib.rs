//! The rules of Tenure, and nothing else: no I/O, no clock, no randomness, no HTTP.
//!
//! Everything here runs the same in the browser, at the edge and in native tests. What needs the
//! time or random bytes takes them as arguments.

// A panic aborts the isolate: there is no panic path in request code.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
// A number that loses its sign or its upper half on the way is another number.
#![cfg_attr(not(test), deny(clippy::cast_possible_truncation, clippy::cast_sign_loss))]

pub mod account;
pub mod addresses;
pub mod attestation;
pub mod audit;
pub mod base64url;
pub mod business;
pub mod client_key;
pub mod device;
pub mod domain_name;
pub mod email;
pub mod environment;
pub mod field;
pub mod found;
pub mod ids;
pub mod invitation;
pub mod latency;
pub mod lease;
pub mod locale;
pub mod menu;
pub mod name;
pub mod network;
pub mod password;
pub mod permission;
pub mod policy;
pub mod policy_text;
pub mod principal;
pub mod rate;
pub mod renewal;
pub mod role;
pub mod scope;
pub mod secret;
pub mod sender;
pub mod session;
pub mod settings;
#[cfg(feature = "unicode")]
pub mod sort_key;
pub mod system_user;
pub mod text;
pub mod time;
pub mod token;
pub mod token_rules;
pub mod trust;
pub mod two_factor;
