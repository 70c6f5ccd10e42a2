//! What the pages of this area are made of.

use crate::i18n::t;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::shared::lists::subaccounts;
use crate::shared::ticks::{Chosen, ticks};
use crate::ui::field::Search;
use crate::ui::form::Form;
use crate::ui::icon::{self, icon};
use crate::ui::notice::Notice;
use crate::ui::page::{Head, Missing};
use crate::ui::part;
use contract::SubaccountRef;
use domain::environment::Environment;
use leptos::prelude::*;
use locale::messages::Carried;

pub use crate::shared::asking::{Question, at_once, body, confirm, form_dialog};
pub use crate::shared::later::later;
pub use crate::shared::live::{every, live};
pub use crate::shared::pieces::{ago, card, cell, fact, facts, heads, lead, or_dash, table};
pub use crate::shared::reading::{gone, known, trouble};
pub use crate::shared::ticks::{flag, is_on};
pub use crate::ui::field::{area, lines};

/// The texts of this area.
pub fn m() -> &'static Carried {
    &locale::later().messages
}

/// Whose something is.
pub fn whose(named: Option<&SubaccountRef>, id: Option<String>) -> String {
    named.map(|one| one.name.clone()).or(id).unwrap_or_else(|| m().null.to_owned())
}

/// For whom something is.
pub fn scope(all: bool, mut names: Vec<String>, null: bool) -> String {
    if all {
        names = vec![m().every.to_owned()];
    }
    if null {
        names.push(m().null.to_owned());
    }
    names.join(", ")
}

/// The subaccounts that something of an environment is for: all, or those that are ticked. What is ticked is of one
/// environment: where another one is chosen there are other subaccounts.
pub fn picker(form: Form, flags: Chosen, chosen: Chosen, environment: RwSignal<Environment>) -> AnyView {
    Effect::new(move |before: Option<Environment>| {
        let now = environment.get();
        if before.is_some_and(|before| before != now) {
            chosen.set(Vec::new());
        }
        now
    });
    let list = subaccounts();
    form.keep_ids("subaccount_ids", chosen);
    form.keep_ids("flags", flags);
    view! {
        {flag(flags, "all", m().every, m().every_hint)}
        {part(move || {
            let page = (!is_on(flags, "all")).then(|| list.data.get()).flatten()?;
            let of = environment.get();
            let fitting = page.items.iter().filter(|one| one.environment == of);
            let options = fitting.map(|one| (one.id.to_string(), one.name.clone())).collect();
            Some(untrack(|| ticks(form, "subaccount_ids", t().bots.subaccount, "", options, chosen)))
        })}
    }
    .into_any()
}

/// What came of something that was tried: a tone, and lines.
pub type Outcome = RwSignal<Option<(&'static str, Vec<String>)>>;

/// Shows what came of it.
pub fn told(outcome: Outcome) -> AnyView {
    view! {
        <div role="status">
            {part(move || {
                outcome.get().map(|(tone, lines)| {
                    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
                    view! { <Notice tone=tone>{lines}</Notice> }
                })
            })}
        </div>
    }
    .into_any()
}

/// The frame of a page about one object.
pub struct Detail {
    pub list: (&'static str, &'static str),
    pub lead: &'static str,
    pub title: Memo<Option<String>>,
    pub failure: RwSignal<Option<Failure>>,
    pub beside: Callback<(), AnyView>,
    pub actions: Callback<(), AnyView>,
    pub body: Callback<(), AnyView>,
}

/// Draws the frame.
pub fn detail(page: Detail) -> AnyView {
    let Detail { list: (href, word), lead, title, failure, beside, actions, body } = page;
    let gone = Memo::new(move |_| failure.with(|f| f.as_ref().is_some_and(|f| f.status == 404)));
    part(move || {
        if gone.get() {
            return view! { <Missing /> }.into_any();
        }
        let crumb = view! { <a class="crumb" href=href>{icon(icon::LEFT)}{word}</a> }.into_any();
        let name = title.get().unwrap_or_default();
        let known = !name.is_empty();
        let state = part(move || beside.run(()));
        let draw = |part: Callback<(), AnyView>| untrack(|| part.run(()));
        view! {
            <div class="page">
                <Head title=name lead=lead crumb=crumb beside=state>{draw(actions)}</Head>
                {trouble(failure)}
                {if known { draw(body) } else { view! { <span class="bone" data-w="l"></span> }.into_any() }}
            </div>
        }
        .into_any()
    })
}

/// The search of a list by name.
pub fn by_name(here: Here) -> AnyView {
    by_name_and(here, ().into_any())
}

/// The same with more beside the search.
pub fn by_name_and(here: Here, more: AnyView) -> AnyView {
    let value = Signal::derive(move || here.param("search").unwrap_or_default());
    let on_search = Callback::new(move |text: String| here.set(&[("search", text.trim()), ("cursor", "")]));
    view! { <div class="toolbar"><Search label=m().search_name value=value on_search=on_search /> {more}</div> }
        .into_any()
}
