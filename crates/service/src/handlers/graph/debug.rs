//! What a token is (product 2.5), for a token of the same app, or the app itself. Of another account's nothing is told.

use contract::table::GraphDebugToken;
use domain::business::{GraphId, Task};
use domain::ids::{AccountId, AppId, CredentialId};
use domain::lease::{self, Record};
use domain::scope::Scope;
use domain::time::Instant;
use serde_json::{Value, json};
use store::whatsapp_accounts::{self, Targets};
use store::{all_three, apps, graph_nodes};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{Found, Gate, Use, holder};
use crate::graph::caller::UserOrApp;
use crate::graph::{filled, refusal};
use crate::refusals::Reason;

impl<D: Deps> Handler<D> for GraphDebugToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let now = cx.meta.now;
        let (account, app): (&AccountId, Option<&AppId>) = match &cx.proof {
            UserOrApp::User(caller) => (&caller.machine.account, caller.app.as_ref().map(|own| &own.id)),
            UserOrApp::App(own) => (&own.account, Some(&own.row.id)),
        };
        let gate = Gate { deps: cx.deps, config: cx.config, state: cx.state };
        let found = gate.find(cx.body.input_token.expose().trim(), now).await?;
        let Some(Found { record, .. }) = found.ok().filter(|found| found.record.account == *account) else {
            return Ok(invalid(None, None).into());
        };
        let CredentialId::Token(token) = &record.token else { return Ok(invalid(None, None).into()) };
        let user = graph_nodes::of(account, record.system_user.as_str());
        let targets = whatsapp_accounts::targets(account, &record.system_user);
        let (of, user, targets) = all_three(cx.db(), apps::of_shown(account, token), user, targets).await?;
        if of.as_ref().map(|of| &of.id) != app {
            let what = "The App_id in the input_token did not match the Viewing App";
            return Err(refusal::parameter("input_token", what));
        }
        if let Err(why) = lease::decide(&record, now) {
            return Ok(invalid(Some(why.into()), record.ends_at()).into());
        }
        gate.note_use(&holder(&record), Use::Introspection, now);
        let each: Vec<Value> = record.scopes.iter().map(|scope| granular(scope, &record, targets.as_ref())).collect();
        let data = json!({
            "type": "SYSTEM_USER",
            "data_access_expires_at": 0,
            "expires_at": record.ends_at().map_or(0, seconds),
            "is_valid": true,
            "issued_at": seconds(record.issued_at),
            "scopes": record.scopes,
            "granular_scopes": each,
            "user_id": user,
            "app_id": of.as_ref().map(|of| &of.graph_id),
            "application": of.as_ref().map(|of| &of.name),
        });
        Ok(json!({ "data": filled(data) }).into())
    }
}

/// A permission, and the WhatsApp accounts that it is limited to (product 2.5). An Admin that manages the business sees all of them;
/// nobody sends from a number whose WhatsApp account it is not assigned to.
fn granular(scope: &str, record: &Record, targets: Option<&Targets>) -> Value {
    let Some(targets) = targets else { return json!({ "scope": scope }) };
    let has = |wanted: Scope| record.scopes.iter().any(|own| own == wanted.as_str());
    let manages = targets.admin && record.subaccounts.is_none() && has(Scope::BusinessManagement);
    let all = targets.assigned.iter();
    let limited: Option<Vec<&GraphId>> = if scope == Scope::WhatsappBusinessMessaging.as_str() {
        Some(all.filter(|(_, tasks)| tasks.allow(Task::Messaging)).map(|(id, _)| id).collect())
    } else if scope == Scope::WhatsappBusinessManagement.as_str() && !manages {
        Some(all.map(|(id, _)| id).collect())
    } else {
        None
    };
    match limited {
        Some(ids) => json!({ "scope": scope, "target_ids": ids }),
        None => json!({ "scope": scope }),
    }
}

fn seconds(at: Instant) -> i64 {
    at.millis().div_euclid(1_000)
}

/// A token that is not accepted.
fn invalid(why: Option<Reason>, ended: Option<Instant>) -> Value {
    let (subcode, message) = refusal::session(why);
    let error = filled(json!({ "code": 190, "message": message, "subcode": subcode }));
    let data = json!({ "is_valid": false, "scopes": [], "error": error, "expires_at": ended.map(seconds) });
    json!({ "data": filled(data) })
}
