//! Webhooks: addresses of customers that messages and their states are delivered to.

use domain::environment::Environment;
use domain::ids::{AppId, SubaccountId, WebhookId, WebhookSecretId, WhatsappAccountId};
use domain::name::ConnectionName;
use domain::system_user::Overlap;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::page::{Cursor, Limit};
use crate::types::{Creator, EventKind, SecretText, SubaccountRef};

choice! {
    /// How bodies are written and signed.
    pub enum WebhookFormat {
        /// Standard Webhooks, with its signature.
        Standard = "standard",
        /// Sinch's plain body, with headers of the receiver's own: existing bots work unchanged.
        Sinch = "sinch",
        /// Meta's body, with `X-Hub-Signature-256`.
        Meta = "meta",
    }
}

choice! {
    /// Does a webhook work?
    pub enum WebhookStatus {
        /// It is sent what comes.
        Active = "active",
        /// What comes is kept for it, for five days.
        Paused = "paused",
        /// It gets nothing: it said that it is gone (410), or failed for five days.
        Disabled = "disabled",
    }
}

choice! {
    /// Why a webhook gets an event or not.
    pub enum RouteWhy {
        /// It is for this.
        Takes = "takes",
        /// It is for another kind of event.
        OtherKind = "other_kind",
        /// It is for other subaccounts.
        OtherSubaccount = "other_subaccount",
        /// It is test where the subaccount is live, or the reverse.
        OtherEnvironment = "other_environment",
        /// The message belongs to no subaccount, and the webhook does not take such.
        NullNotAccepted = "null_not_accepted",
        /// An app has subscribed it to a WhatsApp account, and the event is not said to be about a number of that one.
        OtherNumber = "other_number",
        /// It is for this and paused: the event is kept for it.
        Paused = "paused",
        /// It would be for this, but it is disabled.
        Disabled = "disabled",
    }
}

request! {
    /// Filters of the list of webhooks.
    #[derive(Default)]
    pub struct WebhookQuery {
        /// How many items.
        limit: opt Limit,
        /// The position after which the page begins.
        cursor: opt Cursor,
        /// Part of the name.
        search: opt String,
        /// Those that this app has subscribed.
        app_id: opt AppId,
        /// Those that apps have subscribed to this WhatsApp account.
        whatsapp_account_id: opt WhatsappAccountId,
    }
}

/// A header that a webhook is called with, such as its receiver's own credential.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WebhookHeader {
    /// The name.
    pub name: String,
    /// The value: written once, never shown.
    pub value: SecretText,
}

request! {
    /// A new webhook; its first secret is made with it.
    pub struct CreateWebhook {
        /// What people call it.
        name: req ConnectionName,
        /// What it is told.
        kind: req EventKind,
        /// The address: https, a public name.
        url: req String,
        /// How bodies are written; `standard` by default, and for events about tokens.
        format: opt WebhookFormat,
        /// Test or live: it takes events of this environment alone. By default as the subaccounts that it names, or live. It
        /// never changes.
        environment: opt Environment,
        /// Whose events it takes; none named: those of all subaccounts, unless `all_subaccounts` says no.
        subaccount_ids: opt Vec<SubaccountId>,
        /// Does it take the events of every subaccount, those to come included?
        all_subaccounts: opt bool,
        /// Does it take what belongs to no subaccount? No by default; of tokens: those of account-wide system users, and yes
        /// where it takes those of all subaccounts.
        accept_null_subaccount: opt bool,
        /// Headers of the receiver's own.
        headers: opt Vec<WebhookHeader>,
    }
}

request! {
    /// Changes to a webhook. A new address or headers count from the next try on.
    pub struct UpdateWebhook {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt ConnectionName,
        /// A new address.
        url: opt String,
        /// Another form of bodies.
        format: opt WebhookFormat,
        /// Whose events it takes from now on; none named: those of all subaccounts, unless `all_subaccounts` says no.
        subaccount_ids: opt Vec<SubaccountId>,
        /// Does it take the events of every subaccount, those to come included?
        all_subaccounts: opt bool,
        /// Does it take what belongs to no subaccount?
        accept_null_subaccount: opt bool,
        /// All headers of the receiver's own from now on.
        headers: opt Vec<WebhookHeader>,
    }
}

request! {
    /// Makes a new secret.
    pub struct RotateSecret {
        /// How many seconds the old secrets sign beside the new one: 0 (by default) to 2,592,000.
        overlap_seconds: opt Overlap,
    }
}

request! {
    /// An event to be routed.
    pub struct RouteEvent {
        /// What kind of event.
        kind: req EventKind,
        /// Whose it is; null: Subaccount Null.
        subaccount_id: null SubaccountId,
        /// The WhatsApp account whose number it is about; none by default.
        whatsapp_account_id: opt WhatsappAccountId,
    }
}

request! {
    /// Which hours of a webhook's figures.
    #[derive(Default)]
    pub struct FigureQuery {
        /// From this time on; by default the last 24 hours.
        from: opt Instant,
        /// Before this time; by default now. At most 31 days after `from`.
        to: opt Instant,
    }
}

reply! {
    /// A secret that a webhook signs with.
    pub struct WebhookSecret {
        /// The id.
        pub id: WebhookSecretId,
        /// Its last 4 characters.
        pub tail: String,
        /// When it was made.
        pub created_at: Instant,
        /// When it stops signing; null for the newest.
        pub ends_at: Option<Instant>,
    }
}

reply! {
    /// What an app has subscribed a webhook to by `subscribed_apps`: it takes what is about the WhatsApp account's numbers, whoever's it
    /// is, and is signed with the app's secret.
    pub struct Subscription {
        /// The app.
        pub app_id: AppId,
        /// Its name.
        pub app: String,
        /// The WhatsApp account.
        pub whatsapp_account_id: WhatsappAccountId,
        /// Its name.
        pub whatsapp_account: String,
    }
}

reply! {
    /// A webhook.
    pub struct Webhook {
        /// The id.
        pub id: WebhookId,
        /// What people call it.
        pub name: String,
        /// What it is told.
        pub kind: EventKind,
        /// The address.
        pub url: String,
        /// How bodies are written and signed.
        pub format: WebhookFormat,
        /// Test or live: it takes events of this environment alone.
        pub environment: Environment,
        /// Does it take the events of every subaccount?
        pub all_subaccounts: bool,
        /// The subaccounts whose events it takes, when not all, by name.
        pub subaccounts: Vec<SubaccountRef>,
        /// Does it take what belongs to no subaccount?
        pub accept_null_subaccount: bool,
        /// The subscription of an app that it is, whose address, form and events the app alone decides; null: it is none.
        pub subscription: Option<Subscription>,
        /// The names of its own headers; their values are never shown.
        pub header_names: Vec<String>,
        /// Does it work?
        pub status: WebhookStatus,
        /// Since when it is paused. What waits longer than five days is given up.
        pub paused_at: Option<Instant>,
        /// Since when nothing succeeds; null when the last try did.
        pub failing_since: Option<Instant>,
        /// The last success.
        pub last_success_at: Option<Instant>,
        /// How many deliveries wait for it: they are lost if it is deleted.
        pub waiting: i64,
        /// The secrets that sign now, the newest first; none of a subscription: the app's secret signs.
        pub secrets: Vec<WebhookSecret>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// Who made it.
        pub created_by: Creator,
        /// When it was made.
        pub created_at: Instant,
    }
}

impl Webhook {
    /// Is something told to both, at one address? Whoever listens there hears it twice.
    pub fn tells_the_same(&self, other: &Self) -> bool {
        let both_work = [self, other].iter().all(|one| one.status != WebhookStatus::Disabled);
        let takes =
            |one: &Self, id: &SubaccountId| one.all_subaccounts || one.subaccounts.iter().any(|sub| sub.id == *id);
        let line = |one: &Self| one.subscription.as_ref().map(|it| it.whatsapp_account_id.clone());
        let shared = line(self).is_some() && line(self) == line(other)
            || self.accept_null_subaccount && other.accept_null_subaccount
            || self.all_subaccounts && other.all_subaccounts
            || self.subaccounts.iter().any(|sub| takes(other, &sub.id))
            || other.subaccounts.iter().any(|sub| takes(self, &sub.id));
        both_work
            && shared
            && self.id != other.id
            && (self.kind, self.environment, &self.url) == (other.kind, other.environment, &other.url)
    }
}

reply! {
    /// A webhook with its new secret, which is shown here and nowhere else.
    pub struct WebhookWithSecret {
        /// The webhook.
        pub webhook: Webhook,
        /// The secret: `whsec_…`.
        pub secret: SecretText,
    }
}

reply! {
    /// A webhook that was deleted.
    pub struct DeletedWebhook {
        /// How many deliveries waited for it and are given up.
        pub lost: i64,
    }
}

reply! {
    /// What a webhook answered to a sample event.
    pub struct WebhookTest {
        /// Was it taken (2xx)?
        pub delivered: bool,
        /// The status of the answer; null when there was none.
        pub status: Option<i64>,
        /// How long it took, in milliseconds.
        pub ms: Option<i64>,
        /// Why there was no answer: `timed_out`, `unreachable`, `address_refused`.
        pub error: Option<String>,
        /// The beginning of the answer, if it is text.
        pub excerpt: Option<String>,
    }
}

reply! {
    /// Which webhooks get an event, and why.
    pub struct Routing {
        /// Every webhook that you see, by name.
        pub webhooks: Vec<Route>,
    }
}

reply! {
    /// Does a webhook get it?
    pub struct Route {
        /// The webhook.
        pub id: WebhookId,
        /// Its name.
        pub name: String,
        /// Does it get it? A paused one's is kept until it is resumed.
        pub takes: bool,
        /// Why, or why not.
        pub why: RouteWhy,
    }
}

reply! {
    /// Figures of a webhook by hour.
    pub struct WebhookFigures {
        /// Each hour with tries, the oldest first.
        pub hours: Vec<WebhookHour>,
    }
}

reply! {
    /// Figures of an hour.
    pub struct WebhookHour {
        /// When it began.
        pub hour: Instant,
        /// How many tries succeeded.
        pub delivered: i64,
        /// How many failed.
        pub failed: i64,
        /// How long a try took on average, in milliseconds.
        pub mean_ms: i64,
        /// How long the longest one took, in milliseconds.
        pub longest_ms: i64,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn webhook(n: u8, changes: Value) -> Webhook {
        let at = Instant::from_millis(0);
        let id = WebhookId::new(at, [n; 10]);
        let by = json!({ "id": domain::ids::UserId::new(at, [1; 10]).as_str(), "name": "Ana", "status": "active" });
        let mut all = json!({ "id": id.as_str(), "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in",
            "format": "standard", "environment": "live", "all_subaccounts": false, "subaccounts": [], "accept_null_subaccount": false,
            "header_names": [], "status": "active", "waiting": 0, "secrets": [], "version": 1, "created_by": by,
            "created_at": at });
        let (Some(fields), Value::Object(changes)) = (all.as_object_mut(), changes) else { panic!("objects") };
        fields.extend(changes);
        serde_json::from_value(all).expect("a webhook")
    }

    // https://github.com/chatwoot/chatwoot/issues/1747, https://github.com/coleam00/Archon/issues/1951: two webhooks of one
    // address are taken for deliveries that come twice.
    #[test]
    fn two_tell_the_same_where_address_kind_and_something_they_take_are_the_same() {
        let sub = |n: u8| json!({ "id": SubaccountId::new(Instant::from_millis(0), [n; 10]).as_str(), "name": "S", "reference_name": "s" });
        let (all, null) = (json!({ "all_subaccounts": true }), json!({ "accept_null_subaccount": true }));
        let some = |list: &[u8]| json!({ "subaccounts": list.iter().map(|n| sub(*n)).collect::<Vec<_>>() });
        for (one, other, same) in [
            (all.clone(), all.clone(), true),
            (null.clone(), null.clone(), true),
            (all.clone(), null.clone(), false),
            (all.clone(), json!({ "all_subaccounts": true, "environment": "test" }), false),
            (all.clone(), some(&[1]), true),
            (some(&[1, 2]), some(&[2, 3]), true),
            (some(&[1]), some(&[2]), false),
            (some(&[]), all.clone(), false),
            (some(&[1]), null.clone(), false),
        ] {
            let (one, other) = (webhook(1, one), webhook(2, other));
            assert_eq!((one.tells_the_same(&other), other.tells_the_same(&one)), (same, same), "{one:?} {other:?}");
            assert!(!one.tells_the_same(&one));
        }
        for other in
            [json!({ "url": "https://bot.example.com/" }), json!({ "kind": "status" }), json!({ "status": "disabled" })]
        {
            let mut changes = all.clone();
            changes.as_object_mut().expect("an object").extend(other.as_object().expect("an object").clone());
            assert!(!webhook(1, all.clone()).tells_the_same(&webhook(2, changes)), "{other}");
        }
        let paused = json!({ "all_subaccounts": true, "status": "paused" });
        assert!(webhook(1, all).tells_the_same(&webhook(2, paused)), "what comes meanwhile is told later");
    }
}
