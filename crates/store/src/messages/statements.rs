//! What a batch of messages writes, in SQL.

/// Whose a message is that a person wrote: `a` is the account, `u.value` the message, `env` its environment. The owner of the last message to
/// the person, if it went out within the window; a subaccount that is gone owns nothing, nor does a message that failed:
/// nobody answers what they never got.
macro_rules! owner {
    () => {
        "(SELECT (SELECT s.id FROM subaccount s WHERE s.id = o.subaccount_id) FROM message o INDEXED BY message_sent \
         WHERE o.account_id = a.id AND o.person_key = u.value ->> 'person_key' AND o.direction = 'out' AND o.state <> 'failed' \
         AND o.environment = env.environment AND o.at BETWEEN (u.value ->> 'at') - a.attribution_hours * 3600000 AND (u.value ->> 'at') + 999 \
         ORDER BY o.at DESC, o.id DESC LIMIT 1)"
    };
}

pub(super) const INSERT_IN: &str = concat!(
    "INSERT INTO message (id, account_id, direction, source_id, channel_id, subaccount_id, person_key, person, origin, \
       conversation, once_key, carrier_id, correlation_id, kind, content, state, rank, at, received_at, environment) \
     SELECT u.value ->> 'id', a.id, 'in', ?3, ?4, ",
    owner!(),
    ", u.value ->> 'person_key', u.value ->> 'person', u.value ->> 'origin', u.value ->> 'conversation', \
       u.value ->> 'once_key', u.value ->> 'carrier_id', u.value ->> 'correlation_id', u.value ->> 'kind', \
       u.value -> 'content', 'received', 0, u.value ->> 'at', ?5, env.environment \
     FROM json_each(?2) u CROSS JOIN account a CROSS JOIN (SELECT coalesce((SELECT environment FROM channel WHERE id = ?4), \
       (SELECT environment FROM inbound_source WHERE id = ?3), 'live') AS environment) env WHERE a.id = ?1 \
     ON CONFLICT (account_id, once_key) DO NOTHING"
);

/// The number of an event in its conversation, after those that are there and those before it in the same list.
macro_rules! sequence {
    ($conversation:literal, $order:literal) => {
        concat!(
            "coalesce((SELECT max(e.sequence) FROM event e WHERE e.account_id = ?1 AND e.conversation = ",
            $conversation,
            "), 0) + row_number() OVER (PARTITION BY ",
            $conversation,
            " ORDER BY ",
            $order,
            ")"
        )
    };
}

// Of the messages of the list those have a row of this id that were not there before.
pub(super) const EVENTS_IN: &str = concat!(
    "INSERT INTO event (id, account_id, kind, message_id, subaccount_id, conversation, sequence, once_key, detail, at) \
     SELECT u.value ->> 1, ?1, 'mo', m.id, m.subaccount_id, m.conversation, ",
    sequence!("m.conversation", "u.key"),
    ", 'm:' || m.id, '{}', ?3 FROM json_each(?2) u CROSS JOIN message m ON m.id = u.value ->> 0"
);

/// Is a message `m` of the environment of a source, if there is one?
macro_rules! of_source {
    ($source:literal) => {
        concat!(
            "m.environment = coalesce((SELECT environment FROM inbound_source WHERE id = ",
            $source,
            "), m.environment)"
        )
    };
}

/// The list as a table `u`: a state a row, each with its message or none. States that a list says twice are once in it. A
/// carrier's id counts for the channels whose callbacks come in at that source, and for those that name no source.
macro_rules! with_states {
    ($list:expr, $source:literal) => {
        concat!(
            "WITH said AS (SELECT j.key AS place, j.value ->> 'carrier_id' AS carrier_id, j.value ->> 'event' AS event_id, \
                j.value ->> 'state' AS state, j.value ->> 'rank' AS rank, j.value ->> 'error' AS error, \
                j.value -> 'detail' AS detail, j.value ->> 'at' AS at, \
                coalesce(j.value ->> 'message', (SELECT m.id FROM message m LEFT JOIN channel c ON c.id = m.channel_id \
                   WHERE m.id = j.value ->> 'ours' AND m.account_id = ?1 AND m.direction = 'out' \
                   AND (c.source_id IS NULL OR c.source_id = ",
            $source,
            ") AND ",
            of_source!($source),
            "), (SELECT m.id FROM message m INDEXED BY message_by_carrier_id \
                   LEFT JOIN channel c ON c.id = m.channel_id \
                   WHERE m.account_id = ?1 AND m.carrier_id = j.value ->> 'carrier_id' AND m.direction = 'out' \
                   AND (c.source_id IS NULL OR c.source_id = ",
            $source,
            ") AND ",
            of_source!($source),
            " ORDER BY m.id DESC LIMIT 1)) AS message_id FROM json_each(",
            $list,
            ") j), \
             u AS (SELECT * FROM (SELECT said.*, row_number() OVER ( \
                PARTITION BY coalesce(message_id, carrier_id), rank ORDER BY place) AS nth FROM said) WHERE nth = 1) "
        )
    };
}

// What came before the message was known by this id, as a list like the one that a carrier's call brings.
macro_rules! early {
    () => {
        "(SELECT json_group_array(json_object('message', ?2, 'event', event_id, 'state', state, 'rank', rank, \
           'error', error, 'detail', json(detail), 'at', at)) FROM early_status \
          WHERE account_id = ?1 AND carrier_id = ?3 AND (source_id IS NULL OR source_id = coalesce( \
            (SELECT c.source_id FROM message m JOIN channel c ON c.id = m.channel_id WHERE m.id = ?2), source_id)) \
            AND coalesce((SELECT i.environment = m.environment FROM inbound_source i CROSS JOIN message m \
              WHERE i.id = early_status.source_id AND m.id = ?2), 1))"
    };
}

macro_rules! advance {
    ($with:expr) => {
        concat!(
            $with,
            "UPDATE message SET state = best.state, rank = best.rank, error = best.error, carrier_id = coalesce(message.carrier_id, best.carrier_id) \
             FROM (SELECT message_id, carrier_id, state, error, max(rank) AS rank FROM u WHERE message_id IS NOT NULL GROUP BY message_id) best \
             WHERE message.id = best.message_id AND message.account_id = ?1 AND message.rank < best.rank"
        )
    };
}

macro_rules! tell {
    ($with:expr) => {
        concat!(
            $with,
            "INSERT INTO event (id, account_id, kind, message_id, subaccount_id, conversation, sequence, once_key, detail, at) \
             SELECT u.event_id, ?1, 'status', m.id, (SELECT s.id FROM subaccount s WHERE s.id = m.subaccount_id), m.conversation, ",
            sequence!("m.conversation", "u.place"),
            ", 's:' || m.id || ':' || u.rank, u.detail, u.at FROM u CROSS JOIN message m ON m.id = u.message_id \
             WHERE m.account_id = ?1 AND NOT EXISTS (SELECT 1 FROM event had WHERE had.account_id = ?1 \
               AND had.once_key = 's:' || m.id || ':' || u.rank)"
        )
    };
}

/// The id of the delivery of an event `e` to a webhook `w`: it is made of both.
macro_rules! delivery_id {
    () => {
        "'dlv_' || substr(e.id, 5, 18) || substr(w.id, -8)"
    };
}
pub(crate) use delivery_id;

/// Does a webhook `w` take an event `e` of its kind? Of its own environment alone. One that an app has subscribed to a WhatsApp
/// account takes what is about its numbers, whoever's it is.
macro_rules! takes {
    () => {
        "w.environment = coalesce(e.environment, (SELECT environment FROM message WHERE id = e.message_id)) AND CASE \
         WHEN w.whatsapp_account_id IS NOT NULL THEN EXISTS (SELECT 1 FROM message sm JOIN whatsapp_number sn \
           ON sn.account_id = sm.account_id AND sn.number = sm.origin WHERE sm.id = e.message_id \
           AND sn.whatsapp_account_id = w.whatsapp_account_id AND sm.content ->> '$.service' = 'whatsapp') \
         WHEN e.subaccount_id IS NULL THEN w.accept_null = 1 \
         ELSE w.all_subaccounts = 1 OR EXISTS (SELECT 1 FROM webhook_subaccount ws \
           WHERE ws.webhook_id = w.id AND ws.subaccount_id = e.subaccount_id) END"
    };
}
pub(crate) use takes;

/// Deliveries of the events of a list, whose id `$id` is, to the webhooks that take them; a paused one's wait for it.
macro_rules! deliver {
    ($list:expr, $id:literal, $now:literal) => {
        concat!(
            "INSERT INTO delivery (id, account_id, event_id, webhook_id, message_id, subaccount_id, conversation, sequence, \
               next_attempt_at, created_at) SELECT ",
            delivery_id!(),
            ", ?1, e.id, w.id, e.message_id, e.subaccount_id, e.conversation, e.sequence, ",
            $now,
            ", ",
            $now,
            " FROM json_each(",
            $list,
            ") u CROSS JOIN event e ON e.id = ",
            $id,
            " CROSS JOIN webhook w INDEXED BY webhook_by_kind ON w.account_id = ?1 AND w.kind = e.kind AND w.topic IS e.topic \
             WHERE w.status <> 'disabled' AND ",
            takes!()
        )
    };
}

pub(super) const KEEP_EARLY: &str = concat!(
    with_states!("?2", "?3"),
    "INSERT INTO early_status (account_id, carrier_id, rank, source_id, state, error, event_id, detail, at, received_at) \
     SELECT ?1, carrier_id, rank, ?3, state, error, event_id, detail, at, ?4 FROM u \
     WHERE message_id IS NULL AND carrier_id IS NOT NULL ON CONFLICT DO NOTHING"
);
pub(super) const ADVANCE: &str = advance!(with_states!("?2", "?3"));
pub(super) const TELL: &str = tell!(with_states!("?2", "?3"));

pub(super) const CARRIED: &str =
    "UPDATE message SET carrier_id = ?3 WHERE account_id = ?1 AND id = ?2 AND direction = 'out'";
pub(super) const ADVANCE_EARLY: &str = advance!(with_states!(early!(), "NULL"));
pub(super) const TELL_EARLY: &str = tell!(with_states!(early!(), "NULL"));
pub(super) const DELIVER_EARLY: &str = deliver!(early!(), "u.value ->> 'event'", "?4");
pub(super) const FORGET_EARLY: &str = "DELETE FROM early_status WHERE account_id = ?1 AND carrier_id = ?3 \
     AND event_id IN (SELECT id FROM event WHERE account_id = ?1 AND message_id = ?2)";

pub(super) const DELIVER: &str = deliver!("?2", "u.value", "?3");
pub(crate) const TO_WAKE: &str = "SELECT DISTINCT w.id FROM json_each(?1) u CROSS JOIN delivery d ON d.event_id = u.value \
     CROSS JOIN webhook w ON w.id = d.webhook_id WHERE w.status = 'active' AND d.state = 'pending'";
