//! What a delivery delivers: its event, the message, and the message before it.

use domain::ids::{AccountId, EventId};
use domain::time::Instant;
use serde::Deserialize;

use crate::db::{DbError, Row};

/// The message that somebody's message answers.
#[derive(Debug, Clone, Deserialize)]
pub struct Before {
    /// Its id.
    pub id: String,
    /// Who sent it.
    pub username: Option<String>,
    /// What its sender said about it.
    pub tags: Option<serde_json::Value>,
}

/// What Graph paths call our number, and its WhatsApp account.
#[derive(Debug, Clone, Deserialize)]
pub struct Graph {
    /// The number's id.
    pub number: String,
    /// The account's.
    pub account: String,
}

/// An event with what its body is made of.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// The id.
    pub id: EventId,
    /// The account.
    pub account: AccountId,
    /// `mo`, `status` or `token`.
    pub kind: String,
    /// The number in the conversation.
    pub sequence: i64,
    /// JSON: what a status, or an event about a token, says.
    pub detail: String,
    /// When it happened.
    pub at: Instant,
    /// The message's id.
    pub message: String,
    /// JSON: the message; none when it is gone.
    pub content: Option<String>,
    /// The person as written.
    pub person: Option<String>,
    /// Our number.
    pub origin: Option<String>,
    /// The sender's own id.
    pub correlation_id: Option<String>,
    /// Whose it is: id and reference name; none, too, when the subaccount is gone.
    pub subaccount: Option<(String, String)>,
    /// The message before.
    pub before: Option<Before>,
    /// Our number and its WhatsApp account on Graph paths, where it has one.
    pub graph: Option<Graph>,
}

/// The columns of [`EventRow`], of what [`joins`] joins. The message before is the one by which `messaging::routing::owner`
/// decided: the last one to the person within the window, of the subaccount that the answer belongs to.
macro_rules! columns {
    () => {
        "e.id AS e_id, e.account_id, coalesce(e.topic, e.kind) AS e_kind, e.sequence AS e_sequence, e.detail, e.at, e.message_id AS e_message, \
         m.content, m.person AS m_person, m.origin, m.correlation_id, s.id AS s_id, s.reference_name, \
         CASE WHEN e.kind = 'mo' AND e.subaccount_id IS NOT NULL THEN \
           (SELECT json_object('id', o.id, 'username', u.username, 'tags', o.content -> '$.tags') \
            FROM message o INDEXED BY message_sent LEFT JOIN system_user u ON u.id = o.system_user_id \
            WHERE o.account_id = m.account_id AND o.person_key = m.person_key AND o.direction = 'out' AND o.state <> 'failed' \
            AND o.environment = m.environment AND o.at BETWEEN m.at - a.attribution_hours * 3600000 AND m.at + 999 AND o.subaccount_id = e.subaccount_id \
            ORDER BY o.at DESC, o.id DESC LIMIT 1) END AS before, \
         (SELECT json_object('number', CAST(g.graph_id AS TEXT), 'account', CAST(w.graph_id AS TEXT)) FROM whatsapp_number n \
            JOIN graph_node g ON g.id = n.id JOIN graph_node w ON w.id = n.whatsapp_account_id \
            WHERE n.account_id = e.account_id AND n.number = m.origin) AS graph"
    };
}
pub(super) use columns;

/// Joins what is delivered to a delivery `d`.
macro_rules! joins {
    () => {
        "CROSS JOIN event e ON e.id = d.event_id CROSS JOIN account a ON a.id = e.account_id \
         LEFT JOIN message m ON m.id = e.message_id LEFT JOIN subaccount s ON s.id = e.subaccount_id "
    };
}
pub(super) use joins;

pub(super) fn read(row: &mut Row) -> Result<EventRow, DbError> {
    let mut event = EventRow {
        id: row.parse()?,
        account: row.parse()?,
        kind: row.text()?,
        sequence: row.int()?,
        detail: row.text()?,
        at: row.at()?,
        message: row.text()?,
        content: row.opt_text()?,
        person: row.opt_text()?,
        origin: row.opt_text()?,
        correlation_id: row.opt_text()?,
        subaccount: None,
        before: None,
        graph: None,
    };
    let (id, name) = (row.opt_text()?, row.opt_text()?);
    event.subaccount = id.zip(name);
    let before = row.opt_text()?;
    event.before = before.and_then(|text| serde_json::from_str(&text).ok());
    event.graph = row.opt_text()?.and_then(|text| serde_json::from_str(&text).ok());
    Ok(event)
}
