//! Where a request comes from: the CSRF rule and CORS (api.md; limits.md 2.5).

use contract::Code;
use contract::headers::AS_USER;

use crate::config::Config;
use crate::fail::Fail;
use crate::http::Headers;

/// How far the browser's own word about the origin is to be trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Our own pages, or a console on the allow-list.
    Own,
    /// Another site.
    Foreign,
    /// The client says nothing, as programs do.
    Unsaid,
}

/// Looks at `Origin` and `Sec-Fetch-Site`, which scripts of a page can't set.
pub fn source(config: &Config, headers: &dyn Headers) -> Source {
    if let Some(origin) = headers.get("origin") {
        return if is_own(config, headers, &origin) || is_allowed_console(config, &origin) {
            Source::Own
        } else {
            Source::Foreign
        };
    }
    match headers.get("sec-fetch-site").as_deref() {
        Some("same-origin") => Source::Own,
        // No page at all, says the browser (the address bar, a bookmark, an extension): that is nobody's word for an
        // unsafe call, and no reason to refuse a read.
        Some("none") => Source::Unsaid,
        Some(_) => Source::Foreign,
        None => Source::Unsaid,
    }
}

/// Is it our own origin? This machine has several names: there it is the one that the request itself went to. Elsewhere
/// `Host` counts for nothing, because whoever points a name of theirs at us chooses it (DNS rebinding).
fn is_own(config: &Config, headers: &dyn Headers, origin: &str) -> bool {
    if origin.eq_ignore_ascii_case(&config.origin) {
        return true;
    }
    let host = headers.get("host").unwrap_or_default();
    let same_host = origin
        .split_once("://")
        .is_some_and(|(scheme, rest)| scheme.eq_ignore_ascii_case("http") && rest.eq_ignore_ascii_case(&host));
    same_host && config.is_local() && config.is_own_name(&host)
}

fn is_allowed_console(config: &Config, origin: &str) -> bool {
    config.console_origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
}

/// An unsafe call that relies on a cookie must say that it comes from our own pages; any call that says that it
/// comes from elsewhere is refused.
pub fn check(config: &Config, headers: &dyn Headers, has_cookie: bool) -> Result<(), Fail> {
    match (source(config, headers), has_cookie) {
        (Source::Own, _) | (Source::Unsaid, false) => Ok(()),
        (Source::Foreign, _) | (Source::Unsaid, true) => Err(Fail::new(Code::ForeignOrigin)),
    }
}

/// The CORS headers of an answer (Fetch standard): the exact origin of an allowed console, with credentials.
pub fn cors(config: &Config, headers: &dyn Headers) -> Vec<(&'static str, String)> {
    if config.console_origins.is_empty() {
        return Vec::new();
    }
    let mut all = vec![("vary", "origin".to_owned())];
    if let Some(origin) = headers.get("origin").filter(|o| is_allowed_console(config, o)) {
        all.push(("access-control-allow-origin", origin));
        all.push(("access-control-allow-credentials", "true".to_owned()));
        all.push(("access-control-expose-headers", "x-request-id, retry-after, link".to_owned()));
    }
    all
}

/// The further headers of the answer to a preflight.
pub fn preflight(allow: &str) -> Vec<(&'static str, String)> {
    vec![
        ("access-control-allow-methods", allow.to_owned()),
        ("access-control-allow-headers", format!("accept-language, content-type, idempotency-key, {AS_USER}")),
        ("access-control-max-age", "600".to_owned()),
    ]
}
