//! An app's own callback: set once it said that it wants to be told, and taken away.

use contract::table::{DeleteAppCallback, SetAppCallback};
use contract::{App, Code};
use domain::audit::{self, Before, Detail};
use domain::field::FieldCode;
use store::apps::{self, AppRow};
use store::{Seen, attempts};

use super::super::webhooks::settings::address;
use super::{shown, whole};
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deliver;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::callback;
use crate::limits;

/// The longest verify token, in bytes.
const LONGEST_TOKEN: usize = 1_024;

fn detail(row: &AppRow, url: Option<String>) -> Detail {
    let said = |url| audit::App { callback_url: Some(url), ..Default::default() };
    let before = audit::App { name: Some(row.name.clone()), ..said(row.callback_url.clone()) };
    Detail::AppUpdated { before: Before::Known(before), after: said(url) }
}

impl<D: Deps> Handler<D> for SetAppCallback {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<App>, Fail> {
        let (id, can, body) = (&cx.path, &cx.proof, &cx.body);
        whole(can)?;
        let seen = apps::get(can, id).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        let length = body.verify_token.expose().len();
        if !(1..=LONGEST_TOKEN).contains(&length) {
            let code = if length == 0 { FieldCode::Required } else { FieldCode::TooLong };
            return Err(Fail::field("verify_token", code));
        }
        let url = address(cx.deps, cx.config, "url", &body.url).await?;
        let counters = limits::tries(&cx.config.keys, "callback", can.human().user.as_str(), cx.meta.now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(cx.meta.now)));
        }
        if callback::verify(cx.deps, &url, &body.verify_token).await?.is_err() {
            return Err(Fail::field("url", FieldCode::Unverified));
        }
        write(cx, &seen, Some(url)).await
    }
}

impl<D: Deps> Handler<D> for DeleteAppCallback {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<App>, Fail> {
        whole(&cx.proof)?;
        let seen = apps::get(&cx.proof, &cx.path).of(cx.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
        match seen.callback_url {
            None => Ok(shown(seen.into_inner())?.into()),
            Some(_) => write(cx, &seen, None).await,
        }
    }
}

async fn write<D: Deps, E>(cx: Cx<'_, D, E>, seen: &Seen<AppRow>, url: Option<String>) -> Result<Answer<App>, Fail>
where
    E: contract::Endpoint<Auth = contract::auth::Fresh<contract::auth::Needs<domain::permission::SystemUsersManage>>>,
{
    let can = &cx.proof;
    let mut change = cx.change(can, seen.id.as_str(), &detail(seen, url.clone()))?;
    apps::set_callback(&mut change, can, &seen.id, url.as_deref(), seen.version);
    let after = change.then(apps::get(can, &seen.id));
    let moved = change.then(apps::at_callback(can, &seen.id));
    let mut done = cx.commit(change).await.map_err(|error| match error {
        error if error.is_invariant(apps::CALLBACK_IN_USE) => Fail::new(Code::CallbackInUse),
        error => error.into(),
    })?;
    let row = done.take(after)?.ok_or_else(|| Fail::new(Code::NotFound))?;
    done.take(moved)?.iter().for_each(|id| deliver::wake(cx.deps, id));
    Ok(shown(row.into_inner())?.into())
}
