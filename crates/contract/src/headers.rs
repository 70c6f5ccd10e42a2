//! The security headers that stand on every answer of the deployment, errors and assets included
//! (OWASP ASVS 5.0 3.4). The worker sets them on what it answers; `xtask build` writes them into `_headers`
//! for the static files.

/// The request header that names the person whom the caller takes the session to be of.
pub const AS_USER: &str = "x-tenure-user";

/// Headers of every answer but for the Content-Security-Policy.
pub const SECURITY: &[(&str, &str)] = &[
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// The policy of answers that are no pages: nothing may be loaded.
pub const API_CSP: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The policy of the console's pages. `'wasm-unsafe-eval'` permits compiling Wasm and nothing else; `api` is
/// the origin of an API that lives elsewhere, empty for our own.
pub fn console_csp(api: &str) -> String {
    let connect = if api.is_empty() { "'self'".to_owned() } else { format!("'self' {api}") };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src {connect}; \
         img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

/// The header of an answer to a machine whose token ends within 30 days: when (RFC 3339).
pub const TOKEN_EXPIRES: &str = "x-tenure-token-expires";

/// The header of an answer to a machine with rate limits: each with its quota and window (RFC 9651 list of
/// draft-ietf-httpapi-ratelimit-headers-11).
pub const RATE_LIMIT_POLICY: &str = "ratelimit-policy";

/// The same draft's header: what is left of each limit, and for how many seconds.
pub const RATE_LIMIT: &str = "ratelimit";
