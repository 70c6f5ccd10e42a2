//! Adding a person without an invitation (the connector's way): with a one-time link, or a temporary password.

use contract::table::CreateUser;
use contract::{FirstPassword, MailKind, UserDetail};
use domain::audit::{self, Detail, Named};
use domain::field::FieldCode;
use domain::ids::UserId;
use domain::invitation::INVITATION_LIFE;
use domain::secret::Secret;
use domain::system_user::Status;
use locale::mail::Expires;
use store::people::{self, NewPerson, PersonRow};
use store::{accounts, both, invitations};

use crate::answer::Answer;
use crate::crypto;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::mail::{self, Letter};
use crate::new_password;
use crate::people::{all_there, check_domain, may_give, may_give_subaccounts, places, refused, role_of};
use crate::view;

impl<D: Deps> Handler<D> for CreateUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (now, body) = (cx.meta.now, &cx.body);
        let how = body.first_password.unwrap_or(FirstPassword::Link);
        let (teams, subaccounts) = (body.team_ids.as_deref(), body.subaccount_ids.as_deref());
        let (account, places) = both(cx.db(), accounts::get(&cx.proof), places(&cx.proof, teams, subaccounts)).await?;
        let role = role_of(cx.deps, &cx.proof, &body.role_id).await?;
        may_give(&cx.proof, &role, subaccounts.unwrap_or_default())?;
        may_give_subaccounts(&cx.proof, subaccounts.unwrap_or_default())?;
        check_domain(&account, &body.email)?;
        all_there(&places, teams, subaccounts)?;
        let locale = body.locale.unwrap_or(account.locale);
        let phc = match (how, &body.temporary_password) {
            (FirstPassword::Link, None) => None,
            (FirstPassword::Link, Some(_)) => return Err(Fail::field("temporary_password", FieldCode::UnknownField)),
            (FirstPassword::Temporary, None) => return Err(Fail::field("temporary_password", FieldCode::Required)),
            (FirstPassword::Temporary, Some(password)) => {
                let personal = [body.name.as_str(), body.email.as_str(), account.name.as_str()];
                let checked =
                    new_password::check("temporary_password", password, account.rule.password(cx.meta.now), &personal)?;
                Some(Secret::new(cx.deps.hash_password(checked.secret()).await?))
            }
        };
        let id = UserId::new(now, random(cx.deps)?);
        let after = audit::User {
            role: Some(Named::new(role.id.as_str(), &*role.name)),
            locale: Some(locale),
            teams: Some(places.teams.iter().map(|(id, name, _)| Named::new(id.as_str(), name)).collect()),
            subaccounts: Some(places.subaccounts.iter().map(|(id, name)| Named::new(id.as_str(), name)).collect()),
            temporary_password: Some(how == FirstPassword::Temporary),
            ..audit::User::named(body.name.as_str(), body.email.as_str())
        };
        let mut change = cx.change(&cx.proof, id.as_str(), &Detail::UserCreated { after })?;
        let new = NewPerson {
            id: &id,
            email: &body.email,
            name: body.name.as_str(),
            role: &role,
            phc: phc.as_ref(),
            locale,
            must_change_password: how == FirstPassword::Temporary,
        };
        change.rely_on(&role);
        people::insert(&mut change, &new);
        people::set_teams(&mut change, &id, teams.unwrap_or_default());
        people::set_subaccounts(&mut change, &id, subaccounts.unwrap_or_default());
        if how == FirstPassword::Link {
            let token = crypto::hex(&random::<32>(cx.deps)?);
            let digests = cx.config.keys.link_digests(&token);
            invitations::put_link(
                &mut change,
                &id,
                digests.first().map_or("", String::as_str),
                now.plus(INVITATION_LIFE),
            );
            let letter = Letter {
                kind: MailKind::FirstPassword,
                to: body.email.as_str(),
                to_name: body.name.as_str(),
                locale,
                account: &account.name,
                by: &cx.proof.human().name,
                role: "",
                link: mail::link(cx.config, "reset-password", &token),
                expires: Expires::Days(7),
            };
            mail::put(cx.deps, cx.config, &mut change, &letter)?;
        }
        // What a retry is answered is written with the change: it says what the batch makes.
        let person = PersonRow {
            id,
            account: account.id.clone(),
            name: body.name.as_str().to_owned(),
            email: body.email.as_str().to_owned(),
            role: role.into_inner(),
            status: Status::Active,
            locale,
            time_zone: None,
            two_factor: false,
            capacity: None,
            must_change_password: how == FirstPassword::Temporary,
            version: 1,
            created_at: now,
            owner: false,
            last_seen_at: None,
            name_key: String::new(),
        };
        let reply = view::user_detail(person, places);
        cx.commit_with(change, &reply).await.map_err(refused)?;
        mail::send_soon(cx.deps, cx.config);
        Ok(reply.into())
    }
}
