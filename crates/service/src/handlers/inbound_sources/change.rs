//! Making, changing and deleting a source; its secrets.

use contract::table::{CreateInboundSource, DeleteInboundSource, RotateSourceSecret, UpdateInboundSource};
use contract::{Code, InboundSource, InboundSourceWithSecret, Provider, SecretText, SourceAuthentication};
use domain::audit::{self, Before, Detail};
use domain::field::FieldCode;
use domain::ids::{InboundSourceId, SystemUserId};
use domain::network::Network;
use domain::permission::WebhooksManage;
use domain::principal::Can;
use domain::secret::Secret;
use domain::system_user::Status;
use store::inbound_sources::{self, Asked, Source, SourceRow, Update};
use store::{DbError, Seen};

use super::{mapping, show, url};
use crate::answer::Answer;
use crate::config::Config;
use crate::crypto::hex;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::inbound::{Secrets, key_digest};

/// How many networks a source may name.
const MOST_NETWORKS: usize = 50;
/// The longest app secret.
const LONGEST_SECRET: usize = 256;

/// A new secret of ours and what is shown of it, once.
struct Made {
    secret_url: Option<String>,
    verify_token: Option<String>,
}

/// Makes what a source of this kind has of ours: the key of its address, or a verify token.
fn make<D: Deps>(
    deps: &D,
    config: &Config,
    id: &InboundSourceId,
    (provider, authentication): (Provider, SourceAuthentication),
    secrets: &mut Secrets,
) -> Result<Made, Fail> {
    let text = hex(&random::<24>(deps)?);
    let mut made = Made { secret_url: None, verify_token: None };
    match (provider, authentication) {
        (_, SourceAuthentication::Address) => {
            secrets.key_digest = Some(key_digest(id, &text));
            made.secret_url = Some(format!("{}?key={text}", url(config, id)));
        }
        (Provider::MetaWhatsapp, _) => {
            secrets.verify_token = Some(Secret::new(text.clone()));
            made.verify_token = Some(text);
        }
        _ => {}
    }
    Ok(made)
}

fn app_secret(given: &SecretText) -> Result<Secret<String>, Fail> {
    match given.expose().trim() {
        "" => Err(Fail::field("app_secret", FieldCode::Required)),
        text if text.len() > LONGEST_SECRET => Err(Fail::field("app_secret", FieldCode::TooLong)),
        text => Ok(Secret::new(text.to_owned())),
    }
}

fn checked(networks: &[Network]) -> Result<(), Fail> {
    if networks.len() > MOST_NETWORKS { Err(Fail::field("networks", FieldCode::TooLong)) } else { Ok(()) }
}

/// The system user that a source asks for, which must be there.
async fn named<D: Deps>(
    deps: &D,
    can: &Can<WebhooksManage>,
    authentication: SourceAuthentication,
    id: Option<&SystemUserId>,
) -> Result<Option<Asked>, Fail> {
    let Some(id) = id else { return Ok(None) };
    if authentication != SourceAuthentication::SystemUser {
        return Err(Fail::field("system_user_id", FieldCode::InvalidChoice));
    }
    let found = inbound_sources::system_user(can, id).of(deps.db()).await?;
    found.map(Some).ok_or_else(|| Fail::field("system_user_id", FieldCode::NotFound))
}

impl<D: Deps> Handler<D> for CreateInboundSource {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InboundSourceWithSecret>, Fail> {
        let (body, can, now) = (&cx.body, &cx.proof, cx.meta.now);
        // A source belongs to the account as a whole.
        if can.within().is_some() {
            return Err(Fail::new(Code::BeyondYourOwn));
        }
        let (provider, authentication) = (body.provider, body.authentication);
        if !provider.authentications().contains(&authentication) {
            return Err(Fail::field("authentication", FieldCode::InvalidChoice));
        }
        let medium = match (provider.medium(), body.medium) {
            (Some(own), Some(said)) if own != said => return Err(Fail::field("medium", FieldCode::InvalidChoice)),
            (own, said) => own.or(said).ok_or_else(|| Fail::field("medium", FieldCode::Required))?,
        };
        let fields = match (provider, &body.mapping) {
            (Provider::Generic, None) => return Err(Fail::field("mapping", FieldCode::Required)),
            (Provider::Generic, Some(fields)) => Some(mapping(fields).map(|_| fields)?),
            (_, Some(_)) => return Err(Fail::field("mapping", FieldCode::InvalidChoice)),
            (_, None) => None,
        };
        let mut secrets = Secrets {
            app_secret: match (authentication, &body.app_secret) {
                (SourceAuthentication::Signature, None) => return Err(Fail::field("app_secret", FieldCode::Required)),
                (SourceAuthentication::Signature, Some(given)) => Some(app_secret(given)?),
                (_, Some(_)) => return Err(Fail::field("app_secret", FieldCode::InvalidChoice)),
                (_, None) => None,
            },
            ..Secrets::default()
        };
        let networks = body.networks.clone().unwrap_or_default();
        checked(&networks)?;
        let system_user = named(cx.deps, can, authentication, body.system_user_id.as_ref()).await?;
        let of_asked = system_user.as_ref().map(|(.., its)| *its);
        let environment = body.environment.or(of_asked).unwrap_or_default();
        if of_asked.is_some_and(|its| its != environment) {
            return Err(Fail::field("system_user_id", FieldCode::OtherEnvironment));
        }
        let id = InboundSourceId::new(now, random(cx.deps)?);
        let made = make(cx.deps, cx.config, &id, (provider, authentication), &mut secrets)?;
        let human = can.human();
        let row = SourceRow {
            source: Source {
                account: human.account.clone(),
                provider: provider.as_str().to_owned(),
                medium: medium.as_str().to_owned(),
                authentication: authentication.as_str().to_owned(),
                system_user: body.system_user_id.clone(),
                sealed: secrets.seal(cx.config, (can.account(), &id), random(cx.deps)?)?,
                networks,
                mapping: fields.and_then(|fields| serde_json::to_string(fields).ok()),
                status: Status::Active,
                environment,
                id,
            },
            name: body.name.as_str().to_owned(),
            system_user: system_user.map(|(username, status, _)| (username, status)),
            last_received_at: None,
            last_refused_at: None,
            refused: 0,
            created_by: human.user.clone(),
            created_by_name: human.name.clone(),
            creator: Some((human.name.clone(), Status::Active)),
            created_at: now,
            version: 1,
            name_key: String::new(),
        };
        let after = audit::InboundSource {
            name: Some(row.name.clone()),
            provider: Some(row.source.provider.clone()),
            authentication: Some(row.source.authentication.clone()),
            networks: Some(row.source.networks.iter().map(ToString::to_string).collect()),
            status: Some(Status::Active),
            environment: environment.is_test().then_some(environment),
            ..Default::default()
        };
        let mut change = cx.change(can, row.source.id.as_str(), &Detail::InboundSourceCreated { after })?;
        inbound_sources::insert(&mut change, can, &row.source, &row.name);
        let reply = InboundSourceWithSecret {
            inbound_source: show(cx.config, row)?,
            secret_url: made.secret_url,
            verify_token: made.verify_token,
        };
        cx.commit_with(change, &reply).await?;
        Ok(reply.into())
    }
}

/// The source as it is now, with what it is proved by.
async fn found<D: Deps>(
    deps: &D,
    can: &Can<WebhooksManage>,
    id: &InboundSourceId,
) -> Result<(Seen<SourceRow>, Provider, SourceAuthentication), Fail> {
    let seen = inbound_sources::get(can, id).of(deps.db()).await?.ok_or_else(|| Fail::new(Code::NotFound))?;
    let kinds = Provider::parse(&seen.source.provider).zip(SourceAuthentication::parse(&seen.source.authentication));
    let (provider, authentication) = kinds.ok_or_else(|| Fail::internal("a stored source of no known kind"))?;
    Ok((seen, provider, authentication))
}

impl<D: Deps> Handler<D> for UpdateInboundSource {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InboundSource>, Fail> {
        let (id, body, can) = (&cx.path, &cx.body, &cx.proof);
        let (seen, provider, authentication) = found(cx.deps, can, id).await?;
        let fields = match (&body.mapping, provider) {
            (Some(fields), Provider::Generic) => {
                mapping(fields)?;
                serde_json::to_string(fields).ok()
            }
            (Some(_), _) => return Err(Fail::field("mapping", FieldCode::InvalidChoice)),
            (None, _) => None,
        };
        let sealed = match (&body.app_secret, authentication) {
            (Some(given), SourceAuthentication::Signature) => {
                let kept = Secrets::open(cx.config, &seen.source)?;
                let secrets = Secrets { app_secret: Some(app_secret(given)?), ..kept };
                secrets.seal(cx.config, (can.account(), id), random(cx.deps)?)?
            }
            (Some(_), _) => return Err(Fail::field("app_secret", FieldCode::InvalidChoice)),
            (None, _) => None,
        };
        checked(body.networks.as_deref().unwrap_or_default())?;
        let system_user = body.system_user_id.as_ref().map(|choice| choice.0.as_ref());
        let asked = named(cx.deps, can, authentication, system_user.flatten()).await?;
        if asked.is_some_and(|(.., its)| its != seen.source.environment) {
            return Err(Fail::field("system_user_id", FieldCode::OtherEnvironment));
        }
        let update = Update {
            name: body.name.as_ref().map(|name| name.as_str()),
            status: body.status,
            system_user,
            sealed: sealed.as_deref(),
            networks: body.networks.as_deref(),
            mapping: fields.as_deref(),
        };
        let after = audit::InboundSource {
            name: update.name.map(str::to_owned),
            networks: body.networks.as_ref().map(|all| all.iter().map(ToString::to_string).collect()),
            status: body.status,
            secret_changed: sealed.is_some().then_some(true),
            ..Default::default()
        };
        let detail = Detail::InboundSourceUpdated { before: Before::ReadInTheBatch, after };
        let mut change = inbound_sources::change(can, cx.stamp()?, id, &detail);
        // The new secret is sealed together with the one that was read.
        if sealed.is_some() {
            change.rely_on(&seen);
        }
        inbound_sources::update(&mut change, can, id, &update, body.version);
        let row = change.then(inbound_sources::get(can, id));
        let row = cx.commit(change).await?.take(row)?;
        cx.state.sources(|sources| sources.forget(id));
        Ok(show(cx.config, row.ok_or_else(|| Fail::new(Code::NotFound))?.into_inner())?.into())
    }
}

impl<D: Deps> Handler<D> for DeleteInboundSource {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let detail = Detail::InboundSourceDeleted { before: Before::ReadInTheBatch };
        let mut change = inbound_sources::change(can, cx.stamp()?, id, &detail);
        inbound_sources::delete(&mut change, can, id);
        cx.commit(change).await.map_err(|error| match error {
            DbError::ForeignKey => Fail::new(Code::InboundSourceInUse),
            other => other.into(),
        })?;
        cx.state.sources(|sources| sources.forget(id));
        Ok(().into())
    }
}

impl<D: Deps> Handler<D> for RotateSourceSecret {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InboundSourceWithSecret>, Fail> {
        let (id, can) = (&cx.path, &cx.proof);
        let (seen, provider, authentication) = found(cx.deps, can, id).await?;
        let mut secrets = Secrets::open(cx.config, &seen.source)?;
        let made = make(cx.deps, cx.config, id, (provider, authentication), &mut secrets)?;
        if made.secret_url.is_none() && made.verify_token.is_none() {
            return Err(Fail::new(Code::NothingToRotate));
        }
        let sealed = secrets.seal(cx.config, (can.account(), id), random(cx.deps)?)?;
        let after = audit::InboundSource { secret_changed: Some(true), ..Default::default() };
        let detail = Detail::InboundSourceUpdated { before: Before::ReadInTheBatch, after };
        let mut change = inbound_sources::change(can, cx.stamp()?, id, &detail);
        change.rely_on(&seen);
        let version = seen.version;
        inbound_sources::update(
            &mut change,
            can,
            id,
            &Update { sealed: sealed.as_deref(), ..Update::default() },
            version,
        );
        let row = SourceRow { version: version + 1, ..seen.into_inner() };
        let reply = InboundSourceWithSecret {
            inbound_source: show(cx.config, row)?,
            secret_url: made.secret_url,
            verify_token: made.verify_token,
        };
        cx.commit_with(change, &reply).await?;
        cx.state.sources(|sources| sources.forget(id));
        Ok(reply.into())
    }
}
