//! Renaming a subaccount.

use contract::table::UpdateSubaccount;
use contract::{Code, Subaccount};
use domain::audit::{self, Before, Detail};
use domain::permission::PermissionId;
use domain::policy;
use store::subaccounts;

use super::create::reference_name_taken;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for UpdateSubaccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Subaccount>, Fail> {
        let id = &cx.path;
        let name = cx.body.name.as_ref().map(|n| n.as_str());
        let reference_name = cx.body.reference_name.as_ref().map(|n| n.as_str());
        let after = audit::Subaccount {
            name: name.map(str::to_owned),
            reference_name: reference_name.map(str::to_owned),
            environment: None,
        };
        let detail = Detail::SubaccountUpdated { before: Before::ReadInTheBatch, after };
        let mut change = subaccounts::change(&cx.proof, cx.stamp()?, id, &detail);
        subaccounts::update(&mut change, &cx.proof, id, name, reference_name, cx.body.version);
        let after = change.then(subaccounts::get(&cx.proof, id));
        let after = cx.commit(change).await.map_err(reference_name_taken)?.take(after)?;
        let after = after.ok_or_else(|| Fail::new(Code::NotFound))?;
        let may_see = policy::person(&cx.proof.human().role.grants, PermissionId::SystemUsersManage).is_allowed();
        Ok(view::subaccount(after, may_see).into())
    }
}
