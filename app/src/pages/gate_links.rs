//! The pages behind the links of mails, behind one door: few readers ever see them, so they can be fetched then.

use crate::pages::{accept, mailbox, passwords};
use crate::routes::{Here, Page};
use crate::ui::page::Missing;
use leptos::prelude::*;

/// Does a page belong here?
pub const fn has(page: &Page) -> bool {
    matches!(page, Page::Accept | Page::ForgotPassword | Page::ResetPassword | Page::ChangePassword | Page::Mailbox)
}

/// The page.
pub fn area(here: Here, page: Page) -> AnyView {
    match page {
        Page::Accept => accept::page(here),
        Page::ForgotPassword => passwords::forgot(),
        Page::ResetPassword => passwords::reset(),
        Page::ChangePassword => passwords::must_change(here),
        Page::Mailbox => mailbox::page(here),
        _ => view! { <Missing /> }.into_any(),
    }
}
