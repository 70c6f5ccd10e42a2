//! Transport, answers and why there is none. Nothing here knows of sessions or screens.

pub mod api;
pub mod failure;
mod turns;
