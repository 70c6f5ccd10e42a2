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

// What a list shows of a message, from the message's own row.
macro_rules! columns {
    () => {
        "id, direction, source_id, channel_id, subaccount_id, system_user_id, person, origin, kind, state, error, \
           carrier_id, correlation_id, at, received_at, substr(coalesce(content ->> '$.content.text', content ->> '$.text'), 1, 2000)"
    };
}
macro_rules! fields {
    () => {
        concat!("SELECT ", columns!(), " AS body FROM message ")
    };
}

// The account's sources and channels are few, a page's messages may be many: they are read once for all of them.
macro_rules! connection {
    () => {
        "coalesce((SELECT json_group_object(id, json_array(name, provider)) FROM inbound_source \
             WHERE account_id = ?1 ->> 'account') -> m.source_id, \
           (SELECT json_group_object(id, json_array(name, kind)) FROM channel WHERE account_id = ?1 ->> 'account') -> m.channel_id)"
    };
}

// Messages with the names of what they came or left by, and of whose they are.
macro_rules! named {
    ($messages:expr, $subaccount:expr, $from:literal) => {
        concat!(
            "SELECT id, direction, source_id, channel_id, connection ->> 0, connection ->> 1, subaccount_id, subaccount ->> 0, \
               subaccount ->> 1, system_user_id, person, origin, kind, state, error, carrier_id, correlation_id, at, received_at, body \
             FROM (SELECT m.*, ",
            connection!(),
            " AS connection, ",
            $subaccount,
            " AS subaccount FROM (",
            $messages,
            ") m",
            $from,
            ")"
        )
    };
}
macro_rules! shown {
    ($messages:expr) => {
        concat!(
            named!(
                $messages,
                "iif(s.id IS NULL, NULL, json_array(s.name, s.reference_name))",
                " LEFT JOIN subaccount s ON s.id = m.subaccount_id"
            ),
            " ORDER BY id DESC"
        )
    };
}

// One direction of a list: a run of an index, the newest first. Filters beside the one of the index are looked at row by row.
macro_rules! run {
    ($index:literal, $is:literal, $direction:literal) => {
        concat!(
            fields!(),
            "INDEXED BY ",
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
             AND (?8 IS NULL OR carrier_id = ?8) AND (?9 = 0 OR subaccount_id IS ?10)"
        )
    };
}

// Both directions, merged as they are read: neither is read further than the page goes.
macro_rules! list {
    ($index:literal, $is:literal) => {
        shown!(concat!(run!($index, $is, "in"), " UNION ALL ", run!($index, $is, "out"), " ORDER BY id DESC LIMIT ?4"))
    };
}

// The newest message of one of one's own subaccounts and one direction before a place: what is shown of it, as JSON that
// begins with its id, so that it sorts as that.
macro_rules! newest {
    ($of:literal, $before:literal) => {
        concat!(
            "(SELECT json_array(",
            columns!(),
            ") FROM message INDEXED BY message_by_subaccount WHERE account_id = ?1 ->> 'account' AND subaccount_id = ",
            $of,
            ".own_id AND direction = ",
            $of,
            ".run AND id < ",
            $before,
            " AND id >= ?3 ORDER BY id DESC LIMIT 1)"
        )
    };
}

const ALL: &str = list!("message_by_direction", "1");
const OF_PERSON: &str = list!("message_by_person", "person_key = ?6");
const CORRELATED: &str = list!("message_by_correlation", "correlation_id = ?7");
const CARRIED: &str = list!("message_by_carrier_id", "carrier_id = ?8");
const OF_SUBACCOUNT: &str = list!("message_by_subaccount", "subaccount_id IS ?10");
// The runs of one's own subaccounts, merged: the queue of a recursive query has the newest of each run, hands out the newest
// of all and takes the next one of its run instead. No run is read further than the page goes, and nothing is read twice:
// the queue has the messages themselves, and hands them out in their order, so that they are not sorted once more.
const OWN: &str = named!(
    concat!(
        "WITH RECURSIVE own_run (own_id, run) AS (SELECT own.subaccount_id, d.value FROM person_subaccount own \
           CROSS JOIN json_each('[\"in\",\"out\"]') d WHERE own.person_id = ?1 ->> 'within' AND coalesce(?5, d.value) = d.value), \
         merged (one, own_id, run) AS (SELECT ",
        newest!("r", "?2"),
        ", r.own_id, r.run FROM own_run r WHERE coalesce(?6, ?7, ?8, ?10) IS NULL AND ?9 = 0 UNION ALL SELECT ",
        newest!("n", "(n.one ->> 0)"),
        ", n.own_id, n.run FROM merged n WHERE n.one IS NOT NULL ORDER BY 1 DESC LIMIT ?4) \
         SELECT one ->> 0 AS id, one ->> 1 AS direction, one ->> 2 AS source_id, one ->> 3 AS channel_id, one ->> 4 AS subaccount_id, \
           one ->> 5 AS system_user_id, one ->> 6 AS person, one ->> 7 AS origin, one ->> 8 AS kind, one ->> 9 AS state, \
           one ->> 10 AS error, one ->> 11 AS carrier_id, one ->> 12 AS correlation_id, one ->> 13 AS at, \
           one ->> 14 AS received_at, one ->> 15 AS body FROM merged WHERE one IS NOT NULL"
    ),
    "(SELECT json_group_object(s.id, json_array(s.name, s.reference_name)) FROM person_subaccount own \
       CROSS JOIN subaccount s ON s.id = own.subaccount_id WHERE own.person_id = ?1 ->> 'within') -> m.subaccount_id",
    ""
);

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
    Reading::new(sql, params, |rows| {
        let mut all: Vec<_> = rows.into_iter().map(|mut row| read(&mut row)).collect::<Result<_, _>>()?;
        // They come in this order. That of a queue is no promise that SQL makes.
        all.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(all)
    })
}

const GET: &str = concat!(
    "SELECT g.*, t.content FROM (",
    shown!(concat!(fields!(), "WHERE ", in_scope!("account_id", "subaccount_id"), "AND id = ?2")),
    ") g CROSS JOIN message t ON t.id = g.id"
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
