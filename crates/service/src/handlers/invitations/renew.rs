//! Sending an invitation again: a new link, and the old one is dead.

use contract::table::ResendInvitation;
use contract::{Code, Invitation, MailKind};
use domain::audit::Detail;
use domain::invitation::INVITATION_LIFE;
use domain::permission::UsersManage;
use domain::principal::Can;
use locale::mail::Expires;
use store::{accounts, both, invitations};

use super::invite::said;
use crate::answer::Answer;
use crate::config::Config;
use crate::crypto;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::people::may_handle;
use crate::view;

impl<D: Deps> Handler<D> for ResendInvitation {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Invitation>, Fail> {
        let (id, can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let not_found = || Fail::new(Code::NotFound);
        let (row, account) = both(cx.db(), invitations::get(can, id), accounts::get(can)).await?;
        let row = row.ok_or_else(not_found)?;
        // Only an invitation to rights that one holds oneself is sent again.
        may_handle(can, row.gives())?;
        let mut change = {
            let invited = said(&row.email, &row.name, &row.role);
            let detail = Detail::InvitationResent { before: invited.clone().into(), after: invited };
            cx.change(can, id.as_str(), &detail)?
        };
        let token = crypto::hex(&random::<32>(cx.deps)?);
        let digests = cx.config.keys.link_digests(&token);
        let digest = digests.first().map_or("", String::as_str);
        invitations::renew(&mut change, can, &row, digest, now.plus(INVITATION_LIFE));
        let role = mail::role_name(&row.role, row.locale);
        let to = (row.email.as_str(), row.name.as_str());
        let letter = letter(cx.config, can, &account.name, to, row.locale, &role, &token);
        mail::put(cx.deps, cx.config, &mut change, &letter)?;
        let after = change.then(invitations::get(can, id));
        let after = cx.commit(change).await?.take(after)?.ok_or_else(not_found)?;
        mail::send_soon(cx.deps, cx.config);
        Ok(view::invitation(after.into_inner(), now).into())
    }
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
