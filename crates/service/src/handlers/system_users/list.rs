//! The list of system users: search, status, order, keyset pages.

use contract::page::CursorKey;
use contract::table::ListSystemUsers;
use contract::{Cursor, Page, SystemUser, SystemUserSort as Sort};
use domain::field::FieldCode;
use store::Value;
use store::system_users::{self, ListFilter, SortColumn};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListSystemUsers {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<SystemUser>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default();
        let (sort, descending) = order(cx.query.sort.unwrap_or(Sort::CreatedAtDesc));
        let search = view::search(cx.query.search.as_deref());
        let filter = ListFilter {
            search: search.as_deref(),
            status: cx.query.status,
            environment: cx.query.environment,
            subaccount: cx.query.subaccount_id.as_ref(),
            sort,
            descending,
            after: cx.query.cursor.as_ref().map(|c| position(c, sort)).transpose()?,
            limit: i64::from(limit.get()) + 1,
        };
        let mut rows = system_users::list(cx.db(), &cx.proof, &filter, cx.meta.now).await?;
        cx.state.add_pending(cx.proof.account(), &mut rows);
        let position = |row: &system_users::SystemUserRow| {
            let key = match &row.sort_key {
                Value::Int(n) => CursorKey::Number(*n),
                Value::Text(text) => CursorKey::Text(text.clone()),
                Value::Null => CursorKey::Number(0),
            };
            Cursor { key, id: row.id.to_string() }
        };
        Ok(view::page(rows, limit, position, |row| view::system_user(row, cx.meta.now)).into())
    }
}

const fn order(sort: Sort) -> (SortColumn, bool) {
    match sort {
        Sort::Username => (SortColumn::Username, false),
        Sort::UsernameDesc => (SortColumn::Username, true),
        Sort::Subaccount => (SortColumn::Subaccount, false),
        Sort::SubaccountDesc => (SortColumn::Subaccount, true),
        Sort::CreatedAt => (SortColumn::CreatedAt, false),
        Sort::CreatedAtDesc => (SortColumn::CreatedAt, true),
        Sort::LastUsedAt => (SortColumn::LastUsedAt, false),
        Sort::LastUsedAtDesc => (SortColumn::LastUsedAt, true),
        Sort::Status => (SortColumn::Status, false),
        Sort::StatusDesc => (SortColumn::Status, true),
    }
}

/// A cursor belongs to the order that gave it out.
fn position(cursor: &Cursor, sort: SortColumn) -> Result<(Value, &str), Fail> {
    let numeric = matches!(sort, SortColumn::CreatedAt | SortColumn::LastUsedAt);
    match &cursor.key {
        CursorKey::Number(n) if numeric => Ok((Value::Int(*n), &cursor.id)),
        CursorKey::Text(text) if !numeric => Ok((Value::Text(text.clone()), &cursor.id)),
        _ => Err(Fail::field("cursor", FieldCode::InvalidCursor)),
    }
}
