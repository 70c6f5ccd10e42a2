//! What is cleared away from time to time: figures and records past their use. Nothing here is needed for a rule
//! to hold; every end is in the WHERE clause of the query that minds it.

use domain::time::{DAY, HOUR, Instant, MINUTE};

use crate::db::{Sealed, Statement};
use crate::params;
use crate::{idempotency, records, refusals};

/// How many rows of a kind a round takes: a statement has a time limit, and rounds come again.
pub(crate) const ROWS: i64 = 5_000;

const REVOCATIONS: &str =
    "DELETE FROM revocation WHERE rev IN (SELECT rev FROM revocation WHERE at < ?1 ORDER BY at LIMIT ?2)";
const IDEMPOTENCY: &str = "DELETE FROM idempotency WHERE (account_id, key_digest) IN \
     (SELECT account_id, key_digest FROM idempotency WHERE created_at <= ?1 ORDER BY created_at LIMIT ?2)";
const ATTEMPTS: &str = "DELETE FROM attempt WHERE (key, window) IN \
     (SELECT key, window FROM attempt WHERE window < ?1 ORDER BY window LIMIT ?2)";
const ACTIVITY: &str = "DELETE FROM activity WHERE (system_user_id, hour) IN \
     (SELECT system_user_id, hour FROM activity WHERE hour < ?1 ORDER BY hour LIMIT ?2)";
const USAGE: &str = "DELETE FROM usage_figure WHERE (system_user_id, hour, kind) IN \
     (SELECT system_user_id, hour, kind FROM usage_figure WHERE hour < ?1 ORDER BY hour LIMIT ?2)";
const REFUSALS: &str =
    "DELETE FROM refusal WHERE id IN (SELECT id FROM refusal WHERE last_at < ?1 ORDER BY last_at LIMIT ?2)";
// None counts any more that has ended: it would be refused for that. The minute is for clocks that differ.
const ASSERTIONS: &str = "DELETE FROM used_assertion WHERE (key_id, digest) IN \
     (SELECT key_id, digest FROM used_assertion WHERE ends_at < ?1 ORDER BY ends_at LIMIT ?2)";

// A day after its end it is still known whose a token was that is refused.
const BOUGHT: &str = "DELETE FROM bought_token WHERE id IN \
     (SELECT id FROM bought_token WHERE assertion_ends_at < ?1 ORDER BY assertion_ends_at LIMIT ?2)";

/// Clears away what is past its use. `attempts_before` is the first window of attempts that still counts.
pub fn figures(now: Instant, attempts_before: i64) -> Sealed {
    Sealed::figures(vec![
        Statement { sql: REVOCATIONS, params: params![records::keep_since(now), ROWS] },
        Statement { sql: IDEMPOTENCY, params: params![now.plus(-idempotency::KEEP), ROWS] },
        Statement { sql: ATTEMPTS, params: params![attempts_before, ROWS] },
        Statement { sql: REFUSALS, params: params![now.plus(-refusals::KEEP), ROWS] },
        Statement { sql: USAGE, params: params![now.plus(-31 * DAY).millis() / HOUR, ROWS] },
        Statement { sql: ASSERTIONS, params: params![now.plus(-MINUTE), ROWS] },
        Statement { sql: BOUGHT, params: params![now.plus(-DAY), ROWS] },
        Statement { sql: ACTIVITY, params: params![now.plus(-31 * DAY).millis() / HOUR, ROWS] },
    ])
}
