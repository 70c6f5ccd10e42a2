//! Secrets at rest: what is sealed under the deployment's keys, and sealing it anew under the present one.
//!
//! What is inside stays the same, but a row is written, so an event tells of it. A row is written only while it holds what
//! was read.

use domain::audit::Detail;

use crate::change::Change;
use crate::db::{Db, DbError, Reading, Row, both};
use crate::params;
use crate::people::json_ids;
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
    /// The secret of an app.
    App,
}

impl Sealed {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Source, Self::Channel, Self::WebhookHeaders, Self::WebhookSecret, Self::SecondFactor, Self::App];

    /// The table and the column. They are part of what a text is bound to: they don't change.
    pub const fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::Source => ("inbound_source", "sealed"),
            Self::Channel => ("channel", "sealed"),
            Self::WebhookHeaders => ("webhook", "headers"),
            Self::WebhookSecret => ("webhook_secret", "sealed"),
            Self::SecondFactor => ("second_factor", "sealed"),
            Self::App => ("app", "sealed"),
        }
    }

    const fn sql(self) -> (&'static str, &'static str, &'static str) {
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
                        " IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(?1) k WHERE substr(",
                        $column,
                        ", 1, length(k.value)) = k.value) LIMIT ?2"
                    ),
                    concat!(
                        "SELECT count(*) FROM ",
                        $table,
                        " WHERE ",
                        $column,
                        " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM json_each(?1) k WHERE substr(",
                        $column,
                        ", 1, length(k.value)) = k.value)"
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
            Self::App => both!("app", "sealed"),
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

/// Texts of a column that begin with one of these, at most `limit`; and how many begin with none of `known`.
pub async fn old(
    db: &impl Db,
    what: Sealed,
    (prefixes, known): (&[String], &[String]),
    limit: i64,
) -> Result<(Vec<Old>, i64), DbError> {
    let list = |prefixes: &[String]| json_ids(prefixes.iter().map(String::as_str));
    let read = |mut row: Row| Ok(Old { account: Upkeep::of(row.parse()?), id: row.text()?, sealed: row.text()? });
    let (find, lost, _) = what.sql();
    let old = Reading::new(find, params![list(prefixes), limit], move |rows| rows.into_iter().map(read).collect());
    let lost = Reading::first(lost, params![list(known)], |mut row| row.int());
    let (old, lost) = both(db, old, lost).await?;
    Ok((old, lost.unwrap_or_default()))
}

/// Puts a text in the place of the old one, unless the row holds another one by now.
pub fn put(change: &mut Change, what: Sealed, old: &Old, new: &str) {
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(what.sql().2, params![account, old.id.as_str(), old.sealed.as_str(), new, event]);
}

/// What the event says.
pub const fn detail() -> Detail {
    Detail::SecretsResealed {}
}
