//! Webhooks as they are called: by the clock, for whoever's they are.

use domain::audit::Detail;
use domain::environment::Environment;
use domain::ids::{AccountId, AppId, DeliveryId, UserId, WebhookId, WebhookSecretId};
use domain::locale::Locale;
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::time::{DAY, Instant};

use super::change::said_before;
use super::webhook_in_scope;
use crate::change::{Change, Stamp, audit_with_before};
use crate::db::{DbError, Reading, Row, Sealed, Statement};
use crate::params;
use crate::scope::scope;

/// A webhook with all that a call of it takes.
#[derive(Debug, Clone)]
pub struct Target {
    /// The id.
    pub id: WebhookId,
    /// Whose it is.
    pub account: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The name.
    pub name: String,
    /// `mo`, `status` or `token`.
    pub kind: String,
    /// The address.
    pub url: String,
    /// `standard`, `sinch` or `meta`.
    pub format: String,
    /// Its own headers, sealed.
    pub headers: Option<String>,
    /// `active`, `paused` or `disabled`.
    pub status: String,
    /// Counts up with each change: a try relies on it.
    pub version: i64,
    /// Since when nothing succeeds.
    pub failing_since: Option<Instant>,
    /// How long a delivery in back-off holds those behind it, in seconds.
    pub hold_seconds: i64,
    /// Test or live.
    pub environment: Environment,
    /// The secrets that sign now, the newest first.
    pub secrets: Vec<Signing>,
    /// The app that has subscribed it, with its secret, sealed: that one signs.
    pub app: Option<(AppId, String)>,
}

/// A secret, sealed.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The id.
    pub id: WebhookSecretId,
    /// The text, sealed.
    pub sealed: String,
}

macro_rules! columns {
    () => {
        "SELECT w.id, w.account_id, a.name AS account_name, w.name, coalesce(w.topic, w.kind) AS kind, w.url, w.format, w.headers, w.status, w.version, w.failing_since, \
           a.hold_seconds, w.environment, (SELECT json_array(app.id, app.sealed) FROM app WHERE app.id = w.app_id), (SELECT json_group_array(json_array(id, sealed)) FROM (SELECT k.id, k.sealed FROM webhook_secret k \
             WHERE k.webhook_id = w.id AND coalesce(k.ends_at, ?2 + 1) > ?2 ORDER BY k.id DESC)) \
         FROM webhook w JOIN account a ON a.id = w.account_id WHERE "
    };
}

const DRIVEN: &str = concat!(columns!(), "w.id = ?1");
const TARGET: &str = concat!(columns!(), webhook_in_scope!(), "AND w.id = ?3");

fn read(mut row: Row) -> Result<Target, DbError> {
    let mut target = Target {
        id: row.parse()?,
        account: row.parse()?,
        account_name: row.text()?,
        name: row.text()?,
        kind: row.text()?,
        url: row.text()?,
        format: row.text()?,
        headers: row.opt_text()?,
        status: row.text()?,
        version: row.int()?,
        failing_since: row.opt_at()?,
        hold_seconds: row.int()?,
        environment: row.parse()?,
        app: row.opt_json()?,
        secrets: Vec::new(),
    };
    for (id, sealed) in row.json::<Vec<(String, String)>>()? {
        target.secrets.push(Signing { id: super::id(id)?, sealed });
    }
    Ok(target)
}

/// A webhook as its driver calls it.
pub fn driven(id: &WebhookId, now: Instant) -> Reading<Option<Target>> {
    Reading::first(DRIVEN, params![id.as_str(), now], read)
}

/// A webhook as somebody calls it who may.
pub fn target(can: &Can<WebhooksManage>, id: &WebhookId, now: Instant) -> Reading<Option<Target>> {
    Reading::first(TARGET, params![scope(can), now, id.as_str()], read)
}

/// Why a webhook is disabled by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It said that it is gone (410).
    Gone,
    /// It failed for five days.
    Failing,
}

impl Reason {
    /// The stable text in the event.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Gone => "gone",
            Reason::Failing => "failing",
        }
    }
}

const BEFORE: &str = audit_with_before!(said_before!());
// A success meanwhile changes no version.
const DISABLE: &str = "UPDATE webhook SET status = 'disabled', paused_at = NULL, version = version + 1, event_id = ?2 \
     WHERE id = ?1 AND version = ?3 AND status = 'active' AND (?4 IS NULL OR failing_since <= ?4)";

/// Disables a webhook as it was read, for failing if it still fails since `failing_since` or longer (guard `stale`). What
/// waits for it is given up by a trigger.
pub fn disable(target: &Target, stamp: Stamp, detail: &Detail, failing_since: Option<Instant>) -> Change {
    let mut change = Change::by_deployment(target.account.clone(), stamp, BEFORE, target.id.as_str(), detail);
    change.push(DISABLE, params![target.id.as_str(), change.event().as_str(), target.version, failing_since]);
    change.expect_one("stale");
    change
}

/// Somebody who is told of a webhook.
#[derive(Debug, Clone)]
pub struct ToTell {
    /// The id.
    pub id: UserId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The language.
    pub locale: Locale,
}

// Admins, the owner, and whoever looks after a system user whose events go there, or that has subscribed it.
const TO_TELL: &str = "SELECT p.id, p.email, p.name, p.locale FROM person p JOIN account a ON a.id = p.account_id \
     JOIN webhook w ON w.id = ?1 WHERE p.account_id = w.account_id AND p.status = 'active' AND (p.role = 'admin' OR p.id = a.owner_id \
       OR EXISTS (SELECT 1 FROM custodian c JOIN system_user u ON u.id = c.system_user_id WHERE c.person_id = p.id \
         AND u.environment = w.environment AND (w.all_subaccounts = 1 OR u.id = w.created_by OR u.subaccount_id IN (SELECT ws.subaccount_id FROM webhook_subaccount ws WHERE ws.webhook_id = w.id)))) \
     ORDER BY (p.id = a.owner_id) DESC, (p.role = 'admin') DESC, p.id LIMIT 20";

/// Who is told when a webhook is disabled: at most twenty.
pub fn to_tell(id: &WebhookId) -> Reading<Vec<ToTell>> {
    Reading::new(TO_TELL, params![id.as_str()], |rows| {
        let read =
            |mut row: Row| Ok(ToTell { id: row.parse()?, email: row.text()?, name: row.text()?, locale: row.parse()? });
        rows.into_iter().map(read).collect()
    })
}

// One that goes on meanwhile has them sent.
const CLOSED: &str = "UPDATE delivery SET state = 'dead', next_attempt_at = NULL, \
       last_error = iif(EXISTS (SELECT 1 FROM webhook w WHERE w.id = webhook_id), 'webhook_disabled', 'webhook_deleted') WHERE id IN ( \
       SELECT d.id FROM webhook_closed c CROSS JOIN delivery d INDEXED BY delivery_by_webhook_state \
       ON d.webhook_id = c.webhook_id AND d.state = 'pending' \
       WHERE NOT EXISTS (SELECT 1 FROM webhook w WHERE w.id = c.webhook_id AND w.status <> 'disabled') LIMIT ?1)";
const NO_MORE: &str = "DELETE FROM webhook_closed WHERE EXISTS (SELECT 1 FROM webhook w WHERE w.id = webhook_id AND w.status <> 'disabled') \
       OR NOT EXISTS (SELECT 1 FROM delivery d INDEXED BY delivery_by_webhook_state \
         WHERE d.webhook_id = webhook_closed.webhook_id AND d.state = 'pending')";

/// Gives up some of what still waits for webhooks that are gone or disabled.
pub fn give_up_closed() -> Sealed {
    let statement = |sql, params| Statement { sql, params };
    Sealed::figures(vec![statement(CLOSED, params![GIVEN_UP]), statement(NO_MORE, params![])])
}

/// How long a paused webhook keeps what comes for it.
const KEPT: i64 = 5 * DAY;
/// How many deliveries a round gives up: the others are given up in the next ones.
const GIVEN_UP: i64 = 5_000;
// Ids sort by time: what is kept is not even read.
const TOO_LONG: &str = "UPDATE delivery SET state = 'dead', next_attempt_at = NULL, last_error = 'paused_too_long' WHERE id IN ( \
       SELECT d.id FROM webhook w CROSS JOIN delivery d INDEXED BY delivery_by_webhook_state \
       ON d.webhook_id = w.id AND d.state = 'pending' AND d.id < ?1 WHERE w.status = 'paused' LIMIT ?2)";

/// Gives up what a paused webhook has kept for five days.
pub fn paused_too_long(now: Instant) -> Sealed {
    let bound = DeliveryId::new(now.plus(-KEPT), [0; 10]);
    Sealed::figures(vec![Statement { sql: TOO_LONG, params: params![bound.as_str(), GIVEN_UP] }])
}
