//! Who is signed in. The cookie is out of this program's reach; what it knows is the answer of `GET /v1/me`.

use crate::i18n::t;
use crate::net::api;
use crate::net::failure::Failure;
use crate::state::tabs;
use crate::state::{clock, prefs, proof, query, toasts, view_as};
use contract::client::{Call, call};
use contract::table::{DeleteCurrentSession, GetMe};
use contract::{Code, Endpoint, Me, NextStep, Nothing};
use domain::menu::MenuItem;
use domain::permission::PermissionId;
use domain::policy;
use domain::role::Grants;
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// What is known about the reader.
#[derive(Clone)]
pub enum Session {
    /// Not asked yet.
    Unknown,
    /// Signed in.
    In(Arc<Me>),
    /// Not signed in; `ended` when a session was there a moment ago.
    Out {
        /// Did it end under the reader's hands?
        ended: bool,
    },
    /// Signed in, with something to be done before anything else.
    Owing(NextStep),
    /// It could not be found out.
    Broken(Failure),
}

thread_local! {
    static SESSION: Cell<Option<RwSignal<Session>>> = const { Cell::new(None) };
    /// The answer about the reader that was read last, without what changes by itself.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

fn signal() -> Option<RwSignal<Session>> {
    SESSION.get()
}

/// Starts without knowing.
pub fn start() -> RwSignal<Session> {
    let session = RwSignal::new(Session::Unknown);
    SESSION.set(Some(session));
    proof::start();
    api::watch(api::Watch {
        hold,
        reader,
        refused,
        dated: clock::set_by,
        proofs: proof::given,
        // Only the frame of somebody who is signed in has the question.
        prove: || Box::pin(async { matches!(state(), Session::In(_)) && proof::ask().await }),
    });
    session
}

/// Nothing is changed through another role's eyes; only signing out is not held back.
fn hold(call: &Call) -> Option<String> {
    let leaves = call.target == DeleteCurrentSession::INFO.path;
    if call.method == "GET" || leaves { None } else { untrack(view_as::blocked) }
}

/// For whom the page was drawn.
fn reader() -> Option<String> {
    match state() {
        Session::In(me) => Some(me.user.id.to_string()),
        _ => None,
    }
}

/// An answer that there is no session ends ours, wherever it happens; one that a right is missing means that ours have
/// changed since they were read.
fn refused(code: Code) {
    match code {
        Code::NotSignedIn => lost(),
        Code::PasswordChangeRequired => owes(NextStep::ChangePassword),
        Code::TwoFactorRequired => owes(NextStep::TwoFactor),
        Code::EnrollmentRequired => owes(NextStep::EnrollTwoFactor),
        Code::Forbidden => reload(),
        // Nothing is shown to who may not come in from here, whatever the page has read before.
        Code::AddressNotAllowed => barred(),
        // The page is for somebody who is not signed in any more: it is drawn anew for who is.
        Code::OtherPerson => _ = window().location().reload(),
        _ => {}
    }
}

/// Where somebody is signed in, asks again who it is: the refusal of that is what is shown then.
fn barred() {
    if let (Some(session), Session::In(_)) = (signal(), state()) {
        session.set(Session::Unknown);
        reload();
    }
}

/// Asks who is signed in; `Session::Unknown` is shown until the answer is there, unless somebody was known before.
pub fn reload() {
    let Some(session) = signal() else { return };
    spawn_local(async move {
        let answer = api::exchange(call::<GetMe>(&(), &Nothing {}, &Nothing {}), None).await;
        // The same answer again changes nothing on the screen, least of all in a form that is being filled in.
        let answer = match answer {
            Ok(body) => {
                let facts = lasting(&body);
                if LAST.with_borrow(|last| *last == facts) && matches!(session.get_untracked(), Session::In(_)) {
                    return;
                }
                api::parse(&body).inspect(|_| LAST.set(facts))
            }
            Err(failure) => Err(failure),
        };
        match answer {
            Ok(me) => set_me(me),
            Err(failure) if failure.status == 401 || failure.code == Some(Code::PasswordChangeRequired) => {}
            Err(failure) => {
                if !matches!(session.get_untracked(), Session::In(_)) {
                    session.set(Session::Broken(failure));
                }
            }
        }
    });
}

/// What an answer about the reader says that does not change by itself: when they were last seen does, by the minute.
fn lasting(body: &[u8]) -> String {
    let mut facts = api::value(body).unwrap_or_default();
    if let Some(user) = facts.get_mut("user").and_then(Value::as_object_mut) {
        user.remove("last_seen_at");
    }
    facts.to_string()
}

/// Something about the reader was changed here: it is read again, in the other tabs too.
pub fn changed() {
    reload();
    tabs::tell();
}

/// What decides how pages are drawn, as one text to compare: what the reader may do, and through which role it is seen.
/// Read inside a view it stays current.
pub fn eyes() -> String {
    let mut text = view_as::lens().map(|lens| lens.name).unwrap_or_default();
    if let Some(me) = me() {
        text.push(if me.user.owner { '!' } else { '|' });
        me.permissions.iter().for_each(|permission| text.push_str(permission.as_str()));
    }
    text
}

/// Asks who it is that just signed in, then goes on.
pub fn enter(then: impl FnOnce() + 'static) {
    spawn_local(async move {
        if let Ok(me) = api::send::<GetMe>(&()).await {
            set_me(me);
            tabs::tell();
        } else if let Some(session) = signal().filter(|s| !matches!(s.get_untracked(), Session::Owing(_))) {
            // The page that comes next asks again and shows what is wrong.
            session.set(Session::Unknown);
        }
        then();
    });
}

/// What is known now.
pub fn state() -> Session {
    signal().map_or(Session::Unknown, |session| session.get_untracked())
}

/// What is known, read inside a view: it stays current.
pub fn watched() -> Session {
    signal().map_or(Session::Unknown, |session| session.get())
}

/// Takes a fresh answer about the reader.
pub fn set_me(me: Me) {
    crate::i18n::set_zone(me.user.time_zone.clone());
    // The person's language, not the browser's; remembered for the next visit.
    prefs::set_locale(me.user.locale);
    if let Some(step) = me.next {
        return owes(step);
    }
    let Some(session) = signal() else { return };
    match session.get_untracked() {
        // What is on the screen was drawn for somebody else.
        Session::In(before) if before.user.id != me.user.id => {
            query::forget();
            _ = window().location().reload();
        }
        before => {
            session.set(Session::In(Arc::new(me)));
            if matches!(before, Session::In(_)) {
                query::refresh();
            }
        }
    }
}

/// The API says that something must be done first.
pub fn owes(step: NextStep) {
    query::forget();
    view_as::set(None);
    if let Some(session) = signal().filter(|s| !matches!(s.get_untracked(), Session::Owing(now) if now == step)) {
        session.set(Session::Owing(step));
    }
}

/// The page where it is done.
pub const fn page_of(step: NextStep) -> &'static str {
    match step {
        NextStep::TwoFactor => "/second-step",
        NextStep::EnrollTwoFactor => "/enroll",
        NextStep::ChangePassword => "/change-password",
    }
}

/// The API says that there is no session.
pub fn lost() {
    let Some(session) = signal() else { return };
    let ended = matches!(session.get_untracked(), Session::In(_));
    query::forget();
    view_as::set(None);
    if ended {
        toasts::clear();
    }
    if ended || !matches!(session.get_untracked(), Session::Out { .. }) {
        session.set(Session::Out { ended });
    }
}

/// The reader signed out.
pub fn left() {
    tabs::tell();
    query::forget();
    toasts::clear();
    view_as::set(None);
    if let Some(session) = signal() {
        session.set(Session::Out { ended: false });
    }
}

/// The reader, if signed in. Read inside a view it stays current.
pub fn me() -> Option<Arc<Me>> {
    match signal()?.get() {
        Session::In(me) => Some(me),
        _ => None,
    }
}

/// What the reader's own role holds, whatever role the console is seen through.
pub fn own_grants() -> Grants {
    me().map(|me| Grants::new(me.grants.iter().map(|g| (g.permission, g.reach)))).unwrap_or_default()
}

/// The menu that is shown.
pub fn menu() -> Vec<MenuItem> {
    match view_as::lens() {
        Some(lens) => MenuItem::of(&lens.grants),
        None => me().map(|me| me.menu.clone()).unwrap_or_default(),
    }
}

/// May the reader do this? The edge decides again; this is so that nobody is led into a refusal.
pub fn may(permission: PermissionId) -> bool {
    match view_as::lens() {
        Some(lens) => policy::person(&lens.grants, permission).is_allowed(),
        None => me().is_some_and(|me| me.permissions.contains(&permission)),
    }
}

/// The reason why not, for a control that is off.
pub fn unless(permission: PermissionId) -> Option<String> {
    if may(permission) { view_as::blocked() } else { Some(crate::i18n::t().common.role_lacks.to_owned()) }
}

/// Ends the session, then goes on.
pub fn sign_out(busy: RwSignal<bool>, then: impl FnOnce() + 'static) {
    busy.set(true);
    spawn_local(async move {
        let answer = api::send::<DeleteCurrentSession>(&()).await;
        busy.try_set(false);
        match answer {
            Err(failure) if failure.status != 401 => toasts::failed(failure.title),
            _ => {
                then();
                left();
                toasts::done(t().nav.signed_out);
            }
        }
    });
}
