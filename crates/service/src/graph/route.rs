//! Which requests are Graph calls. The table has them under a version; a call without one is one of the version that Meta's newest
//! clients name.

use contract::graph::is_version;
use domain::business::GraphId;
use domain::ids::{AccountId, AppId, SystemUserId, WhatsappAccountId, WhatsappNumberId};

use crate::http::Request;

/// What a call without a version is taken for.
const UNVERSIONED: &str = "v24.0";

/// Is it a path of the Graph API, with its version?
pub fn is_graph(path: &str) -> bool {
    path.strip_prefix('/').and_then(|rest| rest.split('/').next()).is_some_and(is_version)
}

/// The request, with a version in the path of a Graph call that has none, and without the slash that Python's client puts behind a
/// node.
pub fn versioned(mut request: Request) -> Request {
    if is_unversioned(&request.method, &request.path) {
        request.path = format!("/{UNVERSIONED}{}", request.path);
    }
    if is_graph(&request.path) && request.path.ends_with('/') {
        request.path.pop();
    }
    request
}

fn is_unversioned(method: &str, path: &str) -> bool {
    let is_read = matches!(method, "GET" | "HEAD");
    match path {
        "/debug_token" | "/me" | "/oauth/access_token" => return true,
        // With POST it is OAuth's own (RFC 7009).
        "/oauth/revoke" => return is_read,
        _ => {}
    }
    let first = path.strip_prefix('/').and_then(|rest| rest.split('/').next()).unwrap_or_default();
    first == "me" || is_node(first)
}

/// Does it name something of Graph's: a number, or an id of a kind that has one?
pub fn is_node(text: &str) -> bool {
    let prefixes =
        [AccountId::PREFIX, SystemUserId::PREFIX, AppId::PREFIX, WhatsappAccountId::PREFIX, WhatsappNumberId::PREFIX];
    // Any number: one that is none of ours is told so in Graph's words.
    let is_number = !text.is_empty() && text.len() <= 32 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number || GraphId::try_from(text.to_owned()).is_ok() || prefixes.iter().any(|prefix| text.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_version_or_a_node_is_graphs_and_nothing_else_is() {
        for path in ["/v24.0/me", "/v1.0/1000000000000000/system_users", "/v99.9"] {
            assert!(is_graph(path) && !is_unversioned("GET", path), "{path}");
        }
        for path in ["/1000000000000000", "/su_0/access_tokens", "/me/applications", "/debug_token", "/123/messages"] {
            assert!(!is_graph(path) && is_unversioned("GET", path), "{path}");
        }
        for path in
            ["/v1/me", "/", "/healthz", "/system-users", "/menu", "/in/src_0", "/oauth/token", "/v1", "/V24.0/me"]
        {
            assert!(!is_graph(path) && !is_unversioned("GET", path), "{path}");
        }
        assert!(is_unversioned("GET", "/oauth/revoke") && !is_unversioned("POST", "/oauth/revoke"));
    }
}
