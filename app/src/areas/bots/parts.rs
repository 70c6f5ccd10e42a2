//! The lazy part of this area (see `ui::lazy`): one page and the dialogs over the list.

use crate::areas::bots::system_user_dialogs::AskDialogs;
use crate::areas::bots::{many, system_user, system_user_create};
use crate::routes::Here;
use crate::shared::file;
use crate::shared::selection::Selection;
use crate::state::query::Query;
use crate::ui::lazy::{Drawn, wasm_split};
use contract::{Page, SystemUser};
use leptos::prelude::*;

/// The page of a system user.
#[wasm_split(system_user, preload(load_system_user), fallible)]
pub fn system_user_page(here: Here, id: String) -> Drawn {
    Ok(system_user::page(here, id))
}

/// What is asked about a system user.
#[wasm_split(system_user, preload(load_system_user_dialogs), fallible)]
pub fn system_user_dialogs(here: Here) -> Drawn {
    Ok(view! { <AskDialogs here=here /> }.into_any())
}

/// What is done with all that are ticked.
#[wasm_split(system_user, preload(load_system_user_bulk), fallible)]
pub fn system_user_bulk(list: Query<Page<SystemUser>>, chosen: Selection) -> Drawn {
    Ok(chosen.bar(many::bulk(list)))
}

/// The list as a file; it draws nothing.
#[wasm_split(system_user, preload(load_system_user_export), fallible)]
pub fn system_user_export(here: Here, busy: RwSignal<bool>) -> Drawn {
    file::write(many::system_users(here), busy);
    Ok(().into_any())
}

/// The same of subaccounts.
#[wasm_split(system_user, preload(load_subaccount_export), fallible)]
pub fn subaccount_export(here: Here, busy: RwSignal<bool>) -> Drawn {
    file::write(many::subaccounts(here), busy);
    Ok(().into_any())
}

/// The dialog for a new system user.
#[wasm_split(system_user, preload(load_system_user_create), fallible)]
pub fn system_user_create(here: Here) -> Drawn {
    Ok(view! { <system_user_create::CreateDialog here=here /> }.into_any())
}
