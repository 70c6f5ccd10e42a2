//! Channels: how messages leave.

use domain::audit::Detail;
use domain::business::Task;
use domain::environment::Environment;
use domain::ids::{AccountId, ChannelId, InboundSourceId, SubaccountId, SystemUserId, UserId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::renewal::Known;
use domain::sort_key::sort_key;
use domain::system_user::Status;
use domain::time::Instant;

use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{Db, DbError, Query, Reading, Row};
use crate::params;
use crate::people::json_ids;
use crate::renewals::{self, as_json};
use crate::scope::scope;
use crate::seen::{self, Seen};
use crate::whatsapp_accounts::{Sending, may_send};

/// A channel as stored.
#[derive(Debug, Clone)]
pub struct ChannelRow {
    /// The id.
    pub id: ChannelId,
    /// The account.
    pub account: AccountId,
    /// The carrier's kind.
    pub kind: String,
    /// What it carries.
    pub medium: String,
    /// The name.
    pub name: String,
    /// The key of the name, for the cursor of the list.
    pub name_key: String,
    /// Our number.
    pub origin: String,
    /// Where the carrier is called.
    pub address: Option<String>,
    /// JSON: what the kind asks for besides and is no secret.
    pub settings: String,
    /// The sealed credential.
    pub sealed: Option<String>,
    /// The source of the carrier's callbacks: id and name.
    pub source: Option<(InboundSourceId, String)>,
    /// Active or inactive.
    pub status: Status,
    /// Counts up with each change.
    pub version: i64,
    /// Who made it: id and name as it was.
    pub created_by: (UserId, String),
    /// When it was made.
    pub created_at: Instant,
    /// Does it send for all that have no channel of their own?
    pub all_subaccounts: bool,
    /// Test or live.
    pub environment: Environment,
    /// What is known of the end of its credential; none where the carrier's kind has no such end.
    pub renewal: Option<Known>,
    /// Those that it sends for otherwise: id and name.
    pub subaccounts: Vec<(SubaccountId, String)>,
}

impl ChannelRow {
    /// Does it send for this subaccount?
    pub fn is_for(&self, subaccount: &SubaccountId) -> bool {
        self.all_subaccounts || self.subaccounts.iter().any(|(id, _)| id == subaccount)
    }
}

/// 1 where a channel `c` sends for all subaccounts of its environment that have none of their own.
macro_rules! for_all {
    () => {
        "coalesce(c.all_subaccounts, c.all_test_subaccounts)"
    };
}

macro_rules! columns {
    () => { concat!(
        "SELECT c.id, c.account_id, c.kind, c.medium, c.name, c.name_key, c.origin, c.address, c.settings, c.sealed, c.source_id, \
         (SELECT name FROM inbound_source WHERE id = c.source_id), c.status, c.version, c.created_by, c.created_by_name, \
         c.created_at, ", for_all!(), ", c.environment, ", as_json!(), ", (SELECT json_group_array(json_array(id, name)) FROM (SELECT s.id, s.name \
           FROM channel_subaccount cs JOIN subaccount s ON s.id = cs.subaccount_id WHERE cs.channel_id = c.id ORDER BY s.name_key, s.id)) \
         FROM channel c ")
    };
}

/// The condition that a channel `c` is within the scope `?1`: with a right to own subaccounts only, one that is for these and no others.
macro_rules! channel_in_scope {
    () => {
        $crate::scope::in_all_of_scope!(
            "c.account_id",
            "coalesce(c.all_subaccounts, c.all_test_subaccounts)",
            "channel_subaccount",
            "channel_id",
            "c.id"
        )
    };
}
pub(crate) use channel_in_scope;

const LIST: &str = concat!(
    columns!(),
    "INDEXED BY channel_by_name WHERE ",
    channel_in_scope!(),
    "AND (c.name_key, c.id) > (?2, ?3) AND (?5 IS NULL OR instr(replace(c.name_key, char(63743), ''), ?5) > 0) AND (?6 IS NULL OR c.environment = ?6) \
     ORDER BY c.name_key, c.id LIMIT ?4"
);
const GET: &str = concat!(columns!(), "WHERE c.id = ?2 AND ", channel_in_scope!());

fn read(mut row: Row) -> Result<ChannelRow, DbError> {
    read_from(&mut row)
}

fn read_from(row: &mut Row) -> Result<ChannelRow, DbError> {
    let (id, account, kind, medium) = (row.parse()?, row.parse()?, row.text()?, row.text()?);
    let (name, name_key, origin, address) = (row.text()?, row.text()?, row.text()?, row.opt_text()?);
    let (settings, sealed) = (row.text()?, row.opt_text()?);
    let source = (row.opt_parse::<InboundSourceId>()?, row.opt_text()?);
    let (status, version) = (row.parse()?, row.int()?);
    let created_by = (row.parse()?, row.text()?);
    let (created_at, all_subaccounts) = (row.at()?, row.opt_int()? == Some(1));
    let (environment, renewal) = (row.parse()?, renewals::read(row)?);
    let subaccounts: Vec<(String, String)> = row.json()?;
    let bad = |_| DbError::Other("a stored id is not valid".into());
    let subaccounts = subaccounts
        .into_iter()
        .map(|(id, name)| Ok((SubaccountId::try_from(id).map_err(bad)?, name)))
        .collect::<Result<_, DbError>>()?;
    let source = source.0.zip(source.1);
    Ok(ChannelRow {
        id,
        account,
        kind,
        medium,
        name,
        name_key,
        origin,
        address,
        settings,
        sealed,
        source,
        status,
        version,
        created_by,
        created_at,
        all_subaccounts,
        environment,
        renewal,
        subaccounts,
    })
}

fn seen_row(row: Row) -> Result<Seen<ChannelRow>, DbError> {
    let row = read(row)?;
    let still = seen::channel(row.id.as_str(), row.version);
    Ok(Seen::new(row, still))
}

/// A page of the channels by name; `search` is a key of a part of the name.
pub async fn list(
    db: &impl Db,
    can: &Can<WebhooksManage>,
    (search, environment): (Option<&str>, Option<Environment>),
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<ChannelRow>, DbError> {
    let (key, id) = after.unwrap_or_default();
    db.query(&Query::new(LIST, params![scope(can), key, id, limit, search, environment.map(Environment::as_str)]))
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// One channel.
pub fn get(can: &Can<WebhooksManage>, id: &ChannelId) -> Reading<Option<Seen<ChannelRow>>> {
    Reading::first(GET, params![scope(can), id.as_str()], seen_row)
}

// The subaccount's own channel goes first, an inactive one, too: what was taken out of service is not gone around.
const FOR_SENDING: &str = concat!(
    "SELECT c.*, CASE WHEN c.medium = 'whatsapp' THEN ",
    may_send!("c.account_id", "c.origin", "?5", "?6"),
    " END FROM (",
    columns!(),
    "WHERE c.account_id = ?1 AND c.medium = ?2 AND c.environment = ?4 AND (",
    for_all!(),
    " = 1 OR c.id = (SELECT channel_id FROM channel_subaccount \
       WHERE account_id = ?1 AND subaccount_id = ?3 AND medium = ?2)) ORDER BY ",
    for_all!(),
    " LIMIT 1) c"
);

/// A channel that messages leave by, and whether the system user may send from its number.
pub type Outgoing = (Seen<ChannelRow>, Option<Seen<Sending>>);

/// The channel by which a subaccount's messages of a medium leave; of an account-wide system user, the one for all. And
/// whether the system user may send from its number: none where that is asked of no number of this medium.
pub fn for_sending(
    (account, environment): (&AccountId, Environment),
    subaccount: Option<&SubaccountId>,
    (medium, user): (&str, &SystemUserId),
) -> Reading<Option<Outgoing>> {
    let params = params![
        account.as_str(),
        medium,
        subaccount.map(SubaccountId::as_str),
        environment.as_str(),
        user.as_str(),
        Task::Messaging.as_str(),
    ];
    let user = user.clone();
    Reading::first(FOR_SENDING, params, move |mut row| {
        let channel = read_from(&mut row)?;
        let sending = row.opt_int()?.map(|code| Sending::seen(&channel.account, &channel.origin, &user, code));
        let still = seen::channel(channel.id.as_str(), channel.version);
        Ok((Seen::new(channel, still), sending))
    })
}

const OF_NUMBER: &str = concat!(
    columns!(),
    "WHERE c.account_id = ?1 AND c.medium = 'whatsapp' AND c.environment = ?2 AND c.origin = ?3 \
     ORDER BY c.status, EXISTS (SELECT 1 FROM channel_subaccount own WHERE own.account_id = ?1 AND own.subaccount_id = ?4 \
       AND own.medium = c.medium AND own.channel_id = c.id) DESC, ",
    for_all!(),
    " IS NULL, c.id LIMIT 1"
);

/// The WhatsApp channel of a number: an active one if there is one, the subaccount's own before the one for all.
pub fn of_number(
    (account, environment): (&AccountId, Environment),
    subaccount: Option<&SubaccountId>,
    number: &str,
) -> Reading<Option<Seen<ChannelRow>>> {
    let subaccount = subaccount.map(SubaccountId::as_str);
    Reading::first(OF_NUMBER, params![account.as_str(), environment.as_str(), number, subaccount], seen_row)
}

const BY_ID: &str = concat!(columns!(), "WHERE c.account_id = ?1 AND c.id = ?2");

/// One channel of an account, for what runs by the clock.
pub fn by_id(account: &AccountId, id: &ChannelId) -> Reading<Option<Seen<ChannelRow>>> {
    Reading::first(BY_ID, params![account.as_str(), id.as_str()], seen_row)
}

const SUBACCOUNTS: &str = "SELECT s.id, s.name, s.environment, ?1 ->> 'within' IS NULL OR EXISTS (SELECT 1 FROM person_subaccount own \
       WHERE own.person_id = ?1 ->> 'within' AND own.subaccount_id = s.id) \
     FROM subaccount s WHERE s.account_id = ?1 ->> 'account' AND s.id IN (SELECT value FROM json_each(?2)) ORDER BY s.name_key, s.id";

/// A subaccount that a channel is to send for.
#[derive(Debug)]
pub struct SendsFor {
    /// The id.
    pub id: SubaccountId,
    /// The name.
    pub name: String,
    /// Test or live.
    pub environment: Environment,
    /// Does the proof reach it?
    pub own: bool,
}

/// The subaccounts of these ids that there are.
pub fn subaccounts(can: &Can<WebhooksManage>, ids: &[SubaccountId]) -> Reading<Vec<SendsFor>> {
    let ids = json_ids(ids.iter().map(SubaccountId::as_str));
    Reading::new(SUBACCOUNTS, params![scope(can), ids], |rows| {
        let read = |mut row: Row| {
            Ok(SendsFor { id: row.parse()?, name: row.text()?, environment: row.parse()?, own: row.int()? == 1 })
        };
        rows.into_iter().map(read).collect()
    })
}

const SOURCE: &str = "SELECT name, environment FROM inbound_source WHERE account_id = ?1 AND id = ?2";

/// Name and environment of a source of the account.
pub fn source(can: &Can<WebhooksManage>, id: Option<&InboundSourceId>) -> Reading<Option<(String, Environment)>> {
    Reading::first(SOURCE, params![can.account().as_str(), id.map(InboundSourceId::as_str)], |mut row| {
        Ok((row.text()?, row.parse()?))
    })
}

const HOLDERS: &str = concat!(
    "SELECT c.id, c.name, s.id, s.name FROM channel c \
     LEFT JOIN channel_subaccount cs ON cs.channel_id = c.id AND cs.subaccount_id IN (SELECT value FROM json_each(?4)) \
     LEFT JOIN subaccount s ON s.id = cs.subaccount_id \
     WHERE c.account_id = ?1 AND c.medium = ?2 AND c.id <> ?3 AND c.environment = ?5 \
       AND CASE WHEN json_array_length(?4) = 0 THEN ",
    for_all!(),
    " = 1 ELSE cs.subaccount_id IS NOT NULL END \
     ORDER BY s.name_key, c.name_key LIMIT 1"
);

/// The channel that has what another one of its medium wants: its id and name, and the subaccount that both want.
pub struct Holder {
    /// The channel.
    pub id: ChannelId,
    /// Its name.
    pub name: String,
    /// The subaccount, unless both want to be for all.
    pub subaccount: Option<(SubaccountId, String)>,
}

/// Which channel has what a channel with these subaccounts would have.
pub fn holder(
    (account, environment): (&AccountId, Environment),
    medium: &str,
    besides: &ChannelId,
    wanted: &[SubaccountId],
) -> Reading<Option<Holder>> {
    let wanted = json_ids(wanted.iter().map(SubaccountId::as_str));
    Reading::first(
        HOLDERS,
        params![account.as_str(), medium, besides.as_str(), wanted, environment.as_str()],
        |mut row| {
            let (id, name) = (row.parse()?, row.text()?);
            let subaccount = row.opt_parse()?.zip(row.opt_text()?);
            Ok(Holder { id, name, subaccount })
        },
    )
}

/// The unique rules on who sends for whom, as [`DbError::is_unique`] knows them.
pub const UNIQUE: [&str; 3] =
    ["channel.all_subaccounts", "channel.all_test_subaccounts", "channel_subaccount.subaccount_id"];

/// What a channel is made of.
pub struct NewChannel<'a> {
    /// The id.
    pub id: &'a ChannelId,
    /// The carrier's kind.
    pub kind: &'a str,
    /// What it carries.
    pub medium: &'a str,
    /// The name.
    pub name: &'a str,
    /// Our number.
    pub origin: &'a str,
    /// Where the carrier is called.
    pub address: Option<&'a str>,
    /// JSON.
    pub settings: &'a str,
    /// The sealed credential.
    pub sealed: Option<&'a str>,
    /// The source of its callbacks.
    pub source: Option<&'a InboundSourceId>,
    /// Test or live.
    pub environment: Environment,
    /// The subaccounts that it sends for; none: all of its environment.
    pub subaccounts: &'a [SubaccountId],
}

const INSERT: &str = "INSERT INTO channel (id, account_id, kind, name, name_key, medium, all_subaccounts, origin, address, settings, sealed, source_id, \
     created_by, created_by_name, created_at, event_id, environment, all_test_subaccounts) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, CASE WHEN ?17 = 'live' THEN ?7 END, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
       CASE WHEN ?17 = 'test' THEN ?7 END)";

/// Makes a channel.
pub fn insert(change: &mut Change, can: &Can<WebhooksManage>, new: &NewChannel<'_>) {
    let human = can.human();
    let params = params![
        new.id.as_str(),
        change.account().as_str(),
        new.kind,
        new.name,
        sort_key(new.name),
        new.medium,
        new.subaccounts.is_empty().then_some(1),
        new.origin,
        new.address,
        new.settings,
        new.sealed,
        new.source.map(InboundSourceId::as_str),
        human.user.as_str(),
        human.name.as_str(),
        change.at(),
        change.event().as_str(),
        new.environment.as_str(),
    ];
    change.push(INSERT, params);
    join(change, can, new.id, new.subaccounts);
}

const BEFORE: &str = audit_with_before!(
    "SELECT json_object('name', c.name, 'kind', c.kind, 'medium', c.medium, 'origin', c.origin, 'address', c.address, \
       'subaccounts', CASE WHEN coalesce(c.all_subaccounts, c.all_test_subaccounts) = 1 THEN NULL ELSE json((SELECT json_group_array(json_object('id', s.id, 'name', s.name)) \
         FROM channel_subaccount cs JOIN subaccount s ON s.id = cs.subaccount_id WHERE cs.channel_id = c.id)) END, 'status', c.status) \
     FROM channel c WHERE c.account_id = ?2 AND c.id = ?8"
);

/// Begins a change of a channel; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<WebhooksManage>, stamp: Stamp, id: &ChannelId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

/// What is changed of a channel; what is none stays.
pub struct Changes<'a> {
    /// The name.
    pub name: Option<&'a str>,
    /// Our number.
    pub origin: Option<&'a str>,
    /// Where the carrier is called, or that there is no address of its own.
    pub address: Option<Option<&'a str>>,
    /// Settings and the sealed credential, which change together.
    pub credential: Option<(&'a str, &'a str)>,
    /// The source of its callbacks, or that there is none.
    pub source: Option<Option<&'a InboundSourceId>>,
    /// Active or inactive.
    pub status: Option<Status>,
    /// Exactly these subaccounts; none of them: all.
    pub subaccounts: Option<&'a [SubaccountId]>,
}

const THERE: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM channel c WHERE c.id = ?2 AND ",
    channel_in_scope!(),
    "), 'not_found'"
);
const UPDATE: &str = "UPDATE channel SET name = coalesce(?3, name), name_key = coalesce(?4, name_key), origin = coalesce(?5, origin), \
     address = CASE WHEN ?6 = 1 THEN ?7 ELSE address END, settings = coalesce(?8, settings), sealed = coalesce(?9, sealed), \
     source_id = CASE WHEN ?15 = 1 THEN ?10 ELSE source_id END, status = coalesce(?11, status), all_subaccounts = CASE WHEN environment = 'test' THEN NULL WHEN ?12 = 1 THEN 1 WHEN ?12 = 0 THEN NULL ELSE all_subaccounts END, \
     all_test_subaccounts = CASE WHEN environment = 'live' THEN NULL WHEN ?12 = 1 THEN 1 WHEN ?12 = 0 THEN NULL ELSE all_test_subaccounts END, \
     version = version + 1, event_id = ?13 WHERE account_id = ?1 AND id = ?2 AND version = ?14";
const LEAVE: &str = "DELETE FROM channel_subaccount WHERE account_id = ?1 AND channel_id = ?2 AND subaccount_id NOT IN (SELECT value FROM json_each(?3))";
const JOIN: &str = "INSERT INTO channel_subaccount (account_id, channel_id, subaccount_id, medium, event_id) \
     SELECT DISTINCT ?1, ?2, value, (SELECT medium FROM channel WHERE id = ?2), ?4 FROM json_each(?3) \
     WHERE NOT EXISTS (SELECT 1 FROM channel_subaccount WHERE channel_id = ?2 AND subaccount_id = value)";

/// Changes a channel, if the version is still the one that was seen (guards `not_found`, `stale`).
pub fn update(change: &mut Change, can: &Can<WebhooksManage>, id: &ChannelId, changes: &Changes<'_>, seen: i64) {
    change.push(THERE, params![scope(can), id.as_str()]);
    let params = params![
        can.account().as_str(),
        id.as_str(),
        changes.name,
        changes.name.map(sort_key),
        changes.origin,
        i64::from(changes.address.is_some()),
        changes.address.flatten(),
        changes.credential.map(|(settings, _)| settings),
        changes.credential.map(|(_, sealed)| sealed),
        changes.source.flatten().map(InboundSourceId::as_str),
        changes.status.map(Status::as_str),
        changes.subaccounts.map(|ids| i64::from(ids.is_empty())),
        change.event().as_str(),
        seen,
        i64::from(changes.source.is_some()),
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
    if let Some(ids) = changes.subaccounts {
        let kept = json_ids(ids.iter().map(SubaccountId::as_str));
        change.push(LEAVE, params![can.account().as_str(), id.as_str(), kept]);
        join(change, can, id, ids);
    }
}

fn join(change: &mut Change, can: &Can<WebhooksManage>, id: &ChannelId, ids: &[SubaccountId]) {
    if !ids.is_empty() {
        let ids = json_ids(ids.iter().map(SubaccountId::as_str));
        let event = change.event().to_string();
        change.push(JOIN, params![can.account().as_str(), id.as_str(), ids, event]);
    }
}

const DELETE: &str = concat!("DELETE FROM channel AS c WHERE c.id = ?2 AND ", channel_in_scope!());

/// Deletes a channel (guard `not_found`).
pub fn delete(change: &mut Change, can: &Can<WebhooksManage>, id: &ChannelId) {
    change.push(DELETE, params![scope(can), id.as_str()]);
    change.expect_one("not_found");
}
