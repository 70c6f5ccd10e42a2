//! How many ongoing conversations a person gets automatically (product 4.1).

use contract::UserDetail;
use contract::table::SetCapacity;
use domain::audit::{self, Detail};
use domain::field::FieldCode;
use store::people;

use super::get::load_after;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::people::{person_to_handle, refused};

impl<D: Deps> Handler<D> for SetCapacity {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<UserDetail>, Fail> {
        let (id, can, capacity) = (&cx.path, &cx.proof, cx.body.capacity);
        if capacity.is_some_and(|n| !(0..=1000).contains(&n)) {
            return Err(Fail::field("capacity", FieldCode::OutOfRange));
        }
        let before = person_to_handle(cx.deps, can, id).await?;
        let said = |capacity| audit::User { capacity: Some(capacity), ..Default::default() };
        let was = audit::User { name: Some(before.name.clone()), ..said(before.capacity) };
        let detail = Detail::UserUpdated { before: was.into(), after: said(capacity) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        people::set_capacity(&mut change, can, &before, capacity);
        let after = load_after(&mut change, can, id);
        let mut done = cx.commit(change).await.map_err(refused)?;
        Ok(after.take(&mut done)?.into())
    }
}
