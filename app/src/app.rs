//! The root: starts what outlives pages, and decides which page is shown to whom.

use crate::areas;
use crate::i18n;
use crate::pages;
use crate::routes::{Here, Page};
use crate::shell::Shell;
use crate::state::announce::Announcer;
use crate::state::online::OfflineBar;
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
    move || match uncovered(frame.get(), Frame::Console) {
        Frame::Setup => pages::setup::page(here),
        Frame::SignIn => pages::sign_in::page(here),
        Frame::Link(page) => areas::page(here, page),
        Frame::Problem => pages::problem::page(here),
        Frame::Console => console(here, reader),
    }
}

/// What is to be drawn. Unless that has to wait for something, the bones that were painted before the program was there
/// make room for it.
fn uncovered<T: PartialEq>(next: T, waits: T) -> T {
    if next != waits
        && let Some(bones) = document().get_element_by_id("boot")
    {
        bones.remove();
    }
    next
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
    (move || match uncovered(door.get(), Door::Wait) {
        // The bones of the page's file stand there at first; later it is a moment after signing in.
        Door::Wait => {
            let bones = document().get_element_by_id("boot").is_some();
            (!bones).then(|| view! { <main class="gate"><span class="spin" aria-hidden="true"></span></main> }).into_any()
        }
        Door::Open => view! { <Shell here=here /> }.into_any(),
        Door::Closed => {
            let to = untrack(|| pages::sign_in::address(here));
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
