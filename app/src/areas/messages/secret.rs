//! The dialog that shows a secret of messages once: that of a webhook, a source's address or verify token.

use crate::areas::messages::common::m;
use crate::i18n::t;
use crate::shared::once::{self, Words};
use crate::state::announce::announce;
use crate::ui::dialog::Dialog;
use crate::ui::notice::Notice;
use crate::ui::secret::{OpenRow, SecretRow};
use leptos::prelude::*;

/// A row of it.
#[derive(Clone)]
pub struct Row {
    pub label: &'static str,
    pub text: String,
    /// Is it masked until it is shown or copied?
    pub masked: bool,
}

/// A secret that was just made and has not been put away.
#[derive(Clone, Copy)]
pub struct Made(RwSignal<Vec<Row>>);

impl Made {
    /// None yet.
    pub fn new() -> Self {
        let made = Self(RwSignal::new(Vec::new()));
        once::aside(move || _ = made.0.try_set(Vec::new()));
        made
    }

    /// Takes what an answer holds.
    pub fn set(self, rows: Vec<Row>) {
        self.0.try_set(rows);
    }

    /// Is there one to be shown?
    pub fn is_there(self) -> bool {
        self.0.with(|rows| !rows.is_empty())
    }

    fn text(self, at: usize) -> String {
        self.0.try_with_untracked(|rows| rows.get(at).map(|row| row.text.clone())).flatten().unwrap_or_default()
    }
}

/// The dialog.
pub fn dialog(made: Made, on_close: Callback<()>) -> AnyView {
    let saved = RwSignal::new(false);
    let words = Words {
        saved: m().secret_saved,
        save_first: m().secret_first,
        not_saved_yet: m().secret_not_saved,
        stay: m().secret_stay,
        leave: m().secret_leave,
        done: t().credential.done,
    };
    let rows = made.0.get_untracked();
    let rows = rows.into_iter().enumerate().map(move |(at, row)| {
        if !row.masked {
            return view! { <OpenRow label=row.label text=row.text /> }.into_any();
        }
        let text = Callback::new(move |()| made.text(at));
        let copied = Callback::new(|()| announce(t().common.copied));
        view! { <SecretRow label=row.label tail="" text=text revealed=RwSignal::new(false) on_copied=copied /> }
            .into_any()
    });
    let there = Signal::derive(move || made.is_there());
    view! {
        <Dialog title=m().secret_title on_close=on_close locked=Signal::derive(move || !saved.get()) wide=true>
            <div class="stack">
                <Notice tone="warn">{m().secret_warn}</Notice>
                <dl class="secret">{rows.collect_view()}</dl>
                {once::foot(there, saved, words, Callback::new(|_| ()), on_close)}
            </div>
        </Dialog>
    }
    .into_any()
}

/// A dialog that asks, and turns into the one that shows what came of it.
pub fn turning(made: Made, on_close: Callback<()>, ask: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let there = Memo::new(move |_| made.is_there());
    crate::ui::part(move || if there.get() { untrack(|| dialog(made, on_close)) } else { untrack(&ask) })
}
