//! Listed networks: a table of them, the two dialogs that change it, and the box for going on all the same.

use crate::i18n::locale;
use crate::net::failure::Failure;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::pieces::{actions_head, cell, heads, or_dash, table_of};
use crate::shared::reading::gone;
use crate::shared::row_menu::removal_cell;
use crate::state::query::refresh;
use crate::state::{session, toasts};
use crate::ui::button::Button;
use crate::ui::confirm::feet;
use crate::ui::dialog::Dialog;
use crate::ui::field::Text;
use crate::ui::form::{Form, FormBox};
use crate::ui::part;
use crate::ui::time::When;
use contract::client::call;
use contract::table::{CreateIpRule, DeleteIpRule};
use contract::{Code, Fields, IpRule, Nothing};
use domain::permission::PermissionId as P;
use leptos::prelude::*;
use locale::addresses::Addresses;

/// The texts about addresses.
pub fn m() -> &'static Addresses {
    &locale::later().addresses
}

/// The table. `whose` says for whom each is.
pub fn rules(here: Here, all: &[IpRule], whose: bool) -> AnyView {
    let m = m();
    let mut words = vec![m.network];
    if whose {
        words.push(m.applies_to);
    }
    words.extend([m.noted, m.added]);
    let heads = view! { {heads(&words)} {actions_head()} };
    table_of(m.list, heads.into_any(), all.iter().map(|one| row(here, one, whose)).collect())
}

/// For whom a network is listed.
pub fn for_whom(one: &IpRule) -> String {
    one.subject
        .as_ref()
        .map_or_else(|| locale::addresses::applies(locale(), one.applies_to).to_owned(), |subject| subject.name.clone())
}

fn row(here: Here, one: &IpRule, whose: bool) -> AnyView {
    let m = m();
    let (id, network) = (one.id.to_string(), one.network.to_string());
    let press = Callback::new(move |()| here.open_part("take", "rule", &id));
    let label = (m.take_away_what)(&network);
    let whom = whose.then(|| cell(m.applies_to, for_whom(one).into_any()));
    let added =
        view! { <When millis=one.created_at.millis() /> <span class="sub">{(m.by)(&one.created_by.name)}</span> };
    view! {
        <tr>
            <th scope="row">
                <code>{network}</code>
            </th>
            {whom}
            {cell(m.noted, or_dash(Some(one.note.clone())))}
            {cell(m.added, added.into_any())}
            {removal_cell(label, session::unless(P::AccountManage), press)}
        </tr>
    }
    .into_any()
}

/// The dialog that lists a network: the form, what is asked before the network, and what is sent.
pub fn add_dialog(
    here: Here,
    form: Form,
    before: Option<AnyView>,
    fields: impl Fn() -> Fields + Send + Sync + 'static,
) -> AnyView {
    let m = m();
    let submit = move |()| {
        form.submit::<CreateIpRule>((), fields(), move |_| {
            refresh();
            here.close();
            toasts::done(m.added_toast);
        });
    };
    view! {
        <Dialog title=m.add on_close=here.closing()>
            <FormBox form=form on_submit=Callback::new(submit)>
                {before}
                <Text form=form name="network" label=m.network hint=m.network_hint />
                <Text form=form name="note" label=m.note />
                {feet(here.closing(), view! { <Button label=m.add_button tone="primary" submit=true pending=form.pending /> }.into_any())}
            </FormBox>
        </Dialog>
    }
    .into_any()
}

/// The dialog that takes the network away that the address names, if it is one of these.
pub fn take_away(here: Here, all: &[IpRule]) -> AnyView {
    let m = m();
    let named = here.param("rule").unwrap_or_default();
    let Some(one) = all.iter().find(|one| one.id.as_str() == named) else { return gone(here) };
    let (id, force) = (one.id.clone(), RwSignal::new(false));
    let take = move || {
        let force = force.get_untracked().then_some(true);
        call::<DeleteIpRule>(&id, &Nothing {}, &contract::DeleteIpRule { force })
    };
    let title = (m.take_away_what)(&one.network.to_string());
    let stops = vec![format!("{}: {}", m.applies_to, for_whom(one)), m.take_away_text.to_owned()];
    let asked = Question::new(title, m.take_away, stops, take, m.taken_away.to_owned());
    confirm(here, Question { children: Some(anyway(asked.form.failure, force)), ..asked })
}

/// The box that must be ticked once it was said that somebody would be locked out.
pub fn anyway(failure: RwSignal<Option<Failure>>, force: RwSignal<bool>) -> AnyView {
    let asked = RwSignal::new(false);
    Effect::new(move |_| {
        let locks = |f: &Failure| matches!(f.code, Some(Code::LocksYouOut | Code::LocksAllOut));
        if failure.with(|f| f.as_ref().is_some_and(locks)) {
            asked.set(true);
        }
    });
    part(move || {
        asked.get().then(|| {
            view! {
                <label class="check">
                    <input type="checkbox" on:change=move |event| force.set(event_target_checked(&event)) />
                    <span>{m().anyway}</span>
                </label>
            }
        })
    })
}
