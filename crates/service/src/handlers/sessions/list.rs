//! One's own sessions.

use contract::page::CursorKey;
use contract::table::ListSessions;
use contract::{Cursor, Page, PageQuery, Session};
use domain::ids::SessionId;
use domain::time::Instant;
use store::sessions::{self, SessionRow, Window};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListSessions {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Session>>, Fail> {
        let rows = sessions::list_own(&cx.proof, window(&cx.query, cx.meta.now)).of(cx.db()).await?;
        Ok(page(rows, &cx.query, &cx.proof.human().session).into())
    }
}

/// The window of a query; one row more says whether there is a next page.
pub fn window(query: &PageQuery, now: Instant) -> Window<'_> {
    let after = query.cursor.as_ref().map(|cursor| cursor.id.as_str());
    Window { now, after, limit: i64::from(query.limit.unwrap_or_default().get()) + 1 }
}

/// The page of a window; `current` is the session that asks.
pub fn page(rows: Vec<SessionRow>, query: &PageQuery, current: &SessionId) -> Page<Session> {
    let position =
        |row: &SessionRow| Cursor { key: CursorKey::Number(row.created_at.millis()), id: row.id.to_string() };
    view::page(rows, query.limit.unwrap_or_default(), position, |row| view::session(row, current))
}
