//! What a handler gives back.

/// A reply with what goes beside it.
#[derive(Debug)]
pub struct Answer<R> {
    /// The body.
    pub reply: R,
    /// A `Set-Cookie` header.
    pub cookie: Option<String>,
    /// A bare text that is sent in place of the body.
    pub text: Option<String>,
}

impl<R> From<R> for Answer<R> {
    fn from(reply: R) -> Self {
        Self { reply, cookie: None, text: None }
    }
}

impl<R> Answer<R> {
    /// A reply with a cookie.
    pub const fn with_cookie(reply: R, cookie: Option<String>) -> Self {
        Self { reply, cookie, text: None }
    }
}
