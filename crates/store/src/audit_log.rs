//! The audit log of an account, a page at a time, by what an index finds.

use domain::audit::Action;
use domain::ids::{AuditId, RequestId};
use domain::permission::AuditRead;
use domain::principal::Can;
use domain::time::Instant;

use crate::db::{AFTER_ALL_IDS, Db, DbError, Reading, Row, Value, both};
use crate::params;

/// An event as stored.
#[derive(Debug, Clone)]
pub struct LogRow {
    /// The id.
    pub id: String,
    /// Its place.
    pub seq: Option<i64>,
    /// When.
    pub at: Instant,
    /// `person`, `system_user` or `deployment`.
    pub actor_kind: String,
    /// Who did it.
    pub actor_id: Option<String>,
    /// Their name at that time.
    pub actor_name: Option<String>,
    /// The right under which they did it.
    pub permission: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// By which request; none when what is stored is no id of one.
    pub request: Option<RequestId>,
    /// From where.
    pub ip: Option<String>,
    /// What it says, as JSON.
    pub detail: String,
    /// Its digest.
    pub hash: Option<String>,
}

/// Which events are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// By whom.
    pub actor: Option<&'a str>,
    /// What.
    pub action: Option<Action>,
    /// To what.
    pub subject: Option<&'a str>,
    /// At this time or later.
    pub from: Option<Instant>,
    /// Before this time.
    pub to: Option<Instant>,
}

/// How many events a page with several filters goes through.
const GONE_THROUGH: i64 = 300;

/// A page.
#[derive(Debug)]
pub struct Found {
    /// The events, the newest first.
    pub rows: Vec<LogRow>,
    /// The id behind which the next page begins, if there may be one.
    pub next: Option<String>,
}

// ?1 account, ?2 before this id, ?3 from this id, ?4 how many are gone through; then the three filters.
macro_rules! through {
    ($index:literal, $key:literal) => {
        concat!(
            "FROM audit_event INDEXED BY ",
            $index,
            " WHERE ",
            $key,
            "account_id = ?1 AND id < ?2 AND id >= ?3 ORDER BY id DESC LIMIT ?4"
        )
    };
}

macro_rules! page {
    ($index:literal, $key:literal) => {
        concat!(
            "WITH page AS (SELECT id, seq, at, actor_kind, actor_id, actor_name, permission, action, subject_id, request_id, ip, detail, hash ",
            through!($index, $key),
            ") SELECT * FROM page WHERE (?5 IS NULL OR actor_id = ?5) AND (?6 IS NULL OR action = ?6) \
               AND (?7 IS NULL OR subject_id = ?7) ORDER BY id DESC LIMIT ?8"
        )
    };
}

macro_rules! counted {
    ($index:literal, $key:literal) => {
        concat!("SELECT count(*) AS n, min(id) AS last FROM (SELECT id ", through!($index, $key), ")")
    };
}

/// The statements of one way to look them up: the page, and what it went through.
type Way = (&'static str, &'static str);

const BY_SUBJECT: Way = (
    page!("audit_event_by_subject_id", "subject_id = ?7 AND "),
    counted!("audit_event_by_subject_id", "subject_id = ?5 AND "),
);
const BY_ACTOR: Way =
    (page!("audit_event_by_actor", "actor_id = ?5 AND "), counted!("audit_event_by_actor", "actor_id = ?5 AND "));
const BY_ACTION: Way =
    (page!("audit_event_by_action", "action = ?6 AND "), counted!("audit_event_by_action", "action = ?5 AND "));
const ALL: Way = (page!("audit_event_by_account", ""), counted!("audit_event_by_account", ""));

fn read(mut row: Row) -> Result<LogRow, DbError> {
    let (id, seq, at, actor_kind) = (row.text()?, row.opt_int()?, row.at()?, row.text()?);
    let (actor_id, actor_name, permission) = (row.opt_text()?, row.opt_text()?, row.opt_text()?);
    // Whoever changed a row behind the service hides neither the row nor the page.
    let (action, subject, request) = (row.text()?, row.text()?, RequestId::try_from(row.text()?).ok());
    let (ip, detail, hash) = (row.opt_text()?, row.text()?, row.opt_text()?);
    Ok(LogRow { id, seq, at, actor_kind, actor_id, actor_name, permission, action, subject, request, ip, detail, hash })
}

/// The least id of this time: ids sort by the time of their making, which is their event's.
fn id_at(at: Instant) -> String {
    AuditId::new(at, [0; 10]).to_string()
}

/// A page of events, the newest first, at most `limit`. With several filters a page may have few and go on all the same: what is
/// gone through for it is bounded.
pub async fn list(
    db: &impl Db,
    can: &Can<AuditRead>,
    filter: &Filter<'_>,
    after: Option<&str>,
    limit: i64,
) -> Result<Found, DbError> {
    let Filter { actor, action, subject, from, to } = *filter;
    let action = action.map(Action::as_str);
    let (way, key) = match (subject, actor, action) {
        (Some(subject), _, _) => (BY_SUBJECT, Some(subject)),
        (None, Some(actor), _) => (BY_ACTOR, Some(actor)),
        (None, None, Some(action)) => (BY_ACTION, Some(action)),
        (None, None, None) => (ALL, None),
    };
    let several = [subject, actor, action].iter().flatten().count() > 1;
    // One more than is shown: whether there is more.
    let asked = limit + 1;
    let through = if several { GONE_THROUGH.max(asked) } else { asked };
    let until = to.map(id_at);
    let after = after.unwrap_or(AFTER_ALL_IDS);
    let before = until.as_deref().map_or(after, |until| until.min(after)).to_owned();
    let from = from.map(id_at).unwrap_or_default();
    let place: Vec<Value> = params![can.account().as_str(), before, from, through];
    let mut page = place.clone();
    page.extend(params![actor, action, subject, asked]);
    let rows = Reading::new(way.0, page, |rows| rows.into_iter().map(read).collect());
    let (mut rows, stopped): (Vec<LogRow>, Option<String>) = if several {
        let mut counted = place;
        counted.extend(key.map(Value::from));
        // The last one that was looked at, where it was not the last one that there is.
        let stopped = Reading::first(way.1, counted, move |mut row| Ok((row.int()?, row.opt_text()?)))
            .map(move |found| Ok(found.and_then(|(n, last)| last.filter(|_| n == through))));
        both(db, rows, stopped).await?
    } else {
        (rows.of(db).await?, None)
    };
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = if more { rows.last().map(|row| row.id.clone()) } else { stopped };
    Ok(Found { rows, next })
}
