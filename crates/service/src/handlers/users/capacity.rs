//! How many ongoing conversations a person gets automatically (product 4.1).

use contract::UserDetail;
use contract::table::SetCapacity;
use domain::audit::Action;
use domain::field::FieldCode;
use serde_json::json;
use store::{Db, people};

use super::get::load;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::person_to_handle;

impl<D: Deps> Handler<D> for SetCapacity {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (id, capacity) = (&cx.path, cx.body.capacity);
        if capacity.is_some_and(|n| !(0..=1000).contains(&n)) {
            return Err(Fail::field("capacity", FieldCode::OutOfRange));
        }
        person_to_handle(cx.deps, &cx.proof, id).await?;
        let mut change = cx.change(&cx.proof, Action::UserUpdated, id.as_str(), &json!({ "capacity": capacity }))?;
        people::set_capacity(&mut change, &cx.proof, id, capacity);
        cx.db().commit(&change.seal()).await?;
        Ok(load(cx.deps, &cx.proof, id).await?.into())
    }
}
