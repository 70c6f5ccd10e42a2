//! Roles and what they permit.

pub mod role_dialogs;
pub mod roles;
