//! A choice out of a list that is on its way.

use crate::state::query::Query;
use crate::ui::field::Select;
use crate::ui::form::Form;
use crate::ui::part;
use leptos::prelude::*;

/// A choice of one out of a list that comes later, or of none, which is called `none`. What is chosen stays so when it comes
/// and when it is read anew.
pub fn later<T: Send + Sync + 'static>(
    form: Form,
    (name, label, hint): (&'static str, &'static str, &'static str),
    (chosen, none): (String, &'static str),
    list: Query<T>,
    named: fn(&T) -> Vec<(String, String)>,
) -> AnyView {
    let drawn = StoredValue::new(false);
    part(move || {
        let listed = list.data.get().map(|page| named(&page)).unwrap_or_default();
        let options = std::iter::once((String::new(), none.to_owned())).chain(listed).collect();
        let value = if drawn.get_value() { form.text(name) } else { chosen.clone() };
        drawn.set_value(true);
        untrack(|| view! { <Select form=form name=name label=label hint=hint options=options value=value /> })
    })
    .into_any()
}
