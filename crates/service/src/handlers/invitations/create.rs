//! Inviting one person.

use contract::table::CreateInvitation;
use contract::{Invitation, InvitationStatus, PersonRef};
use domain::audit::Action;
use domain::ids::InvitationId;
use domain::invitation::INVITATION_LIFE;
use serde_json::json;
use store::accounts;
use store::invitations::{self, NewInvitation};

use super::renew::{letter, renew};
use crate::answer::Answer;
use crate::crypto;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{check_domain, refused, role_to_give};
use crate::{mail, view};

impl<D: Deps> Handler<D> for CreateInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Invitation>, Fail> {
        let (now, body, can) = (cx.meta.now, &cx.body, &cx.proof);
        let role = role_to_give(cx.deps, can, &body.role_id).await?;
        check_domain(cx.deps, can, &body.email).await?;
        if let Some(pending) = invitations::of_email(cx.db(), can, &body.email).await? {
            renew(cx.deps, cx.config, cx.meta, can, &pending).await?;
            let row = invitations::of_email(cx.db(), can, &body.email).await?.unwrap_or(pending);
            return Ok(view::invitation(row, now).into());
        }
        let account = accounts::get(cx.db(), can).await?;
        let locale = body.locale.unwrap_or(account.locale);
        let id = InvitationId::new(now, random(cx.deps)?);
        let detail = json!({ "email": body.email, "name": body.name, "role_id": body.role_id });
        let mut change = cx.change(can, Action::InvitationCreated, id.as_str(), &detail)?;
        let token = crypto::hex(&random::<32>(cx.deps)?);
        let digests = cx.config.keys.link_digests(&token);
        let expires_at = now.plus(INVITATION_LIFE);
        let (teams, subaccounts) =
            (body.team_ids.clone().unwrap_or_default(), body.subaccount_ids.clone().unwrap_or_default());
        let new = NewInvitation {
            id: &id,
            email: &body.email,
            name: body.name.as_str(),
            role: &role.id,
            teams: &teams,
            subaccounts: &subaccounts,
            locale,
            digest: digests.first().map_or("", String::as_str),
            expires_at,
        };
        invitations::insert(&mut change, can, &new);
        let role_name = mail::role_name(&role, locale);
        let to = (body.email.as_str(), body.name.as_str());
        mail::put(
            cx.deps,
            cx.config,
            &mut change,
            &letter(cx.config, can, &account.name, to, locale, &role_name, &token),
        )?;
        let human = can.human();
        let reply = Invitation {
            id,
            email: body.email.as_str().to_owned(),
            name: body.name.as_str().to_owned(),
            role: role.name,
            role_id: role.id,
            team_ids: teams,
            subaccount_ids: subaccounts,
            locale,
            status: InvitationStatus::Pending,
            invited_by: PersonRef { id: human.user.clone(), name: human.name.clone() },
            sent_count: 1,
            created_at: now,
            expires_at,
        };
        cx.commit_with(change, &reply).await.map_err(refused)?;
        mail::send_soon(cx.deps, cx.config);
        Ok(reply.into())
    }
}
