//! System users and their tokens, as the console sees them; what changes them is in `changes`.

mod changes;

use domain::attestation::Rules;
use domain::business::{GraphId, SystemUserRole};
use domain::environment::Environment;
use domain::ids::{MakerId, SubaccountId, SystemUserId, UserId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use domain::rate::RateLimit;
use domain::system_user::Status;
use domain::time::{HOUR, Instant};

pub(crate) use self::changes::BEFORE;
pub use self::changes::{
    NewSystemUser, UNIQUE_ADMIN, UNIQUE_SUBACCOUNT, Update, change, change_custodians, delete, insert, set_status,
    update,
};
use crate::business::{self, Business};
use crate::db::{AFTER_ALL_IDS, AFTER_ALL_KEYS, AFTER_ALL_NUMBERS, Db, DbError, Query, Reading, Row, Value};
use crate::params;
use crate::rate;
use crate::scope::in_scope;
use crate::seen::{self, Seen};
use crate::tokens::{self, TokenRow, goes_on, token_json};
use crate::usage::Used;

/// A system user as stored, with all that the console shows beside it.
#[derive(Debug, Clone)]
pub struct SystemUserRow {
    /// The id.
    pub id: SystemUserId,
    /// The username.
    pub username: String,
    /// Active or inactive.
    pub status: Status,
    /// Test or live.
    pub environment: Environment,
    /// See `domain::lease`.
    pub generation: i64,
    /// How often it may call; none: as often as it likes.
    pub rate_limit: Option<RateLimit>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub created_by: MakerId,
    /// Their name at that time.
    pub created_by_name: String,
    /// Their name and status now; none when they left.
    pub creator: Option<(String, Status)>,
    /// The subaccount: id, name, reference name; none when account-wide.
    pub subaccount: Option<(SubaccountId, String, String)>,
    /// When a token of it was last accepted.
    pub last_used_at: Option<Instant>,
    /// From where.
    pub last_used_ip: Option<String>,
    /// Every token that has not ended, and the newest ten that have; the newest first.
    pub tokens: Vec<TokenRow>,
    /// Accepted calls and introspections by hour since 1970, for the last 24 hours.
    pub activity: Vec<(i64, i64, i64)>,
    /// When it was switched off, if it is.
    pub deactivated_at: Option<Instant>,
    /// Who did: id, name at that time, name and status now; none when they left.
    pub deactivated_by: Option<Deactivator>,
    /// What it is for; empty where nobody said.
    pub purpose: String,
    /// Can nobody make it a token that is a secret?
    pub secretless: bool,
    /// When somebody last said that it is still needed.
    pub attested_at: Option<Instant>,
    /// What its account asks; none where it does not.
    pub reviews: Option<Rules>,
    /// Admin or Employee.
    pub role: SystemUserRole,
    /// Its number on Graph paths.
    pub graph_id: GraphId,
    /// Who looks after it: id and name, by name.
    pub custodians: Vec<(UserId, String)>,
    /// The key by which the list is sorted, for its cursor.
    pub sort_key: Value,
}

impl SystemUserRow {
    /// Adds use that is not written yet.
    pub fn add(&mut self, used: &Used) {
        if self.last_used_at.is_none_or(|at| at <= used.at) {
            self.last_used_at = Some(used.at);
            if used.ip.is_some() {
                self.last_used_ip.clone_from(&used.ip);
            }
        }
        if let Some(token) = self.tokens.iter_mut().find(|token| token.id == used.token) {
            token.add(used);
        }
        self.activity.extend(used.hours.iter().map(|h| (h.hour, h.calls, h.introspections)));
    }
}

/// Who switched a system user off.
#[derive(Debug, Clone)]
pub struct Deactivator {
    /// The id.
    pub id: UserId,
    /// The name at that time.
    pub then: String,
    /// Name and status now; none when they left.
    pub now: Option<(String, Status)>,
}

/// The columns by which the list can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortColumn {
    /// Folded username.
    Username,
    /// Folded name of the subaccount; empty when account-wide.
    Subaccount,
    /// Time of making.
    CreatedAt,
    /// Time of last use; 0 when never.
    LastUsedAt,
    /// `active` before `inactive`.
    Status,
}

/// What part of the list is asked for.
#[derive(Debug, Clone)]
pub struct ListFilter<'a> {
    /// Part of the username, the subaccount's names, the creator's name, or a token's end: as a key to search by.
    pub search: Option<&'a str>,
    /// Only this status.
    pub status: Option<Status>,
    /// Only of this environment.
    pub environment: Option<Environment>,
    /// Only of this subaccount.
    pub subaccount: Option<&'a SubaccountId>,
    /// The order.
    pub sort: SortColumn,
    /// From the end?
    pub descending: bool,
    /// Sort key and id of the last one seen.
    pub after: Option<(Value, &'a str)>,
    /// How many at most.
    pub limit: i64,
}

macro_rules! columns_sql {
    () => {
        concat!("SELECT id, username, status, environment, generation, rate_calls, rate_seconds, version, created_at, created_by, created_by_name, creator_name, creator_status, \
           s_id, s_name, s_reference_name, last_used_at, last_used_ip, \
           (SELECT json_group_array(", token_json!(), ") \
              FROM (SELECT * FROM token WHERE system_user_id = page.id AND ", goes_on!("?11"), " \
                UNION ALL SELECT * FROM (SELECT * FROM token WHERE system_user_id = page.id \
                  AND min(coalesce(revoked_at, ?11 + 1), coalesce(expires_at, ?11 + 1)) <= ?11 ORDER BY id DESC LIMIT 10)) t \
              LEFT JOIN token_use tu ON tu.token_id = t.id), \
           (SELECT json_group_array(json_array(hour, calls, introspections)) FROM activity WHERE system_user_id = page.id AND hour > ?9), \
           (SELECT json_group_array(json_array(id, name)) FROM (SELECT c.person_id AS id, cp.name AS name FROM custodian c \
              JOIN person cp ON cp.id = c.person_id WHERE c.system_user_id = page.id ORDER BY cp.name_key, cp.id)), \
           CASE page.status WHEN 'inactive' THEN (SELECT json_array(e.at, e.actor_id, e.actor_name, ep.name, ep.status) \
              FROM audit_event e LEFT JOIN person ep ON ep.account_id = e.account_id AND ep.id = e.actor_id \
              WHERE e.subject_id = page.id AND e.action IN ('system_user.deactivated', 'system_user.lapsed') ORDER BY e.id DESC LIMIT 1) END, \
           purpose, secretless, attested_at, (SELECT json_array(a.attestation_days, a.attestation_grace_days, a.attestation_since) FROM account a WHERE a.id = page.account_id AND a.attestation_days IS NOT NULL), \
           admin, (SELECT graph_id FROM graph_node g WHERE g.id = page.id), k")
    };
}

// The rows that are meant, each with what is joined to it and the key that it is sorted by.
macro_rules! page_sql {
    ($key:literal, $from:expr) => {
        concat!(
            "WITH page AS (SELECT su.*, coalesce(p.name, mu.username) AS creator_name, coalesce(p.status, mu.status) AS creator_status, \
               s.id AS s_id, s.name AS s_name, s.reference_name AS s_reference_name, u.last_used_at, u.last_used_ip, ",
            $key,
            " AS k FROM system_user su ",
            $from,
            " LEFT JOIN person p ON p.account_id = su.account_id AND p.id = su.created_by \
             LEFT JOIN system_user mu ON mu.account_id = su.account_id AND mu.id = su.created_by \
             LEFT JOIN subaccount s ON s.account_id = su.account_id AND s.id = su.subaccount_id \
             LEFT JOIN system_user_use u ON u.system_user_id = su.id \
             WHERE su.account_id = ?1 AND "
        )
    };
}

// The page is found first, and only its rows get their tokens and activity. There is a text for each order, direction and
// leading condition, because each has an index of its own: a page seeks to its place and reads its own rows (ADR 0018).
// What the index does not decide thins its order out; the names of the subaccount are looked at in keys that triggers
// keep beside the system user.
macro_rules! list_sql {
    ($from:expr, $where:literal, $key:literal, $after:expr, $order:expr, $outer:literal) => {
        concat!(
            page_sql!($key, $from),
            $where,
            " AND ",
            $after,
            " AND (?10 IS NULL OR su.subaccount_id IN (SELECT subaccount_id FROM person_subaccount WHERE person_id = ?10)) \
               AND (?2 IS NULL OR instr(replace(su.username_key, char(63743), ''), ?2) > 0 \
                 OR instr(replace(su.subaccount_key, char(63743), ''), ?2) > 0 \
                 OR instr(replace(coalesce(s.reference_name_key, ''), char(63743), ''), ?2) > 0 \
                 OR instr(replace(coalesce(p.name_key, lower(su.created_by_name)), char(63743), ''), ?2) > 0 \
                 OR EXISTS (SELECT 1 FROM token t WHERE t.system_user_id = su.id AND lower(t.tail) = ?2)) \
               AND (?3 IS NULL OR su.status = ?3) AND (?12 IS NULL OR su.environment = ?12) AND (?4 IS NULL OR su.subaccount_id = ?4) ORDER BY ",
            $order,
            " LIMIT ?8) ",
            columns_sql!(),
            " FROM page ORDER BY ",
            $outer
        )
    };
}

/// By a key and the id: a text for each direction.
macro_rules! by_key {
    ($index:literal, $where:literal, $key:literal) => {
        [
            list_sql!(
                concat!("INDEXED BY ", $index),
                $where,
                $key,
                concat!("(", $key, ", su.id) > (?6, ?7)"),
                concat!($key, ", su.id"),
                "k, id"
            ),
            list_sql!(
                concat!("INDEXED BY ", $index),
                $where,
                $key,
                concat!("(", $key, ", su.id) < (?6, ?7)"),
                concat!($key, " DESC, su.id DESC"),
                "k DESC, id DESC"
            ),
        ]
    };
}

/// By the id alone, which sorts by the time of making.
macro_rules! by_id {
    ($index:literal, $where:literal) => {
        [
            list_sql!($index, $where, "su.created_at", "su.id > ?7", "su.id", "id"),
            list_sql!($index, $where, "su.created_at", "su.id < ?7", "su.id DESC", "id DESC"),
        ]
    };
}

type BothWays = [&'static str; 2];

const BY_USERNAME: BothWays = by_key!("system_user_by_username", "?5 IS NULL", "su.username_key");
const BY_SUBACCOUNT: BothWays = by_key!("system_user_by_subaccount", "?5 IS NULL", "su.subaccount_key");
const BY_LAST_USED: BothWays = by_key!("system_user_by_last_used", "?5 IS NULL", "su.last_used_key");
const BY_STATUS: BothWays = by_key!("system_user_by_status", "?5 IS NULL", "su.status");
const BY_CREATED_AT: BothWays = by_id!("", "?5 IS NULL AND ?6 IS NOT NULL");
const STATUS_BY_USERNAME: BothWays = by_key!("system_user_by_status_username", "su.status = ?3", "su.username_key");
const STATUS_BY_SUBACCOUNT: BothWays =
    by_key!("system_user_by_status_subaccount", "su.status = ?3", "su.subaccount_key");
const STATUS_BY_LAST_USED: BothWays = by_key!("system_user_by_status_last_used", "su.status = ?3", "su.last_used_key");
const STATUS_BY_CREATED_AT: BothWays = by_id!("INDEXED BY system_user_by_status", "su.status = ?3");
/// Of a subaccount there is at most one.
const OF_SUBACCOUNT: BothWays = by_id!("INDEXED BY one_system_user_per_subaccount", "su.subaccount_id = ?4");

impl ListFilter<'_> {
    /// The text whose index leads to the page.
    const fn sql(&self) -> &'static str {
        let both = match (self.subaccount, self.status, self.sort) {
            (Some(_), _, _) => OF_SUBACCOUNT,
            (None, None, SortColumn::Username) => BY_USERNAME,
            (None, None, SortColumn::Subaccount) => BY_SUBACCOUNT,
            (None, None, SortColumn::LastUsedAt) => BY_LAST_USED,
            (None, None, SortColumn::CreatedAt) => BY_CREATED_AT,
            (None, _, SortColumn::Status) => BY_STATUS,
            (None, Some(_), SortColumn::Username) => STATUS_BY_USERNAME,
            (None, Some(_), SortColumn::Subaccount) => STATUS_BY_SUBACCOUNT,
            (None, Some(_), SortColumn::LastUsedAt) => STATUS_BY_LAST_USED,
            (None, Some(_), SortColumn::CreatedAt) => STATUS_BY_CREATED_AT,
        };
        let [ascending, descending] = both;
        if self.descending { descending } else { ascending }
    }

    /// Key and id after which the page begins; before all of them when it is the first.
    fn position(&self) -> (Value, &str) {
        match (&self.after, self.descending, self.sort) {
            (Some((key, id)), _, _) => (key.clone(), id),
            (None, false, SortColumn::CreatedAt | SortColumn::LastUsedAt) => (Value::Int(-1), ""),
            (None, false, _) => (Value::Text(String::new()), ""),
            (None, true, SortColumn::CreatedAt | SortColumn::LastUsedAt) => (AFTER_ALL_NUMBERS.into(), AFTER_ALL_IDS),
            (None, true, _) => (AFTER_ALL_KEYS.into(), AFTER_ALL_IDS),
        }
    }
}

const GET: &str = concat!(
    page_sql!("su.created_at", ""),
    "(su.id = ?2 OR su.subaccount_id = ?3) \
       AND (?10 IS NULL OR su.subaccount_id IN (SELECT subaccount_id FROM person_subaccount WHERE person_id = ?10))) ",
    "SELECT * FROM (",
    columns_sql!(),
    " FROM page)"
);

fn read(mut row: Row) -> Result<SystemUserRow, DbError> {
    let id = row.parse()?;
    let username = row.text()?;
    let status = row.parse()?;
    let environment = row.parse()?;
    let generation = row.int()?;
    let rate_limit = rate::read(row.opt_int()?, row.opt_int()?)?;
    let version = row.int()?;
    let created_at = row.at()?;
    let created_by = row.parse()?;
    let created_by_name = row.text()?;
    let creator = row.opt_text()?.zip(row.opt_parse()?);
    let subaccount = match (row.opt_parse()?, row.opt_text()?, row.opt_text()?) {
        (Some(id), Some(name), Some(reference)) => Some((id, name, reference)),
        _ => None,
    };
    let last_used_at = row.opt_at()?;
    let last_used_ip = row.opt_text()?;
    let mut tokens: Vec<TokenRow> = row.json::<Vec<tokens::Stored>>()?.into_iter().map(TokenRow::from).collect();
    tokens.sort_unstable_by(|a, b| b.id.cmp(&a.id));
    let activity = row.json()?;
    let custodians: Vec<(String, String)> = row.json()?;
    let custodians = custodians
        .into_iter()
        .map(|(id, name)| UserId::try_from(id).map(|id| (id, name)))
        .collect::<Result<_, _>>()
        .map_err(|_| DbError::Other("a stored person id is not valid".into()))?;
    let (deactivated_at, deactivated_by) = read_deactivated(&mut row)?;
    let (purpose, secretless, attested_at) = (row.text()?, row.int()? == 1, row.opt_at()?);
    let reviews = row.opt_json::<(i64, i64, i64)>()?;
    let reviews = reviews.map(|(days, grace, since)| Rules { days, grace, since: Instant::from_millis(since) });
    Ok(SystemUserRow {
        id,
        username,
        status,
        environment,
        generation,
        rate_limit,
        version,
        created_at,
        created_by,
        created_by_name,
        creator,
        subaccount,
        last_used_at,
        last_used_ip,
        tokens,
        activity,
        deactivated_at,
        deactivated_by,
        purpose,
        secretless,
        attested_at,
        reviews,
        role: SystemUserRole::of(row.opt_int()?),
        graph_id: row.int().map(GraphId::stored)?,
        custodians,
        sort_key: row.value(),
    })
}

/// When, and who: id, name then, name and status now.
type DeactivatedColumns = (i64, Option<String>, Option<String>, Option<String>, Option<String>);

fn read_deactivated(row: &mut Row) -> Result<(Option<Instant>, Option<Deactivator>), DbError> {
    let Some(text) = row.opt_text()? else { return Ok((None, None)) };
    let wrong = || DbError::Other("a stored event of a deactivation is not valid".into());
    let (at, id, then, name, status): DeactivatedColumns = serde_json::from_str(&text).map_err(|_| wrong())?;
    let by = match (id, then) {
        (Some(id), Some(then)) => {
            let status = status.map(|text| Status::try_from(text).map_err(|_| wrong())).transpose()?;
            Some(Deactivator { id: UserId::try_from(id).map_err(|_| wrong())?, then, now: name.zip(status) })
        }
        _ => None,
    };
    Ok((Some(Instant::from_millis(at)), by))
}

/// The person to whose own subaccounts the permission is limited, for the WHERE clauses.
fn within(can: &impl Business) -> Option<&str> {
    can.within().map(UserId::as_str)
}

fn activity_since(now: Instant) -> i64 {
    now.millis() / HOUR - 24
}

/// A page of the list.
pub async fn list(
    db: &impl Db,
    can: &impl Business,
    filter: &ListFilter<'_>,
    now: Instant,
) -> Result<Vec<SystemUserRow>, DbError> {
    let (key, id) = filter.position();
    let params = params![
        can.account().as_str(),
        filter.search,
        filter.status.map(Status::as_str),
        filter.subaccount.map(SubaccountId::as_str),
        Value::Null,
        key,
        id,
        filter.limit,
        activity_since(now),
        within(can),
        now,
        filter.environment.map(Environment::as_str),
    ];
    db.query(&Query::new(filter.sql(), params)).await?.into_iter().map(read).collect()
}

const COUNT: &str = concat!(
    "SELECT count(*) FROM system_user WHERE (?2 IS NULL OR environment = ?2) AND ",
    in_scope!("account_id", "subaccount_id")
);

/// How many there are.
pub fn count(of: &impl Business, environment: Option<Environment>) -> Reading<i64> {
    Reading::first(COUNT, params![business::scope(of), environment.map(Environment::as_str)], |mut row| row.int())
        .map(|found| Ok(found.unwrap_or_default()))
}

fn get_by(
    can: &impl Business,
    id: Option<&str>,
    subaccount: Option<&str>,
    now: Instant,
) -> Reading<Option<Seen<SystemUserRow>>> {
    let unused = Value::Null;
    let params = params![
        can.account().as_str(),
        id,
        subaccount,
        unused.clone(),
        unused.clone(),
        unused.clone(),
        unused.clone(),
        unused,
        activity_since(now),
        within(can),
        now,
    ];
    Reading::first(GET, params, |row| {
        let row = read(row)?;
        let still = seen::system_user(row.id.as_str(), row.version);
        Ok(Seen::new(row, still))
    })
}

/// One system user; none when there is none of this id in the account.
pub fn get(can: &impl Business, id: &SystemUserId, now: Instant) -> Reading<Option<Seen<SystemUserRow>>> {
    get_by(can, Some(id.as_str()), None, now)
}

/// The system user of a subaccount.
pub fn of_subaccount(
    can: &Can<SystemUsersManage>,
    id: &SubaccountId,
    now: Instant,
) -> Reading<Option<Seen<SystemUserRow>>> {
    get_by(can, None, Some(id.as_str()), now)
}
