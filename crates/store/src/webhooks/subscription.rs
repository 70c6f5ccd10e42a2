//! Subscriptions of apps to WhatsApp accounts (ADR 0042): webhooks, one a kind, that an app's program makes and takes back.

use domain::business::GraphId;
use domain::environment::Environment;
use domain::ids::{AppId, WebhookId, WhatsappAccountId};
use domain::sort_key::sort_key;

use crate::business::Business;
use crate::change::Change;
use crate::db::Reading;
use crate::params;
use crate::seen::{self, Seen};

/// The unique rule: it is subscribed already.
pub const UNIQUE_SUBSCRIPTION: &str = "webhook.whatsapp_account_id";

/// A webhook of a subscription.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// The webhook.
    pub id: WebhookId,
    /// Its name.
    pub name: String,
    /// `mo` or `status`.
    pub kind: String,
    /// The address.
    pub url: String,
    /// Is that the app's own callback?
    pub app_callback: bool,
    /// `active`, `paused` or `disabled`.
    pub status: String,
    /// Counts up with each change.
    pub version: i64,
    /// The app: its id, its number on Graph paths, and its name.
    pub app: (AppId, GraphId, String),
}

const LIST: &str = "SELECT w.id, w.name, w.kind, w.url, w.app_callback, w.status, w.version, a.id, (SELECT graph_id FROM graph_node WHERE id = a.id), a.name \
     FROM webhook w JOIN app a ON a.id = w.app_id \
     WHERE w.whatsapp_account_id = ?2 AND w.account_id = ?1 AND w.environment = ?3 ORDER BY a.name_key, a.id, w.kind";

/// What apps are subscribed to a WhatsApp account in an environment, by the app's name: at most two webhooks an app.
pub fn subscriptions(
    of: &impl Business,
    whatsapp_account: &WhatsappAccountId,
    environment: Environment,
) -> Reading<Vec<Seen<Subscription>>> {
    let params = params![of.account().as_str(), whatsapp_account.as_str(), environment.as_str()];
    Reading::all(LIST, params, |mut row| {
        let one = Subscription {
            id: row.parse()?,
            name: row.text()?,
            kind: row.text()?,
            url: row.text()?,
            app_callback: row.int()? == 1,
            status: row.text()?,
            version: row.int()?,
            app: (row.parse()?, row.int().map(GraphId::stored)?, row.text()?),
        };
        let still = seen::webhook(one.id.as_str(), one.version);
        Ok(Seen::new(one, still))
    })
}

/// What is stored of a new one.
#[derive(Debug)]
pub struct NewSubscription<'a> {
    /// The id.
    pub id: &'a WebhookId,
    /// The name.
    pub name: &'a str,
    /// `mo` or `status`.
    pub kind: &'a str,
    /// The address, and whether it is the app's own callback.
    pub callback: (&'a str, bool),
    /// Of whose events.
    pub environment: Environment,
    /// The app.
    pub app: &'a AppId,
    /// The WhatsApp account.
    pub whatsapp_account: &'a WhatsappAccountId,
}

const SUBSCRIBE: &str = "INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, \
       created_by, created_by_name, created_at, event_id, environment, app_id, whatsapp_account_id, app_callback) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'meta', 0, 0, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

/// Makes one of both (unique [`UNIQUE_SUBSCRIPTION`], invariant [`super::LIMIT`]).
pub fn subscribe(change: &mut Change, of: &impl Business, new: &NewSubscription<'_>) {
    let (maker, maker_name) = of.maker();
    let params = params![
        new.id.as_str(),
        of.account().as_str(),
        new.name,
        sort_key(new.name),
        new.kind,
        new.callback.0,
        maker,
        maker_name,
        change.at(),
        change.event().as_str(),
        new.environment.as_str(),
        new.app.as_str(),
        new.whatsapp_account.as_str(),
        i64::from(new.callback.1),
    ];
    change.push(SUBSCRIBE, params);
}

// What was disabled goes on: its receiver has just answered. What a person paused stays so.
const READDRESS: &str = "UPDATE webhook SET url = ?2, app_callback = ?4, status = iif(status = 'disabled', 'active', status), failing_since = NULL, \
     version = version + 1, event_id = ?3 WHERE id = ?1";

/// Gives one that was read another address, which may be the app's own callback.
pub fn readdress(change: &mut Change, seen: &Seen<Subscription>, (url, app_callback): (&str, bool)) {
    change.rely_on(seen);
    change.push(READDRESS, params![seen.id.as_str(), url, change.event().as_str(), i64::from(app_callback)]);
}

const UNSUBSCRIBE: &str = "DELETE FROM webhook WHERE id = ?1";

/// Ends one that was read; what waits for it is given up by a trigger.
pub fn unsubscribe(change: &mut Change, seen: &Seen<Subscription>) {
    change.rely_on(seen);
    change.push(UNSUBSCRIBE, params![seen.id.as_str()]);
}
