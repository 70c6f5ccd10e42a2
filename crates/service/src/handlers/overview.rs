//! Figures for the first page.

use contract::Overview;
use contract::table::GetOverview;
use store::accounts;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::view;

impl<D: Deps> Handler<D> for GetOverview {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Overview>, Fail> {
        let figures = accounts::figures(cx.db(), &cx.proof, cx.meta.now).await?;
        // What is pending is known by account, not by subaccount: a part of the account sees it once it is written.
        let whole = cx.proof.within().is_none();
        let pending = if whole { cx.state.pending_calls(cx.proof.account()) } else { Vec::new() };
        let activity = view::hours(figures.activity.into_iter().chain(pending), cx.meta.now);
        let reply = Overview {
            system_users_active: figures.active,
            system_users_inactive: figures.inactive,
            system_users_never_used: figures.never_used,
            account_wide: figures.account_wide,
            subaccounts: figures.subaccounts,
            subaccounts_without_system_user: figures.subaccounts_without,
            calls_24h: activity.iter().sum(),
            activity,
        };
        Ok(reply.into())
    }
}
