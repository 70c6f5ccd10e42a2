//! What a token is called, who holds it, from where it may be used, and whether it ends when it is silent.

use contract::table::UpdateToken;
use contract::{Code, SystemUserReply};
use domain::audit::{self, Detail, Named};
use domain::field::FieldCode;
use domain::network::Network;
use serde_json::json;
use store::tokens::TokenRow;
use store::{system_users, tokens};

use super::get::{changed, load};
use super::issue;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for UpdateToken {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let ((id, token), can, body, now) = (&cx.path, &cx.proof, &cx.body, cx.meta.now);
        let seen = load(cx.deps, can, id, now).await?;
        let Some(old) = seen.tokens.iter().find(|row| row.id == *token) else {
            return Err(issue::not_among(cx.db(), can, id, token).await?);
        };
        match () {
            () if old.version != body.version => return Err(Fail::new(Code::Stale)),
            () if !old.is_accepted(now) => return Err(Fail::new(Code::TokenEnded)),
            // What nothing took the place of is needed, however silent it is.
            () if body.ends_when_silent == Some(true) && old.successor.is_none() => {
                return Err(Fail::field("ends_when_silent", FieldCode::InvalidChoice));
            }
            () => {}
        }
        let name = body.name.as_ref().map(|chosen| chosen.0.as_ref());
        let holder = body.holder.as_ref().map(|chosen| chosen.0.as_ref());
        let networks = body.networks.clone().map(|chosen| issue::own_list(chosen.0)).transpose()?;
        let after = audit::Token {
            token: Some(Named::new(token.as_str(), &old.tail)),
            name: name.map(|name| name.map(|name| name.as_str().to_owned())),
            holder: holder.map(|holder| holder.map(|holder| holder.as_str().to_owned())),
            networks: networks.clone().map(said),
            rate_limit: body.rate_limit.as_ref().map(|chosen| chosen.0),
            ends_when_silent: body.ends_when_silent,
            ..Default::default()
        };
        // What there was is a condition of the change: the version that was seen.
        let before = was(old, &after);
        let detail = Detail::TokenUpdated { before: before.into(), after };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        tokens::another_generation(&mut change, can, id);
        let networks = networks.map(|networks| networks.map(|all| json!(all).to_string()));
        let update = tokens::Update {
            name,
            holder,
            networks: networks.as_ref().map(|networks| networks.as_deref()),
            when_silent: body.ends_when_silent,
            rate_limit: body.rate_limit.as_ref().map(|chosen| chosen.0),
        };
        tokens::update(&mut change, can, token, &update, body.version);
        let after = change.then(system_users::get(can, id, now));
        let mut done = cx.commit(change).await?;
        Ok(changed(cx.state, done.take(after)?, now)?.into())
    }
}

fn said(networks: Option<Vec<Network>>) -> Option<Vec<String>> {
    networks.map(|all| all.iter().map(ToString::to_string).collect())
}

/// What there was of what is changed.
fn was(old: &TokenRow, after: &audit::Token) -> audit::Token {
    let text = |text: &String| (!text.is_empty()).then(|| text.clone());
    audit::Token {
        token: after.token.clone(),
        name: after.name.is_some().then(|| text(&old.name)),
        holder: after.holder.is_some().then(|| text(&old.holder)),
        networks: after.networks.is_some().then(|| said(old.networks.clone())),
        rate_limit: after.rate_limit.is_some().then_some(old.rate_limit),
        ends_when_silent: after.ends_when_silent.map(|_| old.ends_when_silent),
        ..Default::default()
    }
}
