//! Tokens whose end is near and of which it is to be said to those who look after their system users.

use domain::audit::{self, Detail, Named};
use domain::ids::{AccountId, SystemUserId, TokenId};
use domain::locale::Locale;
use domain::time::{DAY, Instant};
use serde::Deserialize;

use crate::change::{Change, Stamp};
use crate::db::{Db, DbError, Query};
use crate::params;
use crate::seen::{self, Seen};
use crate::tokens::line_after;

/// Somebody who looks after a system user: address, name, language.
#[derive(Debug, Clone, Deserialize)]
pub struct Keeper {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The language.
    pub locale: Locale,
}

/// A token whose end is near.
#[derive(Debug)]
pub struct Due {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The system user, as it is: status, tokens and custodians.
    pub system_user: Seen<SystemUserId>,
    /// Its username.
    pub username: String,
    /// The token.
    pub token: TokenId,
    /// Its last four characters.
    pub tail: String,
    /// What it is called; empty where nobody said.
    pub name: String,
    /// What took its place, and has ended.
    pub successor: Option<String>,
    /// When it ends.
    pub ends: Instant,
    /// Who looks after it.
    pub keepers: Vec<Keeper>,
    /// They as they were read.
    as_read: String,
}

macro_rules! keepers {
    ($of:literal) => {
        concat!(
            "(SELECT json_group_array(json_object('email', email, 'name', name, 'locale', locale)) FROM ( \
              SELECT p.email, p.name, p.locale FROM custodian c JOIN person p ON p.id = c.person_id WHERE c.system_user_id = ",
            $of,
            " AND p.status = 'active' ORDER BY p.id))"
        )
    };
}
pub(crate) use keepers;

/// When a token ends, by itself or because it gave way, as the index `token_open_by_end` has it.
macro_rules! end {
    () => {
        "min(coalesce(t.revoked_at, 9007199254740991), coalesce(t.expires_at, 9007199254740991))"
    };
}

// A token that was given fewer days than that is nothing to speak of before. One that gave way ends as somebody chose, unless
// what came after it has ended: then nothing is left when it does.
const DUE: &str = concat!(
    "SELECT a.id, a.name, u.id, u.version, u.username, t.id, t.tail, t.name, t.successor_id, ",
    end!(),
    " AS ends, ",
    keepers!("u.id"),
    " FROM token t INDEXED BY token_open_by_end CROSS JOIN system_user u ON u.id = t.system_user_id CROSS JOIN account a ON a.id = t.account_id \
     WHERE t.is_over = 0 AND ",
    end!(),
    " > ?1 AND ",
    end!(),
    " <= ?2 AND t.created_at < ",
    end!(),
    " - ?3 AND u.status = 'active' \
       AND CASE WHEN t.successor_id IS NULL THEN t.revoked_at IS NULL ELSE coalesce((SELECT line.ends FROM (",
    line_after!("t"),
    ") line), 0) <= ?1 END \
       AND NOT EXISTS (SELECT 1 FROM token_reminder m WHERE m.token_id = t.id AND m.days <= ?4) ORDER BY ",
    end!(),
    " LIMIT ?5"
);

/// The tokens that are accepted, have no successor that goes on, and end within `days` days, and of which that was not said, at most
/// `limit`.
pub async fn due(db: &impl Db, now: Instant, days: i64, limit: i64) -> Result<Vec<Due>, DbError> {
    let rows = db.query(&Query::new(DUE, params![now, now.plus(days * DAY), days * DAY, days, limit])).await?;
    rows.into_iter()
        .map(|mut row| {
            let (account, account_name) = (row.parse()?, row.text()?);
            let (system_user, version): (SystemUserId, i64) = (row.parse()?, row.int()?);
            let still = seen::system_user(system_user.as_str(), version);
            let [username, token, tail, name] = [row.text()?, row.text()?, row.text()?, row.text()?];
            let (successor, ends, as_read) = (row.opt_text()?, row.at()?, row.text()?);
            let keepers = serde_json::from_str(&as_read).map_err(|e| DbError::Other(format!("stored JSON: {e}")))?;
            Ok(Due {
                account,
                account_name,
                system_user: Seen::new(system_user, still),
                username,
                token: TokenId::try_from(token).map_err(|_| DbError::Other("a stored id is not valid".into()))?,
                tail,
                name,
                successor,
                ends,
                keepers,
                as_read,
            })
        })
        .collect()
}

/// They are still those who were read (`?2`; guard `moved`).
pub(crate) const SAME_KEEPERS: &str =
    concat!("INSERT INTO guard (ok, label) VALUES (", keepers!("?1"), " = ?2, 'moved')");
const REMINDED: &str = "INSERT INTO token_reminder (token_id, days) VALUES (?1, ?2)";

/// Begins what says that the end is near, and notes it: never twice (unique), and only while the system user and those who
/// look after it are what they were (guard `moved`).
pub fn reminded(stamp: Stamp, due: &Due, days: i64) -> Change {
    let after = audit::Token {
        username: Some(due.username.clone()),
        token: Some(Named::new(due.token.as_str(), &due.tail)),
        name: (!due.name.is_empty()).then(|| Some(due.name.clone())),
        expires_at: Some(Some(due.ends)),
        ..Default::default()
    };
    let detail = Detail::TokenEndAnnounced { after };
    let mut change = Change::by_clock(due.account.clone(), stamp, due.system_user.as_str(), &detail);
    change.rely_on(&due.system_user);
    change.push(SAME_KEEPERS, params![due.system_user.as_str(), due.as_read.as_str()]);
    change.push(REMINDED, params![due.token.as_str(), days]);
    change
}
