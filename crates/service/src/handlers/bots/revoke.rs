//! Token revocation (RFC 7009). What is not the client's is left alone and answered the same (§2.2).

use contract::Nothing;
use contract::table::RevokeByClient;
use domain::audit::Detail;
use domain::field::FieldCode;
use domain::found::Place;
use domain::token::Presented;
use store::tokens::{self, Shown};

use crate::access_token;
use crate::answer::Answer;
use crate::authn::BotOrPerson;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for RevokeByClient {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Nothing>, Fail> {
        let keys = &cx.config.keys;
        // It would go on wherever it is verified without asking: that it had ended would not be true (§2.2.1).
        if access_token::looks_like_one(cx.body.token.expose().trim()) {
            return Err(Fail::field("token", FieldCode::InvalidChoice));
        }
        let presented = Presented::parse(cx.body.token.expose().trim()).ok().filter(|one| keys.is_ours(one));
        if let Some(presented) = presented {
            let digests: Vec<String> = keys.token_digests(presented.text()).into_iter().map(|one| one.hex).collect();
            if let Some(shown) = tokens::shown(&digests, cx.meta.now).of(cx.db()).await?.first() {
                end(&cx, shown).await?;
            }
        }
        Ok(Nothing {}.into())
    }
}

async fn end<D: Deps>(cx: &Cx<'_, D, RevokeByClient>, shown: &Shown) -> Result<(), Fail> {
    let mut change = match &cx.proof {
        BotOrPerson::Bot(machine) if machine.system_user == shown.system_user => {
            tokens::surrender(machine, cx.stamp()?, shown)
        }
        // Whoever has a token may end it; a person of the account is named.
        BotOrPerson::Person(can) if *can.account() == shown.account => {
            let detail = Detail::TokenFound { after: shown.found(&Place::default()) };
            let mut change = cx.change(can, shown.system_user.as_str(), &detail)?;
            tokens::end_shown(&mut change, shown);
            change
        }
        BotOrPerson::Bot(_) | BotOrPerson::Person(_) => return Ok(()),
    };
    let generations = change.then(tokens::generations([&shown.system_user]));
    let mut done = cx.commit(change).await?;
    cx.state.revoked_each(done.take(generations)?);
    Ok(())
}
