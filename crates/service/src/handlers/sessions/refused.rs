//! What the audit log is told of somebody who did not know a secret.

use contract::Endpoint;
use domain::audit::Detail;
use domain::ids::{AccountId, UserId};
use store::Change;

use crate::authn::Authenticate;
use crate::cx::Cx;
use crate::deps::Deps;
use crate::told;

/// Tells the audit log of an attempt by nobody knows whom, behind the answer: it takes as long whether there is such a
/// person or not.
pub fn tell<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, account: AccountId, person: UserId, detail: Detail)
where
    E::Auth: Authenticate,
{
    let (of, subject) = ((account.clone(), person.clone(), detail.clone()), person);
    let event = move |stamp| Change::by_refused(account, &subject, stamp, &detail);
    told::tell((cx.deps, cx.config, cx.state, cx.meta), of, event);
}
