//! Sections of the console that several pages share as tabs.

use crate::i18n::t;
use crate::state::session;
use crate::ui::tabs::LinkTabs;
use domain::permission::PermissionId as P;
use leptos::prelude::*;

/// The tabs of everything about people, as far as the reader may see them.
pub fn people(present: &'static str) -> AnyView {
    let n = &t().nav;
    let people = session::may(P::UsersManage);
    let tabs = [
        ("/users", n.users, people),
        ("/teams", n.teams, session::may(P::TeamsManage)),
        ("/roles", n.roles, people || session::may(P::RolesManage)),
        ("/invitations", n.invitations, people),
    ];
    let tabs =
        tabs.into_iter().filter(|(_, _, shown)| *shown).map(|(href, word, _)| (href, word, href == present)).collect();
    view! { <LinkTabs label=t().people.title tabs=tabs /> }.into_any()
}

/// The tabs that this list shares with the subaccounts.
pub fn bots(users: bool) -> impl IntoView {
    let tabs = vec![("/subaccounts", t().subaccounts.tab, !users), ("/system-users", t().bots.tab, users)];
    view! { <LinkTabs label=t().subaccounts.title tabs=tabs /> }
}
