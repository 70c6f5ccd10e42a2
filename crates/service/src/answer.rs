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
    /// A file that is sent in place of the body.
    pub file: Option<File>,
}

/// A file.
#[derive(Debug)]
pub struct File {
    /// Its headers.
    pub headers: Vec<(&'static str, String)>,
    /// What it holds.
    pub text: String,
}

impl File {
    /// A file of this type and name, for saving.
    pub fn new(media: &str, name: &str, text: String) -> Self {
        let headers = vec![
            ("content-type", media.to_owned()),
            ("content-disposition", format!("attachment; filename=\"{name}\"")),
        ];
        Self { headers, text }
    }

    /// The same with a header `Link` to the next one, if there is one.
    #[must_use]
    pub fn followed_by(mut self, link: Option<String>) -> Self {
        self.headers.extend(link.map(|link| ("link", link)));
        self
    }
}

impl<R> From<R> for Answer<R> {
    fn from(reply: R) -> Self {
        Self { reply, cookie: None, text: None, file: None }
    }
}

impl<R> Answer<R> {
    /// A reply with a cookie.
    pub const fn with_cookie(reply: R, cookie: Option<String>) -> Self {
        Self { reply, cookie, text: None, file: None }
    }
}
