//! The lazy parts of the program: a function here, and all that it alone reaches, is in a file of its own. Functions
//! under the same name share one. `load_…` fetches it without drawing anything.

use crate::lazy::{Drawn, wasm_split};
use crate::pages::{profile, sessions, settings, system_user, system_user_create, system_user_dialogs};
use crate::palette::Palette;
use crate::routes::Here;
use leptos::prelude::*;

/// A page about the reader or the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPage {
    Sessions,
    Settings,
    Profile,
}

/// The pages about the reader and the account.
#[wasm_split(own, preload(load_own), fallible)]
pub fn own_page(here: Here, page: OwnPage) -> Drawn {
    Ok(match page {
        OwnPage::Sessions => sessions::page(here),
        OwnPage::Settings => settings::page(),
        OwnPage::Profile => profile::page(),
    })
}

/// The page of a system user.
#[wasm_split(system_user, preload(load_system_user), fallible)]
pub fn system_user_page(here: Here, id: String) -> Drawn {
    Ok(system_user::page(here, id))
}

/// What is asked about a system user.
#[wasm_split(system_user, preload(load_system_user_dialogs), fallible)]
pub fn system_user_dialogs(here: Here) -> Drawn {
    Ok(view! { <system_user_dialogs::AskDialogs here=here /> }.into_any())
}

/// The dialog for a new system user.
#[wasm_split(system_user, preload(load_system_user_create), fallible)]
pub fn system_user_create(here: Here) -> Drawn {
    Ok(view! { <system_user_create::CreateDialog here=here /> }.into_any())
}

/// The command palette.
#[wasm_split(palette, preload(load_palette), fallible)]
pub fn palette(here: Here, on_close: Callback<()>) -> Drawn {
    Ok(view! { <Palette here=here on_close=on_close /> }.into_any())
}
