//! What an endpoint is.

use domain::field::FieldCode;
use domain::scope::Scope;
use serde::Serialize;

use crate::auth::{Auth, AuthKind, Freshness};
use crate::problem::Code;
use crate::request::Request;

/// An HTTP method that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// GET (HEAD is answered like it, without a body).
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

impl Method {
    /// The method's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// Does it change nothing (RFC 9110 §9.2.1)?
    pub const fn is_safe(self) -> bool {
        matches!(self, Method::Get)
    }
}

/// How the body of a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFormat {
    /// There is none.
    None,
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded` (RFC 7662 asks for it).
    Form,
    /// JSON that is passed on as it came: surfaces that stand in for another API.
    Raw,
    /// As Graph's clients write parameters: in the query, a form, parts of a form or JSON ([`crate::graph`]).
    Graph,
}

/// What `error` can be on OAuth's surface (RFC 6749 §5.2, RFC 6750 §3.1, RFC 7009 §2.2.1, RFC 8707 §2).
pub const OAUTH_ERRORS: [&str; 11] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_target",
    "insufficient_scope",
    "unsupported_token_type",
    "server_error",
    "temporarily_unavailable",
];

/// How errors are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorShape {
    /// `application/problem+json` (RFC 9457).
    Problem,
    /// `{"errorCode":…,"errorMessage":…}`, as Sinch's API does (product 3.3).
    Sinch,
    /// `{"error":…,"error_description":…}`, as OAuth clients read it (RFC 6749 §5.2).
    OAuth,
    /// `{"error":{"message":…,"type":…,"code":…,"fbtrace_id":…}}`, as Graph's clients read it (product 2.4).
    Graph,
}

impl ErrorShape {
    /// The status of a code on this surface: wrong fields of a request in OAuth's or Sinch's manner are 400, and in Graph's
    /// nearly everything is.
    pub const fn status(self, code: Code) -> u16 {
        match (self, code.status()) {
            (ErrorShape::OAuth | ErrorShape::Sinch, 422) => 400,
            (ErrorShape::Graph, 404 | 405 | 410..=422) => 400,
            // Somebody was faster four times: it is the moment that is wrong.
            (ErrorShape::Graph, 409) if matches!(code, Code::Stale) => 503,
            (ErrorShape::Graph, 409) => 400,
            (_, status) => status,
        }
    }
}

/// One line of the table as a value.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// Stable name, also the OpenAPI `operationId`.
    pub id: &'static str,
    /// Method.
    pub method: Method,
    /// Path template: segments, `{id}` stands for one.
    pub path: &'static str,
    /// Status of success.
    pub status: u16,
    /// Who may call.
    pub auth: AuthKind,
    /// Does it want a session that was proved a short while ago?
    pub fresh: Freshness,
    /// Which scope must a machine's token have?
    pub scope: Option<Scope>,
    /// How the body is written.
    pub format: BodyFormat,
    /// How errors are written.
    pub shape: ErrorShape,
    /// Is it the same whatever the method is ([`Info::answers`])? For questions about another call, which keep its method.
    pub any_method: bool,
    /// Does a machine need no permit of its rate limits? To end a token: whoever found one could use its limit up, and keep its
    /// owner from ending it.
    pub unlimited: bool,
    /// Does it honour `Idempotency-Key`?
    pub idempotent: bool,
    /// The most bytes that a body may have.
    pub body_limit: usize,
    /// Errors of its own, beside those that every endpoint can answer.
    pub errors: &'static [Code],
    /// Documentation: the doc comment.
    pub doc: &'static str,
    /// Group in the documentation.
    pub tag: &'static str,
}

/// What the document names of an endpoint that takes any method: those that it has a word for, but for `TRACE`.
pub const ANY_METHOD: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

impl Info {
    /// Does it answer this method? Any other but `TRACE`, where one is like another: a `TRACE` may carry no credential
    /// (RFC 9110 §9.3.8), so there is nobody to let in.
    pub fn answers(&self, method: &str) -> bool {
        if self.any_method { method != "TRACE" } else { method == self.method.as_str() }
    }

    /// A Graph path as it is without its version; some of these are other endpoints' too, with other methods.
    pub fn unversioned(&self) -> Option<&'static str> {
        self.path.strip_prefix("/{version}")
    }

    /// Are parameters that it does not know left alone? A public GET is what probes and caches call, with parameters of
    /// their own; other APIs' clients send what those APIs know (RFC 6749 §3.2). Our own calls refuse them, so that a
    /// typo is seen.
    pub const fn ignores_unknown(&self) -> bool {
        let probe = matches!(self.auth, AuthKind::Public) && self.method.is_safe();
        probe || matches!(self.auth, AuthKind::Carrier) || !matches!(self.shape, ErrorShape::Problem)
    }
}

/// One endpoint: its line of the table and its types.
pub trait Endpoint: 'static {
    /// Its line.
    const INFO: Info;
    /// Who may call.
    type Auth: Auth;
    /// The variable part of the path.
    type Path: PathArgs;
    /// The query.
    type Query: Request;
    /// The body.
    type Body: Request;
    /// The answer.
    type Reply: Serialize;
    /// A call that is right, for the document and for tests.
    #[cfg(feature = "openapi")]
    fn example() -> crate::example::Example;
}

/// The variable part of a path.
pub trait PathArgs: Sized + Clone + 'static {
    /// How many segments it fills.
    const COUNT: usize;
    /// Reads the segments that came in place of `{…}`.
    fn parse(segments: &[&str]) -> Result<Self, FieldCode>;
    /// Writes them.
    fn segments(&self) -> Vec<String>;
    /// The type of each segment by name, as examples call it.
    #[cfg(feature = "openapi")]
    const NAMES: &'static [&'static str] = &[];
    /// The JSON Schema of each segment.
    #[cfg(feature = "openapi")]
    fn schemas(_: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
        Vec::new()
    }
}

impl PathArgs for () {
    const COUNT: usize = 0;
    fn parse(_: &[&str]) -> Result<Self, FieldCode> {
        Ok(())
    }
    fn segments(&self) -> Vec<String> {
        Vec::new()
    }
}

macro_rules! id_paths {
    ($($id:ident),+) => {
        $(id_paths!(@ $id, domain::ids::$id);)+
        id_paths!(@ RoleId, domain::role::RoleId);
    };
    (@ $name:ident, $id:ty) => {
        impl PathArgs for $id {
            const COUNT: usize = 1;
            fn parse(segments: &[&str]) -> Result<Self, FieldCode> {
                Self::try_from(segments.first().copied().unwrap_or_default().to_owned())
            }
            fn segments(&self) -> Vec<String> { vec![self.to_string()] }
            #[cfg(feature = "openapi")]
            const NAMES: &'static [&'static str] = &[stringify!($name)];
            #[cfg(feature = "openapi")]
            fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
                vec![<Self as schemars::JsonSchema>::json_schema(generator)]
            }
        }
    };
}

domain::for_each_id!(id_paths);

/// Two ids: the one that comes first in the path goes first.
impl<A: PathArgs, B: PathArgs> PathArgs for (A, B) {
    const COUNT: usize = A::COUNT + B::COUNT;
    fn parse(segments: &[&str]) -> Result<Self, FieldCode> {
        let (first, second) = segments.split_at_checked(A::COUNT).ok_or(FieldCode::InvalidId)?;
        Ok((A::parse(first)?, B::parse(second)?))
    }
    fn segments(&self) -> Vec<String> {
        let mut all = self.0.segments();
        all.extend(self.1.segments());
        all
    }
    #[cfg(feature = "openapi")]
    #[allow(clippy::indexing_slicing, reason = "looked at when it is compiled")]
    const NAMES: &'static [&'static str] = &[A::NAMES[0], B::NAMES[0]];
    #[cfg(feature = "openapi")]
    fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
        let mut all = A::schemas(generator);
        all.extend(B::schemas(generator));
        all
    }
}

/// Fills a path template.
pub fn fill_path(template: &str, args: &[String]) -> String {
    let mut args = args.iter();
    template
        .split('/')
        .map(|s| if s.starts_with('{') { args.next().map_or(s, String::as_str) } else { s })
        .collect::<Vec<_>>()
        .join("/")
}
