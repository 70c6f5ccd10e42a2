//! The account's settings.

use contract::Account;
use contract::table::{GetAccount, UpdateAccount};
use domain::audit::Action;
use serde_json::json;
use store::{Db, accounts};

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Account>, Fail> {
        let account = accounts::settings(cx.db(), &cx.proof).await?;
        Ok(view::account(account).into())
    }
}

impl<D: Deps> Handler<D> for UpdateAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Account>, Fail> {
        let name = cx.body.name.as_ref().map(|n| n.as_str());
        let detail = json!({ "name": name, "locale": cx.body.locale });
        let subject = cx.proof.account().to_string();
        let mut change = cx.change(&cx.proof, Action::AccountUpdated, &subject, &detail)?;
        accounts::update(&mut change, &cx.proof, name, cx.body.locale, cx.body.version);
        cx.db().commit(&change.seal()).await?;
        let account = accounts::get(cx.db(), &cx.proof).await?;
        Ok(view::account(account).into())
    }
}
