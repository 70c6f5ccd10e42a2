//! Public keys of system users (RFC 7523). Their records for the gate are in `records`.

use domain::ids::{AccountId, ClientKeyId, SystemUserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{DbError, Reading, Row, Sealed, Statement};
use crate::params;
use crate::scope::{in_scope, scope};

/// A key as stored.
#[derive(Debug, Clone)]
pub struct ClientKeyRow {
    /// The id.
    pub id: ClientKeyId,
    /// What it is called.
    pub name: String,
    /// What it verifies.
    pub algorithm: String,
    /// Its JSON Web Key, as RFC 7638 writes it.
    pub jwk: String,
    /// The digest of that.
    pub thumbprint: String,
    /// What those may do who sign with its other half.
    pub scopes: Vec<String>,
    /// Who registered it, by id and name.
    pub created_by: (String, String),
    /// When.
    pub created_at: Instant,
    /// When it was last used.
    pub last_used_at: Option<Instant>,
    /// From where.
    pub last_used_ip: Option<String>,
}

// The columns that a list and one key have in common.
macro_rules! listed {
    ($more:literal) => {
        concat!(
            "SELECT k.id, k.name, k.algorithm, k.jwk, k.thumbprint, k.scopes, k.created_by, k.created_by_name, k.created_at, \
               ku.last_used_at, ku.last_used_ip FROM client_key k JOIN system_user su ON su.id = k.system_user_id \
               LEFT JOIN client_key_use ku ON ku.key_id = k.id WHERE su.id = ?2 AND k.revoked_at IS NULL AND ",
            in_scope!("su.account_id", "su.subaccount_id"),
            $more
        )
    };
}

const LIST: &str = listed!("ORDER BY k.id DESC");
const GET: &str = listed!("AND k.id = ?3");

fn read(mut row: Row) -> Result<ClientKeyRow, DbError> {
    Ok(ClientKeyRow {
        id: row.parse()?,
        name: row.text()?,
        algorithm: row.text()?,
        jwk: row.text()?,
        thumbprint: row.text()?,
        scopes: row.json()?,
        created_by: (row.text()?, row.text()?),
        created_at: row.at()?,
        last_used_at: row.opt_at()?,
        last_used_ip: row.opt_text()?,
    })
}

/// The keys of a system user, the newest first: at most ten.
pub fn list(can: &Can<SystemUsersManage>, of: &SystemUserId) -> Reading<Vec<ClientKeyRow>> {
    Reading::new(LIST, params![scope(can), of.as_str()], |rows| rows.into_iter().map(read).collect())
}

/// One of them.
pub fn get(can: &Can<SystemUsersManage>, of: &SystemUserId, id: &ClientKeyId) -> Reading<Option<ClientKeyRow>> {
    Reading::first(GET, params![scope(can), of.as_str(), id.as_str()], read)
}

/// A new key.
#[derive(Debug)]
pub struct NewClientKey<'a> {
    /// The id.
    pub id: &'a ClientKeyId,
    /// Whose.
    pub system_user: &'a SystemUserId,
    /// What it is called.
    pub name: &'a str,
    /// What it verifies.
    pub algorithm: &'a str,
    /// Its JSON Web Key, as RFC 7638 writes it.
    pub jwk: &'a str,
    /// The digest of that.
    pub thumbprint: &'a str,
    /// What it is for, as JSON.
    pub scopes: &'a str,
}

const INSERT: &str = "INSERT INTO client_key (id, account_id, system_user_id, name, algorithm, jwk, thumbprint, scopes, created_by, created_by_name, \
     created_at, event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// The unique rule on keys, as [`DbError::is_unique`] knows it.
pub const UNIQUE_KEY: &str = "client_key.thumbprint";

/// Registers a key (invariants `client_key_limit`, `client_key_scopes`; unique [`UNIQUE_KEY`]).
pub fn insert(change: &mut Change, can: &Can<SystemUsersManage>, key: &NewClientKey<'_>) {
    let params = params![
        key.id.as_str(),
        can.account().as_str(),
        key.system_user.as_str(),
        key.name,
        key.algorithm,
        key.jwk,
        key.thumbprint,
        key.scopes,
        can.human().user.as_str(),
        can.human().name.as_str(),
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const REVOKE: &str = "UPDATE client_key SET revoked_at = ?4, event_id = ?5 \
     WHERE account_id = ?1 AND system_user_id = ?2 AND id = ?3 AND revoked_at IS NULL";

/// Takes a key away, in a change that raises the generation of its system user (guard `unchanged`: it was taken away
/// meanwhile).
pub fn revoke(change: &mut Change, can: &Can<SystemUsersManage>, of: &SystemUserId, id: &ClientKeyId) {
    let (at, event) = (change.at(), change.event().to_string());
    change.push(REVOKE, params![can.account().as_str(), of.as_str(), id.as_str(), at, event]);
    change.expect_one("unchanged");
}

/// A key by which a client may sign.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The key.
    pub id: ClientKeyId,
    /// Its system user.
    pub system_user: SystemUserId,
    /// The username of that.
    pub username: String,
    /// The account.
    pub account: AccountId,
    /// The JSON Web Key.
    pub jwk: String,
}

const OF_CLIENT: &str = "SELECT k.id, k.system_user_id, u.username, k.account_id, k.jwk FROM client_key k JOIN system_user u ON u.id = k.system_user_id \
     WHERE k.system_user_id = ?1 AND k.revoked_at IS NULL ORDER BY k.id DESC";
const BY_ID: &str = "SELECT k.id, k.system_user_id, u.username, k.account_id, k.jwk FROM client_key k JOIN system_user u ON u.id = k.system_user_id \
     WHERE k.id = ?1";

fn candidates(sql: &'static str, id: &str) -> Reading<Vec<Candidate>> {
    Reading::new(sql, params![id], |rows| {
        let read = |mut row: Row| {
            Ok(Candidate {
                id: row.parse()?,
                system_user: row.parse()?,
                username: row.text()?,
                account: row.parse()?,
                jwk: row.text()?,
            })
        };
        rows.into_iter().map(read).collect()
    })
}

/// The keys of a system user that names itself. There is no proof here: a signature by one of them is what is being proved.
pub fn of_client(client: &SystemUserId) -> Reading<Vec<Candidate>> {
    candidates(OF_CLIENT, client.as_str())
}

/// A key that a client names, also when it was taken away: why it is refused is said of it.
pub fn by_id(id: &ClientKeyId) -> Reading<Vec<Candidate>> {
    candidates(BY_ID, id.as_str())
}

const USE: &str = "INSERT INTO used_assertion (key_id, digest, ends_at) VALUES (?1, ?2, ?3)";

/// The unique rule on assertions, as [`DbError::is_unique`] knows it.
pub const UNIQUE_ASSERTION: &str = "used_assertion";

/// Uses an assertion up (unique [`UNIQUE_ASSERTION`]: it was used; invariants `used_assertion_limit`, `used_assertion_key`: the
/// key was taken away, or its system user switched off).
pub fn use_up(key: &ClientKeyId, digest: &str, ends_at: Instant) -> Sealed {
    Sealed::figures(vec![Statement { sql: USE, params: params![key.as_str(), digest, ends_at] }])
}
