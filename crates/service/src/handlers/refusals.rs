//! Why calls of system users were refused, step by step. The caller was told nothing of it.

use contract::page::CursorKey;
use contract::table::ListRefusals;
use contract::{Cursor, Page, Refusal, RefusalCause, RefusalDecision, RefusalReason};
use domain::lease;
use domain::time::Instant;
use store::refusals::{self, Filter, RefusalRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

fn shown(row: RefusalRow) -> Result<Refusal, Fail> {
    let reason =
        RefusalReason::parse(&row.reason).ok_or_else(|| Fail::internal("a stored refusal has no known reason"))?;
    let cause = row.cause.map(|(action, at, by)| RefusalCause { action, at: Instant::from_millis(at), by });
    Ok(Refusal {
        id: row.id,
        system_user_id: row.system_user,
        username: row.username,
        token_id: row.token,
        token_end: row.tail.unwrap_or_default(),
        key_name: row.key_name,
        reason,
        claim: row.claim,
        steps: reason.steps().map(|(step, passed)| RefusalDecision { step, passed }).collect(),
        cause,
        token_ends_at: lease::ends_at(row.expires_at, row.revoked_at),
        first_at: row.first_at,
        last_at: row.last_at,
        calls: row.calls,
        address: row.ip,
        request_ids: row.requests,
    })
}

impl<D: Deps> Handler<D> for ListRefusals {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Refusal>>, Fail> {
        let query = &cx.query;
        let filter = Filter {
            tail: query.token_end.as_ref().map(|end| end.as_str()),
            request: query.request_id.as_ref(),
            system_user: query.system_user_id.as_ref(),
            from: query.from,
            to: query.to,
        };
        let limit = query.limit.unwrap_or_default();
        let after = query.cursor.as_ref().map(|cursor| cursor.id.as_str());
        let rows = refusals::list(&cx.proof, &filter, after, i64::from(limit.get()) + 1).of(cx.db()).await?;
        let position =
            |row: &RefusalRow| Cursor { key: CursorKey::Number(row.last_at.millis()), id: row.id.to_string() };
        let Page { items, next_cursor } = view::page(rows, limit, position, shown);
        Ok(Page { items: items.into_iter().collect::<Result<_, Fail>>()?, next_cursor }.into())
    }
}
