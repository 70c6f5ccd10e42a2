//! For which system users an app is installed. Without it no token can be made for it (product 2.3).

use contract::page::CursorKey;
use contract::table::{InstallApp, ListInstalledApps, ListInstalledFor, UninstallApp};
use contract::{Code, Cursor, InstalledApp, InstalledApps, InstalledFor, Page};
use domain::audit::{self, Before, Detail, Named};
use store::apps::{self, AppRow};
use store::{DbError, both, system_users, tokens};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

/// What an event says of an app and a system user.
pub fn said(app: &AppRow, username: &str) -> audit::App {
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

impl<D: Deps> Handler<D> for ListInstalledFor {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<InstalledFor>>, Fail> {
        let (id, can, limit) = (&cx.path, &cx.proof, cx.query.limit.unwrap_or_default());
        let after = cx.query.cursor.as_ref().map(|cursor| cursor.id.as_str());
        let rows = apps::installed_for(can, id, after, i64::from(limit.get()) + 1, cx.meta.now);
        let (there, rows) = both(cx.db(), apps::get(can, id), rows).await?;
        there.ok_or_else(|| Fail::new(Code::NotFound))?;
        let position = |row: &apps::InstalledFor| Cursor {
            key: CursorKey::Number(row.installed_at.millis()),
            id: row.id.to_string(),
        };
        let show = |row: apps::InstalledFor| InstalledFor {
            id: row.id,
            graph_id: row.graph_id,
            username: row.username,
            status: row.status,
            installed_at: row.installed_at,
            live_tokens: row.live_tokens,
        };
        Ok(view::page(rows, limit, position, show).into())
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
        cx.state.revoked_each(done.take(generations)?);
        Ok(().into())
    }
}
