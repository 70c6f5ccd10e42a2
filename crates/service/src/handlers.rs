//! The use cases, one endpoint a file or a pair of them that are one thing.

mod account;
mod attention;
mod audit_events;
mod bots;
mod channels;
mod deliveries;
mod deployment;
mod history;
mod inbound_sources;
mod invitations;
mod ip_rules;
mod mails;
mod me;
mod messages;
mod overview;
mod ownership;
mod passwords;
mod receive;
mod refusals;
mod roles;
mod sessions;
mod setup;
mod subaccounts;
mod system_users;
mod teams;
mod two_factor;
mod users;
mod webhooks;

pub use sessions::tell_as;
