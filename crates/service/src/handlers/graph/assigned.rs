//! Who may do what with a WhatsApp account, from both sides (product 2.2).

use contract::table::{
    GraphAssignUser, GraphListAdAccounts, GraphListAssetGroups, GraphListAssets, GraphListAssigned, GraphListCatalogs,
    GraphListPages, GraphUnassignUser,
};
use contract::{Endpoint, GraphPage, GraphVersion, Node, SystemUserNode};
use domain::audit::{Before, Detail};
use domain::business::{Task, Tasks};
use serde_json::{Value, json};
use store::whatsapp_accounts::{self, LIMIT, UNIQUE_ASSIGNMENT, WhatsappAccountRow};
use store::{DbError, Seen, graph_nodes};

use super::super::whatsapp_accounts::assign::{limit, said};
use super::nodes::whatsapp;
use super::success;
use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::caller::{Found, GraphCaller};
use crate::graph::page::{self, Asked};
use crate::graph::refusal;

async fn account<D: Deps>(
    deps: &D,
    caller: &GraphCaller,
    (method, text): (&str, &str),
) -> Result<Seen<WhatsappAccountRow>, Fail> {
    let none = || refusal::unknown_node(method, text);
    match caller.find(deps, text).await? {
        Some(Found::Whatsapp(id)) => whatsapp(deps, caller, &id).await?.ok_or_else(none),
        _ => Err(none()),
    }
}

impl<D: Deps> Handler<D> for GraphListAssigned {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let caller = &cx.proof;
        let account = account(cx.deps, caller, ("GET", &cx.path.1.text)).await?;
        let asked = Asked::of(&cx.body)?;
        let machine = &caller.machine;
        let all = whatsapp_accounts::assigned(machine, &account.id);
        let (all, business) =
            store::both(cx.db(), all, graph_nodes::of(&machine.account, machine.account.as_str())).await?;
        let shown = |one: &whatsapp_accounts::Assigned| {
            let node = json!({
                "id": one.graph_id, "name": one.username, "tasks": one.tasks,
                "business": { "id": business }, "user_type": "SYSTEM_USER",
            });
            let usual = ["id", "name", "tasks"];
            Ok((one.graph_id.to_string(), page::fields(&node, asked.fields.as_deref(), &usual, "AssignedUser")?))
        };
        // Whoever does not see the others sees itself.
        let all = all.iter().filter(|one| caller.sees_others() || caller.is_own(&one.id));
        let items = all.map(shown).collect::<Result<Vec<_>, Fail>>()?;
        Ok(page::page_of((cx.deps, cx.place()), caller, &asked, items)?.into())
    }
}

impl<D: Deps> Handler<D> for GraphAssignUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let caller = &cx.proof;
        let account = account(cx.deps, caller, ("POST", &cx.path.1.text)).await?;
        caller.must_manage()?;
        let known = || Task::ALL.iter().map(|task| task.as_str()).collect::<Vec<_>>().join(", ");
        let wrong = || refusal::parameter("tasks", &format!("Param tasks must be a list of {{{}}}", known()));
        let one = |text: &String| Task::try_from(text.trim().to_uppercase()).map_err(|_| wrong());
        let tasks = cx.body.tasks.0.iter().map(one).collect::<Result<Vec<_>, Fail>>()?;
        let tasks = Tasks::try_from(tasks).map_err(|_| wrong())?;
        let user = caller.user_named(cx.deps, ("user", &cx.body.user.0), cx.meta.now).await?;
        let seen = whatsapp_accounts::assignment(&caller.machine, &account.id, &user.id).of(cx.db()).await?;
        let detail = Detail::WhatsappAccountAssigned { after: said(&account, &user, &tasks) };
        let mut change = cx.graph_change(user.id.as_str(), &detail)?;
        whatsapp_accounts::assign(&mut change, &caller.machine, (&account.id, &user.id), &tasks, seen.as_ref());
        match cx.commit(change).await {
            Ok(_) => Ok(success().into()),
            // Somebody else was faster: from the beginning, with what is true now.
            Err(error) if error.is_unique(UNIQUE_ASSIGNMENT) => Err(DbError::Guard("moved".to_owned()).into()),
            // One of them is gone: from the beginning, which says of which there is none.
            Err(DbError::ForeignKey) => Err(DbError::Guard("moved".to_owned()).into()),
            Err(error) if error.is_invariant(LIMIT) => Err(limit()),
            Err(error) => Err(error.into()),
        }
    }
}

impl<D: Deps> Handler<D> for GraphUnassignUser {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let caller = &cx.proof;
        let account = account(cx.deps, caller, ("DELETE", &cx.path.1.text)).await?;
        caller.must_manage()?;
        let user = caller.user_named(cx.deps, ("user", &cx.body.user.0), cx.meta.now).await?;
        let seen = whatsapp_accounts::assignment(&caller.machine, &account.id, &user.id).of(cx.db()).await?;
        // It is not assigned, which is all that was wanted.
        let Some(seen) = seen else { return Ok(success().into()) };
        let before = Before::Known(said(&account, &user, &seen));
        let mut change = cx.graph_change(user.id.as_str(), &Detail::WhatsappAccountUnassigned { before })?;
        change.rely_on(&seen);
        whatsapp_accounts::unassign(&mut change, &caller.machine, &account.id, &user.id);
        match cx.commit(change).await {
            Ok(_) => Ok(success().into()),
            Err(error) if error.is_guard("unchanged") => Ok(success().into()),
            Err(error) => Err(error.into()),
        }
    }
}

impl<D: Deps> Handler<D> for GraphListAssets {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let caller = &cx.proof;
        let user = caller.system_user(cx.deps, ("GET", &cx.path.1.text), cx.meta.now).await?;
        let asked = Asked::of(&cx.body)?;
        let all = whatsapp_accounts::assets(&caller.machine, &user.id).of(cx.db()).await?;
        let shown = |one: &whatsapp_accounts::Asset| {
            let node = json!({ "id": one.graph_id, "name": one.name, "tasks": one.tasks });
            let fields = page::fields(&node, asked.fields.as_deref(), &["id", "name"], "WhatsAppBusinessAccount")?;
            Ok((one.graph_id.to_string(), fields))
        };
        let items = all.iter().map(shown).collect::<Result<Vec<_>, Fail>>()?;
        Ok(page::page_of((cx.deps, cx.place()), caller, &asked, items)?.into())
    }
}

/// The list of what Tenure has nothing of.
async fn nothing<D: Deps, E>(cx: &Cx<'_, D, E>) -> Result<Answer<Value>, Fail>
where
    E: Endpoint<Reply = Value, Path = (GraphVersion, Node<SystemUserNode>), Body = GraphPage>,
    E::Auth: Authenticate<Proof = GraphCaller>,
{
    cx.proof.system_user(cx.deps, ("GET", &cx.path.1.text), cx.meta.now).await?;
    let asked = Asked::of(&cx.body)?;
    Ok(page::page_of((cx.deps, cx.place()), &cx.proof, &asked, Vec::new())?.into())
}

macro_rules! nothing {
    ($($name:ident),+) => {$(
        impl<D: Deps> Handler<D> for $name {
            async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
                nothing(&cx).await
            }
        }
    )+};
}

nothing! { GraphListPages, GraphListAdAccounts, GraphListCatalogs, GraphListAssetGroups }
