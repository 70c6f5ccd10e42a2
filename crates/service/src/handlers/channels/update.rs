//! Changing a channel.

use contract::table::UpdateChannel;
use contract::{Channel, ChannelKind, Code};
use domain::audit::{self, Before, Detail};
use domain::field::FieldCode;
use store::all_three;
use store::channels::{self, Changes};

use super::{given, of_one, shown, taken};
use crate::answer::Answer;
use crate::carrier::credential::Credential;
use crate::cx::{Cx, Handler};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::webhooks::settings::address;

impl<D: Deps> Handler<D> for UpdateChannel {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Channel>, Fail> {
        let (id, body, can) = (&cx.path, &cx.body, &cx.proof);
        let wanted = body.subaccount_ids.as_deref();
        let (row, found, source) = all_three(
            cx.db(),
            channels::get(can, id),
            channels::subaccounts(can, wanted.unwrap_or_default()),
            channels::source(can, body.source_id.as_ref().and_then(|choice| choice.0.as_ref())),
        )
        .await?;
        let row = row.ok_or_else(|| Fail::new(Code::NotFound))?;
        let kind =
            ChannelKind::parse(&row.kind).ok_or_else(|| Fail::internal("a stored channel is of no known kind"))?;
        let named = wanted.map(|ids| given(can, ids, &found)).transpose()?;
        if body.source_id.as_ref().is_some_and(|choice| choice.0.is_some()) && source.is_none() {
            return Err(Fail::field("source_id", FieldCode::NotFound));
        }
        of_one(row.environment, &found, source.as_ref().map(|(_, its)| *its))?;
        let simulated = kind == ChannelKind::Simulator;
        let credential = match &body.credential {
            Some(_) if simulated => return Err(Fail::field("credential", FieldCode::UnknownField)),
            Some(sent) => Some(Credential::read(kind, sent).map_err(Fail::fields)?),
            None => None,
        };
        let address = match body.address.as_ref().map(|choice| choice.0.as_deref()) {
            None => None,
            Some(None) if kind == ChannelKind::Http => return Err(Fail::field("address", FieldCode::Required)),
            Some(None) => Some(None),
            Some(Some(_)) if simulated => return Err(Fail::field("address", FieldCode::UnknownField)),
            Some(Some(text)) => Some(Some(address(cx.deps, cx.config, "address", text).await?)),
        };
        // Whoever points a channel elsewhere would be sent the credential there: only who knows it may.
        let moves = address.as_ref().is_some_and(|address| *address != row.address);
        if moves && row.sealed.is_some() && credential.is_none() {
            return Err(Fail::field("credential", FieldCode::Required));
        }
        let sealed = match &credential {
            Some(it) => Some((it.settings().to_text(), it.seal(cx.deps, cx.config, (can.account(), id))?)),
            None => None,
        };
        let after = audit::Channel {
            name: body.name.as_ref().map(|name| name.as_str().to_owned()),
            kind: None,
            medium: None,
            origin: body.origin.as_ref().map(|origin| origin.as_str().to_owned()),
            address: address.clone(),
            subaccounts: named,
            status: body.status,
            credential_changed: credential.as_ref().map(|_| true),
            environment: None,
            credential_expires_at: None,
        };
        let detail = Detail::ChannelUpdated { before: Before::ReadInTheBatch, after };
        let mut change = channels::change(can, cx.stamp()?, id, &detail);
        // Address and credential were judged as they were read.
        change.rely_on(&row);
        let changes = Changes {
            name: body.name.as_ref().map(|name| name.as_str()),
            origin: body.origin.as_ref().map(|origin| origin.as_str()),
            address: address.as_ref().map(Option::as_deref),
            credential: sealed.as_ref().map(|(settings, sealed)| (settings.as_str(), sealed.as_str())),
            source: body.source_id.as_ref().map(|choice| choice.0.as_ref()),
            status: body.status,
            subaccounts: wanted,
        };
        channels::update(&mut change, can, id, &changes, body.version);
        let after = change.then(channels::get(can, id));
        let after = match cx.commit(change).await {
            Ok(mut committed) => committed.take(after)?,
            Err(error) => {
                let all = row.subaccounts.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
                return Err(
                    taken(cx.db(), can, (&row.medium, row.environment), id, wanted.unwrap_or(&all), error).await
                );
            }
        };
        shown(after.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner(), cx.meta.now).map(Answer::from)
    }
}
