//! Security of the account: from where people and system users may come, and why calls were refused.

pub mod address_add;
pub mod address_switch;
pub mod addresses;
pub mod refusals;
