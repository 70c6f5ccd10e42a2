//! What is cleared away from time to time: figures and records past their use. Nothing here is needed for a rule
//! to hold; every end is in the WHERE clause of the query that minds it.

use domain::time::{DAY, HOUR, Instant};

use crate::db::{Sealed, Statement};
use crate::params;
use crate::{idempotency, records};

const REVOCATIONS: &str = "DELETE FROM revocation WHERE at < ?1";
const IDEMPOTENCY: &str = "DELETE FROM idempotency WHERE created_at <= ?1";
const ATTEMPTS: &str = "DELETE FROM attempt WHERE window < ?1";
const ACTIVITY: &str = "DELETE FROM activity WHERE hour < ?1";

/// Clears away what is past its use. `attempts_before` is the first window of attempts that still counts.
pub fn figures(now: Instant, attempts_before: i64) -> Sealed {
    Sealed::figures(vec![
        Statement { sql: REVOCATIONS, params: params![records::keep_since(now)] },
        Statement { sql: IDEMPOTENCY, params: params![now.plus(-idempotency::KEEP)] },
        Statement { sql: ATTEMPTS, params: params![attempts_before] },
        Statement { sql: ACTIVITY, params: params![now.plus(-31 * DAY).millis() / HOUR] },
    ])
}
