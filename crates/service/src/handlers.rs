//! The use cases, one endpoint a file or a pair of them that are one thing.

mod account;
mod bots;
mod deployment;
mod me;
mod overview;
mod sessions;
mod setup;
mod subaccounts;
mod system_users;
