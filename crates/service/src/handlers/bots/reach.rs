//! Whose messages a bot may send or read: those of its environment, and of the subaccounts that its token reaches.

use domain::field::FieldCode;
use domain::ids::SubaccountId;
use domain::principal::Machine;
use store::messages::pull;

use crate::deps::Deps;
use crate::fail::Fail;

/// The subaccount that a call is about: the caller's own; of an account-wide one that which it names, if it names one.
///
/// # Errors
/// `not_found` at `subAccount`: there is none of this name in the caller's environment. `insufficient_scope`: the token does
/// not reach it.
pub async fn named<D: Deps>(deps: &D, machine: &Machine, name: Option<&str>) -> Result<Option<SubaccountId>, Fail> {
    match (&machine.subaccount, name) {
        (Some(own), _) => Ok(Some(own.clone())),
        (None, None) => Ok(None),
        (None, Some(name)) => {
            let found = pull::by_reference(&machine.account, machine.environment, name).of(deps.db()).await?;
            let id = found.ok_or_else(|| Fail::field("subAccount", FieldCode::NotFound))?;
            if machine.reaches(Some(&id)) { Ok(Some(id)) } else { Err(Fail::beyond_reach(Some(name), machine.into())) }
        }
    }
}

/// For whom a bot sends: as [`named`]. Where none is named, a token that reaches one subaccount sends for that one, and one
/// that reaches several must say for which.
///
/// # Errors
/// As [`named`].
pub async fn sender<D: Deps>(deps: &D, machine: &Machine, name: Option<&str>) -> Result<Option<SubaccountId>, Fail> {
    let subaccount = named(deps, machine, name).await?;
    match (subaccount, &machine.subaccounts) {
        (Some(id), _) => Ok(Some(id)),
        (None, None) => Ok(None),
        (None, Some(some)) => match some.as_slice() {
            [only] => Ok(Some(only.clone())),
            _ => Err(Fail::beyond_reach(None, machine.into())),
        },
    }
}
