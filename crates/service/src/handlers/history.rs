//! What was done to a system user or a person: the audit events about it.

use contract::page::CursorKey;
use contract::table::{GetSystemUserHistory, GetUserHistory};
use contract::{ActorKind, Code, Cursor, EventActor, EventDetail, HistoryEvent, Limit, Page};
use domain::permission::UsersManage;
use store::both;
use store::history::{self, EventRow};

use crate::answer::Answer;
use crate::authn::prove;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetSystemUserHistory {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<HistoryEvent>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let (there, page) = history::of_system_user(&cx.proof, &cx.path, after(cx.query.cursor.as_ref()), size(limit));
        let (there, rows) = both(cx.db(), there, page).await?;
        if there { shown(rows, limit) } else { Err(Fail::new(Code::NotFound)) }
    }
}

impl<D: Deps> Handler<D> for GetUserHistory {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<HistoryEvent>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = after(cx.query.cursor.as_ref());
        let human = cx.proof.human();
        if cx.path == human.user {
            return shown(history::own(&cx.proof, after, size(limit)).of(cx.db()).await?, limit);
        }
        // Somebody else's is for those who manage people.
        let can = prove::<UsersManage>(human.clone())?;
        let (there, page) = history::of_person(&can, &cx.path, after, size(limit));
        let (there, rows) = both(cx.db(), there, page).await?;
        if there { shown(rows, limit) } else { Err(Fail::new(Code::NotFound)) }
    }
}

fn after(cursor: Option<&Cursor>) -> Option<&str> {
    cursor.map(|cursor| cursor.id.as_str())
}

fn size(limit: Limit) -> i64 {
    i64::from(limit.get()) + 1
}

fn shown(rows: Vec<EventRow>, limit: Limit) -> Result<Answer<Page<HistoryEvent>>, Fail> {
    let position = |row: &EventRow| Cursor { key: CursorKey::Number(row.at.millis()), id: row.id.to_string() };
    let Page { items, next_cursor } = view::page(rows, limit, position, event);
    let items = items.into_iter().collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor }.into())
}

fn event(row: EventRow) -> Result<HistoryEvent, Fail> {
    let kind = ActorKind::parse(&row.actor_kind).ok_or_else(|| Fail::internal("a stored actor has no known kind"))?;
    let detail = match &row.detail {
        Some(detail) => serde_json::to_value(detail).and_then(serde_json::from_value),
        None => Ok(EventDetail { before: None, after: None }),
    };
    Ok(HistoryEvent {
        action: row.action,
        id: row.id,
        at: row.at,
        actor: EventActor { kind, id: row.actor_id, name: row.actor_name },
        request_id: row.request,
        detail: detail.map_err(|e| Fail::internal(format!("detail: {e}")))?,
    })
}
