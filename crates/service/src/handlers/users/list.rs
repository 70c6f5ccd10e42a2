//! The list of people: search, filters, keyset pages by name.

use contract::page::CursorKey;
use contract::table::ListUsers;
use contract::{Cursor, Page, User};
use domain::field::FieldCode;
use store::people::{self, ListFilter};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListUsers {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<User>>, Fail> {
        let limit = cx.query.limit.unwrap_or_default().get();
        let two_factor = match cx.query.two_factor.as_deref() {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(_) => return Err(Fail::field("two_factor", FieldCode::InvalidChoice)),
        };
        let filter = ListFilter {
            search: cx.query.search.as_deref().map(str::trim).filter(|s| !s.is_empty()),
            role: cx.query.role_id.as_ref(),
            team: cx.query.team_id.as_ref(),
            status: cx.query.status,
            two_factor,
            after: cx.query.cursor.as_ref().map(by_name).transpose()?,
            limit: i64::from(limit) + 1,
        };
        let mut rows = people::list(cx.db(), &cx.proof, &filter).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| more);
        let next_cursor = last.map(|row| Cursor { key: CursorKey::Text(row.name.clone()), id: row.id.to_string() });
        Ok(Page { items: rows.into_iter().map(view::user).collect(), next_cursor }.into())
    }
}

/// The position of a list by name.
pub fn by_name(cursor: &Cursor) -> Result<(&str, &str), Fail> {
    match &cursor.key {
        CursorKey::Text(name) => Ok((name, &cursor.id)),
        CursorKey::Number(_) => Err(Fail::field("cursor", FieldCode::InvalidCursor)),
    }
}
