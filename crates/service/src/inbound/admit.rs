//! Does a call come from whom the source takes calls of? Looked at before anything in it is read.

use contract::{Code, Provider, RefusedWhy, SourceAuthentication, client};
use domain::network::allows;
use domain::system_user::Status;
use messaging::inbound::{ChallengeRefusal, challenge};
use messaging::signature::{VerifyRefusal, verify_meta};

use super::{Known, key_digest};
use crate::credential::Credential;
use crate::crypto::same_secret;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{CalledFrom, Gate, Use};
use crate::http::{Body, Request};
use crate::limited;
use crate::meta::Meta;
use crate::refusals::{Holder, Reason};

/// A call is refused.
#[derive(Debug)]
pub struct Refusal {
    /// Why, for the admin.
    pub why: RefusedWhy,
    /// What the caller is told.
    pub fail: Fail,
}

impl Refusal {
    /// With this code.
    pub fn new(why: RefusedWhy, code: Code) -> Self {
        Self { why, fail: Fail::new(code) }
    }
}

/// Admits a call, or says why not. The error is a fault of ours.
pub async fn admit<D: Deps>(
    gate: &Gate<'_, D>,
    meta: &Meta,
    known: &Known,
    request: &Request,
) -> Result<Result<(), Refusal>, Fail> {
    if known.seen.status != Status::Active {
        return Ok(Err(Refusal::new(RefusedWhy::SourceInactive, Code::NotFromHere)));
    }
    let address = request.ip.as_deref().and_then(|ip| ip.trim().parse().ok());
    if !allows(&known.seen.networks, address) {
        return Ok(Err(Refusal::new(RefusedWhy::ForeignNetwork, Code::NotFromHere)));
    }
    // Meta's handshake brings its own proof, the verify token.
    if known.provider == Provider::MetaWhatsapp && request.method != "POST" {
        return Ok(handshake(known, request));
    }
    match known.authentication {
        SourceAuthentication::Signature => Ok(signed(known, request)),
        SourceAuthentication::Address => Ok(keyed(known, request)),
        SourceAuthentication::SystemUser => by_system_user(gate, meta, known, request).await,
    }
}

fn handshake(known: &Known, request: &Request) -> Result<(), Refusal> {
    let query = request.query.as_deref().unwrap_or_default();
    match known.secrets.verify_token.as_ref().map(|token| challenge(query, token)) {
        None | Some(Err(ChallengeRefusal::WrongToken)) => {
            Err(Refusal::new(RefusedWhy::WrongVerifyToken, Code::NotFromHere))
        }
        // What is no handshake at all is refused by the endpoint.
        Some(_) => Ok(()),
    }
}

fn signed(known: &Known, request: &Request) -> Result<(), Refusal> {
    let Body::Bytes(bytes) = &request.body else {
        return Err(Refusal::new(RefusedWhy::TooLarge, Code::PayloadTooLarge));
    };
    let secrets: Vec<_> = known.secrets.app_secret.iter().collect();
    let header = request.headers.get("x-hub-signature-256");
    verify_meta(&secrets, bytes, header.as_deref().map(str::trim)).map_err(|why| match why {
        VerifyRefusal::MissingHeader => Refusal::new(RefusedWhy::NoSignature, Code::BadSignature),
        _ => Refusal::new(RefusedWhy::WrongSignature, Code::BadSignature),
    })
}

fn keyed(known: &Known, request: &Request) -> Result<(), Refusal> {
    // The key alone is read: beside it may be a text of another encoding.
    let pairs = request.query.as_deref().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(name, _)| client::percent_decode(name).as_deref() == Some("key"));
    let given = values.next().and_then(|(_, key)| client::percent_decode(key)).filter(|key| !key.is_empty());
    let is_ours = given
        .zip(known.secrets.key_digest.as_deref())
        .is_some_and(|(key, stored)| same_secret(&key_digest(&known.seen.id, &key), stored));
    if is_ours { Ok(()) } else { Err(Refusal::new(RefusedWhy::WrongKey, Code::BadSignature)) }
}

async fn by_system_user<D: Deps>(
    gate: &Gate<'_, D>,
    meta: &Meta,
    known: &Known,
    request: &Request,
) -> Result<Result<(), Refusal>, Fail> {
    let wrong = |fail| Ok(Err(Refusal { why: RefusedWhy::WrongCredential, fail }));
    let Some(credential) = Credential::read(&*request.headers) else {
        return wrong(Fail::refused(Reason::Missing, None));
    };
    let machine = match gate.check(&credential, request.ip.as_deref(), meta.now).await {
        Ok(machine) => machine,
        Err(fail) if fail.code == Code::InvalidToken => return wrong(fail),
        Err(fault) => return Err(fault),
    };
    let holder = Holder::from(&machine);
    let is_meant = known.seen.account == holder.account
        && known.seen.environment == machine.environment
        && known.seen.system_user.as_ref().is_none_or(|wanted| *wanted == holder.system_user);
    if is_meant {
        limited::take(gate.deps, gate.state, &machine, meta).await?;
    }
    let took = gate.deps.now().since(meta.now);
    let from = CalledFrom { ip: request.ip.as_deref(), agent: meta.user_agent.as_deref(), took };
    gate.note_use(&holder, if is_meant { Use::Call(from) } else { Use::Refused(from) }, meta.now);
    if is_meant { Ok(Ok(())) } else { wrong(Fail::new(Code::InvalidToken)) }
}
