//! The WhatsApp accounts of an account; one with its people; those of a system user.

use contract::table::{GetWhatsappAccount, ListAssignedAssets, ListWhatsappAccounts};
use contract::{AssignedAsset, AssignedAssets, AssignedSystemUser, Code, WhatsappAccountWithPeople, WhatsappAccounts};
use store::whatsapp_accounts::{self, Assigned};
use store::{both, system_users};

use super::shown;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

pub(super) fn assigned(row: Assigned) -> AssignedSystemUser {
    AssignedSystemUser {
        id: row.id,
        graph_id: row.graph_id,
        username: row.username,
        status: row.status,
        full_control: row.tasks.is_full_control(),
        tasks: row.tasks,
        assigned_at: row.assigned_at,
    }
}

impl<D: Deps> Handler<D> for ListWhatsappAccounts {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WhatsappAccounts>, Fail> {
        let rows = whatsapp_accounts::list(&cx.proof).of(cx.db()).await?;
        Ok(WhatsappAccounts { items: rows.into_iter().map(shown).collect::<Result<_, _>>()? }.into())
    }
}

impl<D: Deps> Handler<D> for GetWhatsappAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WhatsappAccountWithPeople>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let (row, people) =
            both(cx.db(), whatsapp_accounts::get(can, id), whatsapp_accounts::assigned(can, id)).await?;
        let row = row.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner();
        let system_users = people.into_iter().map(assigned).collect();
        Ok(WhatsappAccountWithPeople { whatsapp_account: shown(row)?, system_users }.into())
    }
}

impl<D: Deps> Handler<D> for ListAssignedAssets {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<AssignedAssets>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let there = system_users::get(can, id, cx.meta.now);
        let (there, rows) = both(cx.db(), there, whatsapp_accounts::assets(can, id)).await?;
        there.ok_or_else(|| Fail::new(Code::NotFound))?;
        let items = rows.into_iter().map(|row| AssignedAsset {
            id: row.id,
            graph_id: row.graph_id,
            name: row.name,
            full_control: row.tasks.is_full_control(),
            tasks: row.tasks,
            assigned_at: row.assigned_at,
        });
        Ok(AssignedAssets { items: items.collect() }.into())
    }
}
