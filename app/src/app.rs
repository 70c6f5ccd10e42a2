//! The root: starts what outlives pages, and decides which page is shown to whom.

use crate::areas::entry::sign_in;
use crate::frame::bars::{Announcer, OfflineBar};
use crate::frame::pages;
use crate::frame::shell::Shell;
use crate::i18n;
use crate::router::Router;
use crate::routes::{self, Here, Page};
use crate::state::session::{self, Session};
use crate::state::{clock, online, query, view_as};
use crate::ui::lazy::{self, Drawn, wasm_split};
use crate::ui::notice::Trouble;
use crate::ui::page;
use crate::ui::part;
use crate::ui::toast::ToastRegion;
use contract::NextStep;
use leptos::prelude::*;

/// The program.
#[component]
pub fn App() -> impl IntoView {
    let changed = i18n::start();
    clock::start();
    query::start();
    view_as::start();
    let reader = session::start();
    online::start();
    crate::state::tabs::start();
    crate::ui::draft::guard();
    page::provide_visited();
    let here = Here::new(Router::start());
    move || {
        changed.track();
        view! {
            <OfflineBar />
            {root(here, reader)}
            <Announcer />
            <ToastRegion />
        }
    }
}

fn root(here: Here, reader: RwSignal<Session>) -> impl IntoView {
    #[derive(Clone, PartialEq)]
    enum Frame {
        SignIn,
        Lone(Page),
        Console,
    }
    let frame = Memo::new(move |_| match here.page() {
        Page::SignIn => Frame::SignIn,
        page if page.is_lone() => Frame::Lone(page),
        _ => Frame::Console,
    });
    move || match frame.get() {
        Frame::SignIn => {
            lazy::uncover();
            sign_in::page(here)
        }
        Frame::Lone(page) => pages::page(here, page),
        Frame::Console => console(here, reader),
    }
}

/// The frame and the pages that most people come for: fetched by who is signed in, not by who signs in.
#[wasm_split(home, preload(load_home), fallible)]
fn home(here: Here) -> Drawn {
    Ok(view! { <Shell here=here /> }.into_any())
}

/// The pages that need somebody to be signed in.
fn console(here: Here, reader: RwSignal<Session>) -> AnyView {
    #[derive(Clone, PartialEq)]
    enum Door {
        Wait,
        Open,
        Closed,
        Owing(NextStep),
        Broken,
    }
    if !matches!(reader.get_untracked(), Session::In(_) | Session::Owing(_)) {
        session::reload();
    }
    // Who comes here is nearly always signed in: it is fetched while that is asked.
    lazy::ahead(load_home);
    let door = Memo::new(move |_| {
        reader.with(|r| match r {
            Session::Unknown => Door::Wait,
            Session::In(_) => Door::Open,
            Session::Out { .. } => Door::Closed,
            Session::Owing(step) => Door::Owing(*step),
            Session::Broken(_) => Door::Broken,
        })
    });
    (move || match door.get() {
        // The bones of the page's file stand there at first; later it is a moment after signing in.
        Door::Wait => {
            let bones = document().get_element_by_id("boot").is_some();
            (!bones).then(|| view! { <main class="gate"><span class="spin" aria-hidden="true"></span></main> }).into_any()
        }
        Door::Open => lazy::lazy_page(load_home, move || home(here)),
        Door::Closed => {
            let to = untrack(|| sign_in::address(here));
            // Not while the view is being made: the address decides what it is.
            request_animation_frame(move || here.replace(&to));
            ().into_any()
        }
        Door::Owing(step) => {
            let to = untrack(|| routes::with_next(session::page_of(step), here));
            request_animation_frame(move || here.replace(&to));
            ().into_any()
        }
        Door::Broken => {
            let failure = move || match reader.get() {
                Session::Broken(failure) => Some(failure),
                _ => None,
            };
            lazy::uncover();
            view! {
                <main class="gate">
                    {part(move || failure().map(|f| view! { <Trouble failure=f retry=Callback::new(|()| session::reload()) /> }))}
                </main>
            }
            .into_any()
        }
    })
    .into_any()
}
