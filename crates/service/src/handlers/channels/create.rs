//! Making a channel.

use contract::table::CreateChannel;
use contract::{Channel, ChannelKind, FieldError, NamedSubaccount, PersonRef, SourceRef};
use domain::audit::{self, Detail};
use domain::field::FieldCode;
use domain::ids::ChannelId;
use domain::renewal::Renewal;
use domain::system_user::Status;
use store::both;
use store::channels::{self, NewChannel};

use super::{environment, given, of_one, taken};
use crate::answer::Answer;
use crate::carrier::credential::{Credential, Settings};
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::handlers::webhooks::settings::address;

/// What the kind asks for: an address of its own, a credential, or neither.
fn complete(body: &contract::CreateChannel) -> Result<Option<Credential>, Fail> {
    let mut errors = Vec::new();
    let simulated = body.kind == ChannelKind::Simulator;
    match body.address.as_deref().filter(|text| !text.trim().is_empty()) {
        None if body.kind == ChannelKind::Http => errors.push(FieldError::at("address", FieldCode::Required)),
        Some(_) if simulated => errors.push(FieldError::at("address", FieldCode::UnknownField)),
        _ => {}
    }
    let credential = match &body.credential {
        Some(_) if simulated => {
            errors.push(FieldError::at("credential", FieldCode::UnknownField));
            None
        }
        Some(sent) => Credential::read(body.kind, sent).map_err(|wrong| errors.extend(wrong)).ok(),
        None => {
            if matches!(body.kind, ChannelKind::Sinch | ChannelKind::Meta) {
                errors.push(FieldError::at("credential", FieldCode::Required));
            }
            None
        }
    };
    // Meta has WhatsApp alone.
    if body.kind == ChannelKind::Meta && body.medium != contract::Medium::Whatsapp {
        errors.push(FieldError::at("medium", FieldCode::InvalidChoice));
    }
    if errors.is_empty() { Ok(credential) } else { Err(Fail::fields(errors)) }
}

impl<D: Deps> Handler<D> for CreateChannel {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Channel>, Fail> {
        let (body, can) = (&cx.body, &cx.proof);
        let credential = complete(body)?;
        let wanted = body.subaccount_ids.as_deref().unwrap_or_default();
        let (found, source) =
            both(cx.db(), channels::subaccounts(can, wanted), channels::source(can, body.source_id.as_ref())).await?;
        let named = given(can, wanted, &found)?;
        if body.source_id.is_some() && source.is_none() {
            return Err(Fail::field("source_id", FieldCode::NotFound));
        }
        let of_source = source.as_ref().map(|(_, its)| *its);
        let environment = environment(body.environment, &found, of_source);
        of_one(environment, &found, of_source)?;
        let address = match body.address.as_deref().filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(address(cx.deps, cx.config, "address", text).await?),
            None => None,
        };
        let id = ChannelId::new(cx.meta.now, random(cx.deps)?);
        let settings = credential.as_ref().map(Credential::settings).unwrap_or_default();
        let sealed = credential.as_ref().map(|it| it.seal(cx.deps, cx.config, (can.account(), &id))).transpose()?;
        let after = audit::Channel {
            name: Some(body.name.as_str().to_owned()),
            kind: Some(body.kind.as_str().to_owned()),
            medium: Some(body.medium.as_str().to_owned()),
            origin: Some(body.origin.as_str().to_owned()),
            address: Some(address.clone()),
            subaccounts: Some(named),
            status: Some(Status::Active),
            credential_changed: sealed.as_ref().map(|_| true),
            environment: environment.is_test().then_some(environment),
            credential_expires_at: None,
        };
        let mut change = cx.change(can, id.as_str(), &Detail::ChannelCreated { after })?;
        let new = NewChannel {
            id: &id,
            kind: body.kind.as_str(),
            medium: body.medium.as_str(),
            name: body.name.as_str(),
            origin: body.origin.as_str(),
            address: address.as_deref(),
            settings: &settings.to_text(),
            sealed: sealed.as_deref(),
            source: body.source_id.as_ref(),
            environment,
            subaccounts: wanted,
        };
        channels::insert(&mut change, can, &new);
        let Settings { username, phone_number_id, app_id, header_names } = settings;
        let reply = Channel {
            kind: body.kind,
            medium: body.medium,
            name: body.name.as_str().to_owned(),
            origin: body.origin.as_str().to_owned(),
            environment,
            all_subaccounts: wanted.is_empty(),
            subaccounts: found.into_iter().map(|one| NamedSubaccount { id: one.id, name: one.name }).collect(),
            address,
            username,
            phone_number_id,
            app_id,
            header_names,
            has_credential: sealed.is_some(),
            credential_expires_at: None,
            // The clock asks the carrier when it ends.
            renewal: (body.kind == ChannelKind::Meta).then_some(Renewal::Unknown),
            renewal_error: None,
            source: body.source_id.clone().zip(source).map(|(id, (name, _))| SourceRef { id, name }),
            status: Status::Active,
            created_by: PersonRef { id: can.human().user.clone(), name: can.human().name.clone() },
            version: 1,
            created_at: cx.meta.now,
            id,
        };
        match cx.commit_with(change, &reply).await {
            Ok(()) => Ok(reply.into()),
            Err(error) => Err(taken(cx.db(), can, (body.medium.as_str(), environment), &reply.id, wanted, error).await),
        }
    }
}
