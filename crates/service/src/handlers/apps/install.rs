//! For which system users an app is installed. Without it no token can be made for it (product 2.3).

use contract::table::{InstallApp, ListInstalledApps, UninstallApp};
use contract::{Code, InstalledApp, InstalledApps};
use domain::audit::{self, Before, Detail, Named};
use store::apps::{self, AppRow};
use store::{DbError, both, system_users, tokens};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

fn said(app: &AppRow, username: &str) -> audit::App {
    audit::App {
        username: Some(username.to_owned()),
        app: Some(Named::new(app.id.as_str(), &*app.name)),
        ..Default::default()
    }
}

impl<D: Deps> Handler<D> for ListInstalledApps {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InstalledApps>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let (there, rows) = both(cx.db(), system_users::get(can, id, cx.meta.now), apps::installed(can, id)).await?;
        there.ok_or_else(|| Fail::new(Code::NotFound))?;
        let items = rows.into_iter().map(|row| InstalledApp {
            id: row.id,
            graph_id: row.graph_id,
            name: row.name,
            installed_at: row.installed_at,
        });
        Ok(InstalledApps { items: items.collect() }.into())
    }
}

impl<D: Deps> Handler<D> for InstallApp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, app), can) = (&cx.path, &cx.proof);
        let (user, found) = both(cx.db(), system_users::get(can, id, cx.meta.now), apps::get(can, app)).await?;
        let (Some(user), Some(found)) = (user, found) else { return Err(Fail::new(Code::NotFound)) };
        let detail = Detail::AppInstalled { after: said(&found, &user.username) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        change.rely_on(&user);
        apps::install(&mut change, can, app, id);
        match cx.commit(change).await {
            Ok(_) => Ok(().into()),
            // It is what was asked for.
            Err(error) if error.is_unique(apps::UNIQUE_INSTALL) => Ok(().into()),
            Err(DbError::ForeignKey) => Err(Fail::new(Code::NotFound)),
            Err(error) => Err(error.into()),
        }
    }
}

impl<D: Deps> Handler<D> for UninstallApp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, app), can) = (&cx.path, &cx.proof);
        let (user, found) = both(cx.db(), system_users::get(can, id, cx.meta.now), apps::get(can, app)).await?;
        let (Some(user), Some(found)) = (user, found) else { return Err(Fail::new(Code::NotFound)) };
        let detail = Detail::AppUninstalled { before: Before::Known(said(&found, &user.username)) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        change.rely_on(&user);
        apps::uninstall(&mut change, can, app, id);
        let generations = change.then(tokens::generations([id]));
        let mut done = match cx.commit(change).await {
            Ok(done) => done,
            // It is not installed, which is all that was wanted.
            Err(error) if error.is_guard("unchanged") => return Ok(().into()),
            Err(error) => return Err(error.into()),
        };
        for (id, generation) in done.take(generations)? {
            cx.state.revoked(&id, generation);
        }
        Ok(().into())
    }
}
