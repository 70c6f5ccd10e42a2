//! Who is signed in, and changes to one's own profile.

use contract::Endpoint;
use contract::table::{GetMe, UpdateMe};
use domain::audit::Action;
use domain::field::FieldCode;
use domain::menu::MenuItem;
use domain::principal::{Can, Own};
use serde_json::json;
use store::{Db, accounts, people};

use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetMe {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<contract::Me>, Fail> {
        me(&cx, &cx.proof).await
    }
}

impl<D: Deps> Handler<D> for UpdateMe {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<contract::Me>, Fail> {
        let name = cx.body.name.as_ref().map(|n| n.as_str());
        let time_zone = cx.body.time_zone.as_deref();
        if time_zone.is_some_and(|zone| !is_zone_name(zone)) {
            return Err(Fail::field("time_zone", FieldCode::InvalidChoice));
        }
        let detail = json!({ "name": name, "locale": cx.body.locale, "time_zone": time_zone });
        let user = cx.proof.human().user.to_string();
        let mut change = cx.change(&cx.proof, Action::UserUpdated, &user, &detail)?;
        people::update_own(&mut change, &cx.proof, name, cx.body.locale, time_zone, cx.body.version);
        cx.db().commit(&change.seal()).await?;
        me(&cx, &cx.proof).await
    }
}

async fn me<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, can: &Can<Own>) -> Result<Answer<contract::Me>, Fail>
where
    E::Auth: Authenticate,
{
    let person = people::own(cx.db(), can).await?;
    let account = accounts::get(cx.db(), can).await?;
    let role = person.role.clone();
    let reply = contract::Me {
        next: person.must_change_password.then_some(contract::NextStep::ChangePassword),
        user: view::user(person),
        account: view::account(account),
        permissions: role.permissions(),
        grants: view::grants(&role.grants),
        menu: MenuItem::of(&role.grants),
        role: role.name,
    };
    Ok(reply.into())
}

/// An IANA name by its shape (`America/Argentina/Buenos_Aires`); whether the zone exists, the browser knows. Empty:
/// the browser's own.
fn is_zone_name(text: &str) -> bool {
    text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c))
}
