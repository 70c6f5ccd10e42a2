//! A new app with its secret, which is in this answer alone.

use contract::AppWithSecret;
use contract::table::CreateApp;
use domain::audit::{self, Detail};
use domain::business::GraphId;
use domain::ids::AppId;
use store::apps::{self, AppRow};
use store::graph_nodes;

use super::{new_secret, refused, shown, whole};
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for CreateApp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<AppWithSecret>, Fail> {
        let (can, body, now) = (&cx.proof, &cx.body, cx.meta.now);
        whole(can)?;
        let id = AppId::new(now, random(cx.deps)?);
        let graph_id = GraphId::new(random(cx.deps)?);
        let (name, require_proof) = (body.name.as_str(), body.require_proof.unwrap_or_default());
        let (secret, sealed) = new_secret(cx.deps, cx.config, can, (&id, &graph_id))?;
        let after =
            audit::App { name: Some(name.to_owned()), require_proof: Some(require_proof), ..Default::default() };
        let mut change = cx.change(can, id.as_str(), &Detail::AppCreated { after })?;
        graph_nodes::insert(&mut change, id.as_str(), &graph_id);
        apps::insert(&mut change, can, &id, (name, &sealed), require_proof);
        let human = can.human();
        let row = AppRow {
            id,
            graph_id,
            name: name.to_owned(),
            sealed,
            require_proof,
            version: 1,
            created_by: (human.user.to_string(), human.name.clone()),
            created_at: now,
            secret_at: now,
            installed: 0,
            callback_url: None,
        };
        let reply = AppWithSecret { app: shown(row)?, secret };
        cx.commit_with(change, &reply).await.map_err(refused)?;
        Ok(reply.into())
    }
}
