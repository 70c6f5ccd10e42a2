//! Which endpoint a method and a path name.

use contract::endpoint::{ANY_METHOD, Info};
use contract::graph::is_version;
use contract::table::ENDPOINTS;

/// What a request is routed to.
pub(super) enum Route<'r> {
    Found(usize, Vec<&'r str>),
    WrongMethod(String),
    Nothing,
}

/// A path without a variable, such as every bot calls: one comparison of texts an endpoint, and nothing made on the way.
/// What is found here, [`find`] would find, too: a fixed segment goes before a variable one.
pub(super) fn exact<'r>(method: &str, path: &str) -> Option<Route<'r>> {
    let wanted = if method == "HEAD" { "GET" } else { method };
    let is = |info: &Info| info.path == path && info.answers(wanted) && !path.contains('{');
    ENDPOINTS.iter().position(is).map(|index| Route::Found(index, Vec::new()))
}

/// Segment by segment over the table: no set-up, nothing to decode. A path with an escape, an empty segment or a
/// dot segment matches nothing, but the one that RFC 8615 names.
pub(super) fn find<'r>(method: &str, path: &'r str) -> Route<'r> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let crooked = |s: &&str| s.is_empty() || s.contains('%') || (s.starts_with('.') && *s != ".well-known");
    if !path.starts_with('/') || segments.iter().any(crooked) {
        return Route::Nothing;
    }
    let matches = ENDPOINTS.iter().filter_map(|info| Some((info.path, match_path(info.path, &segments)?)));
    // A fixed segment goes before a variable one, whatever the method: /v1/sessions/current is no id.
    let Some((template, args)) = matches.min_by_key(|(_, args)| args.len()) else { return Route::Nothing };
    let wanted = if method == "HEAD" { "GET" } else { method };
    match ENDPOINTS.iter().position(|info| info.path == template && info.answers(wanted)) {
        Some(index) => Route::Found(index, args),
        None => Route::WrongMethod(allowed(template)),
    }
}

/// The methods of a path, as `Allow` names them (RFC 9110 §10.2.1).
fn allowed(template: &str) -> String {
    let here = || ENDPOINTS.iter().filter(|info| info.path == template || info.unversioned() == Some(template));
    if here().any(|info| info.any_method) {
        return ANY_METHOD.join(", ");
    }
    let mut all: Vec<&str> = here().map(|info| info.method.as_str()).collect();
    if all.contains(&"GET") {
        all.push("HEAD");
    }
    all.push("OPTIONS");
    all.join(", ")
}

fn match_path<'r>(template: &str, segments: &[&'r str]) -> Option<Vec<&'r str>> {
    let mut args = Vec::new();
    let mut rest = segments.iter();
    for part in template.split('/').skip(1) {
        let segment = rest.next()?;
        if *part == *"{version}" && !is_version(segment) {
            return None;
        }
        if part.starts_with('{') {
            args.push(*segment);
        } else if part != *segment {
            return None;
        }
    }
    rest.next().is_none().then_some(args)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &str, path: &str) -> Option<&'static str> {
        match find(method, path) {
            Route::Found(index, _) => ENDPOINTS.get(index).map(|i| i.id),
            _ => None,
        }
    }

    #[test]
    fn a_fixed_segment_goes_before_a_variable_one() {
        assert_eq!(found("DELETE", "/v1/sessions/current"), Some("delete_current_session"));
        assert_eq!(found("DELETE", "/v1/sessions/ses_1"), Some("delete_session"));
        assert_eq!(found("HEAD", "/healthz"), Some("healthz"));
    }

    #[test]
    fn the_short_way_finds_what_the_long_one_finds() {
        for info in ENDPOINTS.iter().filter(|info| !info.any_method) {
            for method in ["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT"] {
                let Some(Route::Found(index, args)) = exact(method, info.path) else {
                    let fixed = !info.path.contains('{') && info.method.as_str() == method;
                    assert!(!fixed, "{method} {}", info.path);
                    continue;
                };
                let Route::Found(long, long_args) = find(method, info.path) else { panic!("{method} {}", info.path) };
                assert_eq!((index, args), (long, long_args), "{method} {}", info.path);
            }
        }
    }

    #[test]
    fn a_fixed_path_has_its_own_methods_and_no_others() {
        let refused = |method: &str, path: &str| match find(method, path) {
            Route::WrongMethod(allow) => allow,
            Route::Found(index, _) => format!("found {}", ENDPOINTS[index].id),
            Route::Nothing => "nothing".to_owned(),
        };
        assert_eq!(refused("DELETE", "/v1/invitations/bulk"), "POST, OPTIONS");
        assert_eq!(refused("GET", "/v1/sessions/current"), "DELETE, OPTIONS");
        assert_eq!(refused("PUT", "/v1/me"), "GET, PATCH, HEAD, OPTIONS");
        assert_eq!(refused("PUT", "/v1/invitations/inv_1"), "DELETE, OPTIONS");
        // For every fixed path beside a variable one, and every method of the latter: no id is made of the name.
        for fixed in ENDPOINTS.iter().filter(|i| !i.path.contains('{')) {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"] {
                let found = found(method, fixed.path);
                let path = found.and_then(|id| ENDPOINTS.iter().find(|i| i.id == id)).map(|i| i.path);
                assert!(path.is_none_or(|path| path == fixed.path), "{method} {} is taken for {path:?}", fixed.path);
            }
        }
    }

    #[test]
    fn crooked_paths_match_nothing() {
        for path in [
            "",
            "healthz",
            "//healthz",
            "/healthz/",
            "/v1/./me",
            "/v1/../healthz",
            "/.well-known",
            "/.well-known/../healthz",
            "/.well-known/x",
            "/v1/me%2f",
            "/v1//me",
            "/V1/me",
            "/v1/me/x",
        ] {
            assert_eq!(found("GET", path), None, "{path}");
        }
    }

    #[test]
    fn no_two_endpoints_have_one_method_and_path() {
        let mut all: Vec<_> = ENDPOINTS.iter().map(|i| (i.method, i.path)).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
