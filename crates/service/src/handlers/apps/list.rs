//! The apps of an account, and one of them.

use contract::table::{GetApp, ListApps};
use contract::{App, Apps, Code};
use store::apps;

use super::shown;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for ListApps {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Apps>, Fail> {
        let rows = apps::list(&cx.proof).of(cx.db()).await?;
        Ok(Apps { items: rows.into_iter().map(shown).collect::<Result<_, _>>()? }.into())
    }
}

impl<D: Deps> Handler<D> for GetApp {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<App>, Fail> {
        let row = apps::get(&cx.proof, &cx.path).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        Ok(shown(row.into_inner())?.into())
    }
}
