//! Tokens of system users: generated for an app, which the caller proves to know; ended all at once.

use contract::table::{GraphBusinessToken, GraphEndTokens, GraphGenerateToken};
use contract::{Code, Endpoint};
use domain::audit::{self, Detail};
use domain::field::FieldCode;
use domain::scope::{Scope, Scopes};
use domain::time::{DAY, Instant};
use domain::token_rules::{self, TokenRules};
use serde_json::{Value, json};
use store::apps::AppRow;
use store::system_users::SystemUserRow;
use store::tokens::{self, Late};
use store::{Seen, accounts, apps, both};

use super::super::system_users::issue::{self, Made, Wanted};
use super::{is_on, success};
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::caller::GraphCaller;
use crate::graph::{proof, refusal};

/// How long a token lives that is to end.
const LIFE: i64 = 60 * DAY;

/// What the account's rules say to a token, in Graph's words.
pub(super) fn grant(
    rules: &TokenRules,
    scopes: Scopes,
    in_60_days: bool,
    now: Instant,
) -> Result<token_rules::Granted, Fail> {
    let asked = token_rules::Wanted {
        scopes: Some(scopes),
        expires_at: Some(in_60_days.then(|| now.plus(LIFE))),
        reason: None,
    };
    rules.grant(asked, now).map_err(|(field, _)| match field {
        "scopes" => refusal::parameter("scope", "The business does not allow these permissions for its tokens."),
        _ if in_60_days => refusal::parameter(
            "set_token_expires_in_60_days",
            "The business's tokens must end earlier than in 60 days.",
        ),
        _ => refusal::parameter("set_token_expires_in_60_days", "The business requires tokens that expire."),
    })
}

/// The scopes of a parameter, each of which there is.
fn scopes(wanted: &[String]) -> Result<Scopes, Fail> {
    let one = |text: &String| Scope::try_from(text.clone()).map_err(|_: FieldCode| refusal::bad_scope());
    let all = wanted.iter().map(one).collect::<Result<Vec<_>, Fail>>()?;
    if all.is_empty() { Err(refusal::bad_scope()) } else { Ok(all.into()) }
}

/// Whoever does not manage the business gives nobody more than it has itself.
fn within_own(caller: &GraphCaller, wanted: &Scopes) -> Result<(), Fail> {
    match wanted.all().iter().all(|scope| caller.machine.permits(*scope)) {
        true => Ok(()),
        false => {
            Err(refusal::permission("A system user generates no token with permissions that its own does not have."))
        }
    }
}

/// Generates a token of an app for a system user.
async fn generate<D: Deps, E>(
    cx: &Cx<'_, D, E>,
    user: Seen<SystemUserRow>,
    app: &Seen<AppRow>,
    (wanted, in_60_days): (&[String], bool),
) -> Result<Answer<Value>, Fail>
where
    E: Endpoint<Reply = Value>,
    E::Auth: Authenticate<Proof = GraphCaller>,
{
    let (caller, now) = (&cx.proof, cx.meta.now);
    // What was bought for some minutes buys nothing that lasts: it would outlive the key or the rule that bought it.
    let Some(own) = caller.token().filter(|_| caller.machine.audience.is_none()) else {
        return Err(refusal::permission("An access token that was bought for some minutes generates no other token."));
    };
    let wanted = scopes(wanted)?;
    if !caller.manages() {
        within_own(caller, &wanted)?;
    }
    if !caller.has_proof() {
        return Err(refusal::no_proof());
    }
    // That of the token's own app was looked at already.
    if caller.app.is_none() && !caller.proves(&proof::secret(cx.config, &caller.machine.account, app)?) {
        return Err(refusal::wrong_proof());
    }
    let rules = accounts::token_rules(&caller.machine);
    let (rules, installed) = both(cx.db(), rules, apps::installed(&caller.machine, &user.id)).await?;
    if !installed.iter().any(|one| one.id == app.id) {
        return Err(Fail::new(Code::AppNotInstalled));
    }
    let granted = grant(&rules, wanted, in_60_days, now)?;
    let app_named = Some((app.id.clone(), app.name.clone()));
    // What limits the token that asks limits the one that it gets for itself.
    let wanted = match caller.is_own(&user.id) {
        true => Wanted { app: app_named, granted, name: String::new(), ..Wanted::like(own, &rules, now) },
        false => Wanted { app: app_named, granted, ..Wanted::first(user.environment, &rules, now) },
    };
    let made = Made::new(cx.deps, cx.config, wanted, now)?;
    let after = audit::Token { keep_others: Some(true), ..made.said(&user.username) };
    let mut change = cx.graph_change(user.id.as_str(), &Detail::TokenGenerated { after })?;
    change.rely_on(&rules);
    change.rely_on(app);
    tokens::next_generation(&mut change, &caller.machine, &user.id, (user.version, Late::BeginsAgain));
    made.store(&mut change, &caller.machine, &user.id);
    cx.commit(change).await.map_err(issue::refused)?;
    cx.state.revoked(&user.id, user.generation + 1);
    Ok(json!({ "access_token": made.shown().value }).into())
}

impl<D: Deps> Handler<D> for GraphGenerateToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, body) = (&cx.proof, &cx.body);
        let user = caller.system_user(cx.deps, ("POST", &cx.path.1.text), cx.meta.now).await?;
        if !caller.is_own(&user.id) {
            caller.must_manage()?;
        }
        let app = caller.app_named(cx.deps, "business_app", &body.business_app.0).await?;
        let in_60_days = is_on(body.set_token_expires_in_60_days.as_ref());
        generate(&cx, user, &app, (&body.scope.0, in_60_days)).await
    }
}

impl<D: Deps> Handler<D> for GraphBusinessToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, body) = (&cx.proof, &cx.body);
        caller.business(cx.deps, ("POST", &cx.path.1.text)).await?;
        caller.must_manage()?;
        if body.asset.as_ref().is_some_and(|asset| !asset.0.is_empty()) {
            return Err(refusal::parameter(
                "asset",
                "Param asset is not supported: what a system user reaches is assigned to it.",
            ));
        }
        if is_on(body.fetch_only.as_ref()) {
            return Err(refusal::parameter("fetch_only", "A token is shown once: there is none to fetch."));
        }
        let user = caller.user_named(cx.deps, ("system_user_id", &body.system_user_id.0), cx.meta.now).await?;
        let Some(app) = &caller.app else {
            return Err(refusal::parameter("access_token", "The call needs a token that belongs to an app."));
        };
        let in_60_days = is_on(body.set_token_expires_in_60_days.as_ref());
        generate(&cx, user, app, (&body.scope.0, in_60_days)).await
    }
}

impl<D: Deps> Handler<D> for GraphEndTokens {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, now) = (&cx.proof, cx.meta.now);
        let user = caller.system_user(cx.deps, ("DELETE", &cx.path.1.text), now).await?;
        if !caller.is_own(&user.id) {
            caller.must_manage()?;
        }
        // Others may hold tokens of it, too: one that is limited ends none but what it shows.
        caller.needs(Scope::BusinessManagement)?;
        if caller.machine.subaccounts.is_some() {
            return Err(refusal::permission("A token that is limited to some subaccounts does not end all tokens."));
        }
        let after = audit::Token { username: Some(user.username.clone()), ..Default::default() };
        let mut change = cx.graph_change(user.id.as_str(), &Detail::TokensEnded { after })?;
        tokens::next_generation(&mut change, &caller.machine, &user.id, (user.version, Late::BeginsAgain));
        tokens::end_all(&mut change, &caller.machine, &user.id, now);
        cx.commit(change).await?;
        cx.state.revoked(&user.id, user.generation + 1);
        Ok(success().into())
    }
}
