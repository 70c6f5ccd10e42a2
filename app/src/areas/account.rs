//! The account: overview, settings, mails, problems.

pub mod attention;
mod attestation;
pub mod mailbox;
pub mod mails;
pub mod overview;
pub mod settings;
pub mod token_rules;
pub mod two_factor;
