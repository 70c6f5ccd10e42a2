//! The pages about people and what was sent to them, behind one door: whatever is reached only from here can be
//! fetched when the first of them is opened.

use crate::pages::{invitations, mails, roles, teams, user, user_leave, users};
use crate::routes::{Here, Page};
use crate::ui::page::Missing;
use leptos::prelude::*;

/// Does a page belong here?
pub const fn has(page: &Page) -> bool {
    matches!(
        page,
        Page::Users
            | Page::User(_)
            | Page::Leave(_)
            | Page::Invitations
            | Page::Teams
            | Page::Roles
            | Page::RoleMatrix
            | Page::Mails
    )
}

/// The page, with its dialogs.
pub fn area(here: Here, page: Page) -> AnyView {
    match page {
        Page::Users => users::page(here),
        Page::User(id) => user::page(here, id),
        Page::Leave(id) => user_leave::page(here, id),
        Page::Invitations => invitations::page(here),
        Page::Teams => teams::page(here),
        Page::Roles => roles::page(here, false),
        Page::RoleMatrix => roles::page(here, true),
        Page::Mails => mails::page(here),
        _ => view! { <Missing /> }.into_any(),
    }
}
