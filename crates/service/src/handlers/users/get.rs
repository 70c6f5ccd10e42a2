//! One person.

use contract::table::GetUser;
use contract::{Code, UserDetail};
use domain::ids::UserId;
use domain::permission::UsersManage;
use domain::principal::Can;
use store::people::{self, Belongings, Standing};
use store::{Change, Committed, Later, Seen, both};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        Ok(load(cx.deps, &cx.proof, &cx.path).await?.into())
    }
}

/// Loads a person of the proof's account, or 404.
pub async fn load(deps: &impl Deps, can: &Can<UsersManage>, id: &UserId) -> Result<UserDetail, Fail> {
    let (person, belongings) = both(deps.db(), people::get(can, id), people::belongings(can, id)).await?;
    detail(person, belongings)
}

fn detail(person: Option<Seen<Standing>>, belongings: Belongings) -> Result<UserDetail, Fail> {
    let person = person.ok_or_else(|| Fail::new(Code::NotFound))?;
    Ok(view::user_detail(person.into_inner().person, belongings))
}

/// A person as they are after a change.
pub struct After {
    person: Later<Option<Seen<Standing>>>,
    belongings: Later<Belongings>,
}

/// Has a change read, as its last steps, the person that it changed.
pub fn load_after(change: &mut Change, can: &Can<UsersManage>, id: &UserId) -> After {
    After { person: change.then(people::get(can, id)), belongings: change.then(people::belongings(can, id)) }
}

impl After {
    /// What was read.
    pub fn take(self, done: &mut Committed) -> Result<UserDetail, Fail> {
        detail(done.take(self.person)?, done.take(self.belongings)?)
    }
}
