//! What people wrote, and who they are, is shown to those with the inbox right.

use domain::ids::SubaccountId;
use domain::permission::{PermissionId, Reach};
use domain::principal::Human;

/// May this person see who wrote and what? With the inbox right, as far as it goes. Who sees only what is assigned to them
/// sees nothing here: nothing is assigned yet.
pub fn sees(human: &Human, subaccount: Option<&SubaccountId>) -> bool {
    match human.role.grants.reach(PermissionId::InboxUse) {
        Some(Reach::Account) => true,
        Some(Reach::Subaccounts) => subaccount.is_some_and(|id| human.subaccounts.contains(id)),
        Some(Reach::Own) | None => false,
    }
}

/// The last four characters.
pub fn tail(person: &str) -> String {
    let hidden = person.chars().count().saturating_sub(4);
    "\u{2026}".chars().chain(person.chars().skip(hidden)).collect()
}
