//! The lazy part of this area (see `ui::lazy`): two pages, and what comes over the list.

use crate::areas::bots::system_user_dialogs::AskDialogs;
use crate::areas::bots::system_users::asked;
use crate::areas::bots::{many, subaccounts, system_user, system_user_create};
use crate::routes::{Here, Page};
use crate::shared::file;
use crate::shared::selection::Selection;
use crate::state::query::Query;
use crate::ui::lazy::{Drawn, wasm_split};
use contract::SystemUser;
use leptos::prelude::*;

/// The page of a system user, or the subaccounts.
#[wasm_split(system_user, preload(load_pages), fallible)]
pub fn pages(here: Here, page: Page) -> Drawn {
    Ok(match page {
        Page::SystemUser(id) => system_user::page(here, id),
        _ => subaccounts::page(here),
    })
}

/// What comes over the list of system users.
#[derive(Clone, Copy)]
pub enum Over {
    /// What is asked about one of them.
    Dialogs,
    /// The dialog for a new one.
    Create,
    /// What is done with all that are ticked.
    Bulk(Query<contract::Page<SystemUser>>, Selection),
    /// The list as a file; it draws nothing.
    Export(RwSignal<bool>),
}

/// Draws it.
#[wasm_split(system_user, preload(load_over), fallible)]
pub fn over(here: Here, what: Over) -> Drawn {
    Ok(match what {
        Over::Dialogs => view! { <AskDialogs here=here /> }.into_any(),
        Over::Create => view! { <system_user_create::CreateDialog here=here /> }.into_any(),
        Over::Bulk(list, chosen) => chosen.bar(many::bulk(list)),
        Over::Export(busy) => {
            file::write(many::system_users(untrack(|| asked(here))), busy);
            ().into_any()
        }
    })
}
