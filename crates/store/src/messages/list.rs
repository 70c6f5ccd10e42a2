//! Reading messages, and what became of them.

use domain::ids::{ChannelId, DeliveryId, EventId, InboundSourceId, MessageId, SubaccountId, SystemUserId, WebhookId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::db::{AFTER_ALL_IDS, DbError, Reading, Row};
use crate::params;
use crate::scope::{in_scope, scope};

/// A message as stored.
#[derive(Debug, Clone)]
pub struct MessageRow {
    /// The id.
    pub id: MessageId,
    /// `in` or `out`.
    pub direction: String,
    /// The source that brought it.
    pub source: Option<InboundSourceId>,
    /// The channel that it left by.
    pub channel: Option<ChannelId>,
    /// The source or channel: name and provider or kind; none when it is gone.
    pub connection: Option<(String, String)>,
    /// Whose it is.
    pub subaccount_id: Option<SubaccountId>,
    /// Name and reference name of the subaccount; none when it is gone.
    pub subaccount: Option<(String, String)>,
    /// Who sent it.
    pub system_user: Option<SystemUserId>,
    /// The person as written.
    pub person: String,
    /// Our number.
    pub origin: String,
    /// What it is made of.
    pub kind: String,
    /// How far it has come.
    pub state: String,
    /// Why it failed.
    pub error: Option<String>,
    /// The carrier's id.
    pub carrier_id: Option<String>,
    /// The sender's own id.
    pub correlation_id: Option<String>,
    /// When it was written.
    pub at: Instant,
    /// When it came.
    pub received_at: Instant,
    /// The first 2,000 characters of its text: a page of them is one answer of the database.
    pub text: Option<String>,
}

/// What part of the list is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// `in` or `out`.
    pub direction: Option<&'a str>,
    /// Of this subaccount, or of none.
    pub subaccount: Option<Option<&'a SubaccountId>>,
    /// From or to this person, by key.
    pub person_key: Option<&'a str>,
    /// With this id of the sender's own.
    pub correlation_id: Option<&'a str>,
    /// With this id of the carrier.
    pub carrier_id: Option<&'a str>,
    /// That came then or later.
    pub from: Option<Instant>,
    /// That came before.
    pub to: Option<Instant>,
    /// Id of the last one seen.
    pub after: Option<&'a str>,
    /// How many at most.
    pub limit: i64,
}

macro_rules! columns {
    () => {
        "SELECT m.id AS id, m.direction AS direction, m.source_id AS source_id, m.channel_id AS channel_id, \
           coalesce(i.name, c.name) AS connection_name, coalesce(i.provider, c.kind) AS connection_kind, \
           m.subaccount_id AS subaccount_id, s.name AS subaccount_name, s.reference_name AS reference_name, \
           m.system_user_id AS system_user_id, m.person AS person, m.origin AS origin, m.kind AS kind, m.state AS state, \
           m.error AS error, m.carrier_id AS carrier_id, m.correlation_id AS correlation_id, m.at AS at, \
           m.received_at AS received_at, substr(coalesce(m.content ->> '$.content.text', m.content ->> '$.text'), 1, 2000) AS body"
    };
}

macro_rules! joined {
    () => {
        " LEFT JOIN inbound_source i ON i.id = m.source_id LEFT JOIN channel c ON c.id = m.channel_id \
          LEFT JOIN subaccount s ON s.id = m.subaccount_id "
    };
}

// One direction of a list: the head of one run of an index. Filters beside the one of the index are looked at row by row.
macro_rules! run {
    ($index:literal, $is:literal, $direction:literal) => {
        concat!(
            "SELECT id FROM (SELECT id FROM message INDEXED BY ",
            $index,
            " WHERE ",
            in_scope!("account_id", "subaccount_id"),
            " AND ",
            $is,
            " AND direction = '",
            $direction,
            "' AND id < ?2 AND id >= ?3 AND coalesce(?5, '",
            $direction,
            "') = '",
            $direction,
            "' AND (?6 IS NULL OR person_key = ?6) AND (?7 IS NULL OR correlation_id = ?7) \
             AND (?8 IS NULL OR carrier_id = ?8) AND (?9 = 0 OR subaccount_id IS ?10) ORDER BY id DESC LIMIT ?4)"
        )
    };
}

macro_rules! page {
    ($runs:expr) => {
        concat!(
            columns!(),
            " FROM (SELECT id FROM (",
            $runs,
            ") ORDER BY id DESC LIMIT ?4) p CROSS JOIN message m ON m.id = p.id",
            joined!(),
            "ORDER BY m.id DESC"
        )
    };
}

macro_rules! list {
    ($index:literal, $is:literal) => {
        page!(concat!(run!($index, $is, "in"), " UNION ALL ", run!($index, $is, "out")))
    };
}

// Within one's own subaccounts: the heads of the runs of each of them.
macro_rules! own {
    ($direction:literal) => {
        concat!(
            "SELECT h.value AS id FROM person_subaccount own CROSS JOIN json_each((SELECT json_group_array(id) FROM ( \
               SELECT id FROM message INDEXED BY message_by_subaccount WHERE account_id = ?1 ->> 'account' \
               AND subaccount_id = own.subaccount_id AND direction = '",
            $direction,
            "' AND id < ?2 AND id >= ?3 AND coalesce(?5, '",
            $direction,
            "') = '",
            $direction,
            "' AND coalesce(?6, ?7, ?8, ?10) IS NULL AND ?9 = 0 ORDER BY id DESC LIMIT ?4))) h \
             WHERE own.person_id = ?1 ->> 'within'"
        )
    };
}

const ALL: &str = list!("message_by_direction", "1");
const OF_PERSON: &str = list!("message_by_person", "person_key = ?6");
const CORRELATED: &str = list!("message_by_correlation", "correlation_id = ?7");
const CARRIED: &str = list!("message_by_carrier_id", "carrier_id = ?8");
const OF_SUBACCOUNT: &str = list!("message_by_subaccount", "subaccount_id IS ?10");
const OWN: &str = page!(concat!(own!("in"), " UNION ALL ", own!("out")));

fn read(row: &mut Row) -> Result<MessageRow, DbError> {
    let (id, direction, source, channel) = (row.parse()?, row.text()?, row.opt_parse()?, row.opt_parse()?);
    let connection = row.opt_text()?.zip(row.opt_text()?);
    let subaccount_id = row.opt_parse()?;
    let subaccount = row.opt_text()?.zip(row.opt_text()?);
    Ok(MessageRow {
        id,
        direction,
        source,
        channel,
        connection,
        subaccount_id,
        subaccount,
        system_user: row.opt_parse()?,
        person: row.text()?,
        origin: row.text()?,
        kind: row.text()?,
        state: row.text()?,
        error: row.opt_text()?,
        carrier_id: row.opt_text()?,
        correlation_id: row.opt_text()?,
        at: row.at()?,
        received_at: row.at()?,
        text: row.opt_text()?,
    })
}

/// A page of the messages, the newest first.
pub fn list(can: &Can<WebhooksManage>, filter: &Filter<'_>) -> Reading<Vec<MessageRow>> {
    let sql = match filter {
        Filter { carrier_id: Some(_), .. } => CARRIED,
        Filter { correlation_id: Some(_), .. } => CORRELATED,
        Filter { person_key: Some(_), .. } => OF_PERSON,
        Filter { subaccount: Some(_), .. } => OF_SUBACCOUNT,
        _ if can.within().is_some() => OWN,
        _ => ALL,
    };
    // Ids sort by time: a time is a place in the list.
    let place = |at: Instant| MessageId::new(at, [0; 10]).to_string();
    let first = filter.from.map(place).unwrap_or_default();
    let ends = [filter.to.map(place), filter.after.map(str::to_owned)];
    let end = ends.into_iter().flatten().min().unwrap_or_else(|| AFTER_ALL_IDS.to_owned());
    let params = params![
        scope(can),
        end,
        first,
        filter.limit,
        filter.direction,
        filter.person_key,
        filter.correlation_id,
        filter.carrier_id,
        i64::from(filter.subaccount.is_some()),
        filter.subaccount.flatten().map(SubaccountId::as_str),
    ];
    Reading::new(sql, params, |rows| rows.into_iter().map(|mut row| read(&mut row)).collect())
}

const GET: &str = concat!(
    columns!(),
    ", m.content AS content FROM message m",
    joined!(),
    "WHERE ",
    in_scope!("m.account_id", "m.subaccount_id"),
    "AND m.id = ?2"
);

/// One message, with all of its content as JSON.
pub fn get(can: &Can<WebhooksManage>, id: &MessageId) -> Reading<Option<(MessageRow, String)>> {
    Reading::first(GET, params![scope(can), id.as_str()], |mut row| Ok((read(&mut row)?, row.text()?)))
}

/// What webhooks are told of a message.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// The id.
    pub id: EventId,
    /// `mo` or `status`.
    pub kind: String,
    /// Its place in the conversation.
    pub sequence: i64,
    /// The state that it tells of.
    pub state: Option<String>,
    /// Why a message failed, in the carrier's words.
    pub reason: Option<String>,
    /// When.
    pub at: Instant,
}

const EVENTS: &str = concat!(
    "SELECT e.id, e.kind, e.sequence, e.detail ->> '$.status', e.detail ->> '$.reason', e.at FROM event e \
     JOIN message m ON m.id = e.message_id WHERE ",
    in_scope!("m.account_id", "m.subaccount_id"),
    "AND e.account_id = m.account_id AND e.message_id = ?2 ORDER BY e.id LIMIT 200"
);

/// The events of a message, the oldest first.
pub fn events(can: &Can<WebhooksManage>, id: &MessageId) -> Reading<Vec<EventRow>> {
    Reading::new(EVENTS, params![scope(can), id.as_str()], |rows| {
        let read = |mut row: Row| {
            Ok(EventRow {
                id: row.parse()?,
                kind: row.text()?,
                sequence: row.int()?,
                state: row.opt_text()?,
                reason: row.opt_text()?,
                at: row.at()?,
            })
        };
        rows.into_iter().map(read).collect()
    })
}

/// A delivery of an event of a message.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// The id.
    pub id: DeliveryId,
    /// The event.
    pub event: EventId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// Its name; none when it is gone.
    pub webhook_name: Option<String>,
    /// `pending`, `delivered` or `dead`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// The status of the last answer.
    pub last_status: Option<i64>,
    /// What went wrong at the last try.
    pub last_error: Option<String>,
    /// When it was last tried.
    pub last_attempt_at: Option<Instant>,
    /// When it is tried next.
    pub next_attempt_at: Option<Instant>,
}

const DELIVERIES: &str = concat!(
    "SELECT d.id, d.event_id, d.webhook_id, w.name, d.state, d.attempts, d.last_status, d.last_error, \
       d.last_attempt_at, d.next_attempt_at \
     FROM event e JOIN message m ON m.id = e.message_id JOIN delivery d ON d.event_id = e.id \
     LEFT JOIN webhook w ON w.id = d.webhook_id WHERE ",
    in_scope!("m.account_id", "m.subaccount_id"),
    "AND e.account_id = m.account_id AND e.message_id = ?2 ORDER BY e.id, d.id LIMIT 200"
);

/// The deliveries of a message's events, the oldest first.
pub fn deliveries(can: &Can<WebhooksManage>, id: &MessageId) -> Reading<Vec<DeliveryRow>> {
    Reading::new(DELIVERIES, params![scope(can), id.as_str()], |rows| {
        let read = |mut row: Row| {
            Ok(DeliveryRow {
                id: row.parse()?,
                event: row.parse()?,
                webhook: row.parse()?,
                webhook_name: row.opt_text()?,
                state: row.text()?,
                attempts: row.int()?,
                last_status: row.opt_int()?,
                last_error: row.opt_text()?,
                last_attempt_at: row.opt_at()?,
                next_attempt_at: row.opt_at()?,
            })
        };
        rows.into_iter().map(read).collect()
    })
}
