//! Meta's Graph API as its own clients call it (product 2.2 to 2.5, ADR 0042): how its calls are routed, who they are by, and how
//! they are refused.

pub mod caller;
pub mod page;
pub mod proof;
pub mod refusal;
pub mod route;
