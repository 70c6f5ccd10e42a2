//! The tokens of all system users: who holds them, to whom they were shown, when they end.

use contract::page::CursorKey;
use contract::table::ListTokens;
use contract::{Cursor, HeldToken, Page, SystemUserRef, TokenState};
use store::tokens::{self, HeldRow, ListFilter};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListTokens {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<HeldToken>>, Fail> {
        let (query, now) = (&cx.query, cx.meta.now);
        let filter = ListFilter {
            holder: query.holder.as_ref().map(|holder| holder.as_str()),
            shown_to: query.shown_to.as_ref(),
            environment: query.environment,
            ends_before: query.expires_before,
            accepted_at: (query.state != Some(TokenState::All)).then_some(now),
        };
        let limit = query.limit.unwrap_or_default();
        let after = query.cursor.as_ref().map(|cursor| cursor.id.as_str());
        let mut rows = tokens::list(&cx.proof, &filter, after, i64::from(limit.get()) + 1).of(cx.db()).await?;
        cx.state.each_pending(cx.proof.account(), |used| {
            if let Some(row) = rows.iter_mut().find(|row| row.token.id == used.token) {
                row.token.add(used);
            }
        });
        let position = |row: &HeldRow| Cursor {
            key: CursorKey::Number(row.token.created_at.millis()),
            id: row.token.id.to_string(),
        };
        let show = |row: HeldRow| {
            let token = view::token(row.token, now);
            let system_user = SystemUserRef {
                id: row.system_user,
                username: row.username,
                status: row.status,
                environment: token.environment,
            };
            HeldToken { shown_to: token.created_by.clone(), system_user, token }
        };
        Ok(view::page(rows, limit, position, show).into())
    }
}
