//! The list of subaccounts, by name.

use contract::page::CursorKey;
use contract::table::ListSubaccounts;
use contract::{Cursor, Page, Subaccount};
use domain::field::FieldCode;
use domain::permission::PermissionId;
use domain::policy;
use store::subaccounts;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListSubaccounts {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<Subaccount>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let after = match &cx.query.cursor {
            Some(Cursor { key: CursorKey::Text(name), id }) => Some((name.as_str(), id.as_str())),
            Some(_) => return Err(Fail::field("cursor", FieldCode::InvalidCursor)),
            None => None,
        };
        let search = view::search(cx.query.search.as_deref());
        let rows = subaccounts::list(
            cx.db(),
            &cx.proof,
            (search.as_deref(), cx.query.environment),
            after,
            i64::from(limit.get()) + 1,
        )
        .await?;
        let position = |row: &subaccounts::SubaccountRow| Cursor {
            key: CursorKey::Text(row.name_key.clone()),
            id: row.id.to_string(),
        };
        let may_see = policy::person(&cx.proof.human().role.grants, PermissionId::SystemUsersManage).is_allowed();
        Ok(view::page(rows, limit, position, |row| view::subaccount(row, may_see)).into())
    }
}
