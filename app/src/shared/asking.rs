//! What is asked before a call: a question where it stops something, a form where it takes something; and calls that ask nothing.

use crate::net::api;
use crate::routes::Here;
use crate::state::query::refresh;
use crate::state::toasts;
use crate::ui::button::Button;
use crate::ui::confirm::{ConfirmDialog, Doing, feet};
use crate::ui::dialog::Dialog;
use crate::ui::form::{Form, FormBox};
use contract::Fields;
use contract::client::Call;
use leptos::{prelude::*, task::spawn_local};

/// The question before a call, and what is said when it is done.
pub struct Question {
    pub title: String,
    pub label: &'static str,
    /// What stops, and for whom: a paragraph each.
    pub stops: Vec<String>,
    pub call: Box<dyn Fn() -> Call + Send + Sync>,
    pub said: String,
    /// The name that must be typed; empty when it can be taken back.
    pub name: String,
    /// Why it can't be done now.
    pub off: Option<String>,
    /// Where the reader is taken then; else they stay at the page.
    pub to: Option<&'static str>,
    /// Its failure is in here.
    pub form: Form,
    /// What stands below what stops.
    pub children: Option<AnyView>,
}

impl Question {
    /// The question with no more to it than that.
    pub fn new(
        title: String,
        label: &'static str,
        stops: Vec<String>,
        call: impl Fn() -> Call + Send + Sync + 'static,
        said: String,
    ) -> Self {
        let (name, off, to, form, children) = (String::new(), None, None, Form::new(), None);
        Self { title, label, stops, call: Box::new(call), said, name, off, to, form, children }
    }
}

/// The dialog of a question.
pub fn confirm(here: Here, asked: Question) -> AnyView {
    let Question { title, label, stops, call, said, name, off, to, form, children } = asked;
    let act = Callback::new(move |()| -> Doing {
        let call = call();
        Box::pin(async move { api::exchange(call, None).await.map(drop) })
    });
    let done = Callback::new(move |()| {
        match to {
            Some(to) => here.go(to),
            None => here.close(),
        }
        refresh();
        toasts::done(said.clone());
    });
    view! {
        <ConfirmDialog title=title label=label stops=stops name=name off=off on_close=here.closing() act=act done=done form=form>
            {children}
        </ConfirmDialog>
    }
    .into_any()
}

/// Does what can be taken back, and says so.
pub fn at_once(call: Call, said: String) {
    spawn_local(async move {
        match api::exchange(call, None).await {
            Ok(_) => toasts::done(said),
            Err(failure) => toasts::failed(failure.title),
        }
        refresh();
    });
}

/// A body of these values.
pub fn body<const N: usize>(pairs: [(&str, serde_json::Value); N]) -> Fields {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A dialog with a form.
pub fn form_dialog(
    here: Here,
    title: String,
    form: Form,
    label: &'static str,
    submit: Callback<()>,
    fields: AnyView,
) -> AnyView {
    let send = view! { <Button label=label tone="primary" submit=true pending=form.pending /> };
    view! {
        <Dialog title=title on_close=here.closing()>
            <FormBox form=form on_submit=submit>
                {fields}
                {feet(here.closing(), send.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
