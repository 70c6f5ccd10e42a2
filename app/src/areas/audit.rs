//! The audit log: what was done, one event, and reading the log again.

pub mod event;
pub mod export;
pub mod list;
pub mod verify;
