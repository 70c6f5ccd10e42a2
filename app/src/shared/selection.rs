//! Rows that are ticked, and what is done with all of them: each by its own call, told one by one where it failed.

use crate::i18n::t;
use crate::net::api;
use crate::state::query::refresh;
use crate::state::{toasts, view_as};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Glyph;
use crate::ui::notice::Notice;
use crate::ui::{attr, part};
use contract::client::Call;
use leptos::{prelude::*, task::spawn_local};

/// What is done with one row.
pub struct Job {
    pub id: String,
    /// How the row is called where it fails.
    pub name: String,
    pub call: Call,
}

/// What can be done with the rows that are ticked.
#[derive(Clone, Copy)]
pub struct Action {
    pub label: &'static str,
    pub glyph: Glyph,
    /// What is asked before: a title for so many, and what comes of it. None for what can be undone.
    pub ask: Option<(&'static (dyn Fn(u64) -> String + Send + Sync), &'static str)>,
    /// For the rows with which it can be done.
    pub jobs: Callback<Vec<String>, Vec<Job>>,
}

/// The rows of one page that are ticked.
#[derive(Clone, Copy)]
pub struct Selection {
    rows: Memo<Vec<String>>,
    ids: RwSignal<Vec<String>>,
    busy: RwSignal<bool>,
    /// Whom it failed for, and why.
    failed: RwSignal<Vec<(String, String)>>,
    asking: RwSignal<Option<Action>>,
}

impl Selection {
    /// Of these rows; what goes from the page is no longer ticked.
    pub fn new(rows: Memo<Vec<String>>) -> Self {
        let ids = RwSignal::new(Vec::<String>::new());
        Effect::new(move |_| {
            let gone = rows.with(|rows| ids.with_untracked(|ids| ids.iter().any(|id| !rows.contains(id))));
            if gone {
                ids.update(|ids| ids.retain(|id| rows.with_untracked(|rows| rows.contains(id))));
            }
        });
        let (busy, failed, asking) = (RwSignal::new(false), RwSignal::new(Vec::new()), RwSignal::new(None));
        Self { rows, ids, busy, failed, asking }
    }

    /// Is any row ticked?
    pub fn any(self) -> bool {
        self.ids.with(|ids| !ids.is_empty())
    }

    /// Which are ticked.
    pub fn ids(self) -> Vec<String> {
        self.ids.get()
    }

    /// No row is ticked any more.
    pub fn clear(self) {
        self.ids.set(Vec::new());
    }

    /// The cell that ticks a row.
    pub fn tick(self, id: String, name: &str) -> AnyView {
        let label = (t().people.select)(name);
        let mine = id.clone();
        let toggle = move |_| {
            self.ids.update(|ids| match ids.iter().position(|one| *one == id) {
                Some(at) => _ = ids.remove(at),
                None => ids.push(id.clone()),
            });
        };
        view! {
            <td class="tick">
                <input
                    type="checkbox"
                    aria-label=label
                    prop:checked=attr(move || self.ids.with(|ids| ids.contains(&mine)))
                    on:change=toggle
                />
            </td>
        }
        .into_any()
    }

    /// The head over those cells: all rows, or none.
    pub fn tick_all(self) -> AnyView {
        let all = Memo::new(move |_| self.rows.with(|rows| !rows.is_empty() && rows.len() == self.ids.with(Vec::len)));
        let toggle = move |_| self.ids.set(if all.get_untracked() { Vec::new() } else { self.rows.get_untracked() });
        view! {
            <th scope="col" class="tick">
                <input type="checkbox" aria-label=t().people.select_all prop:checked=all on:change=toggle />
            </th>
        }
        .into_any()
    }

    /// How many are ticked and what can be done with them; and what failed of what was done last.
    pub fn bar(self, actions: Vec<Action>) -> AnyView {
        let press = move |action: Action| {
            if action.ask.is_some() {
                self.asking.set(Some(action));
            } else {
                self.run(self.jobs(action));
            }
        };
        view! {
            {self.bar_of(move || {
                let button = |action: &Action| {
                    let action = *action;
                    view! { <Button label=action.label glyph=action.glyph off=view_as::blocked() pending=self.busy on_press=Callback::new(move |()| press(action)) /> }
                };
                actions.iter().map(button).collect_view().into_any()
            })}
            {part(move || self.summary())}
            {part(move || self.asking.get().map(|action| untrack(|| self.question(action))))}
        }
        .into_any()
    }

    /// How many are ticked, and these buttons, while any is.
    pub fn bar_of(self, buttons: impl Fn() -> AnyView + Send + 'static) -> AnyView {
        let any = Memo::new(move |_| self.any());
        part(move || {
            any.get().then(|| {
                view! {
                    <div class="toolbar" role="group" aria-label=t().people.ticked>
                        <p role="status">
                            <strong>{part(move || (t().people.selected)(self.ids.with(Vec::len) as u64))}</strong>
                        </p>
                        {buttons()}
                        <Button label=t().people.untick tone="quiet" on_press=Callback::new(move |()| self.clear()) />
                    </div>
                }
            })
        })
    }

    fn summary(self) -> Option<AnyView> {
        let failed = self.failed.get();
        let count = failed.len() as u64;
        let lines =
            failed.into_iter().map(|(name, why)| view! { <li><strong>{name}</strong>": "{why}</li> }).collect_view();
        (count > 0).then(|| {
            view! {
                <Notice tone="bad" role="alert">
                    <p>{(t().people.failed_many)(count)}</p>
                    <ul>{lines}</ul>
                </Notice>
            }
            .into_any()
        })
    }

    fn question(self, action: Action) -> AnyView {
        let close = Callback::new(move |()| self.asking.set(None));
        let jobs = self.jobs(action);
        let (title, text) = action.ask.map_or_else(Default::default, |(title, text)| (title(jobs.len() as u64), text));
        let names = jobs.iter().map(|job| view! { <li>{job.name.clone()}</li> }).collect_view();
        // What was asked about, whatever the list shows by then.
        let jobs = StoredValue::new(jobs);
        let go = Callback::new(move |()| {
            let jobs = jobs.try_update_value(std::mem::take).unwrap_or_default();
            self.asking.set(None);
            self.run(jobs);
        });
        view! {
            <Dialog title=title on_close=close>
                <div class="stack">
                    <p>{text}</p>
                    <ul>{names}</ul>
                    <div class="form-foot">
                        <Button label=t().common.cancel on_press=close />
                        <Button label=action.label tone="danger" on_press=go />
                    </div>
                </div>
            </Dialog>
        }
        .into_any()
    }

    fn jobs(self, action: Action) -> Vec<Job> {
        action.jobs.run(self.ids.get_untracked())
    }

    /// One after the other. What was done is no longer ticked; what failed still is.
    fn run(self, jobs: Vec<Job>) {
        self.busy.set(true);
        self.failed.set(Vec::new());
        spawn_local(async move {
            let (mut done, mut failed) = (0u64, Vec::new());
            for Job { id, name, call } in jobs {
                match api::exchange(call, None).await {
                    Ok(_) => {
                        done += 1;
                        self.ids.try_update(|ids| ids.retain(|one| *one != id));
                    }
                    Err(f) => failed.push((name, f.detail.unwrap_or(f.title))),
                }
            }
            if done > 0 {
                toasts::done((t().people.done_many)(done));
            }
            self.failed.try_set(failed);
            self.busy.try_set(false);
            refresh();
        });
    }
}
