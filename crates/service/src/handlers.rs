//! The use cases, one endpoint a file or a pair of them that are one thing.

mod account;
mod bots;
mod channels;
mod deployment;
mod history;
mod invitations;
mod mails;
mod me;
mod overview;
mod ownership;
mod passwords;
mod roles;
mod sessions;
mod setup;
mod subaccounts;
mod system_users;
mod teams;
mod users;
