//! Sinch's path to send a message. The credential is checked for real; there is no carrier connection to which a
//! message could go yet, and the answer says so.

use contract::Code;
use contract::table::SendWhatsapp;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for SendWhatsapp {
    async fn handle(_: Cx<'_, D, Self>) -> Result<Answer<serde_json::Value>, Fail> {
        Err(Fail::new(Code::NoConnection))
    }
}
