//! Requests and replies without any server's types.

use contract::headers;
use contract::table::INBOUND_LIMIT;

/// The most bytes that an adapter has to read of a body; every route's own limit is smaller or equal.
const MAX_BODY: usize = 512 * 1024;

/// The most bytes that an adapter has to read of a body that is sent there: carriers' batches are larger than all else.
pub fn max_body(path: &str) -> usize {
    if path.starts_with("/in/") { INBOUND_LIMIT } else { MAX_BODY }
}

/// Where the headers of a request are looked up: an adapter need not copy what nobody asks for.
pub trait Headers {
    /// The value of a header, by its name in lower case.
    fn get(&self, name: &str) -> Option<String>;
}

/// Headers in a list, for tests: names in lower case.
impl Headers for Vec<(String, String)> {
    fn get(&self, name: &str) -> Option<String> {
        self.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone())
    }
}

/// What came with a request.
#[derive(Debug, Clone)]
pub enum Body {
    /// The bytes; empty when there is no body.
    Bytes(Vec<u8>),
    /// More than [`max_body`]; the adapter stopped reading.
    TooLarge,
}

/// A request.
pub struct Request {
    /// The method's name, in upper case.
    pub method: String,
    /// The path as it came, percent-encoded.
    pub path: String,
    /// The query without the question mark.
    pub query: Option<String>,
    /// The headers.
    pub headers: Box<dyn Headers>,
    /// The body.
    pub body: Body,
    /// The client's address as a trusted hop names it; none when there is none (see `CLIENT_IP_HEADER`).
    pub ip: Option<String>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers of this answer; [`Reply::headers`] adds those that every answer has.
    pub own_headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// All headers: this answer's own, then the security headers. Several may have one name (`set-cookie`).
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.own_headers.iter().map(|(name, value)| (*name, value.as_str()));
        own.chain(headers::SECURITY.iter().copied()).chain([("content-security-policy", headers::API_CSP)])
    }
}
