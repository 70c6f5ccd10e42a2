//! What every request carries, whoever sent it.

use core::cell::{Cell, RefCell};

use domain::ids::RequestId;
use domain::rate::Left;
use domain::time::Instant;

/// Time, id and origin of a request.
#[derive(Debug, Clone)]
pub struct Meta {
    /// The request's id.
    pub id: RequestId,
    /// When it came.
    pub now: Instant,
    /// From where, when a trusted hop says so.
    pub ip: Option<String>,
    /// The name by which the request calls us (`Host`).
    pub host: Option<String>,
    /// The browser, as it names itself; at most 300 characters.
    pub user_agent: Option<String>,
    /// Was a change begun? Then there may be audit events that wait for their seal.
    pub stamped: Cell<bool>,
    /// What is left of the limits of the machine that calls, once it has a permit or was refused one.
    pub left: RefCell<Vec<Left>>,
}
