//! What a handler gives back.

/// A reply with what goes beside it.
#[derive(Debug)]
pub struct Answer<R> {
    /// The body.
    pub reply: R,
    /// A `Set-Cookie` header.
    pub cookie: Option<String>,
}

impl<R> From<R> for Answer<R> {
    fn from(reply: R) -> Self {
        Self { reply, cookie: None }
    }
}
