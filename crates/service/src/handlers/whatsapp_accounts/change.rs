//! Changing a WhatsApp account: its name, its phone numbers; and taking it out.

use contract::table::{AddWhatsappNumber, DeleteWhatsappAccount, RemoveWhatsappNumber, UpdateWhatsappAccount};
use contract::{Code, WhatsappAccount};
use domain::audit::{self, Before, Detail};
use domain::business::GraphId;
use domain::field::FieldCode;
use domain::ids::{WhatsappAccountId, WhatsappNumberId};
use domain::permission::SystemUsersManage;
use domain::principal::Can;
use store::whatsapp_accounts::{self, NumberRow, UNIQUE_NUMBER, WhatsappAccountRow};
use store::{Seen, graph_nodes};

use super::super::apps::{refused, whole};
use super::{said, shown};
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

async fn load(
    deps: &impl Deps,
    can: &Can<SystemUsersManage>,
    id: &WhatsappAccountId,
) -> Result<Seen<WhatsappAccountRow>, Fail> {
    whole(can)?;
    whatsapp_accounts::get(can, id).of(deps.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))
}

/// What an event says of its numbers, before and after.
fn numbers(before: &WhatsappAccountRow, after: Vec<String>) -> Detail {
    let before = audit::WhatsappAccount { numbers: said(before).numbers, ..Default::default() };
    let after = audit::WhatsappAccount { numbers: Some(after), ..Default::default() };
    Detail::WhatsappAccountUpdated { before: Before::Known(before), after }
}

impl<D: Deps> Handler<D> for UpdateWhatsappAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WhatsappAccount>, Fail> {
        let (id, can, name) = (&cx.path, &cx.proof, cx.body.name.as_str());
        let seen = load(cx.deps, can, id).await?;
        let before = audit::WhatsappAccount { name: Some(seen.name.clone()), ..Default::default() };
        let after = audit::WhatsappAccount { name: Some(name.to_owned()), ..Default::default() };
        let detail = Detail::WhatsappAccountUpdated { before: Before::Known(before), after };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        whatsapp_accounts::update(&mut change, can, id, Some(name), cx.body.version);
        let after = change.then(whatsapp_accounts::get(can, id));
        let mut done = cx.commit(change).await?;
        let row = done.take(after)?.ok_or_else(|| Fail::new(Code::NotFound))?;
        Ok(shown(row.into_inner())?.into())
    }
}

impl<D: Deps> Handler<D> for AddWhatsappNumber {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WhatsappAccount>, Fail> {
        let (id, can, now) = (&cx.path, &cx.proof, cx.meta.now);
        let seen = load(cx.deps, can, id).await?;
        let given = &cx.body.display_number;
        let new = NumberRow {
            id: WhatsappNumberId::new(now, random(cx.deps)?),
            graph_id: GraphId::new(random(cx.deps)?),
            number: given.digits(),
            display_number: given.as_str().to_owned(),
        };
        let after = seen.numbers.iter().chain([&new]).map(|one| one.number.clone()).collect();
        let mut change = cx.change(can, id.as_str(), &numbers(&seen, after))?;
        change.rely_on(&seen);
        whatsapp_accounts::update(&mut change, can, id, None, seen.version);
        graph_nodes::insert(&mut change, new.id.as_str(), &new.graph_id);
        whatsapp_accounts::add_number(&mut change, can, id, &new.id, (&new.number, &new.display_number));
        let mut row = seen.into_inner();
        row.version += 1;
        row.numbers.push(new);
        let reply = shown(row)?;
        match cx.commit_with(change, &reply).await {
            Ok(()) => Ok(reply.into()),
            Err(error) if error.is_unique(UNIQUE_NUMBER) => Err(Fail::field("display_number", FieldCode::Taken)),
            Err(error) => Err(refused(error)),
        }
    }
}

impl<D: Deps> Handler<D> for RemoveWhatsappNumber {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let ((id, number), can) = (&cx.path, &cx.proof);
        let seen = load(cx.deps, can, id).await?;
        if !seen.numbers.iter().any(|one| one.id == *number) {
            return Err(Fail::new(Code::NotFound));
        }
        let after = seen.numbers.iter().filter(|one| one.id != *number).map(|one| one.number.clone()).collect();
        let mut change = cx.change(can, id.as_str(), &numbers(&seen, after))?;
        change.rely_on(&seen);
        whatsapp_accounts::update(&mut change, can, id, None, seen.version);
        whatsapp_accounts::remove_number(&mut change, can, id, number);
        cx.commit(change).await?;
        Ok(().into())
    }
}

impl<D: Deps> Handler<D> for DeleteWhatsappAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let seen = load(cx.deps, can, id).await?;
        let detail = Detail::WhatsappAccountDeleted { before: Before::Known(said(&seen)) };
        let mut change = cx.change(can, id.as_str(), &detail)?;
        change.rely_on(&seen);
        whatsapp_accounts::delete(&mut change, can, id);
        cx.commit(change).await?;
        Ok(().into())
    }
}
