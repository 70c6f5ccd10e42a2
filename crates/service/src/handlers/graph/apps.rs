//! An app is installed for a system user before it gets a token of it (product 2.3).

use contract::table::GraphInstallApp;
use domain::audit::Detail;
use serde_json::Value;
use store::{DbError, apps};

use super::super::apps::install::said;
use super::success;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::refusal;

impl<D: Deps> Handler<D> for GraphInstallApp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, text) = (&cx.proof, cx.path.1.text.as_str());
        let user = caller.system_user(cx.deps, ("POST", text), cx.meta.now).await?;
        caller.must_manage()?;
        let app = caller.app_named(cx.deps, "business_app", &cx.body.business_app.0).await?;
        let after = said(&app, &user.username);
        let mut change = cx.graph_change(user.id.as_str(), &Detail::AppInstalled { after })?;
        change.rely_on(&user);
        change.rely_on(&app);
        apps::install(&mut change, &caller.machine, &app.id, &user.id);
        match cx.commit(change).await {
            Ok(_) => Ok(success().into()),
            // It is what was asked for.
            Err(error) if error.is_unique(apps::UNIQUE_INSTALL) => Ok(success().into()),
            Err(DbError::ForeignKey) => Err(refusal::unknown_node("POST", text)),
            Err(error) => Err(error.into()),
        }
    }
}
