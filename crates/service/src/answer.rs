//! What a handler gives back.

use crate::http::Headers;

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
    /// Headers of an answer without a body.
    pub headers: Vec<(&'static str, String)>,
}

/// As what a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A page.
    Json,
    /// A file of lines for a table.
    Csv,
    /// A file of JSON, one a line.
    Ndjson,
}

impl Shape {
    /// What the caller accepts.
    pub fn asked(headers: &dyn Headers) -> Self {
        let accept = headers.get("accept").unwrap_or_default().to_ascii_lowercase();
        match () {
            () if accept.contains("text/csv") => Self::Csv,
            () if accept.contains("application/x-ndjson") => Self::Ndjson,
            () => Self::Json,
        }
    }
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
        Self { reply, cookie: None, text: None, file: None, headers: Vec::new() }
    }
}

impl<R> Answer<R> {
    /// A reply with a cookie.
    pub const fn with_cookie(reply: R, cookie: Option<String>) -> Self {
        Self { reply, cookie, text: None, file: None, headers: Vec::new() }
    }
}
