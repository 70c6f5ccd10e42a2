//! Meta's business assets: apps, and WhatsApp accounts with the system users that are assigned to them.

mod account;
mod accounts;
mod apps;
mod common;
mod people;
mod subscribed;
mod tasks;

use crate::routes::{Here, Page};
use crate::state::session;
use crate::ui::page::{Forbidden, Missing};
use domain::ids::WhatsappAccountId;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// A page of this area.
pub fn page(here: Here, page: Page) -> AnyView {
    if !session::may(P::SystemUsersManage) {
        return view! { <Forbidden permission=P::SystemUsersManage.as_str() /> }.into_any();
    }
    match page {
        Page::Apps => apps::page(here),
        Page::WhatsappAccounts => accounts::page(here),
        Page::WhatsappAccount(id) => match WhatsappAccountId::try_from(id) {
            Ok(id) => account::page(here, id),
            Err(_) => view! { <Missing /> }.into_any(),
        },
        _ => view! { <Missing /> }.into_any(),
    }
}
