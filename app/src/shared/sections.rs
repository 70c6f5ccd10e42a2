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

/// The tabs of the account's settings. One leads to the system users, as on the screens that Tenure stands in for.
pub fn settings(present: &'static str) -> AnyView {
    let bots = session::may(P::SystemUsersManage).then_some(("/system-users", t().bots.tab, false));
    let own = [("/settings", t().settings.tab), ("/settings/messages", t().nav.messages)];
    let tabs = own.into_iter().map(|(href, word)| (href, word, href == present)).chain(bots).collect();
    view! { <LinkTabs label=t().settings.title tabs=tabs /> }.into_any()
}
