//! Deliveries.

mod list;
mod replay;
