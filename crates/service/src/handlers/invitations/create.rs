//! Inviting one person.

use contract::Invitation;
use contract::table::CreateInvitation;
use store::{accounts, both, invitations};

use super::invite::{Invitee, invite};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail;
use crate::people::{all_there, check_domain, may_give, may_give_subaccounts, places, refused, role_of};

impl<D: Deps> Handler<D> for CreateInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Invitation>, Fail> {
        let (body, can) = (&cx.body, &cx.proof);
        let (teams, subaccounts) = (body.team_ids.as_deref(), body.subaccount_ids.as_deref());
        let (account, found) = both(cx.db(), accounts::get(can), places(can, teams, subaccounts)).await?;
        let role = role_of(cx.deps, can, &body.role_id).await?;
        may_give(can, &role, subaccounts.unwrap_or_default())?;
        may_give_subaccounts(can, subaccounts.unwrap_or_default())?;
        check_domain(&account, &body.email)?;
        all_there(&found, teams, subaccounts)?;
        let invitee = || Invitee {
            email: body.email.clone(),
            name: body.name.as_str().to_owned(),
            role: role.clone(),
            teams: body.team_ids.clone().unwrap_or_default(),
            subaccounts: body.subaccount_ids.clone().unwrap_or_default(),
            locale: body.locale.unwrap_or(account.locale),
        };
        let outside = (cx.deps, cx.config, cx.meta);
        let (change, reply) = invite(outside, can, &account, invitee()).await?;
        let reply = match cx.commit_with(change, &reply).await {
            Ok(()) => reply,
            // Somebody invited the same address a moment ago: now it is pending.
            Err(error) if error.is_unique(invitations::UNIQUE_EMAIL) => {
                let (change, reply) = invite(outside, can, &account, invitee()).await?;
                cx.commit_with(change, &reply).await.map_err(refused)?;
                reply
            }
            Err(error) => return Err(refused(error)),
        };
        mail::send_soon(cx.deps, cx.config);
        Ok(reply.into())
    }
}
