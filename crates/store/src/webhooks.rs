//! Webhooks: who is told of events, with which secrets.

mod change;
mod subscription;
mod target;

use domain::environment::Environment;
use domain::ids::{AccountId, AppId, MakerId, SubaccountId, WebhookId, WebhookSecretId, WhatsappAccountId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::time::Instant;

use crate::db::{Db, DbError, Query, Reading, Row};
use crate::params;
use crate::people::json_ids;
use crate::scope::{in_scope, scope};
use crate::seen::{self, Seen};

pub use change::{
    LIMIT, New, OLDER_SECRETS, Update, change, change_secret, delete, insert, pause, resume, rotate, set_subaccounts,
    update,
};
pub use subscription::{
    NewSubscription, Subscription, UNIQUE_SUBSCRIPTION, readdress, subscribe, subscriptions, unsubscribe,
};
pub use target::{Reason, Signing, Target, ToTell, disable, driven, give_up_closed, paused_too_long, target, to_tell};

/// A webhook as stored.
#[derive(Debug, Clone)]
pub struct WebhookRow {
    /// The id.
    pub id: WebhookId,
    /// Whose it is.
    pub account: AccountId,
    /// The name.
    pub name: String,
    /// The key of the name, for the cursor of the list.
    pub name_key: String,
    /// `mo`, `status` or `token`.
    pub kind: String,
    /// The address.
    pub url: String,
    /// `standard`, `sinch` or `meta`.
    pub format: String,
    /// Does it take the events of every subaccount?
    pub all_subaccounts: bool,
    /// Does it take what belongs to none?
    pub accept_null: bool,
    /// Its own headers, sealed.
    pub headers: Option<String>,
    /// `active`, `paused` or `disabled`.
    pub status: String,
    /// Since when it is paused.
    pub paused_at: Option<Instant>,
    /// Since when nothing succeeds.
    pub failing_since: Option<Instant>,
    /// The last success.
    pub last_success_at: Option<Instant>,
    /// Counts up with each change.
    pub version: i64,
    /// Who made it: id, name, and `active`, `inactive` or `removed`.
    pub created_by: (MakerId, String, String),
    /// When it was made.
    pub created_at: Instant,
    /// Test or live: it takes events of this environment alone.
    pub environment: Environment,
    /// The app that has subscribed it, by id and name, and the WhatsApp account that it is subscribed to.
    pub subscription: Option<((AppId, String), (WhatsappAccountId, String))>,
    /// The subaccounts that it is for: id, name, reference name.
    pub subaccounts: Vec<(SubaccountId, String, String)>,
    /// The secrets that sign: id, end of the text, when it was made, when it ends.
    pub secrets: Vec<(WebhookSecretId, String, Instant, Option<Instant>)>,
    /// How many deliveries wait for it; at most a thousand are counted.
    pub waiting: i64,
}

/// The condition that a webhook `w` is within the scope `?1`: with a right to own subaccounts only, one that is for own
/// subaccounts and nothing else.
macro_rules! webhook_in_scope {
    () => {
        " w.account_id = ?1 ->> 'account' AND (?1 ->> 'within' IS NULL OR (w.all_subaccounts = 0 AND w.accept_null = 0 \
         AND EXISTS (SELECT 1 FROM webhook_subaccount some WHERE some.webhook_id = w.id) \
         AND NOT EXISTS (SELECT 1 FROM webhook_subaccount other WHERE other.webhook_id = w.id AND other.subaccount_id NOT IN \
           (SELECT own.subaccount_id FROM person_subaccount own WHERE own.person_id = ?1 ->> 'within')))) "
    };
}
pub(crate) use webhook_in_scope;

macro_rules! columns {
    () => {
        "SELECT w.id, w.account_id, w.name, w.name_key, coalesce(w.topic, w.kind) AS kind, w.url, w.format, w.all_subaccounts, w.accept_null, w.headers, w.status, \
           w.paused_at, w.failing_since, w.last_success_at, w.version, w.created_by, coalesce(p.name, su.username, w.created_by_name), \
           coalesce(p.status, su.status, 'removed'), w.created_at, w.environment, \
           (SELECT json_array(json_array(app.id, app.name), json_array(line.id, line.name)) FROM app \
              JOIN whatsapp_account line ON line.id = w.whatsapp_account_id WHERE app.id = w.app_id), \
           (SELECT json_group_array(json_array(id, name, reference_name)) FROM (SELECT s.id, s.name, s.reference_name \
              FROM webhook_subaccount ws CROSS JOIN subaccount s ON s.id = ws.subaccount_id \
              WHERE ws.webhook_id = w.id ORDER BY s.name_key, s.id)), \
           (SELECT json_group_array(json_array(id, tail, created_at, ends_at)) FROM (SELECT k.id, k.tail, k.created_at, k.ends_at \
              FROM webhook_secret k WHERE k.webhook_id = w.id AND coalesce(k.ends_at, ?2 + 1) > ?2 ORDER BY k.id DESC)), \
           (SELECT count(*) FROM (SELECT 1 FROM delivery d WHERE d.webhook_id = w.id AND d.state = 'pending' LIMIT 1000)) \
         FROM webhook w LEFT JOIN person p ON p.id = w.created_by LEFT JOIN system_user su ON su.id = w.created_by WHERE "
    };
}

const LIST: &str = concat!(
    columns!(),
    webhook_in_scope!(),
    "AND (w.name_key, w.id) > (?3, ?4) AND (?6 IS NULL OR instr(replace(w.name_key, char(63743), ''), ?6) > 0) \
     AND (?7 IS NULL OR w.app_id = ?7) AND (?8 IS NULL OR w.whatsapp_account_id = ?8) \
     ORDER BY w.name_key, w.id LIMIT ?5"
);
const GET: &str = concat!(columns!(), webhook_in_scope!(), "AND w.id = ?3");

fn id<T: TryFrom<String>>(text: String) -> Result<T, DbError> {
    T::try_from(text).map_err(|_| DbError::Other("a stored id is not valid".into()))
}

fn read(mut row: Row) -> Result<WebhookRow, DbError> {
    let mut webhook = WebhookRow {
        id: row.parse()?,
        account: row.parse()?,
        name: row.text()?,
        name_key: row.text()?,
        kind: row.text()?,
        url: row.text()?,
        format: row.text()?,
        all_subaccounts: row.int()? == 1,
        accept_null: row.int()? == 1,
        headers: row.opt_text()?,
        status: row.text()?,
        paused_at: row.opt_at()?,
        failing_since: row.opt_at()?,
        last_success_at: row.opt_at()?,
        version: row.int()?,
        created_by: (row.parse()?, row.text()?, row.text()?),
        created_at: row.at()?,
        environment: row.parse()?,
        subscription: row.opt_json()?,
        subaccounts: Vec::new(),
        secrets: Vec::new(),
        waiting: 0,
    };
    for (sub, name, reference) in row.json::<Vec<(String, String, String)>>()? {
        webhook.subaccounts.push((id(sub)?, name, reference));
    }
    for (secret, tail, made, ends) in row.json::<Vec<(String, String, i64, Option<i64>)>>()? {
        webhook.secrets.push((id(secret)?, tail, Instant::from_millis(made), ends.map(Instant::from_millis)));
    }
    webhook.waiting = row.int()?;
    Ok(webhook)
}

/// What a list of webhooks is limited to.
#[derive(Debug, Default)]
pub struct Filter<'a> {
    /// The key of a part of the name.
    pub search: Option<&'a str>,
    /// Subscribed by this app.
    pub app: Option<&'a AppId>,
    /// Subscribed to this WhatsApp account.
    pub whatsapp_account: Option<&'a WhatsappAccountId>,
}

/// A page of the webhooks by name.
pub async fn list(
    db: &impl Db,
    can: &Can<WebhooksManage>,
    now: Instant,
    filter: &Filter<'_>,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<WebhookRow>, DbError> {
    let (key, id) = after.unwrap_or_default();
    let (app, line) = (filter.app.map(AppId::as_str), filter.whatsapp_account.map(WhatsappAccountId::as_str));
    let params = params![scope(can), now, key, id, limit, filter.search, app, line];
    db.query(&Query::new(LIST, params)).await?.into_iter().map(read).collect()
}

/// One webhook, with the condition that it is still the same.
pub fn get(can: &Can<WebhooksManage>, id: &WebhookId, now: Instant) -> Reading<Option<Seen<WebhookRow>>> {
    Reading::first(GET, params![scope(can), now, id.as_str()], |row| {
        let webhook = read(row)?;
        let still = seen::webhook(webhook.id.as_str(), webhook.version);
        Ok(Seen::new(webhook, still))
    })
}

/// What a webhook did in an hour: the hour since 1970, tries that succeeded and failed, milliseconds of all of them and
/// of the longest one.
#[derive(Debug, Clone, Copy)]
pub struct HourRow {
    /// Hours since 1970.
    pub hour: i64,
    /// Tries that succeeded.
    pub delivered: i64,
    /// Tries that failed.
    pub failed: i64,
    /// Milliseconds of all of them.
    pub ms: i64,
    /// Milliseconds of the longest one.
    pub longest_ms: i64,
}

const FIGURES: &str = "SELECT hour, delivered, failed, ms, longest_ms FROM webhook_figure \
     WHERE webhook_id = ?1 AND hour BETWEEN ?2 AND ?3 ORDER BY hour";

/// Figures of a webhook that was read, by hour.
pub fn figures(webhook: &Seen<WebhookRow>, from: i64, to: i64) -> Reading<Vec<HourRow>> {
    Reading::new(FIGURES, params![webhook.id.as_str(), from, to], |rows| {
        let read = |mut row: Row| {
            Ok(HourRow {
                hour: row.int()?,
                delivered: row.int()?,
                failed: row.int()?,
                ms: row.int()?,
                longest_ms: row.int()?,
            })
        };
        rows.into_iter().map(read).collect()
    })
}

const SUBACCOUNTS: &str = concat!(
    "SELECT s.id, s.name, s.reference_name, s.environment FROM subaccount s WHERE s.id IN (SELECT value FROM json_each(?2)) AND ",
    in_scope!("s.account_id", "s.id"),
    " ORDER BY s.name_key, s.id"
);

/// A subaccount whose events are taken: id, name, reference name, environment.
pub type Taken = (SubaccountId, String, String, Environment);

/// Those of the subaccounts that are there and in scope, by name.
pub fn subaccounts(can: &Can<WebhooksManage>, ids: &[SubaccountId]) -> Reading<Vec<Taken>> {
    let ids = json_ids(ids.iter().map(SubaccountId::as_str));
    Reading::new(SUBACCOUNTS, params![scope(can), ids], |rows| {
        rows.into_iter().map(|mut row| Ok((row.parse()?, row.text()?, row.text()?, row.parse()?))).collect()
    })
}
