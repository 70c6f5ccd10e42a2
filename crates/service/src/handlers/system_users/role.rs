//! Admin or Employee. The schema counts: one Admin, and as many others as the account's level allows.

use contract::table::SetSystemUserRole;
use contract::{Code, SystemUserReply};
use domain::audit::{self, Before, Detail};
use domain::business::SystemUserRole;
use domain::field::FieldCode;
use domain::permission::SystemUsersManage;
use domain::policy_text::Policy;
use domain::principal::Can;
use store::{DbError, accounts, policies, system_users};

use super::get::changed;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for SetSystemUserRole {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let (id, can, role) = (&cx.path, &cx.proof, cx.body.role);
        let after = audit::SystemUser { role: Some(role), ..Default::default() };
        let detail = Detail::SystemUserUpdated { before: Before::ReadInTheBatch, after };
        let mut change = system_users::change(can, cx.stamp()?, id, &detail);
        let update = system_users::Update { role: Some(role), ..Default::default() };
        system_users::update(&mut change, can, id, &update, cx.body.version);
        if role == SystemUserRole::Admin {
            policies::require(&mut change, Policy::SystemUsers);
        }
        let after = change.then(system_users::get(can, id, cx.meta.now));
        let mut done = match cx.commit(change).await {
            Ok(done) => done,
            Err(error) if error.is_invariant("system_user_limit") => return Err(full(cx.deps, can).await?),
            Err(error) => return Err(refused(error)),
        };
        Ok(changed(cx.state, done.take(after)?, cx.meta.now)?.into())
    }
}

/// Says how many account-wide system users there may be.
pub async fn full(deps: &impl Deps, can: &Can<SystemUsersManage>) -> Result<Fail, Fail> {
    let account = accounts::get(can).of(deps.db()).await?;
    Ok(Fail::new(Code::SystemUserLimit).with("limit", account.access_level.most(account.system_user_limit)))
}

/// What is said of a role that can't be had.
pub fn refused(error: DbError) -> Fail {
    match error {
        error if error.is_unique(system_users::UNIQUE_ADMIN) => Fail::new(Code::AdminTaken),
        error if error.is_invariant("admin_account_wide") => Fail::field("role", FieldCode::InvalidChoice),
        error if error.is_invariant("policy") || error.is_guard("policy") => {
            Fail::new(Code::PolicyNotAccepted).with("policy", Policy::SystemUsers.as_str())
        }
        error => error.into(),
    }
}
