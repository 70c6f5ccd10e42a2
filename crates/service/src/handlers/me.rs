//! Who is signed in, and changes to one's own profile.

use contract::table::{GetMe, UpdateMe};
use domain::audit::{self, Before, Detail};
use domain::field::FieldCode;
use domain::menu::MenuItem;
use domain::principal::Can;
use domain::role::Grants;
use domain::time::Instant;
use store::accounts::AccountRow;
use store::people::PersonRow;
use store::{accounts, both, people};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{time_zone, view};

impl<D: Deps> Handler<D> for GetMe {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<contract::Me>, Fail> {
        let (person, account) = both(cx.db(), people::own(&cx.proof), accounts::get(&cx.proof)).await?;
        Ok(me(&cx.proof, person, account.into_inner(), cx.meta.now).into())
    }
}

impl<D: Deps> Handler<D> for UpdateMe {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<contract::Me>, Fail> {
        let name = cx.body.name.as_ref().map(|n| n.as_str());
        let time_zone = match cx.body.time_zone.as_deref() {
            None => None,
            // The browser's own.
            Some("") => Some(""),
            Some(name) => {
                Some(time_zone::find(name).ok_or_else(|| Fail::field("time_zone", FieldCode::InvalidChoice))?)
            }
        };
        let after = audit::User {
            name: name.map(str::to_owned),
            locale: cx.body.locale,
            time_zone: time_zone.map(|zone| (!zone.is_empty()).then(|| zone.to_owned())),
            ..Default::default()
        };
        let detail = Detail::UserUpdated { before: Before::ReadInTheBatch, after };
        let mut change = people::change_own(&cx.proof, cx.stamp()?, &detail);
        people::update_own(&mut change, &cx.proof, name, cx.body.locale, time_zone, cx.body.version);
        let (person, account) = (change.then(people::own(&cx.proof)), change.then(accounts::get(&cx.proof)));
        let mut done = cx.commit(change).await?;
        Ok(me(&cx.proof, done.take(person)?, done.take(account)?.into_inner(), cx.meta.now).into())
    }
}

/// While the session owes its second step nothing is told of what the role permits: the console needs none of it.
fn me<P>(can: &Can<P>, person: PersonRow, account: AccountRow, now: Instant) -> contract::Me {
    let human = can.human();
    let grants = if human.owes.is_some() { Grants::default() } else { person.role.grants.clone() };
    contract::Me {
        next: view::next_step(&person, account.rule, human.passed, now),
        role: person.role.name.clone(),
        user: view::user(person),
        account: view::account(account),
        permissions: grants.iter().map(|(permission, _)| permission).collect(),
        menu: if human.owes.is_some() { Vec::new() } else { MenuItem::of(&grants) },
        grants: view::grants(&grants),
    }
}
