//! Public keys of system users: registered, listed, taken away.

use contract::table::{ListClientKeys, RegisterClientKey, RemoveClientKey};
use contract::{ClientKey, ClientKeys, Code, PersonRef};
use domain::audit::{self, Before, Detail, Named};
use domain::client_key::{self, Algorithm};
use domain::field::FieldCode;
use domain::ids::{ClientKeyId, UserId};
use serde_json::json;
use store::client_keys::{self, ClientKeyRow, NewClientKey};
use store::{DbError, both, system_users, tokens};

use super::system_users::load_with_rules;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::jwt::{self, Verifier};

fn shown(row: ClientKeyRow) -> Result<ClientKey, Fail> {
    let stored = |what: &str| Fail::internal(format!("a stored {what} of a key is not valid"));
    let (id, name) = row.created_by;
    Ok(ClientKey {
        id: row.id,
        name: row.name,
        algorithm: Algorithm::try_from(row.algorithm).map_err(|_| stored("algorithm"))?,
        thumbprint: row.thumbprint,
        public_key: serde_json::from_str(&row.jwk).map_err(|_| stored("text"))?,
        scopes: row.scopes,
        created_by: PersonRef { id: UserId::try_from(id).map_err(|_| stored("id"))?, name },
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        last_used_ip: row.last_used_ip,
    })
}

/// What an event says of a key.
fn said(row: &ClientKeyRow, username: &str) -> audit::ClientKey {
    audit::ClientKey {
        username: Some(username.to_owned()),
        key: Some(Named::new(row.id.as_str(), &row.name)),
        algorithm: Some(row.algorithm.clone()),
        thumbprint: Some(row.thumbprint.clone()),
        scopes: Some(row.scopes.clone()),
    }
}

fn refused(error: DbError) -> Fail {
    match error {
        error if error.is_invariant("client_key_limit") => {
            Fail::new(Code::ClientKeyLimit).with("limit", client_key::MOST)
        }
        error if error.is_unique(client_keys::UNIQUE_KEY) => Fail::field("public_key", FieldCode::Taken),
        error => error.into(),
    }
}

impl<D: Deps> Handler<D> for ListClientKeys {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<ClientKeys>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let (there, rows) = both(cx.db(), system_users::get(can, id, cx.meta.now), client_keys::list(can, id)).await?;
        there.ok_or_else(|| Fail::new(Code::NotFound))?;
        let mut rows = rows;
        cx.state.each_pending(can.account(), |used| {
            if let Some(row) = rows.iter_mut().find(|row| used.token.as_str() == row.id.as_str()) {
                row.last_used_at = row.last_used_at.max(Some(used.at));
                row.last_used_ip = used.ip.clone().or_else(|| row.last_used_ip.take());
            }
        });
        Ok(ClientKeys {
            items: rows.into_iter().map(shown).collect::<Result<_, _>>()?,
            issuer: cx.config.origin.clone(),
            token_endpoint: format!("{}/oauth/token", cx.config.origin),
        }
        .into())
    }
}

impl<D: Deps> Handler<D> for RegisterClientKey {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<ClientKey>, Fail> {
        let (id, can, body, now) = (&cx.path, &cx.proof, &cx.body, cx.meta.now);
        let key = body.public_key.0;
        // That it is a point of its curve is computed here alone.
        if Verifier::new(&key).is_none() {
            return Err(Fail::field("public_key", FieldCode::InvalidKey));
        }
        let (seen, rules) = load_with_rules(cx.deps, can, id, now).await?;
        // What the account says of the end of tokens is not said of keys: nobody is shown their secret half.
        let scopes = rules.grant_scopes(body.scopes.clone()).map_err(|(field, code)| Fail::field(field, code))?;
        let human = can.human();
        let row = ClientKeyRow {
            id: ClientKeyId::new(now, random(cx.deps)?),
            name: body.name.as_str().to_owned(),
            algorithm: key.algorithm().as_str().to_owned(),
            jwk: key.to_jwk(),
            thumbprint: jwt::thumbprint(&key),
            scopes,
            created_by: (human.user.to_string(), human.name.clone()),
            created_at: now,
            last_used_at: None,
            last_used_ip: None,
        };
        let detail = Detail::ClientKeyRegistered { after: said(&row, &seen.username) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        change.rely_on(&rules);
        change.rely_on(&seen);
        let scopes = json!(row.scopes).to_string();
        let new = NewClientKey {
            id: &row.id,
            system_user: id,
            name: &row.name,
            algorithm: &row.algorithm,
            jwk: &row.jwk,
            thumbprint: &row.thumbprint,
            scopes: &scopes,
        };
        client_keys::insert(&mut change, can, &new);
        let reply = shown(row)?;
        cx.commit_with(change, &reply).await.map_err(refused)?;
        Ok(reply.into())
    }
}

impl<D: Deps> Handler<D> for RemoveClientKey {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, key), can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let (seen, row) = both(cx.db(), system_users::get(can, id, now), client_keys::get(can, id, key)).await?;
        let (Some(seen), Some(row)) = (seen, row) else { return Err(Fail::new(Code::NotFound)) };
        let detail = Detail::ClientKeyRemoved { before: Before::Known(said(&row, &seen.username)) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        change.rely_on(&seen);
        tokens::another_generation(&mut change, can, id);
        client_keys::revoke(&mut change, can, id, key);
        let generations = change.then(tokens::generations([id]));
        let mut done = match cx.commit(change).await {
            Ok(done) => done,
            // Somebody else took it away in the meantime, which is all that was wanted.
            Err(error) if error.is_guard("unchanged") => return Ok(().into()),
            Err(error) => return Err(error.into()),
        };
        cx.state.revoked_each(done.take(generations)?);
        Ok(().into())
    }
}
