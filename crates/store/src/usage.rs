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
    /// The last time that it was accepted.
    pub at: Instant,
    /// From where it called, when it did.
    pub ip: Option<String>,
    /// What was counted, by hour.
    pub hours: Vec<Hour>,
}

/// What was counted in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// The hour since 1970.
    pub hour: i64,
    /// Calls that were answered without a refusal.
    pub calls: i64,
    /// How often another service asked and was told that the token is active.
    pub introspections: i64,
}

impl Used {
    /// Counts in the hour of [`Used::at`].
    pub fn count(&mut self, calls: i64, introspections: i64) {
        if calls == 0 && introspections == 0 {
            return;
        }
        let hour = hour(self.at);
        match self.hours.last_mut() {
            Some(last) if last.hour == hour => {
                last.calls += calls;
                last.introspections += introspections;
            }
            _ => self.hours.push(Hour { hour, calls, introspections }),
        }
    }
}

// The token may be gone by now: then nothing is noted.
const TOKEN: &str = "INSERT INTO token_use (token_id, last_used_at) SELECT id, ?2 FROM token WHERE id = ?1 \
     ON CONFLICT (token_id) DO UPDATE SET last_used_at = max(last_used_at, excluded.last_used_at)";
const SYSTEM_USER: &str = "INSERT INTO system_user_use (system_user_id, last_used_at, last_used_ip) SELECT id, ?2, ?3 FROM system_user WHERE id = ?1 \
     ON CONFLICT (system_user_id) DO UPDATE SET last_used_at = excluded.last_used_at, last_used_ip = coalesce(excluded.last_used_ip, last_used_ip) \
     WHERE excluded.last_used_at >= system_user_use.last_used_at";
const ACTIVITY: &str = "INSERT INTO activity (system_user_id, hour, calls, introspections) SELECT id, ?2, ?3, ?4 FROM system_user WHERE id = ?1 \
     ON CONFLICT (system_user_id, hour) DO UPDATE SET calls = calls + excluded.calls, introspections = introspections + excluded.introspections";

/// Notes the use of tokens, as one batch.
pub fn note(used: &[Used]) -> Sealed {
    let mut statements = Vec::new();
    for one in used {
        statements.push(Statement { sql: TOKEN, params: params![one.token.as_str(), one.at] });
        statements
            .push(Statement { sql: SYSTEM_USER, params: params![one.system_user.as_str(), one.at, one.ip.as_deref()] });
        for h in &one.hours {
            let params = params![one.system_user.as_str(), h.hour, h.calls, h.introspections];
            statements.push(Statement { sql: ACTIVITY, params });
        }
    }
    Sealed::figures(statements)
}

/// The hour since 1970 of an instant.
pub const fn hour(at: Instant) -> i64 {
    at.millis() / HOUR
}
