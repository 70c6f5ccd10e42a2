//! OpenAPI 3.1, made from the table.

// It builds a document, and answers no request.
#![allow(clippy::indexing_slicing, reason = "a JSON object that is being built")]

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::auth::{AuthKind, Freshness};
use crate::endpoint::{ANY_METHOD, BodyFormat, Endpoint, ErrorShape, Info, OAUTH_ERRORS, PathArgs as _};
use crate::example::sample;
use crate::headers::{AS_USER, RATE_LIMIT, RATE_LIMIT_POLICY, TOKEN_EXPIRES};
use crate::problem::Code;
use crate::request::LARGEST;
use crate::table::ENDPOINTS;
use domain::field::FieldCode;
use domain::ids::RequestId;

/// The document.
pub fn document() -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into()).into_generator();
    let mut paths = Map::new();
    macro_rules! add_all {
        ($($name:ident),+) => { $(add::<crate::table::$name>(&mut generator, &mut paths);)+ };
    }
    for_each_endpoint!(add_all);
    let mut schemas = generator.take_definitions(true);
    schemas.values_mut().for_each(bound_integers);
    macro_rules! open_bodies {
        ($($name:ident),+) => {$(
            if crate::table::$name::INFO.ignores_unknown() {
                let name = <<crate::table::$name as Endpoint>::Body as JsonSchema>::schema_name();
                // What the surface leaves alone is no violation.
                if let Some(body) = schemas.get_mut(name.as_ref()).and_then(Value::as_object_mut) {
                    body.remove("additionalProperties");
                }
            }
        )+};
    }
    for_each_endpoint!(open_bodies);
    schemas.insert("Problem".to_owned(), problem_schema());
    schemas.insert("SinchError".to_owned(), sinch_schema());
    paths.values_mut().for_each(bound_integers);
    schemas.insert("OAuthError".to_owned(), oauth_schema());
    schemas.insert("GraphError".to_owned(), graph_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tenure",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "An identity of its own for a chatbot: system users, their tokens, and the people who look after them.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": all_headers(),
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-tenure", "description": "Console session. Unsafe methods need `Origin` or `Sec-Fetch-Site` of our own." },
                "bearer": { "type": "http", "scheme": "bearer", "description": "A system user's token." },
                "username": { "type": "apiKey", "in": "header", "name": "UserName", "description": "With `AuthenticationToken`: the pair that Sinch's clients send." },
                "client": { "type": "http", "scheme": "basic", "description": "OAuth client authentication (RFC 6749 §2.3.1): a system user's username and token, both form-encoded; or `client_id` and `client_secret` in the form." },
                "authentication_token": { "type": "apiKey", "in": "header", "name": "AuthenticationToken" },
            },
        },
    })
}

fn add<E: Endpoint>(generator: &mut SchemaGenerator, paths: &mut Map<String, Value>)
where
    E::Query: JsonSchema,
    E::Body: JsonSchema,
    E::Reply: JsonSchema,
{
    let info = E::INFO;
    let mut operation = json!({
        "operationId": info.id,
        "summary": info.doc.trim().split_once('.').map_or(info.doc.trim(), |(first, _)| first),
        "description": described(&info),
        "tags": [info.tag],
        "security": security(&info),
        "parameters": parameters::<E>(generator),
        "responses": responses::<E>(generator),
    });
    if let Some(asked) = fresh(info.fresh) {
        operation["x-fresh-proof"] = json!(asked.0);
    }
    let media = match info.format {
        BodyFormat::None => None,
        BodyFormat::Json | BodyFormat::Raw => Some("application/json"),
        BodyFormat::Form => Some("application/x-www-form-urlencoded"),
        // What changes nothing is asked for in the query.
        BodyFormat::Graph if info.method.is_safe() => None,
        BodyFormat::Graph => Some("application/x-www-form-urlencoded"),
    };
    if let Some(media) = media {
        // What stands in for another API is not looked at: its own document says what it takes.
        let raw = info.format == BodyFormat::Raw;
        let schema = if raw { json!({}) } else { json!(generator.subschema_for::<E::Body>()) };
        let needed = E::Body::json_schema(generator).get("required").is_some();
        let example = E::example().filled(&mut |name| sample(name)).body;
        operation["requestBody"] =
            json!({ "required": needed || raw, "content": { media: { "schema": schema, "example": example } } });
    }
    let own = info.method.as_str();
    if let Some(bare) = info.unversioned().filter(|bare| ENDPOINTS.iter().any(|other| other.path == *bare)) {
        let mut like = operation.clone();
        like["operationId"] = json!(format!("{}_unversioned", info.id));
        if let Some(parameters) = like["parameters"].as_array_mut() {
            parameters.retain(|one| one["name"] != "version");
        }
        paths.entry(bare).or_insert_with(|| json!({}))[own.to_lowercase()] = like;
    }
    let path = paths.entry(info.path).or_insert_with(|| json!({}));
    for method in ANY_METHOD.into_iter().filter(|method| info.any_method && *method != own) {
        let method = method.to_lowercase();
        let mut like = operation.clone();
        like["operationId"] = json!(format!("{}_{method}", info.id));
        path[method] = like;
    }
    path[own.to_lowercase()] = operation;
}

/// When a fresh proof is asked for: for programs, and for people.
const fn fresh(freshness: Freshness) -> Option<(&'static str, &'static str)> {
    match freshness {
        Freshness::Unasked => None,
        Freshness::ForFiles => Some((
            "files",
            "For a file the session must be fresh: signed in, or proved by `POST /v1/sessions/current/proof`, within ten minutes. Otherwise 403 `fresh_proof_required`.",
        )),
        Freshness::Always => Some((
            "always",
            "The session must be fresh: signed in, or proved by `POST /v1/sessions/current/proof`, within ten minutes. Otherwise 403 `fresh_proof_required`.",
        )),
    }
}

fn described(info: &Info) -> String {
    let doc = info.doc.trim();
    fresh(info.fresh).map_or_else(|| doc.to_owned(), |(_, said)| format!("{doc}\n\n{said}"))
}

fn security(info: &Info) -> Value {
    let scopes: Vec<&str> = info.scope.iter().map(|scope| scope.as_str()).collect();
    let session = json!({ "session": [] });
    let bearer = json!({ "bearer": scopes });
    let pair = json!({ "username": scopes, "authentication_token": scopes });
    match info.auth {
        AuthKind::Public | AuthKind::Carrier => json!([]),
        AuthKind::SignedIn
        | AuthKind::Unfinished
        | AuthKind::Enrolling
        | AuthKind::SeesPeople
        | AuthKind::Owner
        | AuthKind::Needs(_) => json!([session]),
        AuthKind::Bot => json!([bearer, pair]),
        AuthKind::ClientOrNeeds(_) => json!([bearer, pair, { "client": scopes }, session]),
    }
}

fn parameters<E: Endpoint>(generator: &mut SchemaGenerator) -> Value
where
    E::Query: JsonSchema,
    E::Body: JsonSchema,
{
    let info = E::INFO;
    let mut all = Vec::new();
    let names = info.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let samples = E::example().filled(&mut |name| sample(name)).path;
    for ((name, schema), example) in names.zip(E::Path::schemas(generator)).zip(samples) {
        all.push(json!({ "name": name, "in": "path", "required": true, "schema": schema, "example": example }));
    }
    let in_query = info.format == BodyFormat::Graph && info.method.is_safe();
    let query = if in_query { E::Body::json_schema(generator) } else { E::Query::json_schema(generator) };
    let query = json!(query);
    let needed =
        |name: &String| query["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name.as_str()));
    for (name, schema) in query["properties"].as_object().into_iter().flatten() {
        let mut schema = schema.clone();
        let description = schema.as_object_mut().and_then(|s| s.remove("description"));
        never_null(&mut schema);
        all.push(
            json!({ "name": name, "in": "query", "required": needed(name), "description": description, "schema": schema }),
        );
    }
    // A machine's call is nobody's page: where one may call as well, the header is obeyed for sessions and not described.
    if info.auth.takes_session() && !matches!(info.auth, AuthKind::ClientOrNeeds(_)) {
        let id = domain::ids::UserId::json_schema(generator);
        all.push(json!({
            "name": AS_USER, "in": "header", "required": false,
            "description": "The person whom the caller takes the session to be of; another person's is refused with `other_person`.",
            "schema": id,
        }));
    }
    if info.idempotent {
        all.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "The same key and body within 24 hours answer the same; another body is refused.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$" },
        }));
    }
    Value::Array(all)
}

fn responses<E: Endpoint>(generator: &mut SchemaGenerator) -> Value
where
    E::Reply: JsonSchema,
{
    let info = E::INFO;
    let mut all = Map::new();
    let mut success = json!({ "description": "Done.", "headers": headers(&info, info.status) });
    if !matches!(info.status, 202 | 204) {
        success["content"] = json!({ "application/json": { "schema": generator.subschema_for::<E::Reply>() } });
    }
    all.insert(info.status.to_string(), success);
    let status_of = |code: &Code| info.shape.status(*code);
    for status in codes_of(&info).iter().map(status_of) {
        let codes: Vec<_> =
            codes_of(&info).iter().filter(|c| status_of(c) == status).map(|c| format!("`{}`", c.as_str())).collect();
        let (media, schema) = match info.shape {
            ErrorShape::Problem => ("application/problem+json", "Problem"),
            ErrorShape::Sinch => ("application/json", "SinchError"),
            ErrorShape::OAuth => ("application/json", "OAuthError"),
            ErrorShape::Graph => ("application/json", "GraphError"),
        };
        all.insert(
            status.to_string(),
            json!({
                "description": codes.join(", "),
                "headers": headers(&info, status),
                "content": { media: { "schema": { "$ref": format!("#/components/schemas/{schema}") } } },
            }),
        );
    }
    Value::Object(all)
}

/// The headers of an answer that clients have a use for.
fn headers(info: &Info, status: u16) -> Value {
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let mut all = json!({ "x-request-id": header("RequestId") });
    match status {
        401 => all["WWW-Authenticate"] = header("Challenge"),
        429 | 503 => all["Retry-After"] = header("RetryAfter"),
        _ => {}
    }
    // Where it is not known who calls, nothing is said of a token.
    if info.auth.takes_machines() && status != 401 {
        all[TOKEN_EXPIRES] = header("TokenExpires");
        all[RATE_LIMIT_POLICY] = header("RateLimitPolicy");
        all[RATE_LIMIT] = header("RateLimit");
    }
    all
}

fn all_headers() -> Value {
    let id = RequestId::json_schema(&mut SchemaGenerator::default());
    json!({
        "RequestId": {
            "required": true, "description": "The request's id, as in the log and in the audit events.", "schema": id,
        },
        "Challenge": {
            "required": true, "description": "The challenge (RFC 9110, RFC 6750); `Session` where a person signs in.",
            "schema": { "type": "string", "pattern": "^(Bearer|Basic|Session) realm=" },
        },
        "RetryAfter": {
            "required": true, "description": "In how many seconds to try again.",
            "schema": { "type": "integer", "minimum": 1 },
        },
        "TokenExpires": {
            "required": false, "description": "When the token that was called with ends, if that is within 30 days.",
            "schema": { "type": "string", "format": "date-time" },
        },
        "RateLimitPolicy": {
            "required": false,
            "description": "The limits that count for the call, where there are any: a structured list of policies (`system_user`, `token`) with quota `q` and window `w` in seconds (draft-ietf-httpapi-ratelimit-headers-11).",
            "schema": { "type": "string", "examples": ["\"token\";q=100;w=60"] },
        },
        "RateLimit": {
            "required": false,
            "description": "What is left of each policy: calls `r` for the next `t` seconds, as far as the place that answers knows.",
            "schema": { "type": "string", "examples": ["\"token\";r=50;t=30"] },
        },
    })
}

/// JSON of JavaScript clients, and the runtime, hold integers up to 2^53 - 1 exactly.
fn bound_integers(value: &mut Value) {
    match value {
        Value::Object(map) => {
            // Versions count from 1 (`Reader::version`).
            if let Some(version) = map.get_mut("properties").and_then(|all| all.get_mut("version"))
                && version["type"] == json!("integer")
            {
                version["minimum"] = json!(1);
            }
            if map.get("format").is_some_and(|format| format == "int64") {
                map.entry("minimum").or_insert_with(|| json!(-LARGEST));
                map.entry("maximum").or_insert_with(|| json!(LARGEST));
            }
            map.values_mut().for_each(bound_integers);
        }
        Value::Array(all) => all.iter_mut().for_each(bound_integers),
        _ => {}
    }
}

/// A query parameter may be left out, but has no way to be null.
fn never_null(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = map.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            map.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = map.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

/// All the codes that an endpoint can answer: its own, and those that follow from its line in the table.
pub fn codes_of(info: &Info) -> Vec<Code> {
    let mut codes = info.errors.to_vec();
    match info.auth {
        AuthKind::Public | AuthKind::Carrier => {}
        AuthKind::SignedIn | AuthKind::Unfinished | AuthKind::Enrolling => {}
        AuthKind::Owner => codes.extend([Code::OwnerOnly, Code::PasswordChangeRequired]),
        AuthKind::Bot => codes.push(Code::InvalidToken),
        AuthKind::SeesPeople | AuthKind::Needs(_) | AuthKind::ClientOrNeeds(_) => {
            codes.extend([Code::Forbidden, Code::PasswordChangeRequired]);
        }
    }
    match info.auth {
        AuthKind::Unfinished => {}
        AuthKind::Enrolling => codes.push(Code::TwoFactorRequired),
        auth if auth.takes_session() => codes.extend([Code::TwoFactorRequired, Code::EnrollmentRequired]),
        _ => {}
    }
    if info.auth.takes_session() {
        // A session is asked for: no call from elsewhere, and a machine's credential is told apart from none.
        codes.extend([Code::NotSignedIn, Code::InvalidToken, Code::ForeignOrigin, Code::OtherPerson]);
        if !matches!(info.auth, AuthKind::ClientOrNeeds(_)) {
            codes.push(Code::MachineNotAllowed);
        }
    } else if !info.method.is_safe() && info.auth == AuthKind::Public {
        codes.push(Code::ForeignOrigin);
    }
    if info.fresh != Freshness::Unasked {
        codes.push(Code::FreshProofRequired);
    }
    codes.extend(info.scope.map(|_| Code::InsufficientScope));
    if info.auth.takes_machines() {
        codes.push(Code::RateLimited);
    }
    if info.path.contains("{id}") {
        codes.push(Code::NotFound);
    }
    match info.format {
        BodyFormat::None => {}
        BodyFormat::Raw | BodyFormat::Graph => codes.extend([Code::MalformedBody, Code::PayloadTooLarge]),
        BodyFormat::Json | BodyFormat::Form => {
            codes.extend([Code::MalformedBody, Code::PayloadTooLarge, Code::UnsupportedMediaType]);
        }
    }
    if info.id != "healthz" {
        codes.extend([Code::InvalidFields, Code::Internal, Code::Unavailable]);
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn problem_schema() -> Value {
    let codes: Vec<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
    let field_codes: Vec<_> = FieldCode::ALL.iter().map(|c| c.as_str()).collect();
    json!({
        "type": "object",
        "description": "RFC 9457. Further members give facts by code, e.g. `system_user` with `subaccount_taken`.",
        "required": ["type", "title", "status", "instance", "code"],
        "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "type": "string", "description": "In the language of `Accept-Language`." },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string", "description": "What to do about it, in the language of `Accept-Language`." },
            "instance": { "type": "string", "pattern": "^req_", "description": "The request's id, as in `x-request-id`." },
            "code": { "type": "string", "enum": codes },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "code"],
                    "properties": {
                        "pointer": { "type": "string", "pattern": "^/", "description": "JSON pointer (RFC 6901)." },
                        "code": { "type": "string", "enum": field_codes },
                    },
                },
            },
        },
    })
}

fn oauth_schema() -> Value {
    json!({
        "type": "object",
        "description": "RFC 6749 §5.2, RFC 7009 §2.2.1, RFC 8707 §2.",
        "required": ["error"],
        "properties": {
            "error": { "type": "string", "enum": OAUTH_ERRORS },
            "error_description": { "type": "string" },
        },
    })
}

fn graph_schema() -> Value {
    json!({
        "type": "object",
        "description": "As Meta's Graph API answers.",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["message", "type", "code", "fbtrace_id"],
            "properties": {
                "message": { "type": "string" },
                "type": { "type": "string", "enum": ["OAuthException", "GraphMethodException"] },
                "code": { "type": "integer" },
                "error_subcode": { "type": "integer" },
                "is_transient": { "type": "boolean" },
                "error_user_title": { "type": "string" },
                "error_user_msg": { "type": "string" },
                "error_data": { "type": "object" },
                "fbtrace_id": { "type": "string", "description": "The request's id, as in `x-request-id`." },
            },
        } },
    })
}

fn sinch_schema() -> Value {
    json!({
        "type": "object",
        "required": ["errorCode", "errorMessage"],
        "properties": { "errorCode": { "type": "integer" }, "errorMessage": { "type": "string" } },
    })
}
