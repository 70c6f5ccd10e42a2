//! Deleting an inactive system user.

use contract::Code;
use contract::table::DeleteSystemUser;
use domain::audit::{Before, Detail};
use store::{records, system_users};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for DeleteSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let id = &cx.path;
        let mut change = system_users::change(
            &cx.proof,
            cx.stamp()?,
            id,
            &Detail::SystemUserDeleted { before: Before::ReadInTheBatch },
        );
        system_users::delete(&mut change, &cx.proof, id);
        cx.commit(change).await.map_err(|error| match error {
            error if error.is_invariant("system_user_active") => Fail::new(Code::SystemUserActive),
            error => error.into(),
        })?;
        // Every generation is gone with it.
        cx.state.revoked(id, records::NO_GENERATION);
        Ok(().into())
    }
}
