//! A lazy part (see `ui::lazy`): what is looked at more rarely than a system user and its tokens.

use crate::areas::bots::{assets, client_keys, idle, live, trust, usage};
use crate::routes::Here;
use crate::ui::lazy::{Drawn, wasm_split};
use domain::ids::SystemUserId;

/// What is in it.
#[derive(Clone)]
pub enum Beside {
    /// The keys by which a system user proves itself.
    Keys(SystemUserId),
    /// The apps that are installed for it.
    Apps(SystemUserId),
    /// The WhatsApp accounts that it is assigned to.
    Assets(SystemUserId),
    /// The issuers that it trusts.
    Trust(SystemUserId),
    /// How often it called.
    Usage(SystemUserId),
    /// Its calls as they come.
    Live(SystemUserId),
    /// Those that nobody uses.
    Idle,
}

/// Draws it.
#[wasm_split(system_user_more, preload(load), fallible)]
pub fn beside(here: Here, what: Beside) -> Drawn {
    Ok(match what {
        Beside::Keys(id) => client_keys::section(here, &id),
        Beside::Apps(id) => assets::apps(here, &id),
        Beside::Assets(id) => assets::assets(here, &id),
        Beside::Trust(id) => trust::section(here, &id),
        Beside::Usage(id) => usage::panel(id),
        Beside::Live(id) => live::panel(id),
        Beside::Idle => idle::dialog(here),
    })
}
