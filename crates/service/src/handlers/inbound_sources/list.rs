//! The list of sources, one source, and what it refused.

use contract::page::CursorKey;
use contract::table::{GetInboundSource, ListInboundSources, ListRefusedInbound};
use contract::{Code, Cursor, InboundSource, Page, RefusedInbound, RefusedWhy};
use domain::permission::PermissionId;
use domain::permission::Reach;
use store::both;
use store::inbound_sources::{self, RefusedRow, SourceRow};

use super::show;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::users::list::by_name;
use crate::view;

impl<D: Deps> Handler<D> for ListInboundSources {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<InboundSource>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = cx.query.cursor.as_ref().map(by_name).transpose()?;
        let search = view::search(cx.query.search.as_deref());
        let size = i64::from(limit.get()) + 1;
        let rows = inbound_sources::list(&cx.proof, search.as_deref(), after, size).of(cx.db()).await?;
        let position =
            |row: &SourceRow| Cursor { key: CursorKey::Text(row.name_key.clone()), id: row.source.id.to_string() };
        let Page { items, next_cursor } = view::page(rows, limit, position, |row| row);
        let items = items.into_iter().map(|row| show(cx.config, row)).collect::<Result<_, Fail>>()?;
        Ok(Page { items, next_cursor }.into())
    }
}

impl<D: Deps> Handler<D> for GetInboundSource {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InboundSource>, Fail> {
        let found = inbound_sources::get(&cx.proof, &cx.path).of(cx.db()).await?;
        let row = found.ok_or_else(|| Fail::new(Code::NotFound))?;
        Ok(show(cx.config, row.into_inner())?.into())
    }
}

impl<D: Deps> Handler<D> for ListRefusedInbound {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<RefusedInbound>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = cx.query.cursor.as_ref().map(|c| c.id.as_str());
        let size = i64::from(limit.get()) + 1;
        let source = inbound_sources::get(&cx.proof, &cx.path);
        let refused = inbound_sources::refused(&cx.proof, &cx.path, after, size);
        let (source, rows) = both(cx.db(), source, refused).await?;
        source.ok_or_else(|| Fail::new(Code::NotFound))?;
        // What came holds numbers and words of people; it belongs to no subaccount.
        let sees = cx.proof.human().role.grants.reach(PermissionId::InboxUse) == Some(Reach::Account);
        let position = |row: &RefusedRow| Cursor { key: CursorKey::Number(row.at.millis()), id: row.id.to_string() };
        let Page { items, next_cursor } = view::page(rows, limit, position, |row| row);
        let items = items.into_iter().map(|row| {
            let why =
                RefusedWhy::parse(&row.why).ok_or_else(|| Fail::internal("a stored refusal has no known reason"))?;
            Ok(RefusedInbound { id: row.id, at: row.at, why, excerpt: sees.then_some(row.excerpt) })
        });
        Ok(Page { items: items.collect::<Result<_, Fail>>()?, next_cursor }.into())
    }
}
