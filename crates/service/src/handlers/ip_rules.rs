//! From where people and system users may come: the lists, the switches, and whom they would lock out.

mod change;
mod dry_run;
mod list;
mod switch;

pub use switch::{Switches, tell_gate};
