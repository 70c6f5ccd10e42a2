//! The question before something that stops things: what stops, for whom, and, where it can't be taken back, the name
//! typed by hand. One component, so that every such question has the same places.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::notice::Notice;
use contract::FieldError;
use domain::field::FieldCode;
use leptos::{prelude::*, task::spawn_local};
use std::future::Future;
use std::pin::Pin;

/// What is done once it is confirmed.
pub type Doing = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

const NAME: &str = "confirm_name";

/// Cancel, and what the dialog is for.
pub fn feet(close: Callback<()>, primary: AnyView) -> AnyView {
    view! {
        <div class="form-foot">
            <Button label=t().common.cancel on_press=close />
            {primary}
        </div>
    }
    .into_any()
}

/// Was the text typed that is asked for? If not, the field says so.
pub fn is_typed(form: Form, fits: impl FnOnce(&str) -> bool) -> bool {
    let same = fits(form.text(NAME).trim());
    if !same {
        form.refuse(&[FieldError::at(NAME, FieldCode::Required)]);
        form.errors.update(|errors| _ = errors.insert(format!("/{NAME}"), t().common.not_the_same));
    }
    same
}

/// The field in which the name is typed; it has the focus where there is nothing to choose before.
pub fn typed_name(form: Form, name: &str, first: bool) -> AnyView {
    view! { <Text form=form name=NAME label=(t().common.type_to_confirm)(name) autofocus=first /> }.into_any()
}

/// The dialog.
#[component]
pub fn ConfirmDialog(
    #[prop(into)] title: String,
    /// The word on the button that does it.
    #[prop(into)]
    label: String,
    /// What stops, and for whom: a paragraph each.
    stops: Vec<String>,
    /// The name that must be typed; empty when it can be taken back.
    #[prop(optional, into)]
    name: String,
    /// Why it can't be done now.
    #[prop(optional_no_strip)]
    off: Option<String>,
    on_close: Callback<()>,
    act: Callback<(), Doing>,
    /// Called once it is done.
    done: Callback<()>,
    /// Its failure is in here, for those who say more about it than its title.
    #[prop(default = Form::new())]
    form: Form,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let tone = if name.is_empty() { "warn" } else { "bad" };
    let field = (!name.is_empty()).then(|| typed_name(form, &name, true));
    let blocked = off.is_some();
    let submit = move |()| {
        if blocked || form.pending.get_untracked() || !name.is_empty() && !is_typed(form, |text| text == name) {
            return;
        }
        form.pending.set(true);
        form.failure.set(None);
        spawn_local(async move {
            let answer = act.run(()).await;
            form.pending.try_set(false);
            match answer {
                // Gone from the screen, it is done all the same.
                Ok(()) => _ = done.try_run(()),
                Err(failure) => _ = form.failure.try_set(Some(failure)),
            }
        });
    };
    let lines = stops.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    let button = view! { <Button label=label tone="danger" submit=true pending=form.pending off=off.clone() /> };
    view! {
        <Dialog title=title on_close=on_close>
            <FormBox form=form on_submit=Callback::new(submit)>
                <Notice tone=tone>{lines}</Notice>
                {children.map(|draw| draw())}
                {off.map(|why| view! { <p>{why}</p> })}
                {field}
                {feet(on_close, button.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}
