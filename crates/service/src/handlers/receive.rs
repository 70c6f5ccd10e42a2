//! `/in/{source_id}`: what carriers post. Proved, read, and stored in one batch; then the webhooks are told.

use std::sync::Arc;

use contract::table::{ReceiveInbound, ReceiveInboundByQuery};
use contract::{Code, Endpoint, InboundAccepted, Provider, RefusedWhy};
use domain::ids::{InboundSourceId, RefusedId};
use messaging::inbound::{Updates, challenge};
use store::Db;
use store::inbound_sources;

use crate::answer::Answer;
use crate::authn::Authenticate;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::Gate;
use crate::http::Body;
use crate::inbound::{self, Ids, Known, Refusal, admit, excerpt};

impl<D: Deps> Handler<D> for ReceiveInbound {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InboundAccepted>, Fail> {
        let id = cx.path.clone();
        let known = admitted(&cx, &id).await?;
        let body = match &cx.request.body {
            Body::Bytes(bytes) if bytes.len() <= Self::INFO.body_limit => bytes.as_slice(),
            _ => return Err(refused(&cx, &known, too_large(), String::new()).await),
        };
        let text = || excerpt(&String::from_utf8_lossy(body.get(..4_096).unwrap_or(body)));
        if !is_json(&cx) {
            let refusal = Refusal::new(RefusedWhy::WrongMediaType, Code::UnsupportedMediaType);
            return Err(refused(&cx, &known, refusal, text()).await);
        }
        let updates = inbound::read(known.provider, known.medium, known.mapping.as_ref(), body);
        accept(&cx, &known, updates, text).await.map(Answer::from)
    }
}

impl<D: Deps> Handler<D> for ReceiveInboundByQuery {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<InboundAccepted>, Fail> {
        let id = cx.path.clone();
        let known = admitted(&cx, &id).await?;
        let query = cx.request.query.as_deref().unwrap_or_default();
        let text = || excerpt(&inbound::without_secrets(query));
        match (known.provider, &known.secrets.verify_token) {
            (Provider::SinchSms, _) => accept(&cx, &known, inbound::read_query(query), text).await.map(Answer::from),
            (Provider::MetaWhatsapp, Some(token)) => match challenge(query, token) {
                Ok(answer) => {
                    let reply = InboundAccepted { accepted: 0, refused: 0 };
                    Ok(Answer { text: Some(answer), ..Answer::from(reply) })
                }
                Err(_) => {
                    let refusal = Refusal::new(RefusedWhy::NoHandshake, Code::MalformedBody);
                    Err(refused(&cx, &known, refusal, text()).await)
                }
            },
            _ => {
                let refusal = Refusal::new(RefusedWhy::WrongMethod, Code::MalformedBody);
                Err(refused(&cx, &known, refusal, text()).await)
            }
        }
    }
}

fn too_large() -> Refusal {
    Refusal::new(RefusedWhy::TooLarge, Code::PayloadTooLarge)
}

/// Is the body JSON, as far as its headers say? Carriers are not strict with the type; a compressed body is not read.
fn is_json<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>) -> bool
where
    E::Auth: Authenticate,
{
    let header = |name| cx.request.headers.get(name).unwrap_or_default().trim().to_ascii_lowercase();
    let media = header("content-type");
    let media = media.split(';').next().unwrap_or_default().trim();
    let plain = matches!(header("content-encoding").as_str(), "" | "identity");
    plain && (matches!(media, "" | "application/json" | "text/json" | "text/plain") || media.ends_with("+json"))
}

/// The source, once the call has proved where it is from. What memory says no to is looked at again with what is stored.
async fn admitted<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, id: &InboundSourceId) -> Result<Arc<Known>, Fail>
where
    E::Auth: Authenticate,
{
    let gate = Gate { deps: cx.deps, config: cx.config, state: cx.state };
    // A handshake writes nothing that could have the record's version as its condition: it is never taken from memory.
    let writes = |known: &Arc<Known>| known.provider != Provider::MetaWhatsapp || cx.request.method == "POST";
    if let Some(known) = cx.state.sources(|sources| sources.get(id)).filter(writes)
        && admit(&gate, cx.meta, &known, cx.request).await?.is_ok()
    {
        return Ok(known);
    }
    let Some(seen) = inbound_sources::by_id(id).of(cx.db()).await? else {
        cx.state.sources(|sources| sources.forget(id));
        return Err(Fail::new(Code::NotFound));
    };
    let known = Arc::new(Known::of(cx.config, seen)?);
    cx.state.sources(|sources| sources.put(&known));
    match admit(&gate, cx.meta, &known, cx.request).await? {
        Ok(()) => Ok(known),
        Err(refusal) => {
            let text = match &cx.request.body {
                Body::Bytes(bytes) if !bytes.is_empty() => {
                    excerpt(&String::from_utf8_lossy(bytes.get(..4_096).unwrap_or(bytes)))
                }
                _ => excerpt(&inbound::without_secrets(cx.request.query.as_deref().unwrap_or_default())),
            };
            Err(refused(cx, &known, refusal, text).await)
        }
    }
}

/// Keeps a call that is refused for the admin to look at. Calls that prove nothing are not all kept.
async fn refused<D: Deps, E: Endpoint>(cx: &Cx<'_, D, E>, known: &Known, refusal: Refusal, text: String) -> Fail
where
    E::Auth: Authenticate,
{
    let (id, now) = (&known.seen.id, cx.meta.now);
    if cx.state.sources(|sources| sources.is_to_keep(id, refusal.why, now)) {
        let random = match random(cx.deps) {
            Ok(random) => random,
            Err(fail) => return fail,
        };
        let row = (RefusedId::new(now, random), refusal.why.as_str(), text);
        if let Err(error) = cx.db().commit(&inbound_sources::keep_refused(id, row, now)).await {
            // The carrier comes again, and is refused then.
            return error.into();
        }
    }
    refusal.fail
}

/// Stores what was read.
async fn accept<D: Deps, E: Endpoint>(
    cx: &Cx<'_, D, E>,
    known: &Arc<Known>,
    updates: Updates,
    text: impl FnOnce() -> String,
) -> Result<InboundAccepted, Fail>
where
    E::Auth: Authenticate,
{
    let (source, now) = (&known.seen, cx.meta.now);
    let updates = match updates {
        Ok(updates) => updates,
        Err(bad) => {
            let refusal = Refusal::new(inbound::why_payload(bad), Code::MalformedBody);
            return Err(refused(cx, known, refusal, text()).await);
        }
    };
    let rows = inbound::rows(&source.id, updates, &mut Ids::new(now, random(cx.deps)?), now);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let accepted = count(rows.messages.len() + rows.states.len());
    let reply = InboundAccepted { accepted, refused: count(rows.refused.len()) };
    if accepted == 0 && reply.refused == 0 {
        // Changes of other kinds, such as the fate of a template: nothing of ours.
        return Ok(reply);
    }
    inbound::store(cx.deps, cx.state, known, rows).await?;
    // A call of which nothing can be read is refused as a whole.
    if accepted == 0 { Err(Fail::new(Code::MalformedBody)) } else { Ok(reply) }
}
