//! Ending a token: it, the caller's and the secret are of the same app (product 2.2).

use contract::table::GraphRevokeToken;
use serde_json::{Value, json};
use store::apps;
use store::tokens;

use crate::answer::Answer;
use crate::credential::Credential;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::Gate;
use crate::graph::caller::UserOrApp;
use crate::graph::{proof, refusal};
use domain::ids::CredentialId;
use domain::token::Presented;

impl<D: Deps> Handler<D> for GraphRevokeToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let body = &cx.body;
        let shown = (body.client_id.0.trim(), body.client_secret.expose().trim());
        let app = proof::by_secret(cx.deps, cx.config, shown, cx.meta.ip.as_deref()).await?;
        let callers = match &cx.proof {
            UserOrApp::User(caller) => caller.app.as_ref().map(|own| &own.id),
            UserOrApp::App(own) => Some(&own.row.id),
        };
        if callers != Some(&app.row.id) {
            return Err(refusal::parameter("access_token", "The access token does not belong to this app."));
        }
        // Whoever has a token may end it: it is what lets its own system user do so.
        let text = body.revoke_token.expose().trim().to_owned();
        let gate = Gate { deps: cx.deps, config: cx.config, state: cx.state };
        let machine = match gate.check(&Credential::bare(text.clone()), cx.meta.ip.as_deref(), cx.meta.now).await {
            Ok(machine) => machine,
            Err(Fail { refused: Some(refused), .. }) => return Err(refusal::bad_token(Some(refused.reason))),
            Err(fail) => return Err(fail),
        };
        let CredentialId::Token(id) = &machine.token else { return Err(refusal::bad_token(None)) };
        let of = apps::of_token(&machine, id).of(cx.db()).await?;
        if of.is_none_or(|of| of.id != app.row.id) {
            return Err(refusal::parameter("revoke_token", "The token does not belong to this app."));
        }
        // A signed access token is verified elsewhere without asking: that it had ended would not be true.
        let Ok(presented) = Presented::parse(&text) else { return Err(refusal::bad_token(None)) };
        let digests: Vec<String> =
            cx.config.keys.token_digests(presented.text()).into_iter().map(|one| one.hex).collect();
        if let Some(shown) = tokens::shown(&digests, cx.meta.now).of(cx.db()).await?.first() {
            let mut change = tokens::surrender(&machine, cx.stamp()?, shown);
            // With another secret, or without its app, the caller would not have come as far.
            change.rely_on(&app.row);
            let generations = change.then(tokens::generations([&shown.system_user]));
            let mut done = cx.commit(change).await?;
            cx.state.revoked_each(done.take(generations)?);
        }
        // A text, as Meta's documentation has it.
        Ok(json!({ "success": "true" }).into())
    }
}
