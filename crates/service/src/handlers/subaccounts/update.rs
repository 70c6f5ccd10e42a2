//! Renaming a subaccount.

use contract::table::UpdateSubaccount;
use contract::{Code, Subaccount};
use domain::audit::Action;
use domain::permission::PermissionId;
use domain::policy;
use serde_json::json;
use store::{Db, subaccounts};

use super::create::reference_name_taken;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for UpdateSubaccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Subaccount>, Fail> {
        let id = &cx.path;
        let not_found = || Fail::new(Code::NotFound);
        let before = subaccounts::get(cx.db(), &cx.proof, id).await?.ok_or_else(not_found)?;
        let name = cx.body.name.as_ref().map(|n| n.as_str());
        let reference_name = cx.body.reference_name.as_ref().map(|n| n.as_str());
        let detail = json!({
            "before": { "name": before.name, "reference_name": before.reference_name },
            "after": { "name": name, "reference_name": reference_name },
        });
        let mut change = cx.change(&cx.proof, Action::SubaccountUpdated, id.as_str(), &detail)?;
        subaccounts::update(&mut change, &cx.proof, id, name, reference_name, cx.body.version);
        cx.db().commit(&change.seal()).await.map_err(reference_name_taken)?;
        let after = subaccounts::get(cx.db(), &cx.proof, id).await?.ok_or_else(not_found)?;
        let may_see = policy::person(&cx.proof.human().role.grants, PermissionId::SystemUsersManage).is_allowed();
        Ok(view::subaccount(after, may_see).into())
    }
}
