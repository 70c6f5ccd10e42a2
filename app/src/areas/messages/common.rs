//! What the pages of this area are made of.

use crate::i18n::t;
use crate::net::api;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::shared::lists::subaccounts;
use crate::shared::ticks::{Chosen, ticks};
use crate::state::query::{Query, refresh};
use crate::state::toasts;
use crate::ui::confirm::{ConfirmDialog, Doing, feet};
use crate::ui::dialog::Dialog;
use crate::ui::field::{Search, is_refused, refusal};
use crate::ui::form::{Form, FormBox};
use crate::ui::icon::{self, icon};
use crate::ui::notice::{Notice, Trouble};
use crate::ui::page::{Head, Missing};
use crate::ui::{attr, button::Button, part, unique};
use contract::client::Call;
use contract::{Fields, SubaccountRef};
use leptos::{prelude::*, task::spawn_local};
use locale::messages::Carried;
use std::sync::Arc;

pub use crate::shared::later::later;
pub use crate::shared::live::{every, live};
pub use crate::shared::pieces::{ago, card, cell, fact, facts, heads, lead, or_dash, table};

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
            <span>{label}<span class="sub hint">{hint}</span></span>
        </label>
    }
    .into_any()
}

/// Is the box ticked?
pub fn is_on(flags: Chosen, which: &str) -> bool {
    flags.with(|all| all.iter().any(|one| one == which))
}

/// The subaccounts that something is for: all, or those that are ticked.
pub fn picker(form: Form, flags: Chosen, chosen: Chosen) -> AnyView {
    let list = subaccounts();
    form.keep_ids("subaccount_ids", chosen);
    form.keep_ids("flags", flags);
    view! {
        {flag(flags, "all", m().every, m().every_hint)}
        {part(move || {
            let page = (!is_on(flags, "all")).then(|| list.data.get()).flatten()?;
            let options = page.items.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
            Some(untrack(|| ticks(form, "subaccount_ids", t().bots.subaccount, "", options, chosen)))
        })}
    }
    .into_any()
}

/// Several lines of text.
pub fn area(form: Form, name: &'static str, label: &'static str, hint: String, value: String, secret: bool) -> AnyView {
    let id = unique(name);
    let (error, about) = (format!("{id}-error"), format!("{id}-hint"));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                class="input mono"
                id=id
                name=name
                rows="4"
                spellcheck="false"
                autocomplete="off"
                data-secret=secret.then_some("")
                aria-describedby=format!("{error} {about}")
                aria-invalid=is_refused(form, name)
            >
                {value}
            </textarea>
            <p class="hint" id=about>{hint}</p>
            {refusal(form, name, error)}
        </div>
    }
    .into_any()
}

/// The lines of a text, without blank ones.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A body of these texts.
pub fn body<const N: usize>(pairs: [(&str, serde_json::Value); N]) -> Fields {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
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

/// The question before a call, and what is said when it is done; `to` is where the reader is taken then.
pub struct Question {
    pub title: String,
    pub label: &'static str,
    pub stops: Vec<String>,
    pub name: String,
    pub call: Box<dyn Fn() -> Call + Send + Sync>,
    pub said: String,
    pub to: Option<&'static str>,
}

/// The dialog of a question.
pub fn confirm(here: Here, asked: Question) -> AnyView {
    let Question { title, label, stops, name, call, said, to } = asked;
    let act = Callback::new(move |()| -> Doing {
        let call = call();
        Box::pin(async move { api::exchange(call, None).await.map(|_| ()) })
    });
    let done = Callback::new(move |()| {
        match to {
            Some(to) => here.go(to),
            None => here.close(),
        }
        refresh();
        toasts::done(said.clone());
    });
    view! { <ConfirmDialog title=title label=label stops=stops name=name off=None on_close=here.closing() act=act done=done /> }
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

/// What went wrong while something was read.
pub fn trouble(failure: RwSignal<Option<Failure>>) -> AnyView {
    part(move || failure.get().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| refresh()) /> }))
}

/// A dialog about something that is read first, anew: what it says of it must be so now.
pub fn known<T: Send + Sync + 'static>(
    here: Here,
    one: Query<T>,
    draw: impl Fn(Arc<T>) -> AnyView + Send + 'static,
) -> AnyView {
    let there = Memo::new(move |was| {
        let fresh = !one.busy.get() && one.failure.with(Option::is_none);
        was == Some(&true) || (fresh && one.data.with(Option::is_some))
    });
    let draw: Box<dyn Fn(Arc<T>) -> AnyView + Send> = Box::new(draw);
    view! {
        {part(move || there.get().then(|| one.data.get_untracked()).flatten().map(|one| untrack(|| draw(one))))}
        {part(move || {
            let failure = one.failure.get().filter(|_| !there.get());
            failure.map(|f| view! { <Dialog title=t().errors.title on_close=here.closing()><Trouble failure=f /></Dialog> })
        })}
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
    let value = Signal::derive(move || here.param("search").unwrap_or_default());
    let on_search = Callback::new(move |text: String| here.set(&[("search", text.trim()), ("cursor", "")]));
    view! { <div class="toolbar"><Search label=m().search_name value=value on_search=on_search /></div> }.into_any()
}
