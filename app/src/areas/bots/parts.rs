//! The lazy part of this area (see `ui::lazy`): its pages, and what comes over the list.

use crate::areas::bots::system_user_dialogs::AskDialogs;
use crate::areas::bots::system_users::asked;
use crate::areas::bots::{many, subaccounts, system_user, system_user_create, tokens};
use crate::i18n;
use crate::routes::{Here, Page};
use crate::shared::file;
use crate::shared::selection::Selection;
use crate::state::query::Query;
use crate::ui::lazy::{self, Drawn, wasm_split};
use contract::SystemUser;
use leptos::prelude::*;

/// The page of a system user, all tokens, or the subaccounts.
#[wasm_split(system_user, preload(load_pages), fallible)]
pub fn pages(here: Here, page: Page) -> Drawn {
    Ok(match page {
        Page::SystemUser(id) => system_user::page(here, id),
        Page::Tokens => tokens::page(here),
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

/// Fetches what the dialogs need: some of their texts are a file of their own.
pub async fn load_dialogs() -> Result<(), ()> {
    lazy::ahead(load_over);
    i18n::later().await?;
    load_over().await.map_err(|_| ())
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
