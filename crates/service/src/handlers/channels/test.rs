//! Trying a channel with a message that is sent for real.

use std::sync::Arc;

use contract::table::TestChannel;
use contract::{ChannelTest, Code};
use domain::field::FieldCode;
use domain::ids::{MessageId, SubaccountId};
use domain::system_user::Status;
use messaging::message::Tags;
use messaging::phone;
use messaging::send::{self, OutMessage};
use serde_json::json;
use store::attempts;
use store::channels::{self, ChannelRow};

use crate::answer::Answer;
use crate::carrier::Outcome;
use crate::carrier::submit::{Submission, submit, words};
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::limits;

/// What is written when nothing is chosen.
const GREETING: &str = "Hello from Tenure: this channel works.";

/// For whom it is sent: an answer is theirs then.
async fn of_whom<D: Deps>(cx: &Cx<'_, D, TestChannel>, row: &ChannelRow) -> Result<Option<SubaccountId>, Fail> {
    let Some(wanted) = &cx.body.subaccount_id else {
        return Ok(match row.subaccounts.as_slice() {
            [(only, _)] if !row.all_subaccounts => Some(only.clone()),
            _ => None,
        });
    };
    let found = channels::subaccounts(&cx.proof, std::slice::from_ref(wanted)).of(cx.db()).await?;
    let within = found.iter().any(|one| one.own && one.environment == row.environment);
    if within && row.is_for(wanted) {
        return Ok(Some(wanted.clone()));
    }
    Err(Fail::field("subaccount_id", FieldCode::NotFound))
}

impl<D: Deps> Handler<D> for TestChannel {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<ChannelTest>, Fail> {
        let row = channels::get(&cx.proof, &cx.path).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        if row.status != Status::Active {
            return Err(Fail::new(Code::ChannelInactive));
        }
        let to = phone::destination(&cx.body.to).map_err(|_| Fail::field("to", FieldCode::InvalidPhone))?;
        let message = json!({ "messageText": cx.body.text.as_deref().unwrap_or(GREETING) });
        let content = send::content(&message).map_err(|_| Fail::field("text", FieldCode::TooLong))?;
        let message = OutMessage {
            to,
            tags: Tags::default(),
            message: Arc::new(message),
            content: Arc::new(content),
            ttl_days: 1,
        };
        let counters = limits::tries(&cx.config.keys, "channel", cx.proof.human().user.as_str(), cx.meta.now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(cx.meta.now)));
        }
        let id = MessageId::new(cx.meta.now, random(cx.deps)?);
        let subaccount = of_whom(&cx, &row).await?;
        let submission = Submission {
            account: cx.proof.account(),
            subaccount: subaccount.as_ref(),
            system_user: None,
            channel: &row,
            sending: None,
            messages: std::slice::from_ref(&message),
            ids: std::slice::from_ref(&id),
            retry: None,
        };
        let submitted = submit(cx.deps, cx.config, cx.meta.now, submission).await?;
        let called = submitted.called.first();
        let error = called.and_then(|called| match &called.outcome {
            Outcome::Taken(_) => None,
            Outcome::Refused { error, .. } | Outcome::Unknown(error) => Some(words(error)),
        });
        let reply = ChannelTest {
            message_id: id,
            accepted: error.is_none(),
            error,
            ms: called.map_or(0, |called| i64::from(called.ms)),
        };
        Ok(reply.into())
    }
}
