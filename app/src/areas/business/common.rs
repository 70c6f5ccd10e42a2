//! What the pages of this area are made of.

use crate::routes::Here;
use crate::shared::pieces::{actions_head, heads};
use crate::shared::reading::trouble;
use crate::state::query::Query;
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::form::{Form, FormBox};
use crate::ui::table::bones;
use crate::ui::{attr, part};
use contract::Fields;
use leptos::prelude::*;
use locale::business::Business;

/// The texts of this area.
pub fn m() -> &'static Business {
    &locale::later().business
}

/// A body of these values.
pub fn body<const N: usize>(pairs: [(&str, serde_json::Value); N]) -> Fields {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A list that comes whole: what went wrong, bones, rows, or what is said where nothing is.
pub fn whole<T: Send + Sync + 'static>(
    list: Query<T>,
    caption: &'static str,
    words: &[&'static str],
    shape: &'static [&'static str],
    rows: impl Fn(&T) -> Vec<AnyView> + Send + 'static,
    none: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let drawn = Callback::new({
        let words = words.to_vec();
        move |rows: AnyView| {
            view! {
                <table class="table">
                    <caption class="sr">{caption}</caption>
                    <thead>
                        <tr>{heads(&words)} {actions_head()}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_any()
        }
    });
    let shown = move || match list.data.get() {
        Some(all) => {
            let rows = untrack(|| rows(&all));
            if rows.is_empty() { untrack(&none) } else { drawn.run(rows.into_any()) }
        }
        None if list.failure.with(Option::is_none) => drawn.run(bones(shape)),
        None => ().into_any(),
    };
    view! {
        {trouble(list.failure)}
        <div class="table-box" aria-busy=attr(move || if list.busy.get() { "true" } else { "false" })>{part(shown)}</div>
    }
    .into_any()
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
