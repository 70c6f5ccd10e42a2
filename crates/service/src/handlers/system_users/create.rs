//! Create System User → Generate Token: the system user and its first token, in one batch.

use contract::table::CreateSystemUser;
use contract::{
    Code, Creator, CreatorStatus, FieldError, PersonRef, SubaccountRef, SystemUser, SystemUserRef, SystemUserWithToken,
};
use domain::audit::{self, Detail, Named};
use domain::business::{GraphId, SystemUserRole};
use domain::field::FieldCode;
use domain::ids::SystemUserId;
use domain::name::Purpose;
use domain::policy_text::Policy;
use domain::system_user::Status;
use store::system_users::NewSystemUser;
use store::{DbError, accounts, both, policies, subaccounts, system_users};

use super::issue::{Made, Wanted};
use super::role;
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for CreateSystemUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<SystemUserWithToken>, Fail> {
        let now = cx.meta.now;
        let human = cx.proof.human();
        let wanted = cx.body.subaccount_id.0.as_ref();
        let no_such_subaccount = || Fail::field("subaccount_id", FieldCode::NotFound);
        let account = accounts::get(&cx.proof);
        let (subaccount, account) = match wanted {
            Some(id) => {
                let (found, account) = both(cx.db(), subaccounts::named(&cx.proof, id), account).await?;
                (Some(found.ok_or_else(no_such_subaccount)?), account)
            }
            // Account-wide is beyond somebody whose right ends with their own subaccounts.
            None if cx.proof.within().is_some() => return Err(Fail::field("subaccount_id", FieldCode::Required)),
            None => (None, account.of(cx.db()).await?),
        };
        let own = subaccount.as_ref().map(|subaccount| subaccount.environment);
        let environment = cx.body.environment.or(own).unwrap_or_default();
        if own.is_some_and(|own| own != environment) {
            return Err(Fail::field("environment", FieldCode::OtherEnvironment));
        }
        // Whoever says a role does it Meta's way, for which the policy was accepted.
        let role = cx.body.role.unwrap_or(SystemUserRole::Employee);
        let reviews = account.reviews();
        let id = SystemUserId::new(now, random(cx.deps)?);
        let username = cx.body.username.as_str();
        let purpose = cx.body.purpose.as_ref().map(Purpose::as_str);
        let after = audit::SystemUser {
            username: Some(username.to_owned()),
            subaccount: Some(subaccount.as_ref().map(|one| Named::new(one.id.as_str(), &*one.name))),
            custodians: Some(vec![Named::new(human.user.as_str(), &*human.name)]),
            rate_limit: None,
            environment: environment.is_test().then_some(environment),
            purpose: purpose.map(|text| Some(text.to_owned())),
            role: cx.body.role,
            secretless: None,
        };
        let mut change = cx.change(&cx.proof, id.as_str(), &Detail::SystemUserCreated { after })?;
        change.rely_on(&account);
        let graph_id = GraphId::new(random(cx.deps)?);
        let new = NewSystemUser {
            id: &id,
            graph_id: &graph_id,
            subaccount: wanted,
            environment,
            username,
            purpose: purpose.unwrap_or_default(),
            role,
        };
        system_users::insert(&mut change, &cx.proof, &new);
        if cx.body.role.is_some() {
            policies::require(&mut change, Policy::SystemUsers);
        }
        let made = Made::new(cx.deps, cx.config, Wanted::first(environment, &account.token_rules, now), now)?;
        made.store(&mut change, &cx.proof, &id);
        let token = made.shown();

        let system_user = SystemUser {
            id,
            username: username.to_owned(),
            subaccount_id: wanted.cloned(),
            subaccount: subaccount.map(|one| SubaccountRef {
                id: one.id,
                name: one.name,
                reference_name: one.reference_name,
            }),
            status: Status::Active,
            environment,
            tail: token.tail.clone(),
            tokens: vec![made.listed(&cx.proof)],
            created_by: Creator {
                id: human.user.clone().into(),
                name: human.name.clone(),
                status: CreatorStatus::Active,
            },
            created_at: now,
            deactivated_by: None,
            deactivated_at: None,
            last_used_at: None,
            last_used_ip: None,
            calls_24h: 0,
            activity: vec![0; 24],
            introspections_24h: 0,
            rate_limit: None,
            custodians: vec![PersonRef { id: human.user.clone(), name: human.name.clone() }],
            purpose: purpose.map(str::to_owned),
            secretless: false,
            attested_at: None,
            role,
            graph_id,
            review_at: reviews.map(|rules| rules.due(now)),
            lapses_at: reviews.map(|rules| rules.ends(now)),
            version: 1,
        };
        let reply = SystemUserWithToken { system_user, token };
        match cx.commit_with(change, &reply).await {
            Ok(()) => Ok(reply.into()),
            Err(error)
                if error.is_unique(system_users::UNIQUE_SUBACCOUNT)
                    || error.is_unique("one_system_user_per_subaccount") =>
            {
                Err(taken(&cx).await?)
            }
            Err(error) if error.is_invariant("system_user_limit") => Err(role::full(cx.deps, &cx.proof).await?),
            // The subaccount was deleted between the look-up and the change.
            Err(DbError::ForeignKey) => Err(no_such_subaccount()),
            Err(error) => Err(role::refused(error)),
        }
    }
}

/// Says which system user is there already.
async fn taken<D: Deps>(cx: &Cx<'_, D, CreateSystemUser>) -> Result<Fail, Fail> {
    let mut fail =
        Fail { errors: vec![FieldError::at("subaccount_id", FieldCode::Taken)], ..Fail::new(Code::SubaccountTaken) };
    if let Some(id) = &cx.body.subaccount_id.0
        && let Some(row) = system_users::of_subaccount(&cx.proof, id, cx.meta.now).of(cx.db()).await?
    {
        fail = fail.with(
            "system_user",
            SystemUserRef {
                id: row.id.clone(),
                username: row.username.clone(),
                status: row.status,
                environment: row.environment,
            },
        );
    }
    Ok(fail)
}
