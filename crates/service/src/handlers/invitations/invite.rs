//! What inviting one person and inviting many have in common. Who is pending is invited anew: what is said now
//! counts, and the old link is dead.

use contract::{Invitation, InvitationStatus, PersonRef};
use domain::audit::{self, Detail, Named};
use domain::email::Email;
use domain::ids::{InvitationId, SubaccountId, TeamId};
use domain::invitation::INVITATION_LIFE;
use domain::locale::Locale;
use domain::permission::UsersManage;
use domain::principal::Can;
use domain::role::Role;
use store::accounts::AccountRow;
use store::invitations::{self, InvitationRow, NewInvitation};
use store::{Change, Seen};

use super::renew::letter;
use crate::config::Config;
use crate::cx::{self, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::may_handle;
use crate::{crypto, mail};

/// Who is invited to what.
pub struct Invitee {
    /// The address.
    pub email: Email,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Seen<Role>,
    /// The teams.
    pub teams: Vec<TeamId>,
    /// The subaccounts.
    pub subaccounts: Vec<SubaccountId>,
    /// The language.
    pub locale: Locale,
}

/// What an event says of an invitation.
pub fn said(email: &str, name: &str, role: &Role) -> audit::Invitation {
    audit::Invitation {
        email: Some(email.to_owned()),
        name: Some(name.to_owned()),
        role: Some(Named::new(role.id.as_str(), &*role.name)),
    }
}

/// The change that invites, with its mail, and what the API then shows.
pub async fn invite<D: Deps>(
    (deps, config, meta): (&D, &Config, &cx::Meta),
    can: &Can<UsersManage>,
    account: &AccountRow,
    invitee: Invitee,
) -> Result<(Change, Invitation), Fail> {
    let now = meta.now;
    let pending: Option<Seen<InvitationRow>> = invitations::of_email(can, &invitee.email).of(deps.db()).await?;
    if let Some(row) = &pending {
        may_handle(can, row.gives())?;
    }
    let id = match &pending {
        Some(row) => row.id.clone(),
        None => InvitationId::new(now, random(deps)?),
    };
    let after = said(invitee.email.as_str(), &invitee.name, &invitee.role);
    let detail = match &pending {
        Some(row) => Detail::InvitationResent { before: said(&row.email, &row.name, &row.role).into(), after },
        None => Detail::InvitationCreated { after },
    };
    let mut change = Change::by(can, cx::stamp(deps, config, meta)?, id.as_str(), &detail);
    let token = crypto::hex(&random::<32>(deps)?);
    let digests = config.keys.link_digests(&token);
    let expires_at = now.plus(INVITATION_LIFE);
    let new = NewInvitation {
        id: &id,
        email: &invitee.email,
        name: &invitee.name,
        role: &invitee.role,
        teams: &invitee.teams,
        subaccounts: &invitee.subaccounts,
        locale: invitee.locale,
        digest: digests.first().map_or("", String::as_str),
        expires_at,
    };
    match &pending {
        Some(row) => invitations::revise(&mut change, can, row, &new),
        None => invitations::insert(&mut change, can, &new),
    }
    let role = mail::role_name(&invitee.role, invitee.locale);
    // Who is pending keeps the address as it was first written.
    let email = pending.as_ref().map_or_else(|| invitee.email.as_str().to_owned(), |row| row.email.clone());
    let to = (email.as_str(), invitee.name.as_str());
    let letter = letter(config, can, &account.name, to, invitee.locale, &role, &token);
    mail::put(deps, config, &mut change, &letter)?;
    let human = can.human();
    let by = pending.as_ref().map_or_else(|| (human.user.clone(), human.name.clone()), |row| row.invited_by.clone());
    let shown = Invitation {
        id,
        email,
        name: invitee.name,
        role: invitee.role.name.clone(),
        role_id: invitee.role.id.clone(),
        team_ids: invitee.teams,
        subaccount_ids: invitee.subaccounts,
        locale: invitee.locale,
        status: InvitationStatus::Pending,
        invited_by: PersonRef { id: by.0, name: by.1 },
        sent_count: pending.as_ref().map_or(0, |row| row.sent_count) + 1,
        created_at: pending.as_ref().map_or(now, |row| row.created_at),
        expires_at,
    };
    Ok((change, shown))
}
