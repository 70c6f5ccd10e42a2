//! What a system user may do with a WhatsApp account: full control, or some tasks. The tasks are called as Meta calls them.

use crate::areas::business::common::m;
use crate::shared::ticks::{Chosen, ticks};
use crate::ui::form::Form;
use crate::ui::{attr, part};
use contract::{FieldError, Fields};
use domain::business::Task;
use domain::field::FieldCode;
use leptos::prelude::*;

const TASKS: &str = "tasks";

/// Which of them are chosen.
#[derive(Clone, Copy)]
pub struct Access {
    form: Form,
    full: RwSignal<bool>,
    tasks: Chosen,
}

impl Access {
    /// As it is, or full control as in Meta's guides.
    pub fn new(form: Form, now: Option<(bool, Vec<String>)>) -> Self {
        let (full, tasks) = now.unwrap_or((true, Vec::new()));
        let tasks = if full { Vec::new() } else { tasks };
        let access = Self { form, full: RwSignal::new(full), tasks: RwSignal::new(tasks) };
        let read = move || vec![access.full.get().to_string()];
        form.keep("access", read, move |kept| access.full.set(kept.first().is_none_or(|text| text == "true")));
        form.keep_ids(TASKS, access.tasks);
        access
    }

    /// The two choices, and the tasks of the second.
    pub fn fields(self) -> AnyView {
        let m = m();
        let choice = move |full: bool, word: &'static str, hint: &'static str| {
            let value = if full { "full" } else { "partial" };
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="access"
                        value=value
                        prop:checked=attr(move || self.full.get() == full)
                        on:change=move |_| self.full.set(full)
                    />
                    <span>{word} <span class="hint">{hint}</span></span>
                </label>
            }
            .into_any()
        };
        let options = || Task::ALL.iter().filter(|task| **task != Task::Manage).map(|task| task.as_str().to_owned());
        let some = move || {
            (!self.full.get()).then(|| {
                let options = options().map(|name| (name.clone(), name)).collect();
                untrack(|| ticks(self.form, TASKS, self::m().tasks, self::m().tasks_hint, options, self.tasks))
            })
        };
        view! {
            <fieldset class="field">
                <legend class="legend">{m.access}</legend>
                <div class="choices few" role="radiogroup" aria-label=m.access>
                    {choice(true, m.full_control, m.full_hint)}
                    {choice(false, m.partial, "")}
                </div>
            </fieldset>
            {part(some)}
        }
        .into_any()
    }

    /// Puts what was chosen into a body; says so if nothing is.
    pub fn put(self, fields: &mut Fields) -> bool {
        if self.full.get_untracked() {
            fields.insert("full_control".to_owned(), true.into());
            return true;
        }
        let tasks = self.tasks.get_untracked();
        if tasks.is_empty() {
            self.form.refuse(&[FieldError::at(TASKS, FieldCode::Required)]);
            return false;
        }
        fields.insert(TASKS.to_owned(), tasks.into());
        true
    }
}
