//! The lazy part of this area (see `ui::lazy`): one page and the dialogs over the list.

use crate::areas::bots::system_user_dialogs::AskDialogs;
use crate::areas::bots::{system_user, system_user_create};
use crate::routes::Here;
use crate::ui::lazy::{Drawn, wasm_split};
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

/// The dialog for a new system user.
#[wasm_split(system_user, preload(load_system_user_create), fallible)]
pub fn system_user_create(here: Here) -> Drawn {
    Ok(view! { <system_user_create::CreateDialog here=here /> }.into_any())
}
