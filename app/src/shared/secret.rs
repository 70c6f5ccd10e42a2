//! The dialog that shows a secret once: that of a webhook or an app, a source's address or verify token. Its texts are with
//! those of what is opened rarely.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::once::{self, Words};
use crate::state::announce::announce;
use crate::state::{toasts, view_as};
use crate::ui::button::{Button, LinkButton};
use crate::ui::dialog::Dialog;
use crate::ui::notice::Notice;
use crate::ui::part;
use crate::ui::secret::{OpenRow, SecretRow};
use leptos::prelude::*;
use locale::messages::Carried;

fn m() -> &'static Carried {
    &locale::later().messages
}

/// A row of it.
#[derive(Clone)]
pub struct Row {
    pub label: &'static str,
    pub text: String,
    /// Is it masked until it is shown or copied?
    pub masked: bool,
}

/// A secret that was just made and has not been put away. The address says whose it is until it is saved.
#[derive(Clone, Copy)]
pub struct Made {
    here: Here,
    rows: RwSignal<Vec<Row>>,
    list: &'static str,
}

impl Made {
    /// None yet; `list` is where such objects are.
    pub fn new(here: Here, list: &'static str) -> Self {
        let made = Self { here, rows: RwSignal::new(Vec::new()), list };
        once::aside(move || _ = made.rows.try_set(Vec::new()));
        made
    }

    /// Takes what an answer holds, about the object of this id.
    pub fn set(self, id: &str, rows: Vec<Row>) {
        // Who closed the dialog before the answer came is told by the page that it was made; or here, on another page.
        if self.rows.try_set(rows).is_some() && !self.here.address().starts_with(self.list) {
            toasts::failed(m().secret_lost);
            return;
        }
        self.here.set(&[("made", id)]);
    }

    /// Is there one to be shown?
    pub fn is_there(self) -> bool {
        self.rows.with(|rows| !rows.is_empty())
    }

    fn text(self, at: usize) -> String {
        self.rows.try_with_untracked(|rows| rows.get(at).map(|row| row.text.clone())).flatten().unwrap_or_default()
    }
}

/// The dialog.
fn dialog(made: Made) -> AnyView {
    let saved = RwSignal::new(false);
    let (here, on_close) = (made.here, made.here.closing());
    let words = Words {
        saved: m().secret_saved,
        save_first: m().secret_first,
        not_saved_yet: m().secret_not_saved,
        stay: m().secret_stay,
        leave: m().secret_leave,
        done: t().credential.done,
    };
    let mark = untrack(|| here.param("made")).unwrap_or_default();
    let tick = Callback::new(move |saved: bool| here.set(&[("made", if saved { "" } else { &mark })]));
    let rows = made.rows.get_untracked();
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
                {once::foot(there, saved, words, tick, on_close)}
            </div>
        </Dialog>
    }
    .into_any()
}

/// A dialog that asks, and turns into the one that shows what came of it. A page that was loaded again meanwhile says that
/// it was made.
pub fn turning(made: Made, ask: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    turning_to(made, again_in(made.list), ask)
}

/// Where another one is asked for of what is in this list.
pub fn again_in(list: &'static str) -> impl Fn(&str) -> String + Copy + Send {
    move |id| format!("{list}/{id}?action=rotate")
}

/// What a page says when a dialog over it was closed before its answer came: what it asked for was made.
pub fn left(here: Here, again: impl Fn(&str) -> String + Send + 'static) -> AnyView {
    let lost = Memo::new(move |_| here.param("made").filter(|_| !here.is_new() && here.ask().is_none()));
    part(move || lost.get().map(|id| untrack(|| unsaved(here, again(&id)))))
}

/// The same where a new one is asked for elsewhere: `again` says where, by the id.
pub fn turning_to(
    made: Made,
    again: impl Fn(&str) -> String + Send + 'static,
    ask: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let there = Memo::new(move |_| made.is_there());
    // What is there was made now: that its id comes into the address changes nothing.
    let lost = Memo::new(move |_| made.here.param("made").filter(|_| !there.get()));
    part(move || match lost.get() {
        Some(id) => untrack(|| unsaved(made.here, again(&id))),
        None if there.get() => untrack(|| dialog(made)),
        None => untrack(&ask),
    })
}

/// What is said when the page was loaded again, come back to or left before anybody said to have saved the secret.
fn unsaved(here: Here, again: String) -> AnyView {
    view! {
        <Dialog title=m().secret_lost on_close=here.closing()>
            <div class="stack">
                <Notice tone="warn"><p>{m().secret_lost_why}</p></Notice>
                <div class="form-foot">
                    <Button label=t().common.close on_press=here.closing() />
                    <LinkButton label=m().rotate href=again tone="primary" off=view_as::blocked() />
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
