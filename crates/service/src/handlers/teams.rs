//! Teams.

mod change;
mod list;
