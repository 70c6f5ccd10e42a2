//! Roles and what they permit.

pub mod role_dialogs;
pub mod role_text;
pub mod roles;
