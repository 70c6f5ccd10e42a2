//! Refusals, in the shape of the surface that refuses.

use contract::endpoint::ErrorShape;
use contract::{Code, FieldError, Problem};
use domain::ids::RequestId;
use domain::locale::Locale;
use serde_json::{Value, json};

use crate::config::Config;
use crate::cx::{Meta, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::graph::{refusal, route};
use crate::http::{Reply, Request};
use crate::{credential, log, oauth};

/// How errors of a path are written to which no endpoint belongs.
pub(super) fn shape_of(path: &str) -> ErrorShape {
    if route::is_graph(path) { ErrorShape::Graph } else { ErrorShape::Problem }
}

/// The status of a refusal.
pub(super) fn status_of(shape: ErrorShape, fail: &Fail) -> u16 {
    if shape == ErrorShape::Graph { refusal::status(fail) } else { shape.status(fail.code) }
}

/// What is said of a path that nothing answers.
pub(super) fn no_such_call(request: &Request, code: Code) -> Fail {
    if !route::is_graph(&request.path) {
        return Fail::new(code);
    }
    let mut parts = request.path.split('/').skip(2);
    match (parts.next().unwrap_or_default(), parts.next()) {
        (_, Some("ads_access_token")) => refusal::retired(),
        (node, _) if code == Code::MethodNotAllowed => Fail { code, ..refusal::unknown_node(&request.method, node) },
        (_, Some(edge)) => refusal::unknown_path(&format!("/{edge}")),
        (node, None) => refusal::unknown_node(&request.method, node),
    }
}

/// Writes a refusal in the shape of its surface.
pub(super) fn refuse(
    config: &Config,
    request: &Request,
    meta: &Meta,
    fail: &Fail,
    (allow, shape): (Option<String>, ErrorShape),
) -> Reply {
    let locale = Locale::negotiate(&request.headers.get("accept-language").unwrap_or_default());
    let (media, body) = match shape {
        ErrorShape::Problem => ("application/problem+json", serde_json::to_vec(&problem(locale, meta, fail))),
        ErrorShape::Sinch => ("application/json", serde_json::to_vec(&sinch_error(fail))),
        ErrorShape::OAuth => ("application/json", serde_json::to_vec(&oauth::error(fail))),
        ErrorShape::Graph => ("application/json", serde_json::to_vec(&refusal::body(fail, locale, meta.id.as_str()))),
    };
    let mut own_headers = vec![("content-type", media.to_owned())];
    if shape == ErrorShape::Problem {
        own_headers.push(("content-language", locale.as_str().to_owned()));
        own_headers.push(("vary", "accept-language".to_owned()));
    }
    if let Some(seconds) = fail.retry_after {
        own_headers.push(("retry-after", seconds.to_string()));
    }
    let challenge = credential::challenge(config, fail, shape, &*request.headers);
    own_headers.extend(challenge.map(|text| ("www-authenticate", text)));
    own_headers.extend(allow.map(|methods| ("allow", methods)));
    Reply { status: status_of(shape, fail), own_headers, body: body.unwrap_or_default() }
}

fn problem(locale: Locale, meta: &Meta, fail: &Fail) -> Problem {
    let mut errors: Vec<FieldError> = fail.errors.clone();
    errors.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    Problem {
        kind: format!("/problems/{}", fail.code.as_str()),
        title: locale::problem::title(locale, fail.code).to_owned(),
        status: fail.code.status(),
        detail: Some(locale::problem::detail(locale, fail.code).to_owned()),
        instance: meta.id.to_string(),
        code: fail.code,
        errors,
        facts: fail.facts.clone().into_iter().collect(),
    }
}

/// Sinch's documented refusal, word for word, for whatever is wrong with the pair (product 3.3); its numbers for
/// the rest.
fn sinch_error(fail: &Fail) -> Value {
    let message = match (fail.code, fail.words()) {
        (Code::InvalidToken, _) => {
            "Authentication Error: No user was found with this combination of username and Authentication token."
        }
        (_, Some(words)) => words,
        (other, None) => locale::problem::title(Locale::En, other),
    };
    json!({ "errorCode": ErrorShape::Sinch.status(fail.code), "errorMessage": message })
}

/// The answer of a deployment whose configuration is wrong: the log says what exactly.
pub fn misconfigured(deps: &impl Deps, why: &str) -> Reply {
    log::event(deps, true, "misconfigured", why);
    let now = deps.now();
    let id = RequestId::new(now, random(deps).unwrap_or_default());
    let problem = json!({
        "type": "/problems/unavailable", "title": locale::problem::title(Locale::En, Code::Unavailable), "status": 503,
        "detail": "The deployment is not configured. Its log says what is missing.", "instance": id, "code": Code::Unavailable,
    });
    Reply {
        status: 503,
        own_headers: vec![
            ("content-type", "application/problem+json".to_owned()),
            ("retry-after", "30".to_owned()),
            ("cache-control", "no-store".to_owned()),
            ("x-request-id", id.to_string()),
        ],
        body: problem.to_string().into_bytes(),
    }
}
