//! Sending an invitation again: a new link, and the old one is dead.

use contract::table::ResendInvitation;
use contract::{Code, Invitation, MailKind};
use domain::audit::Action;
use domain::invitation::INVITATION_LIFE;
use domain::permission::UsersManage;
use domain::policy;
use domain::principal::Can;
use locale::mail::Expires;
use serde_json::json;
use store::invitations::{self, InvitationRow};
use store::{Change, Db, accounts};

use crate::answer::Answer;
use crate::config::Config;
use crate::crypto;
use crate::cx::{self, Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::view;

impl<D: Deps> Handler<D> for ResendInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Invitation>, Fail> {
        let not_found = || Fail::new(Code::NotFound);
        let row = invitations::get(cx.db(), &cx.proof, &cx.path).await?.ok_or_else(not_found)?;
        renew(cx.deps, cx.config, cx.meta, &cx.proof, &row).await?;
        let row = invitations::get(cx.db(), &cx.proof, &cx.path).await?.ok_or_else(not_found)?;
        Ok(view::invitation(row, cx.meta.now).into())
    }
}

/// Gives an invitation a new link and sends it.
async fn renew<D: Deps>(
    deps: &D,
    config: &Config,
    meta: &cx::Meta,
    can: &Can<UsersManage>,
    row: &InvitationRow,
) -> Result<(), Fail> {
    may_renew(can, row)?;
    let account = accounts::get(deps.db(), can).await?;
    let detail = json!({ "email": row.email });
    let mut change = Change::by(can, cx::stamp(deps, meta)?, Action::InvitationResent, row.id.as_str(), &detail);
    let token = crypto::hex(&random::<32>(deps)?);
    let digests = config.keys.link_digests(&token);
    invitations::renew(
        &mut change,
        can,
        &row.id,
        digests.first().map_or("", String::as_str),
        meta.now.plus(INVITATION_LIFE),
    );
    let role = mail::role_name(&row.role, row.locale);
    mail::put(
        deps,
        config,
        &mut change,
        &letter(config, can, &account.name, (&row.email, &row.name), row.locale, &role, &token),
    )?;
    deps.db().commit(&change.seal()).await?;
    mail::send_soon(deps, config);
    Ok(())
}

/// Only an invitation to rights that one holds oneself is sent again, or changed.
pub fn may_renew(can: &Can<UsersManage>, row: &InvitationRow) -> Result<(), Fail> {
    policy::may_handle(&can.human().role.grants, &row.role)
        .map_err(|lacks| Fail::new(Code::BeyondYourOwn).with("permission", lacks))
}

/// The mail of an invitation.
pub fn letter<'a>(
    config: &Config,
    can: &'a Can<UsersManage>,
    account: &'a str,
    to: (&'a str, &'a str),
    locale: domain::locale::Locale,
    role: &'a str,
    token: &str,
) -> Letter<'a> {
    Letter {
        kind: MailKind::Invitation,
        to: to.0,
        to_name: to.1,
        locale,
        account,
        by: &can.human().name,
        role,
        link: mail::link(config, "accept", token),
        expires: Expires::Days(7),
    }
}
