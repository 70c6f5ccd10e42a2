//! Why calls of system users were refused: figures, written by the gate's counters (`usage`), shown to those who manage
//! the system user.

use domain::ids::{CredentialId, RefusalId, RequestId, SystemUserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::{DAY, Instant};

use crate::db::{AFTER_ALL_IDS, DbError, Reading, Row};
use crate::params;
use crate::scope::{in_scope, scope};

/// How long they are kept, in milliseconds.
pub const KEEP: i64 = 7 * DAY;

/// What had been done that explains a refusal: what, when, and by whom.
pub type Cause = (String, i64, Option<String>);

/// Refused calls as stored, with what explains them.
#[derive(Debug, Clone)]
pub struct RefusalRow {
    /// The id.
    pub id: RefusalId,
    /// Whose token it is.
    pub system_user: SystemUserId,
    /// Its username.
    pub username: String,
    /// The token.
    pub token: CredentialId,
    /// How it ends, when it is a token.
    pub tail: Option<String>,
    /// What it is called, when it is a key or a rule by which an issuer is trusted.
    pub key_name: Option<String>,
    /// Why, as the gate names it.
    pub reason: String,
    /// The claim that the last one lacked, as the rule names it.
    pub claim: Option<String>,
    /// The first of them.
    pub first_at: Instant,
    /// The last.
    pub last_at: Instant,
    /// How many.
    pub calls: i64,
    /// From where the last one came.
    pub ip: Option<String>,
    /// The first requests.
    pub requests: Vec<RequestId>,
    /// The end that the token was given.
    pub expires_at: Option<Instant>,
    /// When it stopped for another reason.
    pub revoked_at: Option<Instant>,
    /// What explains it.
    pub cause: Option<Cause>,
}

/// Which of them.
#[derive(Debug, Default)]
pub struct Filter<'a> {
    /// Of tokens with this end.
    pub tail: Option<&'a str>,
    /// Of this request.
    pub request: Option<&'a RequestId>,
    /// Of this system user.
    pub system_user: Option<&'a SystemUserId>,
    /// At this time or later.
    pub from: Option<Instant>,
    /// Before this time.
    pub to: Option<Instant>,
}

// What ended a token is the event that its row was last written by; what switched a system user off, or renamed it, is the
// newest event of that action before the call.
macro_rules! list {
    ($index:literal, $of:literal) => {
        concat!(
            "SELECT r.id, u.id, u.username, r.token_id, coalesce(t.tail, b.tail), coalesce(k.name, tr.name) AS key_name, r.reason, r.claim, r.first_at, r.last_at, r.calls, r.ip, r.request_ids, coalesce(t.expires_at, b.expires_at), coalesce(t.revoked_at, k.revoked_at, b.ended_at, tr.revoked_at), \
             (SELECT json_array(e.action, e.at, coalesce(p.name, e.actor_name)) FROM audit_event e \
               LEFT JOIN person p ON p.account_id = e.account_id AND p.id = e.actor_id \
               WHERE e.id = CASE r.reason WHEN 'revoked' THEN coalesce(t.event_id, k.event_id, tr.event_id) \
                 WHEN 'inactive' THEN (SELECT max(id) FROM audit_event WHERE subject_id = u.id AND action = 'system_user.deactivated' AND at <= r.last_at) \
                 WHEN 'username' THEN (SELECT max(id) FROM audit_event WHERE subject_id = u.id AND action = 'system_user.updated' AND at <= r.last_at) END) \
             FROM refusal r INDEXED BY ", $index, " CROSS JOIN system_user u ON u.id = r.system_user_id LEFT JOIN token t ON t.id = r.token_id LEFT JOIN client_key k ON k.id = r.token_id \
             LEFT JOIN bought_token b ON b.id = r.token_id LEFT JOIN trust_rule tr ON tr.id = coalesce(b.rule_id, r.token_id) \
             WHERE r.account_id = ?1 ->> 'account' AND ", $of, " AND r.id < ?2 AND ",
            in_scope!("u.account_id", "u.subaccount_id"),
            "AND (?5 IS NULL OR coalesce(t.tail, b.tail) = ?5) AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(r.request_ids) WHERE value = ?6)) \
             AND (?7 IS NULL OR r.last_at >= ?7) AND (?8 IS NULL OR r.first_at < ?8) ORDER BY r.id DESC LIMIT ?3"
        )
    };
}

const ALL: &str = list!("refusal_by_account", "?4 IS NULL");
const OF_ONE: &str = list!("refusal_by_system_user", "r.system_user_id = ?4");

fn read(mut row: Row) -> Result<RefusalRow, DbError> {
    Ok(RefusalRow {
        id: row.parse()?,
        system_user: row.parse()?,
        username: row.text()?,
        token: row.parse()?,
        tail: row.opt_text()?,
        key_name: row.opt_text()?,
        reason: row.text()?,
        claim: row.opt_text()?,
        first_at: row.at()?,
        last_at: row.at()?,
        calls: row.int()?,
        ip: row.opt_text()?,
        requests: row.json()?,
        expires_at: row.opt_at()?,
        revoked_at: row.opt_at()?,
        cause: row.opt_json()?,
    })
}

/// A page of refused calls of the system users that the permission reaches, the newest first.
pub fn list(
    can: &Can<SystemUsersManage>,
    filter: &Filter<'_>,
    after: Option<&str>,
    limit: i64,
) -> Reading<Vec<RefusalRow>> {
    let params = params![
        scope(can),
        after.unwrap_or(AFTER_ALL_IDS),
        limit,
        filter.system_user.map(SystemUserId::as_str),
        filter.tail,
        filter.request.map(RequestId::as_str),
        filter.from,
        filter.to,
    ];
    let sql = if filter.system_user.is_some() { OF_ONE } else { ALL };
    Reading::new(sql, params, |rows| rows.into_iter().map(read).collect())
}
