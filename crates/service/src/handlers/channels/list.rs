//! The list of channels, and one channel.

use contract::page::CursorKey;
use contract::table::{GetChannel, ListChannels};
use contract::{Channel, Code, Cursor, Page};
use store::channels::{self, ChannelRow};

use super::shown;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::users::list::by_name;
use crate::view;

impl<D: Deps> Handler<D> for ListChannels {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Channel>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = cx.query.cursor.as_ref().map(by_name).transpose()?;
        let search = view::search(cx.query.search.as_deref());
        let size = i64::from(limit.get()) + 1;
        let rows = channels::list(cx.db(), &cx.proof, (search.as_deref(), cx.query.environment), after, size).await?;
        let position = |row: &ChannelRow| Cursor { key: CursorKey::Text(row.name_key.clone()), id: row.id.to_string() };
        let Page { items, next_cursor } = view::page(rows, limit, position, |row| shown(row, cx.meta.now));
        Ok(Page { items: items.into_iter().collect::<Result<_, _>>()?, next_cursor }.into())
    }
}

impl<D: Deps> Handler<D> for GetChannel {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Channel>, Fail> {
        let row = channels::get(&cx.proof, &cx.path).of(cx.db()).await?;
        shown(row.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner(), cx.meta.now).map(Answer::from)
    }
}
