//! "Still needed": the review of a system user.

use contract::SystemUserReply;
use contract::table::AttestSystemUser;
use store::{attestation, system_users};

use super::get::{changed, load};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for AttestSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let (id, can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let seen = load(cx.deps, can, id, now).await?;
        let mut change = attestation::attest(can, cx.stamp()?, &seen);
        let after = change.then(system_users::get(can, id, now));
        let mut done = cx.commit(change).await?;
        Ok(changed(cx.state, done.take(after)?, now)?.into())
    }
}
