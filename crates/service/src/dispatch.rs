//! From a request to an answer: route, authenticate, parse, handle, write. Nothing else serves HTTP.

mod find;
mod refuse;

use core::cell::{Cell, RefCell};

use contract::endpoint::{BodyFormat, ErrorShape, Info};
use contract::headers::{RATE_LIMIT, RATE_LIMIT_POLICY, TOKEN_EXPIRES};
use contract::json::NoObject;
use contract::table::{self, ENDPOINTS};
use contract::{AuthKind, Code, Fields, PathArgs, Request as _, client};
use domain::ids::RequestId;
use domain::rate;
use domain::token_rules::TOLD_BEFORE;
use store::tail::Line as Seen;

use self::find::{Route, exact, find};
pub use self::refuse::misconfigured;
use self::refuse::{no_such_call, refuse, shape_of, status_of};
use crate::answer::{Answer, File};
use crate::authn::{Asking, Authenticate, Caller};
use crate::chain::clock;
use crate::config::Config;
use crate::cx::{Cx, Handler, Meta, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{CalledFrom, Gate, State, Use, note_refusal};
use crate::graph::{caller, route as graph_route};
use crate::http::{Body, Reply, Request};
use crate::idempotency::Retry;
use crate::log::{self, Line};
use crate::refused_use::RefusedCall;
use crate::{origin, watched};

/// Answers one request. Never fails: what goes wrong is an answer, too.
pub async fn serve<D: Deps>(deps: &D, config: &Config, state: &State, request: Request) -> Reply {
    let request = graph_route::versioned(request);
    let now = deps.now();
    let id = RequestId::new(now, random(deps).unwrap_or_default());
    // It is kept with sessions, where it may be read: a token that somebody put there is not.
    let user_agent = request
        .headers
        .get("user-agent")
        .filter(|ua| !domain::text::holds_token(ua))
        .map(|ua| ua.chars().filter(|c| !c.is_control()).take(300).collect());
    let host = request.headers.get("host");
    let meta =
        Meta { id, now, ip: request.ip.clone(), host, user_agent, stamped: Cell::new(false), left: RefCell::default() };
    let mut line = Line::default();
    // When the answer was known: the clock is asked once for all who want to know how long it took.
    let mut done = now;
    let mut ends_at = None;
    let mut whose = None;

    let answers_itself = |info: &Info| info.path == request.path && info.answers("OPTIONS");
    let outcome = if request.method == "OPTIONS" && !ENDPOINTS.iter().any(answers_itself) {
        preflight(config, &request)
    } else {
        match exact(&request.method, &request.path).unwrap_or_else(|| find(&request.method, &request.path)) {
            Route::Found(index, args) => {
                line.endpoint = ENDPOINTS.get(index).map(|info| info.id);
                let call = Call { deps, config, state, meta: &meta, request: &request, args: &args };
                let mut caller = Caller::default();
                let outcome = route(index, &call, &mut caller).await;
                done = deps.now();
                if let Some(holder) = &caller.token {
                    let from = CalledFrom {
                        ip: request.ip.as_deref(),
                        agent: meta.user_agent.as_deref(),
                        took: done.since(now),
                    };
                    let how = if outcome.is_ok() { Use::Call(from) } else { Use::Refused(from) };
                    Gate { deps, config, state }.note_use(holder, how, now);
                }
                (line.account, line.actor, ends_at) = (caller.account, caller.actor, caller.ends_at);
                whose = caller.token;
                if outcome.is_ok() && meta.stamped.get() {
                    clock::seal_behind(deps, config, state, now);
                }
                outcome
            }
            Route::WrongMethod(allow) => Err((no_such_call(&request, Code::MethodNotAllowed), Some(allow))),
            Route::Nothing => Err((no_such_call(&request, Code::NotFound), None)),
        }
    };

    let took = done.since(now);
    let mut code = None;
    let mut reply = match outcome {
        Ok(reply) => {
            log::request(deps, &meta, (&request.method, took), &line, reply.status, None);
            reply
        }
        Err((fail, allow)) => {
            let shape = ENDPOINTS
                .iter()
                .find(|info| Some(info.id) == line.endpoint)
                .map_or_else(|| shape_of(&request.path), |info| info.shape);
            code = Some(fail.code.as_str().to_owned());
            whose = whose.or_else(|| fail.refused.as_ref()?.holder.clone());
            // Of credentials that are refused again and again only the first has a line of its own.
            let told = fail.refused.as_ref().is_none_or(|refused| {
                log::refusals(deps, state.refusals_due(now));
                let call = RefusedCall { request: &meta.id, ip: meta.ip.as_deref(), at: now };
                note_refusal(deps, state, refused, call)
            });
            if told {
                log::request(deps, &meta, (&request.method, took), &line, status_of(shape, &fail), Some(&fail));
            }
            refuse(config, &request, &meta, &fail, (allow, shape))
        }
    };
    if let Some(holder) = &whose {
        watched::note(deps, state, holder, now, || Seen {
            call: line.endpoint.unwrap_or_default().to_owned(),
            status: reply.status,
            code,
            ip: meta.ip.clone(),
            token: holder.token.clone(),
            took,
            left_out: 0,
        });
    }
    reply.own_headers.push(("x-request-id", meta.id.as_str().to_owned()));
    if graph_route::is_graph(&request.path) {
        reply.own_headers.push(("x-fb-trace-id", meta.id.as_str().to_owned()));
    }
    // It is in the record of the token: nothing is read for it.
    let told = ends_at.filter(|end| end.since(now) <= TOLD_BEFORE);
    reply.own_headers.extend(told.map(|end| (TOKEN_EXPIRES, end.to_rfc3339())));
    let left = meta.left.take();
    if !left.is_empty() {
        reply.own_headers.push((RATE_LIMIT_POLICY, rate::policy_field(&left)));
        reply.own_headers.push((RATE_LIMIT, rate::field(&left)));
    }
    reply.own_headers.push(("cache-control", "no-store".to_owned()));
    reply.own_headers.extend(origin::cors(config, &*request.headers));
    if request.method == "HEAD" {
        reply.body.clear();
    }
    reply
}

type Outcome = Result<Reply, (Fail, Option<String>)>;

fn preflight(config: &Config, request: &Request) -> Outcome {
    let Route::WrongMethod(allow) = find("OPTIONS", &request.path) else {
        return Err((Fail::new(Code::NotFound), None));
    };
    let mut own_headers = vec![("allow", allow.clone())];
    let cors = origin::cors(config, &*request.headers);
    if cors.iter().any(|(name, _)| *name == "access-control-allow-origin") {
        own_headers.extend(origin::preflight(&allow));
    }
    Ok(Reply { status: 204, own_headers, body: Vec::new() })
}

/// All that one call needs, whatever its types.
struct Call<'a, D: Deps> {
    deps: &'a D,
    config: &'a Config,
    state: &'a State,
    meta: &'a Meta,
    request: &'a Request,
    args: &'a [&'a str],
}

macro_rules! routes {
    ($($name:ident),+) => {
        /// The endpoints by their place in the table.
        enum Index { $($name),+ }

        async fn route<D: Deps>(index: usize, call: &Call<'_, D>, caller: &mut Caller) -> Outcome {
            // Boxed, so that the largest handler's state is not reserved for every request.
            $(if index == Index::$name as usize {
                return Box::pin(run::<D, table::$name>(call, caller)).await.map_err(|fail| (fail, None));
            })+
            Err((Fail::new(Code::NotFound), None))
        }
    };
}

contract::for_each_endpoint!(routes);

/// How often a call is begun when what it had read changed before it could write.
const BEGINNINGS: usize = 4;

/// Authenticates, parses, handles; from the beginning again when what was read on the way has changed meanwhile, so that
/// the answer is the one that fits what is true now. An endpoint of the table without a handler does not compile here.
async fn run<D: Deps, E: Handler<D>>(call: &Call<'_, D>, caller: &mut Caller) -> Result<Reply, Fail>
where
    E::Auth: Authenticate,
{
    for _ in 1..BEGINNINGS {
        match once::<D, E>(call, caller).await {
            Err(fail) if fail.moved => *caller = Caller::default(),
            other => return other,
        }
    }
    once::<D, E>(call, caller).await
}

async fn once<D: Deps, E: Handler<D>>(call: &Call<'_, D>, caller: &mut Caller) -> Result<Reply, Fail>
where
    E::Auth: Authenticate,
{
    let info = E::INFO;
    let Call { deps, config, state, meta, request, args } = *call;
    let proof = {
        let gate = Gate { deps, config, state };
        let (headers, body) = (&*request.headers, &request.body);
        let safe = info.method.is_safe();
        let (path, query) = (request.path.as_str(), request.query.as_deref());
        let unlimited = info.unlimited;
        let asking = Asking { deps, config, state, gate, path, query, headers, body, safe, unlimited, meta };
        E::Auth::authenticate(&asking, caller).await?
    };
    let path = E::Path::parse(args).map_err(|_| Fail::new(Code::NotFound))?;
    let query = match client::parse_form(request.query.as_deref().unwrap_or_default()) {
        // It is read with the body.
        _ if info.format == BodyFormat::Graph => Fields::new(),
        Ok(query) => known::<E::Query>(&info, query),
        Err(_) if info.ignores_unknown() && E::Query::FIELDS.is_empty() => Fields::new(),
        Err(NoObject::Malformed) => return Err(Fail::new(Code::InvalidFields)),
        Err(NoObject::Doubled(error)) => return Err(Fail::fields(vec![error])),
    };
    let query = E::Query::parse(query).map_err(Fail::fields)?;
    let (body, raw) = read_body(&info, request)?;
    let body = known::<E::Body>(&info, body);
    let retry = match info.idempotent {
        true => {
            let query = request.query.as_deref().unwrap_or_default();
            Retry::read(&*request.headers, config, caller, &info, (args, query), raw)?
        }
        false => None,
    };
    if let Some(retry) = &retry
        && let Some(kept) = retry.replay(deps, config, meta.now).await?
    {
        return Ok(json_reply(info.status, kept, None));
    }
    let body = E::Body::parse(body).map_err(Fail::fields)?;
    let cx = Cx { deps, config, state, meta, request, proof, path, query, body, retry: retry.clone() };
    let answer = match (E::handle(cx).await, &retry) {
        (Ok(answer), _) => answer,
        // Another request with the same key was faster: its answer is the answer.
        (Err(fail), Some(retry)) if retry.lost(&fail) => {
            let kept = retry.replay(deps, config, meta.now).await?.ok_or(fail)?;
            return Ok(json_reply(info.status, kept, None));
        }
        (Err(fail), _) => return Err(fail),
    };
    let Answer { reply, cookie, text, file, headers } = answer;
    if let Some(File { headers, text }) = file {
        return Ok(with_cookie(Reply { status: info.status, own_headers: headers, body: text.into_bytes() }, cookie));
    }
    if let Some(text) = text {
        let own_headers = vec![("content-type", "text/plain; charset=utf-8".to_owned())];
        return Ok(with_cookie(Reply { status: info.status, own_headers, body: text.into_bytes() }, cookie));
    }
    if matches!(info.status, 202 | 204) {
        return Ok(with_cookie(Reply { status: info.status, own_headers: headers, body: Vec::new() }, cookie));
    }
    let body = serde_json::to_vec(&reply).map_err(|e| Fail::internal(format!("reply: {e}")))?;
    Ok(json_reply(info.status, body, cookie))
}

fn json_reply(status: u16, body: Vec<u8>, cookie: Option<String>) -> Reply {
    with_cookie(Reply { status, own_headers: vec![("content-type", "application/json".to_owned())], body }, cookie)
}

fn with_cookie(mut reply: Reply, cookie: Option<String>) -> Reply {
    reply.own_headers.extend(cookie.map(|c| ("set-cookie", c)));
    reply
}

/// Without what the surface leaves alone: names that it does not know, and on OAuth's names without a value, too
/// (RFC 6749 §3.2).
fn known<R: contract::Request>(info: &Info, mut fields: Fields) -> Fields {
    if info.ignores_unknown() {
        fields.retain(|name, _| R::FIELDS.contains(&name.as_str()));
    }
    if info.shape == ErrorShape::OAuth {
        fields.retain(|_, value| value.as_str() != Some(""));
    }
    fields
}

/// The fields of the body, and its bytes.
fn read_body<'r>(info: &Info, request: &'r Request) -> Result<(Fields, &'r [u8]), Fail> {
    // What a carrier sends is looked at by its source: what is refused is kept there, whatever is wrong with it.
    if info.format == BodyFormat::None || info.auth == AuthKind::Carrier {
        return Ok((Fields::new(), &[]));
    }
    let bytes = match &request.body {
        Body::Bytes(bytes) if bytes.len() <= info.body_limit => bytes.as_slice(),
        _ => return Err(Fail::new(Code::PayloadTooLarge).with("limit_bytes", info.body_limit)),
    };
    let graph_fields = || {
        let all = caller::params(&*request.headers, request.query.as_deref(), &request.body);
        let all = all.ok_or_else(|| Fail::new(Code::MalformedBody))?;
        caller::one_method(&request.method, &all)?;
        Ok::<_, Fail>(all)
    };
    match (info.format, bytes.is_empty()) {
        (BodyFormat::Graph, true) => return Ok((graph_fields()?, bytes)),
        (BodyFormat::Raw, true) => return Err(Fail::new(Code::MalformedBody)),
        // Without a field that must be there a body may be missing; with one, the field is missing.
        (BodyFormat::Raw, false) | (_, true) => return Ok((Fields::new(), bytes)),
        _ => {}
    }
    let media = request.headers.get("content-type").unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fields = match info.format {
        BodyFormat::Graph => Ok(graph_fields()?),
        BodyFormat::Form if media == "application/x-www-form-urlencoded" => {
            std::str::from_utf8(bytes).map_err(|_| NoObject::Malformed).and_then(client::parse_form)
        }
        BodyFormat::Json if media == "application/json" => contract::json::object(bytes),
        _ => return Err(Fail::new(Code::UnsupportedMediaType)),
    };
    let fields = fields.map_err(|why| match why {
        NoObject::Malformed => Fail::new(Code::MalformedBody),
        NoObject::Doubled(error) => Fail::fields(vec![error]),
    })?;
    Ok((fields, bytes))
}
