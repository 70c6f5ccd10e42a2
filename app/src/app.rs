//! The root: starts what outlives pages, and decides which page is shown to whom.

use crate::areas::entry::{problem, setup, sign_in};
use crate::frame::bars::{Announcer, OfflineBar};
use crate::frame::pages;
use crate::frame::shell::Shell;
use crate::i18n;
use crate::routes::{Here, Page};
use crate::state::session::{self, Session};
use crate::state::{clock, online, query, view_as};
use crate::ui::notice::Trouble;
use crate::ui::page;
use crate::ui::part;
use crate::ui::toast::ToastRegion;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::location::{BrowserUrl, LocationProvider};

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
    view! {
        <Router>
            {
                let here = Here::new();
                settle(here);
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
        </Router>
    }
}

/// A followed link is in the address bar as soon as its page is drawn.
fn settle(here: Here) {
    let browser = use_context::<BrowserUrl>();
    Effect::new(move |_| {
        _ = here.page();
        _ = here.is_new();
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
    });
}

fn root(here: Here, reader: RwSignal<Session>) -> impl IntoView {
    #[derive(Clone, PartialEq)]
    enum Frame {
        Setup,
        SignIn,
        Link(Page),
        Problem,
        Console,
    }
    let frame = Memo::new(move |_| match here.page() {
        Page::Setup => Frame::Setup,
        Page::SignIn => Frame::SignIn,
        Page::Problem(_) => Frame::Problem,
        page @ (Page::Accept | Page::ForgotPassword | Page::ResetPassword | Page::ChangePassword | Page::Mailbox) => {
            Frame::Link(page)
        }
        _ => Frame::Console,
    });
    move || match frame.get() {
        Frame::Setup => setup::page(here),
        Frame::SignIn => sign_in::page(here),
        Frame::Link(page) => pages::page(here, page),
        Frame::Problem => problem::page(here),
        Frame::Console => console(here, reader),
    }
}

/// The pages that need somebody to be signed in.
fn console(here: Here, reader: RwSignal<Session>) -> AnyView {
    #[derive(Clone, PartialEq)]
    enum Door {
        Wait,
        Open,
        Closed,
        Bound,
        Broken,
    }
    if !matches!(reader.get_untracked(), Session::In(_) | Session::Bound) {
        session::reload();
    }
    let door = Memo::new(move |_| {
        reader.with(|r| match r {
            Session::Unknown => Door::Wait,
            Session::In(_) => Door::Open,
            Session::Out { .. } => Door::Closed,
            Session::Bound => Door::Bound,
            Session::Broken(_) => Door::Broken,
        })
    });
    (move || match door.get() {
        Door::Wait => view! { <main class="gate"><span class="spin" aria-hidden="true"></span></main> }.into_any(),
        Door::Open => view! { <Shell here=here /> }.into_any(),
        Door::Closed => {
            let to = untrack(|| sign_in::address(here));
            // Not while the view is being made: the address decides what it is.
            request_animation_frame(move || here.replace(&to));
            ().into_any()
        }
        Door::Bound => {
            request_animation_frame(move || here.replace("/change-password"));
            ().into_any()
        }
        Door::Broken => {
            let failure = move || match reader.get() {
                Session::Broken(failure) => Some(failure),
                _ => None,
            };
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
