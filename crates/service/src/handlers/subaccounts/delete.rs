//! Deleting a subaccount, refused while a system user belongs to it.

use contract::table::DeleteSubaccount;
use contract::{Code, SystemUserRef};
use domain::audit::{Before, Detail};
use store::{DbError, subaccounts};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for DeleteSubaccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let id = &cx.path;
        let mut change = {
            let detail = Detail::SubaccountDeleted { before: Before::ReadInTheBatch };
            subaccounts::change(&cx.proof, cx.stamp()?, id, &detail)
        };
        subaccounts::delete(&mut change, &cx.proof, id);
        match cx.commit(change).await {
            Ok(_) => Ok(().into()),
            Err(DbError::ForeignKey) => {
                let in_use = Fail::new(Code::SubaccountInUse);
                let row = subaccounts::get(&cx.proof, id).of(cx.db()).await?;
                Err(match row.and_then(|row| Some((row.system_user?, row.environment))) {
                    Some(((id, username, status), environment)) => {
                        in_use.with("system_user", SystemUserRef { id, username, status, environment })
                    }
                    None => in_use,
                })
            }
            Err(error) => Err(error.into()),
        }
    }
}
