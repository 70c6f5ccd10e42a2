//! Changes of webhooks by people.

use domain::audit::Detail;
use domain::environment::Environment;
use domain::ids::{SubaccountId, WebhookId, WebhookSecretId};
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::sort_key::sort_key;
use domain::time::Instant;

use super::{WebhookRow, webhook_in_scope};
use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{Later, Reading};
use crate::params;
use crate::people::json_ids;
use crate::scope::scope;
use crate::seen::Seen;

/// The rule on the number of webhooks, as [`crate::DbError::is_invariant`] knows it.
pub const LIMIT: &str = "webhook_limit";

/// What a webhook is told of tokens is a topic beside the kinds of messages.
const TOKEN: &str = "token";

/// What is stored of a new webhook.
#[derive(Debug)]
pub struct New<'a> {
    /// The id.
    pub id: &'a WebhookId,
    /// The name.
    pub name: &'a str,
    /// `mo`, `status` or `token`.
    pub kind: &'a str,
    /// The address.
    pub url: &'a str,
    /// `standard`, `sinch` or `meta`.
    pub format: &'a str,
    /// Does it take the events of every subaccount?
    pub all_subaccounts: bool,
    /// Does it take what belongs to none?
    pub accept_null: bool,
    /// Test or live.
    pub environment: Environment,
    /// Its own headers, sealed.
    pub headers: Option<&'a str>,
}

const INSERT: &str = "INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, headers, \
       created_by, created_by_name, created_at, event_id, environment, topic) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// Makes a webhook (invariant [`LIMIT`]).
pub fn insert(change: &mut Change, can: &Can<WebhooksManage>, new: &New<'_>) {
    let by = can.human();
    let topic = (new.kind == TOKEN).then_some(TOKEN);
    let params = params![
        new.id.as_str(),
        can.account().as_str(),
        new.name,
        sort_key(new.name),
        if topic.is_some() { "status" } else { new.kind },
        new.url,
        new.format,
        i64::from(new.all_subaccounts),
        i64::from(new.accept_null),
        new.headers,
        by.user.as_str(),
        by.name.as_str(),
        change.at(),
        change.event().as_str(),
        new.environment.as_str(),
        topic,
    ];
    change.push(INSERT, params);
}

const LEAVE: &str = "DELETE FROM webhook_subaccount WHERE webhook_id = ?2 AND account_id = ?1 AND subaccount_id NOT IN (SELECT value FROM json_each(?3))";
const JOIN: &str = "INSERT INTO webhook_subaccount (account_id, webhook_id, subaccount_id, event_id) \
     SELECT DISTINCT ?1, ?2, value, ?4 FROM json_each(?3) \
     WHERE NOT EXISTS (SELECT 1 FROM webhook_subaccount WHERE webhook_id = ?2 AND subaccount_id = value)";

/// It is for exactly these subaccounts (foreign key: of the account).
pub fn set_subaccounts(change: &mut Change, can: &Can<WebhooksManage>, id: &WebhookId, subaccounts: &[SubaccountId]) {
    let ids = json_ids(subaccounts.iter().map(SubaccountId::as_str));
    let event = change.event().to_string();
    change.push(LEAVE, params![can.account().as_str(), id.as_str(), ids.as_str()]);
    change.push(JOIN, params![can.account().as_str(), id.as_str(), ids, event]);
}

/// What an event says of a webhook before its change: `w` is the webhook.
macro_rules! said_before {
    () => {
        "SELECT json_patch(json_object('name', w.name, 'kind', coalesce(w.topic, w.kind), 'url', w.url, 'format', w.format, 'status', w.status, \
           'accept_null_subaccount', json(iif(w.accept_null = 1, 'true', 'false')), \
           'subaccounts', json(CASE WHEN w.all_subaccounts = 1 THEN 'null' ELSE \
             (SELECT json_group_array(json_object('id', s.id, 'name', s.name)) FROM webhook_subaccount ws \
              CROSS JOIN subaccount s ON s.id = ws.subaccount_id WHERE ws.webhook_id = w.id) END)), json_object( \
           'app', json((SELECT json_object('id', app.id, 'name', app.name) FROM app WHERE app.id = w.app_id)), \
           'whatsapp_account', json((SELECT json_object('id', line.id, 'name', line.name) FROM whatsapp_account line \
             WHERE line.id = w.whatsapp_account_id)))) \
         FROM webhook w WHERE w.account_id = ?2 AND w.id = ?8"
    };
}
pub(super) use said_before;

const BEFORE: &str = audit_with_before!(said_before!());

/// Begins a change of a webhook; its audit row says what there was before, as it was when it was changed.
pub fn change(can: &Can<WebhooksManage>, stamp: Stamp, id: &WebhookId, detail: &Detail) -> Change {
    Change::by_can(can, stamp, BEFORE, id.as_str(), detail)
}

/// What is changed.
#[derive(Debug, Default)]
pub struct Update<'a> {
    /// A new name.
    pub name: Option<&'a str>,
    /// A new address.
    pub url: Option<&'a str>,
    /// Another form of bodies.
    pub format: Option<&'a str>,
    /// Does it take the events of every subaccount?
    pub all_subaccounts: Option<bool>,
    /// Does it take what belongs to none?
    pub accept_null: Option<bool>,
    /// Its own headers, sealed; inner none: none of them.
    pub headers: Option<Option<&'a str>>,
}

const THERE: &str = concat!(
    "INSERT INTO guard (ok, label) SELECT EXISTS (SELECT 1 FROM webhook w WHERE w.id = ?2 AND ",
    webhook_in_scope!(),
    "), 'not_found'"
);
const UPDATE: &str = "UPDATE webhook SET name = coalesce(?3, name), name_key = coalesce(?4, name_key), url = coalesce(?5, url), \
       format = coalesce(?6, format), all_subaccounts = coalesce(?7, all_subaccounts), accept_null = coalesce(?8, accept_null), \
       headers = iif(?9 = 1, ?10, headers), version = version + 1, event_id = ?11 \
     WHERE account_id = ?1 AND id = ?2 AND version = ?12";

/// Changes a webhook that is in scope (guard `not_found`), if the version is still the one that was seen (guard `stale`).
pub fn update(change: &mut Change, can: &Can<WebhooksManage>, id: &WebhookId, new: &Update<'_>, seen: i64) {
    change.push(THERE, params![scope(can), id.as_str()]);
    let params = params![
        can.account().as_str(),
        id.as_str(),
        new.name,
        new.name.map(sort_key),
        new.url,
        new.format,
        new.all_subaccounts.map(i64::from),
        new.accept_null.map(i64::from),
        i64::from(new.headers.is_some()),
        new.headers.flatten(),
        change.event().as_str(),
        seen,
    ];
    change.push(UPDATE, params);
    change.expect_one("stale");
}

/// The most secrets that sign at the same time, beside the newest.
pub const OLDER_SECRETS: usize = 4;
const ENDED: &str = "DELETE FROM webhook_secret WHERE webhook_id = ?1 AND (ends_at <= ?2 OR id NOT IN \
     (SELECT id FROM webhook_secret WHERE webhook_id = ?1 ORDER BY id DESC LIMIT ?3))";
const END: &str =
    "UPDATE webhook_secret SET ends_at = ?2, event_id = ?3 WHERE webhook_id = ?1 AND coalesce(ends_at, ?2 + 1) > ?2";
const SECRET: &str = "INSERT INTO webhook_secret (id, account_id, webhook_id, sealed, tail, created_at, event_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const TOUCH: &str = "UPDATE webhook SET version = version + 1, event_id = ?2 WHERE id = ?1";

/// Gives a webhook a secret: its id, its text sealed, and the end of the text.
pub fn change_secret(change: &mut Change, id: &WebhookId, secret: (&WebhookSecretId, &str, &str)) {
    let (secret, sealed, tail) = secret;
    let (account, event) = (change.account().to_string(), change.event().to_string());
    change.push(SECRET, params![secret.as_str(), account, id.as_str(), sealed, tail, change.at(), event]);
}

/// Lets the secrets of a webhook end then; what has ended goes.
pub fn rotate(change: &mut Change, seen: &Seen<WebhookRow>, ends_at: Instant) {
    change.rely_on(seen);
    let event = change.event().to_string();
    change.push(TOUCH, params![seen.id.as_str(), event.as_str()]);
    change.push(END, params![seen.id.as_str(), ends_at, event]);
    change.push(ENDED, params![seen.id.as_str(), change.at(), i64::try_from(OLDER_SECRETS).unwrap_or(i64::MAX)]);
}

const PAUSE: &str =
    "UPDATE webhook SET status = 'paused', paused_at = ?2, version = version + 1, event_id = ?3 WHERE id = ?1";
// What failed before is no reason to disable it at once; its paused time is over.
const RESUME: &str = "UPDATE webhook SET status = 'active', paused_at = NULL, failing_since = NULL, version = version + 1, event_id = ?2 \
     WHERE id = ?1";

/// Keeps what comes for a webhook.
pub fn pause(change: &mut Change, seen: &Seen<WebhookRow>) {
    change.rely_on(seen);
    change.push(PAUSE, params![seen.id.as_str(), change.at(), change.event().as_str()]);
}

/// Lets it go on.
pub fn resume(change: &mut Change, seen: &Seen<WebhookRow>) {
    change.rely_on(seen);
    change.push(RESUME, params![seen.id.as_str(), change.event().as_str()]);
}

const WAITING: &str = "SELECT count(*) FROM delivery WHERE webhook_id = ?1 AND state = 'pending'";
const DELETE: &str = concat!("DELETE FROM webhook AS w WHERE w.id = ?2 AND ", webhook_in_scope!());

/// Deletes a webhook (guard `not_found`); how many deliveries waited for it is there once it is committed. They are given
/// up by a trigger.
pub fn delete(change: &mut Change, can: &Can<WebhooksManage>, id: &WebhookId) -> Later<i64> {
    let count = |rows: Vec<crate::Row>| rows.into_iter().next().map_or(Ok(0), |mut row| row.int());
    let lost = change.then(Reading::new(WAITING, params![id.as_str()], count));
    change.push(DELETE, params![scope(can), id.as_str()]);
    change.expect_one("not_found");
    lost
}
