//! The pending invitations, and taking one back.

use contract::page::CursorKey;
use contract::table::{ListInvitations, RevokeInvitation};
use contract::{Code, Cursor, Invitation, Page};
use domain::audit::Detail;
use store::invitations;

use super::invite::said;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::may_handle;
use crate::view;

impl<D: Deps> Handler<D> for ListInvitations {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Invitation>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default().get();
        let after = cx.query.cursor.as_ref().map(|c| c.id.as_str());
        let by = cx.query.invited_by.as_ref();
        let mut rows = invitations::list(cx.db(), &cx.proof, after, by, i64::from(limit) + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| more);
        let next_cursor =
            last.map(|row| Cursor { key: CursorKey::Number(row.created_at.millis()), id: row.id.to_string() });
        let items = rows.into_iter().map(|row| view::invitation(row, cx.meta.now)).collect();
        Ok(Page { items, next_cursor }.into())
    }
}

impl<D: Deps> Handler<D> for RevokeInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let id = &cx.path;
        let row = invitations::get(&cx.proof, id).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        may_handle(&cx.proof, row.gives())?;
        let detail = Detail::InvitationRevoked { before: said(&row.email, &row.name, &row.role).into() };
        let mut change = cx.change(&cx.proof, id.as_str(), &detail)?;
        invitations::delete(&mut change, &cx.proof, &row);
        cx.commit(change).await?;
        Ok(().into())
    }
}
