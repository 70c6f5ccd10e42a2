//! The session in a `Cookie` header.

/// The value of our cookie in the header (RFC 6265 §4.2): 64 hex digits, or it is none of ours.
pub fn session<'a>(name: &str, header: &'a str) -> Option<&'a str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, value)| *n == name && value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(|(_, value)| value)
}
