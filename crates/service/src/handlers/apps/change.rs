//! Changing an app: its name, whether its secret must be proved, its secret; and deleting it with its tokens.

use contract::table::{DeleteApp, ReplaceAppSecret, UpdateApp};
use contract::{App, AppWithSecret, Code};
use domain::audit::{self, Before, Detail};
use domain::name::AssetName;
use store::apps::{self, AppRow};
use store::{both, tokens};

use super::{new_secret, shown, whole};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

fn said(row: &AppRow) -> audit::App {
    audit::App { name: Some(row.name.clone()), require_proof: Some(row.require_proof), ..Default::default() }
}

impl<D: Deps> Handler<D> for UpdateApp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<App>, Fail> {
        let (id, can, body) = (&cx.path, &cx.proof, &cx.body);
        whole(can)?;
        let seen = apps::get(can, id).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        let (name, require_proof) = (body.name.as_ref().map(AssetName::as_str), body.require_proof);
        let after = audit::App { name: name.map(str::to_owned), require_proof, ..Default::default() };
        let detail = Detail::AppUpdated { before: Before::Known(said(&seen)), after };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        // The version that the caller saw decides; what is said of before is of the row that was read.
        apps::update(&mut change, can, id, (name, require_proof), body.version);
        let after = change.then(apps::get(can, id));
        let mut done = cx.commit(change).await?;
        let row = done.take(after)?.ok_or_else(|| Fail::new(Code::NotFound))?;
        Ok(shown(row.into_inner())?.into())
    }
}

impl<D: Deps> Handler<D> for ReplaceAppSecret {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<AppWithSecret>, Fail> {
        let (id, can, now) = (&cx.path, &cx.proof, cx.meta.now);
        whole(can)?;
        let seen = apps::get(can, id).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        let (secret, sealed) = new_secret(cx.deps, cx.config, can, (id, &seen.graph_id))?;
        let mut change = cx.change(can, id.as_str(), &Detail::AppSecretReplaced { after: said(&seen) })?;
        apps::replace_secret(&mut change, can, id, &sealed, seen.version);
        let mut row = seen.into_inner();
        row.version += 1;
        row.secret_at = now;
        let reply = AppWithSecret { app: shown(row)?, secret };
        // Of two who make one at once the later one is told: it would have the older secret in its hands.
        cx.commit_with(change, &reply).await?;
        Ok(reply.into())
    }
}

impl<D: Deps> Handler<D> for DeleteApp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        whole(can)?;
        let (seen, users) = both(cx.db(), apps::get(can, id), apps::users(can, id)).await?;
        let seen = seen.ok_or_else(|| Fail::new(Code::NotFound))?;
        let mut change = cx.change(can, id.as_str(), &Detail::AppDeleted { before: Before::Known(said(&seen)) })?;
        change.rely_on(&seen);
        apps::delete(&mut change, can, id);
        let generations = change.then(tokens::generations(&users));
        let mut done = cx.commit(change).await?;
        cx.state.revoked_each(done.take(generations)?);
        Ok(().into())
    }
}
