//! The list of people: search, filters, keyset pages by name.

use contract::page::CursorKey;
use contract::table::ListUsers;
use contract::{Cursor, Page, User};
use domain::field::FieldCode;
use domain::text;
use store::people::{self, ListFilter, PersonRow};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for ListUsers {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Page<User>>, Fail> {
        let (query, limit) = (&cx.query, cx.query.limit.unwrap_or_default());
        let two_factor = match query.two_factor.as_deref() {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(_) => return Err(Fail::field("two_factor", FieldCode::InvalidChoice)),
        };
        let filter = ListFilter {
            role: query.role_id.as_ref(),
            team: query.team_id.as_ref(),
            status: query.status,
            two_factor,
            limit: i64::from(limit.get()) + 1,
        };
        let cursor = query.cursor.as_ref();
        if let Some(words) = query.search.as_deref().and_then(text::search) {
            let after = cursor.map(by_number).transpose()?;
            let rows = people::search(cx.db(), &cx.proof, &words, &filter, after).await?;
            let position = |row: &(PersonRow, i64)| Cursor { key: CursorKey::Number(row.1), id: row.0.id.to_string() };
            return Ok(view::page(rows, limit, position, |row| view::user(row.0)).into());
        }
        let rows = people::list(cx.db(), &cx.proof, &filter, cursor.map(by_name).transpose()?).await?;
        let position = |row: &PersonRow| Cursor { key: CursorKey::Text(row.name_key.clone()), id: row.id.to_string() };
        Ok(view::page(rows, limit, position, view::user).into())
    }
}

fn by_number(cursor: &Cursor) -> Result<i64, Fail> {
    match cursor.key {
        CursorKey::Number(number) => Ok(number),
        CursorKey::Text(_) => Err(Fail::field("cursor", FieldCode::InvalidCursor)),
    }
}

/// The position of a list by name.
pub fn by_name(cursor: &Cursor) -> Result<(&str, &str), Fail> {
    match &cursor.key {
        CursorKey::Text(name) => Ok((name, &cursor.id)),
        CursorKey::Number(_) => Err(Fail::field("cursor", FieldCode::InvalidCursor)),
    }
}
