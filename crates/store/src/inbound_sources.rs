//! Inbound sources: where carriers post. They belong to the account as a whole: whose right ends with some subaccounts
//! sees none of them.

use domain::audit::Detail;
use domain::environment::Environment;
use domain::ids::{AccountId, InboundSourceId, RefusedId, SystemUserId, UserId};
use domain::network::Network;
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;

use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{AFTER_ALL_IDS, DbError, Reading, Row, Sealed, Statement};
use crate::messages::Batch;
use crate::params;
use crate::scope::scope;
use crate::seen::{self, Seen};

/// What the acceptance of a call looks at.
#[derive(Debug, Clone)]
pub struct Source {
    /// The id.
    pub id: InboundSourceId,
    /// Its account.
    pub account: AccountId,
    /// Whose calls it takes.
    pub provider: String,
    /// What its messages are carried by.
    pub medium: String,
    /// How calls prove where they are from.
    pub authentication: String,
    /// The system user whose credential is asked for; none: any of the account.
    pub system_user: Option<SystemUserId>,
    /// Its secrets, sealed.
    pub sealed: Option<String>,
    /// The networks that calls may come from; empty: from anywhere.
    pub networks: Vec<Network>,
    /// Where a generic payload has its fields, JSON.
    pub mapping: Option<String>,
    /// Active or inactive.
    pub status: Status,
    /// Test or live.
    pub environment: Environment,
}

/// A source as the console shows it.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// What the acceptance of a call looks at.
    pub source: Source,
    /// The name.
    pub name: String,
    /// Username and status of the system user; none when it is gone.
    pub system_user: Option<(String, Status)>,
    /// When something that it brought was last stored, to the minute.
    pub last_received_at: Option<Instant>,
    /// When it last refused something.
    pub last_refused_at: Option<Instant>,
    /// How many refusals are kept.
    pub refused: i64,
    /// Who made it.
    pub created_by: UserId,
    /// Their name at that time.
    pub created_by_name: String,
    /// Their name and status now; none when they left.
    pub creator: Option<(String, Status)>,
    /// When it was made.
    pub created_at: Instant,
    /// Counts up with each change.
    pub version: i64,
    /// The key of the name, for the cursor of the list.
    pub name_key: String,
}

fn read_source(row: &mut Row) -> Result<Source, DbError> {
    Ok(Source {
        id: row.parse()?,
        account: row.parse()?,
        provider: row.text()?,
        medium: row.text()?,
        authentication: row.text()?,
        system_user: row.opt_parse()?,
        sealed: row.opt_text()?,
        networks: row.json()?,
        mapping: row.opt_text()?,
        status: row.parse()?,
        environment: row.parse()?,
    })
}

const BY_ID: &str = "SELECT id, account_id, provider, medium, authentication, system_user_id, sealed, networks, mapping, status, environment, version \
     FROM inbound_source WHERE id = ?1";

/// The source that a call names. There is no proof: what comes with the call is what is being proved.
pub fn by_id(id: &InboundSourceId) -> Reading<Option<Seen<Source>>> {
    Reading::first(BY_ID, params![id.as_str()], |mut row| {
        let source = read_source(&mut row)?;
        let still = seen::inbound_source(source.id.as_str(), row.int()?);
        Ok(Seen::new(source, still))
    })
}

// Of the account as a whole: nothing for whose right ends with some subaccounts.
macro_rules! columns {
    () => {
        "SELECT i.id AS id, i.account_id AS account_id, i.provider AS provider, i.medium AS medium, \
           i.authentication AS authentication, i.system_user_id AS system_user_id, i.sealed AS sealed, \
           i.networks AS networks, i.mapping AS mapping, i.status AS status, i.environment AS environment, i.name AS name, u.username AS username, \
           u.status AS user_status, i.last_received_at AS last_received_at, \
           (SELECT r.at FROM refused_inbound r WHERE r.source_id = i.id ORDER BY r.id DESC LIMIT 1) AS last_refused_at, \
           (SELECT count(*) FROM refused_inbound r WHERE r.source_id = i.id) AS refused, i.created_by AS created_by, \
           i.created_by_name AS created_by_name, p.name AS creator_name, p.status AS creator_status, \
           i.created_at AS created_at, i.version AS version, i.name_key AS name_key \
         FROM inbound_source i LEFT JOIN system_user u ON u.id = i.system_user_id LEFT JOIN person p ON p.id = i.created_by \
         WHERE i.account_id = ?1 ->> 'account' AND ?1 ->> 'within' IS NULL "
    };
}

const LIST: &str = concat!(
    columns!(),
    "AND (i.name_key, i.id) > (?2, ?3) AND (?5 IS NULL OR instr(replace(i.name_key, char(63743), ''), ?5) > 0) \
     ORDER BY i.name_key, i.id LIMIT ?4"
);
const GET: &str = concat!(columns!(), "AND i.id = ?2");

fn read(mut row: Row) -> Result<SourceRow, DbError> {
    Ok(SourceRow {
        source: read_source(&mut row)?,
        name: row.text()?,
        system_user: row.opt_text()?.zip(row.opt_parse()?),
        last_received_at: row.opt_at()?,
        last_refused_at: row.opt_at()?,
        refused: row.int()?,
        created_by: row.parse()?,
        created_by_name: row.text()?,
        creator: row.opt_text()?.zip(row.opt_parse()?),
        created_at: row.at()?,
        version: row.int()?,
        name_key: row.text()?,
    })
}

/// A page of the sources by name; `search` is a key of a part of the name.
pub fn list(
    can: &Can<WebhooksManage>,
    search: Option<&str>,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Reading<Vec<SourceRow>> {
    let (key, id) = after.unwrap_or_default();
    Reading::new(LIST, params![scope(can), key, id, limit, search], |rows| rows.into_iter().map(read).collect())
}

/// One source.
pub fn get(can: &Can<WebhooksManage>, id: &InboundSourceId) -> Reading<Option<Seen<SourceRow>>> {
    Reading::first(GET, params![scope(can), id.as_str()], |row| {
        let row = read(row)?;
        let still = seen::inbound_source(row.source.id.as_str(), row.version);
        Ok(Seen::new(row, still))
    })
}

const SYSTEM_USER: &str = "SELECT username, status, environment FROM system_user WHERE account_id = ?1 ->> 'account' AND ?1 ->> 'within' IS NULL AND id = ?2";

/// A system user that a source asks for: username, status, environment.
pub type Asked = (String, Status, Environment);

/// The system user that a source is to ask for.
pub fn system_user(can: &Can<WebhooksManage>, id: &SystemUserId) -> Reading<Option<Asked>> {
    Reading::first(SYSTEM_USER, params![scope(can), id.as_str()], |mut row| {
        Ok((row.text()?, row.parse()?, row.parse()?))
    })
}

fn json(networks: &[Network]) -> String {
    serde_json::to_string(networks).unwrap_or_else(|_| "[]".to_owned())
}

const INSERT: &str = "INSERT INTO inbound_source (id, account_id, provider, name, name_key, medium, authentication, system_user_id, sealed, networks, \
       mapping, created_by, created_by_name, created_at, event_id, environment) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// Makes a source; its account is the change's.
pub fn insert(change: &mut Change, can: &Can<WebhooksManage>, source: &Source, name: &str) {
    let params = params![
        source.id.as_str(),
        change.account().as_str(),
        source.provider.as_str(),
        name,
        sort_key(name),
        source.medium.as_str(),
        source.authentication.as_str(),
        source.system_user.as_ref().map(SystemUserId::as_str),
        source.sealed.as_deref(),
        json(&source.networks),
        source.mapping.as_deref(),
        can.human().user.as_str(),
        can.human().name.as_str(),
        change.at(),
        change.event().as_str(),
        source.environment.as_str(),
    ];
    change.push(INSERT, params);
}

const BEFORE: &str = audit_with_before!(
    "SELECT json_object('name', name, 'provider', provider, 'authentication', authentication, 'networks', json(networks), \
       'status', status) FROM inbound_source WHERE account_id = ?2 AND id = ?8"
);

/// Begins a change of a source; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<WebhooksManage>, stamp: Stamp, id: &InboundSourceId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

/// What is changed of a source; what is none stays.
#[derive(Debug, Default)]
pub struct Update<'a> {
    /// The name.
    pub name: Option<&'a str>,
    /// Active or inactive.
    pub status: Option<Status>,
    /// The system user whose credential is asked for, or any.
    pub system_user: Option<Option<&'a SystemUserId>>,
    /// The sealed secrets.
    pub sealed: Option<&'a str>,
    /// The networks.
    pub networks: Option<&'a [Network]>,
    /// The mapping, JSON.
    pub mapping: Option<&'a str>,
}

const THERE: &str = "INSERT INTO guard (ok, label) SELECT ?1 ->> 'within' IS NULL AND EXISTS \
     (SELECT 1 FROM inbound_source WHERE account_id = ?1 ->> 'account' AND id = ?2), 'not_found'";
const UPDATE: &str = "UPDATE inbound_source SET name = coalesce(?4, name), name_key = coalesce(?5, name_key), status = coalesce(?6, status), \
     system_user_id = CASE WHEN ?7 = 1 THEN ?8 ELSE system_user_id END, sealed = coalesce(?9, sealed), \
     networks = coalesce(?10, networks), mapping = coalesce(?11, mapping), version = version + 1, event_id = ?12 \
     WHERE account_id = ?1 ->> 'account' AND id = ?2 AND version = ?3";

/// Changes a source, if the version is still the one that was seen (guard `stale`).
pub fn update(change: &mut Change, can: &Can<WebhooksManage>, id: &InboundSourceId, update: &Update<'_>, seen: i64) {
    change.push(THERE, params![scope(can), id.as_str()]);
    let params = params![
        scope(can),
        id.as_str(),
        seen,
        update.name,
        update.name.map(sort_key),
        update.status.map(Status::as_str),
        i64::from(update.system_user.is_some()),
        update.system_user.flatten().map(SystemUserId::as_str),
        update.sealed,
        update.networks.map(json),
        update.mapping,
        change.event().as_str(),
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

const DELETE: &str =
    "DELETE FROM inbound_source WHERE account_id = ?1 ->> 'account' AND ?1 ->> 'within' IS NULL AND id = ?2";

/// Deletes a source with what it refused; what it brought stays (guard `not_found`; foreign key: no channel names it).
pub fn delete(change: &mut Change, can: &Can<WebhooksManage>, id: &InboundSourceId) {
    change.push(DELETE, params![scope(can), id.as_str()]);
    change.expect_one("not_found");
}

/// How many refusals of a source are kept.
pub const KEPT: usize = 100;

/// Something that a source was sent and did not take.
#[derive(Debug, Clone)]
pub struct RefusedRow {
    /// The id.
    pub id: RefusedId,
    /// When.
    pub at: Instant,
    /// Why.
    pub why: String,
    /// The first bytes of it.
    pub excerpt: String,
}

const REFUSED: &str = "SELECT r.id, r.at, r.why, r.excerpt FROM refused_inbound r WHERE r.account_id = ?1 ->> 'account' \
     AND ?1 ->> 'within' IS NULL AND r.source_id = ?2 AND r.id < ?3 ORDER BY r.id DESC LIMIT ?4";

/// A page of what a source refused, the newest first.
pub fn refused(
    can: &Can<WebhooksManage>,
    id: &InboundSourceId,
    after: Option<&str>,
    limit: i64,
) -> Reading<Vec<RefusedRow>> {
    let after = after.unwrap_or(AFTER_ALL_IDS);
    Reading::new(REFUSED, params![scope(can), id.as_str(), after, limit], |rows| {
        let read =
            |mut row: Row| Ok(RefusedRow { id: row.parse()?, at: row.at()?, why: row.text()?, excerpt: row.text()? });
        rows.into_iter().map(read).collect()
    })
}

const REFUSE: &str = "INSERT INTO refused_inbound (id, account_id, source_id, at, why, excerpt) \
     SELECT u.value ->> 0, i.account_id, i.id, ?3, u.value ->> 1, u.value ->> 2 FROM json_each(?2) u CROSS JOIN inbound_source i WHERE i.id = ?1";
const FORGET: &str = "DELETE FROM refused_inbound WHERE source_id = ?1 AND id NOT IN \
     (SELECT id FROM refused_inbound WHERE source_id = ?1 ORDER BY id DESC LIMIT 100)";

fn refuse(id: &InboundSourceId, rows: &[(RefusedId, &'static str, String)], now: Instant) -> [Statement; 2] {
    let rows = rows.get(..KEPT).unwrap_or(rows);
    let list = serde_json::to_string(rows).unwrap_or_else(|_| "[]".to_owned());
    [
        Statement { sql: REFUSE, params: params![id.as_str(), list, now] },
        Statement { sql: FORGET, params: params![id.as_str()] },
    ]
}

/// Keeps a call that a source did not take.
pub fn keep_refused(id: &InboundSourceId, refused: (RefusedId, &'static str, String), now: Instant) -> Sealed {
    Sealed::figures(refuse(id, &[refused], now).into())
}

const RECEIVED: &str = "UPDATE inbound_source SET last_received_at = ?2 WHERE id = ?1";

impl Batch {
    /// Keeps those updates of a call that could not be taken; the others of the batch stand.
    pub fn refuse(&mut self, id: &InboundSourceId, rows: &[(RefusedId, &'static str, String)]) {
        if !rows.is_empty() {
            let now = self.now();
            self.extend(refuse(id, rows, now));
        }
    }

    /// Notes that a source brings something.
    pub fn received(&mut self, id: &InboundSourceId) {
        let now = self.now();
        self.extend([Statement { sql: RECEIVED, params: params![id.as_str(), now] }]);
    }
}
