//! Adding a WhatsApp account: by hand, or with the name and the number of a channel.

use contract::WhatsappAccount;
use contract::table::CreateWhatsappAccount;
use domain::audit::Detail;
use domain::business::{GraphId, PhoneNumber};
use domain::field::FieldCode;
use domain::ids::{WhatsappAccountId, WhatsappNumberId};
use domain::name::AssetName;
use store::whatsapp_accounts::{NumberRow, UNIQUE_NUMBER, WhatsappAccountRow};
use store::{channels, graph_nodes, whatsapp_accounts};

use super::super::apps::{refused, whole};
use super::{said, shown};
use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for CreateWhatsappAccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<WhatsappAccount>, Fail> {
        let (can, body, now) = (&cx.proof, &cx.body, cx.meta.now);
        whole(can)?;
        let channel = match &body.channel_id {
            None => None,
            Some(id) => {
                let found = channels::by_id(can.account(), id).of(cx.db()).await?;
                let found = found.ok_or_else(|| Fail::field("channel_id", FieldCode::NotFound))?;
                if found.medium != "whatsapp" {
                    return Err(Fail::field("channel_id", FieldCode::InvalidChoice));
                }
                Some(found)
            }
        };
        let name = body.name.as_ref().map(AssetName::as_str).or_else(|| channel.as_ref().map(|one| one.name.as_str()));
        let name = name.ok_or_else(|| Fail::field("name", FieldCode::Required))?;
        let id = WhatsappAccountId::new(now, random(cx.deps)?);
        let mut numbers = Vec::new();
        if let Some(channel) = &channel {
            let number = PhoneNumber::try_from(channel.origin.clone())
                .map_err(|_| Fail::field("channel_id", FieldCode::InvalidChoice))?;
            numbers.push(NumberRow {
                id: WhatsappNumberId::new(now, random(cx.deps)?),
                graph_id: GraphId::new(random(cx.deps)?),
                number: number.digits(),
                display_number: format!("+{}", number.digits()),
            });
        }
        let human = can.human();
        let row = WhatsappAccountRow {
            id,
            graph_id: GraphId::new(random(cx.deps)?),
            name: name.to_owned(),
            version: 1,
            created_by: (human.user.to_string(), human.name.clone()),
            created_at: now,
            numbers,
            assigned: 0,
        };
        let detail = Detail::WhatsappAccountCreated { after: said(&row) };
        let mut change = cx.change(can, row.id.as_str(), &detail)?;
        if let Some(channel) = &channel {
            change.rely_on(channel);
        }
        graph_nodes::insert(&mut change, row.id.as_str(), &row.graph_id);
        whatsapp_accounts::insert(&mut change, can, &row.id, name);
        for one in &row.numbers {
            graph_nodes::insert(&mut change, one.id.as_str(), &one.graph_id);
            let texts = (one.number.as_str(), one.display_number.as_str());
            whatsapp_accounts::add_number(&mut change, can, &row.id, &one.id, texts);
        }
        let reply = shown(row)?;
        match cx.commit_with(change, &reply).await {
            Ok(()) => Ok(reply.into()),
            Err(error) if error.is_unique(UNIQUE_NUMBER) => Err(Fail::field("channel_id", FieldCode::Taken)),
            Err(error) => Err(refused(error)),
        }
    }
}
