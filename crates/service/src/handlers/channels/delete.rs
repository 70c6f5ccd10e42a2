//! Deleting a channel.

use contract::table::DeleteChannel;
use domain::audit::{Before, Detail};
use store::channels;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for DeleteChannel {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let detail = Detail::ChannelDeleted { before: Before::ReadInTheBatch };
        let mut change = channels::change(&cx.proof, cx.stamp()?, &cx.path, &detail);
        channels::delete(&mut change, &cx.proof, &cx.path);
        cx.commit(change).await?;
        Ok(().into())
    }
}
