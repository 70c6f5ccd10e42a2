//! One's own sessions.

use contract::page::CursorKey;
use contract::table::ListSessions;
use contract::{Cursor, Page, Session};
use store::sessions;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListSessions {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Session>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = cx.query.cursor.as_ref().map(|c| c.id.as_str());
        let rows = sessions::list_own(cx.db(), &cx.proof, cx.meta.now, after, i64::from(limit.get()) + 1).await?;
        let position = |row: &sessions::SessionRow| Cursor {
            key: CursorKey::Number(row.created_at.millis()),
            id: row.id.to_string(),
        };
        let current = &cx.proof.human().session;
        Ok(view::page(rows, limit, position, |row| view::session(row, current)).into())
    }
}
