//! Rules by which system users trust outside issuers, and the tokens that these buy (ADR 0039). Their records for the gate are
//! in `records`.

use std::collections::BTreeMap;

use domain::ids::{AccountId, SystemUserId, TokenId, TrustRuleId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::change::Change;
use crate::db::{DbError, Reading, Row, Sealed, Statement};
use crate::params;
use crate::scope::{in_scope, scope};

/// A rule as stored.
#[derive(Debug, Clone)]
pub struct TrustRuleRow {
    /// The id.
    pub id: TrustRuleId,
    /// What it is called.
    pub name: String,
    /// Whose tokens.
    pub issuer: String,
    /// Made for whom.
    pub audience: String,
    /// What they must say.
    pub claims: BTreeMap<String, String>,
    /// What those may do who show one.
    pub scopes: Vec<String>,
    /// Who made it, by id and name.
    pub created_by: (String, String),
    /// When.
    pub created_at: Instant,
    /// When it last bought a token.
    pub last_used_at: Option<Instant>,
    /// From where.
    pub last_used_ip: Option<String>,
    /// How many of the tokens that it bought are accepted.
    pub live_tokens: i64,
    /// The last refusal of the last days: when, why, the claim that was lacking.
    pub last_refusal: Option<(i64, String, Option<String>)>,
}

// The columns that a list and one rule have in common.
macro_rules! listed {
    ($more:literal) => {
        concat!(
            "SELECT r.id, r.name, r.issuer, r.audience, r.claims, r.scopes, r.created_by, r.created_by_name, r.created_at, ru.last_used_at, ru.last_used_ip, \
               (SELECT count(*) FROM bought_token b WHERE b.rule_id = r.id AND b.expires_at > ?3 AND b.ended_at IS NULL), \
               (SELECT json_array(f.last_at, f.reason, f.claim) FROM refusal f WHERE f.system_user_id = su.id AND f.token_id = r.id ORDER BY f.id DESC LIMIT 1) \
             FROM trust_rule r JOIN system_user su ON su.id = r.system_user_id LEFT JOIN trust_rule_use ru ON ru.rule_id = r.id \
             WHERE su.id = ?2 AND r.revoked_at IS NULL AND ",
            in_scope!("su.account_id", "su.subaccount_id"),
            $more
        )
    };
}

const LIST: &str = listed!("ORDER BY r.id DESC");
const GET: &str = listed!("AND r.id = ?4");

fn read(mut row: Row) -> Result<TrustRuleRow, DbError> {
    Ok(TrustRuleRow {
        id: row.parse()?,
        name: row.text()?,
        issuer: row.text()?,
        audience: row.text()?,
        claims: row.json()?,
        scopes: row.json()?,
        created_by: (row.text()?, row.text()?),
        created_at: row.at()?,
        last_used_at: row.opt_at()?,
        last_used_ip: row.opt_text()?,
        live_tokens: row.int()?,
        last_refusal: row.opt_json()?,
    })
}

/// The rules of a system user, the newest first: at most ten.
pub fn list(can: &Can<SystemUsersManage>, of: &SystemUserId, now: Instant) -> Reading<Vec<TrustRuleRow>> {
    Reading::new(LIST, params![scope(can), of.as_str(), now], |rows| rows.into_iter().map(read).collect())
}

/// One of them.
pub fn get(
    can: &Can<SystemUsersManage>,
    of: &SystemUserId,
    id: &TrustRuleId,
    now: Instant,
) -> Reading<Option<TrustRuleRow>> {
    Reading::first(GET, params![scope(can), of.as_str(), now, id.as_str()], read)
}

/// A new rule.
#[derive(Debug)]
pub struct NewTrustRule<'a> {
    /// The id.
    pub id: &'a TrustRuleId,
    /// Whose.
    pub system_user: &'a SystemUserId,
    /// What it is called.
    pub name: &'a str,
    /// Whose tokens.
    pub issuer: &'a str,
    /// Made for whom.
    pub audience: &'a str,
    /// What they must say, as JSON.
    pub claims: &'a str,
    /// What those may do who show one, as JSON.
    pub scopes: &'a str,
}

const INSERT: &str = "INSERT INTO trust_rule (id, account_id, system_user_id, name, issuer, audience, claims, scopes, created_by, created_by_name, \
     created_at, event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// Adds a rule (invariants `trust_rule_limit`, `trust_rule_claims`, `trust_rule_pinned`, `trust_rule_scopes`).
pub fn insert(change: &mut Change, can: &Can<SystemUsersManage>, rule: &NewTrustRule<'_>) {
    let params = params![
        rule.id.as_str(),
        can.account().as_str(),
        rule.system_user.as_str(),
        rule.name,
        rule.issuer,
        rule.audience,
        rule.claims,
        rule.scopes,
        can.human().user.as_str(),
        can.human().name.as_str(),
        change.at(),
        change.event().as_str(),
    ];
    change.push(INSERT, params);
}

const REVOKE: &str = "UPDATE trust_rule SET revoked_at = ?4, event_id = ?5 \
     WHERE account_id = ?1 AND system_user_id = ?2 AND id = ?3 AND revoked_at IS NULL";

/// Takes a rule away, in a change that raises the generation of its system user (guard `unchanged`: it was taken away
/// meanwhile). What it bought ends with it.
pub fn revoke(change: &mut Change, can: &Can<SystemUsersManage>, of: &SystemUserId, id: &TrustRuleId) {
    let (at, event) = (change.at(), change.event().to_string());
    change.push(REVOKE, params![can.account().as_str(), of.as_str(), id.as_str(), at, event]);
    change.expect_one("unchanged");
}

/// A rule by which an assertion may count.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The rule.
    pub id: TrustRuleId,
    /// Its system user.
    pub system_user: SystemUserId,
    /// The username of that.
    pub username: String,
    /// The account.
    pub account: AccountId,
    /// Whose tokens.
    pub issuer: String,
    /// Whom tokens must be made for.
    pub audience: String,
    /// What they must say.
    pub claims: BTreeMap<String, String>,
    /// Was it taken away?
    pub revoked: bool,
}

/// How many candidates are looked at: who names no system user is asked to where there are more.
pub const MOST_CANDIDATES: i64 = 100;

// Of one system user also what was taken away, the newest of it: why it is refused is said of that.
const OF_CLIENT: &str = "SELECT r.id, r.system_user_id, u.username, r.account_id, r.issuer, r.audience, r.claims, r.revoked_at IS NOT NULL AS gone FROM trust_rule r \
     JOIN system_user u ON u.id = r.system_user_id WHERE r.system_user_id = ?1 AND r.issuer IN (?2, ?3) ORDER BY r.issuer <> ?2, gone, r.id DESC LIMIT 20";
const OF_ISSUER: &str = "SELECT r.id, r.system_user_id, u.username, r.account_id, r.issuer, r.audience, r.claims, 0 FROM trust_rule r INDEXED BY trust_rule_by_issuer \
     JOIN system_user u ON u.id = r.system_user_id WHERE r.issuer = ?1 AND r.audience = ?2 AND r.revoked_at IS NULL ORDER BY r.id DESC LIMIT ?3";

fn candidates(rows: Vec<Row>) -> Result<Vec<Candidate>, DbError> {
    let read = |mut row: Row| {
        Ok(Candidate {
            id: row.parse()?,
            system_user: row.parse()?,
            username: row.text()?,
            account: row.parse()?,
            issuer: row.text()?,
            audience: row.text()?,
            claims: row.json()?,
            revoked: row.int()? == 1,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The rules for an issuer of a system user that is named, and behind them those for the issuer whose address has a slash at its
/// end where this one has none, or the other way round. There is no proof here: the issuer's signature is what is being proved.
pub fn of_client(client: &SystemUserId, issuer: &str) -> Reading<Vec<Candidate>> {
    let other = issuer.strip_suffix('/').map_or_else(|| format!("{issuer}/"), str::to_owned);
    Reading::new(OF_CLIENT, params![client.as_str(), issuer, other], candidates)
}

/// The rules for an issuer and audience, whosever they are: one more than [`MOST_CANDIDATES`] at the most.
pub fn of_issuer(issuer: &str, audience: &str) -> Reading<Vec<Candidate>> {
    Reading::new(OF_ISSUER, params![issuer, audience, MOST_CANDIDATES + 1], candidates)
}

/// A token that is bought.
#[derive(Debug)]
pub struct BoughtToken<'a> {
    /// Its id.
    pub id: &'a TokenId,
    /// By which rule.
    pub rule: &'a TrustRuleId,
    /// The keyed digest of its text, in hex.
    pub digest: &'a str,
    /// The key of the digest.
    pub kid: &'a str,
    /// The last four characters.
    pub tail: &'a str,
    /// What it may do, as JSON.
    pub scopes: &'a str,
    /// A digest of the assertion that is used up by it.
    pub assertion: &'a str,
    /// Now.
    pub at: Instant,
    /// Its end.
    pub ends: Instant,
    /// The assertion's.
    pub assertion_ends: Instant,
}

const BUY: &str = "INSERT INTO bought_token (id, account_id, system_user_id, rule_id, digest, kid, tail, scopes, assertion, created_at, expires_at, assertion_ends_at) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// The unique rule on assertions, as [`DbError::is_unique`] knows it.
pub const UNIQUE_ASSERTION: &str = "bought_token.assertion";

/// Buys a token and uses its assertion up (unique [`UNIQUE_ASSERTION`]: it was used; invariants `bought_token_limit`,
/// `bought_token_rule`: the rule was taken away, or its system user switched off).
pub fn buy((account, system_user): (&AccountId, &SystemUserId), token: &BoughtToken<'_>) -> Sealed {
    let params = params![
        token.id.as_str(),
        account.as_str(),
        system_user.as_str(),
        token.rule.as_str(),
        token.digest,
        token.kid,
        token.tail,
        token.scopes,
        token.assertion,
        token.at,
        token.ends,
        token.assertion_ends,
    ];
    Sealed::figures(vec![Statement { sql: BUY, params }])
}
