//! Why a person may do something, or may not: the policy's own answers.

use contract::table::ExplainUser;
use contract::{Because, Code, Explanation, Explanations};
use domain::menu::MenuItem;
use domain::permission::PermissionId;
use domain::policy::{self, Verdict};
use domain::system_user::Status;
use store::people;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for ExplainUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Explanations>, Fail> {
        let person = people::get(&cx.proof, &cx.path).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        let explain = |permission: PermissionId| {
            let verdict = policy::person(&person.role.grants, permission);
            let (allowed, reach, because) = match (person.status, verdict) {
                (Status::Inactive, _) => (false, None, Because::Inactive),
                (Status::Active, Verdict::Allowed(reach)) => (true, Some(reach), Because::RoleHolds),
                (Status::Active, Verdict::RoleLacks(_)) => (false, None, Because::RoleLacks),
            };
            Explanation { permission, allowed, reach, because }
        };
        let reply = Explanations {
            items: PermissionId::ALL.iter().copied().map(explain).collect(),
            menu: MenuItem::of(&person.role.grants),
            role_id: person.role.id.clone(),
            role: person.role.name.clone(),
        };
        Ok(reply.into())
    }
}
