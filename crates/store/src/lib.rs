//! Storage: the SQL of Tenure, and the two-method trait behind which a database stands.
//!
//! The same text runs on D1 and on rusqlite. A statement lives beside the function that uses it; reads take a
//! proof and use its account; writes go through a [`change::Change`], which begins with its audit row.

// A panic aborts the isolate: there is no panic path in request code.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]
// A number that loses its sign or its upper half on the way is another number.
#![cfg_attr(not(test), deny(clippy::cast_possible_truncation, clippy::cast_sign_loss))]

pub mod accounts;
pub mod apps;
pub mod at_rest;
pub mod attempts;
pub mod attention;
pub mod attestation;
pub mod audit_log;
#[cfg(feature = "sqlite")]
pub mod audited;
pub mod business;
pub mod chain;
pub mod change;
pub mod channels;
pub mod client_keys;
pub mod custodians;
pub mod db;
pub mod deliveries;
pub mod devices;
pub mod graph_nodes;
pub mod history;
pub mod idempotency;
pub mod idle;
pub mod inbound_sources;
pub mod invitations;
pub mod ip_rules;
pub mod keys;
pub mod mails;
pub mod messages;
pub mod migrations;
pub mod people;
pub mod policies;
pub mod purge;
pub mod rate;
pub mod records;
pub mod refusals;
pub mod renewals;
pub mod resets;
pub mod roles;
mod scope;
pub mod seen;
pub mod sessions;
pub mod signing_keys;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod subaccounts;
pub mod system_users;
pub mod tail;
pub mod teams;
pub mod tokens;
pub mod trust_rules;
pub mod two_factor;
pub mod usage;
pub mod webhooks;
pub mod whatsapp_accounts;

pub use change::{Change, Stamp, Tagger};
pub use db::{
    Committed, Db, DbError, Later, Query, Reading, Row, Sealed, Statement, Value, all_five, all_three, both, each,
};
pub use seen::Seen;
