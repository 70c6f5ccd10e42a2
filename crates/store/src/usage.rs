//! Figures of use: written seldom, by the gate's counters.

use domain::ids::{SystemUserId, TokenId};
use domain::time::{HOUR, Instant};

use crate::db::{Sealed, Statement};
use crate::params;

/// What one token did since the last note.
#[derive(Debug, Clone)]
pub struct Used {
    /// The token.
    pub token: TokenId,
    /// Its system user.
    pub system_user: SystemUserId,
    /// The last accepted call.
    pub at: Instant,
    /// From where.
    pub ip: Option<String>,
    /// Accepted calls, by hour since 1970.
    pub calls: Vec<(i64, i64)>,
}

// The token may be gone by now: then nothing is noted.
const TOKEN: &str = "INSERT INTO token_use (token_id, last_used_at) SELECT id, ?2 FROM token WHERE id = ?1 \
     ON CONFLICT (token_id) DO UPDATE SET last_used_at = max(last_used_at, excluded.last_used_at)";
const SYSTEM_USER: &str = "INSERT INTO system_user_use (system_user_id, last_used_at, last_used_ip) SELECT id, ?2, ?3 FROM system_user WHERE id = ?1 \
     ON CONFLICT (system_user_id) DO UPDATE SET last_used_at = excluded.last_used_at, last_used_ip = excluded.last_used_ip \
     WHERE excluded.last_used_at >= system_user_use.last_used_at";
const ACTIVITY: &str = "INSERT INTO activity (system_user_id, hour, calls) SELECT id, ?2, ?3 FROM system_user WHERE id = ?1 \
     ON CONFLICT (system_user_id, hour) DO UPDATE SET calls = calls + excluded.calls";

/// Notes the use of tokens, as one batch.
pub fn note(used: &[Used]) -> Sealed {
    let mut statements = Vec::new();
    for one in used {
        statements.push(Statement { sql: TOKEN, params: params![one.token.as_str(), one.at] });
        statements
            .push(Statement { sql: SYSTEM_USER, params: params![one.system_user.as_str(), one.at, one.ip.as_deref()] });
        for (hour, calls) in &one.calls {
            statements.push(Statement { sql: ACTIVITY, params: params![one.system_user.as_str(), *hour, *calls] });
        }
    }
    Sealed::figures(statements)
}

/// The hour since 1970 of an instant.
pub const fn hour(at: Instant) -> i64 {
    at.millis() / HOUR
}
