//! What an admin can do about a person's password: send a link, or set a temporary one.

use contract::table::{SendPasswordReset, SetTemporaryPassword};
use contract::{Code, MailKind};
use domain::audit::{self, Detail};
use domain::invitation::RESET_LIFE;
use domain::secret::Secret;
use domain::system_user::Status;
use locale::mail::Expires;
use store::{accounts, both, invitations, people};

use crate::answer::Answer;
use crate::crypto;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::new_password;
use crate::people::{handled, refused};

impl<D: Deps> Handler<D> for SendPasswordReset {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, now) = (&cx.path, cx.meta.now);
        let (person, account) = both(cx.db(), people::get(&cx.proof, id), accounts::get(&cx.proof)).await?;
        let person = handled(&cx.proof, person)?;
        if person.status != Status::Active {
            return Err(Fail::field("id", domain::field::FieldCode::NotActive));
        }
        let detail = Detail::PasswordResetSent { after: audit::User::named(&person.name, &person.email) };
        let mut change = cx.change(&cx.proof, id.as_str(), &detail)?;
        change.rely_on(&person);
        let token = crypto::hex(&random::<32>(cx.deps)?);
        let digests = cx.config.keys.link_digests(&token);
        invitations::put_link(&mut change, id, digests.first().map_or("", String::as_str), now.plus(RESET_LIFE));
        let letter = Letter {
            kind: MailKind::PasswordReset,
            to: &person.email,
            to_name: &person.name,
            locale: person.locale,
            account: &account.name,
            by: &cx.proof.human().name,
            role: "",
            link: mail::link(cx.config, "reset-password", &token),
            expires: Expires::Hours(1),
        };
        mail::put(cx.deps, cx.config, &mut change, &letter)?;
        cx.commit(change).await?;
        mail::send_soon(cx.deps, cx.config);
        Ok(().into())
    }
}

impl<D: Deps> Handler<D> for SetTemporaryPassword {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let id = &cx.path;
        let (person, account) = both(cx.db(), people::get(&cx.proof, id), accounts::get(&cx.proof)).await?;
        let person = handled(&cx.proof, person)?;
        if *id == cx.proof.human().user {
            return Err(Fail::new(Code::NotYourself));
        }
        if person.owner {
            return Err(Fail::new(Code::IsOwner));
        }
        let personal = [person.name.as_str(), person.email.as_str(), account.name.as_str()];
        let password =
            new_password::check("password", &cx.body.password, account.rule.password(cx.meta.now), &personal)?;
        let phc = Secret::new(cx.deps.hash_password(password.secret()).await?);
        let detail = Detail::TemporaryPasswordSet { after: audit::User::named(&person.name, &person.email) };
        let mut change = cx.change(&cx.proof, id.as_str(), &detail)?;
        // Whether the person is still one on whom the caller may act is a condition: a hash was waited for.
        people::set_password(&mut change, &person, &phc, true);
        cx.commit(change).await.map_err(refused)?;
        Ok(().into())
    }
}
