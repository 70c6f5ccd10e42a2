//! Deliveries: an event on its way to a webhook. Not audited: they are a log of their own; what people do to them is.

mod due;
mod event;
mod replay;

use domain::ids::{DeliveryId, EventId, MessageId, SubaccountId, WebhookId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::db::{AFTER_ALL_IDS, Db, DbError, Query, Reading, Row};
use crate::params;
use crate::scope::{in_scope, scope};

pub use due::{Due, Next, Tried, claim, delivered, due, failed, left_over, next, purge_figures, untold};
pub use event::{Before, EventRow};
pub use replay::{Which, again, late, meant};

/// A delivery as stored.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// The id.
    pub id: DeliveryId,
    /// The event.
    pub event: EventId,
    /// `mo`, `status` or `token`.
    pub kind: String,
    /// The webhook.
    pub webhook: WebhookId,
    /// Its name, if it is still there.
    pub webhook_name: Option<String>,
    /// Its status, if it is still there.
    pub webhook_status: Option<String>,
    /// The message.
    pub message: MessageId,
    /// Whose it is.
    pub subaccount: Option<SubaccountId>,
    /// The person as written; none when the message is gone.
    pub person: Option<String>,
    /// JSON: what an event about a token says.
    pub about: Option<String>,
    /// The number in the conversation.
    pub sequence: i64,
    /// `pending`, `delivered` or `dead`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was last tried.
    pub last_attempt_at: Option<Instant>,
    /// When it is tried next.
    pub next_attempt_at: Option<Instant>,
    /// The status of the last answer.
    pub last_status: Option<i64>,
    /// How long the last try took.
    pub last_ms: Option<i64>,
    /// What went wrong at the last try.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Instant,
}

macro_rules! columns {
    () => {
        "SELECT d.id, d.event_id, coalesce(e.topic, e.kind) AS kind, d.webhook_id, w.name AS webhook_name, w.status, d.message_id, d.subaccount_id, m.person, iif(e.topic IS NULL, NULL, e.detail) AS about, d.sequence, \
           d.state, d.attempts, d.last_attempt_at, d.next_attempt_at, d.last_status, d.last_ms, d.last_error, d.created_at"
    };
}
macro_rules! from {
    ($delivery:literal) => {
        concat!(
            " FROM ",
            $delivery,
            " CROSS JOIN event e ON e.id = d.event_id LEFT JOIN webhook w ON w.id = d.webhook_id \
              LEFT JOIN message m ON m.id = d.message_id WHERE "
        )
    };
}

fn read(row: &mut Row) -> Result<DeliveryRow, DbError> {
    Ok(DeliveryRow {
        id: row.parse()?,
        event: row.parse()?,
        kind: row.text()?,
        webhook: row.parse()?,
        webhook_name: row.opt_text()?,
        webhook_status: row.opt_text()?,
        message: row.parse()?,
        subaccount: row.opt_parse()?,
        person: row.opt_text()?,
        about: row.opt_text()?,
        sequence: row.int()?,
        state: row.text()?,
        attempts: row.int()?,
        last_attempt_at: row.opt_at()?,
        next_attempt_at: row.opt_at()?,
        last_status: row.opt_int()?,
        last_ms: row.opt_int()?,
        last_error: row.opt_text()?,
        created_at: row.at()?,
    })
}

/// What a list of deliveries is limited to.
#[derive(Debug, Default)]
pub struct Filter<'a> {
    /// To this webhook.
    pub webhook: Option<&'a WebhookId>,
    /// In this state.
    pub state: Option<&'static str>,
    /// Made then or later.
    pub from: Option<Instant>,
    /// Made before.
    pub to: Option<Instant>,
}

/// A list by one index, from its newest to its oldest end: `?2` and `?3` are ids, as ids sort by time.
macro_rules! list {
    ($index:literal, $where:literal) => {
        concat!(
            columns!(),
            from!($index),
            in_scope!("d.account_id", "d.subaccount_id"),
            $where,
            "AND d.id >= ?2 AND d.id < ?3 ORDER BY d.id DESC LIMIT ?4"
        )
    };
}

const LIST: &str = list!("delivery d INDEXED BY delivery_by_account", "");
const LIST_STATE: &str = list!("delivery d INDEXED BY delivery_by_state", "AND d.state = ?5 ");
const LIST_WEBHOOK: &str = list!("delivery d INDEXED BY delivery_by_webhook", "AND d.webhook_id = ?5 ");
const LIST_BOTH: &str =
    list!("delivery d INDEXED BY delivery_by_webhook_state", "AND d.webhook_id = ?5 AND d.state = ?6 ");

/// A page of the deliveries, the newest first.
pub async fn list(
    db: &impl Db,
    can: &Can<WebhooksManage>,
    filter: &Filter<'_>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<DeliveryRow>, DbError> {
    let first = |at: Instant| DeliveryId::new(at, [0; 10]).to_string();
    let from = filter.from.map(first).unwrap_or_default();
    let before = filter.to.map(first).into_iter().chain(after.map(str::to_owned)).min();
    let mut params = params![scope(can), from, before.as_deref().unwrap_or(AFTER_ALL_IDS), limit];
    params.extend(filter.webhook.map(|id| id.as_str().into()));
    params.extend(filter.state.map(Into::into));
    let sql = match (filter.webhook, filter.state) {
        (None, None) => LIST,
        (None, Some(_)) => LIST_STATE,
        (Some(_), None) => LIST_WEBHOOK,
        (Some(_), Some(_)) => LIST_BOTH,
    };
    db.query(&Query::new(sql, params)).await?.into_iter().map(|mut row| read(&mut row)).collect()
}

/// A try, as it is kept.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct TryRow {
    /// When.
    pub at: i64,
    /// The status of the answer.
    pub status: Option<i64>,
    /// How long it took.
    pub ms: i64,
    /// Why there was no answer.
    pub error: Option<String>,
}

/// A delivery with all that is known of it.
#[derive(Debug, Clone)]
pub struct DetailRow {
    /// The delivery.
    pub delivery: DeliveryRow,
    /// The address of the last try.
    pub sent_to: Option<String>,
    /// The beginning of the last answer.
    pub excerpt: Option<String>,
    /// The tries, the oldest first.
    pub tries: Vec<TryRow>,
    /// What is delivered.
    pub event: EventRow,
}

const GET: &str = concat!(
    columns!(),
    ", d.sent_to, d.excerpt, d.tries, ",
    event::columns!(),
    " FROM delivery d ",
    event::joins!(),
    "LEFT JOIN webhook w ON w.id = d.webhook_id WHERE ",
    in_scope!("d.account_id", "d.subaccount_id"),
    "AND d.id = ?2"
);

/// One delivery.
pub fn get(can: &Can<WebhooksManage>, id: &DeliveryId) -> Reading<Option<DetailRow>> {
    Reading::first(GET, params![scope(can), id.as_str()], |mut row| {
        Ok(DetailRow {
            delivery: read(&mut row)?,
            sent_to: row.opt_text()?,
            excerpt: row.opt_text()?,
            tries: row.json()?,
            event: event::read(&mut row)?,
        })
    })
}
