//! An exchange gives another token like the one that is shown, which goes on until its own end: a rotation is refresh, deploy,
//! revoke. And an app gets its own token (product 2.2).

use contract::Code;
use contract::table::GraphExchangeToken;
use domain::audit::{self, Detail, Named};
use domain::ids::CredentialId;
use domain::principal::Machine;
use domain::scope::{Scope, Scopes};
use serde_json::{Value, json};
use store::tokens::{self as rows, Late};
use store::{accounts, all_three, apps, business, system_users};

use super::super::system_users::issue::{self, Made, Wanted};
use super::is_on;
use super::tokens::grant;
use crate::answer::Answer;
use crate::credential::Credential;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::Gate;
use crate::graph::proof::{self, App};
use crate::graph::{filled, refusal};
use crate::limited;

impl<D: Deps> Handler<D> for GraphExchangeToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let body = &cx.body;
        let shown = (body.client_id.0.trim(), body.client_secret.expose().trim());
        let app = proof::by_secret(cx.deps, cx.config, shown, cx.meta.ip.as_deref()).await?;
        match body.grant_type.0.as_str() {
            "client_credentials" => {
                let secret = proof::secret(cx.config, &app.account, &app.row)?;
                let token = proof::own_token(cx.config, &app.row.graph_id, &secret);
                Ok(json!({ "access_token": token, "token_type": "bearer" }).into())
            }
            "fb_exchange_token" => {
                let Some(old) = &body.fb_exchange_token else {
                    return Err(refusal::parameter(
                        "fb_exchange_token",
                        "The parameter fb_exchange_token is required.",
                    ));
                };
                let gate = Gate { deps: cx.deps, config: cx.config, state: cx.state };
                let credential = Credential::bare(old.expose().trim().to_owned());
                let machine = gate.check(&credential, cx.meta.ip.as_deref(), cx.meta.now).await?;
                limited::take(cx.deps, cx.state, &machine, cx.meta).await?;
                exchange(&cx, &app, &machine).await
            }
            _ => Err(refusal::parameter(
                "grant_type",
                "Param grant_type must be one of {fb_exchange_token, client_credentials}",
            )),
        }
    }
}

async fn exchange<D: Deps>(
    cx: &Cx<'_, D, GraphExchangeToken>,
    app: &App,
    machine: &Machine,
) -> Result<Answer<Value>, Fail> {
    let now = cx.meta.now;
    let CredentialId::Token(token) = &machine.token else { return Err(refusal::bad_token(None)) };
    let user = system_users::get(machine, &machine.system_user, now);
    let (user, own, rules) =
        all_three(cx.db(), user, apps::of_token(machine, token), accounts::token_rules(machine)).await?;
    // An access token, or one of another app or account.
    let is_apps = own.is_some_and(|own| own.id == app.row.id) && machine.audience.is_none();
    let Some(user) = user.filter(|_| is_apps) else { return Err(refusal::bad_token(None)) };
    let Some(old) = user.tokens.iter().find(|one| one.id == *token) else { return Err(refusal::bad_token(None)) };
    let scopes: Vec<Scope> = old.scopes.iter().filter_map(|text| Scope::try_from(text.clone()).ok()).collect();
    let in_60_days = is_on(cx.body.set_token_expires_in_60_days.as_ref());
    let granted = grant(&rules, Scopes::from(scopes), in_60_days, now)?;
    let expires_at = granted.expires_at;
    let made = Made::new(cx.deps, cx.config, Wanted { granted, ..Wanted::like(old, &rules, now) }, now)?;
    let after = audit::Token {
        keep_others: Some(true),
        replaces: Some(Named::new(old.id.as_str(), &*old.tail)),
        ..made.said(&user.username)
    };
    let mut change = business::change(machine, cx.stamp()?, user.id.as_str(), &Detail::TokenGenerated { after });
    change.rely_on(&rules);
    change.rely_on(&app.row);
    rows::next_generation(&mut change, machine, &user.id, (user.version, Late::BeginsAgain));
    made.store(&mut change, machine, &user.id);
    cx.commit(change).await.map_err(|error| match issue::refused(error) {
        fail if fail.code == Code::AppNotInstalled => refusal::bad_token(None),
        fail => fail,
    })?;
    cx.state.revoked(&user.id, user.generation + 1);
    let seconds = expires_at.map(|end| end.since(now).div_euclid(1_000));
    let reply = json!({ "access_token": made.shown().value, "token_type": "bearer", "expires_in": seconds });
    Ok(filled(reply).into())
}
