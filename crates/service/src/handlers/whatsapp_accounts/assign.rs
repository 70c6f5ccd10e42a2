//! Add People: which system user may do what with a WhatsApp account.

use contract::table::{AssignWhatsappAccount, UnassignWhatsappAccount};
use contract::{AssignedSystemUser, Code};
use domain::audit::{self, Before, Detail, Named};
use domain::business::Tasks;
use domain::field::FieldCode;
use store::system_users::SystemUserRow;
use store::whatsapp_accounts::{self, Assigned, LIMIT, MOST_ASSIGNED, UNIQUE_ASSIGNMENT, WhatsappAccountRow};
use store::{DbError, all_three, system_users};

use super::super::apps::whole;
use super::list::assigned;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;

/// What an event says of a WhatsApp account and a system user.
pub fn said(account: &WhatsappAccountRow, user: &SystemUserRow, tasks: &Tasks) -> audit::WhatsappAccount {
    audit::WhatsappAccount {
        username: Some(user.username.clone()),
        whatsapp_account: Some(Named::new(account.id.as_str(), &*account.name)),
        tasks: Some(tasks.texts()),
        ..Default::default()
    }
}

/// What is said when the WhatsApp account has as many people as it may have.
pub fn limit() -> Fail {
    Fail::new(Code::AssignmentLimit).with("limit", MOST_ASSIGNED)
}

impl<D: Deps> Handler<D> for AssignWhatsappAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<AssignedSystemUser>, Fail> {
        let ((id, user), can, now) = (&cx.path, &cx.proof, cx.meta.now);
        whole(can)?;
        let tasks = match (&cx.body.tasks, cx.body.full_control) {
            (None, Some(true)) => Tasks::full_control(),
            (Some(tasks), None | Some(false)) => tasks.clone(),
            (Some(_), Some(true)) => return Err(Fail::field("full_control", FieldCode::InvalidChoice)),
            (None, None | Some(false)) => return Err(Fail::field("tasks", FieldCode::Required)),
        };
        let account = whatsapp_accounts::get(can, id);
        let row = system_users::get(can, user, now);
        let seen = whatsapp_accounts::assignment(can, id, user);
        let (account, row, seen) = all_three(cx.db(), account, row, seen).await?;
        let (Some(account), Some(row)) = (account, row) else { return Err(Fail::new(Code::NotFound)) };
        let detail = Detail::WhatsappAccountAssigned { after: said(&account, &row, &tasks) };
        let mut change = cx.change(can, user.as_str(), &detail)?;
        whatsapp_accounts::assign(&mut change, can, (id, user), &tasks, seen.as_ref());
        let row = row.into_inner();
        let (graph_id, username, status) = (row.graph_id, row.username, row.status);
        match cx.commit(change).await {
            Ok(_) => {}
            // Somebody else was faster: the caller reads what is true now.
            Err(error) if error.is_unique(UNIQUE_ASSIGNMENT) => return Err(Fail::new(Code::Stale)),
            Err(DbError::ForeignKey) => return Err(Fail::new(Code::NotFound)),
            Err(error) if error.is_invariant(LIMIT) => return Err(limit()),
            Err(error) => return Err(error.into()),
        }
        let done = Assigned { id: user.clone(), graph_id, username, status, tasks, assigned_at: now };
        Ok(assigned(done).into())
    }
}

impl<D: Deps> Handler<D> for UnassignWhatsappAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, user), can) = (&cx.path, &cx.proof);
        whole(can)?;
        let account = whatsapp_accounts::get(can, id);
        let row = system_users::get(can, user, cx.meta.now);
        let seen = whatsapp_accounts::assignment(can, id, user);
        let (account, row, seen) = all_three(cx.db(), account, row, seen).await?;
        let (Some(account), Some(row)) = (account, row) else { return Err(Fail::new(Code::NotFound)) };
        // It is not assigned, which is all that was wanted.
        let Some(seen) = seen else { return Ok(().into()) };
        let before = Before::Known(said(&account, &row, &seen));
        let mut change = cx.change(can, user.as_str(), &Detail::WhatsappAccountUnassigned { before })?;
        change.rely_on(&seen);
        whatsapp_accounts::unassign(&mut change, can, id, user);
        cx.commit(change).await?;
        Ok(().into())
    }
}
