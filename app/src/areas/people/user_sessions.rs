//! Where a person is signed in, and ending it.

use crate::i18n::t;
use crate::routes::Here;
use crate::shared::asking::{Question, confirm};
use crate::shared::list_page::cursor;
use crate::shared::sessions::table;
use crate::state::query::use_query;
use crate::state::{session, view_as};
use crate::ui::button::Button;
use crate::ui::part;
use contract::client::call;
use contract::table::{DeleteUserSessions, ListUserSessions};
use contract::{Nothing, PageQuery};
use domain::ids::UserId;
use leptos::prelude::*;

/// The action by which the address asks for the question.
pub const END: &str = "end-sessions";

/// The tab.
pub fn panel(here: Here, id: UserId) -> AnyView {
    let s = &t().sessions;
    let whose = id.clone();
    let list = use_query::<ListUserSessions>(move || {
        Some((whose.clone(), PageQuery { cursor: cursor(here), ..PageQuery::default() }))
    });
    // Of one's own the present one stays.
    let least = usize::from(session::me().is_some_and(|me| me.user.id == id)) + 1;
    let off = Signal::derive(move || {
        let few = list.data.with(|page| page.as_ref().is_none_or(|page| page.items.len() < least));
        few.then(|| if least == 1 { t().sessions.nowhere } else { t().sessions.no_others }.to_owned())
            .or_else(view_as::blocked)
    });
    view! {
        <div class="stack">
            <div class="row">
                <p>{s.of_person}</p>
                <Button label=s.end_all off=off on_press=Callback::new(move |()| here.open(END, "")) />
            </div>
            {table(here, list, None)}
        </div>
    }
    .into_any()
}

/// The question, if the address asks it.
pub fn dialog(here: Here, id: UserId, name: Signal<String>) -> AnyView {
    let asked = Memo::new(move |_| here.ask().is_some_and(|ask| ask.action == END) && !name.with(String::is_empty));
    part(move || asked.get().then(|| untrack(|| question(here, id.clone(), &name.get()))))
}

fn question(here: Here, id: UserId, name: &str) -> AnyView {
    let s = &t().sessions;
    let mut stops = vec![(s.end_all_text)(name)];
    if session::me().is_some_and(|me| me.user.id == id) {
        stops.push(s.end_all_yours.to_owned());
    }
    let end = move || call::<DeleteUserSessions>(&id, &Nothing {}, &Nothing {});
    let asked = Question::new(s.end_all.to_owned(), s.end_all, stops, end, s.all_ended.to_owned());
    confirm(here, Question { off: view_as::blocked(), ..asked })
}
