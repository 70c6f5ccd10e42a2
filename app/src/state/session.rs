//! Who is signed in. The cookie is out of this program's reach; what it knows is the answer of `GET /v1/me`.

use crate::api;
use crate::state::failure::Failure;
use crate::state::{prefs, query, toasts, view_as};
use contract::table::GetMe;
use contract::{Code, Me, NextStep};
use domain::menu::MenuItem;
use domain::permission::PermissionId;
use domain::policy;
use domain::role::Grants;
use leptos::{prelude::*, task::spawn_local};
use std::cell::Cell;
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
    /// Signed in with a temporary password, which must be changed before anything else.
    Bound,
    /// It could not be found out.
    Broken(Failure),
}

thread_local!(static SESSION: Cell<Option<RwSignal<Session>>> = const { Cell::new(None) });

fn signal() -> Option<RwSignal<Session>> {
    SESSION.get()
}

/// Starts without knowing.
pub fn start() -> RwSignal<Session> {
    let session = RwSignal::new(Session::Unknown);
    SESSION.set(Some(session));
    session
}

/// Asks who is signed in; `Session::Unknown` is shown until the answer is there, unless somebody was known before.
pub fn reload() {
    let Some(session) = signal() else { return };
    spawn_local(async move {
        match api::send::<GetMe>(&()).await {
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

/// Asks who it is that just signed in, then goes on.
pub fn enter(then: impl FnOnce() + 'static) {
    spawn_local(async move {
        if let Ok(me) = api::send::<GetMe>(&()).await {
            set_me(me);
        } else if let Some(session) = signal().filter(|s| !matches!(s.get_untracked(), Session::Bound)) {
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
    if me.next == Some(NextStep::ChangePassword) {
        return bound();
    }
    if let Some(session) = signal() {
        session.set(Session::In(Arc::new(me)));
    }
}

/// The API says that a password must be chosen first.
pub fn bound() {
    query::forget();
    view_as::set(None);
    if let Some(session) = signal().filter(|s| !matches!(s.get_untracked(), Session::Bound)) {
        session.set(Session::Bound);
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
