//! Seeing the console as another role does: its menu and what is off for it. Nothing of it is stored, the API knows
//! nothing of it, and nothing can be changed until it is left.

use crate::i18n::t;
use domain::role::Grants;
use leptos::prelude::*;
use std::cell::Cell;

/// The role through which the console is seen.
#[derive(Clone)]
pub struct Lens {
    /// What the role is called.
    pub name: String,
    /// What it holds.
    pub grants: Grants,
}

thread_local!(static LENS: Cell<Option<RwSignal<Option<Lens>>>> = const { Cell::new(None) });

/// Starts with one's own eyes.
pub fn start() {
    LENS.set(Some(RwSignal::new(None)));
}

/// Looks through a role, or with one's own eyes again.
pub fn set(lens: Option<Lens>) {
    if let Some(signal) = LENS.get()
        && (lens.is_some() || signal.with_untracked(Option::is_some))
    {
        signal.set(lens);
    }
}

/// The role, if one is looked through.
pub fn lens() -> Option<Lens> {
    LENS.get()?.get()
}

/// Why nothing can be changed now.
pub fn blocked() -> Option<String> {
    LENS.get()?.with(Option::is_some).then(|| t().roles.blocked.to_owned())
}
