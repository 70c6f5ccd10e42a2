//! Where the reader is signed in; any session but the present one can be ended, and all of those at once.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::file::{self, Export, most};
use crate::shared::list_page::{cursor, find};
use crate::shared::reading::gone;
use crate::shared::sessions::{COLUMNS, device, lines, table};
use crate::state::query::{Query, use_query};
use crate::state::view_as;
use crate::ui::button::Button;
use crate::ui::page::Head;
use crate::ui::part;
use contract::client::call;
use contract::table::{DeleteOtherSessions, DeleteSession, ListSessions};
use contract::{Nothing, Page, PageQuery, Session};
use leptos::prelude::*;

fn export() -> Export {
    file::of::<ListSessions>("sessions.csv", &COLUMNS, |cursor| PageQuery { limit: most(), cursor }, lines)
}

/// The page.
pub fn page(here: Here) -> AnyView {
    let s = &t().sessions;
    let list =
        use_query::<ListSessions>(move || Some(((), PageQuery { cursor: cursor(here), ..PageQuery::default() })));
    let alone = Signal::derive(move || list.data.with(|page| page.as_ref().is_none_or(|p| p.items.len() < 2)));
    let off = Signal::derive(move || alone.get().then(|| t().sessions.no_others.to_owned()).or_else(view_as::blocked));
    let others = Callback::new(move |()| here.open("end-others", ""));
    let action = Callback::new(move |one: Session| {
        let off = one.current.then(|| t().sessions.current_reason.to_owned()).or_else(view_as::blocked);
        let label = (t().sessions.revoke_what)(&device(&one));
        let end = Callback::new(move |()| here.open("end", one.id.as_str()));
        view! { <Button label=t().sessions.revoke name=label off=off on_press=end /> }.into_any()
    });
    view! {
        <div class="page">
            <Head title=s.title lead=s.lead>
                {file::button(export)}
                <Button label=s.end_others off=off on_press=others />
            </Head>
            {table(here, list, Some(action))}
        </div>
        {dialogs(here, list)}
    }
    .into_any()
}

/// Whatever question the address asks.
fn dialogs(here: Here, list: Query<Page<Session>>) -> AnyView {
    let ask = Memo::new(move |_| here.ask());
    let there = Memo::new(move |_| list.data.with(Option::is_some));
    part(move || {
        let ask = ask.get().filter(|_| there.get())?;
        untrack(|| match ask.action.as_str() {
            "end-others" => Some(end_others(here)),
            "end" => {
                let one = find(list, |one| one.id.as_str() == ask.id);
                Some(one.map_or_else(|| gone(here), |one| end(here, &one)))
            }
            _ => None,
        })
    })
}

fn end(here: Here, one: &Session) -> AnyView {
    let s = &t().sessions;
    let (title, id) = ((s.revoke_what)(&device(one)), one.id.clone());
    let end = move || call::<DeleteSession>(&id, &Nothing {}, &Nothing {});
    let asked = Question::new(title, s.revoke, vec![s.revoke_text.to_owned()], end, s.revoked.to_owned());
    let off = one.current.then(|| s.current_reason.to_owned()).or_else(view_as::blocked);
    confirm(here, Question { off, ..asked })
}

fn end_others(here: Here) -> AnyView {
    let s = &t().sessions;
    let (title, stops) = (s.end_others.to_owned(), vec![s.end_others_text.to_owned()]);
    let end = || call::<DeleteOtherSessions>(&(), &Nothing {}, &Nothing {});
    let asked = Question::new(title, s.end_others, stops, end, s.others_ended.to_owned());
    confirm(here, Question { off: view_as::blocked(), ..asked })
}
