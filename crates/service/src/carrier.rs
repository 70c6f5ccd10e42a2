//! Carriers: how a channel's messages reach them.

pub mod credential;
