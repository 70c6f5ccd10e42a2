//! What the presented machine credential is.

use contract::SystemUserRef;
use contract::table::WhoAmI;
use domain::system_user::Status;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for WhoAmI {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<contract::WhoAmI>, Fail> {
        let machine = cx.proof;
        // The gate lets active ones in only.
        let system_user = SystemUserRef {
            id: machine.system_user,
            username: machine.username.clone(),
            status: Status::Active,
            environment: machine.environment,
        };
        let reply = contract::WhoAmI {
            active: true,
            system_user,
            account_id: machine.account,
            subaccount_id: machine.subaccount,
            environment: machine.environment,
            subaccount_ids: machine.subaccounts,
            username: machine.username,
            scopes: machine.scopes,
            expires_at: machine.expires_at,
        };
        Ok(reply.into())
    }
}
