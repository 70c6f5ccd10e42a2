//! Something by its number.

use contract::table::GraphNode;
use domain::ids::{AppId, WhatsappAccountId, WhatsappNumberId};
use domain::scope::Scope;
use serde_json::{Value, json};
use store::{Seen, apps, graph_nodes, whatsapp_accounts};

use super::system_users;
use crate::answer::Answer;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::caller::{Found, GraphCaller};
use crate::graph::{page, refusal};

impl<D: Deps> Handler<D> for GraphNode {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Value>, Fail> {
        let (caller, text) = (&cx.proof, cx.path.1.text.as_str());
        let wanted = page::names(cx.body.fields.as_ref().map(|fields| fields.0.as_str()));
        let none = || refusal::unknown_node("GET", text);
        let usual: &[&str] = &["id", "name"];
        let (node, usual, kind) = match caller.find(cx.deps, text).await?.ok_or_else(none)? {
            Found::Business => (business(cx.deps, caller).await?, usual, "Business"),
            Found::SystemUser(_) => {
                let row = caller.system_user(cx.deps, ("GET", text), cx.meta.now).await?;
                (system_users::node(&row), usual, "SystemUser")
            }
            Found::App(id) => (app(cx.deps, caller, &id).await?.ok_or_else(none)?, usual, "Application"),
            Found::Whatsapp(id) => {
                let row = account(cx.deps, caller, &id).await?.ok_or_else(none)?;
                (row, usual, "WhatsAppBusinessAccount")
            }
            Found::Phone(id) => {
                let phone = phone(cx.deps, caller, &id).await?.ok_or_else(none)?;
                (phone, &["id", "display_phone_number", "verified_name"][..], "WhatsAppBusinessPhoneNumber")
            }
        };
        Ok(page::fields(&node, wanted.as_deref(), usual, kind)?.into())
    }
}

async fn business<D: Deps>(deps: &D, caller: &GraphCaller) -> Result<Value, Fail> {
    caller.needs(Scope::BusinessManagement)?;
    let (name, number) = store::both(
        deps.db(),
        store::accounts::name(&caller.machine),
        graph_nodes::of(&caller.machine.account, caller.machine.account.as_str()),
    )
    .await?;
    Ok(json!({ "id": number, "name": name }))
}

/// An app that its own tokens ask about, or an Admin.
async fn app<D: Deps>(deps: &D, caller: &GraphCaller, id: &AppId) -> Result<Option<Value>, Fail> {
    let own = caller.app.as_ref().is_some_and(|app| app.id == *id);
    if !own && !caller.manages() {
        return Ok(None);
    }
    let row = apps::get(&caller.machine, id).of(deps.db()).await?;
    Ok(row.map(|row| json!({ "id": row.graph_id, "name": row.name })))
}

/// A WhatsApp account that the caller is assigned to; an Admin sees all.
pub(super) async fn whatsapp<D: Deps>(
    deps: &D,
    caller: &GraphCaller,
    id: &WhatsappAccountId,
) -> Result<Option<Seen<whatsapp_accounts::WhatsappAccountRow>>, Fail> {
    let machine = &caller.machine;
    if !caller.manages() {
        caller.needs(Scope::WhatsappBusinessManagement)?;
    }
    let row = whatsapp_accounts::get(machine, id);
    let own = whatsapp_accounts::assignment(machine, id, &machine.system_user);
    let (row, own) = store::both(deps.db(), row, own).await?;
    Ok(row.filter(|_| own.is_some() || caller.manages()))
}

async fn account<D: Deps>(deps: &D, caller: &GraphCaller, id: &WhatsappAccountId) -> Result<Option<Value>, Fail> {
    let row = whatsapp(deps, caller, id).await?;
    Ok(row.map(|row| json!({ "id": row.graph_id, "name": row.name })))
}

async fn phone<D: Deps>(deps: &D, caller: &GraphCaller, id: &WhatsappNumberId) -> Result<Option<Value>, Fail> {
    let Some((account, _)) = whatsapp_accounts::of_number(&caller.machine, id).of(deps.db()).await? else {
        return Ok(None);
    };
    let row = whatsapp(deps, caller, &account).await?;
    Ok(row.and_then(|row| {
        let number = row.numbers.iter().find(|number| number.id == *id)?;
        Some(json!({
            "id": number.graph_id, "display_phone_number": number.display_number, "verified_name": row.name,
        }))
    }))
}
