//! Who asked for a link to choose a new password. The line is the same whether somebody has the address or not; who has
//! one is looked up later, for all at once, so that nothing about a request depends on it.

use domain::ids::RequestId;
use domain::time::Instant;

use crate::db::{Db, DbError, Query, Sealed, Statement};
use crate::params;
use crate::people::{self, PersonRow, json_ids, person_columns, person_joins};
use crate::seen::{self, Seen};

const ASK: &str = "INSERT INTO reset_request (email_key, asked_at, request_id, ip) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (email_key) DO NOTHING";

/// Notes that somebody asked. An address that waits already waits once.
pub fn ask(email_key: &str, at: Instant, request: &RequestId, ip: Option<&str>) -> Sealed {
    Sealed::figures(vec![Statement { sql: ASK, params: params![email_key, at, request.as_str(), ip] }])
}

/// A person who asked.
#[derive(Debug)]
pub struct Asked {
    /// The person.
    pub person: Seen<PersonRow>,
    /// The name of their account.
    pub account_name: String,
    /// The address as it is compared.
    pub email_key: String,
    /// The request that asked.
    pub request: RequestId,
    /// From where.
    pub ip: Option<String>,
}

const DUE: &str = concat!(
    "SELECT ",
    person_columns!(),
    ", a.name, q.email_key, q.request_id, q.ip FROM reset_request q CROSS JOIN person p ON p.email_key = q.email_key \
     JOIN account a ON a.id = p.account_id ",
    person_joins!(),
    " WHERE q.asked_at <= ?1 AND p.status = 'active' \
       AND NOT EXISTS (SELECT 1 FROM one_time_link l WHERE l.person_id = p.id AND l.created_at > ?2 AND l.expires_at > ?1) LIMIT ?3"
);

/// Those who asked until now and are somebody, have access, and got no link since `kept_since`.
pub async fn due(db: &impl Db, now: Instant, kept_since: Instant, limit: i64) -> Result<Vec<Asked>, DbError> {
    let rows = db.query(&Query::new(DUE, params![now, kept_since, limit])).await?;
    rows.into_iter()
        .map(|mut row| {
            let person = people::read(&mut row)?;
            let still = seen::person(person.id.as_str(), person.version, person.role.version, None);
            Ok(Asked {
                person: Seen::new(person, still),
                account_name: row.text()?,
                email_key: row.text()?,
                request: row.parse()?,
                ip: row.opt_text()?,
            })
        })
        .collect()
}

const DONE: &str = "DELETE FROM reset_request WHERE email_key IN (SELECT value FROM json_each(?1))";

/// These were looked after.
pub fn done(asked: &[Asked]) -> Sealed {
    let keys = json_ids(asked.iter().map(|one| one.email_key.as_str()));
    Sealed::figures(vec![Statement { sql: DONE, params: params![keys] }])
}

/// How many are cleared away at once: whoever asks for thousands of addresses leaves the others to the next minutes.
const CLEARED: i64 = 5_000;
const CLEAR: &str = "DELETE FROM reset_request WHERE email_key IN (SELECT email_key FROM reset_request \
     INDEXED BY reset_request_by_age WHERE asked_at <= ?1 ORDER BY asked_at LIMIT ?2)";

/// Nothing is left to do for all who asked until now.
pub fn clear(now: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: CLEAR, params: params![now, CLEARED] }])
}
