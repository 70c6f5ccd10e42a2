//! What the platform allows one invocation of a Worker, stated once. Source: Cloudflare's documents "Workers: Limits"
//! and "D1: Limits", paid plan; docs/deploy.md has them as a table. Nothing local enforces them, so tests count
//! (tests/api/tests/budgets.rs): every loop that a request or a round of the clock runs stays below them.

use domain::time::SECOND;

/// Statements that one invocation may run on D1. Each statement of a batch counts.
pub const STATEMENTS: usize = 1_000;
/// Bound parameters of one statement.
pub const PARAMETERS: usize = 100;
/// Bytes of one bound text, and of one row.
pub const TEXT_BYTES: usize = 2_000_000;
/// Calls outside in one invocation, to D1, KV, services and addresses together. The platform allows 10,000 by now; this
/// is what it guaranteed first.
pub const CALLS: usize = 1_000;
/// Connections that are open at the same time.
pub const CONNECTIONS: usize = 6;
/// How long work behind an answer may go on, in milliseconds; also how long one statement may take.
pub const BEHIND_ANSWER: i64 = 30 * SECOND;
/// Milliseconds of CPU for one invocation, where nothing else is configured.
pub const CPU: i64 = 30 * SECOND;
