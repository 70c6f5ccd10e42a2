//! The list of people: search, filters, keyset pages by name.

use contract::page::CursorKey;
use contract::table::ListUsers;
use contract::{Cursor, Page, User, UserSort};
use domain::field::FieldCode;
use domain::text;
use store::people::{self, ListFilter, PersonRow, Place, SortColumn};

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
        let (sort, descending) = order(query.sort);
        let filter = ListFilter {
            role: query.role_id.as_ref(),
            team: query.team_id.as_ref(),
            status: query.status,
            two_factor,
            sort,
            descending,
            limit: i64::from(limit.get()) + 1,
        };
        let cursor = query.cursor.as_ref();
        if let Some(words) = query.search.as_deref().and_then(text::search) {
            let after = cursor.map(by_number).transpose()?;
            let rows = people::search(cx.db(), &cx.proof, &words, &filter, after).await?;
            let position = |row: &(PersonRow, i64)| Cursor { key: CursorKey::Number(row.1), id: row.0.id.to_string() };
            return Ok(view::page(rows, limit, position, |row| view::user(row.0)).into());
        }
        let after = cursor.map(|cursor| place(cursor, sort)).transpose()?;
        let rows = people::list(cx.db(), &cx.proof, &filter, after).await?;
        let position = |row: &PersonRow| Cursor { key: CursorKey::Text(key(row, sort)), id: row.id.to_string() };
        Ok(view::page(rows, limit, position, view::user).into())
    }
}

const fn order(sort: Option<UserSort>) -> (SortColumn, bool) {
    use UserSort as S;
    match sort {
        None | Some(S::Name) => (SortColumn::Name, false),
        Some(S::NameDesc) => (SortColumn::Name, true),
        Some(S::Role) => (SortColumn::Role, false),
        Some(S::RoleDesc) => (SortColumn::Role, true),
        Some(S::Status) => (SortColumn::Status, false),
        Some(S::StatusDesc) => (SortColumn::Status, true),
        Some(S::TwoFactor) => (SortColumn::TwoFactor, false),
        Some(S::TwoFactorDesc) => (SortColumn::TwoFactor, true),
    }
}

/// Between the value of a column and the key of a name: neither holds it.
const BETWEEN: char = '\u{1f}';

/// The place of a row in the order.
fn key(row: &PersonRow, sort: SortColumn) -> String {
    let value = match sort {
        SortColumn::Name => return row.name_key.clone(),
        SortColumn::Role => row.role.id.stored(),
        SortColumn::Status => row.status.as_str(),
        SortColumn::TwoFactor => {
            if row.two_factor {
                "1"
            } else {
                "0"
            }
        }
    };
    format!("{value}{BETWEEN}{}", row.name_key)
}

/// The same, read from a cursor of a list in this order.
fn place(cursor: &Cursor, sort: SortColumn) -> Result<Place<'_>, Fail> {
    let (text, id) = by_name(cursor)?;
    let wrong = || Fail::field("cursor", FieldCode::InvalidCursor);
    if sort == SortColumn::Name {
        return Ok(Place { value: None, name_key: text, id });
    }
    let (value, name_key) = text.split_once(BETWEEN).ok_or_else(wrong)?;
    let value = match sort {
        SortColumn::TwoFactor => value.parse::<i64>().map_err(|_| wrong())?.into(),
        _ => value.into(),
    };
    Ok(Place { value: Some(value), name_key, id })
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
