//! Boxes to tick, of any number: what is chosen stands first, and a search finds the others.

use crate::i18n::t;
use crate::ui::field::refusal;
use crate::ui::form::Form;
use crate::ui::{attr, part, unique};
use leptos::{ev, prelude::*};
use std::sync::Arc;

/// What is chosen of many.
pub type Chosen = RwSignal<Vec<String>>;

/// How many are shown beside those that are chosen; more are found by the search.
const FEW: usize = 8;

/// Which boxes are shown: all that are chosen, and the first few others that match.
fn shown(options: &[(String, String)], chosen: &[String], wanted: &str) -> (Vec<bool>, usize) {
    let (wanted, mut room, mut more) = (wanted.trim().to_lowercase(), FEW, 0);
    let shown = options
        .iter()
        .map(|(id, word)| {
            if chosen.contains(id) {
                return true;
            }
            let fits = word.to_lowercase().contains(&wanted);
            let place = fits && room > 0;
            room -= usize::from(place);
            more += usize::from(fits && !place);
            place
        })
        .collect();
    (shown, more)
}

/// Boxes to tick, id and word; what is chosen but not shown or not listed stays chosen.
pub fn ticks(
    form: Form,
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
    mut options: Vec<(String, String)>,
    chosen: Chosen,
) -> AnyView {
    if options.is_empty() {
        return ().into_any();
    }
    // By what was chosen when it opened: a box that is ticked stays where it is.
    options.sort_by_key(|(id, _)| chosen.with_untracked(|all| !all.contains(id)));
    let options = Arc::new(options);
    let wanted = RwSignal::new(String::new());
    let visible = Memo::new({
        let options = Arc::clone(&options);
        move |_| chosen.with(|chosen| wanted.with(|wanted| shown(&options, chosen, wanted)))
    });
    let error = format!("{}-error", unique(name));
    let boxes = options
        .iter()
        .enumerate()
        .map(|(at, (id, word))| {
            let id = id.clone();
            let mine = id.clone();
            let on = attr(move || chosen.with(|all| all.contains(&mine)));
            let toggle = move |_| {
                chosen.update(|all| match all.iter().position(|one| *one == id) {
                    Some(at) => _ = all.remove(at),
                    None => all.push(id.clone()),
                });
            };
            view! {
                <label class="choice" hidden=attr(move || !visible.with(|(shown, _)| shown[at]))>
                    <input type="checkbox" name=name prop:checked=on on:change=toggle />
                    <span>{word.clone()}</span>
                </label>
            }
        })
        .collect_view();
    let search = (options.len() > FEW).then(|| {
        let label = (t().people.search_in)(legend);
        // Enter here would send the form.
        let stay = |event: ev::KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
            }
        };
        view! {
            <input
                class="input"
                type="search"
                aria-label=label.clone()
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                on:keydown=stay
                on:input=move |event| wanted.set(event_target_value(&event))
            />
        }
    });
    let rest = move || {
        let none = visible.with(|(shown, _)| !shown.contains(&true));
        match visible.with(|(_, more)| *more) {
            _ if none => t().palette.nothing.to_owned(),
            0 => String::new(),
            more => (t().teams.and_more)(more as u64),
        }
    };
    view! {
        <fieldset class="field">
            <legend class="legend">{legend}</legend>
            {search}
            <div class="choices few">{boxes}</div>
            <p class="hint" role="status">
                {part(rest)}
            </p>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            {refusal(form, name, error)}
        </fieldset>
    }
    .into_any()
}

/// A box to tick; what is ticked is in a list, so that a form keeps it.
pub fn flag(flags: Chosen, which: &'static str, label: &'static str, hint: &'static str) -> AnyView {
    let on = move || flags.with(|all| all.iter().any(|one| one == which));
    let toggle = move |event| {
        let ticked = event_target_checked(&event);
        flags.update(|all| {
            all.retain(|one| one != which);
            if ticked {
                all.push(which.to_owned());
            }
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=attr(on) on:change=toggle />
            <span>{label} {(!hint.is_empty()).then(|| view! { <span class="sub hint">{hint}</span> })}</span>
        </label>
    }
    .into_any()
}

/// Is the box ticked?
pub fn is_on(flags: Chosen, which: &str) -> bool {
    flags.with(|all| all.iter().any(|one| one == which))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_is_chosen_is_never_filtered_away() {
        let options: Vec<_> = (0..30).map(|n| (format!("id{n}"), format!("Brand {n}"))).collect();
        let count = |chosen: &[String], wanted: &str| {
            let (shown, more) = shown(&options, chosen, wanted);
            (shown.iter().filter(|on| **on).count(), more)
        };
        assert_eq!(count(&[], ""), (8, 22));
        assert_eq!(count(&["id29".to_owned()], "brand 7"), (2, 0));
        assert_eq!(count(&["id29".to_owned()], " BRAND 1 "), (9, 3));
        assert_eq!(count(&[], "nothing"), (0, 0));
    }
}
