//! Renaming a system user, who looks after it, how often it may call, and whether it has secrets. The username is half of the pair that Sinch's clients send: caches must hear of it.

use contract::table::UpdateSystemUser;
use contract::{Code, SystemUserReply};
use domain::audit::{self, Before, Detail};
use domain::field::FieldCode;
use domain::ids::UserId;
use domain::name::Purpose;
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use store::{custodians, people, system_users};

use super::get::changed;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for UpdateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserReply>, Fail> {
        let (id, can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let (username, wanted) = (cx.body.username.as_ref().map(|u| u.as_str()), cx.body.custodian_ids.as_deref());
        if wanted.is_some_and(<[_]>::is_empty) {
            return Err(Fail::field("custodian_ids", FieldCode::Required));
        }
        let rate_limit = cx.body.rate_limit.as_ref().map(|chosen| chosen.0);
        let purpose = cx.body.purpose.as_ref().map(|chosen| chosen.0.as_ref().map(Purpose::as_str));
        let after = audit::SystemUser {
            username: username.map(str::to_owned),
            rate_limit,
            purpose: purpose.map(|text| text.map(str::to_owned)),
            secretless: cx.body.secretless,
            ..Default::default()
        };
        let before = Before::ReadInTheBatch;
        let mut change = match wanted {
            Some(ids) => {
                let detail = Detail::CustodiansChanged { before, after };
                system_users::change_custodians(can, cx.stamp()?, id, &detail, ids)
            }
            None => system_users::change(can, cx.stamp()?, id, &Detail::SystemUserUpdated { before, after }),
        };
        let purpose = purpose.map(Option::unwrap_or_default);
        let secretless = cx.body.secretless;
        let update = system_users::Update { username, rate_limit, purpose, secretless, role: None };
        system_users::update(&mut change, can, id, &update, cx.body.version);
        if let Some(ids) = wanted {
            custodians::set(&mut change, can, id, ids);
        }
        let after = change.then(system_users::get(can, id, now));
        let mut done = match (cx.commit(change).await, wanted) {
            (Ok(done), _) => done,
            (Err(error), Some(ids)) if error.is_guard("custodian") => return Err(unable(cx.deps, can, ids).await?),
            (Err(error), _) if error.is_invariant("secrets_left") => return Err(Fail::new(Code::SecretsLeft)),
            (Err(error), _) => return Err(error.into()),
        };
        Ok(changed(cx.state, done.take(after)?, now)?.into())
    }
}

/// Only active people who may manage system users look after one: says which of the two is the reason.
async fn unable(deps: &impl Deps, can: &Can<SystemUsersManage>, ids: &[UserId]) -> Result<Fail, Fail> {
    let known = people::names(deps.db(), can, &ids.iter().collect::<Vec<_>>()).await?;
    let all = ids.iter().all(|id| known.iter().any(|(known, _)| known == id));
    Ok(Fail::field("custodian_ids", if all { FieldCode::InvalidChoice } else { FieldCode::NotFound }))
}
