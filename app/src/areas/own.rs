//! The reader's own profile and sessions.

pub mod profile;
pub mod sessions;
pub mod two_factor;
