//! Figures of use: written seldom, by the gate's counters.

use std::collections::BTreeMap;

use domain::ids::{CredentialId, RefusalId, RequestId, SystemUserId};
use domain::latency::Took;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::{HOUR, Instant};

use crate::db::{DbError, Reading, Row, Sealed, Statement};
use crate::params;

/// What one token did since the last note.
#[derive(Debug, Clone)]
pub struct Used {
    /// The token.
    pub token: CredentialId,
    /// Its system user.
    pub system_user: SystemUserId,
    /// The last time that it was accepted.
    pub at: Instant,
    /// From where it called, when it did.
    pub ip: Option<String>,
    /// By what program, as it says.
    pub agent: Option<String>,
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
    /// How long the calls took.
    pub took: Took,
}

impl Used {
    /// Counts a call in the hour of [`Used::at`] that took so many milliseconds.
    pub fn count_call(&mut self, millis: i64) {
        if let Some(hour) = self.hour() {
            hour.calls += 1;
            hour.took.count(millis);
        }
    }

    /// Counts an introspection in that hour.
    pub fn count_introspection(&mut self) {
        if let Some(hour) = self.hour() {
            hour.introspections += 1;
        }
    }

    /// Counts what was taken and could not be written, before what came meanwhile.
    pub fn put_back(&mut self, hours: &[Hour]) {
        let mut all = hours.to_vec();
        for since in std::mem::take(&mut self.hours) {
            match all.last_mut() {
                Some(last) if last.hour == since.hour => {
                    last.calls += since.calls;
                    last.introspections += since.introspections;
                    last.took.add(&since.took);
                }
                _ => all.push(since),
            }
        }
        self.hours = all;
    }

    fn hour(&mut self) -> Option<&mut Hour> {
        let hour = hour(self.at);
        if self.hours.last().is_none_or(|last| last.hour != hour) {
            self.hours.push(Hour { hour, calls: 0, introspections: 0, took: Took::default() });
        }
        self.hours.last_mut()
    }
}

/// Of how many tokens the use is noted in one batch.
pub const TOGETHER: usize = 500;

// The token may be gone by now: then nothing is noted. `WHERE true` tells the upsert's ON from a join's.
const TOKENS: &str = "INSERT INTO token_use (token_id, last_used_at, first_used_at, last_used_ip, last_used_agent) \
     SELECT t.id, used.value ->> 'at', used.value ->> 'at', used.value ->> 'ip', used.value ->> 'agent' FROM json_each(?1) AS used \
       JOIN token AS t ON t.id = json_extract(used.value, '$.token') WHERE true \
     ON CONFLICT (token_id) DO UPDATE SET last_used_at = excluded.last_used_at, first_used_at = coalesce(first_used_at, excluded.first_used_at), \
       last_used_ip = coalesce(excluded.last_used_ip, last_used_ip), last_used_agent = coalesce(excluded.last_used_agent, last_used_agent) \
     WHERE excluded.last_used_at >= token_use.last_used_at";
const KEYS: &str = "INSERT INTO client_key_use (key_id, last_used_at, last_used_ip) \
     SELECT k.id, used.value ->> 'at', used.value ->> 'ip' FROM json_each(?1) AS used JOIN client_key AS k ON k.id = used.value ->> 'token' WHERE true \
     ON CONFLICT (key_id) DO UPDATE SET last_used_at = excluded.last_used_at, last_used_ip = coalesce(excluded.last_used_ip, last_used_ip) \
     WHERE excluded.last_used_at >= client_key_use.last_used_at";
const RULES: &str = "INSERT INTO trust_rule_use (rule_id, last_used_at, last_used_ip) \
     SELECT r.id, used.value ->> 'at', used.value ->> 'ip' FROM json_each(?1) AS used JOIN trust_rule AS r ON r.id = used.value ->> 'token' WHERE true \
     ON CONFLICT (rule_id) DO UPDATE SET last_used_at = excluded.last_used_at, last_used_ip = coalesce(excluded.last_used_ip, last_used_ip) \
     WHERE excluded.last_used_at >= trust_rule_use.last_used_at";
const SYSTEM_USERS: &str = "INSERT INTO system_user_use (system_user_id, last_used_at, last_used_ip) \
     SELECT u.id, json_extract(used.value, '$.at'), json_extract(used.value, '$.ip') FROM json_each(?1) AS used \
       JOIN system_user AS u ON u.id = json_extract(used.value, '$.system_user') WHERE true \
     ON CONFLICT (system_user_id) DO UPDATE SET last_used_at = excluded.last_used_at, last_used_ip = coalesce(excluded.last_used_ip, last_used_ip) \
     WHERE excluded.last_used_at >= system_user_use.last_used_at";
const ACTIVITY: &str = "INSERT INTO activity (system_user_id, hour, calls, introspections) \
     SELECT u.id, json_extract(h.value, '$[0]'), json_extract(h.value, '$[1]'), json_extract(h.value, '$[2]') \
       FROM json_each(?1) AS used JOIN json_each(used.value, '$.hours') AS h \
       JOIN system_user AS u ON u.id = json_extract(used.value, '$.system_user') WHERE true \
     ON CONFLICT (system_user_id, hour) DO UPDATE SET calls = calls + excluded.calls, introspections = introspections + excluded.introspections";

const LATENCY: &str = "INSERT INTO usage_figure (system_user_id, hour, kind, calls) \
     SELECT u.id, h.value ->> 0, 'ms.' || b.key, b.value \
       FROM json_each(?1) AS used JOIN json_each(used.value, '$.hours') AS h JOIN json_each(h.value, '$[3]') AS b \
       JOIN system_user AS u ON u.id = used.value ->> 'system_user' WHERE b.value > 0 \
     ON CONFLICT (system_user_id, hour, kind) DO UPDATE SET calls = calls + excluded.calls";

/// Notes the use of up to [`TOGETHER`] tokens, keys and rules, as one batch of four statements to six.
pub fn note(used: &[Used]) -> Sealed {
    let all: Vec<_> = used
        .iter()
        .map(|one| {
            let hours: Vec<_> =
                one.hours.iter().map(|h| serde_json::json!([h.hour, h.calls, h.introspections, h.took])).collect();
            serde_json::json!({
                "token": one.token.as_str(), "system_user": one.system_user.as_str(), "at": one.at.millis(),
                "ip": one.ip, "agent": one.agent, "hours": hours,
            })
        })
        .collect();
    let all = serde_json::Value::from(all).to_string();
    let noted = |sql| Statement { sql, params: params![all.as_str()] };
    // Keys and rules are rare: without one there is nothing to note of them.
    let keys = used.iter().any(|one| matches!(one.token, CredentialId::Key(_))).then_some(KEYS);
    let rules = used.iter().any(|one| matches!(one.token, CredentialId::Trust(_))).then_some(RULES);
    Sealed::figures([TOKENS, SYSTEM_USERS, ACTIVITY, LATENCY].into_iter().chain(keys).chain(rules).map(noted).collect())
}

/// Refused calls with one token, for one reason, since the last note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedUse {
    /// The system user.
    pub system_user: SystemUserId,
    /// The token.
    pub token: CredentialId,
    /// Why.
    pub reason: &'static str,
    /// The claim that the last one lacked, as the rule names it.
    pub claim: Option<String>,
    /// The first of them.
    pub first: Instant,
    /// The last of them.
    pub at: Instant,
    /// From where the last one came.
    pub ip: Option<String>,
    /// The first requests.
    pub requests: Vec<RequestId>,
    /// How many in each hour since 1970.
    pub hours: Vec<(i64, i64)>,
}

impl RefusedUse {
    /// Counts one more.
    pub fn count(&mut self, at: Instant) {
        if self.hours.is_empty() {
            self.first = at;
        }
        self.at = at;
        let hour = hour(at);
        match self.hours.last_mut() {
            Some((last, n)) if *last == hour => *n += 1,
            _ => self.hours.push((hour, 1)),
        }
    }
}

const LAST_REFUSED: &str = "UPDATE system_user SET last_refused_key = r.at \
     FROM (SELECT value ->> 'system_user' AS id, max(value ->> 'at') AS at FROM json_each(?1) GROUP BY 1) AS r \
     WHERE system_user.id = r.id AND last_refused_key < r.at";
const REFUSED: &str = "INSERT INTO activity (system_user_id, hour, calls, refused) \
     SELECT u.id, h.value ->> 0, 0, h.value ->> 1 \
       FROM json_each(?1) AS r JOIN json_each(r.value, '$.hours') AS h JOIN system_user AS u ON u.id = r.value ->> 'system_user' WHERE true \
     ON CONFLICT (system_user_id, hour) DO UPDATE SET refused = refused + excluded.refused";
const REASONS: &str = "INSERT INTO usage_figure (system_user_id, hour, kind, calls) \
     SELECT u.id, h.value ->> 0, 'refused.' || (r.value ->> 'reason'), h.value ->> 1 \
       FROM json_each(?1) AS r JOIN json_each(r.value, '$.hours') AS h JOIN system_user AS u ON u.id = r.value ->> 'system_user' WHERE true \
     ON CONFLICT (system_user_id, hour, kind) DO UPDATE SET calls = calls + excluded.calls";
const WHY: &str = "INSERT INTO refusal (id, account_id, system_user_id, token_id, reason, first_at, last_at, calls, ip, request_ids, claim) \
     SELECT r.value ->> 'id', u.account_id, u.id, r.value ->> 'token', r.value ->> 'reason', r.value ->> 'first', r.value ->> 'at', \
       (SELECT sum(value ->> 1) FROM json_each(r.value, '$.hours')), r.value ->> 'ip', r.value -> 'requests', r.value ->> 'claim' \
     FROM json_each(?1) AS r JOIN system_user AS u ON u.id = r.value ->> 'system_user'";

/// Notes refused calls of up to [`TOGETHER`] kinds, each with an id of its own, as one batch of four statements.
pub fn note_refused<'a>(refused: impl IntoIterator<Item = (RefusalId, &'a RefusedUse)>) -> Sealed {
    let all = refused.into_iter().map(|(id, one)| {
        serde_json::json!({
            "id": id, "system_user": one.system_user, "token": one.token, "reason": one.reason, "first": one.first.millis(),
            "at": one.at.millis(), "ip": one.ip, "requests": one.requests, "hours": one.hours, "claim": one.claim,
        })
    });
    let all = serde_json::Value::from_iter(all).to_string();
    let noted = |sql| Statement { sql, params: params![all.as_str()] };
    Sealed::figures([LAST_REFUSED, REFUSED, REASONS, WHY].map(noted).into())
}

/// What a system user did in an hour.
#[derive(Debug, Clone, Default)]
pub struct UsageRow {
    /// The hour since 1970.
    pub hour: i64,
    /// Answered calls.
    pub calls: i64,
    /// Introspections.
    pub introspections: i64,
    /// Refused calls.
    pub refused: i64,
    /// These by reason, as far as it was noted.
    pub reasons: BTreeMap<String, i64>,
    /// How long the answered ones took.
    pub took: Took,
}

const OF_SYSTEM_USER: &str = "SELECT a.hour, a.calls, a.introspections, a.refused, \
       (SELECT json_group_object(f.kind, f.calls) FROM usage_figure f WHERE f.system_user_id = a.system_user_id AND f.hour = a.hour) \
     FROM activity a WHERE a.system_user_id = ?1 AND a.hour >= ?2 ORDER BY a.hour";

/// Is there a system user of this id within reach? And what it did from an hour on, which is shown to nobody if not.
pub fn of_system_user(
    can: &Can<SystemUsersManage>,
    id: &SystemUserId,
    first: i64,
) -> (Reading<bool>, Reading<Vec<UsageRow>>) {
    (crate::history::is_within_reach(can, id), Reading::new(OF_SYSTEM_USER, params![id.as_str(), first], read))
}

fn read(rows: Vec<Row>) -> Result<Vec<UsageRow>, DbError> {
    rows.into_iter()
        .map(|mut row| {
            let mut read = UsageRow {
                hour: row.int()?,
                calls: row.int()?,
                introspections: row.int()?,
                refused: row.int()?,
                ..UsageRow::default()
            };
            for (kind, calls) in row.json::<BTreeMap<String, i64>>()? {
                match kind.split_once('.') {
                    Some(("refused", reason)) => _ = read.reasons.insert(reason.to_owned(), calls),
                    Some(("ms", place)) => read.took.add_at(place.parse().unwrap_or(usize::MAX), calls),
                    _ => {}
                }
            }
            Ok(read)
        })
        .collect()
}

/// The hour since 1970 of an instant.
pub const fn hour(at: Instant) -> i64 {
    at.millis() / HOUR
}
