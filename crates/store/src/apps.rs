//! Apps, and for which system users they are installed.

use domain::business::GraphId;
use domain::ids::{AccountId, AppId, SystemUserId, TokenId, WebhookId};
use domain::network::Network;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;

use crate::business::{self, Business};
use crate::change::Change;
use crate::db::{DbError, Reading, Row};
use crate::params;
use crate::scope::in_scope;
use crate::seen::{self, Seen};
use crate::tokens::{self, goes_on};

/// How many an account may have (the schema's trigger).
pub const MOST: i64 = 50;

/// An app as stored.
#[derive(Debug, Clone)]
pub struct AppRow {
    /// The id.
    pub id: AppId,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// The name.
    pub name: String,
    /// The sealed secret.
    pub sealed: String,
    /// Must calls with its tokens prove the secret?
    pub require_proof: bool,
    /// Counts up with each change.
    pub version: i64,
    /// Who made it: id and name at that time.
    pub created_by: (String, String),
    /// When it was made.
    pub created_at: Instant,
    /// When its secret was made.
    pub secret_at: Instant,
    /// For how many system users it is installed.
    pub installed: i64,
    /// Its own callback.
    pub callback_url: Option<String>,
}

macro_rules! columns {
    () => {
        "SELECT a.id, (SELECT graph_id FROM graph_node WHERE id = a.id), a.name, a.sealed, a.require_proof, a.version, a.created_by, \
           a.created_by_name, a.created_at, a.secret_at, (SELECT count(*) FROM app_install WHERE app_id = a.id), a.callback_url FROM app a "
    };
}

fn read(row: &mut Row) -> Result<AppRow, DbError> {
    Ok(AppRow {
        id: row.parse()?,
        graph_id: row.int().map(GraphId::stored)?,
        name: row.text()?,
        sealed: row.text()?,
        require_proof: row.int()? == 1,
        version: row.int()?,
        created_by: (row.text()?, row.text()?),
        created_at: row.at()?,
        secret_at: row.at()?,
        installed: row.int()?,
        callback_url: row.opt_text()?,
    })
}

fn seen_row(mut row: Row) -> Result<Seen<AppRow>, DbError> {
    let row = read(&mut row)?;
    let still = seen::app(row.id.as_str(), row.version);
    Ok(Seen::new(row, still))
}

const LIST: &str = concat!(columns!(), "WHERE a.account_id = ?1 ORDER BY a.name_key, a.id");
const GET: &str = concat!(columns!(), "WHERE a.account_id = ?1 AND a.id = ?2");

/// All apps of the account, by name: at most [`MOST`].
pub fn list(of: &impl Business) -> Reading<Vec<AppRow>> {
    Reading::all(LIST, params![of.account().as_str()], |mut row| read(&mut row))
}

/// One app.
pub fn get(of: &impl Business, id: &AppId) -> Reading<Option<Seen<AppRow>>> {
    Reading::first(GET, params![of.account().as_str(), id.as_str()], seen_row)
}

const BY_NUMBER: &str = concat!(columns!(), "JOIN graph_node g ON g.id = a.id WHERE g.graph_id = ?1");

/// The app of this number, for whoever proves itself by what is found: by its secret.
pub fn by_number(number: &GraphId) -> Reading<Option<Seen<AppRow>>> {
    Reading::first(BY_NUMBER, params![number.number()], seen_row)
}

/// Whose an app is, and from where its own calls are taken.
#[derive(Debug, Clone)]
pub struct Home {
    /// The account.
    pub account: AccountId,
    /// The networks listed for all system users, and for those that it is installed for: its program runs where theirs do. None
    /// where the account does not restrict it.
    pub networks: Option<Vec<Network>>,
}

const HOME: &str = "SELECT c.id, CASE c.restrict_system_users WHEN 1 THEN (SELECT json_group_array(DISTINCT i.network) FROM ip_rule i \
       WHERE i.account_id = c.id AND (i.applies_to = 'system_users' OR (i.applies_to = 'system_user' AND EXISTS ( \
         SELECT 1 FROM app_install x WHERE x.app_id = a.id AND x.system_user_id = i.system_user_id)))) END \
     FROM graph_node g JOIN app a ON a.id = g.id JOIN account c ON c.id = a.account_id WHERE g.graph_id = ?1";

/// The same app's [`Home`].
pub fn home(number: &GraphId) -> Reading<Option<Home>> {
    Reading::first(HOME, params![number.number()], |mut row| {
        Ok(Home { account: row.parse()?, networks: row.opt_json()? })
    })
}

const OF_TOKEN: &str = concat!(
    columns!(),
    "JOIN token t ON t.account_id = a.account_id AND t.app_id = a.id WHERE a.account_id = ?1 AND t.id = ?2"
);

/// The app that a token belongs to; none where it belongs to none.
pub fn of_token(of: &impl Business, id: &TokenId) -> Reading<Option<Seen<AppRow>>> {
    of_shown(of.account(), id)
}

/// The same for whoever shows the token itself: its app, in the account that it is of.
pub fn of_shown(account: &AccountId, id: &TokenId) -> Reading<Option<Seen<AppRow>>> {
    Reading::first(OF_TOKEN, params![account.as_str(), id.as_str()], seen_row)
}

// The key that seals a new secret is the one that tags it; what is sealed anew later keeps its tag.
const INSERT: &str = "INSERT INTO app (id, account_id, name, name_key, sealed, kid, require_proof, created_by, created_by_name, created_at, secret_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, substr(?5, 1, instr(?5, '/') - 1), ?6, ?7, ?8, ?9, ?9, ?10)";

/// Makes an app (invariant `app_limit`); its number goes before it (`graph_nodes::insert`).
pub fn insert(change: &mut Change, of: &impl Business, id: &AppId, (name, sealed): (&str, &str), require_proof: bool) {
    let (maker, maker_name) = of.maker();
    let params = params![
        id.as_str(),
        of.account().as_str(),
        name,
        sort_key(name),
        sealed,
        i64::from(require_proof),
        maker,
        maker_name,
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const UPDATE: &str = "UPDATE app SET name = coalesce(?3, name), name_key = coalesce(?4, name_key), require_proof = coalesce(?5, require_proof), \
     version = version + 1, event_id = ?6 WHERE account_id = ?1 AND id = ?2 AND version = ?7";

/// Renames an app, or changes whether calls must prove its secret, if the version is still the one that was seen (guard `stale`).
pub fn update(
    change: &mut Change,
    of: &impl Business,
    id: &AppId,
    (name, require_proof): (Option<&str>, Option<bool>),
    seen: i64,
) {
    let params = params![
        of.account().as_str(),
        id.as_str(),
        name,
        name.map(sort_key),
        require_proof.map(i64::from),
        change.event().as_str(),
        seen,
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const REPLACE_SECRET: &str = "UPDATE app SET sealed = ?3, kid = substr(?3, 1, instr(?3, '/') - 1), secret_at = ?4, version = version + 1, event_id = ?5 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?6";

/// Puts another secret in the place of the one that an app has (guard `stale`).
pub fn replace_secret(change: &mut Change, of: &impl Business, id: &AppId, sealed: &str, seen: i64) {
    let (at, event) = (change.at(), change.event().to_string());
    change.push(REPLACE_SECRET, params![of.account().as_str(), id.as_str(), sealed, at, event, seen]);
    change.expect_one("stale");
}

const CALLBACK: &str = "UPDATE app SET callback_url = ?3, version = version + 1, event_id = ?4 WHERE account_id = ?1 AND id = ?2 AND version = ?5";

/// The rule that a callback stays while subscriptions are told there.
pub const CALLBACK_IN_USE: &str = "callback_in_use";

/// Gives an app another callback of its own, or none (invariant [`CALLBACK_IN_USE`]), if the version is still the one that was seen
/// (guard `moved`). Subscriptions that are told there go on at the new one.
pub fn set_callback(change: &mut Change, of: &impl Business, id: &AppId, url: Option<&str>, seen: i64) {
    let event = change.event().to_string();
    change.push(CALLBACK, params![of.account().as_str(), id.as_str(), url, event, seen]);
    change.expect_one("moved");
}

const AT_CALLBACK: &str = "SELECT id FROM webhook WHERE app_id = ?2 AND account_id = ?1 AND app_callback = 1";

/// The webhooks that are told at an app's own callback.
pub fn at_callback(of: &impl Business, id: &AppId) -> Reading<Vec<WebhookId>> {
    Reading::all(AT_CALLBACK, params![of.account().as_str(), id.as_str()], |mut row| row.parse())
}

const USERS: &str = "SELECT system_user_id FROM app_install WHERE account_id = ?1 AND app_id = ?2";

/// The system users that an app is installed for: whose caches hear of its end.
pub fn users(of: &impl Business, id: &AppId) -> Reading<Vec<SystemUserId>> {
    Reading::all(USERS, params![of.account().as_str(), id.as_str()], |mut row| row.parse())
}

const GENERATIONS: &str = concat!(
    "UPDATE system_user SET generation = generation + 1, version = version + 1, event_id = ?3 \
     WHERE account_id = ?1 AND id IN (SELECT system_user_id FROM token WHERE app_id = ?2 \
       AND ",
    goes_on!("?4"),
    ")"
);
const END_TOKENS: &str = concat!(
    "UPDATE token SET revoked_at = ?4, version = version + 1, event_id = ?3 \
     WHERE account_id = ?1 AND app_id = ?2 AND ",
    goes_on!("?4")
);
const DELETE: &str = "DELETE FROM app WHERE account_id = ?1 AND id = ?2";

/// Deletes an app: its tokens end, and it is installed for nobody any more (guard `not_found`).
pub fn delete(change: &mut Change, of: &impl Business, id: &AppId) {
    let (at, event) = (change.at(), change.event().to_string());
    let params = params![of.account().as_str(), id.as_str(), event, at];
    change.push(GENERATIONS, params.clone());
    change.push(END_TOKENS, params);
    change.push(DELETE, params![of.account().as_str(), id.as_str()]);
    change.expect_one("not_found");
}

/// An app that is installed for a system user.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The app.
    pub id: AppId,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub installed_at: Instant,
}

const INSTALLED: &str = concat!(
    "SELECT a.id, (SELECT graph_id FROM graph_node WHERE id = a.id), a.name, i.installed_at FROM app_install i JOIN app a ON a.id = i.app_id \
     JOIN system_user su ON su.id = i.system_user_id WHERE su.id = ?2 AND ",
    in_scope!("su.account_id", "su.subaccount_id"),
    "ORDER BY a.name_key, a.id"
);

/// The apps that are installed for a system user, by name.
pub fn installed(of: &impl Business, user: &SystemUserId) -> Reading<Vec<Installed>> {
    Reading::all(INSTALLED, params![business::scope(of), user.as_str()], |mut row| {
        Ok(Installed {
            id: row.parse()?,
            graph_id: row.int().map(GraphId::stored)?,
            name: row.text()?,
            installed_at: row.at()?,
        })
    })
}

/// A system user that an app is installed for.
#[derive(Debug, Clone)]
pub struct InstalledFor {
    /// The system user.
    pub id: SystemUserId,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// Its username.
    pub username: String,
    /// Active or inactive.
    pub status: Status,
    /// Since when.
    pub installed_at: Instant,
    /// Its tokens of the app that go on.
    pub live_tokens: i64,
}

// By the key that says whom it is installed for: a page seeks to its place.
const INSTALLED_FOR: &str = concat!(
    "SELECT su.id, (SELECT graph_id FROM graph_node WHERE id = su.id), su.username, su.status, i.installed_at, \
       (SELECT count(*) FROM token t WHERE t.app_id = i.app_id AND t.system_user_id = su.id \
          AND ",
    goes_on!("t.", "?5"),
    ") \
     FROM app_install i JOIN system_user su ON su.account_id = i.account_id AND su.id = i.system_user_id \
     WHERE i.app_id = ?2 AND i.system_user_id > ?3 AND ",
    in_scope!("su.account_id", "su.subaccount_id"),
    "ORDER BY i.system_user_id LIMIT ?4"
);

/// The system users that an app is installed for, the oldest first, after the one that was seen last.
pub fn installed_for(
    of: &impl Business,
    app: &AppId,
    after: Option<&str>,
    limit: i64,
    now: Instant,
) -> Reading<Vec<InstalledFor>> {
    let params = params![business::scope(of), app.as_str(), after.unwrap_or_default(), limit, now.millis()];
    Reading::all(INSTALLED_FOR, params, |mut row| {
        Ok(InstalledFor {
            id: row.parse()?,
            graph_id: row.int().map(GraphId::stored)?,
            username: row.text()?,
            status: row.parse()?,
            installed_at: row.at()?,
            live_tokens: row.int()?,
        })
    })
}

const INSTALL: &str =
    "INSERT INTO app_install (account_id, app_id, system_user_id, installed_at, event_id) VALUES (?1, ?2, ?3, ?4, ?5)";

/// The unique rule: it is installed already.
pub const UNIQUE_INSTALL: &str = "app_install";

/// Installs an app for a system user, both of which were read (unique [`UNIQUE_INSTALL`]; foreign key: one of them is gone).
pub fn install(change: &mut Change, of: &impl Business, app: &AppId, user: &SystemUserId) {
    let (at, event) = (change.at(), change.event().to_string());
    change.push(INSTALL, params![of.account().as_str(), app.as_str(), user.as_str(), at, event]);
}

const END_OF_USER: &str = concat!(
    "UPDATE token SET revoked_at = ?4, version = version + 1, event_id = ?5 \
     WHERE account_id = ?1 AND app_id = ?2 AND system_user_id = ?3 AND ",
    goes_on!("?4")
);
const UNINSTALL: &str = "DELETE FROM app_install WHERE account_id = ?1 AND app_id = ?2 AND system_user_id = ?3";

/// Takes an app away from a system user, whose tokens of it end (guards `not_found`: no such system user; `unchanged`: it was
/// not installed).
pub fn uninstall(change: &mut Change, of: &impl Business, app: &AppId, user: &SystemUserId) {
    tokens::another_generation(change, of, user);
    let (at, event) = (change.at(), change.event().to_string());
    change.push(END_OF_USER, params![of.account().as_str(), app.as_str(), user.as_str(), at, event]);
    change.push(UNINSTALL, params![of.account().as_str(), app.as_str(), user.as_str()]);
    change.expect_one("unchanged");
}
