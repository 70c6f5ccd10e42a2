//! Token records and the revocation log, for the gate. There is no proof here: the token itself is what is being
//! proved, and the digest in the WHERE clause is the tenant.

use domain::environment::Environment;
use domain::ids::{CredentialId, SystemUserId};
use domain::lease::{self, Record, Revocation};
use domain::rate::Limits;
use domain::time::Instant;

use crate::db::{Db, DbError, Query, Reading, Row, both};
use crate::ip_rules::token_networks;
use crate::params;
use crate::{rate, tail};

// What a record is made of: a token `t`, its system user `u`, its account `a`.
macro_rules! token_record {
    ($where:literal) => {
        concat!(
            "SELECT t.id, u.id, u.account_id, u.subaccount_id, u.username, u.status, u.generation, t.scopes, \
     t.created_at, t.expires_at, t.revoked_at, t.digest, t.networks, t.rate_calls AS own_calls, t.rate_seconds AS own_seconds, u.rate_calls, u.rate_seconds, u.environment, \
      CASE WHEN t.subaccounts IS NOT NULL THEN (SELECT json_group_array(s.id) FROM json_each(t.subaccounts) j JOIN subaccount s ON s.id = j.value) END AS reached, ",
            token_networks!(),
            " FROM token t JOIN system_user u ON u.id = t.system_user_id JOIN account a ON a.id = u.account_id WHERE ",
            $where
        )
    };
}

// The same columns of what was bought: it has no networks and limits beside those of its system user, and ends with its rule.
macro_rules! bought_record {
    ($where:literal) => {
        concat!(
            "SELECT b.id, u.id, u.account_id, u.subaccount_id, u.username, u.status, u.generation, b.scopes, \
     b.created_at, b.expires_at, coalesce(b.ended_at, r.revoked_at), b.digest, NULL, NULL, NULL, u.rate_calls, u.rate_seconds, u.environment, NULL, ",
            token_networks!(),
            " FROM bought_token b JOIN trust_rule r ON r.id = b.rule_id JOIN system_user u ON u.id = b.system_user_id \
              JOIN account a ON a.id = u.account_id WHERE ",
            $where
        )
    };
}

const BY_DIGEST: &str = concat!(
    token_record!("t.digest IN (SELECT value FROM json_each(?1))"),
    " UNION ALL ",
    bought_record!("b.digest IN (SELECT value FROM json_each(?1))")
);
const BY_TOKEN: &str = concat!(token_record!("t.id = ?1"), " UNION ALL ", bought_record!("b.id = ?1"));
// The same columns: a key has no end of its own and no networks and limits beside those of its system user.
const BY_KEY: &str = concat!(
    "SELECT k.id, u.id, u.account_id, u.subaccount_id, u.username, u.status, u.generation, k.scopes, \
     k.created_at, NULL AS expires_at, k.revoked_at, k.id AS digest, NULL AS networks, \
     NULL AS own_calls, NULL AS own_seconds, u.rate_calls, u.rate_seconds, u.environment, NULL AS reached, ",
    token_networks!(),
    " FROM client_key k JOIN system_user u ON u.id = k.system_user_id JOIN account a ON a.id = u.account_id WHERE k.id = ?1"
);

// A rule by which an issuer is trusted: what shows that issuer's token is its system user for as long as it takes to buy one.
const BY_RULE: &str = concat!(
    "SELECT r.id, u.id, u.account_id, u.subaccount_id, u.username, u.status, u.generation, r.scopes, \
     r.created_at, NULL AS expires_at, r.revoked_at, r.id AS digest, NULL AS networks, \
     NULL AS own_calls, NULL AS own_seconds, u.rate_calls, u.rate_seconds, u.environment, NULL AS reached, ",
    token_networks!(),
    " FROM trust_rule r JOIN system_user u ON u.id = r.system_user_id JOIN account a ON a.id = u.account_id WHERE r.id = ?1"
);

/// The record of a token by the digests that it may be stored under, with the digest that it has.
pub async fn by_digest(db: &impl Db, digests: &[String]) -> Result<Option<(Record, String)>, DbError> {
    let digests = serde_json::to_string(digests).unwrap_or_default();
    read(db, Query::new(BY_DIGEST, params![digests])).await
}

/// The record of the token or key that bought an access token, which says its id under our signature; or of a rule.
pub async fn by_id(db: &impl Db, id: &CredentialId) -> Result<Option<Record>, DbError> {
    let sql = match id {
        CredentialId::Token(_) => BY_TOKEN,
        CredentialId::Key(_) => BY_KEY,
        CredentialId::Trust(_) => BY_RULE,
    };
    Ok(read(db, Query::new(sql, params![id.as_str()])).await?.map(|(record, _)| record))
}

async fn read(db: &impl Db, query: Query) -> Result<Option<(Record, String)>, DbError> {
    let rows = db.query(&query).await?;
    rows.into_iter()
        .next()
        .map(|mut row| {
            let mut record = Record {
                token: row.parse()?,
                system_user: row.parse()?,
                account: row.parse()?,
                subaccount: row.opt_parse()?,
                environment: Environment::default(),
                subaccounts: None,
                username: row.text()?,
                status: row.parse()?,
                generation: row.int()?,
                scopes: row.json()?,
                issued_at: row.at()?,
                expires_at: row.opt_at()?,
                revoked_at: row.opt_at()?,
                networks: None,
                own_networks: None,
                account_generation: 0,
                limits: Limits::default(),
            };
            let digest = row.text()?;
            record.own_networks = row.opt_json()?;
            record.limits.token = rate::read(row.opt_int()?, row.opt_int()?)?;
            record.limits.system_user = rate::read(row.opt_int()?, row.opt_int()?)?;
            record.environment = row.parse()?;
            record.subaccounts = row.opt_json()?;
            record.networks = row.opt_json()?;
            record.account_generation = row.int()?;
            Ok((record, digest))
        })
        .transpose()
}

/// The most lines that one query gives.
pub const PAGE: i64 = 1_000;
const SINCE: &str = "SELECT rev, system_user_id, min_generation FROM revocation WHERE rev > ?1 ORDER BY rev LIMIT ?2";
const YOUNG: &str = "SELECT rev, system_user_id, min_generation FROM revocation \
     WHERE rev >= (SELECT min(rev) FROM revocation WHERE at > ?1) ORDER BY rev LIMIT ?2";

/// The lines of the revocation log after a position. From the beginning only those are read that a record which is
/// still believed anywhere can be older than.
///
/// A system user has one line, which moves to the end with each change: a line that goes between two pages comes
/// again in a later one.
///
/// Whose calls are watched is read in the same trip.
pub async fn view_since(db: &impl Db, rev: i64, now: Instant) -> Result<(Vec<Revocation>, Watched), DbError> {
    let (sql, params) =
        if rev == 0 { (YOUNG, params![now.plus(-LOOK_BACK), PAGE]) } else { (SINCE, params![rev, PAGE]) };
    let (mut all, watched) = both(db, Reading::new(sql, params, read_lines), tail::on(now)).await?;
    let mut full = all.len() as i64 == PAGE;
    while full && let Some(last) = all.last() {
        let page = Reading::new(SINCE, params![last.rev, PAGE], read_lines).of(db).await?;
        full = page.len() as i64 == PAGE;
        all.extend(page);
    }
    Ok((all, watched))
}

/// System users whose calls are watched, and until when.
pub type Watched = Vec<(SystemUserId, Instant)>;

fn read_lines(rows: Vec<Row>) -> Result<Vec<Revocation>, DbError> {
    rows.into_iter()
        .map(|mut row| Ok(Revocation { rev: row.int()?, whose: row.parse()?, min_generation: row.int()? }))
        .collect()
}

/// How far an isolate that knows nothing yet looks back, in milliseconds: as old as a record may be when it is believed,
/// and as much again for clocks that differ and changes that took their time.
pub const LOOK_BACK: i64 = 2 * lease::RECORD_LIFE;

/// No record has this generation: a minimum that voids all of them (2^53 - 1, as the schema writes on deletion).
pub const NO_GENERATION: i64 = 9_007_199_254_740_991;

/// How long a line of the log is kept, in milliseconds: longer than any cached record lives (KV: one hour).
pub const KEEP_REVOCATIONS: i64 = domain::time::DAY;

/// From when on lines of the log are kept.
pub fn keep_since(now: Instant) -> Instant {
    now.plus(-KEEP_REVOCATIONS)
}
