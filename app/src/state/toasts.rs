//! Short confirmations. They go by themselves, not while they are looked at.

use leptos::prelude::*;
use std::cell::Cell;
use std::time::Duration;

/// One toast.
#[derive(Clone)]
pub struct Toast {
    /// Its number.
    pub id: u32,
    /// What it says.
    pub text: String,
    /// Is it bad news?
    pub bad: bool,
    /// Takes the change back.
    pub undo: Option<Callback<()>>,
}

/// All that are shown.
#[derive(Clone, Copy)]
pub struct Toasts {
    all: RwSignal<Vec<Toast>>,
    /// While true, none goes.
    pub hold: RwSignal<bool>,
}

thread_local! {
    static TOASTS: Cell<Option<Toasts>> = const { Cell::new(None) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

const SHOWN: Duration = Duration::from_secs(7);

impl Toasts {
    /// Starts with none.
    pub fn start() -> Self {
        let toasts = Self { all: RwSignal::new(Vec::new()), hold: RwSignal::new(false) };
        TOASTS.set(Some(toasts));
        toasts
    }

    /// Those with good or with bad news.
    pub fn list(self, bad: bool) -> Vec<Toast> {
        self.all.with(|all| all.iter().filter(|t| t.bad == bad).cloned().collect())
    }

    /// Takes one away.
    pub fn drop(self, id: u32) {
        self.hold.set(false);
        self.all.update(|all| all.retain(|t| t.id != id));
    }

    fn expire(self, id: u32) {
        set_timeout(
            move || {
                if self.hold.get_untracked() {
                    self.expire(id);
                } else {
                    self.all.update(|all| all.retain(|t| t.id != id));
                }
            },
            SHOWN,
        );
    }
}

fn add(text: String, bad: bool, undo: Option<Callback<()>>) {
    let Some(toasts) = TOASTS.get() else { return };
    let id = NEXT.get().wrapping_add(1);
    NEXT.set(id);
    toasts.all.update(|all| all.push(Toast { id, text, bad, undo }));
    toasts.expire(id);
}

/// Takes all away: they speak of what the next reader may not see.
pub fn clear() {
    if let Some(toasts) = TOASTS.get() {
        toasts.hold.set(false);
        toasts.all.update(Vec::clear);
    }
}

/// Says that something was done.
pub fn done(text: impl Into<String>) {
    add(text.into(), false, None);
}

/// Says that something was done and how to take it back.
pub fn done_with_undo(text: impl Into<String>, undo: Callback<()>) {
    add(text.into(), false, Some(undo));
}

/// Says that something did not work, where no form or page can say it.
pub fn failed(text: impl Into<String>) {
    add(text.into(), true, None);
}
