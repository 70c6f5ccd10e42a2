//! Secrets at rest: what is sealed under the deployment's keys, and sealing it anew under the present one.
//!
//! What is inside stays the same, but a row is written, so an event tells of it. A row is written only while it holds what
//! was read.

use domain::audit::Detail;

use crate::change::Change;
use crate::db::{Db, DbError, Query, Row};
use crate::params;
use crate::sessions::Upkeep;

/// A column whose texts are sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// The secrets of an inbound source.
    Source,
    /// The credential of a channel.
    Channel,
    /// The headers of a webhook's receiver.
    WebhookHeaders,
    /// A secret that a webhook's calls are signed with.
    WebhookSecret,
    /// The key of a person's authenticator app.
    SecondFactor,
}

impl Sealed {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Source, Self::Channel, Self::WebhookHeaders, Self::WebhookSecret, Self::SecondFactor];

    /// The table and the column. They are part of what a text is bound to: they don't change.
    pub const fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::Source => ("inbound_source", "sealed"),
            Self::Channel => ("channel", "sealed"),
            Self::WebhookHeaders => ("webhook", "headers"),
            Self::WebhookSecret => ("webhook_secret", "sealed"),
            Self::SecondFactor => ("second_factor", "sealed"),
        }
    }

    const fn sql(self) -> (&'static str, &'static str) {
        macro_rules! both {
            ($table:literal, $column:literal) => {
                both!($table, $column, "id")
            };
            ($table:literal, $column:literal, $id:literal) => {
                (
                    concat!(
                        "SELECT account_id, ",
                        $id,
                        ", ",
                        $column,
                        " FROM ",
                        $table,
                        " WHERE ",
                        $column,
                        " IS NOT NULL AND substr(",
                        $column,
                        ", 1, length(?1)) <> ?1 LIMIT ?2"
                    ),
                    concat!(
                        "UPDATE ",
                        $table,
                        " SET ",
                        $column,
                        " = ?4, event_id = ?5 WHERE account_id = ?1 AND ",
                        $id,
                        " = ?2 AND ",
                        $column,
                        " = ?3"
                    ),
                )
            };
        }
        match self {
            Self::Source => both!("inbound_source", "sealed"),
            Self::Channel => both!("channel", "sealed"),
            Self::WebhookHeaders => both!("webhook", "headers"),
            Self::WebhookSecret => both!("webhook_secret", "sealed"),
            Self::SecondFactor => both!("second_factor", "sealed", "person_id"),
        }
    }
}

/// A text that is sealed under an older key.
#[derive(Debug)]
pub struct Old {
    /// Whose it is.
    pub account: Upkeep,
    /// The row.
    pub id: String,
    /// The text, sealed.
    pub sealed: String,
}

/// Texts of a column that don't begin with `prefix`, as those of the present key do: at most `limit`.
pub async fn old(db: &impl Db, what: Sealed, prefix: &str, limit: i64) -> Result<Vec<Old>, DbError> {
    let read = |mut row: Row| Ok(Old { account: Upkeep::of(row.parse()?), id: row.text()?, sealed: row.text()? });
    db.query(&Query::new(what.sql().0, params![prefix, limit])).await?.into_iter().map(read).collect()
}

/// Puts a text in the place of the old one, unless the row holds another one by now.
pub fn put(change: &mut Change, what: Sealed, old: &Old, new: &str) {
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(what.sql().1, params![account, old.id.as_str(), old.sealed.as_str(), new, event]);
}

/// What the event says.
pub const fn detail() -> Detail {
    Detail::SecretsResealed {}
}
