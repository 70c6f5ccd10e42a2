//! Figures for the first page.

use contract::Overview;
use contract::table::GetOverview;
use store::accounts;

use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{gate, view};

impl<D: Deps> Handler<D> for GetOverview {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Overview>, Fail> {
        gate::flush_use(cx.deps, cx.state, cx.meta.now).await;
        let figures = accounts::figures(cx.db(), &cx.proof, cx.meta.now).await?;
        let activity = view::hours(&figures.activity, cx.meta.now);
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
