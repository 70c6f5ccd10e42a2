//! Lists to choose from, read to their end.

use crate::i18n::own_name;
use crate::state::query::{Query, use_all};
use crate::state::session;
use contract::table::{ListRoles, ListSubaccounts, ListTeams};
use contract::{Limit, NameQuery, Page, RoleList, Subaccount, SubaccountQuery, Team};
use domain::locale::Locale;
use domain::permission::PermissionId as P;

/// The roles of the account.
pub fn roles() -> Query<RoleList> {
    use_all::<ListRoles>(|| Some(((), all())))
}

/// A list by name, in as few pages as there can be.
pub fn all() -> NameQuery {
    NameQuery { limit: Limit::try_from(200).ok(), cursor: None, search: None }
}

/// The teams, for those who may see them.
pub fn teams() -> Query<Page<Team>> {
    use_all::<ListTeams>(|| session::may(P::TeamsManage).then(|| ((), all())))
}

/// The subaccounts, for those who may see them.
pub fn subaccounts() -> Query<Page<Subaccount>> {
    use_all::<ListSubaccounts>(|| {
        session::may(P::SubaccountsRead)
            .then(|| ((), SubaccountQuery { limit: Limit::try_from(200).ok(), ..SubaccountQuery::default() }))
    })
}

/// The languages as options of a select.
pub fn languages() -> Vec<(&'static str, String)> {
    Locale::ALL.iter().map(|l| (l.as_str(), own_name(*l).to_owned())).collect()
}
